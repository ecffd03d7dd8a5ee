import Simulation

/// How many requests a second come, over time: a sum of parts.
public struct RateProfile: Hashable, Sendable {
  /// One part, in requests per 1000 seconds where it says `milli`.
  public enum Part: Hashable, Sendable {
    /// From one rate to another between two moments, straight; equal rates are a step.
    case ramp(from: Int, to: Int, start: SimTime, end: SimTime)
    /// A rate for `length` at the beginning of every `period`, between two moments.
    case bursts(milli: Int, period: SimDuration, length: SimDuration, start: SimTime, end: SimTime)
    /// A day: `low` at its beginning and end, `high` in its middle, as a cosine.
    case diurnal(low: Int, high: Int, day: SimDuration, start: SimTime, end: SimTime)
  }

  public var parts: [Part]
  /// Gaps are exponential; otherwise as even as the rate lets them be.
  public var isRandom: Bool

  public init(_ parts: [Part], isRandom: Bool = true) {
    self.parts = parts
    self.isRandom = isRandom
  }

  /// The same rate all the time.
  public static func constant(milli: Int, end: SimTime) -> RateProfile {
    RateProfile([.ramp(from: milli, to: milli, start: .zero, end: end)])
  }

  /// Where the last part ends.
  public var end: SimTime {
    parts.map {
      switch $0 {
      case .ramp(_, _, _, let end), .bursts(_, _, _, _, let end), .diurnal(_, _, _, _, let end): end
      }
    }.max() ?? .zero
  }

  /// Requests a second at a moment.
  public func rate(at time: SimTime) -> Double {
    var sum = 0.0
    for part in parts { sum += Self.rate(of: part, at: time) }
    return sum / 1_000
  }

  private static func rate(of part: Part, at time: SimTime) -> Double {
    switch part {
    case .ramp(let from, let to, let start, let end):
      guard time >= start, time < end else { return 0 }
      let share = (time - start).inSeconds / (end - start).inSeconds
      return Double(from) + Double(to - from) * share
    case .bursts(let milli, let period, let length, let start, let end):
      guard time >= start, end > time, period > .zero else { return 0 }
      return (time - start).nanoseconds % period.nanoseconds < length.nanoseconds
        ? Double(milli) : 0
    case .diurnal(let low, let high, let day, let start, let end):
      guard time >= start, end > time, day > .zero else { return 0 }
      let phase = Double((time - start).nanoseconds % day.nanoseconds) / Double(day.nanoseconds)
      return Double(low) + Double(high - low) * (1 - cosine(turn: phase)) / 2
    }
  }

  /// Requests that come on average over the whole profile.
  public var expectedRequests: Double {
    parts.reduce(0) { sum, part in
      switch part {
      case .ramp(let from, let to, let start, let end):
        return sum + (Double(from) + Double(to)) / 2 * max(0, (end - start).inSeconds) / 1_000
      case .bursts(let milli, let period, let length, let start, let end):
        let share = period > .zero ? min(1, length.inSeconds / period.inSeconds) : 0
        return sum + Double(milli) * share * max(0, (end - start).inSeconds) / 1_000
      case .diurnal(let low, let high, _, let start, let end):
        return sum + (Double(low) + Double(high)) / 2 * max(0, (end - start).inSeconds) / 1_000
      }
    }
  }
}

/// The cosine of a share of a full turn, by its series; basic operations only.
private func cosine(turn: Double) -> Double {
  // Into a half turn around zero: cos is even and its sign flips half a turn away.
  var x = turn - turn.rounded(.down)
  var sign = 1.0
  if x > 0.5 { x = 1 - x }
  if x > 0.25 {
    x = 0.5 - x
    sign = -1
  }
  let square = (x * 2 * .pi) * (x * 2 * .pi)
  var sum = 0.0
  for k in stride(from: 20, through: 2, by: -2) { sum = (sum + 1) * -square / Double(k * (k - 1)) }
  return sign * (1 + sum)
}

/// The moments at which requests come, drawn one after the other.
///
/// Time is cut into slices in which the rate is taken as that of their middle: 100 ms, and a second
/// in runs of more than two hours.
struct ArrivalStream: Sendable {
  private let rates: [Double]
  private let slice: Int
  private let isRandom: Bool
  private var random: SeededGenerator
  private var at = 0
  /// Nanoseconds into the present slice.
  private var into = 0.0

  init(_ profile: RateProfile, loadPercent: Int, end: SimTime, seed: Seed) {
    let last = min(end, profile.end).nanoseconds
    slice = last > 7_200 * 1_000_000_000 ? 1_000_000_000 : 100_000_000
    let count = max(0, (last + slice - 1) / slice)
    let middle = slice / 2
    rates = (0..<count).map { [slice] in
      profile.rate(at: SimTime(nanoseconds: $0 * slice + middle)) * Double(loadPercent) / 100
    }
    isRandom = profile.isRandom
    random = SeededGenerator(seed: seed, stream: "service-arrivals")
  }

  /// The next moment in nanoseconds; `nil` when nobody comes any more.
  mutating func next() -> Int? {
    var need = isRandom ? -DeterministicMath.log(1 - random.unit()) : 1
    let length = Double(slice)
    while at < rates.count {
      let rate = rates[at] / 1e9
      let there = rate * (length - into)
      if need <= there, rate > 0 {
        into += need / rate
        return at * slice + Int(into)
      }
      need -= there
      at += 1
      into = 0
    }
    return nil
  }
}
