/// A part of a pool of devices, as a driver publishes it.
public struct ResourceSlice: Hashable, Sendable {
  public enum Placement: Hashable, Sendable {
    /// All devices alike.
    case shared(DevicePlacement)
    /// Each device says for itself.
    case perDevice
    /// Nothing that this version knows: a slice with devices is passed over.
    case unknown
  }

  /// In Kubernetes 1.35 a slice has one or the other.
  public enum Content: Hashable, Sendable {
    case devices([Device])
    case sharedCounters([CounterSet])
  }

  public var name: String
  public var driver: String
  public var pool: String
  /// Slices of an older generation than the pool's newest count no more.
  public var generation: Int
  /// How many slices the pool has in this generation; a pool with fewer is incomplete.
  public var sliceCount: Int
  public var placement: Placement
  public var content: Content

  public init(
    name: String, driver: String, pool: String, generation: Int = 1, sliceCount: Int = 1,
    placement: Placement, content: Content
  ) {
    self.name = name
    self.driver = driver
    self.pool = pool
    self.generation = generation
    self.sliceCount = sliceCount
    self.placement = placement
    self.content = content
  }

  /// Where one of its devices can be used.
  func placement(of device: Device) -> DevicePlacement? {
    switch placement {
    case .shared(let placement): placement
    case .perDevice: device.placement
    case .unknown: nil
    }
  }

  /// Empty for a slice with counters.
  public var devices: [Device] {
    if case .devices(let devices) = content { return devices }
    return []
  }

  /// Empty for a slice with devices.
  public var sharedCounters: [CounterSet] {
    if case .sharedCounters(let sets) = content { return sets }
    return []
  }
}
