import Simulation

/// Mean and nearest-rank percentiles of durations; mean rounded down to whole ns.
public struct LatencySummary: Hashable, Sendable {
  public let count: Int
  public let mean: SimDuration
  public let p50: SimDuration
  public let p95: SimDuration
  public let p99: SimDuration
  public let max: SimDuration

  /// `nil` for no values.
  init?(_ values: [SimDuration]) {
    self.init(weighted: values.map { ($0.nanoseconds, 1) })
  }

  /// Values in ns with how often each occurs.
  init?(weighted values: [(value: Int, times: Int)]) {
    let sorted = values.filter { $0.times > 0 }.sorted { $0.value < $1.value }
    guard let last = sorted.last else { return nil }
    let total = sorted.reduce(0) { $0 + $1.times }
    func percentile(_ percent: Int) -> SimDuration {
      let rank = Swift.max(1, (total * percent + 99) / 100)
      var seen = 0
      for item in sorted {
        seen += item.times
        if seen >= rank { return SimDuration(nanoseconds: item.value) }
      }
      return SimDuration(nanoseconds: last.value)
    }
    count = total
    // Mean of the distance from the smallest value, so that the sum stays small.
    let base = sorted[0].value
    let sum = sorted.reduce(0) { $0 + ($1.value - base) * $1.times }
    mean = SimDuration(nanoseconds: base + sum / total)
    p50 = percentile(50)
    p95 = percentile(95)
    p99 = percentile(99)
    max = SimDuration(nanoseconds: last.value)
  }
}
