import Curriculum
import Labs
import Learning
import TerminalUI
import Wording

/// Screens as plain lines, for the commands: what is printed is what the screens show.
public struct TutorPrint: Sendable {
  private let index: ContentIndex
  private let learner: LearnerState
  private let now: Moment
  private let say: Wording
  private let glyphs: GlyphSet
  private let columns: Int

  public init(
    index: ContentIndex, learner: LearnerState, now: Moment, language: Language, glyphs: GlyphSet,
    columns: Int
  ) {
    self.index = index
    self.learner = learner
    self.now = now
    say = Wording(language)
    self.glyphs = glyphs
    self.columns = max(40, columns)
  }

  private func context(rows: Int) -> Context {
    Context(
      say: say, glyphs: glyphs, area: Rect(column: 0, row: 0, columns: columns, rows: rows),
      index: index, learner: learner, now: now)
  }

  private func lines(rows: Int, _ draw: (inout Canvas, Context) -> Void) -> [String] {
    var canvas = Canvas(columns: columns, rows: rows, glyphs: glyphs)
    draw(&canvas, context(rows: rows))
    var lines = (0..<rows).map { line -> String in
      var text = canvas.line(line)[...]
      while text.last == " " { text.removeLast() }
      return String(text)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    while lines.first?.isEmpty == true { lines.removeFirst() }
    return lines
  }

  /// The Today screen, without the words about keys that a newcomer sees there.
  public func today() -> [String] {
    let context = context(rows: 19)
    let page = TodayScreen().page(context)
    return lines(rows: page.lines.count) { canvas, _ in
      canvas.page(
        page, PagePosition(top: 0, focus: -1),
        in: Rect(
          column: 1, row: 0, columns: pageArea(context).columns, rows: page.lines.count))
    }
  }

  /// The lesson that was left open last, else the first that is not finished.
  public static func nextLesson(_ index: ContentIndex, _ learner: LearnerState) -> LessonSummary? {
    if let last = learner.lastLesson, learner.lessons[last]?.status == .open,
      let lesson = index.lesson(last)
    {
      return lesson
    }
    return index.lessons.first { !learner.hasFinished(lesson: $0.id) }
  }

  /// The landscape grid, all of it or one stage, as high as it needs to be.
  public func map(stage: Int? = nil, hasAdditions: Bool = false) -> [String] {
    var screen = MapScreen()
    screen.zoomed = stage
    screen.filter.hasAdditions = hasAdditions
    var rows = stage == nil ? 26 : 14
    while rows < 400 {
      let context = context(rows: rows)
      if screen.layout(context).rows <= screen.frame(context).cards.rows { break }
      rows += 1
    }
    let lines = lines(rows: rows) { screen.drawGrid(on: &$0, $1) }
    let legend = [
      ("\(glyphs.dashedVertical)name\(glyphs.dashedVertical)", "tutor.map.legend.early"),
      ("name", "tutor.map.legend.settled"), (glyphs.check, "tutor.map.legend.done"),
      (glyphs.radioOn, "tutor.map.legend.started"), (glyphs.middot, "tutor.map.legend.met"),
      ("+", "tutor.map.legend.addition"),
    ].filter { hasAdditions || $0.0 != "+" }
    return lines + [""] + legend.map { "  " + Text.pad($0.0, to: 8, glyphs: glyphs) + say($0.1) }
  }

  /// One view of a run at a step, as high as it needs to be; empty when the run has no such view.
  public func panel(_ kind: PanelKind, of replay: any Replay, at step: Int) -> [String] {
    replay.panel(kind, at: step).map { view($0, now: replay.time(at: step).nanoseconds) } ?? []
  }

  /// One view of a run, as high as it needs to be; `now` is the simulated time that it shows.
  public func view(_ panel: Panel, now: Int) -> [String] {
    let rows: Int =
      switch panel {
      case .heatMap(let picture):
        (picture.rows.map(\.cells.count).max() ?? 1) * (picture.rows.count / 20 + 2) + 4
      case .gantt(let gantt), .waterfall(let gantt), .lanes(let gantt): gantt.rows.count + 3
      case .machines(let machines): machines.machines.count + 1
      case .describe(let pods):
        pods.pods.first.map { 10 + $0.containers.count + $0.events.count * 3 } ?? 2
      case .batches(let timeline): 24 + timeline.shares.count
      case .prefixTree(let tree): tree.nodes.count + 1
      case .fleet(let fleet): fleet.replicas.count + 2
      case .scaling(let timeline), .holding(let timeline), .rollout(let timeline):
        max(20, timeline.facts.count + 1)
      case .coldStart(let chart): chart.rows.count + 3
      case .criticalPath(let panel), .budgets(let panel), .looks(let panel),
        .components(let panel), .models(let panel):
        panel.table.rows.count + 2
      case .recallCurve: 16
      case .queues(let tree): tree.nodes.reduce(2) { $0 + 1 + $1.amounts.count }
      case .topology(let tree): tree.domains.count + 1
      }
    return lines(rows: max(4, rows)) { canvas, context in
      canvas.panel(
        panel, in: Rect(column: 0, row: 0, columns: columns, rows: max(4, rows)), scroll: 0,
        owner: nil, now: now, context)
    }
  }

  /// The chart of an experiment.
  public func chart(_ chart: ExperimentChart) -> [String] {
    let rows = if case .bars(let bars, _) = chart.shape { bars.count + 1 } else { 14 }
    return lines(rows: rows) { canvas, context in
      canvas.chart(chart, in: Rect(column: 0, row: 0, columns: columns, rows: rows), context)
    }
  }

  /// A lesson with its figures at their start values. `scenario` reads what live figures run on.
  public func lesson(
    _ lesson: Lesson, hasAnswers: Bool, scenario: (String) -> Result<LabScenario, TutorPrintTrouble>
  ) -> [String] {
    var screen = LessonScreen(lesson.id)
    screen.isOpenBook = true
    let context = context(rows: 40)
    for effect in screen.receive(.loaded(.lesson(lesson)), context) {
      guard case .loadScenario(let name) = effect else { continue }
      switch scenario(name) {
      case .success(let value):
        _ = screen.receive(.loaded(.scenario(name: name, value)), context)
      case .failure(let trouble):
        _ = screen.receive(.loadFailed(what: name, reason: trouble.reason), context)
      }
    }
    while screen.wantsSlices { _ = screen.receive(.slice(events: 100_000), context) }
    if hasAnswers { screen.revealAnswers(context) }
    screen.top = 0
    screen.focusKind = nil
    let rows = (screen.layout(context)?.lines.count ?? 0) + 1
    return lines(rows: rows) { screen.draw(on: &$0, $1) }
  }
}

/// Why a scenario cannot be read.
public struct TutorPrintTrouble: Error {
  public let reason: String
  public init(_ reason: String) { self.reason = reason }
}

extension LessonScreen {
  /// Answers every question rightly on the screen; nothing of it is recorded.
  fileprivate mutating func revealAnswers(_ context: Context) {
    for (id, card) in questions {
      var card = card
      for option in card.question.rightOptions { card.choose(option) }
      _ = card.answer(context)
      questions[id] = card
    }
  }
}
