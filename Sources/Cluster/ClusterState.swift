import Simulation

/// Index of a node in `ClusterState.nodes`.
public typealias NodeIndex = Int
/// Index of a pod in `ClusterState.pods`, in the order of `admit`.
public typealias PodIndex = Int

/// Nodes, pods and what is free, kept up to date with every placement and removal.
///
/// A value: a copy is a snapshot. Everything a scheduler reads in its inner loop is an array of
/// whole numbers; names and labels were interned when the node or pod came in. Existing pods may
/// lie over a node's allocatable (real clusters can be so too); it is the scheduler that must not
/// put them there.
public struct ClusterState: Sendable {
  public private(set) var nodes: [Node]
  public let services: [Service]
  /// Every pod ever admitted, placed or not.
  public private(set) var pods: [Pod] = []
  /// `pods`, worked out.
  public private(set) var records: [PodRecord] = []
  /// Resources by index: 0 cpu, 1 memory, 2 ephemeral storage, then extended ones as they appeared.
  public private(set) var resources: [ResourceName] = [.cpu, .memory, .ephemeralStorage]
  /// Labels of the nodes by column.
  public let nodeLabels: NodeLabelIndex
  /// The distinct taint lists; `taintSetOfNode` points here.
  public private(set) var taintSets: [[Taint]]
  public private(set) var taintSetOfNode: [Int]
  /// Whether any node is cordoned.
  public var hasUnschedulableNodes: Bool { unschedulableNodes > 0 }
  /// Nodes in kube-scheduler's own list order: one from each zone in turn (see `NodeOrder`).
  public let nodeOrder: [NodeIndex]
  /// `pods` of allocatable, per node.
  public let podLimits: [Int]
  public private(set) var podCounts: [Int]
  /// Non-zero requests (see `Pod.nonZeroRequest`) of the pods on each node.
  public private(set) var nonZeroCPU: [Int]
  public private(set) var nonZeroMemory: [Int]
  /// The distinct label groups of pods.
  public private(set) var labelGroups: [LabelGroup] = []
  /// Per node: how many pods of which label group, in the order they first came.
  public private(set) var labelGroupCounts: [[LabelGroupCount]]
  /// Pods on each node in the order of placement.
  public private(set) var podsOnNode: [[PodIndex]]

  /// Allocatable and requested by resource, then node: entry `resource * nodes.count + node`.
  private var allocatableTable: [Int]
  private var requestedTable: [Int]
  private var unschedulableNodes: Int
  private var nodeOfPod: [Int32] = []
  private var deviceMasks: [UInt64] = []
  private var devices: GPUDevices
  private var resourceIndices: [ResourceName: Int] = [.cpu: 0, .memory: 1, .ephemeralStorage: 2]
  private var groupIndices: [LabelGroup: Int] = [:]
  private let nodeIndices: [String: NodeIndex]

