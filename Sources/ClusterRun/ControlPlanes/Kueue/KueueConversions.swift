import BatchQueueing
import Cluster

extension LabelSet {
  /// For lookups only: a dictionary has no order.
  var dictionary: [String: String] {
    Dictionary(labels.map { ($0.key, $0.value) }) { first, _ in first }
  }
}

extension Kueue.LabelRequirement {
  init(_ requirement: LabelRequirement) {
    let word: Operator =
      switch requirement.operator {
      case .in: .in
      case .notIn: .notIn
      case .exists: .exists
      case .doesNotExist: .doesNotExist
      case .greaterThan: .greaterThan
      case .lessThan: .lessThan
      }
    self.init(key: requirement.key, operator: word, values: requirement.values)
  }
}

extension Kueue.Toleration {
  public init(_ toleration: Toleration) {
    self.init(
      key: toleration.key, operator: toleration.operator.rawValue, value: toleration.value,
      effect: toleration.effect?.rawValue ?? "")
  }
}

extension Kueue.Taint {
  public init(_ taint: Taint) {
    self.init(key: taint.key, value: taint.value, effect: taint.effect.rawValue)
  }
}

extension Toleration {
  /// `nil` for numeric comparisons, which kube-scheduler does not know here.
  init?(_ toleration: Kueue.Toleration) {
    guard let word = Operator(rawValue: toleration.operator.isEmpty ? "Equal" : toleration.operator)
    else { return nil }
    self.init(
      key: toleration.key, word, value: toleration.value,
      effect: TaintEffect(rawValue: toleration.effect))
  }
}

extension Kueue.TopologyRequest {
  init(_ request: TopologyRequest, group: String?) {
    let placement: Placement =
      switch request.mode {
      case .required(let level): .required(level: level)
      case .preferred(let level): .preferred(level: level)
      case .unconstrained: .unconstrained
      }
    self.init(
      placement,
      slices: request.slice.map { [SliceLayer(level: $0.level, size: $0.size)] } ?? [],
      group: group)
  }
}

extension Kueue.TopologyNode {
  init(_ node: Node, isReady: Bool) {
    var amounts: [String: Int] = [:]
    for entry in node.allocatable.entries { amounts[entry.name.text] = entry.amount }
    self.init(
      name: node.name, labels: node.labels.dictionary, allocatable: amounts,
      taints: node.taints.map { Kueue.Taint($0) }, isReady: isReady,
      isUnschedulable: node.isUnschedulable)
  }
}
