import AddressedYAML
import Diagnostics
import GatewaySim
import Labs
import Simulation

/// What the import of an Argo Workflow gave.
public struct ArgoImport: Sendable {
  /// `nil` when the text has mistakes or nothing is left to run.
  public let scenario: GatewayScenario?
  /// Mistakes in the text.
  public let problems: [ContentProblem]
  /// What the simulator cannot do justice to, each with its line; it is left out.
  public let refusals: [ContentProblem]
  /// What was assumed.
  public let notes: [ContentProblem]

  static let kinds = ["Workflow", "WorkflowTemplate", "CronWorkflow", "ClusterWorkflowTemplate"]

  /// Whether a text is meant to be a workflow.
  public static func knows(_ text: String) -> Bool {
    text.contains("argoproj.io/")
      && text.split(separator: "\n").contains { line in
        // A comment may stand behind it.
        let bare = (line.split(separator: "#", omittingEmptySubsequences: false).first ?? "")
        return kinds.contains { bare.trimmingSpaces == "kind: " + $0 }
      }
  }
}

/// Reads a Workflow, (Cluster)WorkflowTemplate or CronWorkflow of Argo (v1alpha1) into a gateway
/// scenario.
///
/// Taken over: dag and steps templates, nested and inline; dependencies, depends and targets;
/// parameters with their defaults; withItems, withSequence and withParam of known values; when with
/// comparisons of known values; retryStrategy; parallelism of workflow and templates; mutexes of
/// steps; memoize.key; continueOn; activeDeadlineSeconds and timeout; failFast of templates; suspend with a
/// duration; templateDefaults. How long a step takes stands in no workflow: `sleep N` is read,
/// everything else takes a minute.
public func importArgoWorkflow(_ text: String, file: String, title: String) -> ArgoImport {
  let log = ProblemLog(file: file)
  var reader = ArgoReader(log: log)
  var plan: WorkflowPlan?
  for document in documents(of: text) {
    guard
      let map = YAMLMap.parse(
        document.text, log: log, firstLine: document.firstLine, isForeign: true)
    else { continue }
    let kind = map.optional("kind")?.text() ?? ""
    if !ArgoImport.kinds.contains(kind) {
      reader.refused.report(
        line: map.line(of: "kind"), "'\(shortened(kind))' is no workflow and left out")
    } else if plan != nil {
      reader.refused.report(
        line: map.line(of: "kind"), "a scenario has one workflow: this one is left out")
    } else {
      plan = reader.read(map, name: title)
    }
  }
  var scenario: GatewayScenario?
  if log.isEmpty, let plan {
    var choices = Choices()
    if plan.failsFast { choices["fail_fast"] = .toggle(true) }
    scenario = GatewayScenario(
      heading: ScenarioHeading(title: title, choices: choices), part: .workflow(plan))
  }
  return ArgoImport(
    scenario: scenario, problems: log.problems, refusals: once(reader.refused.problems),
    notes: once(reader.noted.problems))
}

/// Each said once, however often its line was read.
private func once(_ problems: [ContentProblem]) -> [ContentProblem] {
  var seen: Set<String> = []
  return problems.filter { seen.insert($0.description).inserted }
}

/// Seconds of Argo's durations: `10` are seconds, `2m`, `1h30m`, `1d`; `nil` for anything else.
func argoDuration(_ text: String) -> Int? {
  if let seconds = Int(text) { return seconds >= 0 ? min(seconds, 31_536_000) : nil }
  var total = 0
  var digits = ""
  for character in text {
    if character.isASCII, character.isNumber {
      digits.append(character)
      continue
    }
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let unit = units[character], let number = Int(digits), number < 1_000_000 else {
      return nil
    }
    total += number * unit
    digits = ""
  }
  return digits.isEmpty && !text.isEmpty ? min(total, 31_536_000) : nil
}
