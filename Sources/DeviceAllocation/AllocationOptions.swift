/// How the allocator works.
public struct AllocationOptions: Hashable, Sendable {
  /// Behaviours of Kubernetes v1.35.4 that look unintended; on unless taken away.
  public struct Quirks: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// A device that had its counters and is then refused by a constraint keeps them consumed for
    /// the rest of the attempt, so that a later fit can be missed.
    public static let counterLeak = Quirks(rawValue: 1)
    /// For All in an alternative that is not the first, the search goes on after the first device
    /// with the first alternative's count and rules, and looks selector results up under a
    /// neighbour's name.
    public static let subrequestAll = Quirks(rawValue: 2)
    /// Counters are kept by the pool's name without the driver's: of two drivers with pools of one
    /// name, the pool that is asked first lends its counters to both.
    public static let countersByPoolName = Quirks(rawValue: 4)
    /// All over devices that consume counters ends the scheduler (nil pointer).
    public static let allOverCountersCrashes = Quirks(rawValue: 8)

    public static let all: Quirks = [
      .counterLeak, .subrequestAll, .countersByPoolName, .allOverCountersCrashes,
    ]
  }

  /// Gate DRAPartitionableDevices: alpha in Kubernetes 1.35, off by default.
  public var partitionableDevices: Bool
  public var quirks: Quirks
  /// Devices looked at plus places entered, after which the search gives up. The real one gives up
  /// after 10 seconds on a node.
  public var stepLimit: Int

  public init(
    partitionableDevices: Bool = false, quirks: Quirks = .all, stepLimit: Int = 1_000_000
  ) {
    self.partitionableDevices = partitionableDevices
    self.quirks = quirks
    self.stepLimit = stepLimit
  }
}
