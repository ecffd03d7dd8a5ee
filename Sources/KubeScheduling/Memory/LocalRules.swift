import Cluster

/// The part of a profile that depends on nothing but the node and the class of the pod: one number a
/// node says it all, and stays true until something on the node changes.
struct LocalRules: Sendable {
  /// The node is refused.
  static let refused = Int32.min
  /// Nobody asked yet.
  static let unknown = Int32.min + 1

  /// A score that becomes 0...100 only in comparison with the other feasible nodes.
  struct Column: Sendable {
    enum Source: Sendable {
      /// By taint set; the fewer the better.
      case taints([Int])
      /// The more the better.
      case affinity(PreferredNodeTerms)
    }

    let weight: Int
    let source: Source
  }

  let columns: [Column]
  private let refusesCordoned: Bool
  private let wantedNode: String?
  /// By taint set; empty when none keeps the pod away.
  private let isBlocked: [Bool]
  private let required: RequiredNodeMatcher?
  private let checksPodCount: Bool
  private let needs: [PodRecord.Amount]
  private let gpuShare: Int
  private var scores: [(weight: Int32, builder: ScoreInputBuilder)]
  private let images: [(weight: Int32, scores: ImageScores)]

  init(_ podClass: PodClassIndex, _ profile: SchedulingProfile, _ state: ClusterState) {
    let (pod, record) = (state.spec(ofClass: podClass), state.record(ofClass: podClass))
    var (refusesCordoned, checksPodCount, gpuShare) = (false, false, 0)
    var wantedNode: String?
    var isBlocked: [Bool] = []
    var required: RequiredNodeMatcher?
    var needs: [PodRecord.Amount] = []
    for filter in profile.filters {
      switch filter.known {
      case .nodeUnschedulable:
        refusesCordoned =
          state.hasUnschedulableNodes
          && !pod.tolerations.contains { $0.tolerates(.unschedulable) }
      case .nodeName:
        if let name = pod.nodeName, !name.isEmpty { wantedNode = name }
      case .taintToleration:
        isBlocked = TaintTable(pod: pod, state: state).blocking.map { $0 != nil }
        if !isBlocked.contains(true) { isBlocked = [] }
      case .nodeAffinity:
        let matcher = RequiredNodeMatcher(pod: pod, state: state)
        if !matcher.isTrivial { required = matcher }
      case .fit(let ignored):
        checksPodCount = true
        needs = record.requests.filter {
          $0.amount > 0 && !ignored.covers(state.resources[$0.resource])
        }
      case .gpuShare: gpuShare = record.gpuShareMilli
      case .podTopologySpread, .interPodAffinity, .dynamicResources, nil: break
      }
    }
    self.refusesCordoned = refusesCordoned
    self.wantedNode = wantedNode
    self.isBlocked = isBlocked
    self.required = required
    self.checksPodCount = checksPodCount
    self.needs = needs
    self.gpuShare = gpuShare
    var columns: [Column] = []
    var scores: [(weight: Int32, builder: ScoreInputBuilder)] = []
    var images: [(weight: Int32, scores: ImageScores)] = []
    for score in profile.scores {
      switch score.known {
      case .perNode(let rule):
        guard let builder = ScoreInputBuilder(rule, podClass, state) else { continue }
        scores.append((Int32(score.weight), builder))
      case .imageLocality:
        guard let found = ImageScores(pod, state) else { continue }
        images.append((Int32(score.weight), found))
      case .taintToleration:
        // The same for all nodes leaves their order as it is.
        let counts = TaintTable.unpreferred(pod, state)
        if counts.contains(where: { $0 != counts[0] }) {
          columns.append(Column(weight: score.weight, source: .taints(counts)))
        }
      case .nodeAffinity:
        guard let terms = PreferredNodeTerms(pod, state) else { continue }
        columns.append(Column(weight: score.weight, source: .affinity(terms)))
      case .podTopologySpread, .interPodAffinity, .dynamicResources, nil: break
      }
    }
    self.columns = columns
    self.scores = scores
    self.images = images
  }

  /// `refused`, or the weighted sum of all scores that need no comparison.
  mutating func verdict(_ node: NodeIndex, _ state: ClusterState) -> Int32 {
    if !passes(node, state) { return Self.refused }
    var sum: Int32 = 0
    for index in scores.indices {
      sum += scores[index].weight * Int32(scores[index].builder.score(node, state))
    }
    for image in images { sum += image.weight * Int32(image.scores.score(node)) }
    return sum
  }

  private func passes(_ node: NodeIndex, _ state: ClusterState) -> Bool {
    if checksPodCount && state.podCounts[node] + 1 > state.podLimits[node] { return false }
    for need in needs {
      let free =
        state.allocatable(need.resource, on: node) - state.requested(need.resource, on: node)
      if need.amount > free { return false }
    }
    if refusesCordoned && state.nodes[node].isUnschedulable { return false }
    if !isBlocked.isEmpty && isBlocked[state.taintSetOfNode[node]] { return false }
    if let wantedNode, state.nodes[node].name != wantedNode { return false }
    if let required, !required.matches(node) { return false }
    return gpuShare == 0 || state.largestFreeGPUShare(on: node) >= gpuShare
  }
}

extension LocalRules.Column {
  /// Adds the column, normalised over these nodes, to their totals.
  func add(to totals: inout [Int], of nodes: [NodeIndex], _ state: ClusterState) {
    switch source {
    case .taints(let counts):
      var most = 0
      for node in nodes { most = max(most, counts[state.taintSetOfNode[node]]) }
      if most == 0 { return }
      for (position, node) in nodes.enumerated() {
        let raw = counts[state.taintSetOfNode[node]]
        totals[position] += weight * (maximumNodeScore - raw * maximumNodeScore / most)
      }
    case .affinity(let terms):
      let raw = nodes.map(terms.weight)
      let most = raw.max() ?? 0
      if most == 0 { return }
      for position in nodes.indices {
        totals[position] += weight * (raw[position] * maximumNodeScore / most)
      }
    }
  }
}
