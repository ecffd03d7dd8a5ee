import Cluster
import Foundation
import KubeScheduling

/// Replays a file of `kube-scheduler-golden/1`: what kube-scheduler v1.35.4 answered, against what
/// ours answers.
///
/// Throws when the data is not such a file. Kinds and plugins that are not simulated are skipped
/// case by case.
public func replayKubeSchedulerGolden(data: Data) throws -> GoldenFileResult {
  let file: GoldenFile
  do {
    file = try JSONDecoder().decode(GoldenFile.self, from: data)
  } catch {
    throw GoldenFileError("not a file of kube-scheduler cases: \(error)")
  }
  if file.kind == "dra" { return try replayDRAGolden(data: data) }
  if file.kind == "gang" { return try replayKubeGangGolden(data: data) }
  var result = GoldenFileResult(format: file.format)
  for (index, item) in file.cases.enumerated() {
    replay(item, index: index, of: file, into: &result)
  }
  return result
}

private struct GoldenFile: Decodable {
  var format: String
  var kind: String?
  var plugin: String?
  var cases: [GoldenItem<KubeSchedulerGoldenCase>]
}

private func replay(
  _ item: GoldenItem<KubeSchedulerGoldenCase>, index: Int, of file: GoldenFile,
  into result: inout GoldenFileResult
) {
  let name = item.name ?? "#\(index)"
  if let reason = notCovered(file) {
    result.skip(name, reason: reason)
    return
  }
  do {
    let content = try item.content.get()
    if let reason = notCovered(content, of: file) {
      result.skip(name, reason: reason)
    } else if let mismatch = try judge(content, of: file) {
      result.fail(name, expected: mismatch.expected, got: mismatch.got)
    } else {
      result.pass()
    }
  } catch {
    result.fail(name, expected: "a readable case", got: "\(error)")
  }
}

private func notCovered(_ file: GoldenFile) -> String? {
  switch file.kind {
  case "filter", "score", "filter+score", "cycle", "cycle-ties", "preemption": nil
  case let kind?: "cases of kind '\(kind)' are not simulated"
  case nil: "the file does not name its kind"
  }
}

private let simulatedPlugins = [
  "NodeUnschedulable", "NodeName", "TaintToleration", "NodeAffinity", "NodeResourcesFit",
  "NodeResourcesBalancedAllocation", "PodTopologySpread", "InterPodAffinity", "ImageLocality",
]

/// Unintended behaviours of v1.35.4 that ours reproduces.
private let reproducedQuirks = ["negative namespaceSelector"]

private func notCovered(_ content: KubeSchedulerGoldenCase, of file: GoldenFile) -> String? {
  if let quirk = content.quirk, !reproducedQuirks.contains(quirk) {
    return "depends on a behaviour of v1.35.4 that looks unintended: \(quirk)"
  }
  let isWhole = ["cycle", "cycle-ties", "preemption"].contains(file.kind)
  let plugin = pluginName(content, of: file).name
  return isWhole || simulatedPlugins.contains(plugin)
    ? nil : "the plugin \(plugin) is not simulated"
}

/// `NodeResourcesFit/LeastAllocated` is the plugin and its strategy.
private func pluginName(
  _ content: KubeSchedulerGoldenCase, of file: GoldenFile
) -> (name: String, strategy: String?) {
  let parts = (content.plugin ?? file.plugin ?? "").split(separator: "/").map(String.init)
  return (parts.first ?? "", parts.count > 1 ? parts[1] : nil)
}

/// The first recorded value that ours differs from.
struct KubeGoldenMismatch {
  let expected: String
  let got: String

  /// `nil` when the two are equal.
  static func compare<Value: Equatable>(
    _ what: String, expected: Value, got: Value
  ) -> KubeGoldenMismatch? {
    expected == got
      ? nil : KubeGoldenMismatch(expected: "\(what) \(expected)", got: "\(what) \(got)")
  }

