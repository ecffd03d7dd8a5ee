import RuntimeSim

extension RuntimeCall {
  /// What the call is called where it is made: in CRI, CSI, CNI, the device plugin API and DRA.
  /// Work that is no call of theirs keeps its word.
  var realName: String {
    switch self {
    case .attach: "ControllerPublishVolume"
    case .stage: "NodeStageVolume"
    case .publish: "NodePublishVolume"
    case .unpublish: "NodeUnpublishVolume"
    case .unstage: "NodeUnstageVolume"
    case .detach: "ControllerUnpublishVolume"
    case .allocate: "Allocate"
    case .prepare: "NodePrepareResources"
    case .unprepare: "NodeUnprepareResources"
    case .runSandbox: "RunPodSandbox"
    case .networkAdd: "CNI ADD"
    case .networkDelete: "CNI DEL"
    case .stopSandbox: "StopPodSandbox"
    case .removeSandbox: "RemovePodSandbox"
    case .resolve, .fetch, .unpack: rawValue
    case .createContainer: "CreateContainer"
    case .startContainer: "StartContainer"
    case .stopContainer: "StopContainer"
    case .removeContainer: "RemoveContainer"
    case .probe: "probe"
    case .postStart: "postStart"
    case .preStop: "preStop"
    }
  }
}
