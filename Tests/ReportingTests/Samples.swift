import Curriculum
import Learning

@testable import Reporting

func moment(_ text: String) -> Moment {
  guard let moment = Moment(text, zone: "Europe/Berlin") else { preconditionFailure(text) }
  return moment
}

/// Text that must never be taken for markup.
let nasty = "<script>alert(\"x\")</script> & 'a|b' *c* \u{1b}[31m"

private func lesson(_ id: String, stage: Int, title: LocalText, questions: Int) -> LessonSummary {
  LessonSummary(
    id: id, version: 1, stage: stage, title: title, topics: ["topic-\(stage)"], projects: [],
    minutes: 10, prerequisites: [], goals: [], headings: [], figures: [], predictions: [],
    questions: (1...questions).map { "q\($0)" }, file: "lessons/\(id).md")
}

private func challenge(_ id: String, week: Int, stage: Int) -> ChallengeSummary {
  ChallengeSummary(
    id: id, version: 1, week: week, title: LocalText("Challenge \(id)", chinese: "挑战 \(id)"),
    lab: "serving", stage: stage, topics: ["topic-\(stage)"], projects: [], difficulty: .easy,
    minutes: 15, lessons: [], scenario: id, levers: [], objectives: [], unseenSeeds: 0,
    file: "challenges/\(id).yml")
}

private func entry(_ id: String, isAddition: Bool) -> LandscapeEntry {
  LandscapeEntry(
    id: id, name: id, repository: "https://example.org/\(id)", stage: 3, category: "engine",
    x: 50, y: 50, isEarly: false, isAddition: isAddition, what: LocalText(id), concepts: [],
    maturity: "mature", language: "Go", licence: "Apache-2.0", relations: [], facts: [], docs: [],
    topics: [])
}

let index = ContentIndex(
  landscape: Landscape(
    version: 1, checked: "2026-11-23",
    xAxis: .init(low: LocalText("early"), high: LocalText("mature")),
    yAxis: .init(low: LocalText("infrastructure"), high: LocalText("application")),
    stages: zip(1..., ["Kernel & runtime", "Scheduling", "Inference", "Serving", "Gateway"]).map {
      Stage(
        id: "stage-\($0)", number: $0, title: LocalText($1, chinese: "第 \($0) 阶段"),
        lab: "serving", summary: LocalText(""),
        topics: [Topic(id: "topic-\($0)", title: LocalText("Topic \($0)"))], roadmap: [])
    },
    entries: [
      entry("vllm", isAddition: false), entry("sglang", isAddition: false),
      entry("extra", isAddition: true),
    ]),
  glossary: Glossary(terms: []),
  lessons: [
    lesson(
      "runtime", stage: 1, title: LocalText("Container lifecycle", chinese: "容器生命周期"), questions: 2),
    lesson("kv-cache", stage: 3, title: LocalText("Paged KV cache"), questions: 4),
    lesson("nasty", stage: 3, title: LocalText(nasty), questions: 1),
  ],
  challenges: [
    challenge("shared-prompt", week: 1, stage: 3), challenge("gangs", week: 2, stage: 2),
  ])

private func answer(_ question: String, _ rating: Rating) -> LearnerEvent.Kind {
  .questionAnswered(
    Answer(
      question: question, options: [0], isRight: rating != .again, rating: rating,
      isReview: false))
}

let history: [(String, LearnerEvent.Kind)] = [
  ("2026-11-02T10:00:00+01:00", .lessonOpened(lesson: "runtime")),
  ("2026-11-02T10:09:00+01:00", .lessonFinished(lesson: "runtime")),
  ("2026-11-02T10:10:00+01:00", answer("runtime/q1", .good)),
  ("2026-11-02T10:11:00+01:00", answer("runtime/q2", .again)),
  ("2026-11-22T20:00:00+01:00", .lessonOpened(lesson: "kv-cache")),
  ("2026-11-22T20:01:00+01:00", .lessonPosition(lesson: "kv-cache", line: 50, of: 200)),
  ("2026-11-22T20:02:00+01:00", .entryMet(entry: "vllm")),
  ("2026-11-22T20:02:30+01:00", .entryMet(entry: "extra")),
  (
    "2026-11-22T20:03:00+01:00",
    .predictionMade(PredictionRecord(place: "kv-cache/p", answer: "1", isRight: true, score: 100))
  ),
  (
    "2026-11-23T09:00:00+01:00",
    .challengeAttempt(
      Attempt(
        challenge: "shared-prompt", version: 1, seed: "2026-W48",
        choices: [.init(knob: "block_size", value: "16")],
        objectives: [.init(metric: "ttft_p95", value: 268.5, isMet: true, stars: 2)],
        isPassed: true, stars: 2, unseen: [], digest: "v1-sha256:00"))
  ),
  ("2026-11-23T09:10:00+01:00", .lessonOpened(lesson: "nasty")),
  // Content that is gone counts nowhere.
  ("2026-11-23T09:11:00+01:00", answer("removed/q1", .good)),
  ("2026-11-23T09:12:00+01:00", .lessonFinished(lesson: "removed")),
]

let state = LearnerState.fold(
  history.enumerated().map {
    LearnerEvent(id: "e\($0)", moment: moment($1.0), kind: $1.1)
  })
let now = moment("2026-11-23T10:00:00+01:00")
let report = makeReport(state, index: index, now: now, language: .english)
