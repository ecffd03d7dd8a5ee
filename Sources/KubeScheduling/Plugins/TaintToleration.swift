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
  public static let taintToleration = FilterPlugin(
    name: "TaintToleration", isNodeLocal: true, known: .taintToleration
  ) { pod, state in
    let table = TaintTable(pod: state.spec(of: pod), state: state)
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
    ScorePlugin(name: "TaintToleration", weight: weight, known: .taintToleration) {
      pod, state, nodes in
      let countOfSet = TaintTable.unpreferred(state.spec(of: pod), state)
      let raw = nodes.map { countOfSet[state.taintSetOfNode[$0]] }
      return ScoreColumn(raw: raw, normalized: Normalization.reversed(raw))
    }
  }
}

extension TaintTable {
  /// For each distinct taint list of the cluster: PreferNoSchedule taints that the pod does not
  /// tolerate.
  static func unpreferred(_ pod: Pod, _ state: ClusterState) -> [Int] {
    let tolerations = pod.tolerations.filter {
      $0.effect == nil || $0.effect == .preferNoSchedule
    }
    return state.taintSets.map { taints in
      taints.count { taint in
        taint.effect == .preferNoSchedule && !tolerations.contains { $0.tolerates(taint) }
      }
    }
  }
}

/// How raw scores become 0...100.
enum Normalization {
  /// 0 for the smallest, 100 for the largest, in floating point as InterPodAffinity does it: the
  /// division comes first. All 0 when there is no difference.
  static func stretched(_ raw: [Int]) -> [Int] {
    guard let least = raw.min(), let most = raw.max(), most > least else {
      return raw.map { _ in 0 }
    }
    let range = Double(most - least)
    return raw.map { Int(Double(maximumNodeScore) * (Double($0 - least) / range)) }
  }

  /// The framework's `DefaultNormalizeScore`: 100 for the largest; all 0 when the largest is 0.
  static func proportional(_ raw: [Int]) -> [Int] {
    let largest = raw.max() ?? 0
    return largest == 0 ? raw.map { _ in 0 } : raw.map { $0 * maximumNodeScore / largest }
  }

  /// The same turned round: 0 for the largest; all 100 when the largest is 0.
  static func reversed(_ raw: [Int]) -> [Int] {
    proportional(raw).map { maximumNodeScore - $0 }
  }
}
