/// Where requests go among priorities, and which of them ignore health.
///
/// Envoy (`load_balancer_impl.cc`, main of 2024): a priority's health is its healthy percentage times
/// the overprovisioning factor, at most 100. Load goes to the first priorities as far as their health
/// carries it. As long as all healths together reach 100, no priority panics; else each with too few
/// healthy endpoints does, and when all panic, load follows the number of endpoints. Degraded
/// endpoints are not modelled.
public struct PriorityLoads: Hashable, Sendable {
  /// Health of each priority, 0...100.
  public let health: [Int]
  /// Percent of requests by priority; together 100 unless there are no priorities.
  public let load: [Int]
  public let isPanicking: [Bool]

  /// `healthy` and `total` count endpoints by priority.
  public init(healthy: [Int], total: [Int], settings: BalancingSettings) {
    let health = zip(healthy, total).map { healthy, total in
      total > 0 ? min(100, settings.overprovisioningPercent * healthy / total) : 0
    }
    self.health = health
    let available = min(100, health.reduce(0, +))
    var load = [Int](repeating: 0, count: health.count)
    if available > 0 {
      var left = 100
      for index in health.indices {
        load[index] = min(left, health[index] * 100 / available)
        left -= load[index]
      }
      // Rounding's rest.
      if let first = health.firstIndex(where: { $0 > 0 }) { load[first] += left }
    }
    var panic = [Bool](repeating: false, count: health.count)
    if settings.panicThresholdPercent == 0 && available == 0 {
      if !load.isEmpty { load[0] = 100 }
    } else {
      for index in health.indices where available < 100 {
        let percent = total[index] > 0 ? 100 * Double(healthy[index]) / Double(total[index]) : 0
        panic[index] = percent < Double(settings.panicThresholdPercent)
      }
      if !panic.isEmpty, panic.allSatisfy({ $0 }) { load = Self.byCount(total) }
    }
    self.load = load
    isPanicking = panic
  }

  private static func byCount(_ total: [Int]) -> [Int] {
    let all = total.reduce(0, +)
    guard all > 0 else { return total.indices.map { $0 == 0 ? 100 : 0 } }
    var load = total.map { 100 * $0 / all }
    if let first = total.firstIndex(where: { $0 > 0 }) { load[first] += 100 - load.reduce(0, +) }
    return load
  }

  /// The priority for a number in 0..<100.
  func priority(for draw: Int) -> Int {
    var left = draw
    for index in load.indices {
      left -= load[index]
      if left < 0 { return index }
    }
    return 0
  }
}
