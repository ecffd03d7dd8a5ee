import Curriculum
import Learning
import TerminalUI
import Wording

/// The whole tutor at one moment: a value. `update` makes the next one, `draw` makes a frame of it.
public struct AppState: Sendable {
  public var columns: Int
  public var rows: Int
  public let say: Wording
  public let glyphs: GlyphSet
  public var now: Moment
  /// Empty until the shell has read it.
  public var index = ContentIndex.empty
  /// What scenarios there are; `nil` until somebody has asked for them.
  var scenarios: [ScenarioSummary]?
  /// Why there is no content; `nil` while it is being read and once it is there.
  public var contentTrouble: String?
  public var isContentLoaded = false
  public var learner: LearnerState
  public var isMouseOn: Bool

  /// Every screen visited, each with its whole state, so that going back shows it as it was left.
  var visited: [any Screen]
  var position = 0
  var overlay: Overlay?
  var notice: Notice?
  /// Problems with events that could not be saved: shown until they are.
  var unsaved: String?

  public init(
    columns: Int, rows: Int, language: Language, glyphs: GlyphSet, now: Moment,
    learner: LearnerState, start: Place = .today,
    isMouseOn: Bool = true, notices: [String] = []
  ) {
    self.columns = columns
    self.rows = rows
    say = Wording(language)
    self.glyphs = glyphs
    self.now = now
    self.learner = learner
    self.isMouseOn = isMouseOn
    visited = [makeScreen(start)]
    notice = notices.last.map { Notice($0, role: .warning) }
  }

  /// The screen that is shown.
  var screen: any Screen {
    get { visited[position] }
    set { visited[position] = newValue }
  }

  /// Whether the shell should send slices while no key waits.
  public var wantsSlices: Bool { screen.wantsSlices && overlay == nil }
  /// Milliseconds that the shell waits for a key before it sends a slice.
  public var slicePause: Int { screen.slicePause }

  /// Whether the shell should send `.rest` when no key comes for a moment.
  public var wantsRest: Bool { screen.wantsRest && overlay == nil }

  /// Smaller terminals get one sentence instead of a frame.
  public static let smallest = (columns: 40, rows: 10)
  var isTooSmall: Bool { columns < Self.smallest.columns || rows < Self.smallest.rows }

  var context: Context {
    Context(
      say: say, glyphs: glyphs,
      area: Rect(column: 0, row: 1, columns: columns, rows: max(0, rows - 2)), index: index,
      learner: learner, now: now)
  }

  /// The keys that work now: the screen's own, then those that work everywhere.
  var keyTable: KeyTable<Action> {
    let context = context
    return KeyTable(screen.keys(context) + globalKeys(context, at: screen.place))
  }
}

/// A fresh screen for a place.
func makeScreen(_ place: Place) -> any Screen {
  switch place {
  case .today: TodayScreen()
  case .map(let entry): MapScreen(selected: entry)
  case .project(let id): ProjectScreen(id)
  case .term(let term): TermScreen(term)
  case .path(let stage): PathScreen(stage: stage)
  case .lesson(let id): LessonScreen(id)
  case .review: ReviewScreen()
  case .challenges: ChallengesScreen()
  case .challenge(let id): ChallengeScreen(id)
  case .lab(let id): LabScreen(id)
  case .scenario(let id, let name): LabScreen(id, scenario: name)
  case .experiment(let id): ExperimentScreen(id)
  case .progress: ProgressScreen()
  }
}
