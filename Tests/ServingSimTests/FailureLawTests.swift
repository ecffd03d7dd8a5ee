import Simulation
import Testing
import Traffic

@testable import ServingSim

/// Laws of fleets whose replicas die, over random setups; the argument is the seed.
struct FailureLawTests {
  /// Some of the replicas die, some of them for ever, at times at which there is work.
  private func failing(_ seed: Int) -> ServingSetup {
    var setup = randomFleet(seed, isDisaggregated: seed % 2 == 1)
    setup.schedulesAhead = seed % 3 == 0
    var random = SeededGenerator(seed: Seed("failures-\(seed)"))
    let outages = (0..<(1 + random.below(5))).map { _ in
      let from = SimTime.zero + .microseconds(random.below(400_000))
      return ReplicaOutage(
        replica: random.below(setup.fleet.allReplicas + 1), from: from,
        until: random.below(6) == 0 ? nil : from + .microseconds(1 + random.below(150_000)))
    }
    setup.fleet.failures = ReplicaFailures(
      outages: outages, detection: .microseconds(random.below(3) * random.below(40_000)))
    return setup
  }

  @Test(arguments: 0..<100)
  func neitherSlicesNorStretchesChangeAnything(seed: Int) throws {
    let setup = failing(seed)
    var whole = try ServingRun(setup)
    whole.finish()
    var alone = try ServingRun(setup, makesStretches: false)
    while alone.advance(events: 3) {}
    #expect(whole.digestText == alone.digestText, "seed \(seed)")
    let areEqual = [
      whole.records == alone.records, whole.events == alone.events,
      whole.metrics() == alone.metrics(), whole.outages == alone.outages,
    ]
    #expect(!areEqual.contains(false), "seed \(seed)")
    #expect(whole.ending == alone.ending, "seed \(seed)")
    for replica in 0..<whole.replicaCount {
      let isEqual = whole.steps(ofReplica: replica) == alone.steps(ofReplica: replica)
      #expect(isEqual, "seed \(seed)")
    }
  }

  /// Every request finishes, or is told why not; nothing is left anywhere.
  @Test(arguments: 0..<100)
  func nobodyIsForgotten(seed: Int) throws {
    let setup = failing(seed)
    var run = try ServingRun(setup)
    run.finish()
    #expect(run.ending == .allDone || run.ending == .nobodyServes, "seed \(seed)")
    for (request, record) in run.records.enumerated() {
      if record.outcome == .finished {
        let spec = setup.workload.requests[request]
        let room = setup.maxModelTokens - spec.promptTokens
        #expect(record.outputTokens == min(spec.outputTokens, room), "seed \(seed) \(request)")
        #expect(record.firstToken.map { $0 >= record.arrival } == true)
      }
      let lost = run.events.count { $0.request == request && $0.kind.isLoss }
      #expect(record.retries == lost, "seed \(seed) \(request)")
    }
    guard run.ending == .allDone else { return }
    for replica in 0..<run.replicaCount {
      let engine = run.replicas[replica].engine
      #expect(engine.presentRequests.isEmpty && run.logs[replica].assigned == 0, "seed \(seed)")
      #expect(engine.freeBlocks == engine.config.usableBlocks, "seed \(seed)")
      engine.checkInvariants()
    }
    #expect(run.fleet.failures.lostOn.isEmpty && run.fleet.failures.stranded.isEmpty)
    let delivered = run.records.filter { $0.outcome == .finished }.reduce(0) {
      $0 + $1.outputTokens
    }
    #expect(run.metrics().outputTokens >= delivered, "seed \(seed)")
  }

  /// Played back from its feed and snapshots, a replica dies and lives as it did.
  @Test(arguments: 0..<100)
  func whatIsPlayedBackIsWhatWas(seed: Int) throws {
    var run = try ServingRun(failing(seed))
    run.finish()
    for replica in 0..<run.replicaCount {
      var player = run.player(of: replica)
      while player.next() {
        player.engine.checkInvariants()
        let row = run.steps(ofReplica: replica)[player.number]
        try #require(
          row.end == player.end && row.freeBlocks == player.engine.freeBlocks
            && row.waiting == player.engine.waitingCount, "seed \(seed), step \(player.number)")
      }
      #expect(player.number + 1 == run.steps(ofReplica: replica).count, "seed \(seed)")
      for step in stride(from: 0, to: run.steps(ofReplica: replica).count, by: 29) {
        let engine = try #require(run.engine(afterStep: step, replica: replica))
        #expect(engine.freeBlocks == run.steps(ofReplica: replica)[step].freeBlocks)
      }
    }
  }

  /// A router that knows of a failure never chooses the dead; the decision can be told again.
  @Test(arguments: 0..<40)
  func theDeadGetNothingOnceTheyAreMissed(seed: Int) throws {
    var run = try ServingRun(failing(seed))
    run.finish()
    for event in run.events {
      switch event.kind {
      case .routed, .handedOver:
        var replica = event.replica
        if case .handedOver(let decode) = event.kind { replica = decode }
        let isMissed = run.outages.contains { outage in
          outage.replica == replica && outage.noticed.map { $0 < event.time } ?? false
            && outage.until.map { event.time < $0 } ?? true
        }
        #expect(!isMissed, "seed \(seed)")
      default: break
      }
    }
    for request in run.records.indices where run.records[request].retries > 0 {
      let record = run.records[request]
      guard record.outcome == .finished, run.setup.fleet.replicas > 1 else { continue }
      let decision = run.routing(of: request, attempt: record.retries)
      #expect(decision?.replica == record.replica, "seed \(seed)")
    }
  }

  /// What fails after the last request is done has never happened.
  @Test func whatFailsTooLateIsNothing() throws {
    var setup = randomFleet(4)
    var plain = try ServingRun(setup)
    plain.finish()
    setup.fleet.failures = ReplicaFailures(
      outages: [ReplicaOutage(replica: 0, from: .zero + .seconds(100_000))])
    var run = try ServingRun(setup)
    run.finish()
    #expect(run.digestText == plain.digestText && run.outages.isEmpty)
  }
}

extension ServingEvent.Kind {
  fileprivate var isLoss: Bool { if case .lost = self { true } else { false } }
}
