/// What lists, the map and search need to know of a lesson; the lesson itself is read when it is opened.
public struct LessonSummary: Hashable, Sendable, Identifiable {
  public let id: String
  public let version: Int
  /// 1 to 5.
  public let stage: Int
  public let title: LocalText
  /// Topic ids.
  public let topics: [String]
  /// Entry ids.
  public let projects: [String]
  public let minutes: Int
  /// Lesson ids.
  public let prerequisites: [String]
  public let goals: [LocalText]
  /// Headings in reading order, for search.
  public let headings: [String]
  /// Ids within the lesson, in reading order.
  public let figures: [String]
  public let predictions: [String]
  public let questions: [String]
  /// Path inside the content directory.
  public let file: String

  /// The names under which the record keeps the questions: `LESSON/ID`.
  public var globalQuestionIDs: [String] { questions.map { "\(id)/\($0)" } }

  public init(
    id: String, version: Int, stage: Int, title: LocalText, topics: [String], projects: [String],
    minutes: Int, prerequisites: [String], goals: [LocalText], headings: [String],
    figures: [String], predictions: [String], questions: [String], file: String
  ) {
    self.id = id
    self.version = version
    self.stage = stage
    self.title = title
    self.topics = topics
    self.projects = projects
    self.minutes = minutes
    self.prerequisites = prerequisites
    self.goals = goals
    self.headings = headings
    self.figures = figures
    self.predictions = predictions
    self.questions = questions
    self.file = file
  }

  public init(_ lesson: Lesson) {
    self.init(
      id: lesson.id, version: lesson.version, stage: lesson.stage, title: lesson.title,
      topics: lesson.topics, projects: lesson.projects, minutes: lesson.minutes,
      prerequisites: lesson.prerequisites, goals: lesson.goals,
      headings: lesson.blocks.compactMap { block in
        if case .heading(_, let words) = block.content { plainText(of: words) } else { nil }
      },
      figures: lesson.figures.map(\.id), predictions: lesson.predictions.map(\.id),
      questions: lesson.questions.map(\.id), file: lesson.file)
  }
}

/// What lists, the calendar and search need to know of a challenge; the rest is read when it is opened.
public struct ChallengeSummary: Hashable, Sendable, Identifiable {
  public let id: String
  public let version: Int
  /// Place in the calendar, 1 to 52.
  public let week: Int
  public let title: LocalText
  public let lab: String
  /// 1 to 5.
  public let stage: Int
  public let topics: [String]
  public let projects: [String]
  public let difficulty: Difficulty
  public let minutes: Int
  /// Lesson ids.
  public let lessons: [String]
  public let scenario: String
  /// Knob ids.
  public let levers: [String]
  public let objectives: [Objective]
  public let unseenSeeds: Int
  /// Path inside the content directory.
  public let file: String

  public init(
    id: String, version: Int, week: Int, title: LocalText, lab: String, stage: Int,
    topics: [String], projects: [String], difficulty: Difficulty, minutes: Int, lessons: [String],
    scenario: String, levers: [String], objectives: [Objective], unseenSeeds: Int, file: String
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
    self.scenario = scenario
    self.levers = levers
    self.objectives = objectives
    self.unseenSeeds = unseenSeeds
    self.file = file
  }

  public init(_ challenge: Challenge) {
    self.init(
      id: challenge.id, version: challenge.version, week: challenge.week, title: challenge.title,
      lab: challenge.lab, stage: challenge.stage, topics: challenge.topics,
      projects: challenge.projects, difficulty: challenge.difficulty, minutes: challenge.minutes,
      lessons: challenge.lessons, scenario: challenge.scenario,
      levers: challenge.levers.map(\.knob), objectives: challenge.objectives,
      unseenSeeds: challenge.unseenSeeds, file: challenge.file)
  }
}
