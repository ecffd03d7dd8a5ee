import AddressedYAML
import Diagnostics
import GatewaySim
import Simulation
import Traffic

/// Unfolds the templates of a workflow into the steps of a plan.
struct ArgoReader {
  /// Where a template is called.
  struct Place {
    /// Names of the tasks and steps around it.
    var path: [String] = []
    /// Names of the templates around it.
    var templates: [String] = []
    /// What its first steps wait for.
    var needs: [[WorkflowStep.Need]] = []
    var group: Int?
    var goesOn = false
    var isWanted = true
  }

  let log: ProblemLog
  /// What the simulator cannot do justice to.
  let refused: ProblemLog
  /// What was assumed.
  let noted: ProblemLog
  private var templates: [String: YAMLMap] = [:]
  /// `templateDefaults`: what a template that leaves a key open has.
  private var defaults: YAMLMap?
  private var plan = WorkflowPlan(name: "", steps: [])
  private var names: Set<String> = []
  /// Groups of steps that share a mutex, by its name.
  private var mutexes: [String: Int] = [:]
  /// Templates called so far.
  private var calls = 0

  init(log: ProblemLog) {
    self.log = log
    refused = ProblemLog(file: log.file)
    noted = ProblemLog(file: log.file)
  }

  mutating func read(_ root: YAMLMap, name: String) -> WorkflowPlan? {
    plan.name = name
    guard var spec = root.required("spec")?.map() else { return nil }
    if root.optional("kind")?.text() == "CronWorkflow" {
      guard let inner = spec.required("workflowSpec")?.map() else { return nil }
      spec = inner
    }
    if spec.has("workflowTemplateRef") {
      log.report(
        line: spec.line(of: "workflowTemplateRef"), "the templates stand in another object",
        hint: "import that one")
      return nil
    }
    refuse(spec, ["onExit", "hooks"])
    // The workflow's own lock holds other workflows back; here there is one.
    defaults = spec.optional("templateDefaults")?.map()
    for template in spec.maps("templates") {
      guard let name = template.required("name")?.text() else { continue }
      templates[name] = template
    }
    var values = ArgoValues()
    for parameter in spec.optional("arguments")?.map()?.maps("parameters") ?? [] {
      guard let name = parameter.optional("name")?.text(),
        let value = parameter.optional("value")?.rawText
      else { continue }
      values["workflow.parameters." + name] = value
      // The first template gets the workflow's arguments.
      values["inputs.parameters." + name] = value
    }
    plan.parallelism = spec.optional("parallelism")?.whole(in: 1...100_000)
    plan.deadline = spec.optional("activeDeadlineSeconds")?.whole(in: 1...31_536_000)
      .map { .seconds($0) }
    guard let entry = spec.required("entrypoint")?.text() else { return nil }
    guard let template = templates[entry] else {
      log.report(
        line: spec.line(of: "entrypoint"), "there is no template '\(shortened(entry))'")
      return nil
    }
    _ = expand(template, values, Place(templates: [entry]))
    guard log.isEmpty else { return nil }
    if let problem = plan.problem() {
      log.report(line: spec.line, problem.sentence)
      return nil
    }
    return plan
  }

  // MARK: What is left out

  private static let reasons = [
    "onExit": "the simulated workflow is over with its last step",
    "hooks": "what is run at certain moments of a step or workflow is left out",
    "templateRef": "the template stands in another object; the task is left out",
    "expression": "it decides by what only a real run knows; retryPolicy alone decides",
    "affinity": "nodes are not told apart",
    "initContainers": "their time is not counted",
    "sidecars": "they cost no time of their own",
    "daemon": "what comes after it begins when its pod runs; its further life is left out",
  ]

  private func refuse(_ map: YAMLMap, _ keys: [String]) {
    for key in keys where map.has(key) {
      refused.report(
        line: map.line(of: key),
        "'\(key)' is not simulated: \(Self.reasons[key] ?? "it is left out")")
    }
  }

  // MARK: Templates

