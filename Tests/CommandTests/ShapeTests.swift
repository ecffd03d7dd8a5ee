import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The JSON that programs rely on.
@Suite struct ShapeTests {
  let program: Program
  init() throws { program = try Program() }

  @Test func today() throws {
    let answer = try program("today --format json --now 2026-11-25T10:00:00+01:00").object()
    expect(
      answer,
      has: [
        "date": .text, "week": .text, "lesson": .objectOrNull, "challenge": .objectOrNull,
        "reviews_due": .whole, "streak": .object, "stages": .list,
      ], "today")
    #expect(answer["week"] as? String == "2026-W48")
    #expect((answer["challenge"] as? [String: Any])?["days_left"] as? Int == 5)
  }

  @Test func experiments() throws {
    let list = try program("sim serving --experiment list --format json").list()
    #expect(
      list.compactMap { $0["name"] as? String } == [
        "accuracy", "attention", "kv-memory", "replacement",
      ])
    for name in ["attention", "kv-memory", "replacement"] {
      let answer = try program("sim serving --experiment \(name) --format json").object()
      expect(
        answer,
        has: [
          "experiment": .text, "lab": .text, "seed": .text, "choices": .object,
          "metrics": .object, "tables": .object, "sums": .list, "reasons": .list,
        ], name)
      let text = try program("sim serving --experiment \(name)").output
      #expect(text.contains("What follows, and why"), "\(name)")
      let rows = try program("sim serving --experiment \(name) --format csv").output
        .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      #expect(rows.count > 8, "\(name)")
      #expect(rows.first?.first == "table")
      #expect(Set(rows.map(\.count)).count == 1, "\(name)")
    }
    let blocks = try program(
      "sim serving --experiment replacement --scenario shared-prompt --format json"
    ).object()
    #expect(blocks["scenario"] as? String != nil)
  }

  @Test func map() throws {
    let answer = try program("map --format json").object()
    let entries = try #require(answer["entries"] as? [[String: Any]])
    #expect(entries.count == 31)
    for entry in entries {
      expect(
        entry,
        has: [
          "id": .text, "name": .text, "stage": .whole, "category": .text, "x": .whole,
          "y": .whole, "early": .truth, "repository": .text, "checked": .text, "lessons": .list,
          "challenges": .list,
        ], "map")
      let stage = try #require(entry["stage"] as? Int)
      let y = try #require(entry["y"] as? Int)
      #expect((1...5).contains(stage))
      #expect((0...100).contains(try #require(entry["x"] as? Int)))
      // Stage 1 is the lowest band.
      #expect(((stage - 1) * 20...stage * 20).contains(y))
    }
    let third = try program("map --format json --stage 3").object()["entries"] as? [[String: Any]]
    #expect(third?.isEmpty == false)
    #expect(third?.allSatisfy { $0["stage"] as? Int == 3 } == true)
    let all = try program("map --format json --additions").object()["entries"] as? [Any]
    #expect((all?.count ?? 0) > 31)
  }

  @Test func mapAsDrawing() throws {
    let answer = try program("map --format svg")
    let counter = ElementCounter()
    let parser = XMLParser(data: Data(answer.output.utf8))
    parser.delegate = counter
    #expect(parser.parse(), "\(parser.parserError.map(String.init(describing:)) ?? "")")
    #expect(counter.links == 31)
    let entries = try program("map --format json").object()["entries"] as? [[String: Any]] ?? []
    let early = entries.filter { $0["early"] as? Bool == true }.count
    // One more in the legend.
    #expect(counter.dashed == early + 1)
    for word in ["底层内核", "网关与工作流", "containerd", "Kueue", "vLLM"] {
      #expect(answer.output.contains(word))
    }
    #expect(!answer.output.contains("<script"))
  }

  @Test func lessons() throws {
    let lessons = try program("lesson list --format json").list()
    #expect(!lessons.isEmpty)
    for lesson in lessons {
      expect(
        lesson,
        has: [
          "id": .text, "stage": .whole, "title": .text, "topics": .list, "projects": .list,
          "minutes": .whole, "figures": .whole, "questions": .whole, "path": .text,
        ], "lesson list")
      let path = try #require(lesson["path"] as? String)
      #expect(FileManager.default.fileExists(atPath: Program.root + "/" + path))
    }
    let id = try #require(lessons[0]["id"] as? String)
    let one = try program("lesson show \(id) --format json").object()
    expect(one, has: ["id": .text, "question_list": .list, "text": .text], "lesson show")
    #expect((one["question_list"] as? [Any])?.count == lessons[0]["questions"] as? Int)
  }

  @Test func challenges() throws {
    let challenges = try program("challenge list --format json").list()
    #expect(!challenges.isEmpty)
    for challenge in challenges {
      expect(
        challenge,
        has: [
          "id": .text, "week": .whole, "title": .text, "lab": .text, "stage": .whole,
          "topics": .list, "difficulty": .text, "objectives": .list,
        ], "challenge list")
      for objective in challenge["objectives"] as? [[String: Any]] ?? [] {
        expect(
          objective,
          has: [
            "metric": .text, "unit": .text, "goal": .text, "target": .number, "stars": .list,
          ], "objective")
        #expect(["at_most", "at_least"].contains(objective["goal"] as? String))
      }
    }
    let id = try #require(challenges[0]["id"] as? String)
    expect(
      try program("challenge show \(id) --format json").object(),
      has: ["id": .text, "levers": .list, "objectives": .list, "brief": .text], "challenge show")
  }

  @Test func challengeRun() throws {
    let now = "--now 2026-11-25T10:00:00Z --format json"
    let start = try program("challenge run blocks-and-crumbs \(now)")
    let reference = try program("challenge run blocks-and-crumbs --reference \(now)")
    #expect(start.status == 1)
    #expect(reference.status == 0)
    for (answer, passed) in [(start, false), (reference, true)] {
      let object = try answer.object()
      expect(
        object,
        has: [
          "id": .text, "seed": .text, "passed": .truth, "stars": .whole, "objectives": .list,
          "baselines": .list, "unseen": .list, "digest": .text,
        ], "challenge run")
      #expect(object["passed"] as? Bool == passed)
      #expect(object["seed"] as? String == "2026-W48")
      for objective in object["objectives"] as? [[String: Any]] ?? [] {
        expect(
          objective,
          has: [
            "metric": .text, "unit": .text, "goal": .text, "value": .numberOrNull,
            "target": .number, "met": .truth,
          ], "objective of a run")
      }
      for other in object["unseen"] as? [[String: Any]] ?? [] {
        expect(other, has: ["seed": .text, "passed": .truth, "objectives": .list], "unseen")
      }
      for other in object["baselines"] as? [[String: Any]] ?? [] {
        expect(other, has: ["name": .text, "passed": .truth, "objectives": .list], "baseline")
      }
    }
  }

  @Test func sim() throws {
    let line = "sim serving --scenario blocks-and-crumbs"
    let answer = try program(line + " --format json").object()
    expect(
      answer,
      has: ["lab": .text, "seed": .text, "metrics": .object, "events": .whole, "digest": .text],
      "sim")
    let metrics = try #require(answer["metrics"] as? [String: [String: Any]])
    for (name, metric) in metrics {
      expect(metric, has: ["value": .numberOrNull, "unit": .text], name)
    }
    #expect(metrics["finished"]?["value"] as? Int == 160)
    let csv = try program(line + " --format csv").output
    #expect(csv.hasPrefix("metric,value,unit\n"))
    let sweep = try program(line + " --sweep block_size=16,128 --format json").object()
    #expect((sweep["rows"] as? [Any])?.count == 2)
    let pair = try program(line + " --compare block_size=128 --format json").object()
    expect(pair, has: ["a": .object, "b": .object, "divergence": .objectOrNull], "compare")
  }

  @Test func verify() throws {
    let path = Program.root + "/Tests/Goldens/kv-cache/vllm/blocks-dup.json"
    let answer = try program.run(["verify", path, "--format", "json"])
    #expect(answer.status == 0)
    let object = try answer.object()
    expect(
      object, has: ["passed": .whole, "failed": .whole, "skipped": .whole, "files": .list],
      "verify")
    let file = try #require((object["files"] as? [[String: Any]])?.first)
    expect(
      file,
      has: [
        "path": .text, "format": .text, "passed": .whole, "failed": .whole, "skipped": .whole,
        "failures": .list, "skips": .list,
      ], "file")
    #expect(file["path"] as? String == path)
    #expect(file["format"] as? String == "vllm-blocks/1")
  }

  @Test func check() throws {
    let answer = try program("check --no-runs --format json")
    #expect(answer.status == 0, "\(answer.output)")
    expect(
      try answer.object(),
      has: [
        "problems": .list, "lessons": .whole, "challenges": .whole, "questions": .whole,
        "figures": .whole,
      ], "check")
  }

  @Test func reportProgressAndDoctor() throws {
    let report = try program("report --format json").object()
    #expect(Kind.whole.fits(report["schemaVersion"]))
    expect(
      try program("progress show --format json").object(),
      has: ["store": .text, "events": .whole, "lessons": .object, "stages": .list], "progress")
    #expect(
      try program("progress path").output
        == program.home + "/.local/share/aiinfra-tutor\n")
    expect(
      try program("doctor --format json").object(), has: ["version": .text, "findings": .list],
      "doctor")
    #expect(try program("review --format json").list().isEmpty)
  }
}

/// Counts what a drawing holds.
private final class ElementCounter: NSObject, XMLParserDelegate {
  var links = 0
  var dashed = 0

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if name == "a", attributes["href"]?.hasPrefix("https://") == true { links += 1 }
    if attributes["stroke-dasharray"] != nil { dashed += 1 }
  }
}
