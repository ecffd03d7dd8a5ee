import ServingSim
import Simulation
import Testing
import Traffic

@testable import Labs

@Suite struct ServingLabTests {
  let lab = ServingLab()
  let seed = Seed("test")

  @Test func everyRequestIsFinishedOrRefused() throws {
    let outcome = try lab.run(Samples.shortMemory, seed: seed)
    let finished = try #require(outcome.metric("finished")?.value)
    #expect(outcome.metric("rejected")?.value == 1)
    #expect(outcome.metric("unfinished")?.value == 0)
    #expect(finished >= 30)
    #expect(outcome.metric("gpu_seconds")?.value ?? 0 > 0)
  }

  /// One request of 100 prompt and 10 answer tokens, block size 16: 16 x 7 = 112 places for its 100
  /// to 109 tokens.
  @Test func wasteOfOneRequest() throws {
    let scenario = LabScenario.serving(
      ServingScenario(
        heading: ScenarioHeading(title: "one"),
        requests: [
          RequestClass(
            name: "r", arrivals: Arrivals(count: 1, pattern: .together),
            promptTokens: .fixed(100), outputTokens: .fixed(10))
        ], maxModelTokens: 1_024))
    let paged = try lab.run(scenario, choices: lab.choices(from: ["kv_tokens=1024"]), seed: seed)
    let waste = try #require(paged.metric("kv_waste")?.value)
    #expect(waste > 100 * 3.0 / 112 && waste < 100 * 12.0 / 112)
    // Contiguous reserves 1024 places for the same tokens.
    let contiguous = try lab.run(
      scenario, choices: lab.choices(from: ["kv_tokens=1024", "allocation=contiguous"]), seed: seed)
    let reserved = try #require(contiguous.metric("kv_waste")?.value)
    #expect(reserved > 100 * 915.0 / 1_024 - 0.1 && reserved < 100 * 924.0 / 1_024 + 0.1)
    #expect(paged.metric("hit_rate")?.value == 0)
    #expect(paged.metric("ttft_p50")?.value == paged.metric("ttft_p99")?.value)
  }

  @Test func prefixCachingSavesWork() throws {
    let on = try lab.run(Samples.shortMemory, seed: seed)
    let off = try lab.run(
      Samples.shortMemory, choices: lab.choices(from: ["prefix_caching=off"]), seed: seed)
    #expect(on.metric("hit_rate")?.value ?? 0 > 5)
    #expect(off.metric("hit_rate")?.value == 0)
  }

  @Test func whyWaitingShowsTheSum() throws {
    let outcome = try lab.run(Samples.shortMemory, seed: seed)
    let step = try #require(
      (1...outcome.replay.stepCount).first {
        outcome.replay.decision(at: $0)?.sentence.key == "lab.serving.waits.memory"
      })
    let subject = try #require(outcome.replay.subjects(at: step).first)
    let why = outcome.replay.why(subject, at: step)
    let table = try #require(why.tables.first { $0.title.key == "lab.serving.table.memory" })
    let numbers = table.rows.compactMap { if case .number(let n) = $0[1] { n } else { nil } }
    #expect(numbers.count == 5)
    #expect(numbers[0] + numbers[1] + numbers[2] == numbers[3])
    #expect(numbers[3] > numbers[4], "it waits because it needs more than is free")
  }

  @Test(arguments: [
    ("chunked_prefill=off", "lab.problem.engine-budget"),
    ("kv_tokens=512", "lab.problem.engine-memory"),
  ])
  func refusesWhatVLLMRefuses(setting: String, key: String) throws {
    let choices = try lab.choices(
      from: setting.hasPrefix("chunked") ? [setting, "max_num_batched_tokens=512"] : [setting])
    #expect {
      try lab.begin(Samples.shortMemory, choices: choices, seed: seed)
    } throws: {
      ($0 as? LabProblem)?.message.key == key
    }
  }

  @Test func handedInRulesDecide() throws {
    let newest = ServingLab(
      policies: ServingPolicies(
        eviction: .lowestScore(name: "newest first") { -$0.queuePosition },
        order: .lowestRank(name: "shortest first") { $0.promptTokens }))
    let own = try newest.run(Samples.shortMemory, seed: seed)
    let standard = try lab.run(Samples.shortMemory, seed: seed)
    #expect(own.digest != standard.digest)
  }
}
