/// A challenge, read from one YAML file.
public struct Challenge: Hashable, Sendable, Identifiable {
  public let id: String
  public let version: Int
  /// Place in the calendar, 1 to 52.
  public let week: Int
  public let title: LocalText
  /// Lab id: `scheduling`, `serving` ...
  public let lab: String
  /// 1 to 5.
  public let stage: Int
  public let topics: [String]
  public let projects: [String]
  public let difficulty: Difficulty
  public let minutes: Int
  /// Lesson ids that prepare for it.
  public let lessons: [String]
  public let brief: LocalBlocks
  /// Name of a file in challenges/scenarios, without `.yml`.
  public let scenario: String
  /// Choices that are not the learner's.
  public let fixed: [Setting]
  public let levers: [Lever]
  public let prediction: Prediction?
  public let objectives: [Objective]
  public let baselines: [Baseline]
  public let reference: ReferenceAnswer
  /// Number of further instances that a good answer must also master.
  public let unseenSeeds: Int
  /// In steps: each says a little more.
  public let hints: [LocalText]
  /// Shown in the debrief after passing or after the third attempt.
  public let insight: LocalBlocks
  /// Numbers of the texts that a run gives, each with that run.
  public let numbers: [QuotedNumber]
  public let sources: [Source]
  /// Path inside the content directory.
  public let file: String
  /// Lines of the keys (`id`) and of the ids in its lists (`topics.kv-cache`).
  public let places: [String: Int]

  /// The fixed choices and the levers as they stand at the start.
  public var startSettings: [Setting] {
    fixed + levers.map { Setting(knob: $0.knob, value: $0.start, line: $0.line) }
  }
  /// The starting choices with those of `settings` put over them.
  public func settings(over settings: [Setting]) -> [Setting] {
    startSettings.filter { start in !settings.contains { $0.knob == start.knob } } + settings
  }
  /// What a quoted number may stand in, in English and, where it is translated, in Chinese.
  public func quotableText(_ language: String) -> String {
    var words = hints + [reference.why]
    switch prediction?.answer {
    case .options(let options): words += options.flatMap { [$0.text, $0.why] }
    case .number(let number): words.append(number.why)
    case nil: break
    }
    let blocks = brief.blocks(language) + insight.blocks(language)
    return (blocks.map(\.plainText) + words.map { $0.text(language) }).joined(separator: "\n")
  }
  /// The seed texts of the further instances of an instance: `2026-W48/unseen-1` ...
  public func unseenSeeds(of seed: String) -> [String] {
    unseenSeeds < 1 ? [] : (1...unseenSeeds).map { "\(seed)/unseen-\($0)" }
  }

  public init(
    id: String, version: Int, week: Int, title: LocalText, lab: String, stage: Int,
    topics: [String], projects: [String], difficulty: Difficulty, minutes: Int, lessons: [String],
    brief: LocalBlocks, scenario: String, fixed: [Setting], levers: [Lever],
    prediction: Prediction?, objectives: [Objective], baselines: [Baseline],
    reference: ReferenceAnswer, unseenSeeds: Int, hints: [LocalText], insight: LocalBlocks,
    numbers: [QuotedNumber] = [], sources: [Source], file: String, places: [String: Int] = [:]
  ) {
    self.id = id
    self.version = version
    self.week = week
    self.title = title
    self.lab = lab
    self.stage = stage
    self.topics = topics
    self.projects = projects
    self.difficulty = difficulty
    self.minutes = minutes
    self.lessons = lessons
    self.brief = brief
    self.scenario = scenario
    self.fixed = fixed
    self.levers = levers
    self.prediction = prediction
    self.objectives = objectives
    self.baselines = baselines
    self.reference = reference
    self.unseenSeeds = unseenSeeds
    self.hints = hints
    self.insight = insight
    self.numbers = numbers
    self.sources = sources
    self.file = file
    self.places = places
  }
}

/// How hard a challenge is, easiest first.
public enum Difficulty: String, CaseIterable, Hashable, Sendable, Comparable {
  case easy, medium, hard, expert

  /// 1 to 4.
  public var rank: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// A knob in the learner's hands.
public struct Lever: Hashable, Sendable {
  public let knob: String
  public let start: String
  /// The values to choose from; empty for all stops of the knob.
  public let values: [String]
  public let line: Int

  public init(knob: String, start: String, values: [String] = [], line: Int = 0) {
    self.knob = knob
    self.start = start
    self.values = values
    self.line = line
  }
}

/// What a measured number must reach.
public struct Objective: Hashable, Sendable {
  public enum Goal: String, CaseIterable, Hashable, Sendable {
    case atMost = "at_most"
    case atLeast = "at_least"
  }

  public let metric: String
  public let goal: Goal
  /// In the metric's unit; reaching it passes and gives one star.
  public let target: Double
  /// Values for one, two and three stars; the first is the target.
  public let stars: [Double]
  public let line: Int

  public init(metric: String, goal: Goal, target: Double, stars: [Double], line: Int = 0) {
    self.metric = metric
    self.goal = goal
    self.target = target
    self.stars = stars
    self.line = line
  }

  /// Whether `value` reaches `bound`; a missing value never does.
  public func reaches(_ value: Double?, _ bound: Double) -> Bool {
    guard let value, value.isFinite else { return false }
    return goal == .atMost ? value <= bound : value >= bound
  }
  /// Whether `value` reaches the target.
  public func isMet(by value: Double?) -> Bool { reaches(value, target) }
  /// 0 to 3.
  public func stars(for value: Double?) -> Int {
    isMet(by: value) ? max(1, stars.prefix { reaches(value, $0) }.count) : 0
  }
}

/// Choices to compare oneself with.
public struct Baseline: Hashable, Sendable {
  public let name: LocalText
  public let settings: [Setting]

  public init(name: LocalText, settings: [Setting]) {
    self.name = name
    self.settings = settings
  }
}

/// The author's answer.
public struct ReferenceAnswer: Hashable, Sendable {
  public let settings: [Setting]
  public let why: LocalText

  public init(settings: [Setting], why: LocalText) {
    self.settings = settings
    self.why = why
  }
}
