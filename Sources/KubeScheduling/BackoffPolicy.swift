import Simulation

/// How long a pod that found no node must wait before it is tried again.
public struct BackoffPolicy: Hashable, Sendable {
  /// After the first failure; doubles with each further one (`podInitialBackoffSeconds`, 1 s).
  public var initial: SimDuration
  /// (`podMaxBackoffSeconds`, 10 s.)
  public var maximum: SimDuration
  /// Whether a pod in back-off is tried at once when nothing else waits (feature
  /// `SchedulerPopFromBackoffQ`, on by default since Kubernetes 1.33). Off here unless asked for: a
  /// scheduler whose cycles take no time is always idle, so that no pod would ever rest. Switch it
  /// on together with a cycle latency.
  public var popsWhenIdle: Bool

  public init(
    initial: SimDuration = .seconds(1), maximum: SimDuration = .seconds(10),
    popsWhenIdle: Bool = false
  ) {
    self.initial = initial
    self.maximum = maximum
    self.popsWhenIdle = popsWhenIdle
  }

  /// The wait after this many failures (at least 1).
  public func wait(afterFailures failures: Int) -> SimDuration {
    var wait = initial
    for _ in 1..<max(1, min(failures, 64)) where wait < maximum { wait = wait * 2 }
    return min(wait, maximum)
  }
}
