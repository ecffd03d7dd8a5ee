/// Everything that the record says about a learner: the sum of all events.
///
/// A value that is computed and never edited; `fold` makes it from events in any order, `apply`
/// adds the next one. Both give the same state, on every machine, also when two copies of the
/// program wrote at once.
public struct LearnerState: Hashable, Sendable {
  /// By lesson id.
  public internal(set) var lessons: [String: LessonRecord] = [:]
  /// By global question id (`lesson/question`).
  public internal(set) var questions: [String: QuestionRecord] = [:]
  /// By challenge id.
  public internal(set) var challenges: [String: ChallengeRecord] = [:]
  /// By place (`lesson/prediction`, `challenge/ID`): the first prediction made there, the one that
  /// was without knowledge.
  public internal(set) var predictions: [String: PredictionRecord] = [:]
  /// Landscape entries looked at, with the day on which each was met first.
  public internal(set) var entriesMet: [String: CivilDate] = [:]
  /// Topics marked as known.
  public internal(set) var knownTopics: Set<String> = []
  /// What was done on each day with activity.
  public internal(set) var days: [CivilDate: DayActivity] = [:]
  /// Names of saved scenarios by lab, in the order of saving.
  public internal(set) var savedScenarios: [String: [String]] = [:]
  /// The rule by which reviews are planned.
  public internal(set) var scheduler = FSRS.standard
  /// The lesson that was open last; `nil` before the first.
  public internal(set) var lastLesson: String?
  /// Number of events seen, those without effect included.
  public internal(set) var eventCount = 0
  /// Place of the last event in the order of events.
  public internal(set) var lastKey: EventKey?

  public init() {}
}

/// The order of events: time, then id.
public struct EventKey: Hashable, Comparable, Sendable {
  public let milliseconds: Int
  public let id: String
  public init(milliseconds: Int, id: String) {
    self.milliseconds = milliseconds
    self.id = id
  }
  public static func < (a: EventKey, b: EventKey) -> Bool {
    (a.milliseconds, a.id) < (b.milliseconds, b.id)
  }
}

extension LearnerEvent {
  public var key: EventKey { EventKey(milliseconds: moment.milliseconds, id: id) }
}

/// What the record says about a lesson.
public struct LessonRecord: Hashable, Sendable {
  public enum Status: String, Sendable, CaseIterable { case new, open, finished, known }

  /// Day of the first opening; `nil` when it was never opened.
  public internal(set) var opened: CivilDate?
  /// Day of the first finishing.
  public internal(set) var finished: CivilDate?
  /// Marked as known by the learner.
  public internal(set) var isKnown = false
  /// Line of the file at which the reader stands, and lines of the file then; 0 when never moved.
  public internal(set) var line = 0
  public internal(set) var lines = 0

  public init() {}

  public var status: Status {
    finished != nil ? .finished : isKnown ? .known : opened != nil ? .open : .new
  }
  /// How far, 0 to 100: finished or known is 100.
  public var percent: Int {
    switch status {
    case .finished, .known: 100
    case .new: 0
    case .open: lines > 0 ? min(99, line * 100 / lines) : 0
    }
  }
}

/// What the record says about a question.
public struct QuestionRecord: Hashable, Sendable {
  /// One answer as the planner saw it; the full answer is in the log.
  public struct Review: Hashable, Sendable {
    public let date: CivilDate
    public let rating: Rating
  }

  public internal(set) var memory: FSRS.Memory
  /// Every answer since the start or the last reset, so that a later planner can compute anew.
  public internal(set) var reviews: [Review]
  /// Local day on which it is due again.
  public internal(set) var due: CivilDate
  /// The hints read since the last answer make the next right answer a Hard one.
  public internal(set) var hintsSinceAnswer = 0

  public var last: Review { reviews[reviews.count - 1] }
  public var isLastRight: Bool { last.rating != .again }
  public var answers: Int { reviews.count }
  public var rightAnswers: Int { reviews.count { $0.rating != .again } }
}

/// What the record says about a challenge.
public struct ChallengeRecord: Hashable, Sendable {
  /// The attempts that a state carries; older ones are in the log. The best one is carried beside
  /// them.
  public static let keptAttempts = 12

  /// An attempt and when it was.
  public struct Dated: Hashable, Sendable {
    /// Id of its event.
    public let event: String
    public let moment: Moment
    public let attempt: Attempt
  }

  /// Day of the first opening or attempt.
  public internal(set) var opened: CivilDate
  public internal(set) var attemptCount = 0
  /// The latest attempts, oldest first.
  public internal(set) var attempts: [Dated] = []
  /// The first of the attempts with the most stars; `nil` before the first attempt.
  public internal(set) var best: Dated?
  /// The day of the first passed attempt.
  public internal(set) var passed: CivilDate?
  /// Number of the last hint shown.
  public internal(set) var hintsShown = 0

  /// 0 to 3.
  public var bestStars: Int { best?.attempt.stars ?? 0 }
}

/// What was done on a day.
public struct DayActivity: Hashable, Sendable {
  /// All events but positions, resets and undos.
  public internal(set) var actions = 0
  public internal(set) var answers = 0
  public internal(set) var rightAnswers = 0
  public internal(set) var attempts = 0
  public internal(set) var lessonsFinished = 0

  public init() {}
}
