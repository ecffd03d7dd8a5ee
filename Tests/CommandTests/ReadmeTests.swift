import Curriculum
import Foundation
import Learning
import TerminalUI
import Testing
import Wording

@testable import Tutor
@testable import aiinfra_tutor

/// What the README says is so: its key table is the program's, its commands run.
@Suite struct ReadmeTests {
  static let path = Program.root + "/README.md"

  /// The key tables of the program as Markdown, one for each kind of screen.
  static func keyTables() throws -> String {
    let root = Program.root
    let files = ContentFiles(
      list: { try? FileManager.default.contentsOfDirectory(atPath: root + "/" + $0) },
      read: { FileManager.default.contents(atPath: root + "/" + $0).map(Array.init) })
    let index = try #require(Catalog.load(files).value?.index)
    let lesson = try #require(index.lessons.first?.id)
    let challenge = try #require(index.challenges.first?.id)
    let places: [(String, Place)] = [
      ("Map", .map(entry: nil)), ("Lesson", .lesson(lesson)), ("Reviews", .review),
      ("Challenge", .challenge(challenge)), ("Lab", .lab(.serving)),
    ]
    let program = try Program()
    let now = try #require(Moment("2026-11-23T10:00:00Z"))
    var services = Services(
      content: Content(place: try ContentPlace.find(option: root, environment: [:])),
      clock: .fixed(now),
      record: try Record(directory: program.home + "/store", Wording(.english)))
    _ = services.loadContent()
    func state(_ place: Place) throws -> AppState {
      var state = AppState(
        columns: 80, rows: 24, language: .english, glyphs: .unicode, now: now,
        learner: LearnerState(), start: place)
      var effects = update(&state, .contentLoaded(index, problems: 0))
      while !effects.isEmpty {
        for event in services.perform(effects.removeFirst()) { effects += update(&state, event) }
      }
      return state
    }
    let today = try state(.today)
    var out = table("Everywhere", globalKeys(today.context, at: .today))
    out += table("Lists", today.context.listKeys())
    for (name, place) in places {
      var state = try state(place)
      var own = state.screen.keys(state.context)
      // A challenge has panes, each with keys of its own.
      if case .challenge = place {
        for _ in 1...3 {
          _ = update(&state, .key(.tab))
          own += state.screen.keys(state.context)
        }
      }
      if !own.isEmpty { out += table(name, own) }
    }
    return out
  }

  private static func table(_ name: String, _ bindings: [KeyBinding<Action>]) -> String {
    // Several keys of one line (1 to 6, a to e) make one row when they mean the same.
    var rows: [(keys: [String], label: String)] = []
    for line in KeyTable(bindings).helpLines {
      if let at = rows.firstIndex(where: { $0.label == line.label }) {
        if !rows[at].keys.contains(line.keys) { rows[at].keys.append(line.keys) }
      } else {
        rows.append(([line.keys], line.label))
      }
    }
    let lines = rows.map { row in
      "| \(names(row.keys).replacing("|", with: "\\|")) | \(row.label) |\n"
    }
    return "\n**\(name)**\n\n| key | what it does |\n| --- | --- |\n" + lines.joined()
  }

  /// Each key once; letters that a range (a-e) names are not repeated.
  private static func names(_ lines: [String]) -> String {
    var names: [String] = []
    for name in lines.flatMap({ $0.split(separator: " ").map(String.init) })
    where !names.contains(name) {
      names.append(name)
    }
    let ranges = names.filter { $0.wholeMatch(of: /[a-z]-[a-z]/) != nil }
    return names.filter { name in
      name.count != 1
        || !ranges.contains { ($0.prefix(1)...$0.suffix(1)).contains(name[...]) }
    }.joined(separator: " ")
  }

  /// `AIINFRA_RENEW=1` writes the present tables into the README.
  @Test func keyTableIsTheProgramsOwn() throws {
    let begin = "<!-- keys: made by ReadmeTests with AIINFRA_RENEW=1 -->\n"
    let end = "<!-- end of keys -->"
    let text = try String(contentsOfFile: Self.path, encoding: .utf8)
    let start = try #require(text.range(of: begin)?.upperBound)
    let stop = try #require(text.range(of: end)?.lowerBound)
    let wanted = try Self.keyTables() + "\n"
    if ProcessInfo.processInfo.environment["AIINFRA_RENEW"] == "1" {
      try (text[..<start] + wanted + text[stop...])
        .write(toFile: Self.path, atomically: true, encoding: .utf8)
    }
    // The order of rows may change without a word being wrong.
    let kept = try String(contentsOfFile: Self.path, encoding: .utf8)
    let now = try #require(kept.range(of: begin)?.upperBound)
    let rows = kept[now...].prefix(while: { $0 != "!" }).split(separator: "\n").dropLast()
    let missing = wanted.split(separator: "\n").filter { !rows.contains($0) }
    let wrong = rows.filter { !wanted.split(separator: "\n").contains($0) }
    #expect(missing.isEmpty && wrong.isEmpty, "renew the key table with AIINFRA_RENEW=1")
  }

  /// Every line of a shell block that begins with the program's name.
  static let commands: [String] = {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("aiinfra-tutor ") }
      .map { line in
        String(line.prefix { $0 != "#" }).trimmingCharacters(in: .whitespaces)
      }
  }()

  /// The numbers in the table of recordings are the cases that lie in `Tests/Goldens`.
  @Test(arguments: ["kube-scheduler", "kv-cache", "queueing"])
  func countsOfRecordingsAreRight(folder: String) throws {
    let base = Program.root + "/Tests/Goldens/" + folder
    var count = 0
    for name in FileManager.default.subpaths(atPath: base) ?? [] where name.hasSuffix(".json") {
      let data = try #require(FileManager.default.contents(atPath: base + "/" + name))
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let cases = ["cases", "traces", "rows"].lazy.compactMap { object[$0] as? [Any] }.first
      count += cases?.count ?? 1
    }
    let text = try String(contentsOfFile: Self.path, encoding: .utf8)
    let number = count < 1_000 ? "\(count)" : "\(count / 1_000),\(String(count + 1_000).suffix(3))"
    let agree = folder == "queueing" ? "320, 1 skipped" : "all"
    #expect(text.contains("| \(number) | \(agree) |"), "\(folder) has \(number) cases")
  }

  @Test func thereAreCommands() { #expect(Self.commands.count >= 10) }

  @Test(arguments: commands) func everyCommandRuns(command: String) throws {
    let program = try Program()
    // Paths of the repository are meant from its root.
    let line = command.replacing("Tests/", with: Program.root + "/Tests/")
    let answer = try program.shell(
      "set -e; aiinfra_tutor() { \"$TUTOR\" \"$@\"; }; "
        + line.replacing("aiinfra-tutor ", with: "aiinfra_tutor "))
    #expect(answer.status == 0, "\(command): \(answer.trouble)")
  }
}
