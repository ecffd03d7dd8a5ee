import RuntimeSim
import Simulation
import Testing

/// What holds in every run, whatever comes and fails.
@Suite struct NodeLaws {
  static let seeds = 0..<150

  @Test(arguments: seeds) func callsComeInOrderAndNothingIsLeft(seed: Int) {
    let setup = NodeScenes.random(seed)
    var run = NodeRun(setup)
    while run.advance(events: 5_000) {}
    #expect(run.leaks == [], "seed \(seed)")
    for (pod, plan) in setup.pods.enumerated() {
      let own = run.records.filter { $0.pod == pod }
      #expect(own.contains { $0.kind == .gone }, "seed \(seed): \(plan.name) stays")
      checkNetwork(own, seed)
      for container in plan.containers.indices { checkContainer(own, container, setup, pod, seed) }
    }
    checkVolumes(run, seed)
  }

  /// A container is created in a ready sandbox, started when it was created, and stopped within its
  /// grace period.
  private func checkContainer(
    _ records: [NodeRecord], _ container: Int, _ setup: NodeSetup, _ pod: Int, _ seed: Int
  ) {
    let plan = setup.pods[pod]
    let isDisturbed = setup.faults.contains { $0.call == .stopContainer }
    var sandboxIsReady = false
    var isCreated = false
    var isRunning = false
    var killed: SimTime?
    for record in records where record.container == container || record.container == -1 {
      switch record.kind {
      case .sandbox(let status): sandboxIsReady = status == .ready
      case .began(.createContainer, _): #expect(sandboxIsReady && !isRunning, "seed \(seed)")
      case .ended(.createContainer, _, .ok, _): isCreated = true
      case .began(.startContainer, _):
        #expect(isCreated, "seed \(seed)")
        isCreated = false
      case .container(.running) where record.container == container:
        #expect(!isRunning, "seed \(seed)")
        isRunning = true
        killed = nil
      case .event(.killing) where record.container == container: killed = killed ?? record.time
      case .container(.terminated) where record.container == container:
        isRunning = false
        guard let began = killed else { continue }
        killed = nil
        let longest = max(plan.grace, .seconds(2)) + .seconds(3)
        #expect(isDisturbed || record.time - began <= longest, "seed \(seed) \(plan.name)")
      default: break
      }
    }
    #expect(!isRunning, "seed \(seed): \(plan.name) still runs")
  }

  /// After the last ADD there is a DEL that went well.
  private func checkNetwork(_ records: [NodeRecord], _ seed: Int) {
    var holds = false
    for record in records {
      switch record.kind {
      case .began(.networkAdd, _):
        #expect(!holds, "seed \(seed): ADD without DEL before it")
        holds = true
      case .ended(.networkDelete, _, .ok, _): holds = false
      default: break
      }
    }
    #expect(!holds, "seed \(seed)")
  }

  /// As many volumes are unstaged as staged, detached as attached, unpublished as published.
  private func checkVolumes(_ run: NodeRun, _ seed: Int) {
    func count(_ call: RuntimeCall) -> Int {
      run.records.count {
        if case .ended(call, _, .ok, _) = $0.kind { true } else { false }
      }
    }
    #expect(count(.stage) == count(.unstage), "seed \(seed)")
    #expect(count(.attach) == count(.detach), "seed \(seed)")
    #expect(count(.publish) == count(.unpublish), "seed \(seed)")
  }

  @Test(arguments: [0, 7, 31]) func slicesAndRepetitionChangeNothing(seed: Int) {
    let setup = NodeScenes.random(seed)
    let digests = [1, 7, 100_000].map { slice in
      var run = NodeRun(setup)
      while run.advance(events: slice) {}
      return run.digestText + " \(run.events)"
    }
    #expect(Set(digests).count == 1, "seed \(seed)")
    var other = setup
    other.seed = Seed("another")
    var run = NodeRun(other)
    while run.advance(events: 100) {}
    #expect(run.digestText + " \(run.events)" != digests[0])
  }
}
