import Cluster
import Simulation

/// The part of a cluster that decides: a scheduler, a quota system, or both in a row.
///
/// The engine (`WorkloadRun`) owns the world: it lets jobs come, work, fail and end, and applies
/// what the control plane decides. A control plane is a value that keeps its own queues and asks
/// the world for everything else.
///
/// How to write one:
///
/// 1. `begin` is called once before anything happens. Size your arrays by `world.jobs` and
///    `world.state.pods`.
/// 2. The engine calls `observe` for everything that happens, in order, after it happened: also for
///    what your own decisions did (a pod that you evicted comes back as `podGone`, then, when its
///    job makes it anew, as `podCreated`). Change your queues there; decide nothing.
/// 3. After everything that happens at one moment, the engine asks `nextWake`. Answer `world.now`
///    (or earlier) while you have something to decide, the time of your next timer or session, or
///    `nil` when only something new can make you decide. A system that polls answers its next
///    period only while something may have changed: else the run never ends.
/// 4. When that time has come, the engine calls `decide`, applies the one decision it gets, tells
///    you by `observe` what came of it, and goes back to step 3. `nil` means: nothing for now (a
///    timer that only moved pods between queues); then `nextWake` must not be in the past or now,
///    unless something else happens.
/// 5. A session that yields several decisions keeps the rest in the value and hands them out one by
///    one; `isMidSession` is true meanwhile. Check each again before you hand it out if `observe`
///    told you of something since the session looked.
/// 6. A decision that takes long is found in steps: `decide` does a part of the work, of a few
///    milliseconds at most, keeps the rest in the value, answers `nil` and says `isThinking`. It is
///    asked again at once, and nothing else happens meanwhile. Where a step ends must follow from
///    the work alone.
/// 7. With `explaining`, put a `Why` into each decision. The decision itself must be the same with
///    and without: a learner's *why* reruns the run with it. Explaining may cost, deciding must not.
///
/// Everything must follow from the world and your own value: no clock, no randomness without a
/// seeded generator of your own, no loop over a bare dictionary or set.
public protocol ControlPlane: Sendable {
  /// Whether jobs wait for `ControlAction.admit` before their pods exist (Kueue), or not.
  var gatesAdmission: Bool { get }

  /// Called once, before time runs.
  mutating func begin(_ world: World)

  /// Tells what just happened; `world` is after it.
  mutating func observe(_ event: ClusterEvent, _ world: World)

  /// When it wants to decide next; the past counts as now.
  func nextWake(_ world: World) -> SimTime?

  /// The next decision, to be applied by the caller.
  mutating func decide(_ world: World, explaining: Bool) -> ControlDecision?

  /// Whether decisions of a session that has looked at the world already are still to be handed
  /// out.
  var isMidSession: Bool { get }

  /// Whether the last `decide` was only a step towards a decision. `isMidSession` is true and
  /// `nextWake` now meanwhile.
  var isThinking: Bool { get }

  /// Whether nothing that it does by itself from now on can let anyone start, time-outs that take
  /// something back left aside. Asked only between decisions, to tell deadlocks.
  func onlyTimeoutsAhead(_ world: World) -> Bool

  /// Who waits where, for pictures and for the count of those who wait.
  func lines(_ world: World) -> [WaitingLine]

  /// What each queue is entitled to now, in the order in which queues are shown; empty when the
  /// plane knows no quota.
  func entitlements(_ world: World) -> [Entitlement]
}

extension ControlPlane {
  public var gatesAdmission: Bool { false }
  public var isMidSession: Bool { false }
  public var isThinking: Bool { false }
  public mutating func begin(_ world: World) {}
  public func onlyTimeoutsAhead(_ world: World) -> Bool { nextWake(world) == nil }
  public func entitlements(_ world: World) -> [Entitlement] { [] }
}

/// What happened to the cluster or to a job.
public enum ClusterEvent: Hashable, Sendable {
  /// Sent by its user. Without a gate its pods follow at once.
  case jobArrived(JobIndex)
  /// Runs already when the simulation begins; its pods are placed.
  case jobRunsAlready(JobIndex)
  /// Came to its end, well or not; all its pods are gone.
  case jobEnded(JobIndex)
  /// Lost its admission by the plane's own decision; its pods are gone, and it is queued again.
  case jobRequeued(JobIndex)
  /// The pod exists and waits for a node.
  case podCreated(PodIndex)
  /// The pod began to run.
  case podStarted(PodIndex)
  /// The pod is no longer on the node; what it held is free.
  case podGone(PodIndex, from: NodeIndex, GoneCause)
  /// The pod was deleted while it had no node.
  case podDeleted(PodIndex)
  /// The node was cordoned, uncordoned, lost or repaired.
  case nodeChanged(NodeIndex)
  case quotaChanged(QuotaChange)
  /// A claim, by its number, lost its devices; they are free.
  case claimDeallocated(Int)
}

/// Why a pod left its node.
public enum GoneCause: Hashable, Sendable {
  /// Ended well.
  case finished
  /// Broke by itself.
  case failed
  case evicted(EvictionCause)
  /// Its machine died.
  case nodeLost
  /// Another pod of its job was lost, and the job is made anew as a whole.
  case restarted
  /// The control plane took back a reservation.
  case released
}

/// Why running or reserved pods were told to go.
public enum EvictionCause: Hashable, Sendable {
  /// To make room for a pod.
  case preemptedBy(PodIndex)
  /// To make room for a job.
  case preemptedByJob(JobIndex)
  /// To give a queue what it is entitled to.
  case reclaimedFor(queue: String, job: JobIndex)
  /// To run elsewhere, so that a job finds room (KAI consolidation).
  case movedFor(job: JobIndex)
  /// Its node is drained.
  case drained
  /// Its gang fell below the minimum.
  case gangBroken
  /// Its quota went away.
  case quotaLost
  /// Not all pods of its job became ready in time (Kueue's `waitForPodsReady`).
  case podsNotReady
  /// A machine to which its job is bound cannot be used any more.
  case nodeUnusable(NodeIndex)
}

/// One queue's entitlement to one resource.
public struct Entitlement: Hashable, Sendable {
  /// The queue as jobs name it.
  public let queue: String
  public let resource: ResourceName
  /// Milli-units for cpu, thousandths of GPUs for GPUs, else the resource's own unit.
  public let amount: Int

  public init(queue: String, resource: ResourceName, amount: Int) {
    self.queue = queue
    self.resource = resource
    self.amount = amount
  }
}

/// Some who wait for the same.
public struct WaitingLine: Hashable, Sendable {
  /// What for.
  public enum Kind: Hashable, Sendable {
    /// To be tried next.
    case ready
    /// For the end of a back-off.
    case backoff
    /// For the cluster to change.
    case unschedulable
    /// Before the queue: PreEnqueue refuses them (scheduling gates, too few pods of a gang).
    case gated
    /// Holding a node until the gang is complete.
    case permit
    /// For a scheduler that is not there.
    case unserved
    /// In a queue with quota; its name.
    case queue(String)
  }

  /// Pods or jobs.
  public enum Members: Hashable, Sendable {
    case pods([PodIndex])
    case jobs([JobIndex])
  }

  public let kind: Kind
  /// In the order in which they will be served, where there is one.
  public let members: Members

  public init(_ kind: Kind, _ members: Members) {
    self.kind = kind
    self.members = members
  }

  public var count: Int {
    switch members {
    case .pods(let pods): pods.count
    case .jobs(let jobs): jobs.count
    }
  }
}
