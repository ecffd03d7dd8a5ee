import BatchQueueing
import Foundation

/// Replays recordings of Kueue's topology-aware scheduling: suite `kueue-tas`.
///
/// Throws `GoldenFileError` when the data is no JSON object of that suite. A case that cannot be read,
/// or that has a field that we do not know, fails.
public func replayKueueTASGolden(data: Data) throws -> GoldenFileResult {
  try replaySuite(data: data, of: "Kueue's topologies", by: ["kueue-tas": replay])
}

private func replay(_ reader: GoldenReader) throws {
  let input = try reader.object("input")
  try input.allowOnly(["levels", "flavorNodeLabels", "gates", "nodes", "podSets"])
  let levels = try input.texts("levels")
  guard let topology = Kueue.Topology(name: "default", levels: levels) else {
    throw GoldenReader.Unreadable(what: "\"levels\": none, or one twice")
  }
  let snapshot = Kueue.TopologySnapshot(
    topology: topology, flavorLabels: try input.textsByName("flavorNodeLabels"),
    nodes: try input.list("nodes").map { try node(GoldenReader($0)) },
    gates: try gates(input.object("gates")))
  let podSets = try input.list("podSets").map { try podSet(GoldenReader($0)) }
  let answer = snapshot.assign(podSets)
  // Explaining must not change the answer.
  let explained = snapshot.assign(podSets, explaining: true)
  try GoldenMismatch.check("explained", describe(answer), describe(explained))

  let expected = try reader.list("expected").map(GoldenReader.init)
  for result in expected { try check(result, answer) }
  let placed = answer.assignments.map(\.podSet) + (answer.refusal?.podSets ?? [])
  try GoldenMismatch.check(
    "pod sets", expected.map { $0.text("podSet") ?? "" }.sorted(), placed.sorted())
}

private func check(_ expected: GoldenReader, _ answer: Kueue.TopologyAnswer) throws {
  try expected.allowOnly(["podSet", "levels", "domains", "fits", "fitCount", "of", "unit"])
  let podSet = expected.text("podSet") ?? ""
  let refusal = answer.refusal?.podSets.contains(podSet) == true ? answer.refusal?.reason : nil
  let fits = try expected.bool("fits", orElse: true)
  try GoldenMismatch.check("\(podSet) fits", fits, refusal == nil)
  if !fits {
    guard expected.has("fitCount") else { return }
    guard case .doesNotFit(let shortfall) = refusal else {
      throw GoldenMismatch(
        place: "\(podSet) fitCount", expected: "\(try expected.int("fitCount"))",
        got: String(describing: refusal))
    }
    try GoldenMismatch.check(
      "\(podSet) fit",
      "\(try expected.int("fitCount")) of \(try expected.int("of")) \(expected.text("unit") ?? "")",
      "\(shortfall.fitCount) of \(shortfall.of) \(shortfall.unit.rawValue)")
    return
  }
  let domains = try expected.list("domains").map { item in
    let domain = GoldenReader(item)
    return Kueue.TopologyAssignment.Domain(
      values: try domain.texts("values"), count: try domain.int("count"))
  }
  let wanted = Kueue.TopologyAssignment(levels: try expected.texts("levels"), domains: domains)
  try GoldenMismatch.check(podSet, describe(wanted), answer[podSet].map(describe) ?? "nothing")
}

private func describe(_ answer: Kueue.TopologyAnswer) -> String {
  let places = answer.assignments.map { "\($0.podSet) \(describe($0.assignment))" }
  return places.joined(separator: "; ") + (answer.refusal.map { " refused \($0)" } ?? "")
}

private func describe(_ assignment: Kueue.TopologyAssignment) -> String {
  let domains = assignment.domains.map { "\($0.values.joined(separator: "/")):\($0.count)" }
  return "\(assignment.levels.joined(separator: "/")) [\(domains.joined(separator: " "))]"
}

// MARK: - Reading

private func gates(_ reader: GoldenReader) throws -> Kueue.TopologyGates {
  // TASMultiLayerTopology opens the annotation, not another way to place.
  try reader.allowOnly([
    "TASProfileMixed", "TASBalancedPlacement", "TASRespectNodeAffinityPreferred",
    "TASMultiLayerTopology",
  ])
  return Kueue.TopologyGates(
    profileMixed: try reader.bool("TASProfileMixed", orElse: true),
    balancedPlacement: try reader.bool("TASBalancedPlacement", orElse: false),
    respectPreferredAffinity: try reader.bool("TASRespectNodeAffinityPreferred", orElse: false))
}

private func node(_ reader: GoldenReader) throws -> Kueue.TopologyNode {
  try reader.allowOnly(["name", "labels", "allocatable", "taints", "ready", "unschedulable"])
  return Kueue.TopologyNode(
    name: reader.text("name") ?? "", labels: try reader.textsByName("labels"),
    allocatable: try reader.amounts("allocatable"),
    taints: try reader.list("taints", orElse: []).map { item in
      let taint = GoldenReader(item)
      return Kueue.Taint(
        key: taint.text("key") ?? "", value: taint.text("value") ?? "",
        effect: taint.text("effect") ?? "")
    },
    isReady: try reader.bool("ready", orElse: true),
    isUnschedulable: try reader.bool("unschedulable", orElse: false))
}

