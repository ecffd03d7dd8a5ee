import Cluster

/// The filters of one profile for one pod, asked about single nodes of a state that changes between
/// the questions.
struct FilterChain {
  private struct Entry {
    let plugin: FilterPlugin
    /// `nil`: has nothing to say about the state as it is now.
    var filter: PreparedFilter?
  }

  let pod: PodIndex
  /// Filters that had nothing to say at first stay silent, as in kube-scheduler.
  private var entries: [Entry]
  let skipped: [String]

  init(_ pod: PodIndex, _ profile: SchedulingProfile, _ state: ClusterState) {
    self.pod = pod
    var entries: [Entry] = []
    var skipped: [String] = []
    for plugin in profile.filters {
      if let filter = plugin.prepare(pod, state) {
        entries.append(Entry(plugin: plugin, filter: filter))
      } else {
        skipped.append(plugin.name)
      }
    }
    self.entries = entries
    self.skipped = skipped
  }

  /// Tells the filters that count over the whole cluster that pods came or went.
  mutating func refresh(_ state: ClusterState) {
    for index in entries.indices
    where !entries[index].plugin.isNodeLocal && !entries[index].plugin.isFixedInTrials {
      entries[index].filter = entries[index].plugin.prepare(pod, state)
    }
  }

  /// The first refusal; `nil` when the pod may run on the node.
  func failure(_ node: NodeIndex, _ state: ClusterState) -> FilterFailure? {
    for entry in entries {
      guard let filter = entry.filter, var failure = filter.explain(node, state) else { continue }
      failure.plugin = entry.plugin.name
      return failure
    }
    return nil
  }
}

extension ClusterState {
  /// Pods nominated to the node that count against the pod: others of no lower priority.
  func rivals(of pod: PodIndex, on node: NodeIndex) -> [PodIndex] {
    if nominations.isEmpty { return [] }
    let priority = priority(of: pod)
    return nominations.pods(on: node).filter { $0 != pod && self.priority(of: $0) >= priority }
  }
}

/// Asks for nodes that room is kept on, and only for those: the state is copied at the first.
struct Rivals {
  private let pod: PodIndex
  private let profiles: [SchedulingProfile]
  private let profile: Int
  private var chain: NominationAwareChain?

  init(_ pod: PodIndex, _ profiles: [SchedulingProfile], _ profile: Int) {
    self.pod = pod
    self.profiles = profiles
    self.profile = profile
  }

  /// `nil` also when nobody is nominated to the node.
  mutating func failure(_ node: NodeIndex, _ state: ClusterState) -> FilterFailure? {
    if state.rivals(of: pod, on: node).isEmpty { return nil }
    if chain == nil {
      chain = NominationAwareChain(FilterChain(pod, profiles[profile], state), state)
    }
    return chain?.failure(node)
  }
}

/// As `FilterChain`, with the pods nominated to the node: the pod must fit beside those of no lower
/// priority, and, since they may never come, without them too (kube-scheduler's
/// `RunFilterPluginsWithNominatedPods`).
struct NominationAwareChain {
  private var chain: FilterChain
  private(set) var scratch: ClusterState

  init(_ chain: FilterChain, _ state: ClusterState) {
    self.chain = chain
    scratch = state
  }

  /// Answers as of `scratch`.
  mutating func failure(_ node: NodeIndex) -> FilterFailure? {
    let rivals = scratch.rivals(of: chain.pod, on: node)
    if !rivals.isEmpty {
      let nominated = scratch.nominations.pods(on: node)
      for rival in rivals { scratch.place(rival, on: node) }
      chain.refresh(scratch)
      let failure = chain.failure(node, scratch)
      for rival in rivals { scratch.remove(rival) }
      // Placing took the nominations back; in their old order.
      for pod in nominated { scratch.nominate(pod, to: node) }
      chain.refresh(scratch)
      if let failure { return failure }
    }
    return chain.failure(node, scratch)
  }

  mutating func remove(_ pod: PodIndex) -> Placement { scratch.remove(pod) }
  mutating func putBack(_ pod: PodIndex, _ placement: Placement) {
    scratch.putBack(pod, placement)
  }

  /// After pods were removed or put back.
  mutating func refresh() { chain.refresh(scratch) }
}
