import AddressedYAML
import Diagnostics
import Labs
import RuntimeSim
import Simulation

/// The stages of a file in the format of KWOK itself: one or more YAML documents of kind `Stage`.
/// What is not understood is named with its line.
public func readKwokStages(_ text: String, file: String) -> Parsed<[KwokStage]> {
  let log = ProblemLog(file: file)
  var stages: [KwokStage] = []
  var line = 1
  var document: [Substring] = []
  var first = 1
  func finish() {
    let text = document.joined(separator: "\n")
    guard document.contains(where: { !$0.isEmpty && !$0.hasPrefix("#") }) else { return }
    if let map = YAMLMap.parse(text, log: log, firstLine: first, isForeign: true),
      let stage = readStage(map)
    {
      stages.append(stage)
    }
  }
  for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if part.hasPrefix("---") {
      finish()
      document = []
      first = line + 1
    } else {
      document.append(part)
    }
    line += 1
  }
  finish()
  if stages.isEmpty, log.isEmpty { log.report(line: 0, "the file has no Stage") }
  return Parsed(value: log.isEmpty ? stages : nil, problems: log.problems)
}

/// A scenario of a hundred fake nodes and as many pods for an hour, moved by these stages alone.
public func kwokScenario(_ stages: [KwokStage], title: String) -> LabScenario {
  .runtime(
    RuntimeScenario(
      heading: ScenarioHeading(title: title),
      subject: .kwok(
        KwokWorld(
          hasStandardStages: false, stages: stages,
          groups: [
            KwokGroup(name: "node", resource: .node, count: 100),
            KwokGroup(name: "pod", resource: .pod, count: 100, lifetime: .seconds(1_800)),
          ])), end: .zero + .seconds(3_600)))
}

func readKwok(_ map: YAMLMap) -> KwokWorld? {
  defer { map.finish() }
  let hasStandard = map.optional("standard_stages")?.truth() ?? true
  let stages = map.maps("stages").compactMap(readStage)
  let groups = map.maps("objects").compactMap(readGroup)
  reportRepeated(stages.map(\.name), in: map, key: "stages")
  reportRepeated(groups.map(\.name), in: map, key: "objects")
  if groups.isEmpty { map.log.report(line: map.line, "there are no 'objects'") }
  let lines = map.lines(of: "objects", count: groups.count)
  _ = map.log.accepts(
    zip(groups, lines).map { SizeShare(name: $0.name, amount: $0.count, line: $1) },
    of: "fake objects", most: ScenarioLimit.nodes, hint: "a smaller 'count'")
  return map.log.isEmpty
    ? KwokWorld(hasStandardStages: hasStandard, stages: stages, groups: groups) : nil
}

private func readGroup(_ map: YAMLMap) -> KwokGroup? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  let kind = map.required("kind")?.word(KwokStage.Resource.self)
  let count = map.required("count")?.whole(in: 1...ScenarioLimit.nodes)
  let start = map.duration("start") ?? .zero
  let gap = map.duration("gap") ?? .zero
  guard let name, let kind, let count else { return nil }
  var group = KwokGroup(
    name: name, resource: kind, count: count, start: .zero + start, gap: gap,
    lifetime: map.duration("lifetime", least: 1))
  func texts(_ key: String) -> [String: String] {
    guard let map = map.optional(key)?.map() else { return [:] }
    return Dictionary(
      map.all().compactMap { key, value in value.scalarText().map { (key, $0) } },
      uniquingKeysWith: { first, _ in first })
  }
  group.labels = texts("labels")
  group.annotations = texts("annotations")
  group.ownerKind = map.optional("owner_kind")?.text() ?? ""
  group.containers = map.optional("containers")?.whole(in: 1...32) ?? 1
  group.initContainers = map.optional("init_containers")?.whole(in: 0...32) ?? 0
  group.finalizers = map.texts("finalizers")
  return group
}

