import Simulation

/// What a GPU costs; a number of the user's own, because prices differ by place, time and contract.
public struct ServingPrice: Hashable, Sendable {
  /// Hundredths of the user's currency for one GPU and one hour.
  public let centsPerGPUHour: Int

  /// `nil` for a negative price.
  public init?(centsPerGPUHour: Int) {
    guard centsPerGPUHour >= 0 else { return nil }
    self.centsPerGPUHour = centsPerGPUHour
  }

  /// Cents for a million tokens when `gpus` were rented for a while and made `tokens`; `nil` when
  /// none were made. Idle time is paid for too.
  public func centsPerMillionTokens(gpus: Int, rented: SimDuration, tokens: Int) -> Double? {
    guard tokens > 0 else { return nil }
    let hours = rented.inSeconds / 3_600 * Double(gpus)
    return hours * Double(centsPerGPUHour) / Double(tokens) * 1e6
  }
}
