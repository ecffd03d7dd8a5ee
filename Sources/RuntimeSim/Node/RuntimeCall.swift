import Simulation

/// A part of a node (or of the control plane beside it) that works on pods; a lane of the timeline.
public enum NodeComponent: String, CaseIterable, Sendable, Hashable {
  /// Decides and retries: the pod workers, the managers, the probes.
  case kubelet
  /// CSI driver with its external attacher, called by the attach-detach controller and the kubelet.
  case storage
  /// Device plugins and DRA drivers.
  case devices
  /// The CRI server: containerd.
  case runtime
  /// containerd's image service: resolving, fetching, unpacking.
  case images
  /// The CNI plugins that containerd calls.
  case network
  /// The shim v2 process of a pod and the tasks that it supervises.
  case shim
  /// What runs in the containers.
  case application
}

/// A call that one component makes to another on a pod's way. The words are those of scenario
/// files.
///
/// Sources: CRI v1 `runtime.v1`, CSI v1, CNI 1.x, kubelet device plugin API v1beta1, DRA plugin API
/// v1; the order is that of Kubernetes v1.35 and containerd 2.x.
public enum RuntimeCall: String, CaseIterable, Sendable, Hashable {
  /// `ControllerPublishVolume`, on behalf of a `VolumeAttachment`.
  case attach = "csi_attach"
  /// `NodeStageVolume`: once a volume and node.
  case stage = "csi_stage"
  /// `NodePublishVolume`: once a volume and pod.
  case publish = "csi_publish"
  case unpublish = "csi_unpublish"
  case unstage = "csi_unstage"
  /// `ControllerUnpublishVolume`.
  case detach = "csi_detach"
  /// The device plugin's `Allocate`, at admission.
  case allocate = "device_allocate"
  /// `NodePrepareResources`.
  case prepare = "dra_prepare"
  case unprepare = "dra_unprepare"
  /// `RunPodSandbox` but for its CNI part: namespaces, shim, pause container.
  case runSandbox = "run_pod_sandbox"
  case networkAdd = "cni_add"
  case networkDelete = "cni_del"
  case stopSandbox = "stop_pod_sandbox"
  case removeSandbox = "remove_pod_sandbox"
  /// Manifest and configuration of an image.
  case resolve = "image_resolve"
  /// A layer's blob; takes what the link takes, and this on top.
  case fetch = "layer_fetch"
  /// A layer into a snapshot; takes what the disk takes, and this on top.
  case unpack = "layer_unpack"
  case createContainer = "create_container"
  /// `StartContainer`: the shim starts the task.
  case startContainer = "start_container"
  /// Beside the time that the application takes to exit.
  case stopContainer = "stop_container"
  case removeContainer = "remove_container"
  case probe
  case postStart = "post_start"
  case preStop = "pre_stop"

  /// The component that does the work.
  public var component: NodeComponent {
    switch self {
    case .attach, .stage, .publish, .unpublish, .unstage, .detach: .storage
    case .allocate, .prepare, .unprepare: .devices
    case .runSandbox, .stopSandbox, .removeSandbox, .createContainer, .removeContainer: .runtime
    case .networkAdd, .networkDelete: .network
    case .resolve, .fetch, .unpack: .images
    case .startContainer, .stopContainer: .shim
    case .probe: .kubelet
    case .postStart, .preStop: .application
    }
  }

  /// How long the caller waits; `nil` for calls without a limit of their own.
  ///
  /// Sources: kubelet `--runtime-request-timeout` 2 min, twice that for `RunPodSandbox` and
  /// `StopPodSandbox` (`cri-client/pkg/remote_runtime.go`), under which the CNI calls run;
  /// `csiTimeout` 2 min (`pkg/volume/csi`); external-attacher `--timeout` 15 s; DRA plugin client
  /// 45 s; `imagePullProgressTimeout` of containerd 5 min without a byte. The device plugin's
  /// `Allocate` has none.
  public var timeout: SimDuration? {
    switch self {
    case .attach, .detach: .seconds(15)
    case .stage, .publish, .unpublish, .unstage: .seconds(120)
    case .allocate: nil
    case .prepare, .unprepare: .seconds(45)
    case .runSandbox, .networkAdd, .networkDelete, .stopSandbox: .seconds(240)
    case .resolve, .fetch, .unpack: .seconds(300)
    case .createContainer, .startContainer, .removeContainer, .removeSandbox: .seconds(120)
    case .stopContainer: .seconds(120)
    // The probe's own `timeoutSeconds` counts; hooks end with the grace period.
    case .probe, .postStart, .preStop: nil
    }
  }

