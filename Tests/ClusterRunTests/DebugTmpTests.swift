import Cluster
import Simulation
import Testing
import Foundation
@testable import ClusterRun
@Suite struct DebugTmpTests {
  @Test func dbg() {
    for (system, name, job) in [(RandomBatch.System.volcano, "batch-9", 4), (.kai, "batch-11", 13), (.volcano,"batch-6",36), (.kai,"batch-0",30)] {
      let seed = Seed(name)
      var run = WorkloadRun(RandomBatch.scenario(seed, isCalm: true), under: RandomBatch.plane(system, seed), options: RandomWorkload.runOptions(seed))
      var n = 0
      while run.events < 2500, run.advance(events: 1) {
        n += 1
        guard run.isAtRest else { continue }
        let st = run.world.jobStatus[job]
        if let g = run.world.jobs[job].gang, st.phase == .active, st.failures+st.losses+st.evictions+st.succeeded == 0, st.holding > 0, st.holding < g.minimum {
          print(system, name, run.world.jobs[job].progress, run.world.jobs[job].kind, g, run.world.jobs[job].podSets.map { "\($0.count) \(String(describing: $0.minimumCount)) \($0.template.gpuShareMilli ?? 0) \($0.template.effectiveRequest.entries)" }, run.world.jobs[job].podGap, run.world.jobs[job].restart, st)
          for p in run.world.pods(of: job) { print("  ", p, run.world.podStatus[p].phase, run.world.state.node(of: p) ?? -1) }
          for s in run.steps.suffix(14) { print("   ", s.time.nanoseconds/1_000_000, s.kind, s.pod ?? -1, s.job ?? -1, s.node ?? -1) }
          break
        }
      }
    }
    for system in RandomBatch.System.allCases { for seed in BatchLawTests.seeds {
      let t = Date()
      var run = WorkloadRun(RandomBatch.scenario(seed), under: RandomBatch.plane(system, seed), options: RandomWorkload.runOptions(seed))
      while run.events < 2500, run.advance(events: 10) {}
      print("T", system, seed, run.events, run.steps.count, run.isFinished, Int(-t.timeIntervalSinceNow*1000), "ms", run.time.nanoseconds/1_000_000_000, "s evict", run.metrics.evictions)
    } }
  }
}
