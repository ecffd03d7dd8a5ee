import Curriculum
import Labs
import Learning
import TerminalUI

/// What only the lesson reader does.
public enum LessonAction: Hashable, Sendable {
  case nextItem, previousItem
  case choose(Int)
  case hint
  case fold, foldAll
  case find, findNext, findPrevious
}

/// The reader: text with live figures, predictions and questions.
public struct LessonScreen: Screen {
  let id: String
  var lesson: Lesson?
  var trouble: String?
  var figures: [String: FigureCard] = [:]
  var predictions: [String: PredictionCard] = [:]
  var questions: [String: QuestionCard] = [:]
  /// Numbers of folded headings.
  var folded: Set<Int> = []
  /// First line shown.
  var top = 0
  /// What has the focus; `nil` for nothing.
  var focusKind: LessonLayout.Item.Kind?
  /// The words looked for and whether they are being typed.
  var finder = LineEditor(limit: 60)
  var isFinding = false
  /// Whether the place of the last visit was found again; the width is known only when the lesson is there.
  var isPlaced = false
  var hasRecordedFinish = false
  /// Printed, not read on a screen: nothing stays covered.
  var isOpenBook = false
  public var wantsPlace: Place?
  public var notice: Notice?

  public init(_ id: String) { self.id = id }

  public var place: Place { .lesson(id) }

  public var wantsSlices: Bool { figures.values.contains { $0.wantsSlices && !isCovered($0) } }

  public var isTyping: Bool {
    if isFinding { return true }
    if case .prediction(let id)? = focusKind, let card = predictions[id] {
      return card.isNumeric && !card.isMade
    }
    return false
  }

  /// The room for the text: some air at the left, a readable line length, a row for the finder while it is open.
  func area(_ context: Context) -> Rect {
    let area = context.area
    return Rect(
      column: area.column + 2, row: area.row, columns: min(area.columns - 4, 88),
      rows: area.rows - (isFinding ? 1 : 0))
  }

  func layout(_ context: Context) -> LessonLayout? {
    lesson.map { LessonLayout(self, $0, width: area(context).columns, context) }
  }

  /// A figure stays covered until the prediction that it reveals is made.
  func isCovered(_ card: FigureCard) -> Bool {
    !isOpenBook
      && predictions.values.contains { $0.prediction.figure == card.figure.id && !$0.isMade }
  }

  func figureRows(_ id: String, width: Int, _ context: Context) -> Int {
    guard let card = figures[id] else { return 0 }
    return isCovered(card) ? 2 : card.rows(width: width - 2, context)
  }

  /// Global ids of the questions that were never answered.
  func unanswered(_ context: Context) -> [String] {
    lesson.map { lesson in
      lesson.questions.map { lesson.globalID($0.id) }
        .filter { context.learner.questions[$0] == nil }
    } ?? []
  }
}
