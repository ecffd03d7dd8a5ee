import Cluster
import Simulation

/// Jobs come, queue, run, fail and end on a cluster under one control plane: simulated first,
/// played back afterwards.
///
/// A value: advance it in slices of any size, drop it to cancel. Equal scenario, control plane and
/// options give equal steps and an equal digest. The trace holds what happened and a few snapshots;
/// `why` and `moment` rerun from the nearest one.
public struct WorkloadRun: Sendable {
  /// What happened, in order.
  public private(set) var steps: [TraceStep] = []
  /// How the cluster stood after each step.
  public private(set) var samples: [RunSample] = []
  /// Pods that were deleted while they had no node, with the number of steps before: no step tells
  /// it.
  public private(set) var deletions: [(after: Int, pod: PodIndex)] = []
  /// Events and decisions taken so far, those that are no step included.
  public private(set) var events = 0

  private var core: RunCore
  private var snapshots: [RunCore]
  private var snapshotDistance: Int
  private let mostSnapshots: Int

  /// Pods are indexed job by job.
  public init(
    _ scenario: WorkloadScenario, under plane: any ControlPlane,
    options: WorkloadRunOptions = WorkloadRunOptions()
  ) {
    core = RunCore(scenario, plane, options)
    snapshots = [core]
    snapshotDistance = options.snapshotDistance
    mostSnapshots = max(2, min(32, Self.snapshotMemory / max(1, core.snapshotBytes)))
  }

  /// Bytes for all snapshots together: large clusters get fewer of them.
  private static let snapshotMemory = 256 << 20

  /// Whether nothing is left to be done before time goes on or the control plane decides anew.
  var isAtRest: Bool { core.isAtRest }
  public var isFinished: Bool { core.isFinished }
  public var time: SimTime { core.world.now }
  public var options: WorkloadRunOptions { core.settings.options }
  /// The control plane as it is now.
  public var plane: any ControlPlane { core.plane }
  /// The cluster and the jobs after the last step.
  public var world: World { core.world }

  /// Takes up to `events` events, fewer where they take long; false when there is nothing left to
  /// come. A step towards a decision that takes long is a slice of its own.
  public mutating func advance(events limit: Int) -> Bool {
    var effort = 0
    while effort < limit {
      guard let outcome = core.next(explaining: false) else { return false }
      if outcome.isThought { return true }
      events += 1
      effort += outcome.effort
      if let pod = outcome.deleted { deletions.append((after: steps.count, pod: pod)) }
      guard let step = outcome.step else { continue }
      steps.append(step)
      samples.append(core.sample())
      if core.steps % snapshotDistance == 0 { keepSnapshot() }
    }
    return !core.isFinished
  }

  /// Runs to the end.
  public mutating func finish() { while advance(events: 100_000) {} }

  /// The digest of every step so far.
  public var digest: String { core.digest.text() }

  public var metrics: RunMetrics {
    core.tally.metrics(core.world, entitlements: core.plane.entitlements(core.world))
  }

  /// The picture after the first `count` steps (0 is the start); clamped to what was simulated.
  public func moment(after count: Int) -> RunMoment {
    let core = rerun(to: count)
    return RunMoment(
      step: core.steps, world: core.world, lines: core.plane.lines(core.world),
      entitlements: core.plane.entitlements(core.world), plane: core.plane)
  }

  /// Why the step at this index came out as it did; `nil` for steps that no control plane decided.
  public func why(step index: Int) -> Why? {
    guard steps.indices.contains(index), steps[index].isDecision else { return nil }
    // A session may have looked at the world some steps ago: explaining must begin before it did. So
    // it is found out first when the last rest was. Keeping a copy at each would cost far more.
    var core = start(before: index)
    var (taken, rest) = (0, 0)
    while core.steps <= index {
      if core.isAtRest { rest = taken }
      guard core.next(explaining: false) != nil else { break }
      taken += 1
    }
    core = start(before: index)
    for _ in 0..<rest { _ = core.next(explaining: false) }
    while core.steps <= index, let outcome = core.next(explaining: true) {
      if core.steps == index + 1, outcome.step != nil { return outcome.why }
    }
    return nil
  }

  /// Steps about one pod, as indices into `steps`.
  public func steps(of pod: PodIndex) -> [Int] { steps.indices.filter { steps[$0].pod == pod } }

  private func start(before count: Int) -> RunCore {
    snapshots.last { $0.steps <= count && $0.isAtRest } ?? snapshots[0]
  }

  private func rerun(to count: Int) -> RunCore {
    let target = min(max(0, count), steps.count)
    var core = snapshots.last { $0.steps <= target } ?? snapshots[0]
    while core.steps < target, core.next(explaining: false) != nil {}
    return core
  }

  /// Keeps memory bounded however long the run: with too many snapshots every second one goes.
  private mutating func keepSnapshot() {
    snapshots.append(core)
    guard snapshots.count > mostSnapshots else { return }
    snapshotDistance *= 2
    snapshots.removeAll { $0.steps % snapshotDistance != 0 }
  }
}
