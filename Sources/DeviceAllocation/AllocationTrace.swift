/// What a search did, step by step: the answer to "why not this device".
public struct AllocationTrace: Hashable, Sendable {
  public struct Event: Hashable, Sendable {
    public enum What: Hashable, Sendable {
      case refused(DeviceRefusal)
      case took
      /// Given back, because with it the rest did not work.
      case gaveBack
    }

    /// Which claim of the pod.
    public let claim: Int
    /// `request`, or `request/alternative`.
    public let request: String
    /// Number in the inventory.
    public let device: DeviceInventory.DeviceIndex
    public let what: What
  }

  /// The first so many events are kept.
  public static let longest = 4_096

  public private(set) var events: [Event] = []
  /// Events beyond `longest`.
  public private(set) var leftOut = 0

  public init() {}

  mutating func note(_ event: Event) {
    if events.count < Self.longest { events.append(event) } else { leftOut += 1 }
  }

  /// The first refusal of each device by each request, in the order of the search.
  public var firstRefusals: [Event] {
    struct Key: Hashable {
      let claim: Int
      let request: String
      let device: Int
    }
    var met: Set<Key> = []
    return events.filter { event in
      guard case .refused = event.what else { return false }
      return met.insert(Key(claim: event.claim, request: event.request, device: event.device))
        .inserted
    }
  }
}

/// How much work a search was.
public struct AllocationEffort: Hashable, Sendable {
  /// Places of the search entered; the real allocator counts the same
  /// (`NumAllocateOneInvocations`).
  public internal(set) var places = 0
  /// Devices looked at.
  public internal(set) var devices = 0
  /// Devices taken and given back.
  public internal(set) var backtracks = 0

  /// What the limit of steps counts.
  public var steps: Int { places + devices }
}
