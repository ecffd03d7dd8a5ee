import Curriculum
import Labs
import TerminalUI
import Wording

/// What only the lab does.
public enum LabAction: Hashable, Sendable {
  case run, cancel
  /// Keeps the last run as A, to compare later ones with it.
  case keep
  case sweep
  /// Types the seed or an exact value of the knob in focus.
  case edit
  /// The knob in focus, or all of them, as the scenario has them.
  case standard, allStandard
  case save, export
  /// To the first decision that A and B do not share.
  case divergence
  /// Sets the knobs as the next of the scenario's suggestions says.
  case tryNext
  /// Which change of one knob would serve the chosen subject.
  case whatIf
  /// To the question what is wrong, of a scenario that hides a fault.
  case diagnose
  /// Picks a cause; what it is worth is told.
  case pick(RuntimeCause)
  /// In the list: to the first scenario of the next stage, or of the one before.
  case nextStage, previousStage
}

/// Free play: the list of scenarios, or one lab with its knobs, runs, replay, comparison and sweep.
public struct LabScreen: Screen {
  enum Pane: Int, CaseIterable, Sendable {
    case setup, result, replay, compare, sweep

    var titleKey: String {
      switch self {
      case .setup: "tutor.lab.pane.setup"
      case .result: "tutor.lab.pane.result"
      case .replay: "tutor.lab.pane.replay"
      case .compare: "tutor.lab.pane.compare"
      case .sweep: "tutor.lab.pane.sweep"
      }
    }
  }
  /// What is being typed, and in which field.
  enum Typing: Hashable, Sendable {
    case seed
    case value(knob: String)
    case savePath, exportPath
  }
  /// A line of the setup that can have the focus.
  enum Row: Sendable {
    case scenario, seed
    case knob(Knob)
  }

  let id: LabID?
  /// `nil` until they are listed.
  var scenarios: [ScenarioSummary]?
  /// Name of the scenario that is open or being read.
  var name: String?
  var scenario: LabScenario?
  var trouble: String?
  var pane = Pane.setup
  /// What the right half shows where both halves have room.
  var right = Pane.result
  var listPosition = PagePosition()
  var resultPosition = PagePosition()
  var comparePosition = PagePosition()
  var row = 0
  /// What the learner turned; the scenario says the rest.
  var choices = Choices()
  var seed = LabScreen.standardSeed
  var run: (any LabRun)?
  var runTrouble: String?
  var outcome: RunOutcome?
  /// The run kept as A.
  var kept: RunOutcome?
  var comparison: Comparison?
  var replay: ReplayView?
  var sweep: SweepView?
  /// A search for the change that would serve a subject, while it goes on.
  var whatIf: WhatIf?
  /// Causes that were picked for the present run, the last one at the end.
  var picks: [RuntimeCause] = []
  /// Name of the scenario of the last run: a walk to another one leaves its result standing.
  var ranName: String?
  var typing: Typing?
  var editor = LineEditor()
  /// Whether a scenario is being written: it is noted in the record once it is.
  var isSaving = false
  public var wantsPlace: Place?
  public var notice: Notice?

  /// The seed before another one is typed; any text will do.
  static let standardSeed = "lesson"

  public init(_ id: LabID?, scenario: String? = nil) {
    self.id = id
    name = scenario
    isFixed = scenario != nil
  }
  /// Whether the place names the scenario.
  private let isFixed: Bool

  public var place: Place {
    guard let id, isFixed, let name else { return .lab(id) }
    return .scenario(id, name)
  }

  var lab: (any Lab)? { id.map(Labs.lab) }

  public var isTyping: Bool { typing != nil }

  private var isPlaying: Bool { pane == .replay && replay?.isPlaying == true }
  var isRunning: Bool { run != nil || whatIf != nil || sweep?.isRunning == true }
  public var wantsSlices: Bool { isRunning || isPlaying }
  public var slicePause: Int { !isRunning && isPlaying ? replayPause : 0 }

  /// A value for every knob; `nil` without a scenario.
  var complete: Choices? {
    guard let scenario, let lab else { return nil }
    return try? lab.complete(choices, for: scenario)
  }

  /// The value that the scenario gives a knob.
  func standard(_ knob: Knob) -> KnobValue { scenario?.choices[knob.id] ?? knob.standard }

  /// Turning it changes nothing beside the other choices.
  func isIdle(_ knob: Knob) -> Bool {
    guard let scenario, let lab, let complete else { return false }
    return !lab.matters(knob, in: scenario, under: complete)
  }

  /// The scenarios of this lab.
  var ownScenarios: [ScenarioSummary] { scenarios?.filter { $0.lab == id } ?? [] }

  /// Knobs in groups, each group in the lab's order.
  var groups: [(key: String, knobs: [Knob])] {
    let knobs = scenario.flatMap { lab?.knobs(for: $0) } ?? lab?.knobs ?? []
    return KnobGroup.allCases.compactMap { group in
      let members = knobs.filter { KnobGroup(of: $0.id) == group }
      return members.isEmpty ? nil : (group.titleKey, members)
    }
  }

  var rowsOfSetup: [Row] { [.scenario, .seed] + groups.flatMap(\.knobs).map(Row.knob) }

  /// The knob in focus.
  var knob: Knob? {
    let rows = rowsOfSetup
    if rows.indices.contains(row), case .knob(let knob) = rows[row] { return knob }
    return nil
  }
}
