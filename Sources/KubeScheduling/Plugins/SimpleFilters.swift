import Cluster

extension FilterPlugin {
  /// A cordoned node takes only pods that tolerate `node.kubernetes.io/unschedulable:NoSchedule`.
  public static let nodeUnschedulable = FilterPlugin(
    name: "NodeUnschedulable", isNodeLocal: true, known: .nodeUnschedulable
  ) { pod, state in
    if state.spec(of: pod).tolerations.contains(where: { $0.tolerates(.unschedulable) }) {
      return PreparedFilter(passesAll: true, passes: { _, _ in true }, explain: { _, _ in nil })
    }
    return PreparedFilter(
      passesAll: !state.hasUnschedulableNodes,
      passes: { node, state in !state.nodes[node].isUnschedulable },
      explain: { node, state in
        state.nodes[node].isUnschedulable
          ? FilterFailure(.unresolvable, [.nodeUnschedulable]) : nil
      })
  }

  /// A pod that names its node runs there or nowhere.
  public static let nodeName = FilterPlugin(
    name: "NodeName", isNodeLocal: true, known: .nodeName
  ) { pod, state in
    guard let wanted = state.spec(of: pod).nodeName, !wanted.isEmpty else { return nil }
    return PreparedFilter(
      passes: { node, state in state.nodes[node].name == wanted },
      explain: { node, state in
        state.nodes[node].name == wanted
          ? nil : FilterFailure(.unresolvable, [.nodeNameMismatch(wanted: wanted)])
      })
  }

  /// Refuses a node none of whose GPUs has room for the pod's share.
  ///
  /// Kubernetes has no such request; this stands for the filter that a GPU-sharing scheduler plugin
  /// brings. Pods that ask for whole GPUs never meet it.
  public static let gpuShare = FilterPlugin(
    name: "GPUShare", isNodeLocal: true, known: .gpuShare
  ) { pod, state in
    let needed = state.record(of: pod).gpuShareMilli
    guard needed > 0 else { return nil }
    return PreparedFilter(
      passes: { node, state in state.largestFreeGPUShare(on: node) >= needed },
      explain: { node, state in
        let largest = state.largestFreeGPUShare(on: node)
        return largest >= needed
          ? nil
          : FilterFailure(.unschedulable, [.gpuShare(needed: needed, largestFree: largest)])
      })
  }
}
