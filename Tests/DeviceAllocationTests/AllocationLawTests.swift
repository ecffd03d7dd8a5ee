import Simulation
import Testing

@testable import DeviceAllocation

/// Laws of the search, on random small problems.
@Suite struct AllocationLawTests {
  static let sane = AllocationOptions.Quirks.all.subtracting([
    .counterLeak, .subrequestAll, .countersByPoolName,
  ])

  /// Without the quirks the search finds what trying everything in order finds first; a selector
  /// that cannot be decided ends both, which brute force cannot see.
  @Test func theFirstSolutionIsFoundAndNoneIsMissed() {
    var solved = 0
    var unsolved = 0
    for seed in 0..<800 {
      let instance = RandomInstance(seed: seed)
      if instance.picks > 4 { continue }
      var search = instance.search(quirks: Self.sane)
      let outcome = search.finish()
      if case .failed(.selector) = outcome { continue }
      let brute = BruteForce(instance)
      let expected = brute.first()
      switch outcome {
      case .allocated(let allocations):
        solved += 1
        #expect(brute.choices(of: allocations).map(brute.line) == expected, "seed \(seed)")
      case .noFit:
        unsolved += 1
        #expect(expected == nil, "seed \(seed)")
      default: Issue.record("seed \(seed): \(outcome)")
      }
    }
    #expect(solved > 150 && unsolved > 100, "\(solved) \(unsolved)")
  }

  /// The counter leak only makes it miss solutions; what it finds is right.
  @Test func whatIsAllocatedObeysEveryRule() {
    var missed = 0
    for seed in 0..<1_000 {
      let instance = RandomInstance(seed: seed)
      var search = instance.search(quirks: [.counterLeak])
      guard case .allocated(let allocations) = search.finish() else {
        var sane = instance.search(quirks: Self.sane)
        if case .allocated = sane.finish() { missed += 1 }
        continue
      }
      let brute = BruteForce(instance)
      let choices = brute.choices(of: allocations)
      #expect(choices.count == allocations.reduce(0) { $0 + $1.devices.count }, "seed \(seed)")
      #expect(brute.isRight(choices), "seed \(seed)")
    }
    #expect(missed > 0, "no seed shows the leak")
  }

  /// Slices of any size, with or without explanation: the same answer and the same work.
  @Test func theSizeOfSlicesAndTheExplanationChangeNothing() {
    for seed in 0..<400 {
      let instance = RandomInstance(seed: seed, all: true)
      var whole = instance.search()
      let expected = whole.finish()
      for (steps, explains) in [(1, false), (3, true), (17, true)] {
        var search = instance.search(explains: explains)
        while search.advance(steps: steps) {}
        #expect(search.outcome == expected, "seed \(seed), \(steps) steps")
        #expect(search.effort == whole.effort, "seed \(seed), \(steps) steps")
        #expect(explains || search.trace.events.isEmpty)
      }
    }
  }

  /// Devices taken less devices given back are the devices of the solution.
  @Test func theTraceTellsTheSolution() {
    for seed in 0..<400 {
      let instance = RandomInstance(seed: seed)
      var search = instance.search(explains: true)
      guard case .allocated(let allocations) = search.finish() else { continue }
      var held: [Int] = []
      var backtracks = 0
      for event in search.trace.events {
        switch event.what {
        case .took: held.append(event.device)
        case .gaveBack:
          #expect(held.last == event.device, "seed \(seed)")
          held.removeLast()
          backtracks += 1
        case .refused: continue
        }
      }
      #expect(held == allocations.flatMap { $0.devices.map(\.index) }, "seed \(seed)")
      #expect(backtracks == search.effort.backtracks, "seed \(seed)")
    }
  }

  /// All takes every device that is chosen, or nothing.
  @Test func allIsAll() {
    var seen = 0
    for seed in 0..<1_000 {
      var instance = RandomInstance(seed: seed, alternatives: false, all: true)
      instance.claims = [instance.claims[0]]
      var search = instance.search(quirks: [])
      guard case .allocated(let allocations) = search.finish() else { continue }
      for request in instance.claims[0].requests {
        guard let exact = request.alternatives.first, exact.mode == .all else { continue }
        let chosen = instance.inventory.slices.flatMap { slice in
          slice.devices.filter { device in
            let selectors =
              (instance.inventory.classNamed(exact.deviceClass)?.selectors ?? [])
              + exact.selectors
            return selectors.allSatisfy {
              $0.outcome(for: device, driver: slice.driver) == .chosen
            }
          }.map { "\(slice.driver)/p/\($0.name)" }
        }
        let got = allocations[0].devices.filter { $0.request == exact.name }
        #expect(got.map(\.device.description) == chosen, "seed \(seed)")
        seen += 1
      }
    }
    #expect(seen > 30)
  }

