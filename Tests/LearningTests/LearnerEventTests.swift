import Testing

@testable import Learning

@Suite struct LearnerEventTests {
  @Test func everyKindSurvivesALine() throws {
    for kind in everyKind {
      let event = LearnerEvent(
        id: "01", moment: moment("2026-11-23T10:00:00.250+01:00"), kind: kind)
      #expect(try LearnerEvent(line: Array(event.line.utf8)) == event, "\(event.line)")
      #expect(!event.line.contains("\n") && !event.line.contains("\u{1b}"))
    }
  }

  @Test func keysHaveAFixedOrder() {
    let event = LearnerEvent(
      id: "01", moment: moment("2026-11-23T10:00:00+01:00"), kind: everyKind[4])
    #expect(
      event.line
        == #"{"id":"01","time":"2026-11-23T10:00:00.000+01:00","zone":"Europe/Berlin","#
        + #""kind":"question_answered","question":"kv-cache/q1","options":[0,2],"right":true,"#
        + #""rating":"hard","review":true,"milliseconds":12345}"#)
  }

  static let head = #"{"id":"1","time":"2026-11-23T10:00:00Z","zone":"UTC","kind":"#

  @Test(
    arguments: [
      ("a kind of a newer version", head + #""dreamt","of":"pods"}"#, .unknown(kind: "dreamt")),
      (
        "a key of a newer version", head + #""entry_met","entry":"vllm","why":[1]}"#,
        .entryMet(entry: "vllm")
      ),
      (
        "a scope of a newer version", head + #""reset","scope":"stage:3"}"#, .unknown(kind: "reset")
      ),
      (
        "a planner of a newer version", head + #""scheduler_set","fsrs":"FSRS-7"}"#,
        .unknown(kind: "scheduler_set")
      ),
    ] as [(String, String, LearnerEvent.Kind)])
  func newerVersionsAreHarmless(name: String, line: String, expected: LearnerEvent.Kind) throws {
    #expect(try LearnerEvent(line: Array(line.utf8)).kind == expected, "\(name)")
  }

  @Test(
    arguments: [
      ("torn", #"{"id":"1","ti"#, .notJSON(offset: 13)),
      ("empty", "", .notJSON(offset: 0)),
      ("not an object", "[1]", .key("id")),
      ("no id", #"{"time":"2026-11-23T10:00:00Z","kind":"x"}"#, .key("id")),
      ("empty id", #"{"id":"","time":"2026-11-23T10:00:00Z","kind":"x"}"#, .key("id")),
      ("no such time", #"{"id":"1","time":"yesterday","kind":"x"}"#, .key("time")),
      ("no kind", #"{"id":"1","time":"2026-11-23T10:00:00Z"}"#, .key("kind")),
      ("no lesson", head + #""lesson_opened"}"#, .key("lesson")),
      ("a number for a lesson", head + #""lesson_opened","lesson":3}"#, .key("lesson")),
      (
        "a score beyond all scores",
        head + #""prediction_made","place":"a/b","answer":"1","right":true,"score":101}"#,
        .key("score")
      ),
      (
        "stars beyond all stars",
        head
          + #""challenge_attempt","challenge":"a","version":1,"seed":"s","passed":true,"stars":4}"#,
        .key("stars")
      ),
      (
        "a line beyond all lines",
        head + #""lesson_position","lesson":"a","line":9223372036854775807}"#, .key("line")
      ),
      (
        "no such rating",
        head
          + #""question_answered","question":"a/b","right":true,"rating":"fine"}"#, .key("rating")
      ),
    ] as [(String, String, EventProblem)])
  func damagedLinesSayWhatIsWrong(name: String, line: String, expected: EventProblem) {
    #expect(throws: expected, "\(name)") { try LearnerEvent(line: Array(line.utf8)) }
  }

  @Test func idsAscendAndDiffer() {
    var one = EventMaker(entropy: 1)
    var two = EventMaker(entropy: 2)
    let at = moment("2026-11-23T10:00:00+01:00")
    let later = moment("2026-11-23T10:00:00.001+01:00")
    let kind = LearnerEvent.Kind.entryMet(entry: "vllm")
    let made = [one.make(kind, at: at), one.make(kind, at: at), one.make(kind, at: later)]
    #expect(made.map(\.id) == made.map(\.id).sorted())
    #expect(Set(made.map(\.id) + [two.make(kind, at: at).id]).count == 4)
    #expect(made.allSatisfy { $0.id.count == 26 })
    // The clock went back.
    #expect(!made.map(\.id).contains(one.make(kind, at: at).id))
  }

  @Test(arguments: ["all", "lesson:a", "topic:a", "challenge:a", "question:a/b"])
  func scopes(text: String) { #expect(LearnerEvent.Scope(text: text)?.text == text) }

  @Test(arguments: ["", "lesson", "lesson:", "stage:1", "all:", "everything"])
  func noScope(text: String) { #expect(LearnerEvent.Scope(text: text) == nil) }
}
