import Cluster
import Simulation

/// The running figures of a run.
struct RunTally: Sendable {
  /// Thousandths of all GPUs.
  let gpuMilli: Int
  private(set) var freeGPUMilli: Int
  private(set) var wholeFreeNodes: Int
  private(set) var fewestWholeFreeNodes: Int
  private(set) var running: Int
  private(set) var placed = 0
  private(set) var finished = 0
  var failedAttempts = 0
  /// Nanoseconds, in the order of placement.
  private(set) var waits: [Int] = []
  private(set) var lastChange = SimTime.zero
  private var peakAllocatedMilli: Int
  // Thousandths of GPUs times nanoseconds: a month of ten thousand GPUs does not go into 64 bits.
  private var allocatedTime: Int128 = 0
  private var freeTime: Int128 = 0
  private var fragmentedTime: Int128 = 0

  init(state: ClusterState, running: Int) {
    gpuMilli = state.nodes.indices.reduce(0) { $0 + state.gpuCount(on: $1) * 1_000 }
    freeGPUMilli = state.nodes.indices.reduce(0) { $0 + state.freeGPUMilli(on: $1) }
    wholeFreeNodes = state.nodes.indices.count { Self.isWholeFree($0, state) }
    fewestWholeFreeNodes = wholeFreeNodes
    peakAllocatedMilli = gpuMilli - freeGPUMilli
    self.running = running
  }

  mutating func advance(from: SimTime, to: SimTime, fragmented: Int) {
    let length = Int128((to - from).nanoseconds)
    allocatedTime += Int128(gpuMilli - freeGPUMilli) * length
    freeTime += Int128(freeGPUMilli) * length
    fragmentedTime += Int128(fragmented) * length
  }

  /// Takes a node out of the sums before its pods change ...
  mutating func leave(_ node: NodeIndex, _ state: ClusterState) {
    freeGPUMilli -= state.freeGPUMilli(on: node)
    if Self.isWholeFree(node, state) { wholeFreeNodes -= 1 }
  }

  /// ... and puts it back after.
  mutating func enter(_ node: NodeIndex, _ state: ClusterState) {
    freeGPUMilli += state.freeGPUMilli(on: node)
    if Self.isWholeFree(node, state) { wholeFreeNodes += 1 }
    fewestWholeFreeNodes = min(fewestWholeFreeNodes, wholeFreeNodes)
    peakAllocatedMilli = max(peakAllocatedMilli, gpuMilli - freeGPUMilli)
  }

  mutating func started(_ pod: PodIndex, waited: SimDuration, at start: SimTime) {
    placed += 1
    running += 1
    waits.append(waited.nanoseconds)
    lastChange = max(lastChange, start)
  }

  mutating func ended(at time: SimTime) {
    finished += 1
    running -= 1
    lastChange = max(lastChange, time)
  }

  func metrics(pods: Int, pending: Int) -> RunMetrics {
    let sorted = waits.sorted()
    func wait(_ percent: Int) -> SimDuration? {
      Statistics.percentile(percent, ofSorted: sorted).map { SimDuration(nanoseconds: $0) }
    }
    let mean = waits.isEmpty ? nil : waits.reduce(0, +) / waits.count
    return RunMetrics(
      pods: pods, placed: placed, finished: finished, pending: pending,
      attempts: placed + failedAttempts, failedAttempts: failedAttempts,
      makespan: lastChange - .zero, waitP50: wait(50), waitP95: wait(95), waitP99: wait(99),
      waitMean: mean.map { SimDuration(nanoseconds: $0) }, gpus: gpuMilli / 1_000,
      gpuAllocationPPM: Self.ppm(allocatedTime, of: allocatedTime + freeTime),
      peakGPUAllocationPPM: Self.ppm(Int128(peakAllocatedMilli), of: Int128(gpuMilli)),
      fragmentationPPM: Self.ppm(fragmentedTime, of: freeTime),
      wholeFreeGPUNodes: wholeFreeNodes, fewestWholeFreeGPUNodes: fewestWholeFreeNodes)
  }

  private static func ppm(_ part: Int128, of whole: Int128) -> Int {
    whole == 0 ? 0 : Int(part * 1_000_000 / whole)
  }

  private static func isWholeFree(_ node: NodeIndex, _ state: ClusterState) -> Bool {
    let gpus = state.gpuCount(on: node)
    return gpus > 0 && state.wholeFreeGPUs(on: node) == gpus
  }
}
