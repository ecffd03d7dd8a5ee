import Simulation

extension GPUDeviceRule {
  /// The GPUs of the node that the pod gets, as one bit for each; `nil` when they do not suffice.
  ///
  /// `draw` is called by `random` only: a number in `0..<bound`.
  public func devices(
    for pod: GPUPodShape, on node: GPUNodeView, typical: TypicalPods,
    draw: (_ bound: Int) -> Int
  ) -> UInt64? {
    if pod.gpus == 0 { return 0 }
    guard pod.isShare else { return Self.untouched(pod.gpus, of: node) }
    var chosen: Int?
    switch self {
    case .leastFragments:
      chosen = GPUSharingScores.leastFragments(node, pod, typical: typical).device
    case .random:
      let fitting = node.free.indices.filter { Int(node.free[$0]) >= pod.milliPerGPU }
      chosen = fitting.isEmpty ? nil : fitting[draw(fitting.count)]
    case .fullest, .emptiest:
      for device in node.free.indices where Int(node.free[device]) >= pod.milliPerGPU {
        guard let current = chosen else {
          chosen = device
          continue
        }
        let isBetter =
          self == .fullest
          ? node.free[device] < node.free[current] : node.free[device] > node.free[current]
        if isBetter { chosen = device }
      }
    }
    return chosen.map { 1 << UInt64($0) }
  }

  private static func untouched(_ count: Int, of node: GPUNodeView) -> UInt64? {
    var mask: UInt64 = 0
    for device in node.free.indices where Int(node.free[device]) == GPUPodShape.wholeGPU {
      mask |= 1 << UInt64(device)
      if mask.nonzeroBitCount == count { return mask }
    }
    return nil
  }
}
