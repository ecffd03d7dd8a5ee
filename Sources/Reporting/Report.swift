import Learning
import Wording

/// A learner's progress on a day, each number computed; exporters only write it down.
public struct Report: Hashable, Sendable {
  /// Version of the JSON form.
  public static let schemaVersion = 1

  public let made: Moment
  public let language: Language
  public let summary: Summary
  /// The five stages in order.
  public let stages: [StageReport]
  /// In path order.
  public let lessons: [LessonReport]
  /// In calendar order.
  public let challenges: [ChallengeReport]
  /// The days from the Monday 52 weeks before this week's to today.
  public let activity: [DayReport]
  /// Questions that fall due on each of the next 14 days; overdue ones count on the first.
  public let dueForecast: [Int]

  /// The whole record in a few numbers.
  public struct Summary: Hashable, Sendable {
    public let lessons: Share
    /// Questions answered at least once.
    public let questions: Share
    /// Challenges passed.
    public let challenges: Share
    public let stars: Share
    /// Landscape entries met.
    public let entries: Share
    public let answers: Int
    public let rightAnswers: Int
    public let attempts: Int
    public let dueToday: Int
    public let activeDays: Int
    public let streak: Streak
    public let calibration: Calibration
  }

  /// A number out of a total.
  public struct Share: Hashable, Sendable {
    public let done: Int
    public let total: Int
    /// Rounded down; 0 of nothing is 0.
    public var percent: Int { total > 0 ? done * 100 / total : 0 }
  }

  /// One of the five stages.
  public struct StageReport: Hashable, Sendable {
    public let number: Int
    public let id: String
    public let title: String
    public let mastery: Mastery
    public let lessons: Share
    public let topics: [TopicReport]
  }

  /// A topic of a stage.
  public struct TopicReport: Hashable, Sendable {
    public let id: String
    public let title: String
    public let mastery: Mastery
  }

  /// A lesson and how far the learner is in it.
  public struct LessonReport: Hashable, Sendable {
    public let id: String
    public let title: String
    public let stage: Int
    public let status: LessonRecord.Status
    public let percent: Int
    public let finished: CivilDate?
    /// Mean probability, in percent, that its questions are known today; `nil` before the first
    /// answer.
    public let recallPercent: Int?
  }

  /// A challenge and the best attempt at it.
  public struct ChallengeReport: Hashable, Sendable {
    public let id: String
    public let title: String
    public let stage: Int
    public let week: Int
    /// 0 to 3.
    public let stars: Int
    public let attempts: Int
    public let passed: CivilDate?
    /// The best attempt; `nil` before the first.
    public let best: ChallengeRecord.Dated?
  }

  /// A day on which something was done.
  public struct DayReport: Hashable, Sendable {
    public let date: CivilDate
    public let actions: Int
  }
}
