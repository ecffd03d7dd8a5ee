import Cluster

/// How much of the free GPU capacity is of no use to the pods that the workload consists of.
///
/// The measure of "Beware of Fragmentation" (Weng et al., USENIX ATC 2023): for a class of pods,
/// the free GPUs of a node that cannot run such a pod all count as fragments; of a node that can,
/// the GPUs too small for its share. Classes are weighted by how many pods of the workload they
/// hold. Pods without GPUs are left out (the paper counts every free GPU as a fragment for them,
/// which adds a constant share), and only the 64 largest classes count.
public struct FragmentationMeter: Sendable {
  private struct PodClass: Hashable {
    var cpu: Int
    var memory: Int
    var gpus: Int
    var shareMilli: Int
  }

  private let classes: [PodClass]
  private let weights: [Int]
  private let weightSum: Int
  private var perNode: [Int]
  /// Sum over nodes and classes of thousandths of GPUs times class weight.
  private var total: Int

  static let maximumClasses = 64

  /// The mix is made of all admitted pods of the state.
  public init(mixOf state: ClusterState) {
    var positions: [PodClass: Int] = [:]
    var found: [(kind: PodClass, count: Int)] = []
    for record in state.records where record.gpus > 0 || record.gpuShareMilli > 0 {
      let kind = PodClass(
        cpu: record.request(0), memory: record.request(1), gpus: record.gpus,
        shareMilli: record.gpuShareMilli)
      if let position = positions[kind] {
        found[position].count += 1
      } else {
        positions[kind] = found.count
        found.append((kind, 1))
      }
    }
    let largest = found.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.prefix(Self.maximumClasses)
    classes = largest.map(\.element.kind)
    weights = largest.map(\.element.count)
    weightSum = weights.reduce(0, +)
    perNode = Array(repeating: 0, count: state.nodes.count)
    total = 0
    for node in state.nodes.indices { update(node, state) }
  }

  /// Expected fragments in thousandths of GPUs, rounded down; 0 for a workload without GPU pods.
  public var fragmentedMilli: Int { weightSum == 0 ? 0 : total / weightSum }

  /// To be called when the node's pods changed.
  public mutating func update(_ node: NodeIndex, _ state: ClusterState) {
    total -= perNode[node]
    perNode[node] = measure(node, state)
    total += perNode[node]
  }

  private func measure(_ node: NodeIndex, _ state: ClusterState) -> Int {
    let free = state.freeGPUMilli(on: node)
    if free == 0 { return 0 }
    let cpu = state.allocatable(0, on: node) - state.requested(0, on: node)
    let memory = state.allocatable(1, on: node) - state.requested(1, on: node)
    let whole = state.wholeFreeGPUs(on: node)
    let largest = state.largestFreeGPUShare(on: node)
    var sum = 0
    for (index, kind) in classes.enumerated() {
      let hasGPU = kind.shareMilli > 0 ? largest >= kind.shareMilli : whole >= kind.gpus
      if kind.cpu > cpu || kind.memory > memory || !hasGPU {
        sum += weights[index] * free
      } else {
        let smallest = kind.shareMilli > 0 ? kind.shareMilli : 1_000
        for share in state.freeGPUShares(on: node) where share < smallest {
          sum += weights[index] * Int(share)
        }
      }
    }
    return sum
  }
}
