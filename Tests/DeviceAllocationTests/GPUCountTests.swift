import Simulation
import Testing

@testable import DeviceAllocation

/// Which devices are which part of which GPU.
@Suite struct GPUCountTests {
  private func milli(_ gpus: DeviceGPUs, _ inventory: DeviceInventory, _ device: String) throws
    -> [Int]
  {
    let at = try #require(inventory.deviceIDs.firstIndex { $0.device == device })
    return gpus.parts(of: at).map { gpus.milli($0.units, of: $0.gpu) }
  }

  @Test func partitionsAreTheirComputeSlices() throws {
    let node = try #require(MIGNode(node: "n", model: .h100With80GB, gpus: 3))
    let inventory = DeviceInventory(classes: MIGNode.deviceClasses, slices: node.slices)
    let gpus = DeviceGPUs(inventory)
    #expect(gpus.gpus.map(\.node) == ["n", "n", "n"])
    #expect(gpus.gpus.map(\.units) == [7, 7, 7])
    for (device, wanted) in [
      ("gpu-2", 1_000), ("gpu-0-mig-1g10gb-3", 142), ("gpu-1-mig-1g20gb-0", 142),
      ("gpu-1-mig-3g40gb-4", 428), ("gpu-0-mig-7g80gb-0", 1_000),
    ] {
      #expect(try milli(gpus, inventory, device) == [wanted], "\(device)")
    }
    func asked(_ requests: DeviceClaim.Request...) -> Int {
      gpus.askedMilli(DeviceClaim(name: "c", requests: requests), inventory)
    }
    let half = DeviceRequest(
      name: "r", deviceClass: "mig.nvidia.com", selectors: [MIGNode.selector(profile: "3g.40gb")],
      mode: .exactCount(2))
    let whole = DeviceRequest(name: "s", deviceClass: "gpu.nvidia.com")
    #expect(asked(.exactly(half)) == 856)
    #expect(asked(.firstAvailable(name: "f", [whole, half]), .exactly(half)) == 1_856)
    let all = DeviceRequest(name: "a", deviceClass: "gpu.nvidia.com", mode: .all)
    #expect(asked(.exactly(all)) == 3_000)
    #expect(asked(.exactly(DeviceRequest(name: "r", deviceClass: "none"))) == 0)
  }

