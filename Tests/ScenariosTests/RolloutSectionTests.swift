import Diagnostics
import Foundation
import Labs
import Simulation
import Testing

@testable import Scenarios

/// Scenario files of rollouts, InferenceServices and many models.
struct RolloutSectionTests {
  static let names = [
    "blue-green", "shadow-first", "coarse-canary", "false-alarms", "first-good-look",
    "canary-percent", "transformer-bottleneck", "many-models",
  ]

  @Test(arguments: names) func shippedOnesAreWrittenAndReadBack(name: String) throws {
    let scenario = try GatewaySectionTests.scenario(name)
    let again = readScenario(writeScenario(scenario), file: "again") { _ in nil }
    #expect(again.problems == [])
    #expect(again.value == scenario)
    #expect(!scenario.heading.aboutChinese.isEmpty && scenario.heading.claims.count >= 3)
  }

  /// Those that run once; what repetitions show is proved by `check`.
  @Test(arguments: names.filter { !["false-alarms", "first-good-look"].contains($0) })
  func whatTheyPromiseHolds(name: String) throws {
    let scenario = try GatewaySectionTests.scenario(name)
    let lab = AutoscalingLab()
    for claim in scenario.heading.claims {
      let broken = try claim.broken(in: lab, scenario, seed: Seed("lesson"))
      #expect(
        broken.isEmpty,
        "\(claim.text): \(broken.map { "\($0.expectation.metric) \($0.measured?.text ?? "-")" })")
    }
  }

  private static let rollout = """
    version: 1
    lab: autoscaling
    title: All keys
    choices: {rollout_strategy: blue-green, analysis_rule: peeking}
    end_s: 300
    rollout:
      replicas: 5
      requests_per_s: 20
      old: {failures_per_million: 1000, latency_ms: {uniform: {min: 10, max: 90}}, start_s: 4}
      new: {failures_per_million: 9000, broken_pod_percent: 10}
      steps:
        - {weight: 10, pause_s: 30}
        - {weight: 50, pause_ms: 1500}
        - {weight: 80}
    """

  private static let inference = """
    version: 1
    lab: autoscaling
    title: All keys
    end_s: 120
    inference:
      predictor: {work_us: 20000, concurrency: 2, start_s: 3}
      transformer: {work_us: {uniform: {min: 1000, max: 9000}}}
      explainer: {work_us: 5000, concurrency: 3}
      explain_permille: 30
      explanation_calls: 4
      hop_us: 700
      error_permille: 2
      updates:
        - {at_s: 30, work_percent: 120, error_permille: 100}
        - {at_ms: 70500, becomes_ready: false}
      even_gaps: true
      traffic:
        - {shape: constant, rate_milli: 9000}
    """

  private static let models = """
    version: 1
    lab: autoscaling
    title: All keys
    end_s: 200
    models:
      servers: 2
      server_mib: 4000
      groups:
        - {name: a, count: 5, mib: 1000, loading_s: 3, answer_ms: 40, weight: 2}
        - {name: b, count: 2, mib: 1500, loading_ms: 2500, answer_s: 1}
      traffic:
        - {shape: constant, rate_milli: 2000}
    """

  private func read(_ text: String) -> Parsed<LabScenario> {
    readScenario(text, file: "s.yml") { (_: String) -> String? in nil }
  }

  @Test(arguments: [rollout, inference, models]) func everyKeyIsWrittenBackAndRuns(
    text: String
  ) throws {
    let parsed = read(text)
    #expect(parsed.problems == [])
    let scenario = try #require(parsed.value)
    #expect(read(writeScenario(scenario)).value == scenario)
    #expect(try AutoscalingLab().run(scenario, seed: Seed("x")).replay.stepCount > 0)
  }

  /// One change, the line of the problem, and words that it must say.
  static let mistakes: [(text: String, from: String, to: String, line: Int, says: [String])] = [
    (rollout, "replicas: 5", "replica: 5", 7, ["replica", "replicas"]),
    (rollout, "requests_per_s: 20", "requests_per_s: 0", 8, ["100000"]),
    (rollout, "failures_per_million: 9000", "failures_per_million: 1000001", 10, ["1000000"]),
    (rollout, "weight: 10,", "weight: 101,", 12, ["100"]),
    (rollout, "steps:", "stops:", 11, ["stops"]),
    (rollout, "end_s: 300", "end_ms: 300500", 5, ["whole seconds"]),
    (rollout, "end_s: 300", "end_s: 86401", 5, ["86400"]),
    (
      rollout, "end_s: 300\nrollout:\n  replicas: 5\n  requests_per_s: 20",
      "end_s: 3000\nrollout:\n  replicas: 5\n  requests_per_s: 100000", 6, ["100000000"]
    ),
    (rollout, "blue-green,", "shadow,", 6, ["router"]),
    (rollout, "rollout:\n", "models: {}\nrollout:\n", 6, ["several"]),
    (inference, "predictor: {work_us: 20000", "predictor: {works_us: 20000", 6, ["work_us"]),
    (inference, "explainer: {work_us: 5000, concurrency: 3}\n", "\n", 9, ["explainer"]),
    (inference, "at_ms: 70500", "at_ms: 20500", 15, ["order"]),
    (inference, "rate_milli: 9000", "rate_milli: 100000001", 18, ["100000000"]),
    (inference, "rate_milli: 9000", "rate_milli: 90000000", 18, ["2000000"]),
    (inference, "explanation_calls: 4", "explanation_calls: 0", 10, ["10000"]),
    (models, "servers: 2", "servers: 101", 6, ["100"]),
    (models, "name: b", "name: a", 8, ["twice"]),
    (models, "count: 5", "count: 1999", 5, ["2000"]),
    (models, "loading_s: 3, ", "", 9, ["loading"]),
    (models, "  traffic:\n    - {shape: constant, rate_milli: 2000}", "", 6, ["nobody"]),
  ]

  @Test(arguments: mistakes.indices) func mistakesHaveAnAddress(index: Int) throws {
    let mistake = Self.mistakes[index]
    let text = mistake.text.replacing(mistake.from, with: mistake.to)
    #expect(text != mistake.text)
    let parsed = read(text)
    #expect(parsed.value == nil)
    #expect(
      parsed.problems.contains { problem in
        problem.line == mistake.line
          && mistake.says.allSatisfy { "\(problem)".contains($0) }
      }, "\(mistake.to): \(parsed.problems.map { "\($0)" })")
  }
}
