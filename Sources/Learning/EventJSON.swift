/// Why a line of the log is not an event.
public enum EventProblem: Error, Hashable, Sendable {
  /// Not JSON at all; a torn or damaged line.
  case notJSON(offset: Int)
  /// JSON, but this key is missing or not what it must be.
  case key(String)
}

extension LearnerEvent {
  /// The event as one line of JSON without the line break: `id`, `time`, `zone`, `kind`, then the
  /// kind's own keys.
  public var line: String { json.line }

  /// The event that a line spells. Keys that this version does not know are ignored.
  public init(line: some Collection<UInt8>) throws(EventProblem) {
    let json: JSON
    do { json = try JSON(bytes: line) } catch { throw EventProblem.notJSON(offset: error.offset) }
    try self.init(json: json)
  }

  public var json: JSON {
    let head: [JSON.Member] = [
      .init("id", .string(id)), .init("time", .string(moment.description)),
      .init("zone", .string(moment.zone)), .init("kind", .string(kind.name)),
    ]
    return .object(head + (kind.payload.members ?? []))
  }

  public init(json: JSON) throws(EventProblem) {
    let id = try json.required("id", \.string)
    guard !id.isEmpty else { throw .key("id") }
    let time = try json.required("time", \.string)
    guard let moment = Moment(time, zone: json["zone"]?.string ?? "UTC") else { throw .key("time") }
    self.init(id: id, moment: moment, kind: try Kind(json: json))
  }
}

extension LearnerEvent.Kind {
  /// More lines than any lesson has; a larger number in the log is damage.
  private static let mostLines = 10_000_000

  /// The `kind` of the line.
  public var name: String {
    switch self {
    case .lessonOpened: "lesson_opened"
    case .lessonPosition: "lesson_position"
    case .lessonFinished: "lesson_finished"
    case .predictionMade: "prediction_made"
    case .questionAnswered: "question_answered"
    case .challengeOpened: "challenge_opened"
    case .hintShown: "hint_shown"
    case .challengeAttempt: "challenge_attempt"
    case .entryMet: "entry_met"
    case .markedKnown: "marked_known"
    case .scenarioSaved: "scenario_saved"
    case .schedulerSet: "scheduler_set"
    case .reset: "reset"
    case .undo: "undo"
    case .unknown(let kind): kind
    }
  }

  fileprivate var payload: JSON {
    switch self {
    case .lessonOpened(let lesson), .lessonFinished(let lesson):
      .record(["lesson": .string(lesson)])
    case .lessonPosition(let lesson, let line, let of):
      .record(["lesson": .string(lesson), "line": .integer(line), "of": .integer(of)])
    case .predictionMade(let prediction): prediction.json
    case .questionAnswered(let answer): answer.json
    case .challengeOpened(let challenge): .record(["challenge": .string(challenge)])
    case .hintShown(let place, let step):
      .record(["place": .string(place), "step": .integer(step)])
    case .challengeAttempt(let attempt): attempt.json
    case .entryMet(let entry): .record(["entry": .string(entry)])
    case .markedKnown(let scope, let isKnown):
      .record(["scope": .string(scope.text), "known": .bool(isKnown)])
    case .scenarioSaved(let lab, let name):
      .record(["lab": .string(lab), "name": .string(name)])
    case .schedulerSet(let fsrs): fsrs.json
    case .reset(let scope): .record(["scope": .string(scope.text)])
    case .undo(let event): .record(["event": .string(event)])
    case .unknown: .object([])
    }
  }

  fileprivate init(json: JSON) throws(EventProblem) {
    let kind = try json.required("kind", \.string)
    switch kind {
    case "lesson_opened": self = .lessonOpened(lesson: try json.required("lesson", \.string))
    case "lesson_position":
      self = .lessonPosition(
        lesson: try json.required("lesson", \.string),
        line: try json.required("line", in: 0...Self.mostLines),
        of: min(max(json["of"]?.integer ?? 0, 0), Self.mostLines))
    case "lesson_finished": self = .lessonFinished(lesson: try json.required("lesson", \.string))
    case "prediction_made": self = .predictionMade(try PredictionRecord(json: json))
    case "question_answered": self = .questionAnswered(try Answer(json: json))
    case "challenge_opened":
      self = .challengeOpened(challenge: try json.required("challenge", \.string))
    case "hint_shown":
      self = .hintShown(
        place: try json.required("place", \.string), step: try json.required("step", in: 0...1_000))
    case "challenge_attempt": self = .challengeAttempt(try Attempt(json: json))
    case "entry_met": self = .entryMet(entry: try json.required("entry", \.string))
    case "scenario_saved":
      self = .scenarioSaved(
        lab: try json.required("lab", \.string), name: try json.required("name", \.string))
    case "marked_known", "reset":
      // A scope of a newer version makes the whole event one of a newer version.
      guard let scope = LearnerEvent.Scope(text: try json.required("scope", \.string)) else {
        self = .unknown(kind: kind)
        return
      }
      self =
        kind == "reset"
        ? .reset(scope) : .markedKnown(scope, isKnown: try json.required("known", \.bool))
    case "scheduler_set":
      self = FSRS(json: json).map(Self.schedulerSet) ?? .unknown(kind: kind)
    case "undo": self = .undo(event: try json.required("event", \.string))
    default: self = .unknown(kind: kind)
    }
  }
}

