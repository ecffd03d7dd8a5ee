import Simulation

@testable import DeviceAllocation

/// A small random problem for the allocator, from a seed.
struct RandomInstance {
  var inventory: DeviceInventory
  var claims: [DeviceClaim]
  var inUse: AllocatedDevices
  let node = DeviceNode(name: "n0")

  /// Up to eight devices in up to two pools with a counter set each, up to two claims.
  init(seed: Int, alternatives: Bool = true, all: Bool = false) {
    var random = SeededGenerator(seed: Seed("devices-\(seed)"))
    var slices: [ResourceSlice] = []
    for pool in 0..<(1 + random.below(2)) {
      let driver = ["gpu.example.com", "nic.example.com"][pool]
      let hasCounters = random.below(2) == 0
      if hasCounters {
        slices.append(
          ResourceSlice(
            name: "c\(pool)", driver: driver, pool: "p", sliceCount: 2,
            placement: .shared(.node("n0")),
            content: .sharedCounters([
              CounterSet("s", [CounterSet.Counter("mem", 3 + random.below(4))])
            ])))
      }
      let devices = (0..<(1 + random.below(3))).map { index in
        Device(
          name: "d\(index)",
          attributes: [
            Device.Attribute("index", .int(index)),
            Device.Attribute("numa", .int(random.below(2))),
            Device.Attribute("shared.io/root", .int(random.below(2))),
          ],
          consumes: hasCounters && random.below(3) > 0
            ? [CounterSet("s", [CounterSet.Counter("mem", 1 + random.below(3))])] : [])
      }
      slices.append(
        ResourceSlice(
          name: "d\(pool)", driver: driver, pool: "p", sliceCount: hasCounters ? 2 : 1,
          placement: .shared(.node("n0")), content: .devices(devices)))
    }
    inventory = DeviceInventory(
      classes: [
        DeviceClass(name: "any"),
        DeviceClass(
          name: "gpu",
          selectors: [
            DeviceSelector([DeviceComparison(.driver, .equal, .string("gpu.example.com"))])
          ]),
      ], slices: slices)
    inUse = inventory.nothingAllocated
    for index in inventory.deviceIDs.indices where random.below(6) == 0 { inUse[index] = true }

    func exact(_ name: String) -> DeviceRequest {
      let isGPU = random.below(2) == 0
      let selector = DeviceSelector([
        DeviceComparison(
          .attribute(domain: "gpu.example.com", name: "numa"), .equal, .int(random.below(2)))
      ])
      return DeviceRequest(
        name: name, deviceClass: isGPU ? "gpu" : "any",
        selectors: isGPU && random.below(3) == 0 ? [selector] : [],
        mode: all && random.below(4) == 0 ? .all : .exactCount(1 + random.below(2)))
    }
    claims = []
    for number in 0..<(1 + random.below(2)) {
      var requests: [DeviceClaim.Request] = []
      for name in ["r0", "r1"].prefix(1 + random.below(2)) {
        if alternatives, random.below(3) == 0 {
          requests.append(
            .firstAvailable(name: name, (0..<2).map { exact("s\($0)") }))
        } else {
          requests.append(.exactly(exact(name)))
        }
      }
      var constraints: [DeviceClaim.MatchAttribute] = []
      if random.below(2) == 0 {
        constraints.append(
          DeviceClaim.MatchAttribute(
            ["shared.io/root", "gpu.example.com/numa"][random.below(2)],
            requests: random.below(2) == 0 ? [] : ["r0"]))
      }
      claims.append(DeviceClaim(name: "c\(number)", requests: requests, constraints: constraints))
    }
  }

  /// Devices that all claims together may take: what brute force costs grows with it.
  var picks: Int {
    claims.flatMap(\.requests).reduce(0) { sum, request in
      sum
        + (request.alternatives.map { alternative in
          if case .exactCount(let count) = alternative.mode { count } else { 0 }
        }.max() ?? 0)
    }
  }

  func search(
    quirks: AllocationOptions.Quirks = .all, explains: Bool = false
  ) -> AllocationSearch {
    AllocationSearch(
      claims: claims, on: node, inventory: inventory, inUse: inUse,
      options: AllocationOptions(partitionableDevices: true, quirks: quirks), explains: explains)
  }
}

/// Tries every sequence of choices in order and judges only whole ones: slow, and hard to get wrong.
struct BruteForce {
  struct Choice {
    let request: String
    let alternative: DeviceRequest
    let parent: String
    let claim: Int
    let device: Int
  }