  /// Adds what a template runs; the steps whose end is its end.
  private mutating func expand(
    _ template: YAMLMap, _ values: ArgoValues, _ place: Place
  ) -> [Int] {
    // Who is told of one mistake needs no further ones: templates that call templates twice each
    // would make a million of them.
    guard log.isEmpty else { return [] }
    calls += 1
    guard calls <= 20 * workflowStepLimit else {
      log.report(
        line: template.line, "templates are called more than \(20 * workflowStepLimit) times")
      return []
    }
    guard place.templates.count <= 20 else {
      log.report(
        line: template.line,
        "templates call each other more than 20 deep: '\(shortened(place.templates.last ?? ""))'")
      return []
    }
    guard plan.steps.count < workflowStepLimit else {
      log.report(
        line: template.line, "the workflow has more than \(workflowStepLimit) steps")
      return []
    }
    var values = values
    for parameter in template.optional("inputs")?.map()?.maps("parameters") ?? [] {
      guard let name = parameter.optional("name")?.text(),
        values["inputs.parameters." + name] == nil,
        let value = (parameter.optional("value") ?? parameter.optional("default"))?.rawText
      else { continue }
      values["inputs.parameters." + name] = values.substituted(value)
    }
    guard template.has("dag") || template.has("steps") else {
      return [addStep(template, values, place)]
    }
    // Of the template; `dag.failFast` stops nothing (argo-workflows issue 10312).
    if template.optional("failFast")?.truth() == true {
      plan.failsFast = true
      if place.templates.count > 1 {
        noted.report(
          line: template.line(of: "failFast"),
          "'failFast: true' holds for the whole simulated workflow")
      }
    }
    var inside = place
    for key in ["retryStrategy", "memoize", "activeDeadlineSeconds", "timeout", "synchronization"]
    where template.has(key) {
      refused.report(
        line: template.line(of: key), "'\(key)' of a template of several steps is not simulated")
    }
    if let most = template.optional("parallelism")?.whole(in: 1...100_000) {
      inside.group = limit(template, most, place)
    }
    if let dag = template.optional("dag")?.map() { return expandDAG(dag, values, inside) }
    return expandSteps(template, values, inside)
  }

  /// The group of a template's `parallelism`.
  private mutating func limit(_ template: YAMLMap, _ most: Int, _ place: Place) -> Int? {
    guard place.group == nil else {
      refused.report(
        line: template.line(of: "parallelism"),
        "a limit inside a limited template is not simulated; the outer one holds")
      return place.group
    }
    plan.groups.append(
      WorkflowGroup(
        name: unique(["group"] + place.path, taken: plan.groups.map(\.name)), parallelism: most))
    return plan.groups.count - 1
  }

  private mutating func expandDAG(
    _ dag: YAMLMap, _ values: ArgoValues, _ place: Place
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
    order = targets(of: dag, tasks, order, values)
    var ends: [String: [Int]] = [:]
    var followed: Set<String> = []
    // Tasks come in any order: those whose needs are known are expanded until none is left.
    var open = order
    while !open.isEmpty {
      let ready = open.filter { name in
        dependencies(of: tasks[name]).allSatisfy { ends[$0] != nil }
      }
      if ready.isEmpty {
        reportOpen(open, tasks)
        return []
      }
      for name in ready {
        guard let task = tasks[name] else { continue }
        followed.formUnion(dependencies(of: task))
        let clauses = dependencyClauses(of: task, ends)
        var here = place
        here.path.append(name)
        if !clauses.isEmpty { here.needs = clauses }
        ends[name] = call(task, values, here)
      }
      open.removeAll { ready.contains($0) }
      guard log.isEmpty else { return [] }
    }
    return order.filter { !followed.contains($0) }.flatMap { ends[$0] ?? [] }
  }

  private func reportOpen(_ open: [String], _ tasks: [String: YAMLMap]) {
    for name in open {
      for missing in dependencies(of: tasks[name]) where tasks[missing] == nil {
        log.report(
          line: tasks[name]?.line ?? 0, "there is no task '\(shortened(missing))' to wait for")
      }
    }
    if log.isEmpty {
      log.report(
        line: tasks[open[0]]?.line ?? 0,
        "tasks wait for each other in a circle: \(open.joined(separator: ", "))")
    }
  }

  /// `dag.target`: only these tasks and what they need are run.
  private func targets(
    of dag: YAMLMap, _ tasks: [String: YAMLMap], _ order: [String], _ values: ArgoValues
  ) -> [String] {
    guard let text = dag.optional("target")?.rawText.map(values.substituted) else { return order }
    guard !text.contains("{{") else {
      refused.report(
        line: dag.line(of: "target"), "the targets are known only in a real run; all tasks are run")
      return order
    }
    var wanted: Set<String> = []
    var open = text.split(separator: " ").map(String.init)
    while let name = open.popLast() {
      guard tasks[name] != nil else {
        log.report(line: dag.line(of: "target"), "there is no task '\(shortened(name))'")
        return []
      }
      if wanted.insert(name).inserted { open += dependencies(of: tasks[name]) }
    }
    return wanted.isEmpty ? order : order.filter(wanted.contains)
  }

  private mutating func expandSteps(
    _ template: YAMLMap, _ values: ArgoValues, _ place: Place
  ) -> [Int] {
    var place = place
    let path = place.path
    var last: [Int] = []
    for stage in template.optional("steps")?.list() ?? [] {
      last = []
      // A stage is a list; a single step may stand without one.
      let calls = stage.elements != nil ? stage.list() ?? [] : [stage]
      for item in calls {
        guard let step = item.map(), let name = step.required("name")?.text() else { continue }
        place.path = path + [name]
        for end in call(step, values, place) where !last.contains(end) { last.append(end) }
      }
      if !last.isEmpty { place.needs = last.map { [WorkflowStep.Need($0)] } }
    }
    return last
  }

