import AddressedYAML
import Cluster
import Labs
import Simulation

/// What was read of a pod's spec.
struct PodSpecReading {
  var shape: PodShape
  var priority: Int?
  var priorityClass: String
  var schedulerName: String
  var nodeName: String?
  /// Why the pod cannot be simulated; empty when it can.
  var refusals: [(line: Int, text: String)]
  /// What was assumed.
  var notes: [String] = []
  /// `WORKLOAD/GROUP` of kube-scheduler's gangs (v1.35).
  var gangReference: String?
}

/// Reads `spec` of a Pod or of a pod template. What the simulator does not know is refused, never
/// dropped in silence.
///
/// A pod that runs already keeps its node, so that its volumes and ports decide nothing any more.
func readPodSpec(
  _ spec: YAMLMap, labels: LabelSet, annotations: LabelSet
) -> PodSpecReading {
  let node = spec.optional("nodeName")?.text()
  var notes: [String] = []
  var refusals: [(line: Int, text: String)] = []
  func refuseToPlace(_ line: Int, _ text: String) {
    if node == nil { refuse(line, text) }
  }
  func refuse(_ line: Int, _ text: String) { refusals.append((line, text)) }

  let containers = spec.maps("containers").map { requests(of: $0) }
  let inits = spec.maps("initContainers").map { map in
    Pod.InitContainer(
      requests: requests(of: map),
      isSidecar: map.optional("restartPolicy")?.text() == "Always")
  }
  for map in spec.maps("containers") + spec.maps("initContainers") {
    for port in map.maps("ports") where port.has("hostPort") {
      refuseToPlace(port.line(of: "hostPort"), "host ports are not simulated")
    }
  }
  if spec.optional("hostNetwork")?.truth() == true {
    refuseToPlace(
      spec.line(of: "hostNetwork"), "the host network claims host ports, which are not simulated")
  }
  for volume in spec.maps("volumes") {
    // Kinds that bind a pod to where storage is, or count against a node's volume limit.
    for kind in unsupportedVolumes where volume.has(kind) {
      refuseToPlace(volume.line(of: kind), "volumes of the kind \(kind) are not simulated")
    }
  }
  for key in ["resourceClaims", "schedulingGates"] where !(spec.optional(key)?.list() ?? []).isEmpty
  {
    refuse(spec.line(of: key), "'\(key)' of an imported pod is not simulated")
  }
  if spec.has("resources") {
    refuse(spec.line(of: "resources"), "pod-level resources are not simulated")
  }

  let request = Pod(
    name: "", containers: containers, initContainers: inits, overhead: spec.quantities("overhead")
  ).effectiveRequest
  var shape = PodShape(cpu: nil, memory: nil)
  for entry in request.entries {
    switch entry.name {
    case .cpu: shape.cpu = MilliCPU(entry.amount)
    case .memory: shape.memory = Bytes(entry.amount)
    case .nvidiaGPU: shape.gpus = entry.amount
    default:
      if entry.name.isExtended, entry.name.text.contains("/") {
        shape.extended[entry.name] = entry.amount
      } else {
        refuse(spec.line, "requests of \(entry.name) are not simulated")
      }
    }
  }
  if spec.optional("preemptionPolicy")?.text() == "Never" {
    refuse(spec.line(of: "preemptionPolicy"), "a pod that never preempts is not simulated")
  }
  if shape.gpus > 64 { refuse(spec.line, "a pod of \(shape.gpus) GPUs is not simulated") }
  let silent = containers.count { $0[.cpu] == nil || $0[.memory] == nil }
  if containers.count > 1, silent > 0, silent < containers.count {
    notes.append(
      "scorers count 100m and 200Mi for each container without requests; here its sum counts")
  }
  if let text = annotations[ManifestKey.gpuMilli] {
    shape.gpuMilli = Int(text).flatMap { (1...999).contains($0) ? $0 : nil } ?? 0
  }
  if let text = annotations[ManifestKey.gpuFraction] {
    if let milli = milliQuantity(text), (1...999).contains(milli) {
      shape.gpuMilli = milli
    } else {
      refuse(spec.line, "a GPU share of '\(shortened(text))' is not simulated")
    }
  }
  for key in [ManifestKey.gpuMemory, ManifestKey.gpuFractionDevices] where annotations[key] != nil {
    refuse(spec.line, "'\(key)' is not simulated; shares of one GPU are ('gpu-fraction')")
  }
  shape.labels = labels
  // The queue is the job's; no selector is about it.
  shape.labels[ManifestKey.kaiQueue] = nil
  shape.labels[ManifestKey.kueueQueue] = nil
  shape.nodeSelector = spec.anyLabels("nodeSelector")
  shape.tolerations = spec.maps("tolerations").compactMap(manifestToleration)
  shape.images = spec.maps("containers").compactMap { $0.optional("image")?.text() }
    .filter { $0 != placeholderImage }
  readAffinity(spec, into: &shape, hasNode: node != nil, refuse)
  shape.spread = spec.maps("topologySpreadConstraints").compactMap { map in
    guard let key = map.required("topologyKey")?.text(),
      let skew = map.required("maxSkew")?.whole(in: 1...100_000),
      let when = map.required("whenUnsatisfiable")?.text()
        .flatMap(TopologySpreadConstraint.WhenUnsatisfiable.init)
    else { return nil }
    for other in ["minDomains", "matchLabelKeys", "nodeAffinityPolicy", "nodeTaintsPolicy"]
    where map.has(other) {
      refuse(map.line(of: other), "'\(other)' of a topology spread constraint is not imported")
    }
    guard let selector = simpleSelector(map, "labelSelector", refuse) else { return nil }
    return SpreadRule(
      topologyKey: key, maxSkew: skew, whenUnsatisfiable: when, selector: selector)
  }
  let reference = spec.optional("workloadRef")?.map()
  let gang = (reference?.optional("name")?.text()).flatMap { name in
    (reference?.optional("podGroup")?.text()).map { name + "/" + $0 }
  }
  let scheduler = spec.optional("schedulerName")?.text() ?? ""
  return PodSpecReading(
    shape: shape, priority: spec.optional("priority")?.whole(in: -2_147_483_648...2_147_483_647),
    priorityClass: spec.optional("priorityClassName")?.text() ?? "",
    // The control plane of a run stands for these.
    schedulerName: ["default-scheduler", "volcano", "kai-scheduler"].contains(scheduler)
      ? "" : scheduler,
    nodeName: node, refusals: refusals, notes: notes, gangReference: gang)
}

