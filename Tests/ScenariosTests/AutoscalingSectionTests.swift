import Diagnostics
import Labs
import Simulation
import Testing

@testable import Scenarios

/// Scenario files of the autoscaling lab.
struct AutoscalingSectionTests {
  private static let good = """
    version: 1
    lab: autoscaling
    title: All keys
    title_zh: 所有键
    about: "what it shows"
    choices: {autoscaler: hpa, scaling_target: 5}
    end_s: 600
    work_ms: {lognormal: {median: 100, sigma_percent: 50, min: 10, max: 1000}}
    parallelism: 4
    error_permille: 10
    broken_pod_every: 7
    even_gaps: true
    traffic:
      - {shape: constant, rate_milli: 1000}
      - {shape: ramp, rate_milli: 0, to_rate_milli: 5000, from_s: 10, until_s: 100}
      - {shape: bursts, rate_milli: 3000, period_s: 60, length_ms: 1500, from_ms: 500}
      - {shape: diurnal, rate_milli: 0, to_rate_milli: 2000, day_s: 300, until_s: 500}
    canary:
      start_s: 100
      error_permille: 50
      work_percent: 120
      steps: [{percent: 10, hold_s: 60}, {percent: 50, hold_ms: 1500}]
    """

  private func read(_ text: String) -> Parsed<LabScenario> {
    readScenario(text, file: "s.yml") { (_: String) -> String? in nil }
  }

  @Test func whatIsWrittenIsReadBackAndRuns() throws {
    let parsed = read(Self.good)
    #expect(parsed.problems == [])
    let scenario = try #require(parsed.value)
    #expect(read(writeScenario(scenario)).value == scenario)
    let outcome = try AutoscalingLab().run(scenario, seed: Seed("x"))
    #expect(outcome.replay.stepCount > 10)
  }

  /// One change, the line of the problem, and words that it must say.
  static let mistakes: [(name: String, from: String, to: String, line: Int, says: [String])] = [
    ("unknown key", "parallelism: 4", "paralelism: 4", 9, ["paralelism", "parallelism"]),
    ("unknown knob", "autoscaler: hpa", "autoscalr: hpa", 6, ["autoscalr", "autoscaler"]),
    ("unknown word", "autoscaler: hpa", "autoscaler: vpa", 6, ["kpa", "keda"]),
    ("no end", "end_s: 600\n", "", 1, ["end_s"]),
    ("too long", "end_s: 600", "end_s: 700000", 7, ["604800"]),
    ("no work", "work_ms: {", "work_s: {", 8, ["work_ms"]),
    ("unknown shape", "shape: ramp", "shape: ramps", 15, ["ramp"]),
    ("upside down", "from_s: 10, until_s: 100", "from_s: 100, until_s: 10", 15, ["until"]),
    ("no second rate", "to_rate_milli: 5000, ", "", 15, ["to_rate_milli"]),
    ("no period", "period_s: 60, ", "", 16, ["period"]),
    ("too many", "rate_milli: 1000}", "rate_milli: 90000000}", 14, ["requests", "2000000"]),
    ("percent", "percent: 10,", "percent: 110,", 22, ["100"]),
    ("no steps", "steps: [", "step: [", 19, ["steps"]),
    ("permille", "error_permille: 10", "error_permille: 1001", 10, ["1000"]),
  ]

  @Test(arguments: mistakes.map(\.name)) func mistakesHaveAnAddress(name: String) throws {
    let mistake = try #require(Self.mistakes.first { $0.name == name })
    let text = Self.good.replacing(mistake.from, with: mistake.to)
    #expect(text != Self.good)
    let parsed = read(text)
    #expect(parsed.value == nil)
    let said = parsed.problems.map { "\($0)" }
    #expect(
      parsed.problems.contains { problem in
        problem.line == mistake.line
          && mistake.says.allSatisfy { "\(problem)".contains($0) }
      }, "\(said)")
  }
}