// MARK: Stages

/// One object of kind `Stage`, as KWOK reads it.
private func readStage(_ map: YAMLMap) -> KwokStage? {
  defer { map.finish() }
  let version = map.required("apiVersion")?.text()
  if let version, version != "kwok.x-k8s.io/v1alpha1" {
    map.log.report(
      line: map.line(of: "apiVersion"), "the API version '\(shortened(version))' is not understood",
      hint: "kwok.x-k8s.io/v1alpha1")
  }
  if let kind = map.required("kind")?.text(), kind != "Stage" {
    map.log.report(line: map.line(of: "kind"), "'\(shortened(kind))' is no Stage")
  }
  var name: String?
  if let metadata = map.required("metadata")?.map() {
    name = metadata.required("name")?.text()
    for key in ["labels", "annotations", "namespace"] { _ = metadata.optional(key) }
    metadata.finish()
  }
  guard let spec = map.required("spec")?.map() else { return nil }
  defer { spec.finish() }
  guard let resource = readResource(spec) else { return nil }
  var stage = KwokStage(name: name ?? "", resource: resource)
  if let selector = spec.required("selector")?.map() { read(selector, into: &stage) }
  stage.weight = readAmount(spec, "weight", from: "weightFrom", unit: "") ?? stage.weight
  if stage.weight.standard == nil { stage.weight.standard = 0 }
  if let delay = spec.optional("delay")?.map() {
    stage.delay =
      readAmount(delay, "durationMilliseconds", from: "durationFrom", unit: "milliseconds")
      ?? stage.delay
    // A delay that names only its jitter begins at 0.
    if stage.delay.standard == nil { stage.delay.standard = 0 }
    stage.jitter =
      readAmount(
        delay, "jitterDurationMilliseconds", from: "jitterDurationFrom", unit: "milliseconds")
      ?? stage.jitter
    delay.finish()
  }
  stage.isImmediate = spec.optional("immediateNextStage")?.truth() ?? false
  if let next = spec.required("next")?.map() { readNext(next, into: &stage) }
  return name == nil ? nil : stage
}

private func readResource(_ spec: YAMLMap) -> KwokStage.Resource? {
  guard let reference = spec.required("resourceRef")?.map() else { return nil }
  defer { reference.finish() }
  _ = reference.optional("apiGroup")
  guard let kind = reference.required("kind")?.text() else { return nil }
  guard let resource = KwokStage.Resource(rawValue: kind) else {
    reference.log.report(
      line: reference.line(of: "kind"),
      "stages of '\(shortened(kind))' are not simulated", hint: "Node or Pod")
    return nil
  }
  return resource
}

private func read(_ selector: YAMLMap, into stage: inout KwokStage) {
  defer { selector.finish() }
  func texts(_ key: String) -> [String: String] {
    guard let map = selector.optional(key)?.map() else { return [:] }
    return Dictionary(
      map.all().compactMap { key, value in value.anyScalar().map { (key, $0) } },
      uniquingKeysWith: { first, _ in first })
  }
  stage.labels = texts("matchLabels")
  stage.annotations = texts("matchAnnotations")
  for expression in selector.maps("matchExpressions") {
    defer { expression.finish() }
    guard !expression.has("expression") else {
      expression.log.report(
        line: expression.line(of: "expression"), "CEL expressions are not interpreted",
        hint: "write it as 'key', 'operator' and 'values'")
      _ = expression.all()
      continue
    }
    let path = expression.required("key")?.jqPath()
    let comparison = expression.required("operator")?.word(KwokStage.Operator.self)
    let values = (expression.optional("values")?.list() ?? []).compactMap { $0.anyScalar() }
    guard let path, let comparison else { continue }
    let wantsValues = comparison == .in || comparison == .notIn
    guard wantsValues == !values.isEmpty else {
      expression.log.report(
        line: expression.line,
        "the operator \(comparison.rawValue) \(wantsValues ? "needs" : "takes no") values")
      continue
    }
    stage.requirements.append(
      KwokStage.Requirement(path: path, comparison, values: values))
  }
}

