import Simulation

/// The service at one moment, for looking at.
public struct ServiceView: Sendable {
  /// A pod.
  public struct PodView: Hashable, Sendable {
    public let index: Int
    public let revision: Int
    public let stage: PodStage
    public let createdAt: SimTime
    public let stageSince: SimTime
    /// `nil` before it has a node.
    public let node: Int?
    public let running: Int
    public let waiting: Int
    public let isEjected: Bool
    /// Attempts that ended here, and those of them that went wrong.
    public let answered: Int
    public let failures: Int
  }
  /// A version.
  public struct VersionView: Hashable, Sendable {
    public let name: String
    public let replicas: Int
    public let ready: Int
    public let starting: Int
    public let draining: Int
    public let held: Int
    public let load: Int
    public let percent: Int
    public let path: KPAReconciler.Mode
    public let isPanicking: Bool
    public let condition: KPAReconciler.Condition?
  }

  public let time: SimTime
  public let versions: [VersionView]
  /// Pods that are not gone, by index.
  public let pods: [PodView]
  public let nodes: Int
  public let tally: ServiceTally
  public let rollout: RolloutState
  /// Numbers of the requests that are held before pods, the longest first.
  public let held: [Int]
  /// Numbers of the requests that wait in pods.
  public let waiting: [Int]

  init(_ core: ServiceCore) {
    time = SimTime(nanoseconds: core.now)
    nodes = core.nodes.count
    tally = core.tally
    rollout = core.rollout
    held = core.versions.flatMap { version in
      version.held.all.filter { core.isLive($0) }.map { core.slots[Int($0.slot)].number }
    }
    waiting = core.pods.flatMap { pod in
      pod.waiting.all.filter { core.isLive($0) }.map { core.slots[Int($0.slot)].number }
    }
    versions = core.versions.map { version in
      var panics = false
      var condition: KPAReconciler.Condition?
      if case .kpa(let state) = version.scaler {
        panics = state.scaler.panicSince != nil
        condition = state.reconciler.condition
      }
      return VersionView(
        name: version.setup.name, replicas: version.replicas, ready: version.ready.count,
        starting: version.starting.count, draining: version.draining, held: version.heldCount,
        load: version.load, percent: version.percent, path: version.path, isPanicking: panics,
        condition: condition)
    }
    pods = core.pods.enumerated().filter { $0.element.stage != .gone }.map { index, pod in
      PodView(
        index: index, revision: pod.revision, stage: pod.stage,
        createdAt: SimTime(nanoseconds: pod.createdAt),
        stageSince: SimTime(nanoseconds: pod.stageSince), node: pod.node >= 0 ? pod.node : nil,
        running: pod.running, waiting: pod.waitingCount,
        isEjected: pod.endpoint >= 0
          && core.versions[pod.revision].detector?.isEjected(pod.endpoint) ?? false,
        answered: pod.answered, failures: pod.failures)
    }
  }
}
