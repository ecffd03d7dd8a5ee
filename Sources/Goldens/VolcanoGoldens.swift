import BatchQueueing
import Foundation

/// Replays cases about Volcano: suites `volcano-binpack` and `volcano-cycle`.
///
/// Throws `GoldenFileError` when the data is no JSON object of one of these suites. A case that
/// cannot be read fails.
public func replayVolcanoGolden(data: Data) throws -> GoldenFileResult {
  try replaySuite(
    data: data, of: "Volcano",
    by: ["volcano-binpack": replayBinpack, "volcano-cycle": replayCycle])
}

// MARK: - Binpack

private func replayBinpack(_ reader: GoldenReader) throws {
  let input = try reader.object("input")
  let expected = try reader.object("expected")
  let given = try input.object("pluginWeights")
  var weights = Volcano.BinpackWeights(
    weight: try given.int("weight"), cpu: try given.int("cpu"), memory: try given.int("memory"))
  for name in given.keys where !["weight", "cpu", "memory"].contains(name) {
    weights.resources[name] = try given.int(name)
  }
  let request = try resources(input.object("task"))
  let nodes = try input.object("nodes")
  let scores = try expected.object("scores")
  try GoldenMismatch.check("nodes", scores.keys, nodes.keys)
  if scores.keys.isEmpty { throw GoldenReader.Unreadable(what: "\"scores\": nothing to compare") }
  for name in nodes.keys {
    let node = try nodes.object(name)
    let score = Volcano.binpackScore(
      request: request, allocatable: try resources(node.object("allocatable")),
      used: try resources(node.object("used")), weights: weights)
    let wanted = try scores.double(name)
    if abs(score - wanted) > (try expected.double("tolerance")) {
      try GoldenMismatch.check("score of \(name)", wanted, score)
    }
  }
}

private func resources(_ reader: GoldenReader) throws -> Volcano.Resources {
  var resources = Volcano.Resources()
  for name in reader.keys {
    let amount = try reader.int(name)
    switch name {
    case "cpu": resources.milliCPU = amount
    case "memory": resources.memory = amount
    default: resources.scalars[name] = amount
    }
  }
  return resources
}

// MARK: - One session

private func replayCycle(_ reader: GoldenReader) throws {
  let input = try reader.object("input")
  let expected = try reader.object("expected")
  let session = try Volcano.Session(snapshot(input), configuration(input))
  let outcome = session.run()
  let binds = try expected.object("binds")
  let wanted = try binds.keys.map { name in
    guard let node = binds.text(name) else {
      throw GoldenReader.Unreadable(what: "\"binds\": \"\(name)\" has no node")
    }
    return "\(name) on \(node)"
  }
  let got = outcome.binds.map { "\($0.task) on \($0.node)" }.sorted()
  try GoldenMismatch.check("binds", wanted.sorted(), got)
  try GoldenMismatch.check("bindCount", try expected.int("bindCount"), outcome.binds.count)
  try GoldenMismatch.check(
    "evicted", try texts(expected, "evicted").sorted(), outcome.evictions.map(\.task).sorted())
  let pipelined = try expected.object("pipelined")
  let groups = Dictionary(grouping: outcome.pipelined, by: \.podGroup)
  try GoldenMismatch.check("pipelined", pipelined.keys, groups.keys.sorted())
  for group in pipelined.keys {
    try GoldenMismatch.check(
      "pipelined \(group)", try texts(pipelined, group).sorted(),
      (groups[group] ?? []).map(\.node).sorted())
  }
}

private func texts(_ reader: GoldenReader, _ key: String) throws -> [String] {
  try reader.list(key).map {
    guard let text = $0 as? String else {
      throw GoldenReader.Unreadable(what: "\"\(key)\": no text")
    }
    return text
  }
}

private func text(_ reader: GoldenReader, _ key: String) throws -> String {
  guard let text = reader.text(key) else {
    throw GoldenReader.Unreadable(what: "\"\(key)\": no text")
  }
  return text
}

private func table(_ reader: GoldenReader, _ key: String) throws -> [String: String] {
  guard let object = try? reader.object(key) else { return [:] }
  var table: [String: String] = [:]
  for name in object.keys { table[name] = try text(object, name) }
  return table
}

private let hookNames: [String: Volcano.Configuration.Hooks] = [
  "jobOrder": .jobOrder, "jobReady": .jobReady, "jobPipelined": .jobPipelined,
  "jobEnqueued": .jobEnqueued, "taskOrder": .taskOrder, "preemptable": .preemptable,
  "reclaimable": .reclaimable, "preemptive": .preemptive, "queueOrder": .queueOrder,
  "predicate": .predicate, "nodeOrder": .nodeOrder, "jobStarving": .jobStarving,
  "overused": .overused, "allocatable": .allocatable, "hyperNodeOrder": .hyperNodeOrder,
  "hyperNodeGradient": .hyperNodeGradient,
]