  let instance: RandomInstance
  private var devices: [(device: Device, id: DeviceID)] = []

  init(_ instance: RandomInstance) {
    self.instance = instance
    for slice in instance.inventory.slices {
      for device in slice.devices {
        devices.append(
          (device, DeviceID(driver: slice.driver, pool: slice.pool, device: device.name)))
      }
    }
  }

  /// The first sequence of choices that works, as `claim/request=device` lines.
  func first() -> [String]? { search(claim: 0, request: 0, []) }

  private func search(claim: Int, request: Int, _ chosen: [Choice]) -> [String]? {
    if claim == instance.claims.count { return isRight(chosen) ? chosen.map(line) : nil }
    let requests = instance.claims[claim].requests
    if request == requests.count { return search(claim: claim + 1, request: 0, chosen) }
    for alternative in requests[request].alternatives {
      guard case .exactCount(let count) = alternative.mode else { return nil }
      let name =
        requests[request].hasAlternatives
        ? "\(requests[request].name)/\(alternative.name)" : alternative.name
      let found = pick(count, chosen) { device in
        Choice(
          request: name, alternative: alternative, parent: requests[request].name, claim: claim,
          device: device)
      } then: {
        search(claim: claim, request: request + 1, $0)
      }
      if let found { return found }
    }
    return nil
  }

  private func pick(
    _ count: Int, _ chosen: [Choice], make: (Int) -> Choice, then: ([Choice]) -> [String]?
  ) -> [String]? {
    if count == 0 { return then(chosen) }
    for device in devices.indices {
      if let found = pick(count - 1, chosen + [make(device)], make: make, then: then) {
        return found
      }
    }
    return nil
  }

  func line(_ choice: Choice) -> String {
    "c\(choice.claim)/\(choice.request)=\(devices[choice.device].id)"
  }

  /// Every rule, asked of the whole.
  func isRight(_ choices: [Choice]) -> Bool {
    var held: Set<Int> = []
    var consumed: [String: Int] = [:]
    for choice in choices {
      let (device, id) = devices[choice.device]
      guard held.insert(choice.device).inserted,
        let index = instance.inventory.index(of: id), !instance.inUse[index]
      else { return false }
      let deviceClass = instance.inventory.classNamed(choice.alternative.deviceClass)
      for selector in (deviceClass?.selectors ?? []) + choice.alternative.selectors {
        guard selector.outcome(for: device, driver: id.driver) == .chosen else { return false }
      }
      for counter in device.consumes.flatMap(\.counters) {
        consumed[id.driver, default: 0] += counter.value
      }
    }
    for (device, id) in devices {
      guard let index = instance.inventory.index(of: id), instance.inUse[index] else { continue }
      for counter in device.consumes.flatMap(\.counters) {
        consumed[id.driver, default: 0] += counter.value
      }
    }
    // A pool over its counters refuses only devices that consume some.
    for slice in instance.inventory.slices {
      for set in slice.sharedCounters {
        let touches = choices.contains {
          devices[$0.device].id.driver == slice.driver
            && !devices[$0.device].device.consumes.isEmpty
        }
        if touches, consumed[slice.driver, default: 0] > set.counters[0].value { return false }
      }
    }
    return instance.claims.indices.allSatisfy { claim in
      instance.claims[claim].constraints.allSatisfy { constraint in
        let values = choices.filter {
          $0.claim == claim
            && (constraint.requests.isEmpty || constraint.requests.contains($0.parent)
              || constraint.requests.contains($0.request))
        }.map {
          devices[$0.device].device.attribute(
            constraint.attribute, driver: devices[$0.device].id.driver)
        }
        return values.allSatisfy { $0 != nil && $0 == values[0] }
      }
    }
  }

  /// The choices of an outcome.
  func choices(of allocations: [ClaimAllocation]) -> [Choice] {
    allocations.enumerated().flatMap { claim, allocation in
      allocation.devices.compactMap { entry -> Choice? in
        let parts = entry.request.split(separator: "/").map(String.init)
        guard
          let request = instance.claims[claim].requests.first(where: { $0.name == parts[0] }),
          let alternative = request.alternatives.first(where: { $0.name == parts[parts.count - 1] }
          ), let device = devices.firstIndex(where: { $0.id == entry.device })
        else { return nil }
        return Choice(
          request: entry.request, alternative: alternative, parent: parts[0], claim: claim,
          device: device)
      }
    }
  }
}
