import Cluster

/// GPU indices on the node for a pod that is about to go there; `nil` leaves it to the node.
public typealias GPUChoice =
  @Sendable (_ pod: PodIndex, _ node: NodeIndex, _ state: ClusterState) -> [Int]?

/// Which plugins decide, in which order and with which weight.
public struct SchedulingProfile: Sendable {
  /// For people: what the plugins and weights are for.
  public var name: String
  /// Which pods it schedules: those with the same `Pod.schedulerName`.
  public var schedulerName = Pod.defaultScheduler
  /// In order; the first that refuses a node is the one reported.
  public var filters: [FilterPlugin]
  public var scores: [ScorePlugin]
  /// What pods do that find no node; `nil` without preemption.
  public var preemption: PreemptionArguments? = PreemptionArguments()
  /// How many percent of the nodes must be found feasible before the search stops; 0 for
  /// kube-scheduler's own choice by cluster size. 100 looks at all.
  public var percentageOfNodesToScore: Int
  /// Which GPUs of its node a pod gets; without it, or when it answers `nil`, the node chooses (see
  /// `ClusterState.place`). It stands for what a GPU-sharing plugin does at Reserve.
  public var chooseGPUs: GPUChoice?

  public init(
    name: String, filters: [FilterPlugin], scores: [ScorePlugin],
    percentageOfNodesToScore: Int = 0
  ) {
    self.name = name
    self.filters = filters
    self.scores = scores
    self.percentageOfNodesToScore = percentageOfNodesToScore
  }

  /// The plugins and weights of kube-scheduler v1.35's default profile, as far as this room
  /// simulates them.
  ///
  /// Absent because not simulated: ports, volumes. Added: the `GPUShare` filter,
  /// which speaks only for pods with `gpuShareMilli`.
  public static func kubernetesDefault(
    name: String = "default-scheduler", fit: FitStrategy = .leastAllocated(),
    balancing: [WeightedResource] = WeightedResource.defaults,
    ignoring ignored: IgnoredResources = IgnoredResources(),
    spreadDefaulting: SpreadDefaulting = .system,
    podAffinity: PodAffinityArguments = PodAffinityArguments(), percentageOfNodesToScore: Int = 0
  ) -> SchedulingProfile {
    SchedulingProfile(
      name: name,
      filters: [
        .nodeUnschedulable, .nodeName, .taintToleration, .nodeAffinity,
        .nodeResourcesFit(ignoring: ignored), .gpuShare, .podTopologySpread,
        .interPodAffinity(podAffinity), .dynamicResources,
      ],
      scores: [
        .taintToleration(), .nodeAffinity(), .nodeResourcesFit(fit),
        .podTopologySpread(spreadDefaulting), .interPodAffinity(podAffinity),
        .dynamicResources(), .nodeResourcesBalancedAllocation(balancing), .imageLocality(),
      ],
      percentageOfNodesToScore: percentageOfNodesToScore)
  }

  // MARK: Changing

  /// Sets how much a score plugin counts; false when the profile has no such plugin.
  @discardableResult
  public mutating func setWeight(_ weight: Int, ofScore plugin: String) -> Bool {
    guard let at = scores.firstIndex(where: { $0.name == plugin }) else { return false }
    scores[at].weight = weight
    return true
  }

  /// Takes a plugin out of the filters, the scores or both; false when it is in neither.
  @discardableResult
  public mutating func disable(_ plugin: String, filter: Bool = true, score: Bool = true) -> Bool {
    let before = filters.count + scores.count
    if filter { filters.removeAll { $0.name == plugin } }
    if score { scores.removeAll { $0.name == plugin } }
    return filters.count + scores.count < before
  }

  /// Adds a filter after the others, or in place of the one of its name.
  public mutating func enable(_ filter: FilterPlugin) {
    if let at = filters.firstIndex(where: { $0.name == filter.name }) {
      filters[at] = filter
    } else {
      filters.append(filter)
    }
  }

  /// Adds a score after the others, or in place of the one of its name.
  public mutating func enable(_ score: ScorePlugin) {
    if let at = scores.firstIndex(where: { $0.name == score.name }) {
      scores[at] = score
    } else {
      scores.append(score)
    }
  }

  // MARK: Sampling

  /// How many feasible nodes end the search in a cluster of this size.
  ///
  /// kube-scheduler v1.35 `numFeasibleNodesToFind`: below 100 nodes all; else the percentage, by
  /// default 50 less one for every 125 nodes and at least 5, but never fewer than 100 nodes.
  /// Without score plugins the first one does.
  public func feasibleNodesWanted(of nodes: Int) -> Int {
    if scores.isEmpty { return min(1, nodes) }
    if nodes < 100 { return nodes }
    let percentage =
      percentageOfNodesToScore > 0 ? percentageOfNodesToScore : max(5, 50 - nodes / 125)
    return min(nodes, max(100, nodes * percentage / 100))
  }
}
