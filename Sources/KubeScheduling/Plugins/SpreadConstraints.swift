import Cluster

/// Where constraints come from for pods that have none of their own.
public enum SpreadDefaulting: Hashable, Sendable {
  /// Built-in: hostname with skew 3 and zone with skew 5, both ScheduleAnyway, for pods that a
  /// Service or owner selects.
  case system
  /// An empty list: no constraints.
  case none
}

/// A spread constraint for one pod, compiled against the state.
struct SpreadRule: Sendable {
  let constraint: TopologySpreadConstraint
  /// The values of the topology key, by the codes of `domains`.
  let domainNames: [String]
  /// Per node: 0 when it lacks the key, else its domain.
  let domains: [Int32]
  let isPerNode: Bool
  /// Per label group: whether its pods count.
  private(set) var counts: [Bool] = []
  /// Whether the incoming pod matches the selector.
  let countsItself: Bool
  /// The domain whose name is the empty string; 0 when there is none.
  private let namelessDomain: Int32
  private let selector: LabelSelector?
  private let namespace: String

  init(_ constraint: TopologySpreadConstraint, pod: Pod, state: ClusterState) {
    self.constraint = constraint
    isPerNode = constraint.topologyKey == WellKnownLabel.hostname
    let column = state.nodeLabels.column(constraint.topologyKey)
    domainNames = column.values
    domains = column.codes
    namelessDomain = column.values.firstIndex(of: "").map { Int32($0 + 1) } ?? 0
    var selector = constraint.selector
    // What the API server does when the pod is created; a constraint without selector stays
    // without.
    for key in constraint.matchLabelKeys where selector != nil {
      guard let value = pod.labels[key] else { continue }
      selector?.requirements.append(LabelRequirement(key, .in, [value]))
    }
    self.selector = selector
    namespace = pod.namespace
    countsItself = selector?.matches(pod.labels) ?? false
    learn(state)
  }

  /// Label groups may have turned up.
  mutating func learn(_ state: ClusterState) {
    if counts.count == state.labelGroups.count { return }
    for group in state.labelGroups[counts.count...] {
      // The scheduler counts nothing for a selector that would match everything.
      let matches =
        selector.map { !$0.isEmpty && !group.isTerminating && $0.matches(group.labels) } ?? false
      counts.append(matches && group.namespace == namespace)
    }
  }

  /// The node's domain in scoring, where a node without the key and one with an empty value share
  /// a domain, as they do in the original.
  @inline(__always)
  func scoredDomain(_ node: NodeIndex) -> Int {
    domains[node] == namelessDomain ? 0 : Int(domains[node])
  }

  /// Matching pods on the node.
  @inline(__always)
  func matching(_ node: NodeIndex, _ state: ClusterState) -> Int {
    var sum = 0
    for entry in state.labelGroupCounts[node] where counts[Int(entry.group)] {
      sum += Int(entry.count)
    }
    return sum
  }
}

/// The constraints of one pod of one kind, with the tests that say which nodes count.
struct SpreadRules: Sendable {
  let rules: [SpreadRule]
  private let required: RequiredNodeMatcher
  private let isTainted: [Bool]

  init(
    _ constraints: [TopologySpreadConstraint], pod: Pod, state: ClusterState
  ) {
    rules = constraints.map { SpreadRule($0, pod: pod, state: state) }
    required = RequiredNodeMatcher(pod: pod, state: state)
    isTainted = TaintTable(pod: pod, state: state).blocking.map { $0 != nil }
  }

  /// Whether the node has the topology keys of all rules.
  func hasAllKeys(_ node: NodeIndex) -> Bool {
    for rule in rules where rule.domains[node] == 0 { return false }
    return true
  }

  /// Whether the rule's inclusion policies count the node.
  func includes(_ node: NodeIndex, for rule: SpreadRule, _ state: ClusterState) -> Bool {
    if rule.constraint.nodeAffinityPolicy == .honor && !required.matches(node) { return false }
    return !(rule.constraint.nodeTaintsPolicy == .honor && isTainted[state.taintSetOfNode[node]])
  }
}

extension SpreadDefaulting {
  /// The ScheduleAnyway constraints by which the pod's nodes are scored.
  func softConstraints(of pod: Pod, services: [Service]) -> [TopologySpreadConstraint] {
    pod.spreadConstraints.isEmpty
      ? constraints(for: pod, services: services)
      : pod.spreadConstraints.filter { $0.whenUnsatisfiable == .scheduleAnyway }
  }

  /// The default constraints of a pod without its own: none unless a Service or its owner selects
  /// it.
  func constraints(for pod: Pod, services: [Service]) -> [TopologySpreadConstraint] {
    guard self == .system else { return [] }
    var union = LabelSet()
    for service in services where service.namespace == pod.namespace {
      if LabelSelector(matchLabels: service.selector).matches(pod.labels) {
        for label in service.selector.labels { union[label.key] = label.value }
      }
    }
    var selector = LabelSelector(matchLabels: union)
    if let owner = pod.ownerSelector { selector.requirements += owner.requirements }
    if selector.isEmpty { return [] }
    return [
      TopologySpreadConstraint(
        maxSkew: 3, topologyKey: WellKnownLabel.hostname, whenUnsatisfiable: .scheduleAnyway,
        selector: selector),
      TopologySpreadConstraint(
        maxSkew: 5, topologyKey: WellKnownLabel.zone, whenUnsatisfiable: .scheduleAnyway,
        selector: selector),
    ]
  }
}