  /// A task or step that calls a template, once or for each item; where nothing is called, what is
  /// waited for stands for it.
  private mutating func call(_ task: YAMLMap, _ values: ArgoValues, _ place: Place) -> [Int] {
    refuse(task, ["templateRef", "hooks", "onExit"])
    let before = Set(place.needs.joined().map(\.step)).sorted()
    if task.has("templateRef") { return before }
    var place = place
    let template: YAMLMap
    if let inline = task.optional("inline")?.map() {
      template = inline
      place.templates.append(place.path.joined(separator: "/"))
    } else {
      guard let name = task.optional("template")?.text() else {
        log.report(line: task.line, "the key 'template' is missing")
        return []
      }
      guard let known = templates[name] else {
        log.report(
          line: task.line(of: "template"), "there is no template '\(shortened(name))'")
        return []
      }
      template = known
      if place.templates.contains(name), isUnknown(task.optional("when"), values) {
        refused.report(
          line: task.line(of: "when"),
          "whether '\(shortened(name))' calls itself again only a real run knows; it does not")
        return before
      }
      place.templates.append(name)
    }
    let keepsOn = task.optional("continueOn")?.map()
    if keepsOn?.optional("failed")?.truth() == true || keepsOn?.optional("error")?.truth() == true {
      place.goesOn = true
    }
    let items = items(of: task, values)
    guard !items.isEmpty else { return before }
    var ends: [Int] = []
    for (number, item) in items.enumerated() {
      let outer = values.with(item)
      var inner = values.global
      for parameter in task.optional("arguments")?.map()?.maps("parameters") ?? [] {
        guard let name = parameter.optional("name")?.text(),
          let value = parameter.optional("value")?.rawText
        else { continue }
        inner["inputs.parameters." + name] = outer.substituted(value)
      }
      var here = place
      if items.count > 1 { here.path.append(String(number)) }
      if let condition = task.optional("when") {
        here.isWanted = here.isWanted && holds(condition, outer)
      }
      ends += expand(template, inner, here)
    }
    return ends
  }

  // MARK: Steps

  private mutating func addStep(
    _ template: YAMLMap, _ values: ArgoValues, _ place: Place
  ) -> Int {
    refuse(template, ["hooks", "initContainers", "sidecars", "daemon"])
    let path = place.path.isEmpty ? place.templates : place.path
    let name = unique(path, taken: names)
    names.insert(name)
    let length = argoLength(of: template, values, noted: noted)
    var step = WorkflowStep(
      name: name, needs: place.needs, duration: .fixed(length), goesOn: place.goesOn,
      isWanted: place.isWanted, group: mutex(of: template, values) ?? place.group)
    if let retry = setting("retryStrategy", of: template)?.map() {
      refuse(retry, ["expression", "affinity"])
      step.retry = argoRetryRule(retry, values, refused: refused)
    }
    let limits = ["activeDeadlineSeconds", "timeout"].compactMap { key in
      setting(key, of: template)?.rawText.map(values.substituted).flatMap(argoDuration)
    }
    step.timeout = limits.min().map { .seconds(max(1, min($0, 31_536_000))) }
    step.memoKey = setting("memoize", of: template)?.map()?.optional("key")?.rawText
      .map(values.substituted)
    plan.steps.append(step)
    return plan.steps.count - 1
  }

  /// A key of a template, else of the defaults of all.
  private func setting(_ key: String, of template: YAMLMap) -> YAMLValue? {
    template.optional(key) ?? defaults?.optional(key)
  }

  /// The group of the steps that hold the same mutex.
  private mutating func mutex(of template: YAMLMap, _ values: ArgoValues) -> Int? {
    guard let lock = template.optional("synchronization")?.map() else { return nil }
    let locks = [lock.optional("mutex")?.map()].compactMap { $0 } + lock.maps("mutexes")
    let names = locks.compactMap { $0.optional("name")?.rawText.map(values.substituted) }
    guard names.count == 1, let name = names.first, !lock.has("semaphore"),
      !lock.has("semaphores")
    else {
      refused.report(
        line: template.line(of: "synchronization"),
        "'synchronization' is simulated for one mutex; what a semaphore allows stands elsewhere")
      return nil
    }
    if let known = mutexes[name] { return known }
    plan.groups.append(
      WorkflowGroup(
        name: unique(["mutex", name], taken: plan.groups.map(\.name)), parallelism: 1))
    mutexes[name] = plan.groups.count - 1
    return plan.groups.count - 1
  }

  /// Lower-case words with hyphens, numbered where that is not enough.
  private func unique(_ path: [String], taken: some Collection<String>) -> String {
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
}
