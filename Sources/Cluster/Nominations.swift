/// Pods that wait for room on a node, because a preemption there was made for them
/// (`status.nominatedNodeName`).
public struct Nominations: Hashable, Sendable {
  private var nodeOfPod: [PodIndex: NodeIndex] = [:]
  private var podsOfNode: [NodeIndex: [PodIndex]] = [:]

  public init() {}

  public var isEmpty: Bool { nodeOfPod.isEmpty }

  /// The node that room is kept on for the pod.
  public func node(for pod: PodIndex) -> NodeIndex? { nodeOfPod[pod] }

  /// Pods nominated to the node, in the order in which they were.
  public func pods(on node: NodeIndex) -> [PodIndex] { podsOfNode[node] ?? [] }

  /// Nominates the pod to this node and no other.
  mutating func set(_ pod: PodIndex, _ node: NodeIndex) {
    clear(pod)
    nodeOfPod[pod] = node
    podsOfNode[node, default: []].append(pod)
  }

  mutating func clear(_ pod: PodIndex) {
    guard let node = nodeOfPod.removeValue(forKey: pod) else { return }
    podsOfNode[node]?.removeAll { $0 == pod }
    if podsOfNode[node]?.isEmpty == true { podsOfNode[node] = nil }
  }
}

extension ClusterState {
  /// Keeps room on the node for a pod that is on none: filters of pods of no higher priority count it
  /// as if it ran there. A pod has at most one nomination, the last.
  public mutating func nominate(_ pod: PodIndex, to node: NodeIndex) {
    precondition(self.node(of: pod) == nil, "the pod is placed already")
    nominations.set(pod, node)
  }

  /// Keeps no room for the pod any more. Placing a pod does this too.
  public mutating func clearNomination(of pod: PodIndex) { nominations.clear(pod) }
}
