import Simulation

/// The same experiment on many crowds: how often a rule finds what is there, and what is not.
///
/// A value that advances in slices.
public struct ExperimentStudy: Sendable {
  public let plan: ExperimentPlan
  public private(set) var experiments = 0
  public private(set) var shipped = 0
  public private(set) var wronglyShipped = 0
  public private(set) var mismatches = 0
  /// Users that all experiments took together.
  public private(set) var users = 0
  private let seed: Seed
  private let notBegun: ExperimentRun

  public init(_ plan: ExperimentPlan, seed: Seed) {
    self.plan = plan
    self.seed = seed
    notBegun = ExperimentRun(plan, seed: seed)
  }

  /// Share of experiments that shipped a treatment: the power when it is better, the error when it
  /// is not.
  public var shipping: ProportionSample {
    ProportionSample(successes: shipped, trials: experiments)
  }

  /// Runs this many more, each to its end.
  public mutating func advance(experiments count: Int) {
    for _ in 0..<max(0, count) {
      var run = notBegun.anew(seed: Seed("\(seed.text)#\(experiments)"))
      while run.advance(users: 100_000) {}
      experiments += 1
      users += run.userCount
      switch run.verdict {
      case .rightlyShipped: shipped += 1
      case .wronglyShipped:
        shipped += 1
        wronglyShipped += 1
      default: break
      }
      if run.decision == .stopsForMismatch { mismatches += 1 }
    }
  }
}
