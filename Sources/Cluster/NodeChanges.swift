import Simulation

extension ClusterState {
  /// Cordons the node (no new pods), or takes the cordon back.
  public mutating func setUnschedulable(_ isUnschedulable: Bool, on node: NodeIndex) {
    if nodes[node].isUnschedulable == isUnschedulable { return }
    nodes[node].isUnschedulable = isUnschedulable
    unschedulableNodes += isUnschedulable ? 1 : -1
    changes.noteNewNodes(node * 2 + (isUnschedulable ? 1 : 0))
  }

  /// Replaces the node's taints. Pods on it stay: evicting them for NoExecute is the business of a
  /// controller, not of this value.
  public mutating func setTaints(_ taints: [Taint], on node: NodeIndex) {
    if nodes[node].taints == taints { return }
    nodes[node].taints = taints
    changes.noteNewNodes(node ^ taints.hashValue)
    if let known = taintSets.firstIndex(of: taints) {
      taintSetOfNode[node] = known
    } else {
      taintSets.append(taints)
      taintSetOfNode[node] = taintSets.count - 1
    }
  }

  /// Notes when the pod began to run.
  public mutating func setStartTime(_ time: SimTime?, of pod: PodIndex) {
    podTable.setStartTime(of: pod, time)
  }
}
