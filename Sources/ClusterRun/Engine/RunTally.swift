import Cluster
import Simulation

/// The running figures of a run.
struct RunTally: Sendable {
  /// Thousandths of all GPUs, those of device plugins and of DRA.
  let gpuMilli: Int
  private(set) var freeGPUMilli: Int
  private(set) var workingGPUMilli = 0
  private(set) var wholeFreeNodes: Int
  private(set) var fewestWholeFreeNodes: Int
  /// Pods that hold a node.
  private(set) var running = 0
  var pending = 0
  var queuedJobs = 0
  private(set) var placed = 0
  private(set) var finished = 0
  var failedAttempts = 0
  var evictions = 0
  var preemptions = 0
  var failures = 0
  var losses = 0
  var restarts = 0
  var deadlocks = 0
  /// Nanoseconds, in the order of placement.
  private(set) var waits: [Int] = []
  private(set) var lastChange = SimTime.zero
  private var peakAllocatedMilli: Int
  // Thousandths of GPUs times nanoseconds: a month of ten thousand GPUs does not go into 64 bits.
  private var allocatedTime: Int128 = 0
  private var workingTime: Int128 = 0
  private var freeTime: Int128 = 0
  private var fragmentedTime: Int128 = 0
  private(set) var lostTime: Int128 = 0
  /// Thousandths of GPUs that the pods of each queue hold, since when, and what that came to.
  private(set) var queueGPUMilli: [Int]
  private var queueSince: [SimTime]
  private var queueTime: [Int128]

  init(state: ClusterState, queues: Int) {
    queueGPUMilli = Array(repeating: 0, count: queues)
    queueSince = Array(repeating: .zero, count: queues)
    queueTime = Array(repeating: 0, count: queues)
    gpuMilli = state.nodes.indices.reduce(0) { $0 + state.allGPUCount(on: $1) * 1_000 }
    freeGPUMilli = state.nodes.indices.reduce(0) { $0 + state.allFreeGPUMilli(on: $1) }
    wholeFreeNodes = state.nodes.indices.count { Self.isWholeFree($0, state) }
    fewestWholeFreeNodes = wholeFreeNodes
    peakAllocatedMilli = gpuMilli - freeGPUMilli
  }

  mutating func advance(from: SimTime, to: SimTime, fragmented: Int) {
    let length = Int128((to - from).nanoseconds)
    allocatedTime += Int128(gpuMilli - freeGPUMilli) * length
    workingTime += Int128(workingGPUMilli) * length
    freeTime += Int128(freeGPUMilli) * length
    fragmentedTime += Int128(fragmented) * length
  }

  /// Takes a node out of the sums before its pods change ...
  mutating func leave(_ node: NodeIndex, _ state: ClusterState) {
    freeGPUMilli -= state.allFreeGPUMilli(on: node)
    if Self.isWholeFree(node, state) { wholeFreeNodes -= 1 }
  }

  /// ... and puts it back after.
  mutating func enter(_ node: NodeIndex, _ state: ClusterState) {
    freeGPUMilli += state.allFreeGPUMilli(on: node)
    if Self.isWholeFree(node, state) { wholeFreeNodes += 1 }
    fewestWholeFreeNodes = min(fewestWholeFreeNodes, wholeFreeNodes)
    peakAllocatedMilli = max(peakAllocatedMilli, gpuMilli - freeGPUMilli)
  }

  mutating func took(_ pods: Int) { running += pods }

  /// A pod got its node for good.
  mutating func bound(waited: SimDuration, startingAt start: SimTime) {
    placed += 1
    waits.append(waited.nanoseconds)
    lastChange = max(lastChange, start)
  }

  mutating func left(at time: SimTime, finished isFinished: Bool) {
    running -= 1
    if isFinished { finished += 1 }
    lastChange = max(lastChange, time)
  }

  mutating func works(_ milli: Int) { workingGPUMilli += milli }

  /// Work that must be done again, of a unit with so many thousandths of GPUs.
  mutating func lost(_ work: SimDuration, gpuMilli: Int) {
    lostTime += Int128(work.nanoseconds) * Int128(gpuMilli)
  }

  mutating func queue(_ queue: Int, uses milli: Int, at now: SimTime) {
    if milli == 0 { return }
    queueTime[queue] += Int128(queueGPUMilli[queue]) * Int128((now - queueSince[queue]).nanoseconds)
    queueSince[queue] = now
    queueGPUMilli[queue] += milli
  }

  /// GPU seconds of each queue, rounded down.
  private func queueUses(_ world: World, _ entitlements: [Entitlement]) -> [QueueUse] {
    world.plan.queues.indices.map { queue in
      let open =
        Int128(queueGPUMilli[queue]) * Int128((world.now - queueSince[queue]).nanoseconds)
      let name = world.plan.queues[queue]
      return QueueUse(
        queue: name, gpuMilli: queueGPUMilli[queue],
        gpuSeconds: Int(clamping: (queueTime[queue] + open) / 1_000_000_000_000),
        entitledGPUMilli: entitlements.first { $0.queue == name && $0.resource == .nvidiaGPU }
          .map(\.amount))
    }
  }

  func metrics(_ world: World, entitlements: [Entitlement]) -> RunMetrics {
    let sorted = waits.sorted()
    func wait(_ percent: Int) -> SimDuration? {
      Statistics.percentile(percent, ofSorted: sorted).map { SimDuration(nanoseconds: $0) }
    }
    let sum = waits.reduce(Int128(0)) { $0 + Int128($1) }
    return RunMetrics(
      pods: world.podStatus.count, placed: placed, finished: finished, pending: pending,
      attempts: placed + failedAttempts, failedAttempts: failedAttempts,
      makespan: lastChange - .zero, waitP50: wait(50), waitP95: wait(95), waitP99: wait(99),
      waitMean: waits.isEmpty
        ? nil : SimDuration(nanoseconds: Int(sum / Int128(waits.count))),
      gpus: gpuMilli / 1_000,
      gpuAllocationPPM: Self.ppm(allocatedTime, of: allocatedTime + freeTime),
      gpuUtilisationPPM: Self.ppm(workingTime, of: allocatedTime + freeTime),
      peakGPUAllocationPPM: Self.ppm(Int128(peakAllocatedMilli), of: Int128(gpuMilli)),
      fragmentationPPM: Self.ppm(fragmentedTime, of: freeTime),
      wholeFreeGPUNodes: wholeFreeNodes, fewestWholeFreeGPUNodes: fewestWholeFreeNodes,
      evictions: evictions, preemptions: preemptions, failures: failures, losses: losses,
      restarts: restarts, deadlocks: deadlocks,
      // Thousandths times nanoseconds into GPU seconds, rounded down.
      lostGPUSeconds: Int(clamping: lostTime / 1_000_000_000_000),
      jobs: JobCounts(world), queues: queueUses(world, entitlements))
  }

  private static func ppm(_ part: Int128, of whole: Int128) -> Int {
    whole == 0 ? 0 : Int(clamping: part * 1_000_000 / whole)
  }

  private static func isWholeFree(_ node: NodeIndex, _ state: ClusterState) -> Bool {
    let gpus = state.allGPUCount(on: node)
    return gpus > 0 && state.allWholeFreeGPUs(on: node) == gpus
  }
}