/// All plugins of a case stand in one tier, in the order in which Volcano's default lists them: the
/// recording does not keep theirs.
private func configuration(_ input: GoldenReader) throws -> Volcano.Configuration {
  let given = try input.object("plugins")
  var tier: [Volcano.Configuration.Plugin] = []
  for name in Volcano.Configuration.PluginName.allCases {
    guard given.keys.contains(name.rawValue) else { continue }
    var plugin = Volcano.Configuration.Plugin(name, hooks: [])
    for hook in try texts(given, name.rawValue) {
      if hook == "hierarchy" {
        plugin.isHierarchical = true
      } else if let known = hookNames[hook] {
        plugin.hooks.insert(known)
      } else {
        throw GoldenReader.Unreadable(what: "\"plugins\": hook \"\(hook)\" is not known")
      }
    }
    tier.append(plugin)
  }
  if tier.count != given.keys.count {
    throw GoldenReader.Unreadable(what: "\"plugins\": one of \(given.keys) is not known")
  }
  let actions = try texts(input, "actions").map { name in
    guard let action = Volcano.Configuration.Action(rawValue: name) else {
      throw GoldenReader.Unreadable(what: "\"actions\": \"\(name)\" is not known")
    }
    return action
  }
  return Volcano.Configuration(actions: actions, tiers: [tier])
}

private func snapshot(_ input: GoldenReader) throws -> Volcano.Snapshot {
  Volcano.Snapshot(
    nodes: try input.list("nodes").map { try node(GoldenReader($0)) },
    queues: try input.list("queues").map { try queue(GoldenReader($0)) },
    podGroups: try input.list("podGroups").map { try podGroup(GoldenReader($0)) },
    tasks: try input.list("pods").map { try task(GoldenReader($0)) })
}

private func node(_ reader: GoldenReader) throws -> Volcano.Node {
  Volcano.Node(
    name: try text(reader, "name"), allocatable: try resources(reader.object("allocatable")),
    labels: try table(reader, "labels"))
}

private func queue(_ reader: GoldenReader) throws -> Volcano.Queue {
  func optional(_ key: String) throws -> Volcano.Resources? {
    reader.keys.contains(key) ? try resources(reader.object(key)) : nil
  }
  return Volcano.Queue(
    name: try text(reader, "name"), weight: try reader.int("weight", orElse: 1),
    priority: try reader.int("priority", orElse: 0), capability: try optional("capability"),
    deserved: try optional("deserved"), guarantee: try optional("guarantee"),
    parent: reader.text("parent"))
}

private func podGroup(_ reader: GoldenReader) throws -> Volcano.PodGroup {
  var roles: [String: Int] = [:]
  if let given = try? reader.object("minTaskMember") {
    for role in given.keys { roles[role] = try given.int(role) }
  }
  guard let phase = Volcano.PodGroup.Phase(rawValue: try text(reader, "phase")) else {
    throw GoldenReader.Unreadable(what: "\"phase\": not known")
  }
  return Volcano.PodGroup(
    id: "\(try text(reader, "namespace"))/\(try text(reader, "name"))",
    queue: try text(reader, "queue"), minMember: try reader.int("minMember"),
    minTaskMember: roles,
    minResources: reader.keys.contains("minResources")
      ? try resources(reader.object("minResources")) : nil, phase: phase,
    priority: try reader.int("priority", orElse: 0))
}

private func task(_ reader: GoldenReader) throws -> Volcano.Task {
  let namespace = try text(reader, "namespace")
  let node = reader.text("node")
  let status: Volcano.Task.Status
  switch try text(reader, "phase") {
  case "Pending": status = node == nil ? .pending : .bound
  case "Running": status = .running
  case "Succeeded": status = .succeeded
  case "Failed": status = .failed
  default: throw GoldenReader.Unreadable(what: "\"phase\": not known")
  }
  return Volcano.Task(
    id: "\(namespace)/\(try text(reader, "name"))",
    podGroup: "\(namespace)/\(try text(reader, "podGroup"))", role: reader.text("role") ?? "",
    request: try resources(reader.object("request")), status: status, node: node,
    priority: try reader.int("priority", orElse: 1),
    isPreemptable: reader.keys.contains("preemptable") ? try reader.bool("preemptable") : true,
    nodeSelector: try table(reader, "nodeSelector"))
}
