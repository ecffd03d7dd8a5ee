import Wording

/// Something with knobs: a lab, an experiment.
public protocol KnobSet: Sendable {
  /// In the order in which they are shown.
  var knobs: [Knob] { get }
  /// The problem with a name that no knob has: its message lists those there are.
  func unknown(knob name: String) -> LabProblem
}

extension KnobSet {
  /// `nil` when there is no such knob.
  public func knob(_ id: String) -> Knob? { knobs.first { $0.id == id } }

  /// The knob of that name, or a problem that lists those there are.
  public func requireKnob(_ name: String) throws(LabProblem) -> Knob {
    if let knob = knob(name) { return knob }
    throw unknown(knob: name)
  }

  /// Choices from `knob=value` texts, as on the command line; each knob at most once.
  public func choices(from texts: [String]) throws(LabProblem) -> Choices {
    var choices = Choices()
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw LabProblem(Message("lab.problem.assignment", text)) }
      // The last one would win in silence.
      guard choices[String(parts[0])] == nil else {
        throw LabProblem(Message("lab.problem.twice", String(parts[0])))
      }
      choices[String(parts[0])] = try requireKnob(String(parts[0])).value(from: String(parts[1]))
    }
    return choices
  }
}
