import Simulation

/// The work of one unit: of a pod that works by itself, or of a job whose pods work together.
///
/// Work is counted in nanoseconds at full speed; an elastic job counts them times its pods, so that
/// `rate` (pods at work) is a whole number.
struct WorkClock: Sendable {
  /// What is to be done; -1: for ever.
  let total: Int
  /// Progress is saved at multiples of it; 0: never.
  let saveInterval: Int
  /// Work done until the clock last stopped.
  private(set) var done = 0
  private(set) var runningSince: SimTime?
  private(set) var rate = 1
  /// Where the present attempt fails; `nil`: it does not.
  private(set) var failsAt: Int?
  /// Failures of its own so far.
  private(set) var failures = 0
  private var isDrawn = false
  /// Tells stale ends in the event queue from the present one.
  private(set) var generation: Int32 = 0
  /// Thousandths of GPUs of the pods at work.
  var workingMilli = 0

  init(total: Int, saveInterval: Int) {
    self.total = total
    self.saveInterval = saveInterval
  }

  /// Whether it will stop by itself.
  var isBounded: Bool { total >= 0 || failsAt != nil }
  var isRunning: Bool { runningSince != nil }
  var left: Int? { total < 0 ? nil : max(0, total - done) }

  /// Decides where this attempt fails, once an attempt: `draw` gets the failures so far and the work
  /// left, and answers after how much of it.
  mutating func drawFailure(_ draw: (_ failures: Int, _ left: Int?) -> Int?) {
    guard !isDrawn else { return }
    isDrawn = true
    failsAt = draw(failures, left).flatMap { wait in
      let (point, overflow) = done.addingReportingOverflow(max(0, wait))
      return overflow ? nil : point
    }
  }

  /// Whether it has stopped at a failure rather than at its end.
  func hasFailed(at now: SimTime) -> Bool {
    guard let failsAt, total < 0 || failsAt < total else { return false }
    return done(at: now) >= failsAt
  }

  /// The next attempt begins.
  mutating func countFailure() {
    failures += 1
    isDrawn = false
    failsAt = nil
  }

  /// Work done at this time.
  func done(at now: SimTime) -> Int {
    guard let since = runningSince else { return done }
    let (work, overflow) = (now - since).nanoseconds.multipliedReportingOverflow(by: rate)
    let (sum, tooMuch) = done.addingReportingOverflow(work)
    let reached = overflow || tooMuch ? Int.max : sum
    return total < 0 ? reached : min(total, reached)
  }

  /// When it ends or fails if nothing happens; `nil`: never.
  func end(from now: SimTime) -> SimTime? {
    let target: Int
    switch (failsAt, total < 0) {
    case (let point?, false): target = min(point, total)
    case (let point?, true): target = point
    case (nil, false): target = total
    case (nil, true): return nil
    }
    let work = max(0, target - done)
    let wait = work / rate + (work % rate == 0 ? 0 : 1)
    let (time, overflow) = now.nanoseconds.addingReportingOverflow(wait)
    return overflow ? nil : SimTime(nanoseconds: time)
  }

  mutating func start(at now: SimTime, rate: Int) {
    runningSince = now
    self.rate = max(1, rate)
    generation &+= 1
  }

  /// All work is to be done again.
  mutating func reset() { done = 0 }

  /// Stops and keeps what was done.
  mutating func pause(at now: SimTime) {
    done = done(at: now)
    runningSince = nil
    generation &+= 1
  }

  /// Stops and falls back to what was saved; the answer is the work lost.
  mutating func interrupt(at now: SimTime) -> Int {
    pause(at: now)
    if total < 0 { return 0 }
    let saved = saveInterval > 0 ? done - done % saveInterval : 0
    let lost = done - saved
    done = saved
    return lost
  }
}
