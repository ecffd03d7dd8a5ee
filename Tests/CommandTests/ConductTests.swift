import Foundation
import Learning
import ProgressStore
import Testing

/// How commands behave: the same answer every time, the week of the clock, the record, hostile
/// input, closed pipes.
@Suite struct ConductTests {
  let program: Program
  init() throws { program = try Program() }

  @Test func equalInputGivesEqualBytes() throws {
    let line = "sim serving --scenario blocks-and-crumbs --format json --seed "
    let first = try program(line + "tea").output
    #expect(try program(line + "tea").output == first)
    let other = try program(line + "coffee").output
    #expect(other != first)
    func digest(_ text: String) throws -> String? {
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      return object?["digest"] as? String
    }
    #expect(try digest(first)?.hasPrefix("v1-sha256:") == true)
    #expect(try digest(first) != digest(other))
  }

  /// The ISO week of the local date, in the first, an ordinary and the 53rd week.
  @Test(arguments: [
    ("2025-12-29T00:00:00+01:00", "2026-W01"), ("2026-11-23T00:30:00+09:00", "2026-W48"),
    ("2026-11-22T23:59:59Z", "2026-W47"), ("2026-12-31T12:00:00Z", "2026-W53"),
    ("2027-01-03T23:00:00-05:00", "2026-W53"), ("2027-01-04T00:00:00+14:00", "2027-W01"),
  ])
  func theClockGivesTheWeek(now: String, week: String) throws {
    #expect(try program("today --format json --now \(now)").object()["week"] as? String == week)
  }

  @Test func week53HasTheChallengeOfWeek52() throws {
    func challenge(_ now: String) throws -> String? {
      let object = try program("today --format json --now \(now)").object()
      return (object["challenge"] as? [String: Any])?["id"] as? String
    }
    let last = try challenge("2026-12-24T12:00:00Z")
    #expect(last != nil)
    #expect(try challenge("2026-12-31T12:00:00Z") == last)
  }

