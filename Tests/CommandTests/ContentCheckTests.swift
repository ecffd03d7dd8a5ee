import Curriculum
import Foundation
import Labs
import Testing
import Wording

@testable import aiinfra_tutor

/// `check` finds what is wrong, and the numbers that lessons quote come out of the simulators.
@Suite struct ContentCheckTests {
  struct Quote: CustomTestStringConvertible {
    let quote: String
    let value: Double
    let decimals: Int
    let unit: String
    let agrees: Bool
    var testDescription: String { "\(quote) for \(value) \(unit)" }
  }

  @Test(arguments: [
    Quote(quote: "11.9 %", value: 11.9, decimals: 1, unit: "%", agrees: true),
    Quote(quote: "12 %", value: 11.9, decimals: 1, unit: "%", agrees: true),
    Quote(quote: "11 %", value: 11.9, decimals: 1, unit: "%", agrees: false),
    Quote(quote: "4,096 blocks", value: 4_096, decimals: 0, unit: "blocks", agrees: true),
    Quote(quote: "from 3 to 4 096", value: 4_096, decimals: 0, unit: "", agrees: true),
    Quote(quote: "1.3 s", value: 1_284, decimals: 0, unit: "ms", agrees: true),
    Quote(quote: "1.3 ms", value: 1_284, decimals: 0, unit: "ms", agrees: false),
    Quote(quote: "many", value: 3, decimals: 0, unit: "", agrees: false),
  ])
  func quotes(_ one: Quote) {
    let metric = Metric(
      MetricDefinition(id: "m", unit: one.unit, decimals: one.decimals, better: .neither), one.value
    )
    #expect(quoteAgrees(one.quote, with: metric) == one.agrees)
  }

  @Test func everyQuotedNumberComesOutOfASimulator() throws {
    let content = Content(place: try ContentPlace.find(option: Program.root, environment: [:]))
    let catalog = try #require(Catalog.load(content.files).value)
    let check = NumberCheck(shelf: ScenarioShelf(content), say: Wording(.english))
    #expect(catalog.lessons.contains { !$0.numbers.isEmpty })
    for lesson in catalog.lessons {
      let problems = check.problems(lesson)
      #expect(problems.isEmpty, "\(problems.map(\.description).joined(separator: "\n"))")
    }
  }

  @Test func aMistakeIsNamedWithFileAndLine() throws {
    let program = try Program()
    let folder = program.home + "/content"
    let files = FileManager.default
    try files.createDirectory(atPath: folder + "/lessons", withIntermediateDirectories: true)
    try files.copyItem(
      atPath: Program.root + "/challenges", toPath: folder + "/challenges")
    for name in ["landscape.yml", "glossary.yml"] {
      try files.copyItem(
        atPath: Program.root + "/lessons/" + name, toPath: folder + "/lessons/" + name)
    }
    let lesson = try String(
      contentsOfFile: Program.root + "/lessons/11-container-lifecycle.md", encoding: .utf8)
    try lesson.replacingOccurrences(of: "stage: 1", with: "stage: 1\nstaeg: 1")
      .write(
        toFile: folder + "/lessons/11-container-lifecycle.md", atomically: true, encoding: .utf8)
    let scenario = folder + "/challenges/scenarios/blocks-and-crumbs.yml"
    let text = try String(contentsOfFile: scenario, encoding: .utf8)
    try text.replacingOccurrences(of: "max_model_tokens", with: "max_modle_tokens")
      .write(toFile: scenario, atomically: true, encoding: .utf8)
    let answer = try program.run(["check", folder, "--no-runs", "--format", "json"])
    #expect(answer.status == 1)
    let problems = try #require(try answer.object()["problems"] as? [[String: Any]])
    func problem(_ file: String, _ word: String) -> [String: Any]? {
      problems.first {
        $0["file"] as? String == file && ($0["message"] as? String)?.contains(word) == true
      }
    }
    for (file, word) in [
      ("lessons/11-container-lifecycle.md", "staeg"),
      ("challenges/scenarios/blocks-and-crumbs.yml", "max_modle_tokens"),
    ] {
      let found = try #require(problem(file, word), "\(answer.output)")
      expect(
        found, has: ["file": .text, "line": .whole, "message": .text, "hint": .text], "problem")
      #expect((found["line"] as? Int ?? 0) > 1)
    }
  }
}
