import Labs
import ServingSim
import Simulation
import Testing
import Wording

/// The serving lab with SGLang's engine: its own words, its panels, and what it refuses.
struct RadixLabTests {
  private let lab = ServingLab()

  private func run(_ texts: [String]) throws -> RunOutcome {
    try lab.run(
      Samples.shortMemory, choices: try lab.choices(from: ["engine=sglang"] + texts),
      seed: Seed("radix"))
  }

  @Test(arguments: [
    "allocation=contiguous", "batching=static", "async_scheduling=on", "swap_space_gib=4",
    "host_offload_gib=4", "num_speculative_tokens=3", "max_loras=2", "decode_replicas=1",
  ])
  func whatIsNotSimulatedIsRefused(setting: String) throws {
    #expect(throws: LabProblem.self) { try run([setting]) }
    let vllm = try lab.choices(from: [setting])
    let choices = try lab.complete(vllm, for: Samples.shortMemory)
    #expect(lab.refusal(of: Samples.shortMemory, choices) == nil, "vLLM takes it")
  }

  /// Adapters that no engine was told of are said, whichever engine it is.
  @Test(arguments: ["vllm", "sglang"]) func adaptersWithoutRoomAreSaid(engine: String) throws {
    func notes(_ scenario: LabScenario, _ more: [String] = []) throws -> [Message] {
      try lab.run(
        scenario, choices: try lab.choices(from: ["engine=\(engine)"] + more), seed: Seed("x")
      ).notes
    }
    #expect(try notes(Samples.adapters) == [Message("lab.note.adapters", "20")])
    #expect(try notes(Samples.shortMemory) == [])
    if engine == "vllm" { #expect(try notes(Samples.adapters, ["max_loras=2"]) == []) }
  }

  @Test func ordersAndPagesThatDoNotGoTogetherAreRefused() throws {
    #expect(throws: LabProblem.self) {
      try run(["scheduling_policy=priority", "schedule_policy=lpm"])
    }
    #expect(throws: LabProblem.self) { try run(["page_size=64", "chunked_prefill_size=100"]) }
    #expect(try run(["scheduling_policy=priority", "schedule_policy=lof"]).events > 0)
    let policies = ServingLab(policies: ServingPolicies(order: .priority))
    #expect(throws: LabProblem.self) {
      try policies.run(
        Samples.shortMemory, choices: try lab.choices(from: ["engine=sglang"]), seed: Seed("x"))
    }
  }

  @Test func knobsOfTheOtherEngineChangeNothing() throws {
    for knob in lab.knobs {
      for engine in ["vllm", "sglang"] {
        let base = try lab.choices(from: ["engine=\(engine)", "load_percent=300"])
        let complete = try lab.complete(base, for: Samples.shortMemory)
        guard !lab.matters(knob, under: complete) else { continue }
        var digests: Set<String> = []
        for value in knob.stops {
          var choices = base
          choices[knob.id] = value
          // Some are refused; those that run are all the same.
          if let outcome = try? lab.run(
            Samples.shortMemory, choices: choices, seed: Seed("knobs"))
          {
            digests.insert(outcome.digest)
          }
        }
        #expect(digests.count == 1, "\(engine): \(knob.id)")
      }
    }
  }

  /// Walks through a crowded run: each step has a picture, a tree and reasons in SGLang's words.
  @Test(arguments: ["fcfs", "lpm", "dfs-weight"])
  func everyStepCanBeExplained(order: String) throws {
    let outcome = try run([
      "load_percent=400", "schedule_policy=\(order)", "client_max_tokens=0",
      "schedule_conservativeness_percent=100",
    ])
    let replay = outcome.replay
    var keys: Set<String> = []
    for step in stride(from: 1, through: replay.stepCount, by: 17) {
      let picture = replay.picture(at: step)
      #expect(picture.rows.reduce(0) { $0 + $1.cells.count } == 1_600)
      for subject in replay.subjects(at: step).prefix(4) {
        let explanation = replay.why(subject, at: step)
        keys.insert(explanation.headline.key)
        keys.formUnion(explanation.sentences.map(\.key))
        for sentence in explanation.sentences + [explanation.headline] {
          for language in [Language.english, .chinese] {
            let text = Wording(language)(sentence)
            #expect(!text.contains("{") && text != sentence.key, "\(sentence.key)")
          }
        }
      }
    }
    #expect(keys.contains("lab.radix.why.estimate"))
    #expect(keys.contains("lab.radix.why.full"))
    #expect(keys.contains("lab.radix.why.admitted"))
    if order == "lpm" { #expect(keys.contains("lab.radix.why.order")) }
    guard case .prefixTree(let tree) = replay.panel(.prefixTree, at: replay.stepCount / 2) else {
      Issue.record("no tree")
      return
    }
    #expect(tree.isRadix && tree.nodes.contains { $0.holders > 0 })
  }

  @Test func clientsThatAllowMuchAreRetracted() throws {
    let outcome = try run([
      "load_percent=1000", "client_max_tokens=1", "schedule_conservativeness_percent=0",
    ])
    let preemptions = outcome.metrics.first { $0.definition.id == "preemptions" }?.value
    #expect(preemptions ?? 0 > 0)
    let replay = outcome.replay
    let retracted = (1...replay.stepCount).first {
      replay.decision(at: $0)?.sentence.key == "lab.radix.retracted"
    }
    let step = try #require(retracted)
    let name = try #require(replay.decision(at: step)?.subjects.first)
    let subject = try #require(replay.subjects(at: step).first { $0.id == name })
    let keys = replay.why(subject, at: step).sentences.map(\.key)
    #expect(keys.contains("lab.radix.why.retracted"))
  }
}
