import Simulation
import Wording

/// A run in progress. It advances in slices, so that the shell can show progress between two keys;
/// cancelling is dropping the value. The size of the slices changes nothing.
public protocol LabRun: Sendable {
  /// Handles up to `events` further events; false when the run is finished.
  mutating func advance(events: Int) -> Bool
  /// How far it is, 0...1000, never falling.
  var progressPerMille: Int { get }
  var time: SimTime { get }
  /// The result; call it after `advance` returned false.
  func outcome() -> RunOutcome
}

/// A part of a simulator whose numbers were assumed, and why.
public struct AssumedPart: Sendable, Hashable {
  public let part: Message
  public let reason: Message
  /// Per cent of that part; itself a guess.
  public let expectedError: Int

  public init(part: Message, reason: Message, expectedError: Int) {
    self.part = part
    self.reason = reason
    self.expectedError = expectedError
  }
}

/// The result of a finished run. Equal lab, scenario, choices and seed: equal digest on every
/// machine.
public struct RunOutcome: Sendable {
  public let lab: LabID
  public let seed: Seed
  /// Complete: one value for every knob.
  public let choices: Choices
  /// In the lab's order.
  public let metrics: [Metric]
  /// Events handled.
  public let events: Int
  public let digest: String
  /// What the numbers rest on that nobody measured.
  public let assumptions: [AssumedPart]
  /// What a reader must know to read the numbers right.
  public let notes: [Message]
  public let replay: any Replay
  /// It came to a standstill with work left undone: nothing that it measured is a merit beside a
  /// run that did the work.
  public let isStalled: Bool

  public init(
    lab: LabID, seed: Seed, choices: Choices, metrics: [Metric], events: Int, digest: String,
    assumptions: [AssumedPart] = [], notes: [Message] = [], replay: any Replay,
    isStalled: Bool = false
  ) {
    self.lab = lab
    self.seed = seed
    self.choices = choices
    self.metrics = metrics
    self.events = events
    self.digest = digest
    self.assumptions = assumptions
    self.notes = notes
    self.replay = replay
    self.isStalled = isStalled
  }

  /// The metrics to show: labs whose scenarios are of several kinds leave out those of another one.
  public var shownMetrics: [Metric] {
    switch lab {
    case .runtime, .autoscaling, .gateway: metrics.filter { $0.value != nil }
    case .scheduling, .serving: metrics
    }
  }

  /// The metric of that name; `nil` when the lab has none.
  public func metric(_ id: String) -> Metric? { metrics.first { $0.definition.id == id } }
}