  /// As `compare`; `nil` also when the file records nothing to compare with.
  static func compareIfRecorded<Value: Equatable>(
    _ what: String, expected: Value?, got: Value
  ) -> KubeGoldenMismatch? {
    expected.flatMap { compare(what, expected: $0, got: got) }
  }
}

private func judge(
  _ content: KubeSchedulerGoldenCase, of file: GoldenFile
) throws -> KubeGoldenMismatch? {
  try content.checkLimits()
  var state = ClusterState(
    nodes: try (content.nodes ?? []).map { try $0.node() },
    services: (content.services ?? []).map { $0.service() },
    namespaces: (content.namespaces ?? []).map { $0.namespace() })
  for existing in content.existingPods ?? [] {
    let pod = state.admit(try existing.pod())
    state.place(pod, on: try state.knownNode(existing.node ?? ""))
  }
  if let steps = content.steps {
    if steps.isEmpty { throw GoldenFileError("the case has no steps") }
    return try judgeCycle(steps, content, state)
  }
  guard let spec = content.pod, let expect = content.expect else {
    throw GoldenFileError("the case has neither steps nor a pod with an expectation")
  }
  let plugin = pluginName(content, of: file)
  let pod = state.admit(try spec.pod())
  if file.kind == "preemption" {
    return try judgePreemption(
      try GoldenPreemptionExpectation(expect), (content.pdbs ?? []).map { $0.budget() }, pod, state)
  }
  let judge = PluginJudge(
    plugin: plugin.name, strategy: plugin.strategy, args: content.args, state: state, pod: pod)
  var nodes = Array(state.nodes.indices)
  if let names = content.scoredNodes { nodes = try names.map(state.knownNode) }
  try expect.checkCovers(file.kind ?? "", plugin: plugin.name)
  return try judge.filter(expect) ?? judge.score(expect, nodes)
}

extension ClusterState {
  fileprivate func knownNode(_ name: String) throws -> NodeIndex {
    guard let node = node(named: name) else { throw GoldenFileError("no node is named '\(name)'") }
    return node
  }
}

extension GoldenPluginExpectation {
  /// Throws when something that the kind of the file promises is not recorded: a case that compares
  /// nothing must not pass.
  fileprivate func checkCovers(_ kind: String, plugin: String) throws {
    let missing: String? =
      switch kind {
      // The only scoring plugin without PreScore.
      case "score" where plugin == "ImageLocality": raw == nil ? "raw" : nil
      case "filter" where filter == nil: "filter"
      case "score" where preScore == nil: "preScore"
      case "filter+score" where filter == nil: "filter"
      case "filter+score" where preScore == nil: "preScore"
      case "filter", "score", "filter+score": nil
      default: "steps"
      }
    if let missing { throw GoldenFileError("the expectation lacks '\(missing)'") }
    if preScore == "Success", raw == nil { throw GoldenFileError("the expectation lacks 'raw'") }
  }
}

// MARK: One plugin

private struct PluginJudge {
  let plugin: String
  let strategy: String?
  let args: GoldenArguments?
  let state: ClusterState
  let pod: PodIndex

  func filter(_ expect: GoldenPluginExpectation) throws -> KubeGoldenMismatch? {
    guard let statuses = expect.filter else { return nil }
    let prepared = try filterPlugin().prepare(pod, state)
    let code = prepared == nil ? "Skip" : "Success"
    let expectedCode = expect.preFilter?.code ?? "Success"
    if let mismatch = KubeGoldenMismatch.compare("preFilter", expected: expectedCode, got: code) {
      return mismatch
    }
    guard statuses.count == state.nodes.count else {
      throw GoldenFileError("\(statuses.count) statuses for \(state.nodes.count) nodes")
    }
    for node in state.nodes.indices {
      let failure = prepared?.explain(node, state)
      let passes = prepared?.passes(node, state) ?? true
      if passes != (failure == nil) {
        return KubeGoldenMismatch(
          expected: "one answer", got: "node \(node) passes \(passes), explained \(failure == nil)")
      }
      let name = state.nodes[node].name
      if let mismatch = compare(statuses[node], failure, node: name) { return mismatch }
    }
    return nil
  }

