import Simulation
import Testing
import Traffic

@testable import ServingSim

/// Laws of fleets over random setups; the argument is the seed.
struct FleetLawTests {
  /// A replica does what a single server would do with its requests.
  @Test(arguments: 0..<60)
  func aFleetIsItsServers(seed: Int) throws {
    let setup = randomFleet(seed)
    var fleet = try ServingRun(setup)
    fleet.finish()
    #expect(fleet.ending == .allDone, "seed \(seed)")
    for replica in 0..<setup.fleet.replicas {
      let mine = fleet.records.indices.filter { fleet.records[$0].replica == replica }
      var single = setup
      single.fleet = FleetShape()
      single.workload = Workload(
        name: "part", requests: mine.map { setup.workload.requests[$0] })
      var run = try ServingRun(single)
      run.finish()
      for (place, request) in mine.enumerated() {
        var record = fleet.records[request]
        record.replica = run.records[place].replica
        #expect(run.records[place] == record, "seed \(seed), request \(request)")
      }
      let rows = run.steps.map { row in
        var row = row
        if row.stopped >= 0 { row.stopped = mine[row.stopped] }
        return row
      }
      let isEqual = rows == Array(fleet.steps(ofReplica: replica))
      #expect(isEqual, "seed \(seed), replica \(replica)")
    }
  }

  @Test(arguments: 0..<60)
  func neitherSlicesNorStretchesChangeAnything(seed: Int) throws {
    let setup = randomFleet(seed, isDisaggregated: seed % 2 == 1)
    var whole = try ServingRun(setup)
    whole.finish()
    var alone = try ServingRun(setup, makesStretches: false)
    while alone.advance(events: 3) {}
    #expect(whole.digestText == alone.digestText, "seed \(seed)")
    #expect(whole.records == alone.records, "seed \(seed)")
    #expect(whole.events == alone.events, "seed \(seed)")
    #expect(whole.metrics() == alone.metrics(), "seed \(seed)")
    for replica in 0..<whole.replicaCount {
      #expect(whole.steps(ofReplica: replica) == alone.steps(ofReplica: replica), "seed \(seed)")
    }
  }

  @Test(arguments: 0..<60)
  func prefillAndDecodeApart(seed: Int) throws {
    let setup = randomFleet(seed, isDisaggregated: true)
    var run = try ServingRun(setup)
    run.finish()
    #expect(run.ending == .allDone, "seed \(seed)")
    #expect(run.metrics().open == 0, "seed \(seed)")
    for replica in 0..<run.replicaCount {
      var player = run.player(of: replica)
      while player.next() {
        player.engine.checkInvariants()
        let row = run.steps(ofReplica: replica)[player.number]
        #expect(row.end == player.end && row.freeBlocks == player.engine.freeBlocks)
      }
      #expect(player.number + 1 == run.steps(ofReplica: replica).count)
    }
    for (i, record) in run.records.enumerated() where record.outcome == .finished {
      let spec = setup.workload.requests[i]
      let room = setup.maxModelTokens - spec.promptTokens
      #expect(record.outputTokens == min(spec.outputTokens, room), "seed \(seed) \(i)")
      if let transferred = record.transferred, let first = record.firstToken {
        #expect(first < transferred && transferred <= record.ended ?? .zero, "seed \(seed)")
      }
    }
    checkLinks(run, seed)
  }

  /// Copies of one prefill worker never overlap.
  private func checkLinks(_ run: ServingRun, _ seed: Int) {
    var free = [SimTime](repeating: .zero, count: run.setup.fleet.replicas)
    for event in run.events {
      guard case .transferring(let tokens, let starts, let ends) = event.kind else { continue }
      let prefill = run.records[event.request].replica
      #expect(starts >= free[prefill] && starts >= event.time, "seed \(seed)")
      let link = run.setup.fleet.decode?.link
      #expect(ends - starts == link?.duration(ofTokens: tokens), "seed \(seed)")
      free[prefill] = ends
    }
  }

  @Test func theRouterTellsWhy() throws {
    var setup = randomFleet(3)
    setup.fleet.replicas = 3
    setup.fleet.routing = .leastRequest
    var run = try ServingRun(setup)
    run.finish()
    for request in run.records.indices where run.records[request].replica >= 0 {
      let decision = try #require(run.routing(of: request))
      #expect(decision.replica == run.records[request].replica)
      let views = try #require(run.replicaViews(atRoutingOf: request))
      #expect(views.count == 3)
      let least = views.map(\.assignedRequests).min()
      #expect(views[decision.replica].assignedRequests == least)
    }
  }

  @Test func aDrainedReplicaGetsNothing() throws {
    var setup = randomFleet(5)
    setup.fleet.replicas = 2
    setup.fleet.drains = [ReplicaDrain(replica: 0, from: .zero, until: .zero + .seconds(9_000))]
    var run = try ServingRun(setup)
    run.finish()
    #expect(run.records.allSatisfy { $0.replica != 0 })
    setup.fleet.drains.append(
      ReplicaDrain(replica: 1, from: .zero, until: .zero + .seconds(9_000)))
    var all = try ServingRun(setup)
    all.finish()
    #expect(all.ending == .allDone)
  }
}
