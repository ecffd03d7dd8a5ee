import Simulation

/// What comes next on a node.
enum NodeEvent: Sendable {
  case podBound(Int)
  case podDeleted(Int)
  /// `token` of the pod: an older wake-up is not heeded.
  case sync(Int, token: Int)
  case callEnds(Int)
  case appExits(Int, container: Int, start: Int)
  case probeTick(Int, container: Int, kind: Int, token: Int)
  case probeEnds(Int, container: Int, kind: Int, start: Int, answer: ProbeAnswer)
  case linkMoves(version: Int)
  case volumeRetry(Int)
  case volumeDeadline(Int, token: Int)
  case turnEnds(Int, container: Int, start: Int)
  case evictionLook
  case imageCollection
  case containerCollection
}

/// Order among events of one moment: what ends, before what begins.
enum NodeRank {
  static let ends = 0
  static let arrives = 1
  static let looks = 2
}

/// What goes on when a call has ended.
enum NodeStep: Sendable {
  case allocated(Int)
  case prepared(Int)
  case sandboxRun(Int)
  case networkAdded(Int)
  case networkUndone(Int)
  case oldNetworkGone(Int)
  case volume(Int)
  case published(Int, slot: Int)
  case unpublished(Int, slot: Int)
  case resolved(pull: Int)
  case fetchBegins(pull: Int, layer: Int)
  case unpacked(pull: Int, layer: Int)
  case created(Int, Int)
  case started(Int, Int)
  case postStarted(Int, Int)
  case preStopped(Int, Int)
  case stopped(Int, Int)
  case networkDeleted(Int)
  case sandboxStopped(Int)
  case unprepared(Int)
  case sandboxRemoved(Int)
  case containerRemoved
}

enum ProbeAnswer: Sendable {
  case yes, refused, late
}

/// A call under way.
struct CallUnderWay: Sendable {
  let call: RuntimeCall
  let pod: Int
  let container: Int
  let detail: Int
  let began: SimTime
  var outcome: CallOutcome
  let step: NodeStep
  /// It waits in vain for an answer and ends when the pod is deleted.
  let hangs: Bool
  var isOver = false
}

/// A container as it is, beside what the kubelet has seen of it.
struct ContainerState: Sendable {
  var status = ContainerStatus.waiting(.creating)
  /// How often it was started; -1 never.
  var start = -1
  /// CreateContainer went well and StartContainer did not happen yet.
  var isCreated = false
  var startedAt = SimTime.zero
  var finishedAt: SimTime?
  var answersAt = SimTime.zero
  var restarts = 0
  /// What the last look of the kubelet saw: the number of the start, -1 for none.
  var seenStart = -1
  var seenRunning = false
  /// When the last container that the kubelet saw had ended, as of the sync's begin.
  var seenFinishedAt: SimTime?
  var isReady = false
  var isStarted = false
  var probes = [ProbeState](repeating: ProbeState(), count: 3)
  /// Being killed, with SIGTERM sent or about to be.
  var isStopping = false
  var killBegan = SimTime.zero
  var killGrace = SimDuration.zero
  /// A sidecar that waits for others to end before it is told to: what was left of its grace period
  /// when it began to wait.
  var turn: (left: SimDuration, since: SimTime)?
  /// It does not exit within what is left of its grace period.
  var needsKill = false
  /// Exit code of its last end.
  var lastExit = 0
  /// Index of its image.
  var image = -1

  /// Results belong to a container, not to its successor.
  func hasFailed(_ kind: ProbeKind) -> Bool {
    probes[kind.index].result == .failure && probes[kind.index].start == start
  }
}

struct ProbeState: Sendable {
  enum Result: Sendable { case unknown, success, failure }
  var result = Result.unknown
  var last = Result.unknown
  var run = 0
  var onHold = false
  var token = 0
  var isTicking = false
  /// The start that the worker knows.
  var start = -1
  var isUnderWay = false
}

/// Where a pod worker is.
enum WorkerPhase: Int, Sendable {
  /// Not admitted yet, or refused.
  case admission, syncing, terminating, terminated, gone
}

/// How a sync went.
enum SyncError: Sendable {
  case none, plain
  case backOff(until: SimTime)
}

struct PodState: Sendable {
  var worker = WorkerPhase.admission
  var phase = PodPhase.pending
  var reason: PodReason?
  var isDeleted = false
  var isSyncing = false
  /// Something happened while it synced.
  var wantsSync = false
  var syncToken = 0
  var lastSyncEnd = SimTime(nanoseconds: -1)
  var error = SyncError.none
  var sandbox = SandboxStatus.none
  /// CNI ADD was called and DEL did not go well since.
  var hasNetwork = false
  /// NodePrepareResources went well and the undo did not yet.
  var hasPrepared = false
  var triesToPrepare = false
  var containers: [ContainerState]
  /// By index of the plan's volumes.
  var volumes: [VolumeStatus]
  var publishesBusy: [Bool]
  var waitsForVolumes = false
  var volumeToken = 0
  var conditions: [Bool] = [false, false, false, false]
  /// What this sync still has to do, in order.
  var toKill: [Int] = []
  var toStart: [Int] = []
  var hasPlanned = false
  /// Containers that end before the pod goes on.
  var stopping = 0
  var grace = SimDuration.zero
  var readyAt: SimTime?
  var goneAt: SimTime?
  var deletedAt: SimTime?
  /// Where its termination is.
  var ending = 0
  var isEvicted = false
  var endingPhase: PodPhase?

  init(_ plan: PodPlan) {
    containers = [ContainerState](repeating: ContainerState(), count: plan.containers.count)
    volumes = [VolumeStatus](repeating: .detached, count: plan.volumes.count)
    publishesBusy = [Bool](repeating: false, count: plan.volumes.count)
    grace = plan.grace
  }
}

/// A CSI volume on the node: attached and staged once for all pods.
struct NodeVolume: Sendable {
  let name: String
  /// Pods that name it, with the place in their lists.
  var users: [(pod: Int, slot: Int)]
  var status = VolumeStatus.detached
  var isBusy = false
  var failures = 0
  var retryAt = SimTime.zero
  /// In whose name the last operation ran.
  var actor = 0
}
