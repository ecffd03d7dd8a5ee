import Simulation

/// Something that happened on the node, in the order in which it did.
public struct NodeRecord: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// The scheduler bound the pod to the node.
    case bound
    case deleted
    /// A call begins; `detail` is the index of the volume, layer or probe that it is about, or -1.
    case began(RuntimeCall, detail: Int)
    case ended(RuntimeCall, detail: Int, CallOutcome, took: SimDuration)
    case event(KubeletEvent)
    case container(ContainerStatus)
    case phase(PodPhase, PodReason?)
    case sandbox(SandboxStatus)
    /// Of the pod's volume with that index.
    case volume(Int, VolumeStatus)
    case condition(PodCondition, Bool)
    /// The node came under disk pressure, or it ended.
    case diskPressure(Bool)
    /// Devices that the pod holds now, all resources together.
    case devices(Int)
    /// An image was removed by garbage collection.
    case imageRemoved(Int, bytes: Int)
    /// The pod is gone from the API.
    case gone
  }

  public let time: SimTime
  /// Index of the pod; -1 for the node.
  public let pod: Int
  /// Index of its container; -1 for the pod.
  public let container: Int
  public let kind: Kind

  public init(time: SimTime, pod: Int, container: Int, kind: Kind) {
    self.time = time
    self.pod = pod
    self.container = container
    self.kind = kind
  }
}

/// State of a container, with the reason that `kubectl` shows.
public enum ContainerStatus: Sendable, Hashable {
  public enum Waiting: Sendable, Hashable, CaseIterable {
    case podInitializing, creating, errImagePull, imagePullBackOff, errImageNeverPull,
      createError, runError, crashLoopBackOff, postStartError

    /// The reason code of the container status.
    public var code: String {
      switch self {
      case .podInitializing: "PodInitializing"
      case .creating: "ContainerCreating"
      case .errImagePull: "ErrImagePull"
      case .imagePullBackOff: "ImagePullBackOff"
      case .errImageNeverPull: "ErrImageNeverPull"
      case .createError: "CreateContainerError"
      case .runError: "RunContainerError"
      case .crashLoopBackOff: "CrashLoopBackOff"
      case .postStartError: "PostStartHookError"
      }
    }
  }
  case waiting(Waiting)
  case running
  /// With its exit code: 0 `Completed`, 137 after SIGKILL, 143 after SIGTERM, others `Error`.
  case terminated(exitCode: Int)
}

public enum PodPhase: String, Sendable, Hashable, CaseIterable {
  case pending = "Pending"
  case running = "Running"
  case succeeded = "Succeeded"
  case failed = "Failed"
}

/// Why a pod failed as a whole: the reason code of its status.
public enum PodReason: Sendable, Hashable {
  case outOf(NodeResource)
  case unexpectedAdmissionError
  case topologyAffinityError
  case evicted

  public var code: String {
    switch self {
    case .outOf(let resource): "OutOf" + resource.name
    case .unexpectedAdmissionError: "UnexpectedAdmissionError"
    case .topologyAffinityError: "TopologyAffinityError"
    case .evicted: "Evicted"
    }
  }
}

/// What the kubelet counts at admission.
public enum NodeResource: Sendable, Hashable {
  case cpu, memory, pods
  case device(String)

  public var name: String {
    switch self {
    case .cpu: "cpu"
    case .memory: "memory"
    case .pods: "pods"
    case .device(let name): name
    }
  }
}

public enum SandboxStatus: Int, Sendable, Hashable, CaseIterable {
  case none, creating, ready, notReady, removed
}

