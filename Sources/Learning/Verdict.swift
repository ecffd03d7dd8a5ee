import Labs
import Wording

/// A wish of a challenge: a metric, the direction, the number to reach and what earns more stars.
public struct ObjectiveTarget: Hashable, Sendable {
  public enum Goal: String, Sendable, Hashable {
    case atMost = "at_most"
    case atLeast = "at_least"
  }

  public let metric: String
  public let goal: Goal
  public let target: Double
  /// Thresholds of 1, 2 and 3 stars; the first equals the target. Fewer when fewer stars can be had.
  public let stars: [Double]

  public init(metric: String, goal: Goal, target: Double, stars: [Double]) {
    self.metric = metric
    self.goal = goal
    self.target = target
    self.stars = stars
  }

  /// Whether a measured value reaches `threshold`; no value reaches nothing.
  public func isMet(_ value: Double?, _ threshold: Double) -> Bool {
    guard let value else { return false }
    return goal == .atMost ? value <= threshold : value >= threshold
  }
}

/// The judgement of a challenge run.
public struct Verdict: Hashable, Sendable {
  /// One objective and what came out.
  public struct Objective: Hashable, Sendable {
    public let target: ObjectiveTarget
    /// Unit and decimals of the metric; `nil` when the lab has no such metric.
    public let definition: MetricDefinition?
    /// As measured, rounded as the metric says; `nil` when the run gave none.
    public let value: Double?
    public let isMet: Bool
    /// 0 to 3.
    public let stars: Int

    public var unit: String { definition?.unit ?? "" }
    /// The value with the metric's decimals; an en dash for none.
    public var valueText: String {
      value.map { formatted($0, decimals: definition?.decimals ?? 2) } ?? "\u{2013}"
    }
    /// The target with the metric's decimals.
    public var targetText: String { formatted(target.target, decimals: definition?.decimals ?? 2) }
  }

  /// The same objectives on another run: a baseline's or an unseen seed's.
  public struct Comparison: Hashable, Sendable {
    /// Name of the baseline or the seed.
    public let name: String
    public let isPassed: Bool
    public let objectives: [Objective]
  }

  public let isPassed: Bool
  /// 0 to 3: the least of the objectives, and 1 at most while an unseen seed misses a target.
  public let stars: Int
  public let objectives: [Objective]
  public let baselines: [Comparison]
  public let unseen: [Comparison]
  /// Why: a message for each objective, then what held stars back. Metrics stand in them by id; `why` names them.
  public let reasons: [Message]

  /// The reasons as sentences, with metrics by their names.
  public func why(_ say: Wording) -> [String] {
    reasons.map { reason in
      let arguments = reason.arguments.map { argument in
        let objective = objectives.first { $0.target.metric == argument }
        return (objective?.definition).map { say($0.title) } ?? argument
      }
      return say(Message(reason.key, arguments: arguments))
    }
  }
}
