/// What a search for devices on one node ended with.
public enum AllocationOutcome: Hashable, Sendable {
  /// One entry per claim, in order.
  case allocated([ClaimAllocation])
  /// The node's devices cannot serve all claims.
  case noFit
  /// They cannot, and some pool of the node is invalid.
  case invalidPool
  /// The whole attempt to schedule the pod is given up.
  case failed(AllocationFailure)
  /// Neither a solution nor its absence was found within the limit.
  case stepLimit(Int)
}

/// The devices of one claim.
public struct ClaimAllocation: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// `request`, or `request/alternative`.
    public let request: String
    public let device: DeviceID
    public let index: DeviceInventory.DeviceIndex
  }

  public let claim: String
  /// In the order of allocation.
  public let devices: [Entry]
}

/// Why an attempt to schedule is given up as a whole.
public enum AllocationFailure: Hashable, Sendable {
  case unknownClass(claim: String, request: String, deviceClass: String)
  /// A request without alternatives.
  case emptyRequest(claim: String, request: String)
  /// A request for fewer than one device.
  case badCount(claim: String, request: String, count: Int)
  /// A comparison cannot be made on a device that the search got to.
  case selector(
    claim: String, request: String, device: DeviceID, DeviceComparison, DeviceSelector.Fault)
  /// All devices are asked for while a pool of the node is incomplete or invalid.
  case allFromUnreadyPool(claim: String, request: String, pool: DevicePool)
  /// The claim needs at least this many, which is beyond the limit of 32.
  case tooManyDevices(claim: String, atLeast: Int)
  /// The limit of 32 devices was met in every branch of the search.
  case limitInEveryBranch
  /// One of all devices fails a constraint.
  case allRefusedByConstraint(
    claim: String, request: String, device: DeviceID, DeviceRefusal.Constraint)
  /// The real scheduler crashes here (quirk `allOverCountersCrashes`).
  case crash(claim: String, request: String, device: DeviceID)
}

/// Why a device did not serve a request.
public enum DeviceRefusal: Hashable, Sendable {
  public enum Origin: Hashable, Sendable {
    case deviceClass(String)
    case request
  }

  /// A shortfall of one counter.
  public struct Counter: Hashable, Sendable {
    public let set: String
    public let counter: String
    /// What the pool has of it.
    public let value: Int
    /// Consumed by devices that are allocated.
    public let used: Int
    /// Consumed by devices taken earlier in this attempt.
    public let usedInAttempt: Int
    /// What this device would consume.
    public let needed: Int
  }

  /// A constraint that the device does not meet.
  public struct Constraint: Hashable, Sendable {
    public let attribute: String
    /// `nil`: the device lacks the attribute.
    public let has: AttributeValue?
    /// The value of the devices already chosen; `nil` when there is none yet.
    public let wanted: AttributeValue?
  }

  /// Held by a claim that is allocated.
  case inUse
  /// Taken earlier in this attempt.
  case taken
  case selector(Origin, DeviceComparison)
  /// The device is placed for itself, on other nodes.
  case otherNode
  /// It consumes counters, and the gate for that is off.
  case partitionsSwitchedOff
  /// Every counter of the pool that would be exceeded, the device's own or not.
  case counters([Counter])
  case constraint(Constraint)
}
