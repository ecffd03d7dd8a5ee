import DeviceAllocation
import Simulation

extension ClusterState {
  /// Makes devices, claim templates and claims known; to be called before pods are placed.
  public mutating func setDevices(
    _ inventory: DeviceInventory, options: AllocationOptions = AllocationOptions(),
    templates: [DeviceClaimTemplate] = [], claims: [NamedDeviceClaim] = []
  ) {
    deviceClaims = DeviceClaimTable(
      inventory: inventory, options: options, nodes: nodes, templates: templates, claims: claims)
  }

  /// The devices that the pod may use at this moment, in the order of its claims; empty for a pod
  /// without claims or without a node.
  public func deviceAllocations(of pod: PodIndex) -> [ClaimAllocation] {
    let named = deviceClaims.claims.filter { $0.reservedFor.contains(pod) }
    return deviceClaims.held(by: pod) + named.compactMap(\.allocation)
  }

  /// One of these claims (numbers in `deviceClaims.claims`) that holds devices which nobody but this
  /// pod uses; to be given to `deallocate`.
  ///
  /// DynamicResources' PostFilter of Kubernetes v1.35: called when no node is feasible, with the
  /// allocated claims that some node lacked. The real one picks whichever Go's map gives first.
  public func idleClaim(
    among claims: [Int], for pod: PodIndex, using random: inout SeededGenerator
  ) -> Int? {
    let idle = claims.filter { isIdle($0, but: pod) }
    return idle.isEmpty ? nil : idle[random.below(idle.count)]
  }

  /// Whether the claim holds devices that nobody but this pod may use.
  public func isIdle(_ claim: Int, but pod: PodIndex) -> Bool {
    let claim = deviceClaims.claims[claim]
    return claim.allocation != nil && claim.reservedFor.allSatisfy { $0 == pod }
  }

  /// Takes the devices from a claim, so that they can be had elsewhere.
  public mutating func deallocate(claim: Int) { deviceClaims.deallocate(claim) }

  /// What the pod's claims need on the node, recorded as its scheduling decided (Reserve). A pod
  /// that was put there without asking stays without devices when they are not to be had.
  mutating func reserveDevices(for pod: PodIndex, on node: NodeIndex) {
    if deviceClaims.isEmpty { return }
    let spec = spec(of: pod)
    if spec.resourceClaims.isEmpty { return }
    _ = deviceClaims.reserve(spec, pod, on: node)
  }

  mutating func releaseDevices(of pod: PodIndex) -> [ReleasedClaim] {
    deviceClaims.isEmpty ? [] : deviceClaims.release(spec(of: pod), pod)
  }
}

// GPUs, whichever way they are offered: by a device plugin as `nvidia.com/gpu`, or by DRA (see
// `DeviceGPUs`). Schedulers do not ask these: each of them sees one of the two ways.
extension ClusterState {
  /// GPUs of the node, those of device plugins first.
  public func allGPUCount(on node: NodeIndex) -> Int {
    gpuCount(on: node) + (deviceClaims.isEmpty ? 0 : deviceClaims.gpuUse.gpus(of: node).count)
  }

  /// Thousandths of GPUs free on the node.
  public func allFreeGPUMilli(on node: NodeIndex) -> Int {
    freeGPUMilli(on: node) + (deviceClaims.isEmpty ? 0 : deviceClaims.gpuUse.freeMilli(of: node))
  }

  /// GPUs of the node of which nothing is taken.
  public func allWholeFreeGPUs(on node: NodeIndex) -> Int {
    wholeFreeGPUs(on: node) + (deviceClaims.isEmpty ? 0 : deviceClaims.gpuUse.wholeFree(of: node))
  }

  /// Who holds what of each GPU of the node, in the order of `allGPUCount`.
  public func allGPUHolders(on node: NodeIndex) -> [[GPUHolding]] {
    let plugin = gpuHolders(on: node)
    if deviceClaims.isEmpty { return plugin }
    return plugin + deviceClaims.gpuHolders(on: node, pods: podsOnNode[node])
  }

  /// Thousandths of GPUs taken of each GPU of the node, in the order of `allGPUCount`. Partitions
  /// add up before they are rounded: seven sevenths are all of it.
  public func allTakenGPUMilli(on node: NodeIndex) -> [Int] {
    let plugin = freeGPUShares(on: node).map { 1_000 - Int($0) }
    return deviceClaims.isEmpty ? plugin : plugin + deviceClaims.gpuUse.takenMilli(of: node)
  }

  /// Thousandths of GPUs that the placed pod counts for.
  public func allGPUMilli(of pod: PodIndex) -> Int {
    let record = record(of: pod)
    let plain = record.gpus * 1_000 + record.gpuShareMilli
    return deviceClaims.isEmpty ? plain : plain + deviceClaims.gpuMilli(heldBy: pod)
  }

  /// Thousandths of GPUs that the pod asks for.
  public func askedGPUMilli(of pod: PodIndex) -> Int {
    let record = record(of: pod)
    let plain = record.gpus * 1_000 + record.gpuShareMilli
    return deviceClaims.isEmpty ? plain : plain + deviceClaims.gpuMilli(askedBy: spec(of: pod))
  }
}
