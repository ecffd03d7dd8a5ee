import AddressedYAML
import Cluster
import Diagnostics
import Labs
import Simulation

/// `events`, `node_failures` and `budgets` of a scheduling scenario.
///
/// - Parameter knowsNodes: false when the nodes could not be read, so that nothing can be said about
///   their names.
func readEventSections(
  _ map: YAMLMap, knowsNodes: Bool, into scenario: inout SchedulingScenario
) {
  let nodes = knowsNodes && map.has("events") ? Set(scenario.nodes.flatMap(\.nodeNames)) : nil
  let queues = scenario.queues.map(\.name)
  scenario.events = map.maps("events").compactMap { readEvent($0, nodes: nodes, queues: queues) }
  if let inner = map.optional("node_failures")?.map() {
    defer { inner.finish() }
    let between = inner.requiredDuration("mean_time_between", least: 1)
    let repair = inner.requiredDuration("mean_repair", least: 1)
    let until = inner.requiredDuration("until", least: 1)
    let groups = inner.texts("groups")
    for name in groups where knowsNodes && !scenario.nodes.contains(where: { $0.name == name }) {
      inner.log.report(
        line: inner.line(of: "groups"), "there are no nodes called '\(shortened(name))'",
        hint: "groups: " + scenario.nodes.map(\.name).joined(separator: ", "))
    }
    if let between, let repair, let until {
      scenario.failures = NodeFailures(
        meanTimeBetween: between, meanRepair: repair, groups: groups, until: .zero + until)
    }
  }
  scenario.budgets = map.maps("budgets").compactMap { inner in
    defer { inner.finish() }
    let name = inner.required("name")?.identifier()
    let labels = inner.labels("labels")
    let most = inner.required("max_unavailable")?.whole(in: 0...100_000, unit: "pods")
    guard let name, let most else { return nil }
    if labels.isEmpty {
      inner.log.report(line: inner.line, "a budget without labels protects nothing")
    }
    return DisruptionBudget(name: name, labels: labels, maxUnavailable: most)
  }
}

private func readEvent(
  _ map: YAMLMap, nodes: Set<String>?, queues: [String]
) -> ClusterEventClass? {
  defer { map.finish() }
  let at = map.requiredDuration("at").map { SimTime.zero + $0 }
  let kinds = ["fail", "repair", "cordon", "uncordon", "drain", "quota"]
  let given = kinds.filter { map.has($0) }
  guard given.count == 1, let word = given.first else {
    map.log.report(
      line: map.line, "an event is exactly one of: " + kinds.joined(separator: ", "),
      hint: "for example {at_s: 60, drain: gpu-0, until_s: 120}")
    _ = map.all()
    return nil
  }
  if word == "quota" {
    guard let inner = map.optional("quota")?.map() else { return nil }
    defer { inner.finish() }
    let queue = inner.required("queue")?.text()
    if let queue, !queues.contains(queue) {
      inner.log.report(
        line: inner.line(of: "queue"), "there is no queue '\(shortened(queue))'",
        hint: nearestMatch(to: queue, in: queues).map { "did you mean '\($0)'?" } ?? "")
    }
    guard let at, let queue, let quota = readQuota(inner) else { return nil }
    return ClusterEventClass(time: at, kind: .quota(queue: queue, quota))
  }
  let value = map.required(word)
  let until = map.duration("until").map { SimTime.zero + $0 }
  guard let at, let node = value?.text() else { return nil }
  if let nodes, !nodes.contains(node) {
    value?.report(
      "there is no node '\(shortened(node))'",
      hint: nearestMatch(to: node, in: nodes.sorted().prefix(2_000).map { $0 })
        .map { "did you mean '\($0)'?" } ?? "nodes are called GROUP-NUMBER")
    return nil
  }
  if map.has("until_s") || map.has("until_ms"), word != "drain" {
    map.log.report(line: map.line, "only 'drain' has an end", hint: "remove 'until'")
  }
  if let until, until <= at {
    map.log.report(line: map.line, "the end of the drain does not lie after its beginning")
  }
  switch word {
  case "fail": return ClusterEventClass(time: at, kind: .fail(node: node))
  case "repair": return ClusterEventClass(time: at, kind: .repair(node: node))
  case "cordon": return ClusterEventClass(time: at, kind: .cordon(node: node))
  case "uncordon": return ClusterEventClass(time: at, kind: .uncordon(node: node))
  default: return ClusterEventClass(time: at, kind: .drain(node: node, until: until))
  }
}

/// `try`: what to do with the scenario and what it then shows; `check` runs each.
func readClaims(_ map: YAMLMap, lab: any Lab) -> [ScenarioClaim] {
  map.maps("try").compactMap { inner in
    defer { inner.finish() }
    let text = inner.required("text")?.text()
    let chinese = inner.optional("text_zh")?.text() ?? ""
    let choices = readChoices(inner, key: "choices", lab: lab)
    let expectations = inner.maps("expect").compactMap { item -> ScenarioClaim.Expectation? in
      defer { item.finish() }
      let metric = item.required("metric")
      guard let name = metric?.text() else { return nil }
      guard lab.metric(name) != nil else {
        let names = lab.metrics.map(\.id)
        metric?.report(
          "the \(lab.id.rawValue) lab has no metric '\(shortened(name))'",
          hint: nearestMatch(to: name, in: names).map { "did you mean '\($0)'?" }
            ?? "metrics: " + names.joined(separator: ", "))
        return nil
      }
      let least = item.optional("at_least")?.decimal()
      let most = item.optional("at_most")?.decimal()
      if least == nil, most == nil {
        item.log.report(
          line: item.line, "nothing is expected of '\(name)'", hint: "add at_least or at_most")
      }
      return ScenarioClaim.Expectation(metric: name, atLeast: least, atMost: most)
    }
    if expectations.isEmpty {
      inner.log.report(line: inner.line, "an entry of 'try' says what it shows under 'expect'")
    }
    guard let text else { return nil }
    return ScenarioClaim(
      text: text, textChinese: chinese, choices: choices, expectations: expectations)
  }
}
