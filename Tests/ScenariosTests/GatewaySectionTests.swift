import Foundation
import GatewaySim
import Labs
import Simulation
import Testing

@testable import Scenarios

/// Gateway scenarios: read, written back, run, and mistakes with their lines.
struct GatewaySectionTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("challenges/scenarios")

  static let names = [
    "token-budgets", "provider-outage", "similar-questions", "spot-training", "change-one-step",
    "hnsw-knee", "grounded-answers", "peeking", "lost-users",
  ]

  static func scenario(_ name: String) throws -> LabScenario {
    let text = try String(
      contentsOf: folder.appendingPathComponent(name + ".yml"), encoding: .utf8)
    let parsed = readScenario(text, file: name) { _ in nil }
    #expect(parsed.problems == [])
    return try #require(parsed.value)
  }

  @Test(arguments: names) func writingAndReadingIsTheSame(name: String) throws {
    let scenario = try Self.scenario(name)
    let text = writeScenario(scenario)
    let again = readScenario(text, file: "again") { _ in nil }
    #expect(again.problems == [])
    #expect(again.value == scenario)
  }

  static let mistakes: [(text: String, line: Int, says: String)] = [
    ("", 1, "nothing to run"),
    ("workflow: {steps: []}\nretrieval: {}\n", 5, "several"),
    (
      "workflow:\n  steps:\n    - {name: a, duration_ms: 1}\n    - {name: b, needs: [c], duration_ms: 1}\n",
      7, "no step 'c'"
    ),
    (
      "workflow:\n  steps:\n    - {name: a, needs: [b], duration_ms: 1}\n    - {name: b, needs: [a], duration_ms: 1}\n",
      5, "circle"
    ),
    (
      "workflow:\n  steps:\n    - {name: a, duration_ms: 1, items: 4000}\n    - {name: b, duration_ms: 1, items: 4000}\n",
      5, "8000 steps"
    ),
    (
      "retrieval:\n  vectors: {count: 1000000, dimension: 4096, clusters: 1, queries: 1}\n", 5,
      "components"
    ),
    ("retrieval:\n  corpus: {documents: 1}\n", 5, "document_words"),
    (
      "traffic:\n  max_model_tokens: 100\n  backends: [{name: p}]\n  models: []\n  tenants: []\n",
      6, "either a pool"
    ),
  ]

  @Test(arguments: mistakes.indices) func mistakesHaveTheirLine(index: Int) {
    let item = Self.mistakes[index]
    let text = "version: 1\nlab: gateway\ntitle: x\n" + item.text
    let problems = readScenario(text, file: "x.yml") { _ in nil }.problems
    #expect(
      problems.contains { $0.line == item.line && $0.description.contains(item.says) },
      "\(problems.map(\.description))")
  }
}
