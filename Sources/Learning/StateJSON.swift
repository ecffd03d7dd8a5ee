/// The state as JSON and back: what the snapshot holds. Keys are sorted, so that equal states give
/// equal bytes.
extension LearnerState {
  /// Version of the form below. A snapshot of another one is computed anew from the log.
  public static let formVersion = 1

  public var json: JSON {
    .record([
      "form": .integer(Self.formVersion),
      "events": .integer(eventCount),
      "last_event": lastKey.map {
        .record(["milliseconds": .integer($0.milliseconds), "id": .string($0.id)])
      },
      "last_lesson": lastLesson.map(JSON.string),
      "scheduler": scheduler.json,
      "lessons": map(lessons, \.json),
      "questions": map(questions, \.json),
      "challenges": map(challenges, \.json),
      "predictions": map(predictions) { prediction in
        .record([
          "answer": .string(prediction.answer), "right": .bool(prediction.isRight),
          "score": .integer(prediction.score),
        ])
      },
      "entries_met": map(entriesMet) { .string($0.description) },
      "known_topics": .array(knownTopics.sorted().map(JSON.string)),
      "days": .object(
        days.sorted { $0.key < $1.key }.map { .init($0.key.description, $0.value.json) }),
      "saved_scenarios": map(savedScenarios) { .array($0.map(JSON.string)) },
    ])
  }

  /// `nil` when the JSON is not a state of this form, complete and sound.
  public init?(json: JSON) {
    guard json["form"]?.integer == Self.formVersion, let events = json["events"]?.integer,
      let scheduler = json["scheduler"].flatMap(FSRS.init(json:)),
      let lessons = Self.values(json["lessons"], { LessonRecord(json: $1) }),
      let questions = Self.values(json["questions"], { QuestionRecord(json: $1) }),
      let challenges = Self.values(json["challenges"], { ChallengeRecord(json: $1, id: $0) }),
      let predictions = Self.values(
        json["predictions"], { PredictionRecord(snapshot: $1, place: $0) }),
      let met = Self.values(json["entries_met"], { $1.date }),
      let topics = json["known_topics"]?.array,
      let days = json["days"]?.members,
      let saved = Self.values(
        json["saved_scenarios"], { $1.array?.compactMap(\.string) })
    else { return nil }
    self.init()
    (eventCount, self.scheduler, self.lessons) = (events, scheduler, lessons)
    (self.questions, self.challenges, self.predictions) = (questions, challenges, predictions)
    (entriesMet, savedScenarios) = (met, saved)
    knownTopics = Set(topics.compactMap(\.string))
    lastLesson = json["last_lesson"]?.string
    if let key = json["last_event"] {
      guard let time = key["milliseconds"]?.integer, let id = key["id"]?.string else { return nil }
      lastKey = EventKey(milliseconds: time, id: id)
    }
    self.days.reserveCapacity(days.count)
    for member in days {
      guard let date = CivilDate(member.key), let activity = DayActivity(json: member.value) else {
        return nil
      }
      self.days[date] = activity
    }
  }

  private func map<Value>(_ values: [String: Value], _ json: (Value) -> JSON) -> JSON {
    .object(values.sorted { $0.key < $1.key }.map { .init($0.key, json($0.value)) })
  }

  private static func values<Value>(
    _ json: JSON?, _ read: (String, JSON) -> Value?
  ) -> [String: Value]? {
    guard let members = json?.members else { return nil }
    var values: [String: Value] = [:]
    values.reserveCapacity(members.count)
    for member in members {
      guard let value = read(member.key, member.value) else { return nil }
      values[member.key] = value
    }
    return values
  }
}

extension JSON {
  fileprivate init(_ date: CivilDate) { self = .string(date.description) }
  fileprivate var date: CivilDate? { string.flatMap { CivilDate($0) } }
}

extension LessonRecord {
  fileprivate var json: JSON {
    .record([
      "opened": opened.map { JSON($0) }, "finished": finished.map { JSON($0) },
      "known": isKnown ? .bool(true) : nil, "line": .integer(line), "lines": .integer(lines),
    ])
  }

  fileprivate init?(json: JSON) {
    guard let line = json["line"]?.integer, let lines = json["lines"]?.integer else { return nil }
    self.init()
    (self.line, self.lines) = (line, lines)
    opened = json["opened"]?.date
    finished = json["finished"]?.date
    isKnown = json["known"]?.bool ?? false
  }
}

