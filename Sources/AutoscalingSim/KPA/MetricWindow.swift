import Simulation

/// How the buckets of a metric window become one number.
public enum WindowAveraging: String, Hashable, Sendable, CaseIterable {
  /// Every second of the window weighs the same.
  case linear
  /// A second weighs less the older it is.
  case weightedExponential = "weighted-exponential"
}

/// A metric over the last seconds, kept in buckets of absolute time.
///
/// Source: knative/serving 98e5ef90, `pkg/autoscaler/aggregation/bucketing.go`. A bucket belongs to
/// a slot of absolute time, so that two windows over the same metric agree about what a second is.
/// Knative's buckets are 1 s long; sums run in the same order as upstream, because sums of
/// floating-point numbers depend on it.
public struct MetricWindow: Hashable, Sendable {
  public let window: SimDuration
  public let granularity: SimDuration
  private var buckets: [Double]
  /// Slot of the oldest value that counts; `nil` before the first value.
  private var firstSlot: Int?
  /// Slot of the newest value.
  private var lastSlot = 0
  /// Sum of all buckets.
  private var total = 0.0
  private let coefficient: Double

  /// `nil` unless both lengths are at least a nanosecond and the window has at most a million
  /// buckets.
  public init?(window: SimDuration, granularity: SimDuration = .seconds(1)) {
    guard window > .zero, granularity > .zero else { return nil }
    let count = (window.nanoseconds - 1) / granularity.nanoseconds + 1
    guard count <= 1_000_000 else { return nil }
    self.window = window
    self.granularity = granularity
    buckets = [Double](repeating: 0, count: count)
    coefficient = Self.smoothing(buckets: count)
  }

  /// The share of the newest bucket in the exponential average: large enough that all buckets
  /// together weigh 99.99 %, and never below 0.2.
  static func smoothing(buckets count: Int) -> Double {
    max(1 - DeterministicMath.pow(0.0001, 1 / Double(count)), 0.2)
  }

  /// Adds a value to the bucket of this moment. A value older than the window is dropped.
  public mutating func record(_ value: Double, at time: SimTime) {
    let slot = slot(of: time)
    guard let first = firstSlot else {
      firstSlot = slot
      lastSlot = slot
      buckets[index(slot)] = value
      total = value
      return
    }
    if slot != lastSlot {
      guard start(of: slot - lastSlot) + window.nanoseconds > 0 else { return }
      if slot < first { firstSlot = slot }
      if slot > lastSlot { advance(to: slot) }
    }
    buckets[index(slot)] += value
    total += value
  }

  private mutating func advance(to slot: Int) {
    if start(of: slot - lastSlot) >= window.nanoseconds {
      firstSlot = slot
      for place in buckets.indices { buckets[place] = 0 }
      total = 0
    } else {
      for passed in lastSlot + 1...slot {
        total -= buckets[index(passed)]
        buckets[index(passed)] = 0
      }
    }
    lastSlot = slot
  }

  /// Whether nothing was recorded during one window before this moment.
  public func isEmpty(at time: SimTime) -> Bool {
    firstSlot == nil || start(of: slot(of: time) - lastSlot) > window.nanoseconds
  }

  /// The average at this moment, 0 when the window is empty.
  public func average(_ averaging: WindowAveraging, at time: SimTime) -> Double {
    switch averaging {
    case .linear: linearAverage(at: time)
    case .weightedExponential: weightedAverage(at: time)
    }
  }

  /// The mean over the seconds from the first value to the last, at most one window, rounded to six
  /// digits. Seconds after the last value do not count, seconds between two values count as 0.
  public func linearAverage(at time: SimTime) -> Double {
    guard let first = firstSlot else { return 0 }
    let now = slot(of: time)
    let age = start(of: now - lastSlot)
    guard age < window.nanoseconds else { return 0 }
    var sum = total
    var most = buckets.count
    if age > 0 {
      for passed in lastSlot + 1...now { sum -= buckets[index(passed)] }
      most -= now - lastSlot
    }
    let count = min(Double(lastSlot - first) + 1, Double(most))
    return (sum / count * 1e6).rounded(.toNearestOrAwayFromZero) / 1e6
  }

  /// The newest bucket weighs `coefficient`, each older one (1 - coefficient) times its successor.
  /// Seconds after the last value count as 0.
  public func weightedAverage(at time: SimTime) -> Double {
    guard !isEmpty(at: time) else { return 0 }
    var weight = coefficient
    var count = buckets.count
    let silent = slot(of: time) - lastSlot
    if silent > 0 {
      weight *= DeterministicMath.pow(1 - coefficient, Double(silent))
      count -= silent
    }
    var sum = 0.0
    for back in 0..<max(0, count) {
      sum += buckets[index(lastSlot - back)] * weight
      weight *= 1 - coefficient
    }
    return sum
  }

  /// Rounds down, also before time zero.
  private func slot(of time: SimTime) -> Int {
    let (whole, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: granularity.nanoseconds)
    return rest < 0 ? whole - 1 : whole
  }

  private func index(_ slot: Int) -> Int {
    let rest = slot % buckets.count
    return rest < 0 ? rest + buckets.count : rest
  }

  /// A number of slots in nanoseconds.
  private func start(of slots: Int) -> Int { (granularity * slots).nanoseconds }
}
