import BatchQueueing
import Cluster
import Simulation
import Testing

@testable import ClusterRun

/// Decisions that are found in steps: between two steps a run is a value like any other.
@Suite struct ThinkingTests {
  static let planes: [(name: String, plane: @Sendable () -> any ControlPlane)] = [
    ("kai", { KAIControlPlane(.init(queues: Self.queues)) }),
    ("volcano", { VolcanoControlPlane(.init(queues: Self.queues)) }),
    ("kueue", { KueueByHandTests.plane(Self.clusterQueues) }),
    (
      "kueue fair",
      {
        KueueByHandTests.plane(
          Self.clusterQueues, fairSharing: [.lessThanOrEqualToFinalShare, .lessThanInitialShare])
      }
    ),
    ("backfill", { BackfillControlPlane(.init(policy: .conservative)) }),
  ]

  private static var queues: [BatchQueue] {
    (0..<32).map { BatchQueue("q\($0)", quotas: [.init(.nvidiaGPU, nominal: 4)]) }
  }

  private static var clusterQueues: [Kueue.ClusterQueue] {
    (0..<32).map {
      KueueByHandTests.queue("q\($0)", 4, preemption: .init(reclaimWithinCohort: .any))
    }
  }

  /// Half of the queues take all of 32 nodes, then the others want their part.
  private static var scenario: WorkloadScenario {
    let jobs = (0..<192).map { number in
      var job = job(
        "j\(number)", 1, at: number < 128 ? 0 : 5, for: 50 + number % 7, priority: number % 3)
      job.queue = "q\(number < 128 ? number % 16 : 16 + number % 16)"
      return job
    }
    return WorkloadScenario(nodes: nodes(32), jobs: jobs, end: at(20))
  }

  @Test(arguments: planes.map(\.name)) func copiesBetweenStepsGoOnAlike(name: String) throws {
    let plane = try #require(Self.planes.first { $0.name == name }?.plane)
    var whole = WorkloadRun(Self.scenario, under: plane())
    whole.finish()
    var run = WorkloadRun(Self.scenario, under: plane())
    var copies: [WorkloadRun] = []
    var thoughts = 0
    var goesOn = true
    while goesOn {
      let before = (run.events, run.time)
      goesOn = run.advance(events: 1)
      guard goesOn, run.events == before.0 else { continue }
      #expect(run.time >= before.1 && !run.isAtRest)
      thoughts += 1
      if thoughts % 5 == 1, copies.count < 2 { copies.append(run) }
    }
    #expect(thoughts > 0)
    #expect(run.digest == whole.digest)
    #expect(run.events == whole.events && run.steps == whole.steps)
    for var copy in copies {
      copy.finish()
      #expect(copy.digest == whole.digest)
    }
    let decided = try #require(whole.steps.lastIndex { $0.isDecision })
    #expect(whole.why(step: decided) != nil)
  }
}
