import Simulation
import Testing

@testable import Learning

@Suite struct LearnerStateTests {
  @Test func aLessonFromNewToFinished() {
    var state = LearnerState()
    #expect((state.lessons["a"] ?? LessonRecord()).status == .new)
    let made = events(
      ("2026-11-23T10:00:00+01:00", .lessonOpened(lesson: "a")),
      ("2026-11-23T10:05:00+01:00", .lessonPosition(lesson: "a", line: 50, of: 200)),
      ("2026-11-23T10:09:00+01:00", .lessonFinished(lesson: "a")))
    #expect(state.apply(made[0]) == .added)
    #expect(state.lessons["a"]?.status == .open)
    #expect(state.apply(made[1]) == .added)
    #expect(state.lessons["a"]?.percent == 25)
    #expect(state.lessons["a"]?.line == 50)
    #expect(state.apply(made[2]) == .added)
    #expect(state.lessons["a"]?.status == .finished)
    #expect(state.lessons["a"]?.percent == 100)
    #expect(state.lastLesson == "a")
    #expect(state.days[date("2026-11-23")]?.actions == 2)
  }

  @Test func questionsArePlannedByLocalDays() throws {
    // Good at 23:30, Good again two local days later at 00:10, which is only 24 h 40 min: 2 days
    // count.
    let state = LearnerState.fold(
      events(
        ("2026-11-23T23:30:00+01:00", answer("a/q", .good)),
        ("2026-11-25T00:10:00+01:00", answer("a/q", .good))))
    let record = try #require(state.questions["a/q"])
    #expect(abs(record.memory.stability - 10.9643) < 1e-4)
    #expect(record.due == date("2026-12-06"))
    #expect(record.answers == 2 && record.rightAnswers == 2)
  }

  @Test func anAnswerInTheReachOfAHint() {
    let state = LearnerState.fold(
      events(
        ("2026-11-23T10:00:00+01:00", answer("a/q", .again)),
        ("2026-11-23T10:01:00+01:00", .hintShown(place: "a/q", step: 1))))
    #expect(state.questions["a/q"]?.hintsSinceAnswer == 1)
  }

  @Test func attemptsKeepTheBestAndTheLatest() throws {
    var all: [LearnerEvent] = []
    for number in 0..<20 {
      all.append(
        LearnerEvent(
          id: "e\(pad(number, 2))",
          moment: moment("2026-11-23T10:\(pad(number, 2)):00+01:00"),
          kind: .challengeAttempt(
            attempt("c", stars: [0, 3, 1, 3][min(number, 3)], digest: "d\(number)"))))
    }
    let state = LearnerState.fold(all)
    #expect(LearnerState(json: try JSON(text: state.json.line)) == state)
    let record = try #require(state.challenges["c"])
    #expect(record.attemptCount == 20)
    #expect(record.attempts.count == ChallengeRecord.keptAttempts)
    #expect(record.attempts.last?.attempt.digest == "d19")
    #expect(record.best?.attempt.digest == "d1", "the first with the most stars")
    #expect(record.bestStars == 3)
    #expect(record.passed == date("2026-11-23"))
  }

  @Test func onlyTheFirstPredictionOfAPlaceCounts() {
    let state = LearnerState.fold(
      events(
        (
          "2026-11-23T10:00:00+01:00",
          .predictionMade(PredictionRecord(place: "a/p", answer: "0", isRight: false, score: 0))
        ),
        (
          "2026-11-23T10:01:00+01:00",
          .predictionMade(PredictionRecord(place: "a/p", answer: "1", isRight: true, score: 100))
        ),
        (
          "2026-11-23T10:02:00+01:00",
          .predictionMade(PredictionRecord(place: "b/p", answer: "1", isRight: true, score: 85))
        )))
    #expect(state.calibration == Calibration(made: 2, right: 1, meanScore: 43))
    #expect(LearnerState().calibration.meanScore == nil)
  }

