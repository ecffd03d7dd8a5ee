import Curriculum
import Labs
import Learning
import TerminalUI

/// What only the challenge screen does.
public enum ChallengeAction: Hashable, Sendable {
  case choose(Int)
  /// Settles the prediction, or starts typing it.
  case predict
  case hint
  case run, cancel
  case insight
  case compare
  case startingChoices
}

/// A challenge: what is wanted, the levers, the run with its verdict, the debrief.
public struct ChallengeScreen: Screen {
  enum Pane: Int, CaseIterable, Sendable {
    case brief, levers, run, debrief

    var titleKey: String {
      switch self {
      case .brief: "tutor.challenge.pane.brief"
      case .levers: "tutor.challenge.pane.levers"
      case .run: "tutor.challenge.pane.run"
      case .debrief: "tutor.challenge.pane.debrief"
      }
    }
  }

  /// A judged run and whether it is kept.
  struct Result: Sendable {
    enum Saving: Hashable, Sendable {
      case pending, saved
      case failed(String)
    }
    let verdict: Verdict
    let outcome: RunOutcome
    let attempt: Attempt
    /// Attempts that the record holds when this one is in it.
    let number: Int
    var saving = Saving.pending
  }

  let id: String
  var challenge: Challenge?
  var scenario: LabScenario?
  var trouble: String?
  var pane = Pane.brief
  /// What the right half shows where both halves have room.
  var right = Pane.run
  var briefPosition = PagePosition()
  var runPosition = PagePosition()
  var insightPosition = PagePosition()
  var levers: [LeverState] = []
  /// The lever with the focus.
  var lever = 0
  /// Hints read in this visit; the record knows those of earlier ones.
  var hintsRead = 0
  var prediction: PredictionCard?
  /// Gives the right number of a measured prediction.
  var predictionRun: PredictionRun?
  /// Whether the number of a prediction is being typed.
  var isPredicting = false
  var run: ChallengeRun?
  /// Why the last run could not start, or stopped.
  var runTrouble: String?
  var result: Result?
  var replay: ReplayView?
  var isInsightOpen = false
  var isComparing = false
  /// First attempt shown in the comparison.
  var firstAttempt = 0
  public var wantsPlace: Place?
  public var notice: Notice?

  public init(_ id: String) { self.id = id }

  public var place: Place { .challenge(id) }

  /// Where the record keeps the prediction.
  var predictionPlace: String { "challenge/" + id }

  public var isTyping: Bool { isPredicting }

  private var isPlaying: Bool { pane == .debrief && !isInsightOpen && replay?.isPlaying == true }

  public var wantsSlices: Bool {
    run != nil || isPlaying || predictionRun?.wantsSlices == true
  }

  public var slicePause: Int {
    run == nil && predictionRun?.wantsSlices != true && isPlaying ? replayPause : 0
  }

  /// The lab that runs it.
  var lab: (any Lab)? {
    challenge.flatMap { LabID(rawValue: $0.lab) }.map(Labs.lab)
  }

  /// Fixed choices and levers as they stand now.
  var choices: Choices {
    var choices = Choices()
    for lever in levers { choices[lever.knob.id] = lever.value }
    for setting in challenge?.fixed ?? [] {
      choices[setting.knob] = try? lab?.knob(setting.knob)?.value(from: setting.value)
    }
    return choices
  }

  /// The learner's part of the choices, as the record keeps it.
  var leverChoices: Choices {
    Choices(
      Dictionary(levers.map { ($0.knob.id, $0.value) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Whether the prediction has to be made before the first run.
  var owesPrediction: Bool {
    // A right number that no run can give must not keep anybody from the challenge.
    predictionRun?.hasFailed == true ? false : prediction.map { !$0.isMade } ?? false
  }

  func record(_ context: Context) -> ChallengeRecord? { context.learner.challenges[id] }

  /// The insight is for those who passed, and for those who tried three times.
  func hasEarnedInsight(_ context: Context) -> Bool {
    if result?.verdict.isPassed == true { return true }
    guard let record = record(context) else { return false }
    return record.passed != nil || record.attemptCount >= 3
  }
}

/// Milliseconds between two pictures of a replay that plays.
let replayPause = 80

/// A lever and where it stands.
struct LeverState: Sendable {
  let knob: Knob
  let values: [KnobValue]
  let start: Int
  var at: Int

  /// `nil` when the lab has no such knob or the knob cannot take the start.
  init?(_ lever: Lever, of lab: any Lab) {
    guard let knob = lab.knob(lever.knob), let start = try? knob.value(from: lever.start) else {
      return nil
    }
    var values = lever.values.compactMap { try? knob.value(from: $0) }
    if values.isEmpty { values = knob.stops }
    if !values.contains(start) { values.insert(start, at: 0) }
    self.knob = knob
    self.values = values
    self.start = values.firstIndex(of: start) ?? 0
    at = self.start
  }

  var value: KnobValue { values[at] }

  mutating func turn(_ step: Int) { at = min(max(0, at + step), values.count - 1) }
}