  /// 31 equal devices for 16 claims of two, and a last claim that nothing serves: the search has
  /// more branches than atoms, and ends all the same.
  @Test func aHostileSearchEnds() {
    let devices = (0..<128).map { Device(name: "d\($0)") }
    let inventory = DeviceInventory(
      classes: [
        DeviceClass(name: "any"),
        DeviceClass(
          name: "none",
          selectors: [DeviceSelector([DeviceComparison(.driver, .equal, .string("x"))])]),
      ],
      slices: [
        ResourceSlice(
          name: "s", driver: "d", pool: "p", placement: .shared(.allNodes),
          content: .devices(devices))
      ])
    let many = (0..<16).map {
      DeviceClaim(
        name: "c\($0)",
        requests: [
          .exactly(DeviceRequest(name: "r", deviceClass: "any", mode: .exactCount(2)))
        ])
    }
    let last = DeviceClaim(
      name: "last", requests: [.exactly(DeviceRequest(name: "r", deviceClass: "none"))])
    let outcome = AllocationSearch.run(
      claims: many + [last], on: DeviceNode(name: "n"), inventory: inventory,
      inUse: inventory.nothingAllocated, options: AllocationOptions(stepLimit: 20_000))
    #expect(outcome == .stepLimit(20_000))
  }

  /// Thousands of claims do not exhaust the stack.
  @Test func manyClaimsAreNoDeepRecursion() {
    let devices = (0..<1_000).map { Device(name: "d\($0)") }
    let inventory = DeviceInventory(
      classes: [DeviceClass(name: "any")],
      slices: [
        ResourceSlice(
          name: "s", driver: "d", pool: "p", placement: .shared(.node("n")),
          content: .devices(devices))
      ])
    let claims = (0..<500).map {
      DeviceClaim(
        name: "c\($0)", requests: [.exactly(DeviceRequest(name: "r", deviceClass: "any"))])
    }
    let outcome = AllocationSearch.run(
      claims: claims, on: DeviceNode(name: "n"), inventory: inventory,
      inUse: inventory.nothingAllocated)
    guard case .allocated(let allocations) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(allocations.map { $0.devices.map(\.index) } == (0..<500).map { [$0] })
  }

  /// Counters near the ends of 64 bits.
  @Test func hugeCountersDoNotOverflow() {
    let huge = CounterSet("s", [CounterSet.Counter("c", Int.max)])
    let inventory = DeviceInventory(
      classes: [DeviceClass(name: "any")],
      slices: [
        ResourceSlice(
          name: "c", driver: "d", pool: "p", sliceCount: 2, placement: .shared(.node("n")),
          content: .sharedCounters([huge])),
        ResourceSlice(
          name: "s", driver: "d", pool: "p", sliceCount: 2, placement: .shared(.node("n")),
          content: .devices([
            Device(name: "a", consumes: [huge, huge]), Device(name: "b", consumes: [huge]),
            Device(name: "c", consumes: [huge]),
          ])),
      ])
    func run(_ count: Int) -> AllocationOutcome {
      AllocationSearch.run(
        claims: [
          DeviceClaim(
            name: "c",
            requests: [
              .exactly(DeviceRequest(name: "r", deviceClass: "any", mode: .exactCount(count)))
            ])
        ], on: DeviceNode(name: "n"), inventory: inventory, inUse: inventory.nothingAllocated,
        options: AllocationOptions(partitionableDevices: true))
    }
    guard case .allocated(let allocations) = run(1) else {
      Issue.record("\(run(1))")
      return
    }
    #expect(allocations[0].devices.map(\.device.device) == ["b"])
    #expect(run(2) == .noFit)
    guard case .failed(.tooManyDevices) = run(Int.max) else {
      Issue.record("\(run(Int.max))")
      return
    }
    guard case .failed(.badCount) = run(Int.min) else {
      Issue.record("\(run(Int.min))")
      return
    }
  }
}
