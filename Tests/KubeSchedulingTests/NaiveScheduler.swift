import Cluster
import KubeScheduling

/// A second opinion: the same rules written down again from the README of the golden cases, on the
/// plain descriptions, without indices, sums or tables. Slow and separate on purpose.
struct NaiveScheduler {
  let nodes: [Node]
  let pods: [(pod: Pod, node: Int)]

  func on(_ node: Int) -> [Pod] { pods.filter { $0.node == node }.map(\.pod) }

  func sum(_ node: Int, _ name: ResourceName, nonZero: Bool = false) -> Int {
    on(node).reduce(0) {
      $0 + ((nonZero ? $1.nonZeroRequest : $1.effectiveRequest)[name] ?? 0)
    }
  }

  func tolerates(_ pod: Pod, _ taint: Taint) -> Bool {
    pod.tolerations.contains { $0.tolerates(taint) }
  }

  func fits(_ pod: Pod, _ node: Int) -> Bool {
    let spec = nodes[node]
    if spec.isUnschedulable && !tolerates(pod, .unschedulable) { return false }
    if spec.taints.contains(where: { $0.effect != .preferNoSchedule && !tolerates(pod, $0) }) {
      return false
    }
    for label in pod.nodeSelector.labels where spec.labels[label.key] != label.value {
      return false
    }
    if on(node).count >= spec.allocatable[.pods] ?? 0 { return false }
    for entry in pod.effectiveRequest.entries where entry.amount > 0 {
      let may = spec.allocatable[entry.name] ?? 0
      if sum(node, entry.name) + entry.amount > may { return false }
    }
    for rule in pod.spreadConstraints where rule.whenUnsatisfiable == .doNotSchedule {
      guard let domain = spec.labels[rule.topologyKey] else { return false }
      let counts = domainCounts(rule, pod)
      if (counts[domain] ?? 0) + 1 - (counts.values.min() ?? 0) > rule.maxSkew { return false }
    }
    return true
  }

  /// Works for the samples, whose pods have one constraint that selects the pod's own label.
  func domainCounts(_ rule: TopologySpreadConstraint, _ pod: Pod) -> [String: Int] {
    var counts: [String: Int] = [:]
    for (index, node) in nodes.enumerated() {
      guard let domain = node.labels[rule.topologyKey] else { continue }
      if pod.nodeSelector.labels.contains(where: { node.labels[$0.key] != $0.value }) { continue }
      counts[domain, default: 0] += matching(pod, index)
    }
    return counts
  }

  func matching(_ pod: Pod, _ node: Int) -> Int {
    on(node).count { $0.labels["app"] == pod.labels["app"] }
  }

  /// Total of the default profile over the feasible nodes, spread left to `spread`.
  func totals(_ pod: Pod, _ feasible: [Int]) -> [Int] {
    let taints = feasible.map { node in
      nodes[node].taints.count { taint in
        taint.effect == .preferNoSchedule && !tolerates(pod, taint)
      }
    }
    let preferred = feasible.map { node in
      pod.preferredNodeAffinity.reduce(0) { sum, term in
        let meets = term.requirements.allSatisfy { $0.isMet(by: nodes[node].labels[$0.key]) }
        return sum + (meets ? term.weight : 0)
      }
    }
    let spread = spread(pod, feasible)
    let worstTaint = taints.max() ?? 0
    let bestPreferred = preferred.max() ?? 0
    return feasible.indices.map { i in
      var total = 3 * (worstTaint == 0 ? 100 : 100 - 100 * taints[i] / worstTaint)
      if bestPreferred > 0 { total += 2 * (100 * preferred[i] / bestPreferred) }
      return total + least(pod, feasible[i]) + balanced(pod, feasible[i]) + 2 * spread[i]
    }
  }

  private func least(_ pod: Pod, _ node: Int) -> Int {
    let parts = [ResourceName.cpu, .memory].map { name in
      let has = nodes[node].allocatable[name] ?? 0
      let uses = sum(node, name, nonZero: true) + (pod.nonZeroRequest[name] ?? 0)
      return uses > has ? 0 : (has - uses) * 100 / has
    }
    return (parts[0] + parts[1]) / 2
  }

  private func balanced(_ pod: Pod, _ node: Int) -> Int {
    let request = pod.effectiveRequest
    if request.cpu.count == 0 && request.memory.count == 0 { return 0 }
    let parts = [ResourceName.cpu, .memory].map { name in
      let uses = Double(sum(node, name) + (request[name] ?? 0))
      return min(1, uses / Double(nodes[node].allocatable[name] ?? 0))
    }
    return Int((1 - abs(parts[0] - parts[1]) / 2) * 100)
  }

  private func spread(_ pod: Pod, _ feasible: [Int]) -> [Int] {
    let soft = pod.spreadConstraints.filter { $0.whenUnsatisfiable == .scheduleAnyway }
    guard let rule = soft.first else { return feasible.map { _ in 0 } }
    let keyed = feasible.filter { nodes[$0].labels[rule.topologyKey] != nil }
    let domains = Set(keyed.map { nodes[$0].labels[rule.topologyKey] ?? "" })
    let isHost = rule.topologyKey == WellKnownLabel.hostname
    let counts = domainCounts(rule, pod)
    let weight = naturalLogarithms[isHost ? keyed.count : domains.count]
    let raw = keyed.map { node in
      let count =
        isHost ? matching(pod, node) : counts[nodes[node].labels[rule.topologyKey] ?? ""] ?? 0
      return Int((Double(count) * weight + Double(rule.maxSkew - 1)).rounded())
    }
    let (high, low) = (raw.max() ?? 0, raw.min() ?? 0)
    return feasible.map { node in
      guard let at = keyed.firstIndex(of: node) else { return 0 }
      return high == 0 ? 100 : 100 * (high + low - raw[at]) / high
    }
  }
}

/// ln(2), ln(3), ... to 12 digits, from a table of logarithms.
private let naturalLogarithms = [
  0.693147180560, 1.098612288668, 1.386294361120, 1.609437912434, 1.791759469228,
  1.945910149055, 2.079441541680, 2.197224577336, 2.302585092994, 2.397895272798,
  2.484906649788, 2.564949357462, 2.639057329615, 2.708050201102, 2.772588722240,
  2.833213344056, 2.890371757896, 2.944438979166, 2.995732273554, 3.044522437723,
  3.091042453358, 3.135494215929, 3.178053830348, 3.218875824868, 3.258096538021,
  3.295836866004,
]
