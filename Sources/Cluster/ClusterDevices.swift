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

  /// Takes the devices from one of these claims (numbers in `deviceClaims.claims`) that nobody but
  /// this pod uses, so that they can be had elsewhere; the answer names it.
  ///
  /// DynamicResources' PostFilter of Kubernetes v1.35: called when no node is feasible, with the
  /// allocated claims that some node lacked. The real one picks whichever Go's map gives first.
  public mutating func deallocateUnusedClaim(
    among claims: [Int], for pod: PodIndex, using random: inout SeededGenerator
  ) -> Int? {
    let unused = claims.filter { number in
      let claim = deviceClaims.claims[number]
      return claim.allocation != nil && claim.reservedFor.allSatisfy { $0 == pod }
    }
    guard !unused.isEmpty else { return nil }
    let chosen = unused[random.below(unused.count)]
    deviceClaims.deallocate(chosen)
    return chosen
  }

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
