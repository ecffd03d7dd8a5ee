@testable import Learning

func moment(_ text: String) -> Moment {
  guard let moment = Moment(text, zone: "Europe/Berlin") else { preconditionFailure(text) }
  return moment
}

func date(_ text: String) -> CivilDate {
  guard let date = CivilDate(text) else { preconditionFailure(text) }
  return date
}

/// One event a line: `2026-11-23T10:00:00+01:00`, then what happened. The ids are the numbers of
/// the lines.
func events(_ items: (String, LearnerEvent.Kind)...) -> [LearnerEvent] {
  items.enumerated().map { number, item in
    LearnerEvent(id: "e\(number + 1)", moment: moment(item.0), kind: item.1)
  }
}

func answer(_ question: String, _ rating: Rating) -> LearnerEvent.Kind {
  .questionAnswered(
    Answer(
      question: question, options: [0], isRight: rating != .again, rating: rating,
      isReview: false))
}

func attempt(_ challenge: String, stars: Int, digest: String = "v1-sha256:00") -> Attempt {
  Attempt(
    challenge: challenge, version: 1, seed: "2026-W48",
    choices: [.init(knob: "block_size", value: "16")],
    objectives: [
      .init(metric: "ttft_p95", value: stars > 0 ? 268.5 : nil, isMet: stars > 0, stars: stars)
    ], isPassed: stars > 0, stars: stars,
    unseen: [.init(seed: "2026-W48/unseen-1", isPassed: stars > 1)], digest: digest,
    prediction: "1")
}

/// One event of every kind.
let everyKind: [LearnerEvent.Kind] = [
  .lessonOpened(lesson: "kv-cache"), .lessonPosition(lesson: "kv-cache", line: 40, of: 200),
  .lessonFinished(lesson: "kv-cache"),
  .predictionMade(
    PredictionRecord(place: "kv-cache/waste", answer: "12.5", isRight: false, score: 60)),
  .questionAnswered(
    Answer(
      question: "kv-cache/q1", options: [0, 2], isRight: true, rating: .hard, isReview: true,
      milliseconds: 12_345)),
  answer("kv-cache/q2", .again), .challengeOpened(challenge: "shared-prompt"),
  .hintShown(place: "shared-prompt", step: 2),
  .challengeAttempt(attempt("shared-prompt", stars: 2)),
  .challengeAttempt(attempt("shared-prompt", stars: 0)), .entryMet(entry: "vllm"),
  .markedKnown(.topic("csi"), isKnown: true), .markedKnown(.lesson("cni"), isKnown: true),
  .scenarioSaved(lab: "serving", name: "my \"tight\" cache\u{1b}[31m"),
  .schedulerSet(.standard), .reset(.challenge("shared-prompt")), .reset(.question("kv-cache/q2")),
  .reset(.lesson("nothing")), .reset(.everything), .undo(event: "e19"),
]
