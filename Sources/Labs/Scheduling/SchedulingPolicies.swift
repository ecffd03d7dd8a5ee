import Cluster
import KubeScheduling
import Simulation

/// The decisions of the scheduling lab that a learner may write, with kube-scheduler's own as
/// defaults.
public struct SchedulingPolicies: Sendable {
  /// How good a node is for a pod, in place of NodeResourcesFit's strategy; its input is
  /// `ScoreInput`. `nil` leaves it to the knob `scoring_strategy`.
  public var score: ScoreFunction?
  /// Which waiting pod is tried first: the one with the highest rank, among equals the one that
  /// came first. `nil` leaves it to the knob `queue_order`.
  public var order: (@Sendable (QueuedPod) -> Int)?

  public init(
    score: ScoreFunction? = nil, order: (@Sendable (QueuedPod) -> Int)? = nil
  ) {
    self.score = score
    self.order = order
  }
}

/// What an order may know about a pod.
public struct QueuedPod: Hashable, Sendable {
  /// `spec.priority` through its PriorityClass.
  public let priority: Int
  public let cpu: MilliCPU
  public let memory: Bytes
  /// GPUs in thousandths: 8000 is eight whole ones.
  public let gpuMilli: Int
  /// How long it will run; 0 when until the end. Real clusters know only what the user declares.
  public let duration: SimDuration
  /// Members of its group; 1 for a pod alone.
  public let groupSize: Int
}

extension SchedulingPolicies {
  /// The order of a word of the knob `queue_order`.
  static func order(named word: String) -> (@Sendable (QueuedPod) -> Int)? {
    switch word {
    case "smallest-first": { -$0.gpuMilli }
    case "largest-first": { $0.gpuMilli }
    case "shortest-first":
      {
        -($0.duration > .zero ? $0.duration.nanoseconds / 1_000_000_000 : 1_000_000_000)
      }
    default: nil
    }
  }
}
