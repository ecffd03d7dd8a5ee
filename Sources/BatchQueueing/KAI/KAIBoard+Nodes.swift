/// What pods take of nodes and of shared GPUs, and give back.
///
/// A shared GPU counts once among its node's idle GPUs until somebody takes a part of it, and once
/// among the releasing ones when all who have a part leave.
extension KAIBoard {
  /// Puts a pod on a node.
  func addSpot(_ p: Int, node n: Int, _ status: Status, _ shared: [Int]) {
    pods[p].spots.append(Spot(node: n, status: status, groups: shared))
    let pod = pods[p]
    if pod.isShared {
      let portion = nodes[n].portion(of: pod)
      pods[p].acceptedGPUs = (portion * 100).rounded() * Double(pod.devices) / 100
    } else {
      pods[p].acceptedGPUs = pod.gpus
    }
    change(n, pod, status, by: 1)
    for group in shared {
      let i = nodes[n].shared.firstIndex { $0.group == group } ?? nodes[n].shared.count
      if i == nodes[n].shared.count { nodes[n].shared.append(SharedGPU(group: group)) }
      join(&nodes[n], i, memory: nodes[n].share(of: pod), status)
    }
  }

  /// Takes a pod off a node: the last spot it has there with this status.
  func removeSpot(_ p: Int, node n: Int, _ status: Status) {
    guard let i = pods[p].spots.lastIndex(where: { $0.node == n && $0.status == status }) else {
      return
    }
    let spot = pods[p].spots.remove(at: i)
    let pod = pods[p]
    change(n, pod, status, by: -1)
    for group in spot.groups {
      guard let i = nodes[n].shared.firstIndex(where: { $0.group == group }) else { continue }
      leave(&nodes[n], i, memory: nodes[n].share(of: pod), status)
      if nodes[n].shared[i].isGone { nodes[n].shared.remove(at: i) }
    }
  }

  func spot(_ p: Int, on n: Int) -> Spot? { pods[p].spots.last { $0.node == n } }

  private func change(_ n: Int, _ pod: PodRecord, _ status: Status, by sign: Int) {
    let gpus = pod.isShared ? 0 : pod.devices
    nodes[n].used.change(pod, wholeGPUs: gpus, times: sign)
    switch status {
    case .pipelined:
      nodes[n].releasing.change(pod, wholeGPUs: gpus, times: -sign)
    case .releasing:
      nodes[n].releasing.change(pod, wholeGPUs: gpus, times: sign)
      nodes[n].idle.change(pod, wholeGPUs: gpus, times: -sign)
    default:
      nodes[n].idle.change(pod, wholeGPUs: gpus, times: -sign)
    }
  }

  private func join(
    _ node: inout NodeRecord, _ i: Int, memory: Double, _ status: Status
  ) {
    node.shared[i].used += memory
    switch status {
    case .pipelined:
      node.shared[i].releasing -= memory
      let gpu = node.shared[i]
      if gpu.used - memory == gpu.releasing + memory { node.releasing.gpus -= 1 }
    case .releasing:
      node.shared[i].hasAllocation = true
      node.shared[i].releasing += memory
      node.shared[i].allocated += memory
      if node.shared[i].used == node.shared[i].releasing {
        mark(&node, i, true)
        takeIdleGPU(&node)
      }
    default:
      node.shared[i].hasAllocation = true
      node.shared[i].allocated += memory
      if node.shared[i].used <= memory { takeIdleGPU(&node) }
      mark(&node, i, false)
    }
  }

  private func leave(
    _ node: inout NodeRecord, _ i: Int, memory: Double, _ status: Status
  ) {
    let before = node.shared[i]
    node.shared[i].used -= memory
    switch status {
    case .pipelined:
      node.shared[i].releasing += memory
      let now = node.shared[i]
      if before.used == before.releasing || (now.used == 0 && now.releasing == 0) {
        node.releasing.gpus += 1
      }
    case .releasing:
      node.shared[i].releasing -= memory
      node.shared[i].allocated -= memory
      if node.shared[i].used <= 0 {
        giveIdleGPU(&node)
        mark(&node, i, false)
      }
    default:
      node.shared[i].allocated -= memory
      let now = node.shared[i]
      if now.used <= 0 { giveIdleGPU(&node) }
      if now.used != 0 && now.releasing == now.used { mark(&node, i, true) }
    }
  }

  /// Counts a shared GPU among the releasing ones, or no more.
  private func mark(_ node: inout NodeRecord, _ i: Int, _ marked: Bool) {
    if node.shared[i].isMarked == marked { return }
    node.shared[i].isMarked = marked
    node.releasing.gpus += marked ? 1 : -1
  }

  /// A GPU is no longer idle, unless all that are used were counted already.
  private func takeIdleGPU(_ node: inout NodeRecord) {
    if node.capacity.gpus < node.idle.gpus + node.usedGPUs { node.idle.gpus -= 1 }
  }

  private func giveIdleGPU(_ node: inout NodeRecord) {
    if node.capacity.gpus >= node.idle.gpus + node.usedGPUs { node.idle.gpus += 1 }
  }

  // MARK: - Sums over a node's GPUs

  /// Idle GPUs and the free parts of shared ones.
  func idleGPUSum(_ n: Int) -> (gpus: Double, memory: Double) {
    let node = nodes[n]
    var (gpus, memory) = (Double(node.idle.gpus), Double(node.idle.gpus) * node.gpuMemory)
    for gpu in node.shared where gpu.allocated > 0 {
      gpus += 1 - node.portion(ofMemory: gpu.allocated)
      memory += node.gpuMemory - gpu.allocated
    }
    return (gpus, memory)
  }

  /// Releasing GPUs and the parts of shared ones that some leave.
  func releasingGPUSum(_ n: Int) -> (gpus: Double, memory: Double) {
    let node = nodes[n]
    var gpus = Double(node.releasing.gpus)
    var memory = gpus * node.gpuMemory
    for gpu in node.shared where gpu.releasing > 0 && gpu.used != gpu.releasing {
      gpus += node.portion(ofMemory: gpu.releasing)
      memory += gpu.releasing
    }
    return (gpus, memory)
  }

  /// Shared GPUs that have room for a pod, as far as it needs them.
  func fittingShared(_ pod: PodRecord, _ node: NodeRecord) -> Int {
    node.shared.count { node.fits(pod, on: $0) }
  }
}
