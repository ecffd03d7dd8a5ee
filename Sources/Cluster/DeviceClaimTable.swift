import DeviceAllocation

/// The place of a claim in a pod (`spec.resourceClaims`).
public struct PodResourceClaim: Hashable, Sendable {
  public enum Source: Hashable, Sendable {
    /// An existing ResourceClaim of the pod's namespace; several pods may share it.
    case claim(String)
    /// A claim of the pod's own, made from this ResourceClaimTemplate and gone with the pod.
    case template(String)
  }

  /// Its name inside the pod.
  public var name: String
  public var source: Source

  public init(name: String, source: Source) {
    self.name = name
    self.source = source
  }
}

/// A ResourceClaimTemplate.
public struct DeviceClaimTemplate: Hashable, Sendable {
  public var namespace: String
  public var name: String
  public var claim: DeviceClaim

  public init(namespace: String = "default", name: String, claim: DeviceClaim) {
    self.namespace = namespace
    self.name = name
    self.claim = claim
  }
}

/// A ResourceClaim that stands for itself.
public struct NamedDeviceClaim: Hashable, Sendable {
  public let namespace: String
  /// `claim.name` is its name.
  public let claim: DeviceClaim
  /// `nil` while it holds no device.
  public internal(set) var allocation: ClaimAllocation?
  /// Pods that may use it (`status.reservedFor`).
  public internal(set) var reservedFor: [PodIndex] = []

  /// `allocation`: devices it holds from before, for example of a cluster that was imported.
  public init(namespace: String = "default", claim: DeviceClaim, allocation: ClaimAllocation? = nil)
  {
    self.namespace = namespace
    self.claim = claim
    self.allocation = allocation
  }

  /// Pods that may share a claim (`ResourceClaimReservedForMaxSize` of Kubernetes v1.35).
  public static let maximumConsumers = 256
}

/// What a pod that was taken off its node held of one claim.
struct ReleasedClaim: Hashable, Sendable {
  /// Number of a named claim; `nil` for one from a template.
  let number: Int?
  let allocation: ClaimAllocation
}

/// Devices, claims and what holds what, for a whole cluster.
///
/// A value like the cluster's state, of which it is a part. The outcomes of searches are remembered
/// by claims, node and the devices in use that the node can see, also across copies: whoever asks
/// again while nothing changed there gets the answer without a search.
public struct DeviceClaimTable: Sendable {
  /// Why a pod's claims cannot be looked at on any node.
  public enum Problem: Hashable, Sendable {
    case noClaim(String)
    case noTemplate(String)
    /// 256 other pods share it already.
    case claimInUse(String)
    case noClass(request: String, deviceClass: String)
  }

  /// What of a pod's claims is still to be allocated, and what is already.
  public struct Needs: Sendable {
    /// Without devices yet, in the pod's order.
    public internal(set) var open: [DeviceClaim] = []
    /// Numbers of named claims that hold devices.
    public internal(set) var allocated: [Int] = []
    /// Numbers of the open named claims, `nil` for those from templates.
    var openNumbers: [Int?] = []
  }

  public let inventory: DeviceInventory
  public let options: AllocationOptions
  public let templates: [DeviceClaimTemplate]
  public private(set) var claims: [NamedDeviceClaim]
  /// Which devices are in use.
  public private(set) var inUse: AllocatedDevices

  private let nodes: [DeviceNode]
  private let search: DeviceSearchMemory
  /// Which node alone sees the device; -1 for a device whose pool other nodes see too.
  private let homes: [Int32]
  /// Of the devices in use: one number per node for its own, one for all others.
  private var usage: [UInt64]
  private var sharedUsage: UInt64 = 0
  /// What pods hold from templates.
  private var heldByPod: [PodIndex: [ClaimAllocation]] = [:]
  /// The GPUs behind the devices.
  public let gpus: DeviceGPUs
  /// What is taken of them.
  private(set) var gpuUse: DeviceGPUUse
  /// Thousandths of GPUs that pods count for: theirs from templates, and named claims that they
  /// were the first to use.
  private var milliOfPod: [PodIndex: Int] = [:]
  private let milliOfTemplate: [Int]
  private let milliOfClaim: [Int]
  private let templateNumbers: [Key: Int]
  private let claimNumbers: [Key: Int]

