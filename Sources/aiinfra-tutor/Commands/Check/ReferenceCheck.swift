import Curriculum
import Diagnostics
import Labs
import Wording

/// Names of the labs' world in content files: does each exist, and in that lab?
struct ReferenceCheck {
  let shelf: ScenarioShelf
  let say: Wording

  func problems(_ reference: LabReference) -> [ContentProblem] {
    guard let id = LabID(rawValue: reference.lab) else {
      return [problem(reference, "there is no lab '\(reference.lab)'", labHint)]
    }
    let lab = Labs.lab(id)
    if let name = reference.experiment {
      // A name that no experiment has is reported where it stands.
      guard let experiment = Labs.experiment(name) else { return [] }
      return problems(reference, experiment, experiment.metrics, "the experiment \(name)")
    }
    switch reference.subject {
    case .experiment(let name):
      if Labs.experiment(name)?.lab == id { return [] }
      return [
        unknown(
          reference, "the \(reference.lab) lab", "experiment", name,
          allExperiments.filter { $0.lab == id }.map(\.id))
      ]
    case .scenario(let name):
      guard let scenario = shelf[name], scenario.lab != id else { return [] }
      return [
        problem(
          reference, "the scenario '\(name)' is one of the \(scenario.lab.rawValue) lab",
          "this figure or challenge runs in the \(id.rawValue) lab")
      ]
    case .knob, .value, .metric:
      return problems(reference, lab, lab.metrics, "the \(reference.lab) lab")
    case .chart(let name):
      let known = Wording(.english)(Message("lab.series." + name))
      guard known == "lab.series." + name else { return [] }
      return [problem(reference, "there is no series '\(name)'", "charts show a series over time")]
    }
  }

  /// Knobs, values and metrics of a lab or an experiment.
  private func problems(
    _ reference: LabReference, _ set: any KnobSet, _ metrics: [MetricDefinition], _ owner: String
  ) -> [ContentProblem] {
    switch reference.subject {
    case .knob(let name):
      guard set.knob(name) == nil else { return [] }
      return [unknown(reference, owner, "knob", name, set.knobs.map(\.id))]
    case .value(let name, let text):
      guard let knob = set.knob(name) else { return [] }
      do { _ = try knob.value(from: text) } catch {
        return [problem(reference, say(error.message), "")]
      }
      return []
    case .metric(let name):
      guard !metrics.contains(where: { $0.id == name }) else { return [] }
      return [unknown(reference, owner, "metric", name, metrics.map(\.id))]
    default: return []
    }
  }

  private var labHint: String { "labs: " + allLabs.map(\.id.rawValue).joined(separator: ", ") }

  private func unknown(
    _ reference: LabReference, _ owner: String, _ kind: String, _ name: String,
    _ known: [String]
  ) -> ContentProblem {
    let near = nearestMatch(to: name, in: known)
    return problem(
      reference, "\(owner) has no \(kind) '\(name)'",
      near.map { "did you mean '\($0)'?" } ?? "\(kind)s: " + known.joined(separator: ", "))
  }

  private func problem(_ reference: LabReference, _ message: String, _ hint: String)
    -> ContentProblem
  {
    ContentProblem(file: reference.file, line: reference.line, message: message, hint: hint)
  }
}
