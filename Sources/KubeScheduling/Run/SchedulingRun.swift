import Cluster
import Simulation

/// Pods arrive, queue, are placed by the scheduling cycle, run and end: simulated first, played
/// back afterwards.
///
/// A value: advance it in slices of any size, drop it to cancel. Equal scenario, profile and
/// options give equal steps and an equal digest. The trace holds decisions and a few snapshots;
/// `why` and `moment` rerun from the nearest one.
public struct SchedulingRun: Sendable {
  public let profile: SchedulingProfile
  /// What happened, in order.
  public private(set) var steps: [TraceStep] = []
  /// How the cluster stood after each step.
  public private(set) var samples: [RunSample] = []
  /// Events taken so far, those that are no step included.
  public private(set) var events = 0

  private var core: RunCore
  private var snapshots: [RunCore]
  private var snapshotDistance: Int

  /// Pods are indexed with the already running ones first, then the arrivals by time (equal times
  /// in their order).
  public init(
    _ scenario: SchedulingScenario, profile: SchedulingProfile = .kubernetesDefault(),
    options: SchedulingRunOptions = SchedulingRunOptions()
  ) {
    self.profile = profile
    core = RunCore(scenario, profile, options)
    snapshots = [core]
    snapshotDistance = options.snapshotDistance
  }

  public var isFinished: Bool { core.isFinished }
  public var time: SimTime { core.time }
  /// The cluster after the last step.
  public var state: ClusterState { core.state }
  /// Arrival of each pod.
  public var arrivals: [SimTime] { core.plan.arrivals }

  /// Takes up to `events` events; false when there is nothing left to come.
  public mutating func advance(events limit: Int) -> Bool {
    for _ in 0..<max(0, limit) {
      guard let outcome = core.next(explaining: false) else { return false }
      events += 1
      guard let step = outcome.step else { continue }
      steps.append(step)
      samples.append(core.sample())
      if core.steps % snapshotDistance == 0 { keepSnapshot() }
    }
    return !core.isFinished
  }

  /// Runs to the end.
  public mutating func finish() { while advance(events: 100_000) {} }

  /// The digest of every state change so far.
  public var digest: String { core.digest.text() }

  public var metrics: RunMetrics {
    core.tally.metrics(pods: core.state.pods.count, pending: core.queue.pendingCount)
  }

  /// The picture after the first `count` steps (0 is the start); clamped to what was simulated.
  public func moment(after count: Int) -> RunMoment {
    let core = rerun(to: count)
    return RunMoment(
      time: core.time, step: core.steps, state: core.state, ready: core.queue.readyCount,
      inBackoff: core.queue.restingCount, waiting: core.queue.waiting)
  }

  /// Why the step at this index came out as it did; `nil` for steps that no scheduling cycle
  /// decided.
  public func why(step index: Int) -> Explanation? {
    guard steps.indices.contains(index), steps[index].isDecision else { return nil }
    var core = rerun(to: index)
    while core.steps <= index, let outcome = core.next(explaining: true) {
      if let explanation = outcome.explanation { return explanation }
    }
    return nil
  }

  /// Steps about one pod, as indices into `steps`.
  public func steps(of pod: PodIndex) -> [Int] { steps.indices.filter { steps[$0].pod == pod } }

  private func rerun(to count: Int) -> RunCore {
    let target = min(max(0, count), steps.count)
    var core = snapshots.last { $0.steps <= target } ?? snapshots[0]
    while core.steps < target, core.next(explaining: false) != nil {}
    return core
  }

  /// Keeps memory bounded however long the run: with too many snapshots every second one goes.
  private mutating func keepSnapshot() {
    snapshots.append(core)
    guard snapshots.count > 32 else { return }
    snapshotDistance *= 2
    snapshots.removeAll { $0.steps % snapshotDistance != 0 }
  }
}
