import BatchQueueing
import Simulation
import Testing

/// Plugin proportion's division against water filling by bisection.
struct VolcanoDivisionTests {
  /// The level at which every queue has `min(request, weight x level)` and nothing is left over.
  private static func filled(_ total: Double, _ claims: [(weight: Double, request: Double)])
    -> [Double]
  {
    var low = 0.0
    var high = total
    for _ in 0..<200 {
      let level = (low + high) / 2
      let used = claims.reduce(0) { $0 + min($1.request, $1.weight * level) }
      if used <= total { low = level } else { high = level }
    }
    return claims.map { min($0.request, $0.weight * low) }
  }

  @Test func queuesFillLikeWater() throws {
    for round in 0..<400 {
      let seed = "volcano-division-\(round)"
      var random = SeededGenerator(seed: Seed(seed))
      let cores = 1 + random.below(64)
      let names = (0...random.below(6)).map { "q\($0)" }
      let queues = names.map { Volcano.Queue(name: $0, weight: 1 + random.below(9)) }
      let requests = names.map { _ in 500 * (1 + random.below(80)) }
      let groups = names.map { Volcano.PodGroup(id: "ns/\($0)", queue: $0, phase: .inqueue) }
      let tasks = zip(names, requests).map {
        Volcano.Task(
          id: "ns/\($0)-t", podGroup: "ns/\($0)",
          request: Volcano.Resources(milliCPU: $1, memory: 1 << 20))
      }
      let snapshot = Volcano.Snapshot(
        nodes: [
          Volcano.Node(
            name: "n",
            allocatable: Volcano.Resources(
              milliCPU: cores * 1000, memory: 1 << 40, scalars: ["pods": 110]))
        ], queues: queues, podGroups: groups, tasks: tasks)
      let outcome = try Volcano.Session(snapshot).run()
      let division = try #require(outcome.division)
      let oracle = Self.filled(
        Double(cores * 1000), zip(queues, requests).map { (Double($0.weight), Double($1)) })
      for (entry, wanted) in zip(division.entries, oracle) {
        #expect(abs(entry.deserved["cpu"] - wanted) < 1, "\(seed) \(entry.queue)")
      }
      let sum = division.entries.reduce(0) { $0 + $1.deserved["cpu"] }
      #expect(sum <= Double(cores * 1000) + 0.2, "\(seed)")
      #expect(division.rounds.count <= names.count + 2, "\(seed)")
    }
  }

  @Test func guaranteesAndCapabilitiesHold() throws {
    for round in 0..<300 {
      let seed = "volcano-limits-\(round)"
      var clusters = VolcanoRandomClusters(seed)
      let division = try #require(Volcano.Session(clusters.snapshot()).run().division)
      for entry in division.entries {
        for amount in entry.deserved.list {
          let resource = amount.resource
          let guarantee = entry.guarantee[resource]
          #expect(amount.value >= guarantee - 0.1, "\(seed) \(entry.queue)")
          #expect(
            amount.value <= max(entry.request[resource], guarantee) + 0.1, "\(seed) \(entry.queue)")
          if entry.limit.list.contains(where: { $0.resource == resource }) {
            #expect(
              amount.value <= max(entry.limit[resource], guarantee) + 0.1,
              "\(seed) \(entry.queue)")
          }
        }
      }
    }
  }

  /// 12 cores, weights 1 : 2, requests 2 and 20 cores: 4 and 8, then the 2 left over go to the other.
  @Test func roundsAreTold() throws {
    let snapshot = Volcano.Snapshot(
      nodes: [
        Volcano.Node(
          name: "n",
          allocatable: Volcano.Resources(
            milliCPU: 12_000, memory: 1 << 40, scalars: ["pods": 10]))
      ], queues: [Volcano.Queue(name: "a"), Volcano.Queue(name: "b", weight: 2)],
      podGroups: [
        Volcano.PodGroup(id: "ns/a", queue: "a"), Volcano.PodGroup(id: "ns/b", queue: "b"),
      ],
      tasks: [
        Volcano.Task(
          id: "ns/a1", podGroup: "ns/a", request: Volcano.Resources(milliCPU: 2000, memory: 1)),
        Volcano.Task(
          id: "ns/b1", podGroup: "ns/b", request: Volcano.Resources(milliCPU: 20_000, memory: 1)),
      ])
    let division = try #require(Volcano.Session(snapshot).run().division)
    #expect(division.entries.map { $0.deserved["cpu"] } == [2000, 10_000])
    #expect(division.rounds.first?.weights == 3)
    #expect(division.rounds.first?.steps.map { $0.deserved["cpu"] } == [2000, 8000])
    #expect(division.rounds.first?.steps.map(\.met) == [.request, nil])
    #expect(division.rounds.first?.after["cpu"] == 2000)
  }
}
