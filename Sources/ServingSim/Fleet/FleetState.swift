import Simulation

/// What connects the replicas of a run: the future, the routers, the links.
struct FleetState: Sendable {
  enum Pool: Sendable { case first, decode }

  /// Replicas by the end of their step or plan.
  var dues = EventQueue<Int>()
  /// A copy of keys and values for an attempt of a request.
  struct Transfer: Sendable {
    let request: Int32
    let attempt: Int32
  }
  /// Requests by the end of the copy of their keys and values.
  var transfers = EventQueue<Transfer>()
  /// What comes from the offload tiers of a replica.
  struct Arrival: Sendable {
    let replica: Int
    let request: Int32
    let attempt: Int32
  }
  var loads = EventQueue<Arrival>()
  /// Replicas that may start a step now.
  var starting: [Int] = []
  /// Requests whose prefill has ended now.
  var handovers: [Int] = []
  /// Requests whose keys and values are being copied or wait for the link.
  var copying: Set<Int> = []
  /// When the link of a prefill worker is free again.
  var linkFree: [SimTime]
  var failures: FailureState
  var router: RouterState
  var decodeRouter: RouterState?
  var views: [ReplicaView]
  var decodeViews: [ReplicaView]
  /// While it is set, the decision for this request is explained and kept.
  var asked: (request: Int, pool: Pool, attempt: Int)?
  var answer: RoutingDecision?
  /// The views behind the answer.
  var seen: [ReplicaView] = []

  init(_ setup: ServingSetup) {
    let fleet = setup.fleet
    linkFree = [SimTime](repeating: .zero, count: fleet.decode == nil ? 0 : fleet.replicas)
    failures = FailureState(setup)
    router = RouterState(fleet.routing, seed: fleet.seed)
    decodeRouter = fleet.decode.map {
      RouterState($0.routing, seed: Seed(fleet.seed.text + "/decode"))
    }
    func view(_ replica: Int) -> ReplicaView {
      let engine = setup.engine(ofReplica: replica)
      return ReplicaView(
        replica: replica, usableBlocks: engine.usableBlocks, blockSize: engine.blockSize,
        adapterSlots: engine.adapters?.maxAdapters ?? 0)
    }
    views = (0..<fleet.replicas).map(view)
    decodeViews = (fleet.replicas..<fleet.allReplicas).map(view)
  }
}