/// Volume sources about which a scheduler must know more than the pod says.
private let unsupportedVolumes = [
  "persistentVolumeClaim", "ephemeral", "awsElasticBlockStore", "azureDisk", "azureFile",
  "cephfs", "cinder", "csi", "fc", "flexVolume", "flocker", "gcePersistentDisk", "glusterfs",
  "iscsi", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos",
  "vsphereVolume",
]

/// `resources.requests`; a limit without a request is its request (API defaulting).
private func requests(of container: YAMLMap) -> ResourceList {
  guard let resources = container.optional("resources")?.map() else { return [:] }
  var list = resources.quantities("limits")
  for entry in resources.quantities("requests").entries { list[entry.name] = entry.amount }
  return list
}

func manifestToleration(_ map: YAMLMap) -> Toleration? {
  let word = map.optional("operator")?.text() ?? "Equal"
  guard let kind = Toleration.Operator(rawValue: word) else {
    map.log.report(
      line: map.line(of: "operator"), "the toleration's operator '\(shortened(word))' is not known")
    return nil
  }
  return Toleration(
    key: map.optional("key")?.text() ?? "", kind, value: map.optional("value")?.anyText() ?? "",
    effect: map.optional("effect")?.text().flatMap(TaintEffect.init))
}

func manifestTaint(_ map: YAMLMap) -> Taint? {
  guard let key = map.required("key")?.text(),
    let effect = map.required("effect")?.word(TaintEffect.self)
  else { return nil }
  return Taint(key: key, value: map.optional("value")?.anyText() ?? "", effect: effect)
}

// MARK: Affinity

