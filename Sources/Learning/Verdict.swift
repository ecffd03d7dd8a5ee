import Curriculum
import Labs
import Wording

/// The judgement of a challenge run.
public struct Verdict: Hashable, Sendable {
  /// One objective and what came out.
  public struct Result: Hashable, Sendable {
    public let wanted: Objective
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
    public var targetText: String { formatted(wanted.target, decimals: definition?.decimals ?? 2) }
  }

  /// The same objectives on another run: a baseline's or an unseen seed's.
  public struct Comparison: Hashable, Sendable {
    /// Name of the baseline or the seed.
    public let name: String
    public let isPassed: Bool
    public let objectives: [Result]
  }

  public let isPassed: Bool
  /// 0 to 3: the least of the objectives, and 1 at most while an unseen seed misses a target.
  public let stars: Int
  public let objectives: [Result]
  public let baselines: [Comparison]
  public let unseen: [Comparison]
  /// Why: a message for each objective, then what held stars back. Metrics stand in them by id;
  /// `why` names them.
  public let reasons: [Message]

  /// The reasons as sentences, with metrics by their names.
  public func why(_ say: Wording) -> [String] {
    reasons.map { reason in
      let arguments = reason.arguments.map { argument in
        let objective = objectives.first { $0.wanted.metric == argument }
        return (objective?.definition).map { say($0.title) } ?? argument
      }
      return say(Message(reason.key, arguments: arguments))
    }
  }
}
