import Curriculum
import Learning
import TerminalUI

/// What only the review does.
public enum ReviewAction: Hashable, Sendable {
  case choose(Int)
  case hint
  case skip
}

/// The questions that are due, one after the other, and what comes next.
public struct ReviewScreen: Screen {
  /// Global ids still to ask, the one on the screen first; `nil` until the review begins.
  var queue: [String]?
  var card: QuestionCard?
  /// Lessons read for their questions, by id.
  var lessons: [String: Lesson] = [:]
  /// Title of the lesson that the question comes from.
  var source: LocalText?
  var answered = 0
  var right = 0
  var skipped = 0
  /// Questions whose lesson does not have them any more.
  var gone = 0
  /// First line shown of a long question.
  var top = 0
  public var wantsPlace: Place?
  public var notice: Notice?

  public init() {}

  public var place: Place { .review }

  var isFinished: Bool { queue?.isEmpty ?? false }

  func area(_ context: Context) -> Rect { pageArea(context) }
}
