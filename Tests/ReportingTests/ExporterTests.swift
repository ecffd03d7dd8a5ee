import Foundation
import FoundationXML
import Learning
import Testing
import Wording

@testable import Reporting

@Suite struct ExporterTests {
  @Test func markdownTablesHaveEqualRows() {
    let lines = report.markdown.split(separator: "\n", omittingEmptySubsequences: false)
    var columns: Int?
    for line in lines {
      guard line.hasPrefix("|") else {
        columns = nil
        continue
      }
      let cells = line.replacing("\\|", with: "").count { $0 == "|" }
      #expect(columns == nil || columns == cells, "\(line)")
      columns = cells
    }
    // One of two answers is remembered: (1 + 0.98 * 21 / 2.3065)^-0.1542 / 2 = 0.35.
    #expect(lines.contains("| Container lifecycle | 1 | finished | 2026-11-02 | 35 % |"))
    #expect(lines.contains("| Challenge shared-prompt | 3 | ★★☆ | 1 | 2026-11-23 |"))
    #expect(lines.contains("| Paged KV cache | 3 | started (25 %) |  | – |"))
    #expect(lines.contains("| Lessons finished | 1 / 3 |"))
    #expect(report.markdown.contains("\\<script\\>"))
  }

  @Test(arguments: Language.allCases)
  func htmlIsWellFormedAndSelfContained(language: Language) throws {
    let html = makeReport(state, index: index, now: now, language: language).html
    for forbidden in ["<script", "http", "url(", "@import", "\u{1b}", "report."] {
      #expect(!html.contains(forbidden), "\(forbidden)")
    }
    #expect(html.contains("prefers-color-scheme: dark"))
    #expect(html.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;a|b&#39;"))
    // What is left after the few HTML-only forms are closed is XML.
    let xml =
      html.replacing("<!DOCTYPE html>\n", with: "")
      .replacing(try Regex("<meta [^>]*"), with: { String($0.0) + "/" })
    let document = try XMLDocument(xmlString: xml)
    let root = try #require(document.rootElement())
    #expect(try root.nodes(forXPath: "//h1").count == 1)
    #expect(try root.nodes(forXPath: "//h2").count == 5)
    #expect(try root.nodes(forXPath: "//svg[not(@aria-label)]").isEmpty)
    #expect(try root.nodes(forXPath: "//svg[@class='heat']//rect/title").count == 365)
    #expect(try root.nodes(forXPath: "//svg[@class='stars']/path[@class='won']").count == 2)
    for row in try root.nodes(forXPath: "//table") {
      let counts = Set(try row.nodes(forXPath: ".//tr").map(\.childCount))
      #expect(counts.count == 1, "every row of a table has as many cells")
    }
  }

  @Test func everyWordIsInTheTable() {
    for text in [report.markdown, report.html] {
      #expect(!text.contains("report.") && !text.contains("learning."))
    }
  }

  @Test(arguments: [(0, 9, 0), (1, 9, 1), (3, 9, 2), (9, 9, 4), (1, 1, 4), (5, 0, 0)])
  func heatLevels(actions: Int, most: Int, expected: Int) {
    #expect(ReportCharts.level(actions, most: most) == expected)
  }

  /// Every key that the schema requires is there with a type that it allows, and no other key is.
  @Test func jsonFollowsItsSchema() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Reporting/report.schema.json")
    let schema = try JSON(bytes: Array(Data(contentsOf: file)))
    for language in Language.allCases {
      for state in [state, LearnerState()] {
        let text = makeReport(state, index: index, now: now, language: language).json
        var problems: [String] = []
        check(try JSON(text: text), schema, schema, at: "report", &problems)
        #expect(problems.isEmpty, "\(problems)")
      }
    }
    // The check itself can fail.
    var problems: [String] = []
    let broken = report.json.replacing("\"schemaVersion\": 1", with: "\"version\": \"1\"")
    check(try JSON(text: broken), schema, schema, at: "report", &problems)
    #expect(
      problems == ["report.schemaVersion is missing", "report.version is not in the schema"])
  }

  private func check(
    _ value: JSON, _ schema: JSON, _ root: JSON, at path: String, _ problems: inout [String]
  ) {
    if let reference = schema["$ref"]?.string {
      let name = String(reference.dropFirst("#/$defs/".count))
      return check(value, root["$defs"]?[name] ?? .null, root, at: path, &problems)
    }
    let type =
      switch value {
      case .null: "null"
      case .bool: "boolean"
      case .integer: "integer"
      case .number: "number"
      case .string: "string"
      case .array: "array"
      case .object: "object"
      }
    let allowed = schema["type"].map { $0.array?.compactMap(\.string) ?? [$0.string ?? ""] }
    if let allowed, !allowed.contains(type), !(type == "integer" && allowed.contains("number")) {
      problems.append("\(path) is \(type)")
    }
    if let wanted = schema["const"], wanted != value { problems.append("\(path) is not constant") }
    if let words = schema["enum"]?.array, !words.contains(value) {
      problems.append("\(path) is none of the words")
    }
    if let number = value.integer {
      if let least = schema["minimum"]?.integer, number < least {
        problems.append("\(path) < \(least)")
      }
      if let most = schema["maximum"]?.integer, number > most {
        problems.append("\(path) > \(most)")
      }
    }
    for item in value.array ?? [] {
      if let items = schema["items"] { check(item, items, root, at: path + "[]", &problems) }
    }
    guard let members = value.members else { return }
    for key in schema["required"]?.array ?? [] where value[key.string ?? ""] == nil {
      problems.append("\(path).\(key.string ?? "") is missing")
    }
    for member in members {
      if let inner = schema["properties"]?[member.key] ?? schema["additionalProperties"] {
        check(member.value, inner, root, at: path + "." + member.key, &problems)
      } else {
        problems.append("\(path).\(member.key) is not in the schema")
      }
    }
  }

  /// For a look in a browser: `REPORT_SAMPLES=/tmp sb test --filter ExporterTests`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["REPORT_SAMPLES"] != nil))
  func samplesToLookAt() throws {
    let folder = ProcessInfo.processInfo.environment["REPORT_SAMPLES"] ?? ""
    var extra: [LearnerEvent] = []
    for day in 0..<300 where day % 6 != 0 {
      let at = Moment(
        milliseconds: now.milliseconds - (300 - day) * 86_400_000, offsetMinutes: 60, zone: "UTC")
      for number in 0..<(day * day % 7) {
        extra.append(
          LearnerEvent(id: "s\(day)-\(number)", moment: at, kind: .entryMet(entry: "x")))
      }
    }
    let made = history.enumerated().map {
      LearnerEvent(id: "e\($0)", moment: moment($1.0), kind: $1.1)
    }
    let state = LearnerState.fold(extra + made)
    for language in Language.allCases {
      let report = makeReport(state, index: index, now: now, language: language)
      let base = folder + "/report-" + language.rawValue
      try report.html.write(
        toFile: base + ".html", atomically: true, encoding: String.Encoding.utf8)
      try report.markdown.write(
        toFile: base + ".md", atomically: true, encoding: String.Encoding.utf8)
      try report.json.write(
        toFile: base + ".json", atomically: true, encoding: String.Encoding.utf8)
    }
  }
}
