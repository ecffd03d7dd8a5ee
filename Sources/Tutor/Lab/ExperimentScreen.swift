import Curriculum
import Labs
import Simulation
import TerminalUI
import Wording

/// An experiment with its knobs: turned, it is worked out at once and drawn.
public struct ExperimentScreen: Screen {
  enum Pane: Int, CaseIterable, Sendable {
    case figure, numbers, why

    var titleKey: String {
      switch self {
      case .figure: "tutor.experiment.pane.figure"
      case .numbers: "tutor.experiment.pane.numbers"
      case .why: "tutor.experiment.pane.why"
      }
    }
  }
  /// A line of the setup.
  enum Row: Sendable {
    case title, scenario
    case knob(Knob)
  }

  private(set) var id: String
  /// `nil` until they are listed; only where the experiment looks at scenarios.
  private var scenarios: [ScenarioSummary]?
  /// Name of the chosen scenario; `nil` for none.
  private(set) var name: String?
  private(set) var scenario: LabScenario?
  private(set) var row = 0
  /// What the learner turned.
  private(set) var choices = Choices()
  private var work: (any ExperimentRun)?
  /// The result shown; of earlier choices while a new one is worked out.
  private(set) var result: ExperimentResult?
  private(set) var trouble: String?
  private var isStopped = false
  var pane = Pane.figure
  var position = PagePosition()
  public var wantsPlace: Place?
  public var notice: Notice?

  public init(_ id: String) { self.id = id }

  public var place: Place { .experiment(id) }

  var experiment: (any LabExperiment)? { Labs.experiment(id) }

  var rows: [Row] {
    guard let experiment else { return [] }
    return [.title] + (experiment.usesScenario ? [.scenario] : [])
      + experiment.knobs.map(Row.knob)
  }

  var complete: Choices? { try? experiment?.complete(choices) }

  /// The knob in focus.
  private var knob: Knob? {
    if rows.indices.contains(row), case .knob(let knob) = rows[row] { return knob }
    return nil
  }

  private var ownScenarios: [ScenarioSummary] {
    scenarios?.filter { $0.lab == experiment?.lab } ?? []
  }

  /// The title of the chosen scenario; `nil` for none.
  func scenarioTitle(_ context: Context) -> String? {
    name.map { name in
      ownScenarios.first { $0.name == name }.map { context.text($0.title) } ?? name
    }
  }

  // MARK: Working it out

  public var wantsSlices: Bool {
    experiment != nil && trouble == nil && !isStopped && (name == nil || scenario != nil)
      && (work != nil || result == nil)
  }

  var isWorking: Bool { wantsSlices || (name != nil && scenario == nil && trouble == nil) }
  var progressPerMille: Int { work?.progressPerMille ?? 0 }

  /// What was found belongs to other choices now.
  private mutating func restart() {
    work = nil
    result = nil
    trouble = nil
    isStopped = false
  }

  private mutating func advance(events: Int, _ context: Context) {
    guard wantsSlices, let experiment else { return }
    if work == nil {
      do {
        work = try experiment.begin(
          choices, scenario: scenario, seed: Seed(LabScreen.standardSeed))
      } catch {
        trouble = context.say(error.message)
      }
    }
    if work?.advance(events: events) == false {
      result = work?.result()
      work = nil
    }
  }

  public mutating func appear(_ context: Context) -> [Effect] {
    experiment?.usesScenario == true && scenarios == nil ? [.listScenarios] : []
  }

  public mutating func receive(_ event: ScreenEvent, _ context: Context) -> [Effect] {
    switch event {
    case .loaded(.scenarios(let all)): scenarios = all
    case .loaded(.scenario(let name, let scenario)) where name == self.name:
      self.scenario = scenario
    case .loadFailed(let what, let reason) where what == name: trouble = reason
    case .slice(let events): advance(events: events, context)
    default: break
    }
    return []
  }

  // MARK: Actions

