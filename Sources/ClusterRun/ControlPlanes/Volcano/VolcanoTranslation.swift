import BatchQueueing
import Cluster

/// Nodes, pods and topology in Volcano's words, each worked out once.
struct VolcanoTranslation: Sendable {
  /// What pods of one class have in common.
  struct PodWords: Sendable {
    var request = Volcano.Resources()
    var nodeSelector: [String: String] = [:]
    var requiredNodes: [[Volcano.LabelRequirement]] = []
    var preferredNodes: [Volcano.NodePreference] = []
    var tolerations: [Volcano.Toleration] = []
    var mayPreempt = true
  }

  /// Tier of each level that jobs ask for: 1 is the narrowest.
  private(set) var tiers: [String: Int] = [:]
  /// Levels from the widest to the narrowest.
  private var levels: [String] = []
  private var nodes: [Volcano.Node]?
  private var hyperNodes: [Volcano.HyperNode] = []
  private var classes: [PodClassIndex: PodWords] = [:]

  init() {}

  /// A level with fewer domains is wider; levels that no node has are left out.
  init(_ world: World) {
    var wanted: Set<String> = []
    for job in world.jobs {
      for set in job.podSets { if let level = set.topology?.mode.level { wanted.insert(level) } }
    }
    let counted = wanted.sorted().map { level in
      (count: Set(world.state.nodes.compactMap { $0.labels[level] }).count, level: level)
    }
    levels = counted.filter { $0.count > 0 }.sorted { ($0.count, $0.level) < ($1.count, $1.level) }
      .map(\.level)
    for (index, level) in levels.enumerated() { tiers[level] = levels.count - index }
  }

  mutating func forgetNodes() { nodes = nil }

  /// Living nodes, and the hypernodes above them.
  mutating func nodes(_ world: World) -> ([Volcano.Node], [Volcano.HyperNode]) {
    if let nodes { return (nodes, hyperNodes) }
    let living = world.state.nodes.indices.filter { !world.nodeStatus[$0].isDown }
    let made = living.map { node(world.state.nodes[$0], gpus: world.state.gpuCount(on: $0)) }
    hyperNodes = hyperNodes(living.map { world.state.nodes[$0] })
    nodes = made
    return (made, hyperNodes)
  }

  private func node(_ node: Node, gpus: Int) -> Volcano.Node {
    var allocatable = Volcano.Resources(node.allocatable)
    if allocatable.scalars[ResourceName.nvidiaGPU.text] != nil {
      allocatable.scalars[ResourceName.nvidiaGPU.text] = gpus
    }
    allocatable.scalars[ResourceName.pods.text] = node.allocatable[.pods] ?? 0
    return Volcano.Node(
      name: node.name, allocatable: allocatable, labels: dictionary(node.labels),
      taints: node.taints.map {
        Volcano.Taint(key: $0.key, value: $0.value, effect: .init($0.effect))
      }, isUnschedulable: node.isUnschedulable)
  }

  /// One hypernode for each domain of each level; a node without a label of a level belongs to none
  /// from there down.
  private func hyperNodes(_ nodes: [Node]) -> [Volcano.HyperNode] {
    var found: [String: Volcano.HyperNode] = [:]
    var order: [String] = []
    for node in nodes {
      var above: String?
      for (depth, level) in levels.enumerated() {
        guard let value = node.labels[level] else { break }
        let name = (above.map { $0 + "/" } ?? "") + value
        if found[name] == nil {
          found[name] = Volcano.HyperNode(name: name, tier: levels.count - depth)
          order.append(name)
          if let above { found[above]?.children.append(name) }
        }
        let isLowest = depth == levels.count - 1 || node.labels[levels[depth + 1]] == nil
        if isLowest { found[name]?.nodes.append(node.name) }
        above = name
      }
    }
    return order.compactMap { found[$0] }
  }

  func topology(_ job: Job) -> Volcano.PodGroup.Topology? {
    for set in job.podSets {
      if case .required(let level)? = set.topology?.mode {
        return Volcano.PodGroup.Topology(isHard: true, highestTier: tiers[level])
      }
    }
    for set in job.podSets {
      if case .preferred(let level)? = set.topology?.mode {
        return Volcano.PodGroup.Topology(isHard: false, highestTier: tiers[level])
      }
    }
    return nil
  }

  mutating func words(_ pod: PodIndex, _ state: ClusterState) -> PodWords {
    let podClass = state.podClass(of: pod)
    if let known = classes[podClass] { return known }
    let spec = state.spec(ofClass: podClass)
    var words = PodWords()
    words.request = Volcano.Resources(spec.effectiveRequest)
    if let share = spec.gpuShareMilli, share > 0 {
      words.request.scalars[ResourceName.nvidiaGPU.text] = 1
    }
    words.nodeSelector = dictionary(spec.nodeSelector)
    words.requiredNodes = spec.requiredNodeAffinity.map(Self.terms) ?? []
    words.preferredNodes = spec.preferredNodeAffinity.map {
      Volcano.NodePreference(
        weight: min(max($0.weight, 1), 100),
        requirements: $0.requirements.map(Volcano.LabelRequirement.init))
    }
    words.tolerations = spec.tolerations.map {
      Volcano.Toleration(
        key: $0.key, value: $0.operator == .exists ? nil : $0.value,
        effect: $0.effect.map { .init($0) })
    }
    words.mayPreempt = spec.preemptionPolicy != .never
    classes[podClass] = words
    return words
  }

  /// An empty term matches no node, and no terms at all neither; Volcano's list says the contrary.
  private static func terms(_ terms: [[LabelRequirement]]) -> [[Volcano.LabelRequirement]] {
    let filled = terms.filter { !$0.isEmpty }
    return filled.isEmpty
      ? [[Volcano.LabelRequirement(key: WellKnownLabel.hostname, test: .isIn, values: [])]]
      : filled.map { $0.map(Volcano.LabelRequirement.init) }
  }

  private func dictionary(_ labels: LabelSet) -> [String: String] {
    Dictionary(labels.labels.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
  }
}

extension TopologyRequest.Mode {
  /// The label key; `nil` for `unconstrained`.
  var level: String? {
    switch self {
    case .required(let level), .preferred(let level): level
    case .unconstrained: nil
    }
  }
}

extension Volcano.Resources {
  /// Everything but the number of pods; negative amounts count as none.
  init(_ list: ResourceList) {
    self.init(milliCPU: max(0, list.cpu.count), memory: max(0, list.memory.count))
    for entry in list.entries {
      switch entry.name {
      case .cpu, .memory, .pods: break
      default: scalars[entry.name.text] = max(0, entry.amount)
      }
    }
  }
}

extension Volcano.Taint.Effect {
  fileprivate init(_ effect: TaintEffect) {
    switch effect {
    case .noSchedule: self = .noSchedule
    case .preferNoSchedule: self = .preferNoSchedule
    case .noExecute: self = .noExecute
    }
  }
}

extension Volcano.LabelRequirement {
  fileprivate init(_ requirement: LabelRequirement) {
    let test: Operator =
      switch requirement.operator {
      case .in: .isIn
      case .notIn: .isNotIn
      case .exists: .exists
      case .doesNotExist: .doesNotExist
      case .greaterThan: .greaterThan
      case .lessThan: .lessThan
      }
    self.init(key: requirement.key, test: test, values: requirement.values)
  }
}
