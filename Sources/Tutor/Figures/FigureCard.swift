import Curriculum
import Labs
import Simulation
import TerminalUI
import Wording

/// A figure on the screen: where its knob stands, and for a live one the runs made so far.
struct FigureCard: Sendable {
  let figure: Figure
  /// Index among the knob's values, or the frame of a drawing.
  private(set) var stop: Int
  /// Outcomes by stop: turning back shows them at once.
  private(set) var outcomes: [Int: RunOutcome] = [:]
  /// Results of an experiment by stop.
  private var results: [Int: ExperimentResult] = [:]
  private var run: (any LabRun)?
  private var work: (any ExperimentRun)?
  private var runningStop = -1
  private var scenario: LabScenario?
  private(set) var trouble: String?
  /// Whether the learner cancelled the run; turning the knob starts again.
  private(set) var isStopped = false
  /// Columns by which a drawing that is wider than the screen is moved to the left.
  private(set) var shift = 0

  init(_ figure: Figure) {
    self.figure = figure
    stop = 0
    switch figure.kind {
    case .formula(let formula): stop = formula.knob.start
    case .lab(let live): stop = Self.startStop(Self.knob(live), live.values)
    case .experiment(let live): stop = Self.startStop(Self.knob(live), live.values)
    default: break
    }
  }

  /// How many places left and right walk through; 1 for a still figure.
  var stops: Int {
    switch figure.kind {
    case .formula(let formula): formula.knob.values.count
    case .drawn(let frames): frames.count
    case .lab(let live): max(1, Self.values(Self.knob(live), live.values).count)
    case .experiment(let live): max(1, Self.values(Self.knob(live), live.values).count)
    case .table: 1
    }
  }

  /// The scenario that a live figure runs on; `nil` when it needs none.
  var scenarioName: String? {
    switch figure.kind {
    case .lab(let live): live.scenario
    case .experiment(let live): live.scenario
    default: nil
    }
  }

  var isLive: Bool {
    switch figure.kind {
    case .lab, .experiment: true
    default: false
    }
  }

  mutating func turn(_ step: Int) {
    stop = min(max(0, stop + step), stops - 1)
    isStopped = false
  }

  /// Moves a drawing sideways as far as it is wider than `room`.
  mutating func slide(_ columns: Int, room: Int) {
    shift = min(max(0, shift + columns), max(0, drawingWidth - room))
  }

  /// Columns of the widest frame of a drawing, 0 for other figures.
  var drawingWidth: Int {
    guard case .drawn(let frames) = figure.kind else { return 0 }
    return frames.flatMap(\.rows).map(\.count).max() ?? 0
  }

  /// The id of the source that the figure names.
  var source: String? {
    switch figure.kind {
    case .formula(let formula): formula.source
    case .table(let table): table.source
    default: nil
    }
  }

  // MARK: Live figures

  /// The knob of a live figure and the values that left and right walk through.
  static func knob(_ live: LabFigure) -> Knob? {
    LabID(rawValue: live.lab).flatMap { lab($0) }?.knob(live.knob)
  }

  static func knob(_ live: ExperimentFigure) -> Knob? {
    experiment(live.experiment)?.knob(live.knob)
  }

  private static func values(_ knob: Knob?, _ texts: [String]) -> [KnobValue] {
    guard let knob else { return [] }
    if texts.isEmpty { return knob.stops }
    return texts.compactMap { try? knob.value(from: $0) }
  }

  private static func startStop(_ knob: Knob?, _ texts: [String]) -> Int {
    guard let knob else { return 0 }
    return values(knob, texts).firstIndex(of: knob.standard) ?? 0
  }

  var value: KnobValue? {
    let values =
      switch figure.kind {
      case .lab(let live): Self.values(Self.knob(live), live.values)
      case .experiment(let live): Self.values(Self.knob(live), live.values)
      default: [KnobValue]()
      }
    return values.indices.contains(stop) ? values[stop] : nil
  }

  var outcome: RunOutcome? { outcomes[stop] }
  var result: ExperimentResult? { results[stop] }

  /// A measured value of the present stop.
  func metric(_ id: String) -> Metric? { outcome?.metric(id) ?? result?.metric(id) }

  mutating func give(_ scenario: LabScenario) { self.scenario = scenario }
  mutating func fail(_ reason: String) { trouble = reason }
  /// Cancels the run for the present stop.
  mutating func cancel() {
    guard wantsSlices else { return }
    isStopped = true
    run = nil
    work = nil
  }
  mutating func restart() { isStopped = false }

  /// Whether a run for the present stop is needed or under way.
  var wantsSlices: Bool {
    isLive && (scenario != nil || scenarioName == nil) && trouble == nil && outcomes[stop] == nil
      && results[stop] == nil && !isStopped
  }

  /// Lets the run for the present stop go on; a run for another stop is dropped.
  mutating func advance(events: Int, _ say: Wording) {
    if case .experiment(let live) = figure.kind { return advance(live, events: events, say) }
    guard case .lab(let live) = figure.kind, let scenario, outcomes[stop] == nil, trouble == nil
    else { return }
    if runningStop != stop || run == nil {
      do {
        run = try begin(live, scenario)
        runningStop = stop
      } catch {
        trouble = say(error.message)
        return
      }
    }
    if run?.advance(events: events) == false {
      outcomes[stop] = run?.outcome()
      run = nil
    }
  }

  private func begin(_ live: LabFigure, _ scenario: LabScenario) throws(LabProblem) -> any LabRun {
    guard let lab = LabID(rawValue: live.lab).map(lab) else {
      throw LabProblem(Message("tutor.figure.noLab", live.lab))
    }
    var choices = Choices()
    for setting in live.settings {
      choices[setting.knob] = try lab.knob(setting.knob)?.value(from: setting.value)
    }
    choices[live.knob] = value
    return try lab.begin(scenario, choices: choices, seed: Seed(live.seed))
  }

  private mutating func advance(_ live: ExperimentFigure, events: Int, _ say: Wording) {
    guard wantsSlices else { return }
    if runningStop != stop || work == nil {
      do {
        work = try begin(live)
        runningStop = stop
      } catch {
        trouble = say(error.message)
        return
      }
    }
    if work?.advance(events: events) == false {
      results[stop] = work?.result()
      work = nil
    }
  }

  private func begin(_ live: ExperimentFigure) throws(LabProblem) -> any ExperimentRun {
    guard let experiment = Labs.experiment(live.experiment) else {
      throw LabProblem(Message("tutor.figure.noExperiment", live.experiment))
    }
    var choices = Choices()
    for setting in live.settings {
      choices[setting.knob] = try experiment.requireKnob(setting.knob).value(from: setting.value)
    }
    choices[live.knob] = value
    return try experiment.begin(choices, scenario: scenario, seed: Seed(live.seed))
  }
}
