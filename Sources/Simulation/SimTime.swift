/// A length of simulated time in whole nanoseconds. Whole numbers, so that runs agree on every
/// machine.
public struct SimDuration: Hashable, Comparable, Sendable, Codable {
  /// Nanoseconds; may be negative as a difference of two times.
  public var nanoseconds: Int

  public init(nanoseconds: Int) { self.nanoseconds = nanoseconds }

  public static let zero = SimDuration(nanoseconds: 0)
  /// A whole number of microseconds.
  public static func microseconds(_ n: Int) -> SimDuration { SimDuration(nanoseconds: n * 1_000) }
  /// A whole number of milliseconds.
  public static func milliseconds(_ n: Int) -> SimDuration {
    SimDuration(nanoseconds: n * 1_000_000)
  }
  /// A whole number of seconds.
  public static func seconds(_ n: Int) -> SimDuration {
    SimDuration(nanoseconds: n * 1_000_000_000)
  }

  /// For display and statistics only; never compare or sum these.
  public var inSeconds: Double { Double(nanoseconds) / 1e9 }
  /// For display and statistics only.
  public var inMilliseconds: Double { Double(nanoseconds) / 1e6 }

  public static func < (a: SimDuration, b: SimDuration) -> Bool { a.nanoseconds < b.nanoseconds }
  public static func + (a: SimDuration, b: SimDuration) -> SimDuration {
    SimDuration(nanoseconds: saturated(a.nanoseconds.addingReportingOverflow(b.nanoseconds), b))
  }
  public static func - (a: SimDuration, b: SimDuration) -> SimDuration {
    SimDuration(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
  public static func += (a: inout SimDuration, b: SimDuration) { a = a + b }
  public static func * (a: SimDuration, b: Int) -> SimDuration {
    let (product, overflow) = a.nanoseconds.multipliedReportingOverflow(by: b)
    guard overflow else { return SimDuration(nanoseconds: product) }
    return SimDuration(nanoseconds: (a.nanoseconds < 0) == (b < 0) ? .max : .min)
  }
}

/// The sum, or the end of all time on the side to which the second part went.
@inline(__always)
private func saturated(
  _ sum: (partialValue: Int, overflow: Bool), _ added: SimDuration
) -> Int {
  if !sum.overflow { return sum.partialValue }
  return added.nanoseconds < 0 ? .min : .max
}

/// A moment of simulated time: whole nanoseconds since the start of the run.
///
/// Sums stop at the end of all time, 292 years: work that lasts longer ends there.
public struct SimTime: Hashable, Comparable, Sendable, Codable {
  public var nanoseconds: Int

  public init(nanoseconds: Int) { self.nanoseconds = nanoseconds }

  public static let zero = SimTime(nanoseconds: 0)
  /// For display and statistics only; never compare or sum these.
  public var inSeconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (a: SimTime, b: SimTime) -> Bool { a.nanoseconds < b.nanoseconds }
  public static func + (time: SimTime, d: SimDuration) -> SimTime {
    SimTime(nanoseconds: saturated(time.nanoseconds.addingReportingOverflow(d.nanoseconds), d))
  }
  public static func - (a: SimTime, b: SimTime) -> SimDuration {
    SimDuration(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
}