  /// Node names should differ; of equal ones, lookups by name find the first.
  public init(nodes: [Node], services: [Service] = []) {
    self.nodes = nodes
    self.services = services
    nodeLabels = NodeLabelIndex(nodes: nodes)
    nodeOrder = NodeOrder.zoneRoundRobin(nodes)
    unschedulableNodes = nodes.count(where: \.isUnschedulable)
    podLimits = nodes.map { $0.allocatable[.pods] ?? 0 }
    let zeros = Array(repeating: 0, count: nodes.count)
    podCounts = zeros
    nonZeroCPU = zeros
    nonZeroMemory = zeros
    labelGroupCounts = Array(repeating: [], count: nodes.count)
    podsOnNode = Array(repeating: [], count: nodes.count)
    devices = GPUDevices(counts: nodes.map { $0.allocatable[.nvidiaGPU] ?? 0 })
    allocatableTable = Array(repeating: 0, count: nodes.count * 3)
    requestedTable = allocatableTable
    nodeIndices = Dictionary(
      nodes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    (taintSets, taintSetOfNode) = Self.internTaints(nodes)
    for (node, spec) in nodes.enumerated() {
      for entry in spec.allocatable.entries where entry.name != .pods {
        allocatableTable[internResource(entry.name) * nodes.count + node] = entry.amount
      }
    }
  }

  // MARK: Reading

  /// `nil` when no node has the name.
  public func node(named name: String) -> NodeIndex? { nodeIndices[name] }

  /// `nil` when neither a node nor a pod ever named the resource.
  public func resourceIndex(_ name: ResourceName) -> Int? { resourceIndices[name] }

  /// What the node has of the resource, in its own unit; 0 when it has none.
  @inline(__always)
  public func allocatable(_ resource: Int, on node: NodeIndex) -> Int {
    allocatableTable[resource * nodes.count + node]
  }

  /// The sum of the effective requests of the pods on the node; of GPUs, the devices that are not
  /// untouched.
  @inline(__always)
  public func requested(_ resource: Int, on node: NodeIndex) -> Int {
    requestedTable[resource * nodes.count + node]
  }

  /// The node a pod is placed on; `nil` while it is on none.
  public func node(of pod: PodIndex) -> NodeIndex? {
    nodeOfPod[pod] < 0 ? nil : Int(nodeOfPod[pod])
  }

  /// GPUs of the node that nobody touches.
  @inline(__always)
  public func wholeFreeGPUs(on node: NodeIndex) -> Int { devices.wholeFree[node] }

  /// Thousandths of GPUs free on the node, shares included.
  @inline(__always)
  public func freeGPUMilli(on node: NodeIndex) -> Int { devices.freeMilli[node] }

  /// Thousandths free on the node's emptiest GPU.
  public func largestFreeGPUShare(on node: NodeIndex) -> Int { devices.largestFree(of: node) }

  /// GPUs of the node (at most 64 are tracked).
  @inline(__always)
  public func gpuCount(on node: NodeIndex) -> Int { devices.devices(of: node).count }

  /// Thousandths free of each GPU of the node, by GPU index.
  public func freeGPUShares(on node: NodeIndex) -> ArraySlice<Int32> {
    devices.free[devices.devices(of: node)]
  }

  /// GPU indices on its node that the pod holds, ascending; empty for a pod without GPUs or without
  /// a node.
  public func gpuIndices(of pod: PodIndex) -> [Int] {
    (0..<GPUDevices.maximumPerNode).filter { deviceMasks[pod] & (1 << UInt64($0)) != 0 }
  }

  /// Who holds what of each GPU of a node: by GPU index, the pods with their thousandths, in order
  /// of placement.
  public func gpuHolders(on node: NodeIndex) -> [[GPUHolding]] {
    var holders = Array(repeating: [GPUHolding](), count: gpuCount(on: node))
    for pod in podsOnNode[node] {
      let share = records[pod].gpuShareMilli
      for gpu in gpuIndices(of: pod) {
        holders[gpu].append(GPUHolding(pod: pod, milli: share > 0 ? share : GPUDevices.whole))
      }
    }
    return holders
  }

  // MARK: Changing

  /// Makes the pod known without placing it.
  public mutating func admit(_ pod: Pod) -> PodIndex {
    records.append(workOut(pod))
    pods.append(pod)
    nodeOfPod.append(-1)
    deviceMasks.append(0)
    return pods.count - 1
  }

  /// Gives a pod that is on no node another shape, for example with the node selector that an
  /// admission added.
  public mutating func replace(_ pod: PodIndex, with shape: Pod) {
    precondition(nodeOfPod[pod] < 0, "a pod on a node keeps its shape")
    records[pod] = workOut(shape)
    pods[pod] = shape
  }

  private mutating func workOut(_ pod: Pod) -> PodRecord {
    let request = pod.effectiveRequest
    let nonZero = pod.nonZeroRequest
    var amounts: [PodRecord.Amount] = []
    for entry in request.entries where entry.amount != 0 && entry.name != .pods {
      amounts.append(
        PodRecord.Amount(resource: internResource(entry.name), amount: entry.amount))
    }
    let group = LabelGroup(
      namespace: pod.namespace, labels: pod.labels, isTerminating: pod.isTerminating)
    return PodRecord(
      requests: amounts.sorted { $0.resource < $1.resource }, nonZeroCPU: nonZero.cpu.count,
      nonZeroMemory: nonZero.memory.count, labelGroup: internGroup(group),
      gpus: request[.nvidiaGPU] ?? 0, gpuShareMilli: max(0, pod.gpuShareMilli ?? 0))
  }

  /// Cordons or uncordons a node.
  public mutating func setUnschedulable(_ isUnschedulable: Bool, on node: NodeIndex) {
    guard nodes[node].isUnschedulable != isUnschedulable else { return }
    nodes[node].isUnschedulable = isUnschedulable
    unschedulableNodes += isUnschedulable ? 1 : -1
  }

  /// Gives a node these taints in place of the ones it has.
  public mutating func setTaints(_ taints: [Taint], on node: NodeIndex) {
    nodes[node].taints = taints
    if let known = taintSets.firstIndex(of: taints) {
      taintSetOfNode[node] = known
    } else {
      taintSetOfNode[node] = taintSets.count
      taintSets.append(taints)
    }
  }

  /// Marks a pod as being deleted, or a new life of it as not.
  public mutating func setTerminating(_ isTerminating: Bool, _ pod: PodIndex) {
    guard pods[pod].isTerminating != isTerminating else { return }
    pods[pod].isTerminating = isTerminating
    let record = workOut(pods[pod])
    if let node = node(of: pod) {
      account(records[pod], on: node, sign: -1)
      account(record, on: node, sign: 1)
    }
    records[pod] = record
  }

  /// Puts a pod that is on no node on this one, without asking whether it fits. `gpus`: GPU indices
  /// on the node that it gets; `nil` leaves the choice to the node.
  public mutating func place(_ pod: PodIndex, on node: NodeIndex, gpus: [Int]? = nil) {
    precondition(nodeOfPod[pod] < 0, "the pod is placed already")
    let record = records[pod]
    nodeOfPod[pod] = Int32(node)
    podsOnNode[node].append(pod)
    account(record, on: node, sign: 1)
    if let gpus, record.gpuShareMilli > 0 || record.gpus > 0 {
      let share = record.gpuShareMilli
      let (mask, opened) = devices.take(
        gpus, milli: share > 0 ? share : GPUDevices.whole, on: node)
      deviceMasks[pod] = mask
      if share > 0 { adjustGPURequest(by: opened, on: node) }
    } else if record.gpuShareMilli > 0 {
      let (mask, opened) = devices.takeShare(record.gpuShareMilli, on: node)
      deviceMasks[pod] = mask
      if opened { adjustGPURequest(by: 1, on: node) }
    } else if record.gpus > 0 {
      deviceMasks[pod] = devices.takeWhole(record.gpus, on: node)
    }
    checkInvariants(on: node)
  }

  /// Takes the pod off its node; its GPUs are free again.
  public mutating func remove(_ pod: PodIndex) {
    precondition(nodeOfPod[pod] >= 0, "the pod is on no node")
    let record = records[pod]
    let node = Int(nodeOfPod[pod])
    nodeOfPod[pod] = -1
    podsOnNode[node].removeAll { $0 == pod }
    account(record, on: node, sign: -1)
    if record.gpuShareMilli > 0 {
      let closed = devices.give(deviceMasks[pod], milli: record.gpuShareMilli, on: node)
      adjustGPURequest(by: -closed, on: node)
    } else {
      _ = devices.give(deviceMasks[pod], milli: GPUDevices.whole, on: node)
    }
    deviceMasks[pod] = 0
    checkInvariants(on: node)
  }

  private mutating func account(_ record: PodRecord, on node: NodeIndex, sign: Int) {
    for amount in record.requests {
      requestedTable[amount.resource * nodes.count + node] += sign * amount.amount
    }
    podCounts[node] += sign
    nonZeroCPU[node] += sign * record.nonZeroCPU
    nonZeroMemory[node] += sign * record.nonZeroMemory
    let group = Int32(record.labelGroup)
    if let at = labelGroupCounts[node].firstIndex(where: { $0.group == group }) {
      labelGroupCounts[node][at].count += Int32(sign)
      if labelGroupCounts[node][at].count == 0 { labelGroupCounts[node].remove(at: at) }
    } else {
      labelGroupCounts[node].append(LabelGroupCount(group: group, count: 1))
    }
  }

  /// A shared GPU is out of the whole-GPU pool from its first share to its last.
  private mutating func adjustGPURequest(by change: Int, on node: NodeIndex) {
    guard let gpu = resourceIndices[.nvidiaGPU] else { return }
    requestedTable[gpu * nodes.count + node] += change
  }

  private mutating func internResource(_ name: ResourceName) -> Int {
    if let known = resourceIndices[name] { return known }
    resourceIndices[name] = resources.count
    resources.append(name)
    allocatableTable.append(contentsOf: repeatElement(0, count: nodes.count))
    requestedTable.append(contentsOf: repeatElement(0, count: nodes.count))
    return resources.count - 1
  }

  private mutating func internGroup(_ group: LabelGroup) -> Int {
    if let known = groupIndices[group] { return known }
    groupIndices[group] = labelGroups.count
    labelGroups.append(group)
    return labelGroups.count - 1
  }

  private static func internTaints(_ nodes: [Node]) -> ([[Taint]], [Int]) {
    var sets: [[Taint]] = []
    var known: [[Taint]: Int] = [:]
    let ofNode = nodes.map { node in
      if let index = known[node.taints] { return index }
      known[node.taints] = sets.count
      sets.append(node.taints)
      return sets.count - 1
    }
    return (sets, ofNode)
  }
}

/// A pod's part of one GPU.
public struct GPUHolding: Hashable, Sendable {
  public let pod: PodIndex
  /// Thousandths of the GPU; 1000 is all of it.
  public let milli: Int
}
