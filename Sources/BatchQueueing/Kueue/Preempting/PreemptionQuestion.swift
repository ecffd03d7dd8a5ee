import Simulation

extension Kueue {
  /// A workload to be pushed out, and why.
  public struct Victim: Hashable, Sendable, Codable {
    /// `Workload.key`.
    public let workload: String
    public let clusterQueue: String
    public let reason: PreemptionReason
  }

  /// One question to preemption alone, without queues around it: who has to go?
  public struct PreemptionQuestion: Sendable {
    public var clusterQueues: [ClusterQueue]
    public var cohorts: [Cohort]
    public var held: [HeldWorkload]
    public var incoming: Workload
    /// The queue of the incoming workload.
    public var clusterQueue: String
    /// All that the workload asks for, by flavored resource.
    public var requests: [FlavoredResource: Int]
    /// The flavored resources that do not fit without preemption.
    public var needPreemption: Set<FlavoredResource>
    /// `nil` for classical preemption.
    public var fairSharing: [FairSharingStrategy]?

    public init(
      clusterQueues: [ClusterQueue], cohorts: [Cohort] = [], held: [HeldWorkload],
      incoming: Workload, clusterQueue: String, requests: [FlavoredResource: Int],
      needPreemption: Set<FlavoredResource>, fairSharing: [FairSharingStrategy]? = nil
    ) {
      self.clusterQueues = clusterQueues
      self.cohorts = cohorts
      self.held = held
      self.incoming = incoming
      self.clusterQueue = clusterQueue
      self.requests = requests
      self.needPreemption = needPreemption
      self.fairSharing = fairSharing
    }

    /// Who has to go, and what became of every candidate, in the order of trial.
    public func answer() -> (victims: [Victim], candidates: [Candidate]) {
      var extra = Set(requests.keys)
      for held in held { extra.formUnion(held.usage.keys) }
      let tree = QuotaTree(clusterQueues: clusterQueues, cohorts: cohorts, extra: extra.sorted())
      guard let queue = tree.queueNumbers[clusterQueue],
        let rules = clusterQueues.first(where: { $0.name == clusterQueue })?.preemption
      else { return ([], []) }
      var ledger = Ledger(tree: tree)
      for (number, held) in held.enumerated() {
        guard let home = tree.queueNumbers[held.admission.clusterQueue] else { continue }
        _ = ledger.insert(
          Holding(
            workload: number, key: held.workload.key, uid: held.workload.uid,
            priority: held.workload.priority, orderTime: held.workload.createdAt,
            reservedAt: held.reservedAt, queue: home, uses: tree.uses(held.usage),
            isEvicted: held.isEvicted, placements: []))
      }
      let preemptor = Preemptor(
        queue: queue, priority: incoming.priority, orderTime: incoming.createdAt, rules: rules,
        uses: tree.uses(requests),
        needs: needPreemption.compactMap { tree.index[$0] }.sorted())
      var trace = PreemptionTrace(isOn: true)
      let targets = ledger.targets(
        for: preemptor, method: fairSharing.map { .fair($0) } ?? .classical, trace: &trace)
      return (ledger.victims(targets), ledger.candidates(trace))
    }
  }
}

extension Kueue.Ledger {
  func victims(_ targets: [Kueue.Target]) -> [Kueue.Victim] {
    targets.compactMap { target in
      holdings[target.holding].map {
        Kueue.Victim(
          workload: $0.key, clusterQueue: tree.nodes[$0.queue].name, reason: target.reason)
      }
    }
  }

  func candidates(_ trace: Kueue.PreemptionTrace) -> [Kueue.Candidate] {
    trace.verdicts.compactMap { number, verdict in
      holdings[number].map {
        Kueue.Candidate(
          workload: $0.key, clusterQueue: tree.nodes[$0.queue].name, verdict: verdict)
      }
    }
  }
}