  public func keys(_ context: Context) -> [KeyBinding<Action>] {
    guard experiment != nil else { return [] }
    var keys: [KeyBinding<Action>] = []
    if wantsSlices {
      keys.append(context.binding([.escape], "tutor.lab.key.cancel", .lab(.cancel)))
    }
    return keys + [
      context.binding([.right, .character("l")], "tutor.lab.key.turn", .right, name: "←→"),
      context.binding([.left, .character("h")], "tutor.lesson.key.turnBack", .left, hinted: false),
      context.binding([.down, .character("j")], "tutor.key.upDown", .down, name: "↑↓"),
      context.binding([.up, .character("k")], "tutor.key.up", .up, hinted: false),
      context.binding([.tab], "tutor.challenge.key.nextPane", .nextPane),
      context.binding(
        [.backtab], "tutor.challenge.key.previousPane", .previousPane, hinted: false),
      context.binding(
        [.pageDown, .control("f"), .character(" ")], "tutor.key.pageDown", .pageDown,
        hinted: false),
      context.binding([.pageUp, .control("b")], "tutor.key.pageUp", .pageUp, hinted: false),
      context.binding(
        [.character("x")], "tutor.lab.key.standard", .lab(.standard),
        whyDisabled: knob == nil ? "tutor.lab.why.noKnob" : nil, hinted: false),
    ]
  }

  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] {
    switch action {
    case .down: row = min(rows.count - 1, row + 1)
    case .up: row = max(0, row - 1)
    case .right: return turn(1)
    case .left: return turn(-1)
    case .nextPane: show(Pane(rawValue: pane.rawValue + 1) ?? .figure)
    case .previousPane: show(Pane(rawValue: pane.rawValue - 1) ?? .why)
    case .pageDown, .pageUp:
      let rect = layout(context).pane
      position.move(action, on: page(width: rect.columns, context), rows: rect.rows)
    case .lab(.standard):
      if let knob {
        choices[knob.id] = nil
        restart()
      }
    case .lab(.cancel), .interrupt:
      guard wantsSlices else { break }
      work = nil
      isStopped = true
      notice = Notice(context.say("tutor.experiment.cancelled"), role: .warning)
    default: break
    }
    return []
  }

  mutating func show(_ wanted: Pane) {
    pane = wanted
    position = PagePosition()
  }

  private mutating func turn(_ step: Int) -> [Effect] {
    guard rows.indices.contains(row) else { return [] }
    switch rows[row] {
    case .title:
      let names = allExperiments.filter { $0.lab == experiment?.lab }.map(\.id)
      guard let now = names.firstIndex(of: id), names.indices.contains(now + step) else {
        return []
      }
      id = names[now + step]
      choices = Choices()
      (name, scenario) = (nil, nil)
      restart()
      return experiment?.usesScenario == true && scenarios == nil ? [.listScenarios] : []
    case .scenario:
      let names = [nil] + ownScenarios.map(\.name)
      guard let now = names.firstIndex(of: name), names.indices.contains(now + step) else {
        return []
      }
      name = names[now + step]
      scenario = nil
      restart()
      return name.map { [.loadScenario($0)] } ?? []
    case .knob(let knob):
      guard let value = complete?[knob.id] else { return [] }
      let next = knob.neighbour(of: value, direction: step)
      guard next != value else { return [] }
      choices[knob.id] = next == knob.standard ? nil : next
      restart()
      return []
    }
  }

  public mutating func type(_ key: Key, _ context: Context) -> [Effect] {
    guard case .mouse(let event) = key else { return [] }
    let layout = layout(context)
    switch event.kind {
    case .wheelUp, .wheelDown:
      position.scroll(
        by: event.kind == .wheelUp ? -3 : 3, on: page(width: layout.pane.columns, context),
        rows: layout.pane.rows)
    case .press:
      if let tab = layout.tabs.first(where: { $0.rect.contains(event.position) }) {
        show(tab.pane)
      } else if layout.setup.contains(event.position) {
        let clicked = firstRow(in: layout.setup) + event.position.row - layout.setup.row
        if rows.indices.contains(clicked) { row = clicked }
      }
    default: break
    }
    return []
  }
}
