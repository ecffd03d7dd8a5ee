import KubeScheduling
import Simulation
import Testing

@testable import Labs

@Suite struct SchedulingLabTests {
  let lab = SchedulingLab()
  let seed = Seed("test")

  /// GPU time: 1 x 100 s + 2 x 50 s = 200 of 2 x 150 = 300.
  @Test func metricsCanBeDoneByHand() throws {
    let outcome = try lab.run(Samples.twoPods, seed: seed)
    let expected: [(String, Double)] = [
      ("gpu_allocation", 66.7), ("gpu_utilisation", 66.7), ("makespan", 150),
      // The wide pod comes at 10 and starts at 100.
      ("queue_wait_p95", 90), ("queue_wait_p50", 0), ("largest_wait", 90),
      ("completion_p95", 140), ("pods_placed", 2), ("pods_finished", 2), ("pods_waiting", 0),
      // Ran 100 of 100 s and 50 of 140 s: (1 + 0.357)^2 / (2 (1 + 0.1276)).
      ("fairness", 0.817), ("attempts", 3), ("gpu_allocation_end", 0),
    ]
    for (id, value) in expected { #expect(outcome.metric(id)?.value == value, "\(id)") }
    #expect(outcome.metric("group_wait")?.value == nil)
  }

  /// Two of each group get a GPU, both wait for their third member for ever.
  @Test func groupsPlacedPodByPodBlockEachOther() throws {
    let outcome = try lab.run(Samples.twoGroups, seed: seed)
    #expect(outcome.metric("pods_waiting")?.value == 2)
    #expect(outcome.metric("gpu_allocation_end")?.value == 100)
    #expect(outcome.metric("gpu_utilisation")?.value == 0)
    #expect(outcome.metric("group_wait")?.value == 100)
    let enough = try lab.run(
      Samples.twoGroups, choices: Choices(["nodes_percent": .whole(200)]), seed: seed)
    // The third member of b comes at 2.5 s.
    #expect(enough.metric("group_wait")?.value == 2)
    #expect(enough.metric("pods_finished")?.value == 6)
  }

  @Test func packingLeavesANodeUntouched() throws {
    let spread = try lab.run(Samples.mixed, seed: seed)
    let pack = try lab.run(
      Samples.mixed,
      choices: lab.choices(from: ["scoring_strategy=most-allocated", "gpu_weight=5"]),
      seed: seed)
    let left = try #require(spread.metric("free_nodes")?.value)
    let right = try #require(pack.metric("free_nodes")?.value)
    #expect(left < right)
  }

  @Test func whyNamesEveryFilterAndScore() throws {
    let outcome = try lab.run(Samples.mixed, seed: seed)
    let step = try #require(
      (1...outcome.replay.stepCount).first {
        outcome.replay.decision(at: $0)?.kind == "unschedulable"
      })
    let why = outcome.replay.why(outcome.replay.subjects(at: step)[0], at: step)
    let filters = try #require(why.tables.last)
    let nodes = Set(
      filters.rows.compactMap { if case .plain(let name) = $0[0] { name } else { nil } })
    #expect(nodes == ["gpu-0", "gpu-1", "plain-0", "plain-1", "spare-0", "closed-0"])
    let placed = try #require(
      (1...outcome.replay.stepCount).first {
        outcome.replay.decision(at: $0)?.kind == "placed"
      })
    let scores = outcome.replay.why(outcome.replay.subjects(at: placed)[0], at: placed).tables[0]
    #expect(scores.rows.count >= 2 && scores.columns.count >= 4)
  }

  @Test func handedInRulesDecide() throws {
    // Everything on the node with the most untouched GPUs, and the other way round.
    let emptiest = SchedulingLab(
      policies: SchedulingPolicies(score: { $0.wholeFreeGPUs * 10 }))
    let fullest = SchedulingLab(
      policies: SchedulingPolicies(score: { 100 - $0.wholeFreeGPUs * 10 }))
    let a = try emptiest.run(Samples.mixed, seed: seed)
    let b = try fullest.run(Samples.mixed, seed: seed)
    #expect(a.digest != b.digest)
    let late = SchedulingLab(policies: SchedulingPolicies(order: { $0.gpuMilli }))
    #expect(try late.run(Samples.twoGroups, seed: seed).events > 0)
  }

  @Test func needsAResource() {
    #expect(throws: LabProblem.self) {
      try lab.begin(
        Samples.twoPods,
        choices: lab.choices(from: ["cpu_weight=0", "memory_weight=0", "gpu_weight=0"]), seed: seed)
    }
  }
}
