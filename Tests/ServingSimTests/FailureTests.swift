import Simulation
import Testing
import Traffic

@testable import ServingSim

/// Small failures whose numbers can be worked out by hand: a step takes 10 ms, whatever it holds.
struct FailureTests {
  private func at(_ milliseconds: Int) -> SimTime { .zero + .milliseconds(milliseconds) }

  private func setup(
    _ arrivals: [Int], replicas: Int, output: Int = 10, _ failures: ReplicaFailures,
    routing: RoutingPolicy = .roundRobin
  ) -> ServingSetup {
    let requests = arrivals.enumerated().map { i, time in
      InferenceRequest(
        arrival: at(time), prompt: [TokenSegment(id: i + 1, length: 32)], outputTokens: output,
        outputSegment: SegmentNumbering.outputBase + i)
    }
    return ServingSetup(
      engine: EngineConfig(blockCount: 100, maxModelTokens: 200),
      workload: Workload(name: "failures", requests: requests),
      stepTime: .linear(step: .milliseconds(10), perToken: .zero),
      fleet: FleetShape(replicas: replicas, routing: routing, failures: failures))
  }

  private func run(_ setup: ServingSetup) throws -> ServingRun {
    var run = try ServingRun(setup)
    run.finish()
    return run
  }

  /// One request on replica 0 from 0; it dies in the step from 50 to 60, is missed at 255, and the
  /// request begins again on replica 1: ten steps from 255 to 355.
  @Test func aLostRequestBeginsAgainElsewhere() throws {
    let run = try run(
      setup(
        [0], replicas: 2,
        ReplicaFailures(
          outages: [ReplicaOutage(replica: 0, from: at(55))], detection: .milliseconds(200))))
    let record = run.records[0]
    #expect(run.outages.map(\.from) == [at(60)])
    #expect(run.outages.map(\.noticed) == [at(255)])
    #expect(record.replica == 1 && record.retries == 1 && record.outcome == .finished)
    #expect(record.firstToken == at(265) && record.ended == at(355))
    // 32 tokens of the prompt are computed once more, and 6 of the answer were written for nothing.
    #expect(run.metrics().recomputedTokens == 38)
    #expect(run.metrics().outputTokens == 10)
    #expect(run.metrics(ofReplica: 0).outputTokens == 0)
    #expect(run.metrics().failures == 1 && run.metrics().retries == 1)
  }

  /// Back after 30 ms, long before the health check would have failed: missed at that moment, and
  /// served by the same replica, whose cache is empty.
  @Test func aQuickRestartIsMissedWhenConnectionsBreak() throws {
    let run = try run(
      setup(
        [0], replicas: 1,
        ReplicaFailures(
          outages: [ReplicaOutage(replica: 0, from: at(55), until: at(85))],
          detection: .seconds(30))))
    #expect(run.records[0].firstToken == at(95) && run.records[0].hitTokens == 0)
    #expect(run.records[0].retries == 1 && run.ending == .allDone)
  }

  /// Until it is missed, the router sends every second request to the dead replica.
  @Test func nobodyKnowsForAWhile() throws {
    let run = try run(
      setup(
        [0, 100, 110, 120, 130, 400, 410], replicas: 2, output: 1,
        ReplicaFailures(
          outages: [ReplicaOutage(replica: 0, from: at(50))], detection: .milliseconds(200))))
    // Turns: 0 and 110 and 130 to the first; 0 was done before it died.
    #expect(run.records.map(\.retries) == [0, 0, 1, 0, 1, 0, 0])
    #expect(run.records[2].firstToken == at(260))
    #expect(run.records[5...].allSatisfy { $0.replica == 1 })
  }

  /// All are down: requests wait at the router until somebody is back.
  @Test func requestsWaitAtTheRouter() throws {
    let run = try run(
      setup(
        [100], replicas: 1,
        ReplicaFailures(
          outages: [ReplicaOutage(replica: 0, from: at(10), until: at(500))],
          detection: .milliseconds(20))))
    #expect(run.records[0].retries == 0 && run.records[0].firstToken == at(510))
    let forEver = try self.run(
      setup(
        [100], replicas: 1,
        ReplicaFailures(
          outages: [ReplicaOutage(replica: 0, from: at(10))], detection: .milliseconds(20))))
    #expect(forEver.ending == .nobodyServes && forEver.metrics().open == 1)
  }

  /// Least request loves the dead no more than others: what was sent there still counts as assigned.
  @Test func theDeadDoNotLookIdle() throws {
    let run = try run(
      setup(
        Array(stride(from: 0, to: 400, by: 5)), replicas: 2, output: 4,
        ReplicaFailures(
          outages: [ReplicaOutage(replica: 0, from: at(50))], detection: .milliseconds(300)),
        routing: .leastRequest))
    let sent = run.events.count {
      if case .routed = $0.kind { return $0.replica == 0 && $0.time > at(50) }
      return false
    }
    #expect(sent < 20)
    #expect(run.ending == .allDone)
  }

  @Test func overlappingOutagesAreOne() {
    let failures = ReplicaFailures(outages: [
      ReplicaOutage(replica: 1, from: at(50), until: at(80)),
      ReplicaOutage(replica: 0, from: at(30), until: at(40)),
      ReplicaOutage(replica: 0, from: at(10), until: at(30)),
      ReplicaOutage(replica: 1, from: at(60)),
      ReplicaOutage(replica: 1, from: at(90), until: at(95)),
      ReplicaOutage(replica: 7, from: at(1)), ReplicaOutage(replica: -1, from: at(1)),
      ReplicaOutage(replica: 0, from: at(99), until: at(99)),
    ])
    #expect(
      failures.merged(replicas: 2) == [
        ReplicaOutage(replica: 0, from: at(10), until: at(40)),
        ReplicaOutage(replica: 1, from: at(50)),
      ])
  }

  @Test func randomFailuresAreTheReplicasOwn() {
    func draw(_ replicas: Int) -> [ReplicaOutage] {
      ReplicaFailures.random(
        replicas: replicas, meanTimeBetween: .seconds(100), meanRepair: .seconds(20),
        until: .zero + .seconds(10_000), seed: Seed("x"))
    }
    let four = draw(4)
    #expect(four.filter { $0.replica < 2 } == draw(2))
    // 10,000 s with a cycle of 120 s each: about 83 a replica.
    #expect((260...410).contains(four.count), "\(four.count)")
    #expect(four.allSatisfy { outage in outage.until.map { $0 > outage.from } ?? false })
  }
}
