import Simulation

extension Kueue {
  /// One question to the choice of flavors alone: which ones, and how?
  public struct FlavorQuestion: Sendable {
    public enum Mode: String, Hashable, Sendable, Codable {
      case fit = "Fit"
      case preempt = "Preempt"
      case noFit = "NoFit"
    }

    public var clusterQueues: [ClusterQueue]
    public var cohorts: [Cohort]
    public var resourceFlavors: [ResourceFlavor]
    /// In use, by ClusterQueue; nobody can be pushed out.
    public var usage: [String: [FlavoredResource: Int]]
    public var clusterQueue: String
    public var podSets: [PodSet]

    public init(
      clusterQueues: [ClusterQueue], cohorts: [Cohort] = [], resourceFlavors: [ResourceFlavor],
      usage: [String: [FlavoredResource: Int]] = [:], clusterQueue: String, podSets: [PodSet]
    ) {
      self.clusterQueues = clusterQueues
      self.cohorts = cohorts
      self.resourceFlavors = resourceFlavors
      self.usage = usage
      self.clusterQueue = clusterQueue
      self.podSets = podSets
    }

    /// The mode, the flavors by pod set and resource, and every flavor that was looked at.
    public func answer() -> (mode: Mode, flavors: [[String: String]], attempts: [FlavorAttempt]) {
      let extra = Set(usage.values.flatMap(\.keys)).sorted()
      var tree = QuotaTree(clusterQueues: clusterQueues, cohorts: cohorts, extra: extra)
      for (queue, amounts) in usage.sorted(by: { $0.key < $1.key }) {
        tree.add(amounts, clusterQueue: queue)
      }
      guard let queue = tree.queueNumbers[clusterQueue] else { return (.noFit, [], []) }
      let catalog = Catalog(clusterQueues: clusterQueues, flavors: resourceFlavors, tree: tree)
      var ledger = Ledger(tree: tree)
      let workload = Workload(name: "incoming", localQueue: nil, podSets: podSets)
      let assigner = FlavorAssigner(
        catalog: catalog, method: .classical, claim: Claim(workload, catalog), queue: queue,
        orderTime: .zero, explains: true)
      let assignment = assigner.assign(&ledger)
      let mode: Mode =
        switch assignment.mode {
        case .fit, .deferredFit: .fit
        case .preempt: .preempt
        case .noFit: .noFit
        }
      let flavors = assignment.podSets.map { podSet in
        Dictionary(
          podSet.choices.map { (tree.resources[$0.resource], catalog.flavorNames[$0.flavor]) }
        ) { first, _ in first }
      }
      return (mode, flavors, assignment.attempts)
    }
  }
}