private func readAffinity(
  _ spec: YAMLMap, into shape: inout PodShape, hasNode: Bool, _ refuse: (Int, String) -> Void
) {
  guard let affinity = spec.optional("affinity")?.map() else { return }
  if let node = affinity.optional("nodeAffinity")?.map() {
    readNodeAffinity(node, into: &shape, hasNode: hasNode, refuse)
  }
  for (key, kind) in [
    ("podAffinity", NeighbourRule.Kind.near), ("podAntiAffinity", .apart),
  ] {
    guard let map = affinity.optional(key)?.map() else { continue }
    for term in map.maps("requiredDuringSchedulingIgnoredDuringExecution") {
      if let rule = neighbour(term, kind, weight: nil, refuse) { shape.neighbours.append(rule) }
    }
    for item in map.maps("preferredDuringSchedulingIgnoredDuringExecution") {
      guard let weight = item.required("weight")?.whole(in: 1...100),
        let term = item.required("podAffinityTerm")?.map()
      else { continue }
      if let rule = neighbour(term, kind, weight: weight, refuse) { shape.neighbours.append(rule) }
    }
  }
}

private func readNodeAffinity(
  _ map: YAMLMap, into shape: inout PodShape, hasNode: Bool, _ refuse: (Int, String) -> Void
) {
  if let required = map.optional("requiredDuringSchedulingIgnoredDuringExecution")?.map() {
    let terms = required.maps("nodeSelectorTerms")
    if terms.count > 1 {
      refuse(required.line, "several node selector terms (joined by OR) are not imported")
    }
    if let term = terms.first {
      // A pod of a DaemonSet names its node; it stands there.
      if term.has("matchFields"), !hasNode {
        refuse(term.line(of: "matchFields"), "'matchFields' is not imported")
      }
      shape.requirements = term.maps("matchExpressions").compactMap(manifestRequirement)
    }
  }
  for item in map.maps("preferredDuringSchedulingIgnoredDuringExecution") {
    guard let weight = item.required("weight")?.whole(in: 1...100),
      let term = item.required("preference")?.map()
    else { continue }
    let expressions = term.maps("matchExpressions").compactMap(manifestRequirement)
    if expressions.count > 1 || term.has("matchFields") {
      refuse(term.line, "a preference of more than one expression is not imported")
    }
    if let first = expressions.first {
      shape.preferences.append(Pod.PreferredTerm(weight: weight, requirements: [first]))
    }
  }
}

private func manifestRequirement(_ map: YAMLMap) -> LabelRequirement? {
  guard let key = map.required("key")?.text(),
    let word = map.required("operator")?.word(LabelRequirement.Operator.self)
  else { return nil }
  return LabelRequirement(
    key, word, (map.optional("values")?.list() ?? []).compactMap { $0.anyText() })
}

private func neighbour(
  _ map: YAMLMap, _ kind: NeighbourRule.Kind, weight: Int?, _ refuse: (Int, String) -> Void
) -> NeighbourRule? {
  for key in ["namespaceSelector", "matchLabelKeys", "mismatchLabelKeys", "namespaces"]
  where map.has(key) {
    refuse(map.line(of: key), "'\(key)' of a pod affinity term is not imported")
  }
  guard let key = map.required("topologyKey")?.text(),
    let selector = simpleSelector(map, "labelSelector", refuse)
  else { return nil }
  return NeighbourRule(kind: kind, selector: selector, topologyKey: key, weight: weight)
}

/// `matchLabels`, and expressions that say the same; `nil` after refusing anything else.
func simpleSelector(
  _ map: YAMLMap, _ key: String, _ refuse: (Int, String) -> Void
) -> LabelSet? {
  guard let selector = map.optional(key)?.map() else {
    refuse(map.line, "a term without '\(key)' is not imported")
    return nil
  }
  var labels = selector.anyLabels("matchLabels")
  for expression in selector.maps("matchExpressions") {
    let values = (expression.optional("values")?.list() ?? []).compactMap { $0.anyText() }
    guard expression.optional("operator")?.text() == "In", values.count == 1,
      let name = expression.optional("key")?.text()
    else {
      refuse(expression.line, "label selectors with other than equal labels are not imported")
      return nil
    }
    labels[name] = values[0]
  }
  return labels
}
