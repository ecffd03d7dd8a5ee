import AddressedYAML
import Diagnostics
import GatewaySim
import Labs
import Simulation
import Traffic

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

  /// Whether a text is meant to be a workflow.
  public static func knows(_ text: String) -> Bool {
    let kinds = ["kind: Workflow", "kind: WorkflowTemplate", "kind: CronWorkflow"]
    return text.contains("argoproj.io/")
      && text.split(separator: "\n").contains { line in
        kinds.contains { line.trimmingSpaces == $0[...] }
      }
  }
}

/// Reads a Workflow, WorkflowTemplate or CronWorkflow of Argo (v1alpha1) into a gateway scenario.
///
/// Taken over: dag and steps templates, nested; dependencies and depends; parameters; withItems and
/// withSequence; when with comparisons of known values; retryStrategy; parallelism of workflow and
/// templates; memoize.key; continueOn; activeDeadlineSeconds; failFast. How long a step takes stands
/// in no workflow: `sleep N` is read, everything else takes a minute.
public func importArgoWorkflow(_ text: String, file: String, title: String) -> ArgoImport {
  let log = ProblemLog(file: file)
  guard let map = YAMLMap.parse(text, log: log, isForeign: true) else {
    return ArgoImport(scenario: nil, problems: log.problems, refusals: [], notes: [])
  }
  var reader = ArgoReader(log: log)
  let plan = reader.read(map, name: title)
  var scenario: GatewayScenario?
  if log.isEmpty, let plan {
    var choices = Choices()
    if plan.failsFast { choices["fail_fast"] = .toggle(true) }
    scenario = GatewayScenario(
      heading: ScenarioHeading(title: title, choices: choices), part: .workflow(plan))
  }
  return ArgoImport(
    scenario: scenario, problems: log.problems, refusals: reader.refused.problems,
    notes: reader.noted.problems)
}

private struct ArgoReader {
  let log: ProblemLog
  let refused: ProblemLog
  let noted: ProblemLog
  private var templates: [String: YAMLMap] = [:]
  private var parameters: [String: String] = [:]
  private var plan: WorkflowPlan
  private var names: Set<String> = []
  /// Templates call each other without end: nothing further is expanded.
  private var isTooDeep = false

  init(log: ProblemLog) {
    self.log = log
    refused = ProblemLog(file: log.file)
    noted = ProblemLog(file: log.file)
    plan = WorkflowPlan(name: "", steps: [])
  }

  mutating func read(_ root: YAMLMap, name: String) -> WorkflowPlan? {
    plan.name = name
    guard var spec = root.required("spec")?.map() else { return nil }
    if root.optional("kind")?.text() == "CronWorkflow" {
      guard let inner = spec.required("workflowSpec")?.map() else { return nil }
      spec = inner
    }
    refuse(spec, ["workflowTemplateRef", "onExit", "hooks", "synchronization", "templateDefaults"])
    for template in spec.maps("templates") {
      guard let name = template.required("name")?.text() else { continue }
      templates[name] = template
    }
    for parameter in spec.optional("arguments")?.map()?.maps("parameters") ?? [] {
      guard let name = parameter.optional("name")?.text() else { continue }
      parameters["workflow.parameters." + name] = parameter.optional("value")?.anyText() ?? ""
    }
    plan.parallelism = spec.optional("parallelism")?.whole(in: 1...100_000)
    plan.deadline = spec.optional("activeDeadlineSeconds")?.whole(in: 1...31_536_000)
      .map { .seconds($0) }
    guard let entry = spec.required("entrypoint")?.text() else { return nil }
    _ = expand(
      entry, as: [], values: parameters, needs: [], group: nil, goesOn: false, isWanted: true,
      line: spec.line(of: "entrypoint"), depth: 0)
    guard log.isEmpty else { return nil }
    if let problem = plan.problem() {
      log.report(line: spec.line, problem.sentence)
      return nil
    }
    return plan
  }

  private func refuse(_ map: YAMLMap, _ keys: [String]) {
    for key in keys where map.has(key) {
      refused.report(line: map.line(of: key), "'\(key)' is not simulated and left out")
    }
  }

  // MARK: Templates

