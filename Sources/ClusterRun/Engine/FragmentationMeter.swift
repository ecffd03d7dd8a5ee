import Cluster
import DeviceAllocation

/// How much of the free GPU capacity is of no use to the pods that the workload consists of.
///
/// The measure of "Beware of Fragmentation" (Weng et al., USENIX ATC 2023): for a class of pods,
/// the free GPUs of a node that cannot run such a pod all count as fragments; of a node that can,
/// the GPUs too small for its share. Classes are weighted by how many pods of the workload they
/// hold. Pods without GPUs are left out (the paper counts every free GPU as a fragment for them,
/// which adds a constant share), and only the 64 largest classes count.
///
/// GPUs that DRA offers count too (`ClusterState.allFreeGPUMilli`). For pods that claim devices a
/// node either serves the claims at that moment, or all its free GPUs are fragments; parts of GPUs
/// are not looked at one by one.
public struct FragmentationMeter: Sendable {
  private struct PodClass: Hashable {
    var cpu: Int
    var memory: Int
    var gpus: Int
    var shareMilli: Int
    /// What its templates claim of DRA; a pod with these takes no other GPUs.
    var claims: [DeviceClaim] = []
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
    let hasDevices = !state.deviceClaims.isEmpty
    for (pod, record) in state.records.enumerated() {
      var kind = PodClass(
        cpu: record.request(0), memory: record.request(1), gpus: record.gpus,
        shareMilli: record.gpuShareMilli)
      if hasDevices { kind.claims = Self.claims(of: pod, state) }
      if kind.gpus <= 0, kind.shareMilli <= 0, kind.claims.isEmpty { continue }
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

  /// What the pod claims from templates, if any of it is a GPU.
  private static func claims(of pod: PodIndex, _ state: ClusterState) -> [DeviceClaim] {
    let spec = state.spec(of: pod)
    guard !spec.resourceClaims.isEmpty, state.deviceClaims.gpuMilli(askedBy: spec) > 0,
      case .success(let needs) = state.deviceClaims.needs(of: spec, pod)
    else { return [] }
    return needs.open
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
    let free = state.allFreeGPUMilli(on: node)
    if free == 0 { return 0 }
    let cpu = state.allocatable(0, on: node) - state.requested(0, on: node)
    let memory = state.allocatable(1, on: node) - state.requested(1, on: node)
    let whole = state.wholeFreeGPUs(on: node)
    let largest = state.largestFreeGPUShare(on: node)
    var sum = 0
    for (index, kind) in classes.enumerated() {
      let hasGPU =
        (kind.shareMilli > 0 ? largest >= kind.shareMilli : whole >= kind.gpus)
        && serves(kind.claims, on: node, state)
      if kind.cpu > cpu || kind.memory > memory || !hasGPU {
        sum += weights[index] * free
      } else if kind.claims.isEmpty {
        let smallest = kind.shareMilli > 0 ? kind.shareMilli : 1_000
        for share in state.freeGPUShares(on: node) where share < smallest {
          sum += weights[index] * Int(share)
        }
      }
    }
    return sum
  }

  private func serves(_ claims: [DeviceClaim], on node: NodeIndex, _ state: ClusterState) -> Bool {
    if claims.isEmpty { return true }
    if case .allocated = state.deviceClaims.outcome(for: claims, on: node) { return true }
    return false
  }
}