  @Test func sharesAreEqualPartsAndOtherDriversAreNoGPUs() throws {
    let shares = try #require(
      GPUSharing.timeSlicing(replicas: 3).slices(node: "n", gpus: 2, memory: .gibi(80)))
    let others = ResourceSlice(
      name: "nics", driver: "nic.example.com", pool: "n", placement: .shared(.node("n")),
      content: .devices([Device(name: "nic-0")]))
    let whole = ResourceSlice(
      name: "w", driver: "gpu.example.com", pool: "m", placement: .shared(.node("m")),
      content: .devices([Device(name: "whole-0"), Device(name: "whole-1")]))
    // What several nodes see is no node's GPU.
    let anywhere = ResourceSlice(
      name: "x", driver: "gpu.example.com", pool: "x", placement: .shared(.allNodes),
      content: .devices([Device(name: "far-0")]))
    let inventory = DeviceInventory(slices: shares + [others, whole, anywhere])
    let gpus = DeviceGPUs(inventory)
    #expect(gpus.gpus.map(\.node) == ["n", "n", "m", "m"])
    #expect(try milli(gpus, inventory, "gpu-1-share-2") == [333])
    #expect(try milli(gpus, inventory, "whole-1") == [1_000])
    #expect(try milli(gpus, inventory, "nic-0") == [])
    #expect(try milli(gpus, inventory, "far-0") == [])
    #expect(gpus.milli(3, of: 0) == 1_000)
    #expect(gpus.milli(2, of: 0) == 666)
  }

  /// The report of the two places at which a search failed: the leak, and the same search without.
  @Test func theReportTellsEveryRefusal() throws {
    let node = try #require(MIGNode(node: "n", model: .h100With80GB, gpus: 2))
    let inventory = DeviceInventory(classes: MIGNode.deviceClasses, slices: node.slices)
    var inUse = inventory.nothingAllocated
    for name in ["gpu-0-mig-4g40gb-0", "gpu-0-mig-2g20gb-4"] {
      inUse[
        try #require(
          inventory.index(of: DeviceID(driver: MIGNode.driver, pool: "n", device: name)))] = true
    }
    let request = DeviceRequest(
      name: "r", deviceClass: "mig.nvidia.com", selectors: [MIGNode.selector(profile: "1g.10gb")],
      mode: .exactCount(2))
    let claim = DeviceClaim(
      name: "pair", requests: [.exactly(request)],
      constraints: [DeviceClaim.MatchAttribute("gpu.nvidia.com/parentUUID")])
    func report(_ quirks: AllocationOptions.Quirks) throws -> AllocationReport {
      var search = AllocationSearch(
        claims: [claim], on: DeviceNode(name: "n"), inventory: inventory, inUse: inUse,
        options: AllocationOptions(partitionableDevices: true, quirks: quirks), explains: true)
      _ = search.finish()
      return try #require(search.report)
    }
    let leaky = try report(.all)
    #expect(leaky.outcome == .noFit)
    let told = try #require(leaky.requests.first)
    #expect(leaky.requests.count == 1)
    #expect(told.title == "r" && told.wanted == 2 && told.found == 1 && told.wasTried)
    #expect(told.alternative == nil && !told.isAll)
    let constraint = try #require(
      told.refusals.first { if case .constraint = $0.why { true } else { false } })
    #expect(constraint.devices.map(\.device) == (0..<7).map { "gpu-1-mig-1g10gb-\($0)" })
    // Six places of the first GPU overlap what is taken.
    let counters = told.refusals.filter { if case .counters = $0.why { true } else { false } }
    #expect(counters.flatMap(\.devices).map(\.device) == (0..<6).map { "gpu-0-mig-1g10gb-\($0)" })
    guard case .counters(let short)? = counters.first?.why else { return }
    #expect(
      short == [
        DeviceRefusal.Counter(
          set: "gpu-0-counters", counter: "memory-slice-0", value: 1, used: 1, usedInAttempt: 0,
          needed: 1)
      ])
    let sound = try report([])
    guard case .allocated(let claims) = sound.outcome else {
      Issue.record("no allocation without the quirk")
      return
    }
    #expect(
      claims[0].devices.map(\.device.device) == ["gpu-1-mig-1g10gb-0", "gpu-1-mig-1g10gb-1"])
    #expect(sound.requests[0].found == 2)
  }

  /// A prioritised list: each alternative in order, the later ones not tried when one works.
  @Test func theReportTellsAlternativesInOrder() throws {
    let node = try #require(MIGNode(node: "n", model: .h100With80GB, gpus: 1))
    let inventory = DeviceInventory(classes: MIGNode.deviceClasses, slices: node.slices)
    var inUse = inventory.nothingAllocated
    inUse[
      try #require(
        inventory.index(
          of: DeviceID(driver: MIGNode.driver, pool: "n", device: "gpu-0-mig-1g10gb-0")))] = true
    func option(_ name: String, _ profile: String) -> DeviceRequest {
      DeviceRequest(
        name: name, deviceClass: "mig.nvidia.com",
        selectors: [MIGNode.selector(profile: profile)])
    }
    let claim = DeviceClaim(
      name: "c",
      requests: [
        .firstAvailable(
          name: "r",
          [option("a", "7g.80gb"), option("b", "3g.40gb"), option("c", "1g.10gb")])
      ])
    var search = AllocationSearch(
      claims: [claim], on: DeviceNode(name: "n"), inventory: inventory, inUse: inUse,
      options: AllocationOptions(partitionableDevices: true), explains: true)
    _ = search.finish()
    let report = try #require(search.report)
    #expect(report.requests.map(\.title) == ["r/a", "r/b", "r/c"])
    #expect(report.requests.map(\.alternative) == [1, 2, 3])
    #expect(report.requests.map(\.wasTried) == [true, true, false])
    #expect(report.requests.map(\.found) == [0, 1, 0])
    var silent = AllocationSearch(
      claims: [claim], on: DeviceNode(name: "n"), inventory: inventory, inUse: inUse,
      options: AllocationOptions(partitionableDevices: true))
    _ = silent.finish()
    #expect(silent.trace.events.isEmpty && silent.outcome == search.outcome)
  }
}
