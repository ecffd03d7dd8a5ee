import Cluster
import Simulation
import Testing

@testable import ClusterRun

/// What holds under Volcano and KAI whatever comes.
@Suite struct BatchLawTests {
  static let seeds = (0..<12).map { Seed("batch-\($0)") }
  static let mostEvents = 2_500

  private func run(
    _ system: RandomBatch.System, _ seed: Seed, isCalm: Bool = false
  ) -> WorkloadRun {
    WorkloadRun(
      RandomBatch.scenario(seed, isCalm: isCalm), under: RandomBatch.plane(system, seed),
      options: RandomWorkload.runOptions(seed))
  }

  private func advance(_ run: inout WorkloadRun, by events: Int) {
    while run.events < Self.mostEvents,
      run.advance(events: min(events, Self.mostEvents - run.events))
    {}
  }

  @Test(arguments: RandomBatch.System.allCases, seeds)
  func sliceSizeAndRepetitionChangeNothing(system: RandomBatch.System, seed: Seed) {
    var whole = run(system, seed)
    advance(&whole, by: Self.mostEvents)
    var slices = run(system, seed)
    advance(&slices, by: 7)
    #expect(slices.steps == whole.steps, "\(system), seed \(seed)")
    #expect(slices.digest == whole.digest, "\(system), seed \(seed)")
    #expect(slices.metrics == whole.metrics, "\(system), seed \(seed)")
  }

  @Test(arguments: RandomBatch.System.allCases, seeds)
  func nothingIsGivenTwice(system: RandomBatch.System, seed: Seed) {
    var run = run(system, seed)
    while run.events < Self.mostEvents, run.advance(events: 1) {
      let world = run.world
      if !world.state.overcommitments.isEmpty {
        Issue.record("\(system), seed \(seed): \(world.state.overcommitments)")
        return
      }
      for node in world.state.nodes.indices {
        for (gpu, holders) in world.state.gpuHolders(on: node).enumerated()
        where holders.reduce(0, { $0 + $1.milli }) > 1_000 {
          Issue.record("\(system), seed \(seed): GPU \(gpu) of node \(node) is given twice")
          return
        }
      }
      if let pod = podWithoutItsGPUs(world) {
        Issue.record("\(system), seed \(seed), event \(run.events): pod \(pod) lacks GPUs")
        return
      }
    }
    #expect(run.world.state.violations() == [], "\(system), seed \(seed)")
    if run.events < Self.mostEvents { checkEnd(run, system, seed) }
  }

  private func podWithoutItsGPUs(_ world: World) -> PodIndex? {
    world.podStatus.indices.first { pod in
      guard world.podStatus[pod].holds else { return false }
      let record = world.state.record(of: pod)
      let wanted = record.gpus + (record.gpuShareMilli > 0 ? 1 : 0)
      return world.state.gpuIndices(of: pod).count != wanted
    }
  }

