import Simulation

/// The name of a resource as Kubernetes spells it: `cpu`, `memory`, `nvidia.com/gpu`.
public struct ResourceName: Hashable, Comparable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  public let text: String
  public init(_ text: String) { self.text = text }
  public init(stringLiteral text: String) { self.text = text }
  public var description: String { text }
  public static func < (a: ResourceName, b: ResourceName) -> Bool { a.text < b.text }

  public static let cpu = ResourceName("cpu")
  public static let memory = ResourceName("memory")
  public static let ephemeralStorage = ResourceName("ephemeral-storage")
  /// How many pods a node may hold; only in a node's allocatable.
  public static let pods = ResourceName("pods")
  public static let nvidiaGPU = ResourceName("nvidia.com/gpu")

  /// Everything but cpu, memory, ephemeral storage and pods: devices and the like, in whole units.
  public var isExtended: Bool {
    self != .cpu && self != .memory && self != .ephemeralStorage && self != .pods
  }

  /// The part before the first `/`; the whole name when there is none.
  public var group: String { text.split(separator: "/", maxSplits: 1).first.map(String.init) ?? "" }
}

/// Amounts by resource, in the units Kubernetes counts in: milliCPU, bytes, whole devices.
///
/// A resource that is absent differs from one of amount 0: the scorers give an absent cpu or memory
/// a default.
public struct ResourceList: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// One resource and its amount.
  public struct Entry: Hashable, Sendable {
    public let name: ResourceName
    public var amount: Int
  }

  /// Sorted by name, so that equal lists are equal values and loops have one order.
  public private(set) var entries: [Entry] = []

  public init() {}

  public init(
    cpu: MilliCPU? = nil, memory: Bytes? = nil, gpus: Int? = nil, pods: Int? = nil
  ) {
    self[.cpu] = cpu?.count
    self[.memory] = memory?.count
    self[.nvidiaGPU] = gpus
    self[.pods] = pods
  }

  /// The last of several entries of one name counts.
  public init(_ amounts: [(ResourceName, Int)]) {
    for (name, amount) in amounts { self[name] = amount }
  }

  public init(dictionaryLiteral elements: (ResourceName, Int)...) { self.init(elements) }

  /// `nil` when the resource is not named at all; assigning `nil` takes it out.
  public subscript(name: ResourceName) -> Int? {
    get { entries.first { $0.name == name }?.amount }
    set {
      let at = entries.firstIndex { $0.name >= name } ?? entries.count
      let isPresent = at < entries.count && entries[at].name == name
      switch (newValue, isPresent) {
      case (let amount?, true): entries[at].amount = amount
      case (let amount?, false): entries.insert(Entry(name: name, amount: amount), at: at)
      case (nil, true): entries.remove(at: at)
      case (nil, false): break
      }
    }
  }

  public var cpu: MilliCPU { MilliCPU(self[.cpu] ?? 0) }
  public var memory: Bytes { Bytes(self[.memory] ?? 0) }
  public var isEmpty: Bool { entries.isEmpty }

  /// The larger amount of each resource named in either list.
  public func maximum(_ other: ResourceList) -> ResourceList {
    var result = self
    for entry in other.entries { result[entry.name] = max(result[entry.name] ?? 0, entry.amount) }
    return result
  }

  public static func + (a: ResourceList, b: ResourceList) -> ResourceList {
    var result = a
    for entry in b.entries { result[entry.name] = (result[entry.name] ?? 0) + entry.amount }
    return result
  }
}