extension QuestionRecord {
  fileprivate var json: JSON {
    .record([
      "stability": .number(memory.stability), "difficulty": .number(memory.difficulty),
      "due": JSON(due), "hints": hintsSinceAnswer > 0 ? .integer(hintsSinceAnswer) : nil,
      // One text for each question, because a year has thousands of reviews.
      "reviews": .string(
        reviews.map { "\($0.date) \($0.rating.name)" }.joined(separator: ", ")),
    ])
  }

  fileprivate init?(json: JSON) {
    guard let stability = json["stability"]?.number, stability > 0,
      let difficulty = json["difficulty"]?.number, let due = json["due"]?.date,
      let text = json["reviews"]?.string
    else { return nil }
    var reviews: [Review] = []
    reviews.reserveCapacity(text.utf8.count / 16 + 1)
    // Ten bytes of date, a blank, the rating; then a comma and a blank.
    var rest = text.utf8[...]
    while !rest.isEmpty {
      let item = rest.prefix { $0 != UInt8(ascii: ",") }
      guard item.count > 11, let date = CivilDate(utf8: item.prefix(10)),
        let rating = Rating(firstByte: item.dropFirst(11).first),
        item.dropFirst(10).elementsEqual((" " + rating.name).utf8)
      else { return nil }
      reviews.append(Review(date: date, rating: rating))
      rest = rest[item.endIndex...].dropFirst(2)
    }
    guard !reviews.isEmpty else { return nil }
    self.init(
      memory: FSRS.Memory(stability: stability, difficulty: difficulty), reviews: reviews,
      due: due, hintsSinceAnswer: json["hints"]?.integer ?? 0)
  }
}

extension ChallengeRecord {
  fileprivate var json: JSON {
    .record([
      "opened": JSON(opened), "attempt_count": .integer(attemptCount),
      "passed": passed.map { JSON($0) },
      "hints": hintsShown > 0 ? .integer(hintsShown) : nil,
      "attempts": .array(attempts.map(\.json)),
      // Mostly among the attempts, where its event's id is enough.
      "best": best.map { attempts.contains($0) ? .string($0.event) : $0.json },
    ])
  }

  fileprivate init?(json: JSON, id: String) {
    guard let opened = json["opened"]?.date, let count = json["attempt_count"]?.integer,
      let list = json["attempts"]?.array
    else { return nil }
    let attempts = list.compactMap { Dated(json: $0) }
    let best = json["best"].flatMap { best in
      best.string.map { id in attempts.first { $0.event == id } } ?? Dated(json: best)
    }
    guard attempts.count == list.count, (best == nil) == (json["best"] == nil) else { return nil }
    self.init(opened: opened)
    (attemptCount, self.attempts, self.best) = (count, attempts, best)
    passed = json["passed"]?.date
    hintsShown = json["hints"]?.integer ?? 0
  }
}

extension ChallengeRecord.Dated {
  fileprivate var json: JSON {
    .object(
      [
        .init("event", .string(event)), .init("time", .string(moment.description)),
        .init("zone", .string(moment.zone)),
      ] + (attempt.json.members ?? []))
  }

  fileprivate init?(json: JSON) {
    guard let event = json["event"]?.string, let zone = json["zone"]?.string,
      let moment = json["time"]?.string.flatMap({ Moment($0, zone: zone) }),
      let attempt = try? Attempt(json: json)
    else { return nil }
    self.init(event: event, moment: moment, attempt: attempt)
  }
}

extension PredictionRecord {
  fileprivate init?(snapshot json: JSON, place: String) {
    guard let answer = json["answer"]?.string, let isRight = json["right"]?.bool,
      let score = json["score"]?.integer, (0...100).contains(score)
    else { return nil }
    self.init(place: place, answer: answer, isRight: isRight, score: score)
  }
}

extension DayActivity {
  fileprivate var json: JSON {
    .record([
      "actions": .integer(actions), "answers": .integer(answers),
      "right": .integer(rightAnswers), "attempts": .integer(attempts),
      "finished": .integer(lessonsFinished),
    ])
  }

  fileprivate init?(json: JSON) {
    guard let actions = json["actions"]?.integer else { return nil }
    self.init()
    self.actions = actions
    answers = json["answers"]?.integer ?? 0
    rightAnswers = json["right"]?.integer ?? 0
    attempts = json["attempts"]?.integer ?? 0
    lessonsFinished = json["finished"]?.integer ?? 0
  }
}

extension Rating {
  /// The rating whose name begins with `byte`.
  fileprivate init?(firstByte byte: UInt8?) {
    switch byte {
    case UInt8(ascii: "a"): self = .again
    case UInt8(ascii: "h"): self = .hard
    case UInt8(ascii: "g"): self = .good
    case UInt8(ascii: "e"): self = .easy
    default: return nil
    }
  }
}