  func score(_ expect: GoldenPluginExpectation, _ nodes: [NodeIndex]) throws -> KubeGoldenMismatch?
  {
    if expect.preScore == nil && expect.raw == nil { return nil }
    let column = try scorePlugin().score(pod, state, nodes)
    let code = column == nil ? "Skip" : "Success"
    let checks: [KubeGoldenMismatch?] = [
      .compareIfRecorded("preScore", expected: expect.preScore, got: code),
      .compare("raw", expected: expect.raw, got: column?.raw),
      .compare("normalized", expected: expect.normalized, got: column?.normalized),
    ]
    return checks.compactMap { $0 }.first
  }

  private func filterPlugin() throws -> FilterPlugin {
    switch plugin {
    case "NodeUnschedulable": .nodeUnschedulable
    case "NodeName": .nodeName
    case "TaintToleration": .taintToleration
    case "NodeAffinity": .nodeAffinity
    case "NodeResourcesFit": .nodeResourcesFit(ignoring: args?.ignored ?? IgnoredResources())
    case "PodTopologySpread": .podTopologySpread
    case "InterPodAffinity": .interPodAffinity(args?.podAffinity ?? PodAffinityArguments())
    default: throw GoldenFileError("\(plugin) does not filter")
    }
  }

  private func scorePlugin() throws -> ScorePlugin {
    switch plugin {
    case "TaintToleration": .taintToleration()
    case "NodeAffinity": .nodeAffinity()
    case "NodeResourcesFit":
      .nodeResourcesFit(try (args ?? GoldenArguments()).strategy(named: strategy))
    case "NodeResourcesBalancedAllocation":
      .nodeResourcesBalancedAllocation((args ?? GoldenArguments()).weightedResources)
    case "PodTopologySpread":
      .podTopologySpread(try args?.defaulting() ?? .system)
    case "InterPodAffinity": .interPodAffinity(args?.podAffinity ?? PodAffinityArguments())
    case "ImageLocality": .imageLocality()
    default: throw GoldenFileError("\(plugin) does not score")
    }
  }
}

func compare(
  _ expected: GoldenStatus, _ failure: FilterFailure?, node: String
) -> KubeGoldenMismatch? {
  let reasons = Set(failure?.reasons.map(\.kubernetesMessage) ?? []).sorted()
  let code = failure?.code.rawValue ?? "Success"
  let checks: [KubeGoldenMismatch?] = [
    .compare("\(node):", expected: expected.code, got: code),
    .compare("\(node):", expected: Set(expected.reasons ?? []).sorted(), got: reasons),
    .compareIfRecorded("\(node):", expected: expected.plugin, got: failure?.plugin ?? "none"),
  ]
  return checks.compactMap { $0 }.first
}

// MARK: The whole cycle

/// Plugins whose score is 0 for every node because the cases have no claims; not in the profile.
private let absentPlugins = ["DynamicResources"]

private func judgeCycle(
  _ steps: [GoldenStep], _ content: KubeSchedulerGoldenCase, _ initial: ClusterState
) throws -> KubeGoldenMismatch? {
  var state = initial
  let profile = SchedulingProfile.kubernetesDefault(
    fit: try content.nodeResourcesFitArgs?.strategy(named: nil) ?? .leastAllocated(),
    ignoring: content.nodeResourcesFitArgs?.ignored ?? IgnoredResources(),
    percentageOfNodesToScore: Int(content.percentageOfNodesToScore ?? 0))
  var scheduler = Scheduler(profile)
  for (index, step) in steps.enumerated() {
    try step.expect.checkComplete(index)
    let pod = state.admit(try step.pod.pod())
    var quick = scheduler
    let explanation = scheduler.explain(pod, in: state)
    let decision = quick.schedule(pod, in: state)
    let checks: [KubeGoldenMismatch?] = [
      compare(step.expect, explanation, state),
      .compare("unexplained decision", expected: explanation.decision, got: decision),
      .compare("next start", expected: scheduler.nextStart, got: quick.nextStart),
    ]
    if let mismatch = checks.compactMap({ $0 }).first {
      return KubeGoldenMismatch(
        expected: "step \(index): \(mismatch.expected)", got: "step \(index): \(mismatch.got)")
    }
    if let node = decision.node { state.place(pod, on: node) }
  }
  return nil
}