  /// Adds what a template runs; the steps whose end is its end.
  private mutating func expand(
    _ name: String, as path: [String], values: [String: String],
    needs: [[WorkflowStep.Need]], group: Int?, goesOn: Bool, isWanted: Bool, line: Int, depth: Int
  ) -> [Int] {
    // Who is told of twenty mistakes needs no further ones: templates that call templates twice each
    // would make a million of them.
    guard !isTooDeep, log.problems.count < 20 else { return [] }
    guard let template = templates[name] else {
      log.report(line: line, "there is no template '\(shortened(name))'")
      return []
    }
    guard depth < 20 else {
      log.report(line: line, "templates call each other more than 20 deep: '\(shortened(name))'")
      isTooDeep = true
      return []
    }
    guard plan.steps.count < workflowStepLimit else {
      if log.isEmpty {
        log.report(
          line: line, "the workflow has more than \(workflowStepLimit) steps")
      }
      return []
    }
    var inside = group
    if template.has("dag") || template.has("steps"),
      let most = template.optional("parallelism")?.whole(in: 1...100_000)
    {
      if group != nil {
        refused.report(
          line: template.line(of: "parallelism"),
          "a limit inside a limited template is not simulated")
      } else {
        plan.groups.append(
          WorkflowGroup(
            name: unique(["group"] + path, taken: plan.groups.map(\.name)), parallelism: most))
        inside = plan.groups.count - 1
      }
    }
    // Of the template; `dag.failFast` stops nothing (argo-workflows issue 10312).
    if template.has("dag") || template.has("steps"),
      template.optional("failFast")?.truth() == true
    {
      plan.failsFast = true
    }
    if let dag = template.optional("dag")?.map() {
      _ = dag.optional("failFast")?.truth()
      return expandDAG(dag, path, values, needs, inside, goesOn, isWanted, depth)
    }
    if template.has("steps") {
      return expandSteps(template, path, values, needs, inside, goesOn, isWanted, depth)
    }
    return [
      addStep(template, path.isEmpty ? [name] : path, values, needs, group, goesOn, isWanted)
    ]
  }

  private mutating func expandDAG(
    _ dag: YAMLMap, _ path: [String], _ values: [String: String],
    _ needs: [[WorkflowStep.Need]], _ group: Int?, _ goesOn: Bool, _ isWanted: Bool, _ depth: Int
  ) -> [Int] {
    var tasks: [String: YAMLMap] = [:]
    var order: [String] = []
    for task in dag.maps("tasks") {
      guard let name = task.required("name")?.text() else { continue }
      if tasks[name] != nil {
        log.report(line: task.line, "two tasks are called '\(shortened(name))'")
      }
      tasks[name] = task
      order.append(name)
    }
    var ends: [String: [Int]] = [:]
    var followed: Set<String> = []
    // Tasks come in any order: those whose needs are known are expanded until none is left.
    var open = order
    while !open.isEmpty {
      let ready = open.filter { name in
        dependencies(of: tasks[name]).allSatisfy { ends[$0] != nil }
      }
      if ready.isEmpty {
        let known = Set(order)
        for name in open {
          for missing in dependencies(of: tasks[name]) where !known.contains(missing) {
            log.report(
              line: tasks[name]?.line ?? 0, "there is no task '\(shortened(missing))' to wait for")
          }
        }
        if log.isEmpty {
          log.report(
            line: tasks[open[0]]?.line ?? 0,
            "tasks wait for each other in a circle: \(open.joined(separator: ", "))")
        }
        return []
      }
      for name in ready {
        guard let task = tasks[name] else { continue }
        followed.formUnion(dependencies(of: task))
        let clauses = dependencyClauses(of: task, ends)
        ends[name] = call(
          task, path + [name], values, clauses.isEmpty ? needs : clauses, group, goesOn, isWanted,
          depth)
      }
      open.removeAll { ready.contains($0) }
      guard log.isEmpty else { return [] }
    }
    return order.filter { !followed.contains($0) }.flatMap { ends[$0] ?? [] }
  }

  private mutating func expandSteps(
    _ template: YAMLMap, _ path: [String], _ values: [String: String],
    _ needs: [[WorkflowStep.Need]], _ group: Int?, _ goesOn: Bool, _ isWanted: Bool, _ depth: Int
  ) -> [Int] {
    var needs = needs
    var last: [Int] = []
    for stage in template.optional("steps")?.list() ?? [] {
      last = []
      // A stage is a list; a single step may stand without one.
      let calls = stage.node.isList ? stage.list() ?? [] : [stage]
      for item in calls {
        guard let step = item.map(), let name = step.required("name")?.text() else { continue }
        last += call(step, path + [name], values, needs, group, goesOn, isWanted, depth)
      }
      needs = last.map { [WorkflowStep.Need($0)] }
    }
    return last
  }

