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
  public internal(set) var nodes: [Node]
  public let services: [Service]
  /// The Namespace objects, by which terms with a namespace selector find namespaces.
  public let namespaces: [Namespace]
  /// Resources by index: 0 cpu, 1 memory, 2 ephemeral storage, then extended ones as they appeared.
  public private(set) var resources: [ResourceName] = [.cpu, .memory, .ephemeralStorage]
  /// Labels of the nodes by column.
  public let nodeLabels: NodeLabelIndex
  /// Container images by name.
  public let images: ImageIndex
  /// The distinct taint lists that nodes have or had; `taintSetOfNode` points here.
  public internal(set) var taintSets: [[Taint]]
  public internal(set) var taintSetOfNode: [Int]
  /// How many nodes are cordoned.
  public internal(set) var unschedulableNodes: Int
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
  public private(set) var labelGroupCounts: [[GroupCount]]
  /// The distinct affinities and anti-affinities of pods.
  public private(set) var affinityGroups: [AffinityGroup] = []
  /// Per node: how many pods of which affinity group; pods without pod affinity are in none.
  public private(set) var affinityGroupCounts: [[GroupCount]]
  /// Placed pods that have an affinity group, by group.
  public private(set) var placedInAffinityGroup: [Int] = []
  /// Pods on each node in the order of placement.
  public private(set) var podsOnNode: [[PodIndex]]
  /// Pods that wait for room which preemption makes on a node.
  public internal(set) var nominations = Nominations()
  /// Devices beyond resources, and the claims on them; none until `setDevices`.
  public internal(set) var deviceClaims = DeviceClaimTable()

  /// What changed lately.
  public internal(set) var changes: ChangeLog

  var podTable = PodTable()
  /// Allocatable and requested by resource, then node: entry `resource * nodes.count + node`.
  private var allocatableTable: [Int]
  private var requestedTable: [Int]
  private var devices: GPUDevices
  private var resourceIndices: [ResourceName: Int] = [.cpu: 0, .memory: 1, .ephemeralStorage: 2]
  private var labelGroupIndices: [LabelGroup: Int] = [:]
  private var affinityGroupIndices: [AffinityGroup: Int] = [:]
  private let nodeIndices: [String: NodeIndex]
  private let namespaceLabels: [String: LabelSet]

  /// Node names should differ; of equal ones, lookups by name find the first. So with namespaces.
  public init(nodes: [Node], services: [Service] = [], namespaces: [Namespace] = []) {
    self.nodes = nodes
    self.services = services
    var hasher = Hasher()
    hasher.combine(nodes)
    hasher.combine(services)
    hasher.combine(namespaces)
    changes = ChangeLog(of: hasher.finalize())
    self.namespaces = namespaces
    nodeLabels = NodeLabelIndex(nodes: nodes)
    images = ImageIndex(nodes: nodes)
    nodeOrder = NodeOrder.zoneRoundRobin(nodes)
    unschedulableNodes = nodes.count(where: \.isUnschedulable)
    podLimits = nodes.map { $0.allocatable[.pods] ?? 0 }
    let zeros = Array(repeating: 0, count: nodes.count)
    podCounts = zeros
    nonZeroCPU = zeros
    nonZeroMemory = zeros
    labelGroupCounts = Array(repeating: [], count: nodes.count)
    affinityGroupCounts = labelGroupCounts
    podsOnNode = Array(repeating: [], count: nodes.count)
    devices = GPUDevices(counts: nodes.map { $0.allocatable[.nvidiaGPU] ?? 0 })
    allocatableTable = Array(repeating: 0, count: nodes.count * 3)
    requestedTable = allocatableTable
    nodeIndices = Dictionary(
      nodes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    namespaceLabels = Dictionary(
      namespaces.map { ($0.name, $0.labels) }, uniquingKeysWith: { first, _ in first })
    (taintSets, taintSetOfNode) = Self.internTaints(nodes)
    for (node, spec) in nodes.enumerated() {
      for entry in spec.allocatable.entries where entry.name != .pods {
        allocatableTable[internResource(entry.name) * nodes.count + node] = entry.amount
      }
    }
  }

  // MARK: Reading

  /// Every pod ever admitted, placed or not.
  public var pods: PodList { PodList(table: podTable) }

  /// `pods`, worked out.
  public var records: PodRecordList { PodRecordList(table: podTable) }

  /// Pods that differ in nothing but name and start time are of one class.
  @inline(__always)
  public func podClass(of pod: PodIndex) -> PodClassIndex { Int(podTable.classOf[pod]) }

  /// How many classes of pods were admitted.
  public var podClassCount: Int { podTable.specs.count }

  /// What pods of the class have in common: a pod without name and start time.
  public func spec(ofClass podClass: PodClassIndex) -> Pod { podTable.specs[podClass] }

  /// The pod without name and start time.
  public func spec(of pod: PodIndex) -> Pod { podTable.specs[podClass(of: pod)] }

  /// What pods of the class need.
  @inline(__always)
  public func record(ofClass podClass: PodClassIndex) -> PodRecord { podTable.records[podClass] }

  /// What the pod needs.
  @inline(__always)
  public func record(of pod: PodIndex) -> PodRecord { podTable.records[podClass(of: pod)] }

  public func schedulerName(of pod: PodIndex) -> String {
    podTable.specs[podClass(of: pod)].schedulerName
  }

  public func priority(of pod: PodIndex) -> Int { record(of: pod).priority }

  public func name(of pod: PodIndex) -> String { podTable.names[pod] }

  /// When it began to run; `nil` counts as later than any other.
  public func startTime(of pod: PodIndex) -> SimTime? { podTable.startTime(of: pod) }

  /// `nil` for a namespace that is not listed; it has no labels.
  public func labels(ofNamespace name: String) -> LabelSet? { namespaceLabels[name] }

  /// Whether any node is cordoned.
  public var hasUnschedulableNodes: Bool { unschedulableNodes > 0 }

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
    podTable.nodeOf[pod] < 0 ? nil : Int(podTable.nodeOf[pod])
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
    (0..<GPUDevices.maximumPerNode).filter {
      podTable.deviceMasks[pod] & (1 << UInt64($0)) != 0
    }
  }

  /// Who holds what of each GPU of a node: by GPU index, the pods with their thousandths, in order
  /// of placement.
  public func gpuHolders(on node: NodeIndex) -> [[GPUHolding]] {
    var holders = Array(repeating: [GPUHolding](), count: gpuCount(on: node))
    for pod in podsOnNode[node] {
      let share = record(of: pod).gpuShareMilli
      for gpu in gpuIndices(of: pod) {
        holders[gpu].append(GPUHolding(pod: pod, milli: share > 0 ? share : GPUDevices.whole))
      }
    }
    return holders
  }

  // MARK: Changing

  /// Makes the pod known without placing it.
  public mutating func admit(_ pod: Pod) -> PodIndex {
    podTable.append(pod.name, intern(pod), startTime: pod.startTime)
  }

  /// The class of pods like this one, made known without any pod of it.
  public mutating func intern(_ pod: Pod) -> PodClassIndex {
    let (podClass, isNew) = podTable.intern(pod)
    if isNew {
      podTable.records.append(makeRecord(podTable.specs[podClass]))
    }
    return podClass
  }

  /// Makes a further pod of a known class known without placing it.
  public mutating func admit(_ name: String, ofClass podClass: PodClassIndex) -> PodIndex {
    podTable.append(name, podClass, startTime: nil)
  }

  /// Puts a pod that is on no node on this one, without asking whether it fits. `gpus`: GPU indices
  /// on the node that it gets; `nil` leaves the choice to the node.
  public mutating func place(_ pod: PodIndex, on node: NodeIndex, gpus: [Int]? = nil) {
    let podClass = occupy(pod, node)
    let (whole, share) = (podTable.records[podClass].gpus, podTable.records[podClass].gpuShareMilli)
    if let gpus, share > 0 || whole > 0 {
      changes.noteChange(of: node, GPUDevices.mask(gpus))
      take(GPUDevices.mask(gpus), for: pod, share: share, on: node)
    } else if share > 0 {
      let (mask, opened) = devices.takeShare(share, on: node)
      podTable.deviceMasks[pod] = mask
      if opened { adjustGPURequest(by: 1, on: node) }
    } else if whole > 0 {
      podTable.deviceMasks[pod] = devices.takeWhole(whole, on: node)
    }
    reserveDevices(for: pod, on: node)
    checkInvariants(on: node)
  }

  /// Takes the pod off its node; its GPUs are free again. The answer puts it back as it was.
  @discardableResult
  public mutating func remove(_ pod: PodIndex) -> Placement {
    precondition(podTable.nodeOf[pod] >= 0, "the pod is on no node")
    let podClass = podClass(of: pod)
    let placement = Placement(
      node: Int(podTable.nodeOf[pod]), deviceMask: podTable.deviceMasks[pod],
      claims: releaseDevices(of: pod))
    let node = placement.node
    podTable.nodeOf[pod] = -1
    podTable.deviceMasks[pod] = 0
    if let at = podsOnNode[node].lastIndex(of: pod) { podsOnNode[node].remove(at: at) }
    account(podClass, on: node, sign: -1)
    let share = podTable.records[podClass].gpuShareMilli
    if share > 0 {
      let closed = devices.give(placement.deviceMask, milli: share, on: node)
      adjustGPURequest(by: -closed, on: node)
    } else if placement.deviceMask != 0 {
      _ = devices.give(placement.deviceMask, milli: GPUDevices.whole, on: node)
    }
    checkInvariants(on: node)
    return placement
  }

  /// Undoes `remove`: the same node and the same GPUs, which nobody may have taken meanwhile. Only
  /// the order of the pods on the node is another: this one is now the last.
  public mutating func putBack(_ pod: PodIndex, _ placement: Placement) {
    let podClass = occupy(pod, placement.node)
    if placement.deviceMask != 0 {
      changes.noteChange(of: placement.node, placement.deviceMask)
    }
    take(
      placement.deviceMask, for: pod, share: podTable.records[podClass].gpuShareMilli,
      on: placement.node)
    deviceClaims.reinstate(placement.claims, of: pod)
    checkInvariants(on: placement.node)
  }

  private mutating func take(_ gpus: UInt64, for pod: PodIndex, share: Int, on node: NodeIndex) {
    if gpus == 0 { return }
    let (mask, opened) = devices.take(
      gpus, milli: share > 0 ? share : GPUDevices.whole, on: node)
    podTable.deviceMasks[pod] = mask
    if share > 0 { adjustGPURequest(by: opened, on: node) }
  }

  /// Gives a pod that is on no node another shape, for example with the node selector that an
  /// admission added.
  public mutating func replace(_ pod: PodIndex, with shape: Pod) {
    precondition(podTable.nodeOf[pod] < 0, "a pod on a node keeps its shape")
    podTable.replace(pod, name: shape.name, podClass: intern(shape), startTime: shape.startTime)
  }

  /// Marks a pod as being deleted (it keeps what it holds, but topology spread no longer counts it),
  /// or a new life of it as not.
  public mutating func setTerminating(_ isTerminating: Bool, _ pod: PodIndex) {
    var spec = spec(of: pod)
    guard spec.isTerminating != isTerminating else { return }
    spec.isTerminating = isTerminating
    let changed = intern(spec)
    if let node = node(of: pod) {
      account(podClass(of: pod), on: node, sign: -1)
      account(changed, on: node, sign: 1)
    }
    podTable.setClass(of: pod, changed)
  }

  private mutating func occupy(_ pod: PodIndex, _ node: NodeIndex) -> PodClassIndex {
    precondition(podTable.nodeOf[pod] < 0, "the pod is placed already")
    let podClass = podClass(of: pod)
    podTable.nodeOf[pod] = Int32(node)
    if !nominations.isEmpty { nominations.clear(pod) }
    podsOnNode[node].append(pod)
    account(podClass, on: node, sign: 1)
    return podClass
  }

  private mutating func makeRecord(_ pod: Pod) -> PodRecord {
    let request = pod.effectiveRequest
    let nonZero = pod.nonZeroRequest
    var amounts: [PodRecord.Amount] = []
    for entry in request.entries where entry.amount != 0 && entry.name != .pods {
      amounts.append(
        PodRecord.Amount(resource: internResource(entry.name), amount: entry.amount))
    }
    let group = LabelGroup(
      namespace: pod.namespace, labels: pod.labels, isTerminating: pod.isTerminating)
    var affinity = -1
    if !pod.podAffinity.isEmpty || !pod.podAntiAffinity.isEmpty {
      affinity = internAffinity(
        AffinityGroup(
          namespace: pod.namespace, affinity: pod.podAffinity, antiAffinity: pod.podAntiAffinity))
    }
    let fingerprint = pod.hashValue
    return PodRecord(
      requests: amounts.sorted { $0.resource < $1.resource }, nonZeroCPU: nonZero.cpu.count,
      nonZeroMemory: nonZero.memory.count, labelGroup: internGroup(group),
      gpus: request[.nvidiaGPU] ?? 0, gpuShareMilli: max(0, pod.gpuShareMilli ?? 0),
      priority: pod.priority, affinityGroup: affinity,
      hasClaims: !pod.resourceClaims.isEmpty, fingerprint: fingerprint)
  }

  private mutating func account(_ podClass: PodClassIndex, on node: NodeIndex, sign: Int) {
    let record = podTable.records[podClass]
    changes.noteChange(of: node, UInt64(bitPattern: Int64(record.fingerprint &* sign)))
    for amount in record.requests {
      requestedTable[amount.resource * nodes.count + node] += sign * amount.amount
    }
    podCounts[node] += sign
    nonZeroCPU[node] += sign * record.nonZeroCPU
    nonZeroMemory[node] += sign * record.nonZeroMemory
    labelGroupCounts[node].change(record.labelGroup, by: sign)
    if record.affinityGroup >= 0 {
      affinityGroupCounts[node].change(record.affinityGroup, by: sign)
      placedInAffinityGroup[record.affinityGroup] += sign
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
    if let known = labelGroupIndices[group] { return known }
    labelGroupIndices[group] = labelGroups.count
    labelGroups.append(group)
    changes.noteNews(group.hashValue)
    return labelGroups.count - 1
  }

  private mutating func internAffinity(_ group: AffinityGroup) -> Int {
    if let known = affinityGroupIndices[group] { return known }
    affinityGroupIndices[group] = affinityGroups.count
    affinityGroups.append(group)
    changes.noteNews(group.hashValue)
    placedInAffinityGroup.append(0)
    return affinityGroups.count - 1
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
