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
    guard let lab = Labs.lab(id) else {
      return [problem(reference, "the \(reference.lab) lab does not exist yet", labHint)]
    }
    switch reference.subject {
    case .scenario(let name):
      guard let scenario = shelf[name], scenario.lab != id else { return [] }
      return [
        problem(
          reference, "the scenario '\(name)' is one of the \(scenario.lab.rawValue) lab",
          "this figure or challenge runs in the \(id.rawValue) lab")
      ]
    case .knob(let name):
      guard lab.knob(name) == nil else { return [] }
      return [unknown(reference, "knob", name, lab.knobs.map(\.id))]
    case .value(let name, let text):
      guard let knob = lab.knob(name) else { return [] }
      do { _ = try knob.value(from: text) } catch {
        return [problem(reference, say(error.message), "")]
      }
      return []
    case .metric(let name):
      guard lab.metric(name) == nil else { return [] }
      return [unknown(reference, "metric", name, lab.metrics.map(\.id))]
    case .chart(let name):
      let known = Wording(.english)(Message("lab.series." + name))
      guard known == "lab.series." + name else { return [] }
      return [problem(reference, "there is no series '\(name)'", "charts show a series over time")]
    }
  }

  private var labHint: String { "labs: " + allLabs.map(\.id.rawValue).joined(separator: ", ") }

  private func unknown(
    _ reference: LabReference, _ kind: String, _ name: String, _ known: [String]
  ) -> ContentProblem {
    let near = nearestMatch(to: name, in: known)
    return problem(
      reference, "the \(reference.lab) lab has no \(kind) '\(name)'",
      near.map { "did you mean '\($0)'?" } ?? "\(kind)s: " + known.joined(separator: ", "))
  }

  private func problem(_ reference: LabReference, _ message: String, _ hint: String)
    -> ContentProblem
  {
    ContentProblem(file: reference.file, line: reference.line, message: message, hint: hint)
  }
}
