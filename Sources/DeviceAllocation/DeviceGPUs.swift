/// The GPUs behind the devices of an inventory, and how much of a GPU each device is.
///
/// Our definition, by which pictures and metrics count GPUs that DRA offers: a device of a driver
/// whose name begins with `gpu.` is one GPU; devices that consume the same set of counters are
/// parts of one GPU, as large as their share of its compute counter (`compute-slices` or
/// `multiprocessors`, else the counter with the highest value: 3 of 7 slices are 3/7); devices with
/// the same attribute `parentUUID` and without counters are equal shares of one GPU.
public struct DeviceGPUs: Sendable {
  /// One GPU of a node.
  public struct GPU: Hashable, Sendable {
    /// The node that alone sees it.
    public let node: String
    /// How many units it has: slices, shares, or 1.
    public internal(set) var units: Int
  }

  /// What a device is of a GPU.
  public struct Part: Hashable, Sendable {
    /// Number in `gpus`.
    public let gpu: Int
    public let units: Int
  }

  public private(set) var gpus: [GPU] = []
  /// By number of the device in the inventory; empty for devices that are no GPUs.
  private var parts: [[Part]]

  private struct Key: Hashable {
    let driver: String
    let pool: String
    /// Name of a counter set, parent or device.
    let name: String
    let kind: Int
  }

  public init(_ inventory: DeviceInventory) {
    parts = Array(repeating: [], count: inventory.deviceIDs.count)
    var newest: [[String]: Int] = [:]
    for slice in inventory.slices {
      let pool = [slice.driver, slice.pool]
      newest[pool] = max(newest[pool] ?? slice.generation, slice.generation)
    }
    func counts(_ slice: ResourceSlice) -> Bool {
      slice.driver.hasPrefix("gpu.") && newest[[slice.driver, slice.pool]] == slice.generation
    }
    var compute: [Key: CounterSet.Counter] = [:]
    for slice in inventory.slices where counts(slice) {
      for set in slice.sharedCounters {
        let key = Key(driver: slice.driver, pool: slice.pool, name: set.name, kind: 0)
        compute[key] = compute[key] ?? Self.computeCounter(of: set)
      }
    }
    var numbers: [Key: Int] = [:]
    for (slice, indices) in zip(inventory.slices, inventory.deviceIndices) where counts(slice) {
      for (device, index) in zip(slice.devices, indices) where parts[index].isEmpty {
        guard let node = inventory.homes[index] else { continue }
        func gpu(_ name: String, kind: Int, units: Int) -> Int {
          let key = Key(driver: slice.driver, pool: slice.pool, name: name, kind: kind)
          if let known = numbers[key] { return known }
          numbers[key] = gpus.count
          gpus.append(GPU(node: node, units: units))
          return gpus.count - 1
        }
        for set in device.consumes {
          let key = Key(driver: slice.driver, pool: slice.pool, name: set.name, kind: 0)
          guard let counter = compute[key], counter.value > 0 else { continue }
          let units = set.counters.first { $0.name == counter.name }?.value ?? 0
          parts[index].append(
            Part(gpu: gpu(set.name, kind: 0, units: counter.value), units: max(0, units)))
        }
        guard device.consumes.isEmpty else { continue }
        if case .string(let parent)? = device.attribute(
          slice.driver + "/parentUUID", driver: slice.driver)
        {
          let number = gpu(parent, kind: 1, units: 0)
          gpus[number].units += 1
          parts[index].append(Part(gpu: number, units: 1))
        } else {
          parts[index].append(Part(gpu: gpu(device.name, kind: 2, units: 1), units: 1))
        }
      }
    }
  }

  private static func computeCounter(of set: CounterSet) -> CounterSet.Counter? {
    for name in ["compute-slices", "multiprocessors"] {
      if let found = set.counters.first(where: { $0.name == name }) { return found }
    }
    let highest = set.counters.map(\.value).max()
    return set.counters.first { $0.value == highest }
  }

  /// What the device is of which GPUs.
  public func parts(of device: DeviceInventory.DeviceIndex) -> [Part] { parts[device] }

  /// So many units of the GPU in thousandths of it, rounded down, at most all of it.
  public func milli(_ units: Int, of gpu: Int) -> Int {
    let all = gpus[gpu].units
    return all > 0 ? Int(Int128(min(max(0, units), all)) * 1_000 / Int128(all)) : 0
  }

  /// Thousandths of GPUs that the devices are.
  public func milli(of allocation: ClaimAllocation) -> Int {
    allocation.devices.reduce(0) { sum, entry in
      parts(of: entry.index).reduce(sum) { $0 + milli($1.units, of: $1.gpu) }
    }
  }

  /// Thousandths of GPUs that a claim asks for: of each request the first alternative, as if all its
  /// devices were like the first one that it chooses.
  public func askedMilli(_ claim: DeviceClaim, _ inventory: DeviceInventory) -> Int {
    claim.requests.reduce(0) { sum, request in
      guard let first = request.alternatives.first else { return sum }
      let chosen = devices(chosenBy: first, inventory)
      guard let example = chosen.first else { return sum }
      let size = { (device: Int) in
        parts[device].reduce(0) { $0 + milli($1.units, of: $1.gpu) }
      }
      switch first.mode {
      case .exactCount(let count):
        return sum + size(example) * min(max(0, count), DeviceClaim.maximumDevices)
      case .all:
        return chosen.filter { inventory.homes[$0] == inventory.homes[example] }
          .reduce(sum) { $0 + size($1) }
      }
    }
  }

  private func devices(chosenBy request: DeviceRequest, _ inventory: DeviceInventory) -> [Int] {
    guard let deviceClass = inventory.classNamed(request.deviceClass) else { return [] }
    var found: [Int] = []
    for (slice, indices) in zip(inventory.slices, inventory.deviceIndices) {
      for (device, index) in zip(slice.devices, indices) where !parts[index].isEmpty {
        let isChosen = (deviceClass.selectors + request.selectors).allSatisfy {
          $0.outcome(for: device, driver: slice.driver) == .chosen
        }
        if isChosen { found.append(index) }
      }
      // One slice's devices are enough for an example; All needs the rest of its node.
      if !found.isEmpty, request.mode != .all { break }
    }
    return found
  }
}