  /// How long it takes when the scenario says nothing: orders of magnitude seen on common nodes,
  /// guesses otherwise.
  public var usualLatency: LatencyRange {
    switch self {
    case .attach: LatencyRange(.milliseconds(1_500), .milliseconds(4_000))
    case .detach: LatencyRange(.milliseconds(1_000), .milliseconds(3_000))
    case .stage: LatencyRange(.milliseconds(300), .milliseconds(900))
    case .unstage, .publish, .unpublish: LatencyRange(.milliseconds(20), .milliseconds(80))
    case .allocate: LatencyRange(.milliseconds(5), .milliseconds(20))
    case .prepare, .unprepare: LatencyRange(.milliseconds(20), .milliseconds(100))
    case .runSandbox: LatencyRange(.milliseconds(80), .milliseconds(200))
    case .networkAdd: LatencyRange(.milliseconds(50), .milliseconds(150))
    case .networkDelete: LatencyRange(.milliseconds(30), .milliseconds(100))
    case .stopSandbox: LatencyRange(.milliseconds(30), .milliseconds(100))
    case .removeSandbox, .removeContainer: LatencyRange(.milliseconds(10), .milliseconds(40))
    case .resolve: LatencyRange(.milliseconds(150), .milliseconds(500))
    case .fetch: LatencyRange(.milliseconds(30), .milliseconds(100))
    case .unpack: LatencyRange(.milliseconds(5), .milliseconds(20))
    case .createContainer: LatencyRange(.milliseconds(20), .milliseconds(60))
    case .startContainer: LatencyRange(.milliseconds(60), .milliseconds(150))
    case .stopContainer: LatencyRange(.milliseconds(5), .milliseconds(20))
    case .probe: LatencyRange(.milliseconds(2), .milliseconds(10))
    case .postStart, .preStop: LatencyRange(.zero, .zero)
    }
  }
}

/// A length of time that is drawn evenly from a range, both ends included.
public struct LatencyRange: Sendable, Hashable {
  public let least: SimDuration
  public let most: SimDuration

  /// Ends in the wrong order are put right; negative ones count as 0.
  public init(_ least: SimDuration, _ most: SimDuration) {
    self.least = max(.zero, min(least, most))
    self.most = max(.zero, max(least, most))
  }

  func draw(_ random: inout SeededGenerator) -> SimDuration {
    let span = most.nanoseconds - least.nanoseconds
    guard span > 0, span < Int.max else { return least }
    return SimDuration(nanoseconds: least.nanoseconds + random.below(span + 1))
  }
}

/// How a call ended.
public enum CallOutcome: Int, Sendable, Hashable, CaseIterable {
  case ok
  /// It answered with an error.
  case error
  /// The caller gave up waiting.
  case timedOut
  /// The pod was deleted, and the caller with its work.
  case cancelled
  /// The disk has no room for what it should write.
  case noSpace
  /// The CSI driver has no attachment left on this node.
  case limitReached
}

/// Something wrong that is put into a run.
public struct RuntimeFault: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// The call answers with an error after its usual time.
    case error
    /// The call takes longer by this.
    case delay(SimDuration)
    /// The call does not answer before its caller gives up.
    case hang
  }

  public var call: RuntimeCall
  public var kind: Kind
  /// Names of the pods concerned; empty for all.
  public var pods: [String]
  public var from: SimTime
  /// `nil`: to the end.
  public var until: SimTime?
  /// Calls that are hit at most; `nil` without limit.
  public var times: Int?
  /// How many of a thousand calls are hit.
  public var chancePerMille: Int

  public init(
    _ call: RuntimeCall, _ kind: Kind, pods: [String] = [], from: SimTime = .zero,
    until: SimTime? = nil, times: Int? = nil, chancePerMille: Int = 1_000
  ) {
    self.call = call
    self.kind = kind
    self.pods = pods
    self.from = from
    self.until = until
    self.times = times
    self.chancePerMille = chancePerMille
  }
}
