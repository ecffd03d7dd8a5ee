import Cluster

/// For each distinct taint list of the cluster, what the pod makes of it.
struct TaintTable {
  /// The first taint that keeps the pod away; `nil` when none does.
  let blocking: [Taint?]

  init(pod: Pod, state: ClusterState) {
    blocking = state.taintSets.map { taints in
      taints.first { taint in
        taint.effect.forbidsScheduling && !pod.tolerations.contains { $0.tolerates(taint) }
      }
    }
  }
}

extension FilterPlugin {
  /// Refuses nodes with a NoSchedule or NoExecute taint that the pod does not tolerate.
  public static let taintToleration = FilterPlugin(name: "TaintToleration", isNodeLocal: true) {
    pod, state in
    let table = TaintTable(pod: state.pods[pod], state: state)
    let isBlocked = table.blocking.map { $0 != nil }
    return PreparedFilter(
      passesAll: !isBlocked.contains(true),
      passes: { node, state in !isBlocked[state.taintSetOfNode[node]] },
      explain: { node, state in
        table.blocking[state.taintSetOfNode[node]].map {
          FilterFailure(.unresolvable, [.untoleratedTaint($0)])
        }
      })
  }
}

extension ScorePlugin {
  /// The fewer untolerated PreferNoSchedule taints, the better.
  public static func taintToleration(weight: Int = 3) -> ScorePlugin {
    ScorePlugin(name: "TaintToleration", weight: weight) { pod, state, nodes in
      let tolerations = state.pods[pod].tolerations.filter {
        $0.effect == nil || $0.effect == .preferNoSchedule
      }
      let countOfSet = state.taintSets.map { taints in
        taints.count { taint in
          taint.effect == .preferNoSchedule && !tolerations.contains { $0.tolerates(taint) }
        }
      }
      let raw = nodes.map { countOfSet[state.taintSetOfNode[$0]] }
      return ScoreColumn(raw: raw, normalized: Normalization.reversed(raw))
    }
  }
}

/// The framework's `DefaultNormalizeScore`, both ways.
enum Normalization {
  /// 100 for the largest; all 0 when the largest is 0.
  static func proportional(_ raw: [Int]) -> [Int] {
    let largest = raw.max() ?? 0
    return largest == 0 ? raw.map { _ in 0 } : raw.map { $0 * maximumNodeScore / largest }
  }

  /// 0 for the largest; all 100 when the largest is 0.
  static func reversed(_ raw: [Int]) -> [Int] {
    proportional(raw).map { maximumNodeScore - $0 }
  }
}