extension GoldenStep.Expectation {
  /// Throws when too little is recorded to judge the step by.
  fileprivate func checkComplete(_ index: Int) throws {
    let missing: String? =
      if chosen == nil {
        "chosen"
      } else if feasible == nil {
        "feasible"
      } else if scored == true, plugins == nil || scores == nil {
        "plugins and scores"
      } else {
        nil
      }
    if let missing { throw GoldenFileError("step \(index): the expectation lacks '\(missing)'") }
  }
}

private func compare(
  _ expect: GoldenStep.Expectation, _ explanation: Explanation, _ state: ClusterState
) -> KubeGoldenMismatch? {
  func name(_ node: NodeIndex) -> String { state.nodes[node].name }
  let decision = explanation.decision
  var failures: [String: FilterFailure] = [:]
  for examination in explanation.examined {
    failures[name(examination.node)] = examination.failure
  }
  if let failed = expect.failed ?? (expect.feasible == nil ? nil : [:]) {
    if let mismatch = KubeGoldenMismatch.compare(
      "failed", expected: failed.keys.sorted(), got: failures.keys.sorted())
    {
      return mismatch
    }
    for (node, status) in failed.sorted(by: { $0.key < $1.key }) {
      if let mismatch = compare(status, failures[node], node: node) { return mismatch }
    }
  }
  let order = explanation.feasible.map(name)
  let tied = explanation.scores.map { $0.best.map(name).sorted() } ?? []
  let chosen = decision.node.map(name) ?? ""
  let checks: [KubeGoldenMismatch?] = [
    .compareIfRecorded("feasible", expected: expect.feasible, got: decision.feasible),
    .compareIfRecorded("order", expected: expect.feasibleOrder, got: order),
    .compareIfRecorded("scored", expected: expect.scored, got: explanation.scores != nil),
    compareScores(expect, explanation, state),
    .compareIfRecorded("tied", expected: expect.tied?.sorted(), got: tied),
    .compareIfRecorded("chosen", expected: expect.chosen, got: chosen),
  ]
  return checks.compactMap { $0 }.first
}

private func compareScores(
  _ expect: GoldenStep.Expectation, _ explanation: Explanation, _ state: ClusterState
) -> KubeGoldenMismatch? {
  guard let plugins = expect.plugins, let scores = expect.scores else { return nil }
  guard let table = explanation.scores else {
    return KubeGoldenMismatch(expected: "scores", got: "no scores")
  }
  let ours = plugins.filter { !absentPlugins.contains($0) }.sorted()
  if let mismatch = KubeGoldenMismatch.compare(
    "plugins", expected: ours, got: table.columns.map(\.plugin).sorted())
  {
    return mismatch
  }
  if let mismatch = KubeGoldenMismatch.compare(
    "scored nodes", expected: scores.keys.sorted(),
    got: table.nodes.map { state.nodes[$0].name }.sorted())
  {
    return mismatch
  }
  for (position, node) in table.nodes.enumerated() {
    let name = state.nodes[node].name
    let row =
      [table.totals[position]]
      + plugins.map { plugin in
        table.columns.first { $0.plugin == plugin }?.weighted(position) ?? 0
      }
    if let mismatch = KubeGoldenMismatch.compare(
      "\(name) total, \(plugins):", expected: scores[name] ?? [], got: row)
    {
      return mismatch
    }
  }
  return nil
}
