import Simulation
import Testing

@testable import ServingSim

/// Laws over random setups; the argument is the seed.
struct ServingLawTests {
  @Test(arguments: 0..<120)
  func everyRequestEndsAndEveryTokenIsComputedOnce(seed: Int) throws {
    var run = try ServingRun(randomSetup(seed))
    run.finish()
    var player = run.player()
    while player.next() { player.engine.checkInvariants() }
    #expect(run.ending == .allDone, "seed \(seed)")
    let metrics = run.metrics()
    #expect(metrics.open == 0, "seed \(seed)")
    #expect(metrics.finished + metrics.rejected + metrics.aborted == metrics.requests)
    #expect(run.doneRequests + metrics.rejected == metrics.requests)
    // All blocks are free at the end, each once.
    #expect(run.replicas[0].engine.freeQueue.sorted() == Array(1..<run.setup.engine.blockCount))
    for (i, record) in run.records.enumerated() where record.outcome == .finished {
      let request = run.setup.workload.requests[i]
      let room = run.setup.engine.maxModelTokens - request.promptTokens
      #expect(record.outputTokens == min(max(1, request.outputTokens), room), "seed \(seed) \(i)")
    }
  }

  @Test(arguments: 0..<60)
  func computedTokensAreAccountedFor(seed: Int) throws {
    var setup = randomSetup(seed)
    setup.workload = setup.workload.withoutHangUps
    var run = try ServingRun(setup)
    run.finish()
    // A finished request has computed all its tokens but the last, which nobody reads; hits and
    // recomputation make the difference to what was scheduled.
    let needed = run.records.indices.filter { run.records[$0].outcome == .finished }.reduce(0) {
      $0 + setup.workload.requests[$1].promptTokens + run.records[$1].outputTokens - 1
    }
    let metrics = run.metrics()
    let lost = run.events.reduce(0) {
      if case .preempted(_, let lost) = $1.kind { $0 + lost } else { $0 }
    }
    #expect(metrics.scheduledTokens + metrics.hitTokens == needed + lost, "seed \(seed)")
    #expect(metrics.recomputedTokens <= lost, "seed \(seed)")
  }

  @Test(arguments: 0..<30)
  func sliceSizeChangesNothing(seed: Int) throws {
    var whole = try ServingRun(randomSetup(seed))
    whole.finish()
    for slice in [1, 7, 1_000] {
      var parts = try ServingRun(randomSetup(seed))
      while parts.advance(events: slice) {}
      #expect(parts.digestText == whole.digestText, "seed \(seed), slice \(slice)")
      #expect(parts.steps == whole.steps && parts.events == whole.events)
      #expect(parts.metrics() == whole.metrics())
    }
  }

  @Test func anotherWorkloadHasAnotherDigest() throws {
    var digests: Set<String> = []
    for seed in 0..<20 {
      var run = try ServingRun(randomSetup(seed))
      run.finish()
      digests.insert(run.digestText)
    }
    #expect(digests.count == 20)
  }

  @Test(arguments: 0..<25)
  func lookingBackShowsWhatHappened(seed: Int) throws {
    var run = try ServingRun(randomSetup(seed))
    var maps: [BlockMap] = []
    var steps: [EngineStep] = []
    run.finish()
    var player = run.player()
    while player.next() {
      maps.append(player.engine.blockMap())
      steps.append(player.engine.step)
      let row = run.steps[player.number]
      #expect(row.start == player.start && row.end == player.end, "seed \(seed)")
      #expect(row.freeBlocks == player.engine.freeBlocks, "seed \(seed)")
      #expect(row.waiting == player.engine.waitingCount, "seed \(seed)")
    }
    #expect(maps.count == run.steps.count)
    for step in stride(from: maps.count - 1, through: 0, by: -5) {
      #expect(run.blockMap(afterStep: step) == maps[step], "seed \(seed), step \(step)")
      #expect(run.step(step) == steps[step], "seed \(seed), step \(step)")
    }
    #expect(run.blockMap(afterStep: run.steps.count) == nil)
    let free = run.blockMap(afterStep: -1)?.count(of: .free)
    #expect(free == run.setup.engine.usableBlocks)
  }

  @Test(arguments: 0..<25)
  func explainedIsTheSameAsUnexplained(seed: Int) throws {
    var run = try ServingRun(randomSetup(seed))
    run.finish()
    for number in stride(from: 0, to: run.steps.count, by: 3) {
      let decisions = run.decisions(inStep: number)
      let step = try #require(run.step(number))
      var told = (
        scheduled: [Int](), preempted: [EngineStep.Preemption](), evicted: [Eviction](),
        finished: [Int](), blocks: 0
      )
      for decision in decisions {
        switch decision {
        case .scheduled(let request, let tokens, let lacking, let cap, let blocks, _):
          told.scheduled.append(request)
          told.blocks += blocks
          #expect((tokens < lacking) == (cap != .nothing))
        case .admitted(let request, let known, let hit, let hitBlocks, _, _, let blocks, _):
          told.scheduled.append(request)
          told.blocks += blocks
          #expect(hit == hitBlocks.count * run.setup.engine.blockSize && hit < known)
        case .preempted(let preemption): told.preempted.append(preemption)
        case .evicted(let eviction): told.evicted.append(eviction)
        case .admissionStopped(let stop): #expect(stop == step.admissionStop)
        case .finished(let request, _, _): told.finished.append(request)
        case .ordered, .treeEvicted, .ratioChanged: Issue.record("vLLM has no radix tree")
        }
      }
      #expect(told.preempted == step.preempted, "seed \(seed), step \(number)")
      #expect(told.evicted == step.evictions, "seed \(seed), step \(number)")
      #expect(told.finished == step.finished, "seed \(seed), step \(number)")
      #expect(told.blocks == step.takenBlocks.count, "seed \(seed), step \(number)")
      #expect(Set(step.scheduled.map(\.request)).isSubset(of: told.scheduled))
    }
  }

  @Test(arguments: 0..<40)
  func refusalsAndPreemptionsHaveTrueReasons(seed: Int) throws {
    var run = try ServingRun(randomSetup(seed))
    run.finish()
    var player = run.player()
    while player.next() {
      let step = player.engine.step
      for preemption in step.preempted {
        #expect(preemption.refusal.neededBlocks > preemption.refusal.freeBlocks, "seed \(seed)")
      }
      if case .memory(let refusal) = step.admissionStop?.reason {
        #expect(refusal.neededBlocks > refusal.freeBlocks, "seed \(seed)")
      }
    }
  }
}
