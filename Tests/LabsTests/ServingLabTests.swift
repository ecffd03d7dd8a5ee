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

  /// `--why` can name any request at any step: one that is done, one to come, one elsewhere.
  @Test func everyRequestCanBeAskedAbout() throws {
    let choices = try lab.choices(from: ["replicas=3"])
    let replay = try lab.run(Samples.shortMemory, choices: choices, seed: seed).replay
    let all = Set((1...replay.stepCount).flatMap { replay.decision(at: $0)?.subjects ?? [] })
    #expect(all.count > 30)
    var states: Set<String> = []
    for name in all.sorted() {
      for step in [1, replay.stepCount / 2, replay.stepCount] {
        let subject = try #require(replay.subject(name, at: step), "\(name) at \(step)")
        states.insert(subject.state.key)
        #expect(!replay.why(subject, at: step).tables.isEmpty, "\(name) at \(step)")
      }
    }
    #expect(states.contains("lab.serving.state.not-arrived"))
    #expect(states.contains("lab.serving.state.finished"))
    #expect(replay.subject("nobody", at: 1) == nil)
    #expect(replay.subject(all.sorted()[0], at: 0) == nil)
    // Listed or looked up, a request is in the same state.
    for subject in replay.subjects(at: replay.stepCount / 2) {
      #expect(replay.subject(subject.id, at: replay.stepCount / 2) == subject)
    }
  }

  /// A prefill worker hands over before the decode worker has anything.
  @Test func theReplayTellsCausesBeforeEffects() throws {
    let choices = try lab.choices(from: ["replicas=2", "decode_replicas=2"])
    let replay = try lab.run(Samples.shortMemory, choices: choices, seed: seed).replay
    var kinds: [String: [String]] = [:]
    for step in 1...replay.stepCount {
      guard let decision = replay.decision(at: step) else { continue }
      for name in decision.subjects { kinds[name, default: []].append(decision.kind) }
    }
    let whole = kinds.values.filter { $0.contains("transferring") }
    #expect(whole.count > 20)
    for told in whole {
      let order = ["first-token", "handed-over", "transferring", "transferred", "finished"]
        .compactMap { told.firstIndex(of: $0) }
      #expect(order.count == 5 && order == order.sorted(), "\(told)")
    }
  }

  /// What a policy does not read is not kept up to date, so that it is not shown either.
  @Test(arguments: [
    ("round-robin", false, false), ("least-request", false, false), ("prefix-aware", false, true),
    ("dynamo", true, true), ("endpoint-picker", true, true),
  ])
  func theRoutersTableHasWhatItReads(policy: String, load: Bool, prefix: Bool) throws {
    let choices = try lab.choices(from: ["replicas=3", "routing=\(policy)"])
    let replay = try lab.run(Samples.shortMemory, choices: choices, seed: seed).replay
    let step = try #require(
      (1...replay.stepCount).last { replay.decision(at: $0)?.kind == "first-token" })
    let name = try #require(replay.decision(at: step)?.subjects.first)
    let subject = try #require(replay.subject(name, at: step))
    let table = try #require(
      replay.why(subject, at: step).tables.first { $0.title.key == "lab.serving.table.routing" })
    let columns = table.columns.map(\.key)
    #expect(columns.prefix(2) == ["lab.column.replica", "lab.column.assigned"])
    #expect(columns.contains("lab.column.waiting") == load)
    #expect(columns.contains("lab.column.kv-percent") == load)
    #expect(columns.contains("lab.column.hit") == prefix)
    #expect(table.rows.allSatisfy { $0.count == columns.count })
  }

  /// Arriving earlier is not being served faster, and another price serves nobody.
  @Test func aHeavierLoadIsNoWayOut() throws {
    let replay = try lab.run(Samples.shortMemory, seed: seed).replay
    let step = try #require(
      (1...replay.stepCount).first { replay.decision(at: $0)?.kind == "waits" })
    let name = try #require(replay.decision(at: step)?.subjects.first)
    var search = try WhatIf(
      lab, Samples.shortMemory, choices: Choices(), seed: seed, subject: name,
      moment: replay.time(at: step))
    while search.advance(events: 100_000) {}
    let turned = Set(search.trials.map(\.knob))
    #expect(turned.contains("kv_tokens") && turned.contains("replicas"))
    #expect(turned.isDisjoint(with: ServingRelevance.notServing))
  }

  /// Asking whether it can begin makes no requests.
  @Test func beginningDoesNotWaitForAMillionRequests() throws {
    var scenario = ServingScenario(
      heading: ScenarioHeading(title: "many"),
      requests: [
        RequestClass(
          name: "r", arrivals: Arrivals(count: 2_000_000, pattern: .together),
          promptTokens: .fixed(100), outputTokens: .fixed(10))
      ], maxModelTokens: 1_024)
    let clock = ContinuousClock()
    var begun: (any LabRun)?
    let time = try clock.measure {
      begun = try lab.begin(.serving(scenario), choices: Choices(), seed: seed)
    }
    #expect(time < .milliseconds(500))
    #expect(begun?.progressPerMille == 0 && begun?.time == .zero)
    scenario.requests[0].arrivals.count = 20
    var run = try lab.begin(.serving(scenario), choices: Choices(), seed: seed)
    #expect(run.outcome().metric("finished")?.value == 0, "a run that was not advanced")
    while run.advance(events: 1) {}
    #expect(run.outcome().metric("finished")?.value == 20)
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