  /// Every job ended, works without end, or was told why it waits.
  private func checkEnd(_ run: WorkloadRun, _ system: RandomBatch.System, _ seed: Seed) {
    let world = run.world
    let isCut = world.now >= (RandomBatch.scenario(seed).end ?? SimTime(nanoseconds: .max))
    if isCut { return }
    let told = Set(
      run.moment(after: run.steps.count).lines.flatMap { line -> [PodIndex] in
        if case .pods(let pods) = line.members { pods } else { [] }
      })
    for job in world.jobs.indices where world.jobStatus[job].phase == .active {
      let pending = world.pendingPods(of: job)
      #expect(Set(pending).isSubset(of: told), "\(system), seed \(seed): job \(job) in no line")
      if !pending.isEmpty {
        let steps = run.steps.indices.filter {
          run.steps[$0].kind == .pended && run.steps[$0].job == job
        }
        guard let last = steps.last else {
          Issue.record("\(system), seed \(seed): job \(job) waits and nothing was said")
          continue
        }
        switch run.why(step: last) {
        case .volcano(.waiting(let waiting, _, _)):
          #expect(!waiting.obstacles.isEmpty, "seed \(seed): \(waiting)")
        case .kai(.waiting(let waiting, _, _)):
          #expect(!waiting.reasons.isEmpty, "seed \(seed): \(waiting)")
        case .volcano(.unserved), .kai(.unserved), .kai(.bindFailed): break
        default: Issue.record("\(system), seed \(seed): job \(job) waits without a reason")
        }
      } else {
        let status = world.jobStatus[job]
        #expect(
          status.holding > 0 || status.existing == 0,
          "\(system), seed \(seed): job \(job) neither ended nor waits: \(status)")
      }
    }
  }

  /// Bound pods of a gang from which nothing was taken are none or enough.
  @Test(arguments: RandomBatch.System.allCases, seeds)
  func gangsAreNeverPartlyBoundAtRest(system: RandomBatch.System, seed: Seed) {
    var run = run(system, seed, isCalm: true)
    let gangs = run.world.jobs.indices.filter { run.world.jobs[$0].gang != nil }
    while run.events < Self.mostEvents, run.advance(events: 1) {
      guard run.isAtRest else { continue }
      let world = run.world
      for index in gangs {
        let status = world.jobStatus[index]
        guard let gang = world.jobs[index].gang, status.phase == .active,
          !mayExceedNodes(world, index),
          status.failures + status.losses + status.evictions + status.succeeded == 0
        else { continue }
        if status.holding > 0 && status.holding < gang.minimum {
          Issue.record(
            "\(system), seed \(seed): \(status.holding) of \(gang.minimum) of job \(index)")
          return
        }
      }
    }
  }

  /// Volcano counts pods that ask for nothing as ready before they have a node (`IsReady` of its
  /// job info), and KAI lets them exceed the number of pods of a node. Shares that KAI spreads may
  /// be promised a GPU that is still being released.
  private func mayExceedNodes(_ world: World, _ job: JobIndex) -> Bool {
    world.pods(of: job).contains {
      let record = world.state.record(of: $0)
      return record.requests.isEmpty || record.gpuShareMilli > 0
    }
  }

  @Test(arguments: RandomBatch.System.allCases, seeds.prefix(5))
  func replayAndWhyAgreeWithTheRun(system: RandomBatch.System, seed: Seed) {
    var run = run(system, seed)
    while run.events < 400, run.advance(events: 50) {}
    for index in stride(from: 0, to: run.steps.count, by: 7) {
      let step = run.steps[index]
      let moment = run.moment(after: index + 1)
      #expect(moment.step == index + 1 && moment.time == step.time, "\(system), seed \(seed)")
      let pending = moment.world.podStatus.count { $0.phase == .pending }
      #expect(pending == run.samples[index].pending, "\(system), seed \(seed), step \(index)")
      guard step.isDecision else { continue }
      let name = step.pod.map { run.world.state.name(of: $0) }
      switch (step.kind, run.why(step: index)) {
      case (.placed, .volcano(.bound(_, let placement?))):
        #expect(placement.task.contains(name ?? "?") && placement.node != nil)
      case (.placed, .kai(.bound(let bind, _, _))):
        #expect(bind.pod.contains(name ?? "?"), "seed \(seed), step \(index)")
        #expect(bind.node == step.node.map { run.world.state.nodes[$0].name })
      case (.evicted, .volcano(.evicted(let eviction))): #expect(!eviction.votes.isEmpty)
      case (.evicted, .kai(.evicted(let eviction, _))):
        #expect(eviction.pod.contains(name ?? "?"))
      case (.pended, .volcano(.waiting)), (.pended, .kai(.waiting)), (.pended, .volcano(.unserved)),
        (.pended, .kai(.unserved)), (.pended, .kai(.bindFailed)),
        (.nominated, .volcano(.nominated)),
        (.nominated, .kai(.nominated)):
        break
      default:
        Issue.record("\(system), seed \(seed), step \(index): \(step.kind) without its reason")
      }
    }
  }
}
