import BatchQueueing
import Cluster
import Simulation

/// Nodes, and the nodes that pods may use, in KAI's words, each worked out once.
struct KAITranslation: Sendable {
  private var nodes: [KAI.Node]?
  /// `nil` inside: all nodes.
  private var allowed: [PodClassIndex: [String]?] = [:]

  mutating func forgetNodes() {
    nodes = nil
    allowed = [:]
  }

  mutating func nodes(_ world: World) -> [KAI.Node] {
    if let nodes { return nodes }
    let made = world.state.nodes.enumerated().map { index, node in
      KAI.Node(
        name: node.name, cpu: node.allocatable.cpu, memory: node.allocatable.memory,
        gpus: world.state.gpuCount(on: index), pods: node.allocatable[.pods] ?? 0,
        isReady: !world.nodeStatus[index].isDown && !node.isUnschedulable)
    }
    nodes = made
    return made
  }

  /// The nodes that selectors, required affinity and tolerations allow; `nil` for all.
  mutating func allowedNodes(_ pod: PodIndex, _ state: ClusterState) -> [String]? {
    let podClass = state.podClass(of: pod)
    if let known = allowed[podClass] { return known }
    let spec = state.spec(ofClass: podClass)
    let names = state.nodes.filter { spec.allows($0) }.map(\.name)
    let answer = names.count == state.nodes.count ? nil : names
    allowed[podClass] = .some(answer)
    return answer
  }
}

extension Pod {
  /// Whether selectors, required node affinity and taints let the pod onto the node.
  func allows(_ node: Node) -> Bool {
    for label in nodeSelector.labels where node.labels[label.key] != label.value { return false }
    if let terms = requiredNodeAffinity {
      let isMet = terms.contains { term in
        !term.isEmpty && term.allSatisfy { $0.isMet(by: node.labels[$0.key]) }
      }
      if !isMet { return false }
    }
    return node.taints.allSatisfy { taint in
      !taint.effect.forbidsScheduling || tolerations.contains { $0.tolerates(taint) }
    }
  }
}
