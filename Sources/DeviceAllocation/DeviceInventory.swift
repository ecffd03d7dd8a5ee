/// Device classes and resource slices of a cluster, made ready for allocation.
///
/// Unchanging. Every device name has a number here, so that what is allocated is a row of flags.
public struct DeviceInventory: Sendable {
  /// Number of a device name in `deviceIDs`.
  public typealias DeviceIndex = Int

  public let classes: [DeviceClass]
  /// In the order in which the allocator meets them.
  public let slices: [ResourceSlice]
  /// Every device name, in order of first appearance.
  public let deviceIDs: [DeviceID]
  /// Per slice, per device: its number.
  let deviceIndices: [[DeviceIndex]]

  /// Per device: by the newest slice that offers it.
  private let placements: [DevicePlacement?]
  /// Per device: the node that alone sees its pool, by name; `nil` when several may.
  public let homes: [String?]
  private let numbers: [DeviceID: DeviceIndex]
  private let classNumbers: [String: Int]
  private let slicesOfPool: [PoolID: [Int]]
  private let slicesOfNode: [String: [Int]]
  /// Slices that are neither bound to one node by name nor counters of a pool that consists of
  /// such.
  private let otherSlices: [Int]
  /// Counters of the pools that are bound to nodes by name.
  private let countersOfLocalPool: [PoolID: [Int]]
  /// How such a pool looks from nodes that it has no devices for, where that matters: incomplete,
  /// invalid or obsolete. (Kubernetes takes slices with counters for every node.)
  private var unreadyElsewhere: [(first: Int, id: PoolID, pool: DevicePool)] = []

  private struct PoolID: Hashable {
    let driver: String
    let pool: String
    init(driver: String, pool: String) {
      self.driver = driver
      self.pool = pool
    }
    init(_ slice: ResourceSlice) { self.init(driver: slice.driver, pool: slice.pool) }
  }

