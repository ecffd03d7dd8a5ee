import Simulation
import Testing

@testable import BatchQueueing

/// What must hold for every placement, over random clusters; a failure names the seed.
@Suite struct TopologyLawTests {
  private struct World {
    var gpus: [String: Int] = [:]
    var podSet: Kueue.TopologyPodSet
    var gates: Kueue.TopologyGates
    var level: Int
    var sliceLevel: Int
    var sliceSize: Int
  }

  private static let levels = ["block", "rack", Kueue.Topology.hostnameLabel]

  private func world(_ seed: String) -> World {
    var random = SeededGenerator(seed: Seed(seed))
    var gpus: [String: Int] = [:]
    for block in 0..<(1 + random.below(3)) {
      for rack in 0..<(1 + random.below(3)) {
        for node in 0..<(1 + random.below(4)) {
          gpus["b\(block)/r\(rack)/n\(block)\(rack)\(node)"] = random.below(9)
        }
      }
    }
    let level = random.below(3)
    let sliceLevel = level + random.below(3 - level)
    let sliceSize = [1, 1, 2, 3, 4][random.below(5)]
    let placements: [Kueue.TopologyRequest.Placement] = [
      .required(level: Self.levels[level]), .preferred(level: Self.levels[level]), .unconstrained,
    ]
    let placement = placements[random.below(3)]
    let set = podSet(
      sliceSize * (1 + random.below(8)), placement,
      slices: sliceSize == 1 ? [] : [(Self.levels[sliceLevel], sliceSize)])
    return World(
      gpus: gpus, podSet: set,
      gates: .init(
        profileMixed: random.below(2) == 0, balancedPlacement: random.below(2) == 0),
      level: level, sliceLevel: sliceSize == 1 ? 2 : sliceLevel, sliceSize: sliceSize)
  }

  /// The path of a node cut at a level: `b0/r1` for level 1.
  private func cut(_ path: String, _ level: Int) -> String {
    path.split(separator: "/").prefix(level + 1).joined(separator: "/")
  }

  /// Slices by domain of a level, counted anew from the nodes.
  private func slices(_ world: World, at level: Int) -> [String: Int] {
    var pods: [String: Int] = [:]
    for (path, free) in world.gpus { pods[cut(path, world.sliceLevel), default: 0] += free }
    var slices: [String: Int] = [:]
    for (path, free) in pods { slices[cut(path, level), default: 0] += free / world.sliceSize }
    return slices
  }

  @Test func placementsKeepTheirPromises() throws {
    var placed = 0
    for index in 0..<600 {
      let seed = "topology \(index)"
      let world = world(seed)
      let snapshot = try snapshot(world.gpus, gates: world.gates)
      let answer = snapshot.assign([world.podSet])
      let total = slices(world, at: 0).values.reduce(0, +)
      let wanted = world.podSet.count / world.sliceSize
      var shouldFit = total >= wanted
      if world.podSet.isRequired {
        shouldFit = slices(world, at: world.level).values.contains { $0 >= wanted }
      }
      #expect(answer.fits == shouldFit, "seed \(seed)")
      guard let assignment = answer["main"] else { continue }
      placed += 1
      #expect(assignment.podCount == world.podSet.count, "seed \(seed)")
      var bySlice: [String: Int] = [:]
      var homes: Set<String> = []
      for domain in assignment.domains {
        let path = try #require(
          world.gpus.keys.first { $0.hasSuffix("/" + (domain.values.first ?? "")) })
        #expect(domain.count <= world.gpus[path] ?? 0, "seed \(seed)")
        bySlice[cut(path, world.sliceLevel), default: 0] += domain.count
        homes.insert(cut(path, world.level))
      }
      #expect(bySlice.values.allSatisfy { $0 % world.sliceSize == 0 }, "seed \(seed)")
      if world.podSet.isRequired { #expect(homes.count == 1, "seed \(seed)") }
      if case .preferred = world.podSet.request?.placement,
        slices(world, at: world.level).values.contains(where: { $0 >= wanted }),
        !world.gates.balancedPlacement
      {
        #expect(homes.count == 1, "seed \(seed)")
      }
    }
    #expect(placed > 300)
  }

  @Test func takenPlacesFitAndGivenBackPlacesAreFree() throws {
    for index in 0..<200 {
      let seed = "usage \(index)"
      let world = world(seed)
      var snapshot = try snapshot(world.gpus, gates: world.gates)
      let before = snapshot.domainViews()
      guard let assignment = snapshot.assign([world.podSet])["main"] else { continue }
      let usage = assignment.domains.map {
        Kueue.TopologySnapshot.Usage(
          values: $0.values, requests: world.podSet.requests, count: $0.count)
      }
      #expect(snapshot.fits(usage), "seed \(seed)")
      snapshot.add(usage)
      #expect(
        snapshot.domainViews().allSatisfy { $0.free["gpu"] ?? -1 >= 0 }, "seed \(seed)")
      #expect(
        text(snapshot.assign([world.podSet], assumingEmpty: true)["main"]) == text(assignment),
        "seed \(seed)")
      snapshot.remove(usage)
      #expect(snapshot.domainViews() == before, "seed \(seed)")
    }
  }

  @Test func extremeNumbersDoNotTrap() throws {
    var snapshot = try snapshot(["a/1/n1": .max, "a/1/n2": .max, "a/2/n3": .min])
    snapshot.addOtherUsage(["gpu": .max], onNode: "a/2/n3")
    snapshot.add([.init(values: ["n3"], requests: ["gpu": .max], count: .max)])
    snapshot.remove([.init(values: ["n3"], requests: ["gpu": .max], count: .min)])
    for gpu in [0, 1, Int.max] {
      for gates in [Kueue.TopologyGates(), .init(balancedPlacement: true)] {
        let set = podSet(Int(Int32.max), gpu: gpu, .preferred(level: "rack"))
        var other = try Self.wide(gates)
        other.add([.init(values: ["n1"], requests: ["gpu": 1], count: 1)])
        _ = other.assign([set], explaining: true)
        _ = snapshot.assign([set, set], explaining: true)
      }
    }
  }

  private static func wide(_ gates: Kueue.TopologyGates) throws -> Kueue.TopologySnapshot {
    try snapshot(["a/1/n1": .max, "a/1/n2": .max, "b/1/n3": .max], gates: gates)
  }
}
