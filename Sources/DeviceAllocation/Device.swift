/// The name of a device in the whole cluster.
public struct DeviceID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var driver: String
  public var pool: String
  public var device: String

  public init(driver: String, pool: String, device: String) {
    self.driver = driver
    self.pool = pool
    self.device = device
  }

  /// As Kubernetes writes it: `driver/pool/device`.
  public var description: String { "\(driver)/\(pool)/\(device)" }

  public static func < (a: DeviceID, b: DeviceID) -> Bool {
    (a.driver, a.pool, a.device) < (b.driver, b.pool, b.device)
  }
}

/// The value of a device's attribute. Values of different kinds are never equal.
public enum AttributeValue: Hashable, Sendable {
  case string(String)
  case int(Int)
  case bool(Bool)
}

/// One device that a driver offers, or one of the overlapping partitions of a device.
public struct Device: Hashable, Sendable {
  /// Something that selectors and constraints read.
  public struct Attribute: Hashable, Sendable {
    /// With its domain as in `resource.kubernetes.io/pcieRoot`; without one it belongs to the
    /// driver.
    public var name: String
    public var value: AttributeValue
    public init(_ name: String, _ value: AttributeValue) {
      self.name = name
      self.value = value
    }
  }

  /// An amount that selectors compare: bytes, cores or whatever the driver counts.
  public struct Capacity: Hashable, Sendable {
    public var name: String
    public var amount: Int
    public init(_ name: String, _ amount: Int) {
      self.name = name
      self.amount = amount
    }
  }

  public var name: String
  public var attributes: [Attribute]
  public var capacities: [Capacity]
  /// What taking the device uses up of the pool's counter sets (partitionable devices).
  public var consumes: [CounterSet]
  /// Where it can be used, read only in slices that are placed per device.
  public var placement: DevicePlacement?

  public init(
    name: String, attributes: [Attribute] = [], capacities: [Capacity] = [],
    consumes: [CounterSet] = [], placement: DevicePlacement? = nil
  ) {
    self.name = name
    self.attributes = attributes
    self.capacities = capacities
    self.consumes = consumes
    self.placement = placement
  }

  /// The attribute by full name `domain/name`, also where the device writes it without the domain
  /// because that is the driver's.
  public func attribute(_ full: String, driver: String) -> AttributeValue? {
    if let found = attributes.first(where: { $0.name == full }) { return found.value }
    guard let slash = full.firstIndex(of: "/"), full[..<slash] == driver else { return nil }
    let bare = full[full.index(after: slash)...]
    return attributes.first { $0.name == bare }?.value
  }
}

/// Counters under one name: in a slice what there is of them, in a device what it consumes.
public struct CounterSet: Hashable, Sendable {
  public struct Counter: Hashable, Sendable {
    public var name: String
    public var value: Int
    public init(_ name: String, _ value: Int) {
      self.name = name
      self.value = value
    }
  }

  public var name: String
  public var counters: [Counter]

  public init(_ name: String, _ counters: [Counter]) {
    self.name = name
    self.counters = counters
  }
}

/// The nodes on which a device or all devices of a slice can be used.
public enum DevicePlacement: Hashable, Sendable {
  case node(String)
  case allNodes
  /// Nodes that have all these labels; no labels match no node, as an empty term in Kubernetes.
  case labels([NodeLabel])

  public struct NodeLabel: Hashable, Sendable {
    public var key: String
    public var value: String
    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  public func matches(_ node: DeviceNode) -> Bool {
    switch self {
    case .node(let name): name == node.name
    case .allNodes: true
    case .labels(let labels):
      !labels.isEmpty && labels.allSatisfy { node.labels[$0.key] == $0.value }
    }
  }
}

/// A node as device allocation sees it.
public struct DeviceNode: Hashable, Sendable {
  public var name: String
  public var labels: [String: String]
  public init(name: String, labels: [String: String] = [:]) {
    self.name = name
    self.labels = labels
  }
}