private func readAmount(
  _ map: YAMLMap, _ key: String, from: String, unit: String
) -> KwokStage.Amount? {
  let standard = map.optional(key)?.whole(in: 0...31_536_000_000, unit: unit)
  var path: KwokPath?
  if let source = map.optional(from)?.map() {
    path =
      (source.optional("expressionFrom") ?? source.optional("jq")?.map()?.optional("expression"))?
      .jqPath()
    if path == nil, source.has("cel") {
      source.log.report(line: source.line(of: "cel"), "CEL expressions are not interpreted")
    }
    _ = source.all()
  }
  return standard == nil && path == nil ? nil : KwokStage.Amount(standard, from: path)
}

private func readNext(_ next: YAMLMap, into stage: inout KwokStage) {
  defer { next.finish() }
  stage.deletes = next.optional("delete")?.truth() ?? false
  if let template = next.optional("statusTemplate") { stage.status = template.statusTemplate() }
  if let event = next.optional("event")?.map() {
    stage.event = KwokStage.Event(
      isWarning: event.optional("type")?.text() == "Warning",
      reason: event.optional("reason")?.text() ?? "",
      message: event.optional("message")?.text() ?? "")
    event.finish()
  }
  if let finalizers = next.optional("finalizers")?.map() {
    func values(_ key: String) -> [String] {
      finalizers.maps(key).compactMap { item in
        defer { item.finish() }
        return item.required("value")?.text()
      }
    }
    stage.addedFinalizers = values("add")
    stage.removedFinalizers = values("remove")
    stage.removesAllFinalizers = finalizers.optional("empty")?.truth() ?? false
    finalizers.finish()
  }
  if let patches = next.optional("patches") {
    for patch in patches.list() ?? [] {
      guard let patch = patch.map() else { continue }
      let isStatus =
        patch.optional("subresource")?.text() == "status"
        && patch.optional("root")?.text() == "status"
      if isStatus, stage.status == nil, let template = patch.optional("template") {
        stage.status = template.statusTemplate()
        _ = patch.optional("type")
        patch.finish()
      } else {
        _ = patch.all()
        patch.log.report(
          line: patch.line, "patches besides one of the status are not interpreted",
          hint: "use 'statusTemplate'")
      }
    }
  }
  for key in ["statusPatchAs", "statusSubresource"] where next.has(key) {
    _ = next.optional(key)
  }
  let hasSteps =
    stage.deletes || stage.status != nil || stage.event != nil || stage.removesAllFinalizers
    || !stage.addedFinalizers.isEmpty || !stage.removedFinalizers.isEmpty
  if !hasSteps, !next.has("statusTemplate"), !next.has("patches") {
    next.log.report(line: next.line, "'next' changes nothing", hint: "a statusTemplate, or delete")
  }
}

extension YAMLValue {
  /// A scalar of any kind as its text: labels and selector values are often quoted truth values.
  fileprivate func anyScalar() -> String? {
    guard case .scalar(let text, _) = node.content else { return text() }
    return text
  }

  fileprivate func jqPath() -> KwokPath? {
    guard let text = text() else { return nil }
    do {
      return try KwokPath(text)
    } catch {
      report(
        "this part of the expression is not understood: '\(shortened(error.rest))'",
        hint: "paths, [] and select(.key == \"text\") are")
      return nil
    }
  }

  fileprivate func statusTemplate() -> KwokTemplate? {
    guard let text = text() else { return nil }
    do {
      return try KwokTemplate(text)
    } catch {
      log.report(
        line: line + error.line,
        "this part of the template is not understood: '\(shortened(error.text))'",
        hint: "variables, if, with, range and KWOK's functions are")
      return nil
    }
  }
}
