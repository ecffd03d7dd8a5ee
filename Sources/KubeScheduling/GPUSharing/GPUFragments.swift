/// How much of a node's free GPUs the typical pods could not use, by reason.
///
/// The measure of the FGD paper. For a kind of pod that does not fit the node, all that is free is
/// a fragment; for one that fits, the GPUs that have less free than it asks of one. Kinds count by
/// their share. For pods without GPUs all that is free counts too, which adds a constant part.
/// Rules: `NodeGpuShareFragAmount` there.
public struct GPUFragments: Hashable, Sendable {
  /// Thousandths of GPUs that are no use because neither GPU nor CPU suffice.
  public var lackingBoth = 0.0
  /// The GPUs do not suffice, or are too small for the share.
  public var lackingGPU = 0.0
  /// The CPU does not suffice.
  public var lackingCPU = 0.0
  /// Typical pods without GPUs, which the node could run.
  public var forCPUPods = 0.0
  /// Typical pods without GPUs, which the node could not run.
  public var forCPUPodsLackingCPU = 0.0
  /// The model is not one that the pod takes.
  public var wrongModel = 0.0

  /// All reasons together, summed in the original's order.
  public var milli: Double {
    var sum = lackingBoth
    sum += lackingGPU
    sum += lackingCPU
    sum += forCPUPods
    sum += forCPUPodsLackingCPU
    sum += wrongModel
    return sum
  }

  public init() {}

  public init(of node: GPUNodeView, for typical: TypicalPods) {
    let freeMilli = node.freeMilli
    if freeMilli == 0 { return }
    for entry in typical.entries {
      let pod = entry.pod
      let hasCPU = node.cpuFree >= pod.cpuMilli
      if pod.gpus == 0 {
        let amount = entry.share * Double(freeMilli)
        if hasCPU { forCPUPods += amount } else { forCPUPodsLackingCPU += amount }
        continue
      }
      if !pod.models.isEmpty, !(node.model.map(pod.models.contains) ?? false) {
        wrongModel += entry.share * Double(freeMilli)
        continue
      }
      var fitting = 0
      var tooSmall = 0
      for milli in node.free {
        if Int(milli) >= pod.milliPerGPU { fitting += 1 } else { tooSmall += Int(milli) }
      }
      switch (fitting >= pod.gpus, hasCPU) {
      case (true, true): lackingGPU += entry.share * Double(tooSmall)
      case (true, false): lackingCPU += entry.share * Double(freeMilli)
      case (false, true): lackingGPU += entry.share * Double(freeMilli)
      case (false, false): lackingBoth += entry.share * Double(freeMilli)
      }
    }
  }
}
