import Cluster

/// What InterPodAffinity may be told (`InterPodAffinityArgs` of kube-scheduler v1.35).
public struct PodAffinityArguments: Hashable, Sendable {
  /// 0...100: what a required affinity term of an existing pod adds for the pods it matches.
  public var hardPodAffinityWeight: Int
  /// Whether a pod without preferred terms is not scored at all.
  public var ignoresPreferredTermsOfExistingPods: Bool
  /// v1.35.4 matches pods of every namespace with a namespace selector of the incoming pod that
  /// holds for a namespace without labels (only NotIn and DoesNotExist), because it looks at the
  /// selector a second time, without the labels. Off: such a selector means what it says.
  public var reproducesNegativeSelectorQuirk: Bool

  public init(
    hardPodAffinityWeight: Int = 1, ignoresPreferredTermsOfExistingPods: Bool = false,
    reproducesNegativeSelectorQuirk: Bool = true
  ) {
    self.hardPodAffinityWeight = hardPodAffinityWeight
    self.ignoresPreferredTermsOfExistingPods = ignoresPreferredTermsOfExistingPods
    self.reproducesNegativeSelectorQuirk = reproducesNegativeSelectorQuirk
  }
}

extension PodAffinityTerm {
  /// Whether this term of an incoming pod of namespace `owner` means pods with these labels.
  ///
  /// The selector is resolved against the namespaces that exist.
  func matches(
    _ labels: LabelSet, in namespace: String, owner: String, quirk: Bool, _ state: ClusterState
  ) -> Bool {
    guard let selector, selector.matches(labels) else { return false }
    guard let namespaceSelector else { return isListed(namespace, owner: owner) }
    if namespaceSelector.isEmpty || namespaces.contains(namespace) { return true }
    if quirk && namespaceSelector.matches([:]) { return true }
    return state.labels(ofNamespace: namespace).map(namespaceSelector.matches) ?? false
  }

  /// Whether this term of an existing pod of namespace `owner` means an incoming pod with these
  /// labels. A namespace that does not exist has no labels.
  func matchesIncoming(
    _ labels: LabelSet, in namespace: String, owner: String, _ state: ClusterState
  ) -> Bool {
    guard let selector, selector.matches(labels) else { return false }
    guard let namespaceSelector else { return isListed(namespace, owner: owner) }
    return namespaces.contains(namespace)
      || namespaceSelector.matches(state.labels(ofNamespace: namespace) ?? [:])
  }

  private func isListed(_ namespace: String, owner: String) -> Bool {
    namespaces.isEmpty ? namespace == owner : namespaces.contains(namespace)
  }
}

/// How many pods, or how much weight, lie in each domain of a topology key.
struct DomainSum {
  let key: String
  let column: NodeLabelIndex.Column
  /// By domain code; 0 stands for nodes without the key and stays 0.
  private(set) var sums: [Int]

  init(_ key: String, _ state: ClusterState) {
    self.key = key
    column = state.nodeLabels.column(key)
    sums = Array(repeating: 0, count: column.values.count + 1)
  }

  /// False when the node lacks the key: then nothing was added.
  @discardableResult
  mutating func add(_ amount: Int, on node: NodeIndex) -> Bool {
    let code = Int(column.codes[node])
    if code != 0 { sums[code] += amount }
    return code != 0
  }

  /// The name of the node's domain; `nil` when it lacks the key.
  func domain(_ node: NodeIndex) -> String? {
    column.codes[node] == 0 ? nil : column.values[Int(column.codes[node]) - 1]
  }

  /// 0 when the node lacks the key.
  func sum(_ node: NodeIndex) -> Int { sums[Int(column.codes[node])] }

  /// Over all domains.
  var total: Int { sums.reduce(0, +) }
}

/// One sum for each topology key that is asked for, in the order of asking.
struct DomainSums {
  private(set) var sums: [DomainSum] = []
  private var index: [String: Int] = [:]
  /// How often something was added to a domain, be it 0.
  private(set) var contributions = 0

  mutating func add(_ amount: Int, _ key: String, on node: NodeIndex, _ state: ClusterState) {
    let at: Int
    if let known = index[key] {
      at = known
    } else {
      at = sums.count
      index[key] = at
      sums.append(DomainSum(key, state))
    }
    if sums[at].add(amount, on: node) { contributions += 1 }
  }
}