  @Test func resetsForgetTheirPartOnly() {
    let base: [(String, LearnerEvent.Kind)] = [
      ("2026-11-23T10:00:00+01:00", .lessonFinished(lesson: "a")),
      ("2026-11-23T10:01:00+01:00", answer("a/q", .good)),
      ("2026-11-23T10:02:00+01:00", answer("ab/q", .good)),
      ("2026-11-23T10:03:00+01:00", .challengeAttempt(attempt("c", stars: 1))),
    ]
    func after(_ scope: LearnerEvent.Scope) -> LearnerState {
      var made = base
      made.append(("2026-11-23T11:00:00+01:00", .reset(scope)))
      return LearnerState.fold(
        made.enumerated().map {
          LearnerEvent(id: "e\($0)", moment: moment($1.0), kind: $1.1)
        })
    }
    #expect(after(.lesson("a")).lessons.isEmpty)
    #expect(after(.lesson("a")).questions.keys.sorted() == ["ab/q"])
    #expect(after(.lesson("a")).challenges["c"] != nil)
    #expect(after(.challenge("c")).challenges.isEmpty)
    #expect(after(.challenge("c")).questions.count == 2)
    #expect(after(.question("a/q")).questions.keys.sorted() == ["ab/q"])
    let empty = after(.everything)
    #expect(empty.lessons.isEmpty && empty.questions.isEmpty && empty.days.isEmpty)
    #expect(empty.eventCount == 5)
  }

  @Test func undoTakesBackAndCanBeTakenBack() {
    let made = events(
      ("2026-11-23T10:00:00+01:00", .lessonFinished(lesson: "a")),
      ("2026-11-23T10:01:00+01:00", .reset(.everything)),
      ("2026-11-23T10:02:00+01:00", .undo(event: "e2")),
      ("2026-11-23T10:03:00+01:00", .undo(event: "e3")))
    #expect(LearnerState.fold(made.prefix(2)).lessons.isEmpty)
    #expect(LearnerState.fold(made.prefix(3)).lessons["a"]?.status == .finished)
    #expect(LearnerState.fold(made).lessons.isEmpty)
  }

  @Test func applySaysWhenItCannot() {
    let made = events(
      ("2026-11-23T10:00:00+01:00", .entryMet(entry: "vllm")),
      ("2026-11-23T10:01:00+01:00", .entryMet(entry: "cni")),
      ("2026-11-23T10:02:00+01:00", .undo(event: "e1")))
    var state = LearnerState.fold(made.prefix(2))
    let before = state
    #expect(state.apply(made[1]) == .known)
    #expect(state.apply(made[0]) == .needsFold)
    #expect(state.apply(made[2]) == .needsFold)
    #expect(state == before)
    #expect(LearnerState.fold(made).entriesMet.keys.sorted() == ["cni"])
  }

  /// Events of two copies, in any order, any of them twice, folded or applied one by one: one
  /// state.
  @Test func anyOrderAnyRepetitionOneState() throws {
    let seed = "merge"
    var generator = SeededGenerator(seed: Seed(seed))
    for round in 0..<60 {
      var makers = [EventMaker(entropy: 7), EventMaker(entropy: 8)]
      let all = (0..<80).map { _ in
        let at = Moment(
          milliseconds: 1_795_424_400_000 + generator.below(30) * 40_000_000,
          offsetMinutes: 60, zone: "Europe/Berlin")
        return makers[generator.below(2)].make(everyKind[generator.below(18)], at: at)
      }
      let expected = LearnerState.fold(all)
      var mixed = all + all.prefix(20)
      generator.shuffle(&mixed)
      #expect(LearnerState.fold(mixed) == expected, "seed \(seed), round \(round)")
      var stepwise = LearnerState()
      for event in all.sorted(by: { $0.key < $1.key }) {
        #expect(stepwise.apply(event) == .added, "seed \(seed), round \(round)")
      }
      #expect(stepwise == expected, "seed \(seed), round \(round)")
      let back = LearnerState(json: try JSON(text: expected.json.line))
      #expect(back == expected, "seed \(seed), round \(round)")
      #expect(back?.json == expected.json)
    }
  }

  @Test(arguments: [
    ("another form", #"{"form":2}"#), ("nothing", "{}"), ("a list", "[]"),
  ])
  func unsoundSnapshotsAreRefused(name: String, text: String) throws {
    #expect(LearnerState(json: try JSON(text: text)) == nil, "\(name)")
  }

  @Test func aSnapshotWithADamagedPartIsRefused() throws {
    let state = LearnerState.fold(
      events(
        ("2026-11-23T10:00:00+01:00", answer("a/q", .good)),
        ("2026-11-23T10:03:00+01:00", .challengeAttempt(attempt("c", stars: 1)))))
    let text = state.json.line
    for (good, bad) in [
      ("2026-11-23 good", "2026-11-23 fine"), ("2026-11-23 good", ""),
      ("\"stability\":2.3065", "\"stability\":-1"), ("\"attempts\":[{", "\"attempts\":[1,{"),
      ("\"2026-11-23\":{", "\"2026-11-32\":{"),
    ] {
      #expect(text.contains(good))
      let broken = text.replacing(good, with: bad)
      #expect(LearnerState(json: try JSON(text: broken)) == nil, "\(bad)")
    }
  }
}
