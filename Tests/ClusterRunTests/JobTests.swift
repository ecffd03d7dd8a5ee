import Cluster
import Simulation
import Testing

@testable import ClusterRun

@Suite struct JobTests {
  @Test func podsAreNamedAndRankedByTheirJob() {
    let job = Job(
      name: "train", priority: 7,
      podSets: [
        PodSet(name: "leader", template: Pod(name: "train-leader", containers: [[:]])),
        PodSet(name: "worker", count: 2, template: Pod(name: "train-worker", containers: [[:]])),
      ], duration: .seconds(60))
    #expect(job.pods.map(\.name) == ["train-leader", "train-worker-0", "train-worker-1"])
    #expect(job.pods.allSatisfy { $0.priority == 7 })
    #expect(job.podCount == 3)
  }

  @Test func retryDelayDoublesUpToSixMinutes() {
    // 10 s x 2^n, at most 6 min: the rule of the Job controller.
    let waits = (1...8).map { RetryDelay.after(failures: $0).nanoseconds / 1_000_000_000 }
    #expect(waits == [10, 20, 40, 80, 160, 320, 360, 360])
    #expect(RetryDelay.after(failures: .max) == .seconds(360))
  }

  @Test func failuresAreDrawnFromSeedJobPodAndAttemptAlone() {
    let model = FailureModel.meanTimeBetween(.seconds(100))
    func draw(_ seed: String, _ unit: Int, _ attempt: Int) -> SimDuration? {
      model.failure(seed: Seed(seed), job: "j", unit: unit, attempt: attempt, left: nil)
    }
    #expect(draw("a", 0, 0) == draw("a", 0, 0))
    #expect(Set([draw("a", 0, 0), draw("b", 0, 0), draw("a", 1, 0), draw("a", 0, 1)]).count == 4)
    let mean =
      (0..<2_000).compactMap { draw("mean", $0, 0)?.nanoseconds }.reduce(0, +) / 2_000
    #expect(abs(mean - 100_000_000_000) < 8_000_000_000)
  }

  @Test func aFailureAtTheEndComesTooLate() {
    let model = FailureModel.after([.seconds(5), .seconds(10)])
    func failure(_ attempt: Int, left: Int) -> SimDuration? {
      model.failure(seed: Seed("s"), job: "j", unit: 0, attempt: attempt, left: .seconds(left))
    }
    #expect(failure(0, left: 5) == nil)
    #expect(failure(0, left: 6) == .seconds(5))
    #expect(failure(1, left: 20) == .seconds(10))
    #expect(failure(2, left: 20) == nil)
  }

  @Test func chanceIsAShareOfTheAttempts() {
    let model = FailureModel.chance(perMille: 250)
    let failed = (0..<4_000).compactMap {
      model.failure(seed: Seed("c"), job: "j", unit: $0, attempt: 0, left: .seconds(10))
    }
    #expect(abs(failed.count - 1_000) < 120)
    #expect(failed.allSatisfy { $0 < .seconds(10) })
  }

  @Test func maintenanceEndsAfterItBegins() {
    let window = ClusterChange.maintenance(
      of: 3, from: .zero + .seconds(10), to: .zero + .seconds(4))
    #expect(window.map(\.kind) == [.drain(3), .uncordon(3)])
    #expect(window[0].time <= window[1].time)
  }

  @Test func randomFailuresAlternateOnEachNode() {
    let changes = ClusterChange.randomFailures(
      nodes: [0, 1, 2], meanTimeBetween: .seconds(1_000), meanRepair: .seconds(100),
      until: .zero + .seconds(20_000), seed: Seed("n"))
    #expect(changes.count > 60)
    #expect(zip(changes, changes.dropFirst()).allSatisfy { $0.time <= $1.time })
    for node in 0..<3 {
      let kinds = changes.map(\.kind).filter { $0 == .fail(node) || $0 == .repair(node) }
      for (index, kind) in kinds.enumerated() {
        #expect(kind == (index % 2 == 0 ? .fail(node) : .repair(node)))
      }
    }
  }
}