  /// A task or step that calls a template, once or for each item.
  private mutating func call(
    _ task: YAMLMap, _ path: [String], _ values: [String: String],
    _ needs: [[WorkflowStep.Need]], _ group: Int?, _ goesOn: Bool, _ isWanted: Bool, _ depth: Int
  ) -> [Int] {
    refuse(task, ["templateRef", "inline", "hooks", "onExit", "withParam"])
    guard let template = task.optional("template")?.text() else {
      if !task.has("templateRef"), !task.has("inline") {
        log.report(line: task.line, "the key 'template' is missing")
      }
      return []
    }
    let keepsOn = task.optional("continueOn")?.map()
    let goesOn =
      goesOn || keepsOn?.optional("failed")?.truth() == true
      || keepsOn?.optional("error")?.truth() == true
    var ends: [Int] = []
    let items = items(of: task)
    for (number, item) in items.enumerated() {
      var inner = values
      if let item { inner["item"] = item }
      for parameter in task.optional("arguments")?.map()?.maps("parameters") ?? [] {
        guard let name = parameter.optional("name")?.text(),
          let value = parameter.optional("value")?.anyText()
        else { continue }
        inner["inputs.parameters." + name] = substituted(value, inner)
      }
      var wanted = isWanted
      if let condition = task.optional("when") {
        wanted = wanted && holds(condition, inner)
      }
      ends += expand(
        template, as: items.count > 1 ? path + [String(number)] : path, values: inner,
        needs: needs, group: group, goesOn: goesOn, isWanted: wanted,
        line: task.line(of: "template"), depth: depth + 1)
    }
    return ends
  }

  private func items(of task: YAMLMap) -> [String?] {
    if let items = task.optional("withItems")?.list() {
      return items.prefix(workflowStepLimit).map { item in
        guard case .scalar = item.node.content else { return "" }
        return item.anyText() ?? ""
      }
    }
    if let sequence = task.optional("withSequence")?.map() {
      func number(_ key: String) -> Int? { sequence.optional(key)?.anyText().flatMap { Int($0) } }
      let start = number("start") ?? 0
      let (afterLast, sumIsTooMuch) = start.addingReportingOverflow(number("count") ?? 0)
      let (last, isBelowAll) = afterLast.subtractingReportingOverflow(1)
      let end = number("end") ?? last
      let (length, isTooLong) = end.subtractingReportingOverflow(start)
      let isUnknown = number("end") == nil && (sumIsTooMuch || isBelowAll)
      guard !isUnknown, !isTooLong, length >= 0, length < workflowStepLimit else {
        refused.report(
          line: sequence.line, "the numbers of 'withSequence' are not known, or too many")
        return [nil]
      }
      return (start...end).map { String($0) }
    }
    return [nil]
  }

  // MARK: Steps

  private mutating func addStep(
    _ template: YAMLMap, _ path: [String], _ values: [String: String],
    _ needs: [[WorkflowStep.Need]], _ group: Int?, _ goesOn: Bool, _ isWanted: Bool
  ) -> Int {
    refuse(template, ["synchronization", "hooks", "initContainers", "sidecars", "daemon"])
    let name = unique(path, taken: Array(names))
    names.insert(name)
    var step = WorkflowStep(
      name: name, needs: needs, duration: .fixed(seconds(of: template) * 1_000), goesOn: goesOn,
      isWanted: isWanted, group: group)
    if let retry = template.optional("retryStrategy")?.map() { step.retry = rule(retry) }
    step.timeout = template.optional("activeDeadlineSeconds")?.anyText()
      .flatMap { Int(substituted($0, values)) }.map { .seconds(max(1, min($0, 31_536_000))) }
    step.memoKey = template.optional("memoize")?.map()?.optional("key")?.anyText()
      .map { substituted($0, values) }
    plan.steps.append(step)
    return plan.steps.count - 1
  }

  /// Seconds that its command sleeps, else a minute.
  private func seconds(of template: YAMLMap) -> Int {
    var words: [Substring] = []
    for key in ["container", "script"] {
      guard let container = template.optional(key)?.map() else { continue }
      for part in ["command", "args"] {
        for word in container.optional(part)?.list() ?? [] {
          words += (word.anyText() ?? "").split { " ;\n\t".contains($0) }
        }
      }
      words += (container.optional("source")?.anyText() ?? "").split { " ;\n\t".contains($0) }
    }
    if let at = words.firstIndex(of: "sleep"), at + 1 < words.count,
      let length = argoDuration(String(words[at + 1]))
    {
      return min(length, 2_592_000)
    }
    noted.report(
      line: template.line, "how long it takes is not written: 60 s are taken",
      hint: "change 'duration_ms' in the scenario")
    return 60
  }

