import Foundation
import Simulation
import Testing
import Wording

@testable import Labs

/// What must hold for every lab alike.
@Suite struct CommonFaceTests {
  static let samples: [(name: String, scenario: LabScenario)] = [
    ("mixed", Samples.mixed), ("two groups", Samples.twoGroups),
    ("short memory", Samples.shortMemory), ("node", RuntimeLabTests.scenario()),
    ("service", Samples.service), ("rollout", Samples.rollout),
    ("inference", Samples.inference), ("models", Samples.models),
    ("gateway", Samples.gateway),
    ("workflow", Samples.workflow), ("documents", Samples.documents),
    ("vectors", Samples.vectors), ("experiment", Samples.experiment),
  ]
  let keys = Set(allEntries.map(\.key))

  private func lab(of scenario: LabScenario) throws -> any Lab {
    try #require(allLabs.first { $0.id == scenario.lab })
  }

  @Test(arguments: samples.map(\.name)) func everythingSaidHasAnEntry(name: String) throws {
    let scenario = try #require(Self.samples.first { $0.name == name }?.scenario)
    let lab = try lab(of: scenario)
    let replay = try lab.run(scenario, seed: Seed("words")).replay
    var said: Set<String> = []
    func note(_ message: Message) { said.insert(message.key) }
    func note(_ value: Explanation.Value) { if case .message(let m) = value { note(m) } }
    for knob in lab.knobs {
      note(knob.title)
      note(knob.help)
      for value in knob.stops { note(knob.title(of: value)) }
    }
    for metric in lab.metrics {
      note(metric.title)
      note(metric.help)
    }
    for series in replay.series { note(series.title) }
    for step in 0...replay.stepCount {
      if let decision = replay.decision(at: step) {
        note(decision.sentence)
        said.insert("lab.decision." + decision.kind)
      }
      guard step % max(3, replay.stepCount / 150) == 0 else { continue }
      let picture = replay.picture(at: step)
      note(picture.title)
      for queue in picture.queues { note(queue.title) }
      for number in picture.numbers { note(number.title) }
      for subject in replay.subjects(at: step).prefix(6) {
        note(subject.state)
        let why = replay.why(subject, at: step)
        note(why.headline)
        why.sentences.forEach(note)
        for table in why.tables {
          note(table.title)
          table.columns.forEach(note)
          table.rows.joined().forEach(note)
          #expect(table.rows.allSatisfy { $0.count == table.columns.count })
        }
      }
    }
    #expect(said.subtracting(keys).sorted() == [])
    #expect(said.count > 30)
  }

  @Test(arguments: samples.map(\.name)) func sliceSizeChangesNothing(name: String) throws {
    let scenario = try #require(Self.samples.first { $0.name == name }?.scenario)
    let lab = try lab(of: scenario)
    let whole = try lab.run(scenario, seed: Seed("slices"))
    for slice in [1, 7, 64] {
      var run = try lab.begin(scenario, choices: Choices(), seed: Seed("slices"))
      var last = 0
      while run.advance(events: slice) {
        #expect(run.progressPerMille >= last && run.progressPerMille <= 1_000)
        last = run.progressPerMille
      }
      #expect(run.progressPerMille == 1_000)
      let outcome = run.outcome()
      #expect(outcome.digest == whole.digest && outcome.metrics == whole.metrics)
    }
  }

  @Test(arguments: samples.map(\.name)) func replayIsTheSameBothWays(name: String) throws {
    let scenario = try #require(Self.samples.first { $0.name == name }?.scenario)
    let replay = try lab(of: scenario).run(scenario, seed: Seed("replay")).replay
    // A long run is looked at here and there, always with the neighbours of a step.
    let sampled = max(1, replay.stepCount / 300)
    let steps = (0...replay.stepCount).filter { $0 % sampled < 2 }
    let forwards = steps.map { replay.picture(at: $0) }
    var last = SimTime.zero
    for step in 0...replay.stepCount {
      #expect(replay.time(at: step) >= last)
      last = replay.time(at: step)
    }
    for (step, picture) in zip(steps, forwards).reversed() {
      #expect(replay.picture(at: step) == picture, "step \(step)")
    }
    #expect(replay.decision(at: 0) == nil)
    #expect(Set(forwards).count > steps.count / 4)
  }