private func podSet(_ reader: GoldenReader) throws -> Kueue.TopologyPodSet {
  try reader.allowOnly([
    "name", "count", "perPod", "required", "preferred", "unconstrained", "implied", "group",
    "sliceRequired", "sliceSize", "sliceLayers", "nodeSelector", "nodeAffinity", "tolerations",
  ])
  return Kueue.TopologyPodSet(
    name: reader.text("name") ?? "", count: try reader.int("count"),
    requests: try reader.amounts("perPod"), request: try request(reader),
    nodeSelector: try reader.textsByName("nodeSelector"),
    affinity: try reader.has("nodeAffinity")
      ? affinity(reader.object("nodeAffinity")) : Kueue.NodeAffinity(),
    tolerations: try reader.list("tolerations", orElse: []).map { item in
      let toleration = GoldenReader(item)
      return Kueue.Toleration(
        key: toleration.text("key") ?? "", operator: toleration.text("operator") ?? "",
        value: toleration.text("value") ?? "", effect: toleration.text("effect") ?? "")
    })
}

private func request(_ reader: GoldenReader) throws -> Kueue.TopologyRequest? {
  if try reader.bool("implied", orElse: false) { return nil }
  var slices: [Kueue.TopologyRequest.SliceLayer] = []
  if reader.has("sliceLayers") {
    slices = try reader.list("sliceLayers").map { item in
      let layer = GoldenReader(item)
      return .init(level: layer.text("topology") ?? "", size: try layer.int("size"))
    }
  } else if let level = reader.text("sliceRequired") {
    slices = [.init(level: level, size: try reader.int("sliceSize", orElse: 0))]
  }
  let placement: Kueue.TopologyRequest.Placement
  if let level = reader.text("required") {
    placement = .required(level: level)
  } else if let level = reader.text("preferred") {
    placement = .preferred(level: level)
  } else if try reader.bool("unconstrained", orElse: false) || !slices.isEmpty {
    placement = .unconstrained
  } else {
    throw GoldenReader.Unreadable(what: "neither a level nor unconstrained nor implied")
  }
  return Kueue.TopologyRequest(placement, slices: slices, group: reader.text("group"))
}

private func affinity(_ reader: GoldenReader) throws -> Kueue.NodeAffinity {
  let required = "requiredDuringSchedulingIgnoredDuringExecution"
  let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
  try reader.allowOnly([required, preferred])
  var terms: [Kueue.NodeSelectorTerm]?
  if reader.has(required) {
    terms = try reader.object(required).list("nodeSelectorTerms").map {
      try term(GoldenReader($0))
    }
  }
  return Kueue.NodeAffinity(
    required: terms,
    preferred: try reader.list(preferred, orElse: []).map { item in
      let preference = GoldenReader(item)
      return .init(
        weight: try preference.int("weight"), term: try term(preference.object("preference")))
    })
}

private func term(_ reader: GoldenReader) throws -> Kueue.NodeSelectorTerm {
  try reader.allowOnly(["matchExpressions", "matchFields"])
  func requirements(_ key: String) throws -> [Kueue.LabelRequirement] {
    try reader.list(key, orElse: []).map { item in
      let requirement = GoldenReader(item)
      guard
        let comparison = Kueue.LabelRequirement.Operator(
          rawValue: requirement.text("operator") ?? "")
      else { throw GoldenReader.Unreadable(what: "\"operator\": not one that we know") }
      return Kueue.LabelRequirement(
        key: requirement.text("key") ?? "", operator: comparison,
        values: requirement.has("values") ? try requirement.texts("values") : [])
    }
  }
  return Kueue.NodeSelectorTerm(
    try requirements("matchExpressions"), matchFields: try requirements("matchFields"))
}

extension GoldenReader {
  fileprivate func has(_ key: String) -> Bool { keys.contains(key) }

  /// A field that we do not understand may change the answer: better not to judge the case.
  fileprivate func allowOnly(_ known: Set<String>) throws {
    if let unknown = keys.first(where: { !known.contains($0) }) {
      throw Unreadable(what: "\"\(unknown)\": not a field that we know")
    }
  }

  fileprivate func bool(_ key: String, orElse standard: Bool) throws -> Bool {
    has(key) ? try bool(key) : standard
  }

  /// Missing is empty.
  fileprivate func textsByName(_ key: String) throws -> [String: String] {
    guard has(key) else { return [:] }
    let reader = try object(key)
    return Dictionary(uniqueKeysWithValues: reader.keys.map { ($0, reader.text($0) ?? "") })
  }

  fileprivate func amounts(_ key: String) throws -> [String: Int] {
    guard has(key) else { return [:] }
    let reader = try object(key)
    return Dictionary(uniqueKeysWithValues: try reader.keys.map { ($0, try reader.int($0)) })
  }
}
