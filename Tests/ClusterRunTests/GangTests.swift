import Cluster
import Simulation
import Testing

@testable import ClusterRun

@Suite struct GangTests {
  /// Two gangs of three on four GPUs, their pods coming in turns before the scheduler starts.
  private func twoGangs(_ gang: KubeGangMode) -> WorkloadRun {
    var jobs = [
      job("a", 1, count: 3, progress: .together, gang: 3),
      job("b", 1, count: 3, progress: .together, gang: 3),
    ]
    for index in 0..<2 {
      jobs[index].arrival = .zero + .milliseconds(index)
      jobs[index].podGap = .milliseconds(2)
    }
    return finished(
      WorkloadScenario(nodes: nodes(1), jobs: jobs), .init(gang: gang, startsAt: at(1)))
  }

  @Test func twoGangsHoldHalfUntilTheTimeOut() throws {
    let run = twoGangs(.standardPermit)
    let deadlock = try #require(run.steps.firstIndex { $0.kind == .deadlock })
    #expect(run.steps[deadlock].time == at(1))
    #expect(run.samples[deadlock].allocatedGPUMilli == 4_000)
    #expect(run.samples[deadlock].workingGPUMilli == 0)
    let moment = run.moment(after: deadlock + 1)
    #expect(moment.lines.first { $0.kind == .permit }?.count == 4)
    // Five minutes after the first wait everything is given back; then one gang is complete.
    let released = run.steps.filter { $0.kind == .released }
    #expect(released.count >= 4 && released.allSatisfy { $0.time >= at(301) })
    #expect(run.metrics.jobs.finished == 2)
    #expect(run.steps.filter { $0.kind == .finished }.count == 6)
  }

  @Test func thePodGroupCycleHoldsNothing() {
    let run = twoGangs(.podGroupCycle)
    #expect(run.metrics.deadlocks == 0)
    #expect(run.steps.allSatisfy { $0.kind != .reserved })
    #expect(run.metrics.jobs.finished == 2)
    #expect(run.time == at(21))
  }

  @Test func withoutGangsTheDeadlockStays() {
    let run = twoGangs(.off)
    #expect(run.metrics.deadlocks == 1)
    #expect(run.metrics.jobs.finished == 0)
    #expect(run.steps.last?.kind == .deadlock)
  }

  @Test(arguments: [KubeGangMode.standardPermit, .podGroupCycle])
  func tooFewPodsAreNotLetIn(mode: KubeGangMode) {
    let run = finished(
      WorkloadScenario(nodes: nodes(2), jobs: [job("g", 1, count: 2, gang: 3)]), .init(gang: mode))
    #expect(
      told(run) == ["0 arrived g-0", "0 arrived g-1", "0 gated g-0", "0 gated g-1"])
    guard case .gang(.tooFewPods(existing: 2, minimum: 3))? = run.why(step: 3) else {
      Issue.record("\(String(describing: run.why(step: 3)))")
      return
    }
  }

  /// A gang that can never be complete holds, times out and tries again for ever; the run stops
  /// when it sees that.
  @Test func aHopelessGangEndsTheRun() {
    let run = finished(
      WorkloadScenario(nodes: nodes(1), jobs: [job("g", 2, count: 3, gang: 3)]),
      .init(gang: .standardPermit))
    #expect(run.metrics.deadlocks >= 2)
    #expect(run.metrics.placed == 0)
    #expect(run.world.jobStatus[0].phase == .active)
  }

  /// Three of four fit. When they have ended the fourth is alone, and fewer pods exist than the
  /// gang needs: real schedulers keep it out for ever.
  @Test(arguments: [KubeGangMode.standardPermit, .podGroupCycle])
  func podsBeyondTheMinimumRunWhenTheyFit(mode: KubeGangMode) {
    let run = finished(
      WorkloadScenario(nodes: nodes(1, gpus: 3), jobs: [job("g", 1, count: 4, for: 5, gang: 2)]),
      .init(gang: mode))
    #expect(run.samples.map(\.allocatedGPUMilli).max() == 3_000)
    #expect(run.steps.filter { $0.kind == .finished }.count == 3)
    #expect(told(run).last == "5 gated g-3")
    guard case .gang(.tooFewPods(existing: 1, minimum: 2))? = run.why(step: run.steps.count - 1)
    else {
      Issue.record("\(String(describing: run.why(step: run.steps.count - 1)))")
      return
    }
  }
}