  @Test func seedsMatterAndNothingElseDoes() throws {
    for (name, scenario) in Self.samples where name != "two groups" {
      let lab = try lab(of: scenario)
      let a = try lab.run(scenario, seed: Seed("one"))
      #expect(try lab.run(scenario, seed: Seed("one")).digest == a.digest)
      #expect(try lab.run(scenario, seed: Seed("two")).digest != a.digest, "\(name)")
    }
  }

  @Test func aStrangeChoiceIsRefused() throws {
    let lab = ServingLab()
    #expect(throws: LabProblem.self) { try lab.choices(from: ["blok_size=16"]) }
    #expect(throws: LabProblem.self) { try lab.choices(from: ["block_size"]) }
    #expect(throws: LabProblem.self) { try lab.choices(from: ["block_size=0"]) }
    #expect(throws: LabProblem.self) {
      try lab.begin(
        Samples.shortMemory, choices: Choices(["nonsense": .whole(1)]), seed: Seed("x"))
    }
    #expect(throws: LabProblem.self) {
      try lab.begin(Samples.twoPods, choices: Choices(), seed: Seed("x"))
    }
  }

  @Test func comparisonFindsTheFirstDifference() throws {
    let lab = SchedulingLab()
    let a = try lab.run(Samples.mixed, seed: Seed("c"))
    let b = try lab.run(
      Samples.mixed, choices: lab.choices(from: ["scoring_strategy=most-allocated"]),
      seed: Seed("c"))
    let comparison = Comparison(a, b)
    #expect(comparison.changes.map(\.knob) == ["scoring_strategy"])
    #expect(comparison.rows.count == lab.metrics.count)
    let divergence = try #require(comparison.divergence)
    #expect(divergence.a != divergence.b)
    for step in 1..<divergence.step {
      #expect(a.replay.decision(at: step) == b.replay.decision(at: step))
    }
    #expect(Comparison(a, a).divergence == nil && Comparison(a, a).changes.isEmpty)
  }

  @Test func sweepsRunEveryPairInSlices() throws {
    let lab = ServingLab()
    let axes = [
      try Sweep.axis(from: "block_size=8,16", of: lab),
      try Sweep.axis(from: "prefix_caching", of: lab),
    ]
    var sweep = try Sweep(lab, Samples.shortMemory, seed: Seed("s"), axes: axes)
    var last = 0
    while sweep.advance(events: 50) {
      #expect(sweep.progressPerMille >= last)
      last = sweep.progressPerMille
    }
    #expect(sweep.rows.count == 4 && sweep.progressPerMille == 1_000)
    #expect(
      sweep.rows.map { $0.values.map(\.description) } == [
        ["8", "off"], ["8", "on"], ["16", "off"], ["16", "on"],
      ])
    let alone = try lab.run(
      Samples.shortMemory, choices: lab.choices(from: ["block_size=16", "prefix_caching=on"]),
      seed: Seed("s"))
    #expect(sweep.rows[3].digest == alone.digest)
    #expect(sweep.csvText.split(separator: "\n").count == 5)
    #expect(throws: LabProblem.self) {
      try Sweep(lab, Samples.shortMemory, seed: Seed("s"), axes: [axes[0], axes[0]])
    }
  }

  @Test func exportIsValidJSONAndCSV() throws {
    for (_, scenario) in Self.samples {
      let outcome = try lab(of: scenario).run(scenario, seed: Seed("a \"quoted\" seed"))
      let export = RunExport(outcome)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(export.json.utf8)) as? [String: Any])
      #expect(object["seed"] as? String == "a \"quoted\" seed")
      #expect((object["decisions"] as? [Any])?.count == outcome.replay.stepCount)
      #expect((object["metrics"] as? [String: Any])?.count == outcome.metrics.count)
      #expect(
        export.decisionsCSV.split(separator: "\n").count == outcome.replay.stepCount + 1)
      #expect(export.metricsCSV.split(separator: "\n").count == outcome.metrics.count + 1)
      #expect(export.seriesCSV.hasPrefix("series,unit,time_ns,value\n"))
    }
    #expect(csv(["a"], [["x,\"y\""]]) == "a\n\"x,\"\"y\"\"\"\n")
  }
}
