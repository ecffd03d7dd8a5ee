import Curriculum
import Labs
import Learning
import TerminalUI

/// What only the lesson reader does.
public enum LessonAction: Hashable, Sendable {
  case nextItem, previousItem
  case choose(Int)
  case hint
  /// A digit, sign or point of an estimate; `nil` takes the last one back.
  case number(Character?)
  /// Moves a wide drawing sideways.
  case slideLeft, slideRight
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
  /// First line shown, while nothing has been scrolled; then `anchor` counts.
  var top = 0
  /// The first line shown, in a way that holds when the width changes or a card above it grows.
  var anchor: Anchor?
  /// What has the focus; `nil` for nothing.
  var focusKind: LessonLayout.Item.Kind?
  /// The words looked for and whether they are being typed.
  var finder = LineEditor(limit: 60)
  var isFinding = false
  /// The place found last: the next one is counted from it.
  var lastHit: Anchor?
  /// Wrapped text for the width of the last key; another width lays everything out anew.
  var still: StillCache?
  /// Whether the end of the text was on the screen.
  var hasSeenEnd = false
  var hasRecordedFinish = false
  /// Figures that the learner uncovered without a prediction.
  var uncovered: Set<String> = []
  /// Printed, not read on a screen: nothing stays covered.
  var isOpenBook = false
  public var wantsPlace: Place?
  public var notice: Notice?

  public init(_ id: String) { self.id = id }

  public var place: Place { .lesson(id) }

  public var wantsSlices: Bool {
    figures.values.contains { $0.wantsSlices && !isCovered($0) }
      || predictions.values.contains(where: \.wantsSlices)
  }

  public var isTyping: Bool { isFinding }

  /// The room for the text: some air at the left, a readable line length, a row for the finder while it is open.
  func area(_ context: Context) -> Rect {
    let area = context.area
    return Rect(
      column: area.column + 2, row: area.row, columns: min(area.columns - 4, 88),
      rows: area.rows - (isFinding ? 1 : 0))
  }

  /// Wraps the text for the present width, unless that was done.
  mutating func prepare(_ context: Context) {
    let width = area(context).columns
    guard let lesson, still?.width != width else { return }
    still = StillCache(lesson, width: width, glyphs: context.glyphs)
  }

  func layout(_ context: Context) -> LessonLayout? {
    lesson.map { LessonLayout(self, $0, width: area(context).columns, context) }
  }

  /// A figure stays covered until the prediction that it reveals is made, or the learner wants it without one.
  func isCovered(_ card: FigureCard) -> Bool {
    !isOpenBook && !uncovered.contains(card.figure.id)
      && predictions.values.contains { $0.prediction.figure == card.figure.id && !$0.isMade }
  }

  /// Columns for a drawing in a text of that width.
  static func drawingRoom(width: Int) -> Int { width - 2 }

  /// Global ids of the questions that were never answered.
  func unanswered(_ context: Context) -> [String] {
    lesson.map { lesson in
      lesson.questions.map { lesson.globalID($0.id) }
        .filter { context.learner.questions[$0] == nil }
    } ?? []
  }

  // MARK: Where the text stands

  /// A line of a layout: which line of the file it comes from, and how many lines of the same origin stand before it.
  struct Anchor: Hashable, Sendable {
    let source: Int
    let offset: Int
  }

  /// The first line that is shown.
  func first(in layout: LessonLayout, rows: Int) -> Int {
    min(max(0, anchor.map(layout.line) ?? top), max(0, layout.lines.count - rows))
  }

  /// Makes `line` the first that is shown.
  mutating func place(at line: Int, in layout: LessonLayout, rows: Int) {
    top = min(max(0, line), max(0, layout.lines.count - rows))
    anchor = layout.anchor(of: top)
  }
}