public enum VolumeStatus: Int, Sendable, Hashable, CaseIterable, Comparable {
  case detached, attaching, attached, staging, staged, publishing, published, unpublishing,
    unstaging, detaching

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The pod conditions that the kubelet sets (`PodScheduled` is there from the binding on).
public enum PodCondition: String, Sendable, Hashable, CaseIterable {
  case readyToStart = "PodReadyToStartContainers"
  case initialized = "Initialized"
  case containersReady = "ContainersReady"
  case ready = "Ready"
}

/// An event as `kubectl describe` lists them: the reason code is the kubelet's, what the message
/// says is here as numbers.
public enum KubeletEvent: Sendable, Hashable {
  public enum KillCause: Int, Sendable, Hashable, CaseIterable {
    /// The pod is deleted, or it failed as a whole.
    case stopping
    case livenessFailed, startupFailed
    /// Its postStart hook failed.
    case postStartFailed
    case evicted
  }
  public enum ProbeFailure: Int, Sendable, Hashable, CaseIterable {
    /// Nothing listens there (yet).
    case refused
    /// No answer within `timeoutSeconds`.
    case timedOut
  }

  case scheduled
  case pulling(image: Int)
  /// `took` counts from the pull's own begin, `withWaiting` from the request.
  case pulled(image: Int, took: SimDuration, withWaiting: SimDuration, bytes: Int)
  case alreadyPresent(image: Int)
  case neverPull(image: Int)
  case pullFailed(image: Int, CallOutcome, isUnknown: Bool)
  case pullBackOff(image: Int)
  case created, started
  case createFailed(CallOutcome)
  case startFailed(CallOutcome)
  case postStartFailed
  case preStopFailed
  case crashBackOff(SimDuration)
  case unhealthy(ProbeKind, ProbeFailure)
  case killing(KillCause)
  /// `inNetwork`: a CNI plugin said no, else the runtime itself.
  case sandboxFailed(CallOutcome, inNetwork: Bool)
  case attached(volume: Int)
  case attachFailed(volume: Int, CallOutcome)
  /// `isStage`: MountDevice (NodeStageVolume) failed, else SetUp (NodePublishVolume).
  case mountFailed(volume: Int, CallOutcome, isStage: Bool)
  case prepareFailed(CallOutcome)
  case sandboxStopFailed(CallOutcome, inNetwork: Bool)
  case outOf(NodeResource, requested: Int, used: Int, capacity: Int)
  case allocateFailed(resource: String, requested: Int, available: Int, CallOutcome)
  case topologyAffinity
  case refusedUnderPressure
  case evicted(usedBytes: Int)
  case diskPressure(Bool)
  case freeDiskSpaceFailed(wanted: Int, freed: Int)

  /// The reason code.
  public var code: String {
    switch self {
    case .scheduled: "Scheduled"
    case .pulling: "Pulling"
    case .pulled, .alreadyPresent: "Pulled"
    case .neverPull: "ErrImageNeverPull"
    case .pullFailed, .createFailed, .startFailed: "Failed"
    case .pullBackOff, .crashBackOff: "BackOff"
    case .created: "Created"
    case .started: "Started"
    case .postStartFailed: "FailedPostStartHook"
    case .preStopFailed: "FailedPreStopHook"
    case .unhealthy: "Unhealthy"
    case .killing: "Killing"
    case .sandboxFailed: "FailedCreatePodSandBox"
    case .attached: "SuccessfulAttachVolume"
    case .attachFailed: "FailedAttachVolume"
    case .mountFailed: "FailedMount"
    case .prepareFailed: "FailedPrepareDynamicResources"
    case .sandboxStopFailed: "FailedKillPod"
    case .outOf(let resource, _, _, _): "OutOf" + resource.name
    case .allocateFailed: "UnexpectedAdmissionError"
    case .topologyAffinity: "TopologyAffinityError"
    case .refusedUnderPressure, .evicted: "Evicted"
    case .diskPressure(let isOn): isOn ? "NodeHasDiskPressure" : "NodeHasNoDiskPressure"
    case .freeDiskSpaceFailed: "FreeDiskSpaceFailed"
    }
  }

  public var isWarning: Bool {
    switch self {
    case .scheduled, .pulling, .pulled, .alreadyPresent, .created, .started, .killing, .attached,
      .diskPressure, .pullBackOff:
      false
    default: true
    }
  }

  /// The component that speaks: `default-scheduler`, `attachdetach-controller` or `kubelet`.
  public var source: String {
    switch self {
    case .scheduled: "default-scheduler"
    case .attached, .attachFailed: "attachdetach-controller"
    default: "kubelet"
    }
  }
}
