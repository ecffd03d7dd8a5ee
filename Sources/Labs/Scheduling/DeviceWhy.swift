import DeviceAllocation
import KubeScheduling
import Wording

extension DeviceClaimReason {
  /// The reason as a sentence.
  var message: Message {
    switch self {
    case .claims(.noClaim(let name)): Message("lab.scheduling.device.no-claim", name)
    case .claims(.noTemplate(let name)): Message("lab.scheduling.device.no-template", name)
    case .claims(.claimInUse(let name)): Message("lab.scheduling.device.in-use", name)
    case .claims(.noClass(let request, let deviceClass)):
      Message("lab.scheduling.device.no-class", request, deviceClass)
    case .notAvailable(let claim): Message("lab.scheduling.device.elsewhere", claim)
    case .noFit: Message("lab.scheduling.device.no-fit")
    case .invalidPool: Message("lab.scheduling.device.invalid-pool")
    case .timedOut(let steps): Message("lab.scheduling.device.timed-out", String(steps))
    case .failed(let failure): failure.message
    }
  }
}

extension AllocationFailure {
  /// The failure as a sentence.
  var message: Message {
    switch self {
    case .unknownClass(_, let request, let deviceClass):
      Message("lab.scheduling.device.no-class", request, deviceClass)
    case .emptyRequest(let claim, let request):
      Message("lab.scheduling.device.empty", claim, request)
    case .badCount(let claim, let request, let count):
      Message("lab.scheduling.device.count", claim, request, String(count))
    case .selector(_, let request, let device, let comparison, _):
      Message("lab.scheduling.device.selector", request, comparison.cel, device.description)
    case .allFromUnreadyPool(_, let request, let pool):
      Message("lab.scheduling.device.unready", request, "\(pool.driver)/\(pool.name)")
    case .tooManyDevices(let claim, let least):
      Message(
        "lab.scheduling.device.too-many", claim, String(least),
        String(DeviceClaim.maximumDevices))
    case .limitInEveryBranch:
      Message("lab.scheduling.device.limit", String(DeviceClaim.maximumDevices))
    case .allRefusedByConstraint(_, let request, let device, let constraint):
      Message(
        "lab.scheduling.device.constraint", request, device.description, constraint.attribute)
    case .crash(_, let request, let device):
      Message("lab.scheduling.device.crash", request, device.description)
    }
  }
}
