import Wording

extension Lab {
  /// A value for every knob: these choices, else the scenario's, else the knob's standard.
  ///
  /// Throws when a choice names no knob or has a value that the knob cannot take, the scenario is of
  /// another lab, or the lab refuses this scenario with these choices.
  public func complete(
    _ choices: Choices, for scenario: LabScenario
  ) throws(LabProblem) -> Choices {
    guard scenario.lab == id else {
      throw LabProblem(Message("lab.problem.lab", scenario.lab.rawValue, id.rawValue))
    }
    let wanted = choices.over(scenario.choices)
    for (name, value) in wanted.sorted { try requireKnob(name).check(value) }
    var complete = Choices()
    for knob in knobs { complete[knob.id] = wanted[knob.id] ?? knob.standard }
    if let problem = refusal(of: scenario, complete) { throw problem }
    return complete
  }

  public func unknown(knob name: String) -> LabProblem {
    LabProblem(
      Message(
        "lab.problem.knob", id.rawValue, name, knobs.map(\.id).joined(separator: ", ")))
  }
}

extension Knob {
  /// Throws when the value is none that the knob can take.
  public func check(_ value: KnobValue) throws(LabProblem) {
    _ = try self.value(from: value.description)
  }
}
