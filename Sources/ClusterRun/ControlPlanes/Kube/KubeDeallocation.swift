import Cluster
import KubeScheduling
import Simulation

// DynamicResources' PostFilter, which runs before DefaultPreemption: an idle claim is given up
// sooner than a pod is evicted.
extension KubeControlPlane {
  /// Plans to take the devices from one claim of the pod that nobody else uses and that some node
  /// lacks. The pod is woken by that change and tried again, as by any other.
  mutating func planDeallocation(_ pod: PodIndex, _ world: World, explaining: Bool) {
    let table = world.state.deviceClaims
    // Only named claims outlive their pods.
    guard table.claims.contains(where: { $0.allocation != nil }) else { return }
    let unavailable = scheduler.unavailableClaims(of: pod, in: world.state)
    var random = SeededGenerator(
      seed: options.seed,
      stream: "deallocation/\(pod)/\(world.podStatus[pod].incarnation)/\(failures(of: pod))")
    guard let claim = world.state.idleClaim(among: unavailable, for: pod, using: &random) else {
      return
    }
    let why = ClaimDeallocation(
      pod: pod, claim: table.claims[claim].claim.name,
      devices: table.claims[claim].allocation?.devices.map(\.device) ?? [],
      nodes: table.homes(ofClaim: claim))
    plan(
      .deallocate(claim: claim, for: pod), pod, world,
      why: explaining ? .deallocation(why) : nil)
  }
}