  @Test func anAttemptIsKeptUndoneBackedUpAndRestored() throws {
    let now = "--now 2026-11-25T10:00:00Z"
    func events() throws -> Int? {
      try program("progress show --format json").object()["events"] as? Int
    }
    let run = "challenge run blocks-and-crumbs --reference"
    #expect(try program("\(run) \(now)").status == 0)
    #expect(try events() == 0)
    #expect(try program("\(run) --record \(now)").status == 0)
    let list = try program("challenge list").output
    #expect(list.contains("★"))
    let kept = try events()
    #expect(try program("progress backup copy.backup \(now)").status == 0)
    #expect(try program("progress backup copy.backup \(now)").status == 2)
    let undo = try program("progress undo --now 2026-11-25T10:01:00Z")
    #expect(undo.output.contains("challenge_attempt"))
    #expect(try !program("challenge list").output.contains("★"))
    #expect(try program("progress undo --now 2026-11-25T10:02:00Z").status == 2)
    #expect(try program("progress restore copy.backup --now 2026-11-25T10:03:00Z").status == 0)
    #expect(try program("challenge list").output.contains("★"))
    #expect(try events() == kept)
    #expect(
      try program("progress reset blocks-and-crumbs --now 2026-11-25T10:04:00Z").status == 0)
    #expect(try !program("challenge list").output.contains("★"))
  }

  @Test func reviewsAreAskedOnALineAndKept() throws {
    let directory = program.home + "/store"
    var store = try ProgressStore(directory: directory)
    var maker = EventMaker(entropy: 1)
    let then = try #require(Moment("2026-11-01T10:00:00Z"))
    let lessons = try program("lesson show kv-cache --format json").object()
    let question = try #require((lessons["question_list"] as? [[String: Any]])?.first)
    let id = try #require(question["id"] as? String)
    let options = try #require(question["options"] as? [[String: Any]])
    let right = try #require(options.firstIndex { $0["right"] as? Bool == true })
    try store.append([
      maker.make(
        .questionAnswered(
          Answer(question: id, options: [right], isRight: true, rating: .good, isReview: false)),
        at: then)
    ])
    let later = "--store \(directory) --now 2026-11-25T10:00:00Z"
    #expect(try program("review --format json \(later)").list().count == 1)
    let letter = String(UnicodeScalar(UInt8(97 + right)))
    let answer = try program("review \(later)", input: "x\nh\n\(letter)\n")
    #expect(answer.status == 0)
    #expect(answer.output.contains("1 of 1 right"), "\(answer.output)")
    #expect(try program("review --format json \(later)").list().isEmpty)
    // The end of the input is leaving, and nothing is asked twice.
    #expect(try program("review \(later)").status == 0)
    try store.refresh()
    #expect(store.state.questions[id]?.answers == 2)
  }

  @Test func aWrongRecordingFails() throws {
    let path = Program.root + "/Tests/Goldens/kube-scheduler/least_allocated.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let file = program.home + "/wrong.json"
    // The first score that the real scheduler gave, made wrong.
    let score = text.range(of: "\"raw\":[")
    #expect(score != nil)
    let wrong = score.map { text.replacingCharacters(in: $0, with: "\"raw\":[1") } ?? ""
    try wrong.write(toFile: file, atomically: true, encoding: .utf8)
    let answer = try program.run(["verify", file, "--format", "json"])
    #expect(answer.status == 1, "\(answer.output.prefix(300))\(answer.trouble)")
    let object = try answer.object()
    #expect(object["failed"] as? Int == 1)
    let failures = (object["files"] as? [[String: Any]])?.first?["failures"] as? [[String: Any]]
    expect(
      try #require(failures?.first), has: ["case": .text, "expected": .text, "got": .text],
      "failure")
  }

  @Test func whatIsNotSimulatedIsSkippedNeverPassed() throws {
    let file = program.home + "/later.json"
    try
      "{\"format\": \"kube-scheduler-golden/1\", \"kind\": \"permit\", \"cases\": [{\"id\": \"a\"}, {\"name\": \"b\"}, {}]}"
      .write(toFile: file, atomically: true, encoding: .utf8)
    let answer = try program.run(["verify", file, "--format", "json"])
    #expect(answer.status == 0)
    let object = try answer.object()
    #expect(object["passed"] as? Int == 0)
    #expect(object["skipped"] as? Int == 3)
    let skips = (object["files"] as? [[String: Any]])?.first?["skips"] as? [[String: Any]] ?? []
    #expect(skips.map { $0["case"] as? String } == ["a", "b", "#2"])
  }

  @Test func hostileTextCannotSteerTheTerminal() throws {
    let name = "evil\u{1b}]0;gone\u{7}\u{9b}31m"
    let file = program.home + "/evil.json"
    let cases = "[{\"id\": \"evil\\u001b[2J\\u009b31m\"}]"
    try "{\"suite\": \"kueue-cycle\", \"cases\": \(cases)}"
      .write(toFile: file, atomically: true, encoding: .utf8)
    for format in ["text", "json"] {
      let answer = try program.run(["verify", file, "--format", format])
      #expect(!answer.output.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{9b}" })
    }
    let unknown = try program.run(["lesson", "show", name])
    #expect(unknown.status == 2)
    #expect(!unknown.trouble.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{9b}" })
    for line in ["today", "map", "lesson show kv-cache", "challenge list", "doctor", "report"] {
      #expect(try !program(line).output.contains("\u{1b}"))
    }
  }

  @Test func aClosedPipeIsNoCrash() throws {
    let line = "$TUTOR sim serving --scenario blocks-and-crumbs --trace | head -n 1; "
    let answer = try program.shell(line + "$TUTOR map --format svg | true; echo end")
    #expect(answer.output.hasSuffix("end\n"))
    #expect(answer.trouble.isEmpty, "\(answer.trouble)")
    let full = try program.shell("$TUTOR map > /dev/full; echo $?")
    #expect(full.output == "2\n")
    #expect(full.trouble.contains("No space left"))
  }

  @Test(arguments: [
    "today", "map", "lesson", "lesson list", "lesson show", "challenge", "challenge list",
    "challenge show", "challenge run", "sim", "report", "progress", "progress path",
    "progress show", "progress backup", "progress restore", "progress reset", "progress undo",
    "review", "verify", "check", "doctor",
  ])
  func everyCommandHasHelp(command: String) throws {
    let help = try program(command + " --help")
    #expect(help.status == 0)
    #expect(help.output.contains("USAGE: aiinfra-tutor " + command))
    for absent in ["--policy", "merge", "xapi", "csv"] where command != "sim" {
      #expect(!help.output.contains(absent))
    }
    let chinese = try program(command + " --help --lang zh").output
    #expect(chinese.unicodeScalars.contains { (0x4e00...0x9fff).contains($0.value) })
  }

  @Test func manualAndCompletionsKnowEveryCommand() throws {
    let manual = try program("manual").output
    #expect(manual.hasPrefix(".TH \"AIINFRA-TUTOR\" 1"))
    let scripts = try ["bash", "zsh", "fish"].map {
      try program("--generate-completion-script " + $0).output
    }
    for command in ["today", "challenge", "verify", "doctor"] {
      #expect(manual.contains("aiinfra\\-tutor " + command))
      for script in scripts { #expect(script.contains(command)) }
    }
    #expect(!manual.contains("aiinfra\\-tutor index"))
  }

  @Test func theIndexIsMadeBesideTheContentAndUsed() throws {
    #expect(FileManager.default.fileExists(atPath: Program.content + "/content.index"))
    let findings = try program("doctor --format json").object()["findings"] as? [[String: Any]]
    let index = try #require(findings?.first { $0["name"] as? String == "index" })
    #expect(index["grade"] as? String == "good", "\(index)")
    // With it and without it, the same answer.
    var other = program
    other.environment["AIINFRA_TUTOR_DATA"] = Program.root
    let line = "map --format json --additions"
    #expect(try program(line).output == other(line).output)
  }

  @Test func optionsMayStandBeforeTheCommand() throws {
    let now = "2026-11-25T10:00:00Z"
    let first = try program("--now \(now) --lang=zh today")
    #expect(first.status == 0)
    #expect(try program("today --now \(now) --lang zh").output == first.output)
    #expect(first.output.contains("星期三"))
  }

  @Test func everyOptionMayStandBeforeTheCommandAndWithinAGroup() throws {
    let behind = try program(
      "sim scheduling --scenario gang-6-6 --seed tea --format json")
    #expect(behind.status == 0)
    let before = try program(
      "--seed tea --format=json sim scheduling --scenario gang-6-6")
    #expect(before.output == behind.output, "\(before.trouble)")
    #expect(try program("--store elsewhere progress path").output == "elsewhere\n")
    let within = try program("progress --format json --store elsewhere path")
    #expect(try within.object()["path"] as? String == "elsewhere", "\(within.trouble)")
    #expect(try program("lesson --format json").list().count > 5)
  }

  @Test func aSeedIsAnyText() throws {
    for seed in ["", "-x", "week 48", "\u{65e5}\u{672c}"] {
      let answer = try program.run(
        ["sim", "scheduling", "--scenario", "gang-6-6", "--format", "json", "--seed=" + seed])
      #expect(try answer.object()["seed"] as? String == seed, "\(answer.trouble)")
    }
  }

  @Test func anErrorThatNobodyCanReadIsNoCrash() throws {
    let closed = try program.shell(
      "$TUTOR nosuch 2>&-; echo $?; $TUTOR nosuch 2>/dev/full; echo $?")
    #expect(closed.output == "2\n2\n")
    let help = try program.shell("$TUTOR --help >/dev/full; echo $? >&2")
    #expect(help.trouble.contains("No space left") && help.trouble.hasSuffix("2\n"))
  }

  @Test func aDeviceAndALinkAreWrittenToNotReplaced() throws {
    let link = try program.shell(
      "ln -s /dev/full full; ln -s real.md link.md; : > real.md; "
        + "$TUTOR report -o full; echo $?; $TUTOR report -o link.md; echo $?; "
        + "readlink full link.md; head -c 2 real.md; ls *.new 2>/dev/null")
    #expect(link.output == "2\n0\n/dev/full\nreal.md\n# ")
    #expect(link.trouble.contains("full: cannot be written: No space left"), "\(link.trouble)")
  }

  /// No record relative to wherever the program was started.
  @Test(arguments: ["env -u HOME", "env HOME=", "env HOME=relative", "env HOME=/"])
  func theRecordHasAnAbsolutePlace(environment: String) throws {
    let path = try program.shell("\(environment) $TUTOR progress path").output
    #expect(path.hasPrefix("/") && !path.hasPrefix("//"), "\(path)")
    #expect(path.hasSuffix("/.local/share/aiinfra-tutor\n"))
  }

  /// Numbers that no program wrote count as damage: they are skipped and told of, and no sum overflows.
  @Test func impossibleNumbersInTheRecordAreNoCrash() throws {
    let folder = program.home + "/store"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let head = "\"time\":\"2026-11-20T10:00:00Z\",\"zone\":\"UTC\",\"kind\""
    var lines: [String] = []
    for (number, challenge) in ["room-at-noon", "stranded-gpus"].enumerated() {
      let large = number == 0 ? Int.max : -5
      lines.append(
        "{\"id\":\"a\(number)\",\(head):\"challenge_attempt\",\"challenge\":\"\(challenge)\",\"version\":1,"
          + "\"seed\":\"x\",\"passed\":true,\"stars\":\(large)}")
      lines.append(
        "{\"id\":\"b\(number)\",\(head):\"prediction_made\",\"place\":\"kv-cache/\(number)\",\"answer\":\"1\","
          + "\"right\":true,\"score\":\(Int.max)}")
    }
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: folder + "/events.jsonl", atomically: true, encoding: .utf8)
    for line in ["progress", "today", "challenge list", "report --format json"] {
      let answer = try program(line + " --store " + folder)
      #expect(answer.status == 0, "\(line): \(answer.trouble)")
    }
    let notices = try program("progress --format json --store " + folder).object()["notices"]
    #expect((notices as? [String])?.count == 4)
  }

  @Test func theReportGoesIntoAFile() throws {
    for name in ["report.html", "report.md", "report.json"] {
      #expect(try program("report -o \(name)").status == 0)
      let text = try String(contentsOfFile: program.home + "/" + name, encoding: .utf8)
      switch name {
      case "report.html": #expect(text.lowercased().hasPrefix("<!doctype html>"))
      case "report.md": #expect(text.hasPrefix("# "))
      default: #expect(text.hasPrefix("{"))
      }
    }
  }
}
