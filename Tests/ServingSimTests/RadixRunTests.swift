import Simulation
import Testing
import Traffic

@testable import ServingSim

/// The random setup under SGLang's rules, with memory for little more than the longest request.
func randomRadixSetup(_ seed: Int) -> ServingSetup {
  var random = SeededGenerator(seed: Seed("radix-run-\(seed)"))
  var setup = randomSetup(seed)
  let page = [1, 1, 4, 16][random.below(4)]
  let order = RadixServing.Order.allCases[random.below(RadixServing.Order.allCases.count)]
  let takesPriority = order == .firstComeFirstServed || order == .longestOutputFirst
  let maxModel = setup.engine.maxModelTokens
  setup.engine = EngineConfig(
    blockSize: page, blockCount: (maxModel + page + 1 + random.below(300)) / page + 3,
    tokenBudget: page * (1 + random.below(100 / page + 2)), maxSequences: 1 + random.below(12),
    maxModelTokens: maxModel, chunkedPrefill: random.below(4) > 0,
    prefixCaching: random.below(5) > 0,
    radix: RadixServing(
      order: order, byPriority: takesPriority && random.below(2) == 0,
      eviction: RadixEvictionPolicy.allCases[random.below(RadixEvictionPolicy.allCases.count)],
      maxPrefillTokens: 20 + random.below(300), mixesDecodes: random.below(3) == 0,
      conservativeness: Double(random.below(15)) / 10,
      clientMaxTokens: random.below(3) == 0 ? 0 : 1 + random.below(100),
      seed: Seed("radix-\(seed)")))
  return setup
}

/// Laws of runs under SGLang's rules; the argument is the seed.
struct RadixRunTests {
  @Test(arguments: 0..<50)
  func everyRequestEndsAndEverySlotHasOneOwner(seed: Int) throws {
    var run = try ServingRun(randomRadixSetup(seed))
    run.finish()
    #expect(run.ending == .allDone, "seed \(seed)")
    let engine = run.setup.engine
    let capacity = engine.usableBlocks * engine.blockSize
    var player = run.player()
    while player.next() {
      player.engine.checkInvariants()
      let map = try #require(player.engine.slotMap())
      #expect(map.parts.reduce(0) { $0 + $1.tokens } == capacity, "seed \(seed)")
      #expect(player.engine.runningCount <= engine.maxSequences, "seed \(seed)")
      let row = run.steps[player.number]
      #expect(row.start == player.start && row.end == player.end, "seed \(seed)")
      #expect(row.freeBlocks == player.engine.freeBlocks, "seed \(seed)")
    }
    let metrics = run.metrics()
    #expect(metrics.open == 0, "seed \(seed)")
    // At the end everything is free or in the tree, and nobody holds a lock.
    #expect(run.replicas[0].engine.freeBlocks == engine.usableBlocks, "seed \(seed)")
    for (i, record) in run.records.enumerated() where record.outcome == .finished {
      let request = run.setup.workload.requests[i]
      let room = engine.maxModelTokens - request.promptTokens
      #expect(record.outputTokens == min(max(1, request.outputTokens), room), "seed \(seed) \(i)")
    }
  }

  @Test(arguments: 0..<25)
  func computedTokensAreAccountedFor(seed: Int) throws {
    var setup = randomRadixSetup(seed)
    setup.workload = setup.workload.withoutHangUps
    var run = try ServingRun(setup)
    run.finish()
    let needed = run.records.indices.filter { run.records[$0].outcome == .finished }.reduce(0) {
      $0 + setup.workload.requests[$1].promptTokens + run.records[$1].outputTokens - 1
    }
    let metrics = run.metrics()
    let lost = run.events.reduce(0) {
      if case .preempted(_, let lost) = $1.kind { $0 + lost } else { $0 }
    }
    #expect(metrics.scheduledTokens + metrics.hitTokens == needed + lost, "seed \(seed)")
    #expect(metrics.recomputedTokens <= lost, "seed \(seed)")
    if !setup.engine.prefixCaching { #expect(metrics.hitTokens == 0, "seed \(seed)") }
  }

  @Test(arguments: 0..<25)
  func slicesAndLookingBackChangeNothing(seed: Int) throws {
    let setup = randomRadixSetup(seed)
    var whole = try ServingRun(setup)
    whole.finish()
    for slice in [1, 9] {
      var parts = try ServingRun(setup)
      while parts.advance(events: slice) {}
      #expect(parts.digestText == whole.digestText, "seed \(seed), slice \(slice)")
      #expect(parts.steps == whole.steps && parts.events == whole.events)
      #expect(parts.metrics() == whole.metrics())
    }
    var maps: [SlotMap?] = []
    var steps: [EngineStep] = []
    var player = whole.player()
    while player.next() {
      maps.append(player.engine.slotMap())
      steps.append(player.engine.step)
    }
    for step in stride(from: maps.count - 1, through: 0, by: -7) {
      let engine = try #require(whole.engine(afterStep: step))
      #expect(engine.slotMap() == maps[step] && engine.step == steps[step], "seed \(seed)")
    }
  }

  @Test(arguments: 0..<25)
  func aFleetIsItsServers(seed: Int) throws {
    var setup = randomRadixSetup(seed)
    setup.fleet = FleetShape(
      replicas: 1 + seed % 4,
      routing: [.roundRobin, .leastRequest, .prefixAware(PrefixAwareRule())][seed % 3],
      seed: Seed("router-\(seed)"))
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
    }
  }

  @Test(arguments: 0..<25)
  func reasonsAreTrue(seed: Int) throws {
    var run = try ServingRun(randomRadixSetup(seed))
    run.finish()
    var isFull = false
    for number in 0..<run.steps.count {
      let step = try #require(run.step(number))
      if number % 3 == 0 {
        let decisions = run.decisions(inStep: number)
        var told = (scheduled: [Int](), evicted: [TreeEviction](), preempted: 0)
        for decision in decisions {
          switch decision {
          case .scheduled(let request, _, _, _, _, _): told.scheduled.append(request)
          case .admitted(let request, let known, let hit, _, _, _, _, _):
            told.scheduled.append(request)
            #expect(hit < known, "seed \(seed)")
          case .treeEvicted(let eviction, _): told.evicted.append(eviction)
          case .preempted: told.preempted += 1
          case .ordered(let order, let requests):
            #expect(order.order.sorted() == Array(requests.indices), "seed \(seed)")
          default: break
          }
        }
        #expect(told.scheduled == step.scheduled.map(\.request), "seed \(seed), step \(number)")
        #expect(told.evicted == step.treeEvictions, "seed \(seed), step \(number)")
        #expect(told.preempted == step.preempted.count, "seed \(seed), step \(number)")
      }
      if case .estimate(let estimate) = step.admissionStop?.reason {
        #expect(Double(estimate.needed) >= estimate.left, "seed \(seed), step \(number)")
      }
      if case .batchFull = step.admissionStop?.reason {
        #expect(isFull, "seed \(seed), step \(number): nobody was refused before")
      } else {
        switch step.admissionStop?.reason {
        case .estimate, .sequencesAtLimit: isFull = true
        default: break
        }
      }
      for preemption in step.preempted {
        #expect(preemption.refusal.neededBlocks > preemption.refusal.freeBlocks, "seed \(seed)")
      }
    }
  }
}
