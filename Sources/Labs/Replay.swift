import Simulation
import Wording

/// A finished run that can be walked in both directions.
///
/// Step 0 is the state before anything happened; step n is the state after the n-th decision. Any
/// step can be asked for in any order; implementations rerun from the nearest snapshot.
public protocol Replay: Sendable {
  /// Number of decisions; valid steps are 0...stepCount.
  var stepCount: Int { get }
  /// The decision that led to `step`; `nil` for step 0.
  func decision(at step: Int) -> Decision?
  func time(at step: Int) -> SimTime
  func picture(at step: Int) -> Picture
  /// Who can be asked about at `step` (pods, requests), the ones of the decision first, each with
  /// its state.
  func subjects(at step: Int) -> [Subject]
  /// Somebody of that name with the state at `step`, also one that is not among
  /// `subjects(at:)`; `nil` when the run has nobody of that name to tell about.
  func subject(_ id: String, at step: Int) -> Subject?
  /// Why `subject` is where it is at `step`.
  func why(_ subject: Subject, at step: Int) -> Explanation
  /// Curves over the whole run, for charts.
  var series: [Series] { get }
  /// The views beside the picture, in the order in which a key walks through them.
  var panels: [PanelKind] { get }
  /// What such a view shows at `step`; `nil` for one that is not among `panels`.
  func panel(_ kind: PanelKind, at step: Int) -> Panel?
  /// Whether the subject has at `step` what it came for (a pod its node, a job its quota), or had
  /// it and is done; `nil` when nobody of that name is known or the lab has no such question.
  func isServed(_ subject: String, at step: Int) -> Bool?
  /// The step since which the subject is served at `step`, else the next one at which it is; `nil`
  /// when there is none.
  func servedStep(_ subject: String, around step: Int) -> Int?
  /// The moment of that, which may lie between two steps.
  func servedTime(_ subject: String, around step: Int) -> SimTime?
}

extension Replay {
  public func subject(_ id: String, at step: Int) -> Subject? {
    subjects(at: step).first { $0.id == id }
  }
  public var panels: [PanelKind] { [] }
  public func panel(_ kind: PanelKind, at step: Int) -> Panel? { nil }
  public func isServed(_ subject: String, at step: Int) -> Bool? { nil }
  public func servedStep(_ subject: String, around step: Int) -> Int? {
    var at = step
    if isServed(subject, at: at) == true {
      while at > 0, isServed(subject, at: at - 1) == true { at -= 1 }
      return at
    }
    while at < stepCount {
      at += 1
      if isServed(subject, at: at) == true { return at }
    }
    return nil
  }

  public func servedTime(_ subject: String, around step: Int) -> SimTime? {
    servedStep(subject, around: step).map { time(at: $0) }
  }

  /// The last step not after the moment.
  public func lastStep(by moment: SimTime) -> Int {
    var low = 0
    var high = stepCount
    while low < high {
      let middle = (low + high + 1) / 2
      if time(at: middle) <= moment { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The first step that shows what was at the moment; `nil` when the run ends before it.
  public func firstStep(from moment: SimTime) -> Int? {
    guard time(at: stepCount) >= moment else { return nil }
    guard moment.nanoseconds > 0 else { return 0 }
    return lastStep(by: SimTime(nanoseconds: moment.nanoseconds - 1)) + 1
  }
}

/// One decision of a run.
public struct Decision: Sendable, Hashable {
  public let time: SimTime
  /// What happened, as a sentence with names and numbers.
  public let sentence: Message
  /// Kind of decision, for jumping to the next of its kind: an entry `lab.decision.KIND`.
  public let kind: String
  /// Identifiers of the subjects concerned, the main one first.
  public let subjects: [String]
  public init(time: SimTime, sentence: Message, kind: String, subjects: [String]) {
    self.time = time
    self.sentence = sentence
    self.kind = kind
    self.subjects = subjects
  }
}

/// Something that can be asked about: a pod, a request.
public struct Subject: Sendable, Hashable, Identifiable {
  public let id: String
  /// Its state at the step for which it was listed.
  public let state: Message
  /// Index of the picture's owner whose cells it holds; `nil`: the owner of the same name.
  public let owner: Int?
  public init(id: String, state: Message, owner: Int? = nil) {
    self.id = id
    self.state = state
    self.owner = owner
  }
}