  /// Of classes with one name the first counts.
  public init(classes: [DeviceClass] = [], slices: [ResourceSlice] = []) {
    self.classes = classes
    self.slices = slices
    classNumbers = Dictionary(
      classes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var ids: [DeviceID] = []
    var numbers: [DeviceID: DeviceIndex] = [:]
    var indices: [[DeviceIndex]] = []
    var ofPool: [PoolID: [Int]] = [:]
    var ofNode: [String: [Int]] = [:]
    var others: [Int] = []
    var counters: [Int] = []
    var placements: [(generation: Int, placement: DevicePlacement?)] = []
    for (index, slice) in slices.enumerated() {
      ofPool[PoolID(slice), default: []].append(index)
      if !slice.sharedCounters.isEmpty {
        counters.append(index)
      } else if case .shared(.node(let name)) = slice.placement {
        ofNode[name, default: []].append(index)
      } else {
        others.append(index)
      }
      indices.append(
        slice.devices.map { device in
          let id = DeviceID(driver: slice.driver, pool: slice.pool, device: device.name)
          let number = numbers[id] ?? ids.count
          if number == ids.count {
            numbers[id] = number
            ids.append(id)
            placements.append((Int.min, nil))
          }
          if slice.generation >= placements[number].generation {
            placements[number] = (slice.generation, slice.placement(of: device))
          }
          return number
        })
    }
    deviceIDs = ids
    deviceIndices = indices
    self.placements = placements.map(\.placement)
    var nodesOfPool: [PoolID: Set<String?>] = [:]
    for slice in slices where slice.sharedCounters.isEmpty {
      if case .shared(.node(let name)) = slice.placement {
        nodesOfPool[PoolID(slice), default: []].insert(name)
      } else {
        nodesOfPool[PoolID(slice), default: []].insert(nil)
      }
    }
    homes = ids.map { id in
      let nodes = nodesOfPool[PoolID(driver: id.driver, pool: id.pool)] ?? []
      return nodes.count == 1 ? nodes.first ?? nil : nil
    }
    self.numbers = numbers
    slicesOfPool = ofPool
    slicesOfNode = ofNode
    let spread = Set(others.map { PoolID(slices[$0]) })
    otherSlices = (others + counters.filter { spread.contains(PoolID(slices[$0])) }).sorted()
    var local: [PoolID: [Int]] = [:]
    var localOrder: [PoolID] = []
    for index in counters where !spread.contains(PoolID(slices[index])) {
      let id = PoolID(slices[index])
      if local[id] == nil { localOrder.append(id) }
      local[id, default: []].append(index)
    }
    countersOfLocalPool = local
    for id in localOrder {
      let indices = local[id] ?? []
      let view = pool(id, newest(indices), partitionable: true)
      if view.state != .usable {
        unreadyElsewhere.append((first: indices[0], id: id, pool: view))
      }
    }
  }

  /// Those of the highest generation, in order.
  private func newest(_ indices: [Int]) -> [Int] {
    let generation = indices.map { slices[$0].generation }.max()
    return indices.filter { slices[$0].generation == generation }
  }

  public var isEmpty: Bool { slices.isEmpty }

  /// `nil` for a device that no slice offers.
  public func index(of device: DeviceID) -> DeviceIndex? { numbers[device] }

  /// Where the device can be used; `nil` for one that no slice places.
  public func placement(of device: DeviceIndex) -> DevicePlacement? { placements[device] }

  func classNamed(_ name: String) -> DeviceClass? { classNumbers[name].map { classes[$0] } }

  /// Whether there is a class of this name.
  public func hasClass(named name: String) -> Bool { classNumbers[name] != nil }

  /// No device in use.
  public var nothingAllocated: AllocatedDevices {
    AllocatedDevices(flags: Array(repeating: false, count: deviceIDs.count))
  }

  /// The pools that offer something on this node, in order of first appearance.
  ///
  /// Kubernetes meets them in random order (Go's map iteration); permute the answer to see what
  /// else it might have done. `partitionable`: the gate DRAPartitionableDevices; without it slices
  /// with counters and slices placed per device are not seen.
  public func pools(for node: DeviceNode, partitionable: Bool) -> [DevicePool] {
    var order: [PoolID] = []
    var seen: [PoolID: [Int]] = [:]
    for index in candidateSlices(node.name)
    where isSeen(slices[index], on: node, partitionable: partitionable) {
      let id = PoolID(slices[index])
      if seen[id] == nil { order.append(id) }
      seen[id, default: []].append(index)
    }
    var found = order.map { id in
      let indices = seen[id] ?? []
      return (first: indices[0], pool: pool(id, newest(indices), partitionable: partitionable))
    }
    if partitionable {
      for view in unreadyElsewhere where seen[view.id] == nil {
        found.append((view.first, view.pool))
      }
    }
    return found.sorted { $0.first < $1.first }.map(\.pool)
  }

  /// In input order: the node's own, their pools' counters and all that are not one node's.
  private func candidateSlices(_ node: String) -> [Int] {
    let own = slicesOfNode[node] ?? []
    var all = own + otherSlices
    var met: Set<PoolID> = []
    for index in own where met.insert(PoolID(slices[index])).inserted {
      all += countersOfLocalPool[PoolID(slices[index])] ?? []
    }
    return all.sorted()
  }

  private func isSeen(
    _ slice: ResourceSlice, on node: DeviceNode, partitionable: Bool
  ) -> Bool {
    if !slice.sharedCounters.isEmpty { return partitionable }
    switch slice.placement {
    case .shared(let placement): return placement.matches(node)
    case .perDevice:
      return partitionable && slice.devices.contains { $0.placement?.matches(node) ?? false }
    case .unknown: return false
    }
  }

  private func pool(_ id: PoolID, _ seen: [Int], partitionable: Bool) -> DevicePool {
    var pool = DevicePool(driver: id.driver, name: id.pool)
    guard let first = seen.first else { return pool }
    let generation = slices[first].generation
    let wanted = slices[first].sliceCount
    var whole = seen
    if seen.count != wanted {
      let all = slicesOfPool[id] ?? []
      if let newest = all.map({ slices[$0].generation }).max(), newest > generation {
        pool.state = .obsolete(generation: generation, newest: newest)
        return pool
      }
      whole = all.filter { slices[$0].generation == generation }
      if whole.count != wanted {
        pool.state = .incomplete(slices: whole.count, of: wanted)
        return pool
      }
    }
    pool.slices = partitionable ? seen.filter { slices[$0].sharedCounters.isEmpty } : seen
    if partitionable {
      let seenSet = Set(seen)
      pool.slicesElsewhere = whole.filter { !seenSet.contains($0) }
      pool.counterSets = seen.flatMap { slices[$0].sharedCounters }
    }
    if let flaw = flaw(of: pool, partitionable: partitionable) { pool.state = .invalid(flaw) }
    return pool
  }

  private func flaw(of pool: DevicePool, partitionable: Bool) -> DevicePool.Flaw? {
    var names: Set<String> = []
    for slice in pool.slices {
      for device in slices[slice].devices where !names.insert(device.name).inserted {
        return .duplicateDevice(device.name)
      }
    }
    guard partitionable else { return nil }
    var counters: [String: Set<String>] = [:]
    for set in pool.counterSets {
      if counters[set.name] != nil { return .duplicateCounterSet(set.name) }
      counters[set.name] = Set(set.counters.map(\.name))
    }
    for slice in pool.slices + pool.slicesElsewhere {
      for device in slices[slice].devices {
        for consumed in device.consumes {
          guard let known = counters[consumed.name] else {
            return .unknownCounterSet(device: device.name, set: consumed.name)
          }
          for counter in consumed.counters where !known.contains(counter.name) {
            return .unknownCounter(device: device.name, set: consumed.name, counter: counter.name)
          }
        }
      }
    }
    return nil
  }
}

/// What one node sees of one pool.
public struct DevicePool: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    case usable
    /// Slices of a newer generation exist, none of them for this node.
    case obsolete(generation: Int, newest: Int)
    /// The driver has not yet published all slices of this generation.
    case incomplete(slices: Int, of: Int)
    case invalid(Flaw)
  }

  public enum Flaw: Hashable, Sendable {
    case duplicateDevice(String)
    case duplicateCounterSet(String)
    case unknownCounterSet(device: String, set: String)
    case unknownCounter(device: String, set: String, counter: String)
  }

  public let driver: String
  public let name: String
  public internal(set) var state: State = .usable
  /// Indices into the inventory's slices.
  var slices: [Int] = []
  /// Slices of the pool that are not for this node; their devices use the same counters.
  var slicesElsewhere: [Int] = []
  var counterSets: [CounterSet] = []
}

/// Which devices of an inventory are in use.
public struct AllocatedDevices: Hashable, Sendable {
  private var flags: [Bool]
  init(flags: [Bool]) { self.flags = flags }

  public subscript(device: DeviceInventory.DeviceIndex) -> Bool {
    get { flags[device] }
    set { flags[device] = newValue }
  }

  /// Numbers of the devices in use, ascending.
  public var indices: [DeviceInventory.DeviceIndex] { flags.indices.filter { flags[$0] } }
}
