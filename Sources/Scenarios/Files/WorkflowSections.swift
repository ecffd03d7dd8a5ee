import AddressedYAML
import Diagnostics
import GatewaySim
import Labs
import Simulation
import Traffic

/// Steps that one workflow may have, fan-outs included.
let workflowStepLimit = 5_000

/// The section `workflow`; `nil` when something was wrong, which the log tells.
func readWorkflow(_ map: YAMLMap, name: String) -> WorkflowPlan? {
  var plan = WorkflowPlan(name: name, steps: [])
  plan.parallelism = map.optional("parallelism")?.whole(in: 1...100_000, unit: "pods")
  plan.deadline = map.duration("deadline", least: 1)
  plan.podStart = map.duration("pod_start") ?? .zero
  plan.meanSpotLife = map.duration("mean_spot_life", least: 1)
  for group in map.maps("groups") {
    let name = group.required("name")?.identifier()
    let most = group.required("parallelism")?.whole(in: 1...100_000, unit: "pods")
    group.finish()
    if let name, let most { plan.groups.append(WorkflowGroup(name: name, parallelism: most)) }
  }
  reportRepeated(plan.groups.map(\.name), in: map, key: "groups")
  if !map.has("steps") { map.log.report(line: map.line, "the key 'workflow.steps' is missing") }
  let drafts = map.maps("steps").compactMap { readStep($0, groups: plan.groups.map(\.name)) }
  reportRepeated(drafts.map(\.name), in: map, key: "steps")
  let total = drafts.reduce(0) { $0.plus(max(1, $1.items)) }
  guard total <= workflowStepLimit else {
    map.log.report(
      line: map.line(of: "steps"),
      "the workflow would have \(total) steps, at most \(workflowStepLimit) are simulated",
      hint: "fewer 'items'")
    return nil
  }
  // A step that fans out stands for all its items.
  var places: [String: [Int]] = [:]
  var next = 0
  for draft in drafts {
    places[draft.name] = Array(next..<next + max(1, draft.items))
    next += max(1, draft.items)
  }
  for clause in drafts.flatMap(\.needs) {
    for item in clause.alternatives where places[item.name] == nil {
      let near = nearestMatch(to: item.name, in: drafts.map(\.name))
      map.log.report(
        line: clause.line, "there is no step '\(item.name)' to wait for",
        hint: near.map { "did you mean '\($0)'?" } ?? "")
    }
  }
  for draft in drafts {
    var step = draft.step
    step.needs = draft.needs.flatMap { clause -> [[WorkflowStep.Need]] in
      clause.resolved(places)
    }
    for item in 0..<max(1, draft.items) {
      var copy = step
      if draft.items > 0 { copy.name = "\(draft.name)-\(item)" }
      plan.steps.append(copy)
    }
  }
  if map.has("changed_for_rerun") {
    plan.changedForRerun = map.identifiers("changed_for_rerun").flatMap { name, line in
      if places[name] == nil {
        map.log.report(line: line, "there is no step '\(name)' to change")
      }
      return places[name] ?? []
    }
  }
  guard map.log.isEmpty else { return nil }
  if let problem = plan.problem() {
    map.log.report(line: map.line(of: "steps"), problem.sentence)
    return nil
  }
  return plan
}

extension WorkflowProblem {
  var sentence: String {
    switch self {
    case .noSteps: "the workflow has no steps"
    case .circle(let names):
      "steps need each other in a circle: " + names.joined(separator: " -> ")
    case .unknownStep(let step, let index): "'\(step)' needs step \(index), which does not exist"
    case .sameName(let name): "two steps are called '\(name)'"
    }
  }
}

/// A step before names of others are known.
private struct StepDraft {
  /// What is waited for, by name.
  struct Clause {
    var alternatives: [(name: String, endings: Set<WorkflowEnding>)]
    let line: Int

    /// A single step that fans out needs all its items.
    func resolved(_ places: [String: [Int]]) -> [[WorkflowStep.Need]] {
      if alternatives.count == 1, let only = alternatives.first {
        return (places[only.name] ?? []).map { [.init($0, endings: only.endings)] }
      }
      return [
        alternatives.flatMap { item in
          (places[item.name] ?? []).map { .init($0, endings: item.endings) }
        }
      ]
    }
  }
  let name: String
  var step: WorkflowStep
  var needs: [Clause]
  /// 0 for a single step.
  let items: Int
}

private func readStep(_ map: YAMLMap, groups: [String]) -> StepDraft? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  let duration = map.required("duration_ms")?
    .distribution(in: 0...2_592_000_000, unit: "milliseconds")
  let failure = map.optional("failure_percent")?.whole(in: 0...100, unit: "%") ?? 0
  let retry = map.optional("retry")?.map().flatMap(readRetry)
  let timeout = map.duration("timeout", least: 1)
  let key = map.optional("memo_key")?.text()
  let isCacheable = map.optional("cacheable")?.truth() ?? true
  let isOnSpot = map.optional("spot")?.truth() ?? false
  let goesOn = map.optional("goes_on")?.truth() ?? false
  let isWanted = map.optional("wanted")?.truth() ?? true
  let group = map.optional("group")?.word(of: groups)
  let items = map.optional("items")?.whole(in: 1...workflowStepLimit) ?? 0
  let needs = (map.optional("needs")?.list() ?? []).compactMap(readClause)
  guard let name, let duration else { return nil }
  return StepDraft(
    name: name,
    step: WorkflowStep(
      name: name, duration: duration, failurePercent: failure, retry: retry, timeout: timeout,
      memoKey: key, isCacheable: isCacheable, isOnSpot: isOnSpot, goesOn: goesOn,
      isWanted: isWanted, group: group.flatMap(groups.firstIndex)), needs: needs, items: items)
}

private func readRetry(_ map: YAMLMap) -> RetryRule? {
  defer { map.finish() }
  let limit = map.required("limit")?.whole(in: 0...1_000)
  let policy = map.optional("policy")?.word(RetryRule.Policy.self) ?? .onFailure
  let backoff = map.duration("backoff") ?? .zero
  let factor = map.optional("factor")?.whole(in: 0...100) ?? 1
  let cap = map.duration("cap", least: 1)
  let most = map.duration("max_duration", least: 1)
  guard let limit else { return nil }
  return RetryRule(
    limit: limit, policy: policy, backoff: backoff, factor: factor, cap: cap, maxDuration: most)
}

/// A name, or `{any: [{step, endings}]}`.
private func readClause(_ value: YAMLValue) -> StepDraft.Clause? {
  guard case .map = value.node.content else {
    return value.identifier().map {
      StepDraft.Clause(alternatives: [($0, [.succeeded, .skipped])], line: value.line)
    }
  }
  guard let map = value.map() else { return nil }
  defer { map.finish() }
  let items = map.maps("any").compactMap {
    item -> (name: String, endings: Set<WorkflowEnding>)? in
    defer { item.finish() }
    let step = item.required("step")?.identifier()
    var endings: Set<WorkflowEnding> = []
    for ending in item.optional("endings")?.list() ?? [] {
      if let word = ending.word(WorkflowEnding.self) { endings.insert(word) }
    }
    if endings.isEmpty { endings = [.succeeded, .skipped] }
    return step.map { ($0, endings) }
  }
  guard !items.isEmpty else {
    value.report("'any' names no steps", hint: "write {any: [{step: NAME, endings: [failed]}]}")
    return nil
  }
  return StepDraft.Clause(alternatives: items, line: value.line)
}