extension LearnerEvent.Scope {
  /// `all`, or kind and id: `lesson:kv-cache`.
  public var text: String {
    switch self {
    case .everything: "all"
    case .lesson(let id): "lesson:" + id
    case .topic(let id): "topic:" + id
    case .challenge(let id): "challenge:" + id
    case .question(let id): "question:" + id
    }
  }

  /// The scope that a text names; `nil` when it names none.
  public init?(text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let id = parts.count == 2 ? String(parts[1]) : ""
    switch (parts.first, id.isEmpty) {
    case ("all", true) where parts.count == 1: self = .everything
    case ("lesson", false): self = .lesson(id)
    case ("topic", false): self = .topic(id)
    case ("challenge", false): self = .challenge(id)
    case ("question", false): self = .question(id)
    default: return nil
    }
  }
}

extension PredictionRecord {
  fileprivate var json: JSON {
    .record([
      "place": .string(place), "answer": .string(answer), "right": .bool(isRight),
      "score": .integer(score),
    ])
  }

  fileprivate init(json: JSON) throws(EventProblem) {
    self.init(
      place: try json.required("place", \.string), answer: try json.required("answer", \.string),
      isRight: try json.required("right", \.bool), score: try json.required("score", in: 0...100))
  }
}

extension Answer {
  fileprivate var json: JSON {
    .record([
      "question": .string(question), "options": .array(options.map(JSON.integer)),
      "right": .bool(isRight), "rating": .string(rating.name), "review": .bool(isReview),
      "milliseconds": milliseconds.map(JSON.integer),
    ])
  }

  fileprivate init(json: JSON) throws(EventProblem) {
    guard let rating = Rating(name: try json.required("rating", \.string)) else {
      throw .key("rating")
    }
    self.init(
      question: try json.required("question", \.string),
      options: (json["options"]?.array ?? []).compactMap(\.integer),
      isRight: try json.required("right", \.bool), rating: rating,
      isReview: json["review"]?.bool ?? false, milliseconds: json["milliseconds"]?.integer)
  }
}

extension Attempt {
  /// The keys of a `challenge_attempt` line, which the snapshot uses too.
  var json: JSON {
    .record([
      "challenge": .string(challenge), "version": .integer(version), "seed": .string(seed),
      "choices": .object(choices.map { .init($0.knob, .string($0.value)) }),
      "objectives": .array(
        objectives.map { result in
          .record([
            "metric": .string(result.metric),
            "value": result.value.map(JSON.init(decimal:)) ?? .null,
            "met": .bool(result.isMet), "stars": .integer(result.stars),
          ])
        }),
      "passed": .bool(isPassed), "stars": .integer(stars),
      "unseen": .array(
        unseen.map { .record(["seed": .string($0.seed), "passed": .bool($0.isPassed)]) }),
      "digest": .string(digest), "prediction": prediction.map(JSON.string),
    ])
  }

  init(json: JSON) throws(EventProblem) {
    var objectives: [Measured] = []
    for item in json["objectives"]?.array ?? [] {
      objectives.append(
        Measured(
          metric: try item.required("metric", \.string), value: item["value"]?.number,
          isMet: try item.required("met", \.bool),
          stars: try item["stars"] == nil ? 0 : item.required("stars", in: 0...3)))
    }
    var unseen: [Unseen] = []
    for item in json["unseen"]?.array ?? [] {
      unseen.append(
        Unseen(
          seed: try item.required("seed", \.string), isPassed: try item.required("passed", \.bool)))
    }
    self.init(
      challenge: try json.required("challenge", \.string),
      version: try json.required("version", \.integer), seed: try json.required("seed", \.string),
      choices: (json["choices"]?.members ?? []).compactMap { member in
        member.value.string.map { Choice(knob: member.key, value: $0) }
      },
      objectives: objectives, isPassed: try json.required("passed", \.bool),
      stars: try json.required("stars", in: 0...3), unseen: unseen,
      digest: json["digest"]?.string ?? "", prediction: json["prediction"]?.string)
  }
}

extension JSON {
  /// A number as JSON, whole where it is whole.
  init(decimal x: Double) {
    self = x == x.rounded() && x.magnitude < 9e15 ? .integer(Int(x)) : .number(x)
  }

  /// A whole number that can be what it says it is. Sums are made of these, so one from a damaged
  /// line must not overflow.
  func required(_ key: String, in range: ClosedRange<Int>) throws(EventProblem) -> Int {
    let value = try required(key, \.integer)
    guard range.contains(value) else { throw .key(key) }
    return value
  }

  func required<Value>(_ key: String, _ part: (JSON) -> Value?) throws(EventProblem) -> Value {
    guard let value = self[key].flatMap(part) else { throw .key(key) }
    return value
  }
}
