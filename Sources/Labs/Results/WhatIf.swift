import Simulation
import Wording

/// The smallest change of one knob that would have served a subject by the moment at which it
/// waits, found by really running the scenario with it.
///
/// Changes are tried by their distance in stops of the knob: first one stop up or down of every
/// knob, then two, and so on. The search ends after the first distance at which something helped,
/// so that what it reports is smallest and complete for that distance. It advances in slices like a
/// run; cancelling is dropping the value.
public struct WhatIf: Sendable {
  /// One change and what came of it.
  public struct Trial: Sendable, Hashable {
    public let knob: String
    public let from: KnobValue
    public let to: KnobValue
    /// Stops between them.
    public let distance: Int
    /// Whether the subject is served by the moment asked about.
    public let helps: Bool
    /// Since when it is served at that moment, else when it is next; `nil` when it never is.
    public let served: SimTime?
    public let metrics: [Metric]
  }

  public let subject: String
  public let moment: SimTime
  /// Every change that was run, in the order of the search.
  public private(set) var trials: [Trial] = []
  public private(set) var isFinished = false

  /// When the subject is served in the run in which it waits; `nil`: never.
  public private(set) var unchanged: SimTime?

  /// Changes that helped; empty when the search ended without one.
  public var findings: [Trial] { trials.filter(\.helps) }

  /// Changes with which it is served after the moment, but sooner than without them; the soonest
  /// first.
  public var improvements: [Trial] {
    trials.filter { trial in
      guard !trial.helps, let served = trial.served else { return false }
      return unchanged.map { served < $0 } ?? true
    }.sorted { ($0.served ?? .zero, $0.distance) < ($1.served ?? .zero, $1.distance) }
  }

  let lab: any Lab
  private let scenario: LabScenario
  private let choices: Choices
  private let seed: Seed
  private(set) var distance = 0
  private var candidates: [(knob: Knob, to: KnobValue)] = []
  private var next = 0
  private var current: (any LabRun)?
  /// `current` is the run without a change, which comes first.
  private var isFirst = true

  /// How far from its present value a knob is turned at most, in stops.
  public static let farthest = 4

  /// `choices` are those of the run in which the subject waits. Throws as `Lab.begin` does.
  public init(
    _ lab: any Lab, _ scenario: LabScenario, choices: Choices, seed: Seed, subject: String,
    moment: SimTime
  ) throws(LabProblem) {
    self.lab = lab
    self.scenario = scenario
    self.choices = try lab.complete(choices, for: scenario)
    self.seed = seed
    self.subject = subject
    self.moment = moment
    current = try lab.begin(scenario, choices: self.choices, seed: seed)
  }

  /// Handles up to `events` further events; false when the search is over.
  public mutating func advance(events: Int) -> Bool {
    guard !isFinished, var run = current else { return false }
    current = nil
    if run.advance(events: events) {
      current = run
      return true
    }
    if isFirst {
      isFirst = false
      unchanged = served(in: run.outcome().replay).at
    } else {
      judge(run.outcome())
      next += 1
    }
    startNext()
    return !isFinished
  }

  private mutating func judge(_ outcome: RunOutcome) {
    let candidate = candidates[next]
    let served = self.served(in: outcome.replay)
    trials.append(
      Trial(
        knob: candidate.knob.id, from: choices[candidate.knob.id] ?? candidate.knob.standard,
        to: candidate.to, distance: distance, helps: served.byMoment, served: served.at,
        metrics: outcome.metrics))
  }

  /// Whether the subject has what it came for at the moment, and since or from when on.
  private func served(in replay: any Replay) -> (byMoment: Bool, at: SimTime?) {
    let step = replay.lastStep(by: moment)
    guard let time = replay.servedTime(subject, around: step) else { return (false, nil) }
    return (time <= moment, time)
  }

  /// Begins the next run; ends the search when this distance helped or nothing is left to try.
  private mutating func startNext() {
    while true {
      if next < candidates.count {
        let candidate = candidates[next]
        var changed = choices
        changed[candidate.knob.id] = candidate.to
        if let run = try? lab.begin(scenario, choices: changed, seed: seed) {
          current = run
          return
        }
        // The lab refuses this combination; it is no way out.
        next += 1
        continue
      }
      if !findings.isEmpty || distance >= Self.farthest {
        isFinished = true
        return
      }
      distance += 1
      next = 0
      candidates = changes(at: distance)
    }
  }

  /// Every knob that matters and can be a way out, turned by so many stops in either direction.
  private func changes(at distance: Int) -> [(knob: Knob, to: KnobValue)] {
    lab.knobs.flatMap { knob -> [(knob: Knob, to: KnobValue)] in
      guard let now = choices[knob.id], lab.matters(knob, in: scenario, under: choices),
        lab.isWayOut(knob)
      else { return [] }
      switch knob.kind {
      case .toggle:
        return distance == 1 ? [(knob, .toggle(now != .toggle(true)))] : []
      case .word(let words):
        // Words have no order: every other one is one step away.
        return distance == 1
          ? words.map(KnobValue.word).filter { $0 != now }.map { (knob, $0) } : []
      case .whole:
        return [-1, 1].compactMap { direction -> (knob: Knob, to: KnobValue)? in
          var value = now
          for _ in 0..<distance {
            let further = knob.neighbour(of: value, direction: direction)
            if further == value { return nil }
            value = further
          }
          return (knob, value)
        }
      }
    }
  }
}