  private func rule(_ map: YAMLMap) -> RetryRule {
    refuse(map, ["expression", "affinity"])
    let limit = map.optional("limit")?.anyText().flatMap { Int($0) }.map { max(0, min($0, 1_000)) }
    var policy = RetryRule.Policy.onFailure
    if let value = map.optional("retryPolicy"), let word = value.text() {
      if let known = RetryRule.Policy(rawValue: word) {
        policy = known
      } else {
        refused.report(
          line: value.line, "retryPolicy '\(shortened(word))' is not simulated; OnFailure is taken")
      }
    }
    let backoff = map.optional("backoff")?.map()
    func length(_ key: String) -> SimDuration? {
      backoff?.optional(key)?.anyText().flatMap(argoDuration).map { .seconds($0) }
    }
    return RetryRule(
      limit: limit ?? 1_000, policy: policy, backoff: length("duration") ?? .zero,
      factor: backoff?.optional("factor")?.anyText().flatMap { Int($0) }
        .map { max(0, min($0, 100)) } ?? 1, cap: length("cap"),
      maxDuration: length("maxDuration"))
  }

  /// Lower-case words with hyphens, numbered where that is not enough.
  private func unique(_ path: [String], taken: [String]) -> String {
    var text = ""
    for character in path.joined(separator: "-").lowercased() {
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      if isPlain { text.append(character) } else if text.last != "-" { text.append("-") }
    }
    while text.first == "-" { text.removeFirst() }
    while text.last == "-" { text.removeLast() }
    if text.isEmpty { text = "step" }
    guard taken.contains(text) else { return text }
    var number = 2
    while taken.contains("\(text)-\(number)") { number += 1 }
    return "\(text)-\(number)"
  }

  // MARK: What is waited for

  private func dependencies(of task: YAMLMap?) -> [String] {
    guard let task else { return [] }
    if let text = task.optional("depends")?.anyText() {
      return ArgoExpression.names(in: text)
    }
    return task.texts("dependencies")
  }

  private func dependencyClauses(
    of task: YAMLMap, _ ends: [String: [Int]]
  ) -> [[WorkflowStep.Need]] {
    guard let value = task.optional("depends"), let text = value.anyText() else {
      return task.texts("dependencies").flatMap { name in
        (ends[name] ?? []).map { [WorkflowStep.Need($0)] }
      }
    }
    guard let clauses = ArgoExpression.clauses(of: text) else {
      refused.report(
        line: value.line, "'\(shortened(text))' is not simulated; all that it names are waited for",
        hint: "simulated: A && (B.Succeeded || C.Failed)")
      return dependencies(of: task).flatMap { name in
        (ends[name] ?? []).map { [WorkflowStep.Need($0)] }
      }
    }
    return clauses.flatMap { clause -> [[WorkflowStep.Need]] in
      if clause.count == 1, let only = clause.first {
        return (ends[only.name] ?? []).map { [.init($0, endings: only.endings)] }
      }
      return [
        clause.flatMap { term in
          (ends[term.name] ?? []).map { .init($0, endings: term.endings) }
        }
      ]
    }
  }

  // MARK: Values

  private func substituted(_ text: String, _ values: [String: String]) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.range(ofText: "{{") {
      result += rest[..<open.lowerBound]
      guard let close = rest[open.upperBound...].range(ofText: "}}") else { break }
      let key = String(rest[open.upperBound..<close.lowerBound]).trimmingSpaces
      result += values[String(key)] ?? "{{\(key)}}"
      rest = rest[close.upperBound...]
    }
    return result + rest
  }

  private func holds(_ condition: YAMLValue, _ values: [String: String]) -> Bool {
    let text = substituted(condition.anyText() ?? "", values)
    if let answer = ArgoExpression.holds(text) { return answer }
    refused.report(
      line: condition.line,
      "'when: \(shortened(text))' depends on what only a real run knows; it is taken as true")
    return true
  }
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

extension YAMLNode {
  fileprivate var isList: Bool { if case .list = content { true } else { false } }
}
