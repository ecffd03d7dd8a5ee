import Simulation

/// The scores of the six policies: pure functions of one node and one pod that fits it, 0 (worst)
/// to 100.
public enum GPUSharingScores {
  /// The largest node that scores are relative to: 128 cores.
  static let mostCPUMilli = 128_000
  /// The same: 8 GPUs.
  static let mostGPUMilli = 8_000

  /// The score under a policy; `nil` for `random`, which does not compare nodes.
  ///
  /// BestFit is stretched there over 0...100 among the feasible nodes, which changes no order and
  /// is left to the caller. `before`: the node's fragments now, when the caller knows them.
  public static func score(
    _ policy: GPUSharingPolicy, _ node: GPUNodeView, _ pod: GPUPodShape, typical: TypicalPods,
    before: Double? = nil
  ) -> Int? {
    switch policy {
    case .random: nil
    case .dotProduct: dotProduct(node, pod)
    case .gpuClustering: gpuClustering(node, pod)
    case .gpuPacking: gpuPacking(node, pod)
    case .bestFit: bestFit(node, pod)
    case .fgd: leastFragments(node, pod, typical: typical, before: before).score
    }
  }

  /// Tetris turned round: one less half the dot product of free and asked, both relative to the
  /// largest node.
  public static func dotProduct(_ node: GPUNodeView, _ pod: GPUPodShape) -> Int {
    let cpuFree = Double(node.cpuFree) / Double(mostCPUMilli)
    let gpuFree = Double(node.freeMilli) / Double(mostGPUMilli)
    let cpu = Double(pod.cpuMilli) / Double(mostCPUMilli)
    let gpu = Double(pod.gpuMilli) / Double(mostGPUMilli)
    let product = cpuFree * cpu + gpuFree * gpu
    return bounded((1 - product / 2) * Double(maximumNodeScore))
  }

  /// Four classes, inside each the fuller node first: only this kind here (75), this kind and
  /// others (50), nobody yet (25), only others (0). Pods without GPUs score 0 everywhere.
  public static func gpuClustering(_ node: GPUNodeView, _ pod: GPUPodShape) -> Int {
    guard let kind = pod.kind else { return 0 }
    let quarter = maximumNodeScore / 4
    // Nodes larger than the largest that the rule knows count as empty.
    let fullness = quarter * max(0, mostGPUMilli - node.freeMilli) / mostGPUMilli
    if node.kinds & (1 << UInt64(kind)) != 0 {
      return fullness + (node.kinds.nonzeroBitCount == 1 ? 3 * quarter : 2 * quarter)
    }
    return fullness + (node.kinds == 0 ? quarter : 0)
  }

  /// GPUs in use (50...100, the less of them is left the better), then untouched GPUs of a used
  /// node (33...50), then nodes with all GPUs untouched (the smaller the better). Pods without GPUs
  /// score 0 everywhere.
  public static func gpuPacking(_ node: GPUNodeView, _ pod: GPUPodShape) -> Int {
    if pod.gpus == 0 { return 0 }
    let untouched = node.untouched
    if untouched == node.free.count { return max(maximumNodeScore / 3 - untouched, untouched) }
    // The pod takes the fullest GPUs that have room; only their amounts matter here.
    var inUse: [Int] = []
    for milli in node.free where Int(milli) >= pod.milliPerGPU && Int(milli) < GPUPodShape.wholeGPU
    {
      inUse.append(Int(milli))
    }
    if inUse.count < pod.gpus {
      return max(maximumNodeScore / 2 - (pod.gpus - inUse.count), maximumNodeScore / 3)
    }
    let left = inUse.sorted().prefix(pod.gpus).reduce(0) { $0 + $1 * 100 / GPUPodShape.wholeGPU }
    return max(maximumNodeScore - left / 10, maximumNodeScore / 2)
  }

  /// What would be left over of CPU and GPU, half and half, relative to the largest node.
  public static func bestFit(_ node: GPUNodeView, _ pod: GPUPodShape) -> Int {
    var left = Double(node.cpuFree - pod.cpuMilli) / Double(mostCPUMilli) * 0.5
    left += Double(node.freeMilli - pod.gpuMilli) / Double(mostGPUMilli) * 0.5
    return bounded((1 - left) * Double(maximumNodeScore))
  }

  /// FGD: how the node's fragments change, on the logistic curve where one GPU more or less is the
  /// unit; 50 is no change. For a share the best GPU counts, and is named.
  public static func leastFragments(
    _ node: GPUNodeView, _ pod: GPUPodShape, typical: TypicalPods, before: Double? = nil
  ) -> (score: Int, device: Int?) {
    let before = before ?? GPUFragments(of: node, for: typical).milli
    var node = node
    guard pod.isShare else {
      node.takePacked(pod)
      return (descent(before, GPUFragments(of: node, for: typical).milli), nil)
    }
    node.cpuFree -= pod.cpuMilli
    var best = (score: 0, device: Int?.none)
    for device in node.free.indices where Int(node.free[device]) >= pod.milliPerGPU {
      // A GPU as full as an earlier one gives the same node.
      if node.free[..<device].contains(node.free[device]) { continue }
      node.free[device] -= Int32(pod.milliPerGPU)
      let score = descent(before, GPUFragments(of: node, for: typical).milli)
      node.free[device] += Int32(pod.milliPerGPU)
      if best.device == nil || score > best.score { best = (score, device) }
    }
    return best
  }

  private static func descent(_ before: Double, _ after: Double) -> Int {
    let gpus = (before - after) / 1_000
    return Int(1 / (1 + DeterministicMath.exp(-gpus)) * Double(maximumNodeScore))
  }

  /// Drops the fraction; nodes larger than the largest that the rule knows end at 0.
  private static func bounded(_ score: Double) -> Int {
    Int(min(max(score, 0), Double(maximumNodeScore)))
  }
}