  private struct Key: Hashable {
    let namespace: String
    let name: String
  }

  /// No devices, no claims.
  public init() { self.init(inventory: DeviceInventory(), nodes: []) }

  /// Of equal names the first counts. Devices that claims hold from before are in use.
  public init(
    inventory: DeviceInventory, options: AllocationOptions = AllocationOptions(), nodes: [Node],
    templates: [DeviceClaimTemplate] = [], claims: [NamedDeviceClaim] = []
  ) {
    self.inventory = inventory
    self.options = options
    self.templates = templates
    self.claims = claims
    self.nodes = nodes.map { node in
      DeviceNode(
        name: node.name,
        labels: Dictionary(
          node.labels.labels.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
    search = DeviceSearchMemory()
    inUse = inventory.nothingAllocated
    usage = Array(repeating: 0, count: nodes.count)
    let numbers = Dictionary(
      nodes.enumerated().map { ($1.name, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    homes = inventory.homes.map { $0.flatMap { numbers[$0] } ?? -1 }
    let gpus = DeviceGPUs(inventory)
    self.gpus = gpus
    gpuUse = DeviceGPUUse(gpus, nodes: nodes.map(\.name))
    milliOfTemplate = templates.map { gpus.askedMilli($0.claim, inventory) }
    milliOfClaim = claims.map { gpus.askedMilli($0.claim, inventory) }
    templateNumbers = Dictionary(
      templates.enumerated().map { (Key(namespace: $1.namespace, name: $1.name), $0) },
      uniquingKeysWith: { first, _ in first })
    claimNumbers = Dictionary(
      claims.enumerated().map { (Key(namespace: $1.namespace, name: $1.claim.name), $0) },
      uniquingKeysWith: { first, _ in first })
    for claim in claims { mark(claim.allocation, true) }
  }

  public var isEmpty: Bool { inventory.isEmpty && templates.isEmpty && claims.isEmpty }

  // MARK: Asking

  /// What the pod's claims need.
  public func needs(of pod: Pod, _ index: PodIndex) -> Result<Needs, NeedsError> {
    var needs = Needs()
    for reference in pod.resourceClaims {
      switch reference.source {
      case .template(let name):
        guard let number = templateNumbers[Key(namespace: pod.namespace, name: name)] else {
          return .failure(NeedsError(.noTemplate(name)))
        }
        needs.open.append(templates[number].claim)
        needs.openNumbers.append(nil)
      case .claim(let name):
        guard let number = claimNumbers[Key(namespace: pod.namespace, name: name)] else {
          return .failure(NeedsError(.noClaim(name)))
        }
        let claim = claims[number]
        if claim.allocation == nil {
          needs.open.append(claim.claim)
          needs.openNumbers.append(number)
          continue
        }
        if claim.reservedFor.count >= NamedDeviceClaim.maximumConsumers,
          !claim.reservedFor.contains(index)
        {
          return .failure(NeedsError(.claimInUse(name)))
        }
        needs.allocated.append(number)
      }
    }
    for claim in needs.open {
      for request in claim.requests {
        for one in request.alternatives where !inventory.hasClass(named: one.deviceClass) {
          return .failure(
            NeedsError(.noClass(request: request.name, deviceClass: one.deviceClass)))
        }
      }
    }
    return .success(needs)
  }

  /// As an error.
  public struct NeedsError: Error {
    public let problem: Problem
    init(_ problem: Problem) { self.problem = problem }
  }

  /// Which devices would serve the claims on the node.
  public func outcome(for claims: [DeviceClaim], on node: NodeIndex) -> AllocationOutcome {
    let key = DeviceSearchMemory.Key(
      claims: search.number(of: claims), node: node, usage: usage[node], shared: sharedUsage)
    if let known = search.outcome(key) { return known }
    let outcome = AllocationSearch.run(
      claims: claims, on: nodes[node], inventory: inventory, inUse: inUse,
      pools: pools(of: node), options: options)
    search.remember(key, outcome)
    return outcome
  }

  /// The same with every refusal, and how much work it was.
  public func explain(_ claims: [DeviceClaim], on node: NodeIndex) -> AllocationSearch {
    var search = AllocationSearch(
      claims: claims, on: nodes[node], inventory: inventory, inUse: inUse, pools: pools(of: node),
      options: options, explains: true)
    _ = search.finish()
    return search
  }

  /// The same as if these pods were gone, or under other rules; searched anew.
  public func trial(
    of claims: [DeviceClaim], on node: NodeIndex, without freed: [PodIndex] = [],
    options: AllocationOptions? = nil
  ) -> AllocationOutcome {
    var left = inUse
    for entry in freed.flatMap({ devices(of: $0) }) { left[entry.index] = false }
    return AllocationSearch.run(
      claims: claims, on: nodes[node], inventory: inventory, inUse: left, pools: pools(of: node),
      options: options ?? self.options)
  }

  /// The pods whose devices come free when they end, with at least one on the node or on no node
  /// alone; ascending.
  public func holders(near node: NodeIndex) -> [PodIndex] {
    var pods = Array(heldByPod.keys)
    for claim in claims where claim.reservedFor.count == 1 { pods += claim.reservedFor }
    return Set(pods).sorted().filter { pod in
      devices(of: pod).contains { homes[$0.index] < 0 || Int(homes[$0.index]) == node }
    }
  }

  /// What would come free with the pod.
  private func devices(of pod: PodIndex) -> [ClaimAllocation.Entry] {
    held(by: pod).flatMap(\.devices)
      + claims.filter { $0.reservedFor == [pod] }.flatMap { $0.allocation?.devices ?? [] }
  }

  /// What the node sees of each pool.
  public func pools(of node: NodeIndex) -> [DevicePool] {
    search.pools(node) {
      inventory.pools(for: nodes[node], partitionable: options.partitionableDevices)
    }
  }

  /// Nodes that alone see devices of the claim, ascending.
  public func homes(ofClaim claim: Int) -> [NodeIndex] {
    Set((claims[claim].allocation?.devices ?? []).map { Int(homes[$0.index]) }).filter { $0 >= 0 }
      .sorted()
  }

  /// Whether the devices of an allocated claim can be used on the node.
  public func isAvailable(_ claim: Int, on node: NodeIndex) -> Bool {
    guard let allocation = claims[claim].allocation else { return true }
    return allocation.devices.allSatisfy {
      inventory.placement(of: $0.index)?.matches(nodes[node]) ?? true
    }
  }

  /// The claims of a pod as they stand in its templates or by themselves, in its order; what does not
  /// exist is left out.
  public func claims(of pod: Pod) -> [DeviceClaim] {
    pod.resourceClaims.compactMap { reference in
      switch reference.source {
      case .template(let name):
        templateNumbers[Key(namespace: pod.namespace, name: name)].map { templates[$0].claim }
      case .claim(let name):
        claimNumbers[Key(namespace: pod.namespace, name: name)].map { claims[$0].claim }
      }
    }
  }

  /// What a pod holds from templates, in its order; named claims are in `claims`.
  public func held(by pod: PodIndex) -> [ClaimAllocation] { heldByPod[pod] ?? [] }

  /// Thousandths of GPUs that the pod counts for. Of a claim that several pods share, the one that
  /// had it allocated counts it.
  public func gpuMilli(heldBy pod: PodIndex) -> Int { milliOfPod[pod] ?? 0 }

  /// Thousandths of GPUs that the pod's claims ask for (see `DeviceGPUs.askedMilli`).
  public func gpuMilli(askedBy pod: Pod) -> Int {
    pod.resourceClaims.reduce(0) { sum, reference in
      switch reference.source {
      case .template(let name):
        sum
          + (templateNumbers[Key(namespace: pod.namespace, name: name)].map {
            milliOfTemplate[$0]
          } ?? 0)
      case .claim(let name):
        sum
          + (claimNumbers[Key(namespace: pod.namespace, name: name)].map { milliOfClaim[$0] } ?? 0)
      }
    }
  }

  /// Who holds what of each of the node's DRA GPUs, in the order in which pods were placed.
  func gpuHolders(on node: NodeIndex, pods: [PodIndex]) -> [[GPUHolding]] {
    let numbers = gpuUse.gpus(of: node)
    var holders = numbers.map { _ in [GPUHolding]() }
    if numbers.isEmpty { return holders }
    for pod in pods {
      let shared = claims.filter { $0.reservedFor.contains(pod) }.compactMap(\.allocation)
      var milli: [Int: Int] = [:]
      for entry in (held(by: pod) + shared).flatMap(\.devices) {
        for part in gpus.parts(of: entry.index) {
          milli[part.gpu, default: 0] += gpus.milli(part.units, of: part.gpu)
        }
      }
      for (at, gpu) in numbers.enumerated() {
        if let amount = milli[gpu] { holders[at].append(GPUHolding(pod: pod, milli: amount)) }
      }
    }
    return holders
  }

  // MARK: Changing

  /// Gives the pod what its claims need on the node (Reserve). Whether that worked; if not, nothing
  /// changed.
  mutating func reserve(_ pod: Pod, _ index: PodIndex, on node: NodeIndex) -> Bool {
    guard case .success(let needs) = needs(of: pod, index) else { return false }
    var found: [ClaimAllocation] = []
    if !needs.open.isEmpty {
      guard case .allocated(let allocations) = outcome(for: needs.open, on: node) else {
        return false
      }
      found = allocations
    }
    for (allocation, number) in zip(found, needs.openNumbers) {
      mark(allocation, true)
      milliOfPod[index, default: 0] += gpus.milli(of: allocation)
      if let number {
        claims[number].allocation = allocation
        claims[number].reservedFor = [index]
      } else {
        heldByPod[index, default: []].append(allocation)
      }
    }
    for number in needs.allocated where !claims[number].reservedFor.contains(index) {
      claims[number].reservedFor.append(index)
    }
    return true
  }

  /// Takes from a pod that is gone what it held. A claim that no pod uses any more gives its devices
  /// back, as the resource claim controller sees to it.
  mutating func release(_ pod: Pod, _ index: PodIndex) -> [ReleasedClaim] {
    if pod.resourceClaims.isEmpty { return [] }
    milliOfPod[index] = nil
    var released: [ReleasedClaim] = []
    for allocation in heldByPod.removeValue(forKey: index) ?? [] {
      mark(allocation, false)
      released.append(ReleasedClaim(number: nil, allocation: allocation))
    }
    for reference in pod.resourceClaims {
      guard case .claim(let name) = reference.source,
        let number = claimNumbers[Key(namespace: pod.namespace, name: name)],
        let allocation = claims[number].allocation,
        let at = claims[number].reservedFor.firstIndex(of: index)
      else { continue }
      claims[number].reservedFor.remove(at: at)
      released.append(ReleasedClaim(number: number, allocation: allocation))
      if claims[number].reservedFor.isEmpty { deallocate(number) }
    }
    return released
  }

  /// Undoes `release`; what somebody took meanwhile stays lost.
  mutating func reinstate(_ released: [ReleasedClaim], of pod: PodIndex) {
    for one in released {
      let isHeldByClaim = one.number.map { claims[$0].allocation == one.allocation } ?? false
      guard isHeldByClaim || one.allocation.devices.allSatisfy({ !inUse[$0.index] }) else {
        continue
      }
      mark(one.allocation, true)
      milliOfPod[pod, default: 0] += gpus.milli(of: one.allocation)
      if let number = one.number {
        claims[number].allocation = one.allocation
        claims[number].reservedFor.append(pod)
      } else {
        heldByPod[pod, default: []].append(one.allocation)
      }
    }
  }

  /// Takes the devices from a claim.
  mutating func deallocate(_ claim: Int) {
    mark(claims[claim].allocation, false)
    claims[claim].allocation = nil
    claims[claim].reservedFor = []
  }

  private mutating func mark(_ allocation: ClaimAllocation?, _ isUsed: Bool) {
    for entry in allocation?.devices ?? [] where inUse[entry.index] != isUsed {
      inUse[entry.index] = isUsed
      let stamp = Self.stamp(entry.index)
      let home = Int(homes[entry.index])
      if home >= 0 { usage[home] ^= stamp } else { sharedUsage ^= stamp }
      gpuUse.change(gpus.parts(of: entry.index), by: isUsed ? 1 : -1, gpus)
    }
  }

  /// A number per device such that the exclusive or of any set of them stands for the set.
  private static func stamp(_ device: Int) -> UInt64 {
    var z = UInt64(truncatingIfNeeded: device) &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
