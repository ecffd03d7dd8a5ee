import Cluster

/// A rule that says for each node whether the pod may run there.
public struct FilterPlugin: Sendable {
  public let name: String
  /// Whether a node that was refused stays refused until a pod leaves it, whatever happens
  /// elsewhere. Then a pod that found no node need not ask all nodes again.
  public let isNodeLocal: Bool
  /// Whether trials of preemption keep the answers of before the trial: the original works out its
  /// state once and is not told of pods that come and go.
  public let isFixedInTrials: Bool
  /// Works out once per pod what the nodes are then asked; `nil` when the rule has nothing to say
  /// about this pod (PreFilter "Skip").
  public let prepare: @Sendable (_ pod: PodIndex, _ state: ClusterState) -> PreparedFilter?
  /// What the plugin is, for those that the scheduler knows a shorter way for.
  let known: KnownFilter?

  init(
    name: String, isNodeLocal: Bool = false, isFixedInTrials: Bool = false, known: KnownFilter,
    prepare: @escaping @Sendable (_ pod: PodIndex, _ state: ClusterState) -> PreparedFilter?
  ) {
    self.name = name
    self.isNodeLocal = isNodeLocal
    self.isFixedInTrials = isFixedInTrials
    self.prepare = prepare
    self.known = known
  }

  public init(
    name: String, isNodeLocal: Bool = false, isFixedInTrials: Bool = false,
    prepare: @escaping @Sendable (_ pod: PodIndex, _ state: ClusterState) -> PreparedFilter?
  ) {
    self.name = name
    self.isNodeLocal = isNodeLocal
    self.isFixedInTrials = isFixedInTrials
    self.prepare = prepare
    known = nil
  }
}

/// The filters of this room. Their answers depend on the pod only through its class, but for pods
/// with device claims.
enum KnownFilter: Sendable {
  case nodeUnschedulable
  case nodeName
  case taintToleration
  case nodeAffinity
  case fit(IgnoredResources)
  case gpuShare
  case podTopologySpread
  case interPodAffinity(PodAffinityArguments)
  case dynamicResources
}

/// A filter for one pod. Both answers are about the state that the filter was prepared on.
public struct PreparedFilter {
  /// The fast answer.
  public let passes: (_ node: NodeIndex, _ state: ClusterState) -> Bool
  /// True when every node is known to pass, so that nobody needs to ask.
  public let passesAll: Bool
  /// The full answer: `nil` exactly when `passes` is true.
  public let explain: (_ node: NodeIndex, _ state: ClusterState) -> FilterFailure?

  public init(
    passesAll: Bool = false,
    passes: @escaping (_ node: NodeIndex, _ state: ClusterState) -> Bool,
    explain: @escaping (_ node: NodeIndex, _ state: ClusterState) -> FilterFailure?
  ) {
    self.passesAll = passesAll
    self.passes = passes
    self.explain = explain
  }
}

/// A rule that says how good each feasible node is for the pod.
public struct ScorePlugin: Sendable {
  public let name: String
  /// How much the plugin's 0...100 counts in the total.
  public var weight: Int
  /// Scores all feasible nodes; `nil` when the rule has nothing to say about this pod (PreScore
  /// "Skip").
  public let score:
    @Sendable (_ pod: PodIndex, _ state: ClusterState, _ nodes: [NodeIndex]) -> ScoreColumn?
  /// What the plugin is, for those that the scheduler knows a shorter way for.
  let known: KnownScore?

  init(
    name: String, weight: Int, known: KnownScore,
    score:
      @escaping @Sendable (_ pod: PodIndex, _ state: ClusterState, _ nodes: [NodeIndex]) ->
      ScoreColumn?
  ) {
    self.name = name
    self.weight = weight
    self.score = score
    self.known = known
  }

  public init(
    name: String, weight: Int,
    score:
      @escaping @Sendable (_ pod: PodIndex, _ state: ClusterState, _ nodes: [NodeIndex]) ->
      ScoreColumn?
  ) {
    self.name = name
    self.weight = weight
    self.score = score
    known = nil
  }
}

/// The scores of this room. They depend on the pod only through its class, but for pods with device
/// claims.
enum KnownScore: Sendable {
  case taintToleration
  case nodeAffinity
  /// One node's score, which depends on nothing but the node and the pod.
  case perNode(PerNodeScore)
  case podTopologySpread(SpreadDefaulting)
  case interPodAffinity(PodAffinityArguments)
  case imageLocality
  case dynamicResources
}

/// A score from what the node has and what the pod asks for.
struct PerNodeScore: Sendable {
  var resources: [WeightedResource]
  var counting: RequestCounting
  /// Says nothing about pods that ask for none of `resources`.
  var skipsWithoutRequest = false
  /// Whether `function` reads more than `ScoreInput.resources`.
  var readsAll = false
  /// 0...100.
  var function: ScoreFunction
}

/// One plugin's scores, in the order of the nodes it was given.
public struct ScoreColumn: Hashable, Sendable {
  public let raw: [Int]
  /// 0...100 each; `nil` when the plugin has no normalisation and `raw` is used.
  public let normalized: [Int]?

  public init(raw: [Int], normalized: [Int]? = nil) {
    self.raw = raw
    self.normalized = normalized
  }

  /// What counts, before the weight.
  public var final: [Int] { normalized ?? raw }
}

/// Best score a plugin may give (`MaxNodeScore`).
public let maximumNodeScore = 100
