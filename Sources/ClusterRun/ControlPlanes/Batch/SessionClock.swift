import Simulation

/// When a scheduler that looks at the whole cluster in sessions holds the next one.
///
/// The real ones hold a session every period, whether anything happened or not. Here a session that
/// could only repeat the last one is left out: else a run would never end. That changes no answer,
/// because equal sessions decide equally.
struct SessionClock: Sendable {
  let period: SimDuration
  private(set) var last: SimTime?
  /// Something happened that the last session did not know.
  var hasNews = false

  init(period: SimDuration) { self.period = max(SimDuration(nanoseconds: 1), period) }

  /// The first session not before `time`, and not in the period of the last one.
  func next(from time: SimTime) -> SimTime {
    let step = period.nanoseconds
    let rest = time.nanoseconds % step
    let onGrid = rest == 0 ? time.nanoseconds : saturatingSum(time.nanoseconds - rest, step)
    guard let last else { return SimTime(nanoseconds: onGrid) }
    return SimTime(nanoseconds: max(onGrid, saturatingSum(last.nanoseconds, step)))
  }

  mutating func hold(at time: SimTime) {
    last = time
    hasNews = false
  }
}
