import Simulation

/// The same rollout again and again under other traffic: how often it stays, goes, and is wrong.
///
/// A value that advances in slices. A rollout is right when it keeps a version that fails no more
/// often than the old one and sends back one that fails more often.
public struct RolloutStudy: Sendable {
  public let plan: RolloutSpec
  public let old: VersionTruth
  public let new: VersionTruth
  public let requestsPerSecond: Int
  public let until: SimTime
  public private(set) var runs = 0
  public private(set) var promoted = 0
  public private(set) var aborted = 0
  public private(set) var wrong = 0
  private let seed: Seed
  private var current: RolloutRun?

  public init(
    _ plan: RolloutSpec, from old: VersionTruth, to new: VersionTruth, requestsPerSecond: Int,
    until: SimTime, seed: Seed
  ) {
    self.plan = plan
    self.old = old
    self.new = new
    self.requestsPerSecond = requestsPerSecond
    self.until = until
    self.seed = seed
  }

  /// Whether the new version fails more often than the old one.
  public static func isWorse(_ new: VersionTruth, than old: VersionTruth) -> Bool {
    new.failuresPerMillion > old.failuresPerMillion
  }

  /// `nil` while a rollout is undecided: that is no decision to be wrong.
  public static func isWrong(
    _ ending: RolloutRun.Ending?, from old: VersionTruth, to new: VersionTruth
  ) -> Bool? {
    ending.map { ($0 == .promoted) == isWorse(new, than: old) }
  }

  /// Goes on for so many seconds of the rollout at hand, the next one of which begins when one is
  /// decided or over.
  public mutating func advance(seconds: Int) {
    var run =
      current
      ?? RolloutRun(
        plan, from: old, to: new, requestsPerSecond: requestsPerSecond, until: until,
        seed: Seed(seed.text + "/" + String(runs + 1)))
    var left = max(0, seconds)
    while left > 0, !run.isDone, run.ending == nil {
      _ = run.advance(seconds: 1)
      left -= 1
    }
    guard run.isDone || run.ending != nil else {
      current = run
      return
    }
    current = nil
    runs += 1
    if run.ending == .promoted { promoted += 1 }
    if run.ending == .aborted { aborted += 1 }
    if Self.isWrong(run.ending, from: old, to: new) == true { wrong += 1 }
  }
}
