import AddressedYAML
import Cluster
import DeviceAllocation
import Diagnostics
import Labs
import Simulation
import Traffic

/// The sections of a scheduling scenario; `nil` when something was wrong, which the log tells.
func readScheduling(
  _ map: YAMLMap, heading: ScenarioHeading, trace: TraceBytes
) -> SchedulingScenario? {
  let end = map.duration("end", least: 1).map { SimTime.zero + $0 }
  let before = map.log.count
  let nodes = (map.required("nodes")?.list() ?? []).compactMap { $0.map().flatMap(readNodes) }
  // What follows from a mistake in a node says nothing new.
  let knowsNodes = map.log.count == before && map.acceptsNodes(nodes)
  let pods = map.maps("pods").compactMap(readPods)
  let rows = map.optional("trace")?.map().flatMap { readPodTrace($0, trace: trace) }
  let jobs = map.maps("jobs").compactMap(readJobs)
  if !map.has("pods"), !map.has("jobs"), !map.has("trace") {
    map.log.report(
      line: map.line, "there is nothing to schedule", hint: "add 'jobs', 'pods' or 'trace'")
  }
  reportRepeated(nodes.map(\.name), in: map, key: "nodes")
  reportRepeated(pods.map(\.name) + jobs.map(\.name), in: map, key: "jobs")
  var scenario = SchedulingScenario(
    heading: heading, nodes: nodes, pods: pods, trace: rows, end: end)
  scenario.jobs = jobs
  let beforeQueues = map.log.count
  (scenario.flavors, scenario.queues) = readQueueSections(map)
  if map.log.count == beforeQueues { reportUnknownQueues(scenario, in: map) }
  if knowsNodes { reportOversizedGangs(jobs, nodes: nodes, in: map) }
  reportPlanesWithoutAffinity(scenario, in: map)
  readEventSections(map, knowsNodes: knowsNodes, into: &scenario)
  if knowsNodes { reportUnknownNodes(scenario, in: map) }
  map.reportSize(of: scenario)
  return scenario
}

/// Jobs run on nodes that exist; nodes have names of their own.
private func reportUnknownNodes(_ scenario: SchedulingScenario, in map: YAMLMap) {
  let names = scenario.nodes.flatMap(\.nodeNames)
  let known = Set(names)
  if known.count != names.count {
    map.log.report(line: map.line(of: "nodes"), "two nodes have the same name")
  }
  let lines = map.lines(of: "jobs", count: scenario.jobs.count)
  for (job, line) in zip(scenario.jobs, lines) {
    guard let missing = job.runsOn.first(where: { !known.contains($0) }) else { continue }
    map.log.report(
      line: line,
      "'\(job.name)' runs on '\(shortened(missing))', which is no node of the scenario")
  }
  guard map.log.isEmpty else { return }
  for (at, problem) in scenario.overfullJobs {
    map.log.report(
      line: map.optional("jobs")?.list()?[at].node.line ?? map.line(of: "jobs"),
      "'\(scenario.jobs[at].name)' \(problem)",
      hint: "no node holds more than its allocatable; leave out 'runs_on' or make room")
  }
}

/// Jobs are sent to queues that exist and have no queue below them.
private func reportUnknownQueues(_ scenario: SchedulingScenario, in map: YAMLMap) {
  let parents = Set(scenario.queues.map(\.parent))
  let leaves = scenario.queues.map(\.name).filter { !parents.contains($0) }
  let lines = map.lines(of: "jobs", count: scenario.jobs.count)
  let known = Set(leaves)
  for (job, line) in zip(scenario.jobs, lines) {
    guard !job.queue.isEmpty, !known.contains(job.queue) else { continue }
    map.log.report(
      line: line,
      parents.contains(job.queue)
        ? "'\(job.name)' is sent to '\(job.queue)', which is a group of queues"
        : "'\(job.name)' is sent to the queue '\(shortened(job.queue))', which is not in 'queues'",
      hint: nearestMatch(to: job.queue, in: leaves).map { "did you mean '\($0)'?" }
        ?? "queues: " + leaves.joined(separator: ", "))
  }
}

/// Names are how metrics, explanations and challenges refer to groups and classes.
func reportRepeated(_ names: [String], in map: YAMLMap, key: String) {
  var seen: Set<String> = []
  for name in names where !seen.insert(name).inserted {
    map.log.report(line: map.line(of: key), "the name '\(name)' stands twice in '\(key)'")
  }
}

private func readNodes(_ map: YAMLMap) -> NodeGroup? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  let count = map.optional("count")?.whole(in: 1...ScenarioLimit.nodes) ?? 1
  let cpu = map.required("cpu_milli")?.whole(in: 0...10_000_000, unit: "thousandths of a core")
  let memory = map.memory()
  if !map.has("memory_mib"), !map.has("memory_bytes") {
    map.log.report(line: map.line, "the key '\(map.path).memory_mib' is missing")
  }
  let gpus = map.optional("gpus")?.whole(in: 0...64, unit: "GPUs") ?? 0
  var group = NodeGroup(
    name: name ?? "", count: count, cpu: MilliCPU(cpu ?? 0), memory: memory ?? Bytes(0), gpus: gpus,
    gpuModel: map.optional("gpu_model")?.text() ?? "", labels: map.labels("labels"),
    taints: map.maps("taints").compactMap(readTaint),
    isUnschedulable: map.optional("unschedulable")?.truth() ?? false,
    zones: (map.optional("zones")?.list() ?? []).compactMap { $0.labelValue() })
  group.domains = map.maps("domains").compactMap(readDomain)
  group.devices = map.optional("devices")?.map().flatMap(readOffer)
  group.maxPods = map.optional("max_pods")?.whole(in: 0...100_000, unit: "pods") ?? 110
  group.extended = map.extendedResources()
  group.names = map.texts("names")
  if !group.names.isEmpty, group.names.count != count {
    map.log.report(
      line: map.line(of: "names"), "\(group.names.count) names for \(count) nodes",
      hint: "as many as 'count', or none")
  }
  group.images = map.maps("images").compactMap(readImage)
  return name == nil || cpu == nil || memory == nil ? nil : group
}

private func readDomain(_ map: YAMLMap) -> NodeDomain? {
  defer { map.finish() }
  let key = map.required("key", hint: "a label key, for example topology.kubernetes.io/rack")?
    .labelKey()
  let prefix = map.optional("prefix")?.identifier()
  let size = map.required("nodes_per_domain")?.whole(in: 1...20_000, unit: "nodes")
  guard let key, let size else { return nil }
  let last = key.split(separator: "/").last.map(String.init) ?? key
  return NodeDomain(key: key, prefix: prefix ?? last, nodesPerDomain: size)
}

private func readOffer(_ map: YAMLMap) -> DeviceOffer? {
  defer { map.finish() }
  let kinds = ["whole", "partitions", "time_sliced"]
  let given = kinds.filter { map.has($0) }
  guard given.count == 1 else {
    map.log.report(
      line: map.line, "'devices' says exactly one of: " + kinds.joined(separator: ", "),
      hint: "for example {partitions: h100-80gb}")
    _ = map.all()
    return nil
  }
  switch given[0] {
  case "whole": return map.optional("whole")?.truth() == true ? .whole : nil
  case "partitions":
    return map.optional("partitions")?.word(of: MIGModel.words.map(\.word))
      .map { .partitions(model: $0) }
  default:
    return map.optional("time_sliced")?.whole(in: 2...48, unit: "replicas")
      .map { .timeSliced(replicas: $0) }
  }
}

private func readImage(_ map: YAMLMap) -> NodeImage? {
  defer { map.finish() }
  let name = map.required("name")?.text()
  // Exact sizes matter to ImageLocality; whole MiB are easier to write.
  let bytes = map.optional("size_bytes")?.whole(in: 0...1 << 50, unit: "bytes").map { Bytes($0) }
  let size =
    bytes
    ?? map.required("size_mib", hint: "or 'size_bytes'")?
    .whole(in: 1...10_000_000, unit: "MiB").map { .mebi($0) }
  guard let name, let size else { return nil }
  return NodeImage(name: name, size: size)
}

func readTaint(_ map: YAMLMap) -> Taint? {
  defer { map.finish() }
  let key = map.required("key")?.labelKey()
  let value = map.optional("value")?.labelValue() ?? ""
  guard let key, let effect = map.required("effect")?.word(TaintEffect.self) else { return nil }
  return Taint(key: key, value: value, effect: effect)
}

private func readPods(_ map: YAMLMap) -> PodClass? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  let arrivals = map.arrivals("arrivals")
  let cpu = map.required("cpu_milli")?.whole(in: 0...10_000_000, unit: "thousandths of a core")
  let memory = map.required("memory_mib")?.whole(in: 0...100_000_000, unit: "MiB")
  let gpus = map.optional("gpus")?.distribution(in: 0...64, unit: "GPUs")
  let share = map.optional("gpu_milli")?.distribution(
    in: 1...999, unit: "thousandths of a GPU")
  if map.has("gpus"), map.has("gpu_milli") {
    map.log.report(
      line: map.line(of: "gpu_milli"), "a pod has either whole GPUs or a share of one",
      hint: "remove 'gpus' or 'gpu_milli'")
  }
  let duration = map.optional("duration_s")?.distribution(in: 1...31_536_000, unit: "seconds")
  var pods = PodClass(
    name: name ?? "", arrivals: arrivals ?? Arrivals(count: 1, pattern: .together),
    cpu: MilliCPU(cpu ?? 0), memory: .mebi(memory ?? 0), gpus: gpus ?? .fixed(0),
    isPerGPU: map.optional("per_gpu")?.truth() ?? false, gpuMilli: share,
    durationSeconds: duration)
  pods.priority = map.optional("priority")?.whole(in: -1_000_000_000...1_000_000_000) ?? 0
  pods.labels = map.labels("labels")
  pods.tolerations = map.maps("tolerations").compactMap(readToleration)
  pods.nodeSelector = map.labels("node_selector")
  pods.requirements = map.maps("required_labels").compactMap { map in
    defer { map.finish() }
    return readRequirement(map)
  }
  pods.preferences = map.maps("preferred_labels").compactMap { map in
    defer { map.finish() }
    let weight = map.required("weight")?.whole(in: 1...100)
    guard let weight, let requirement = readRequirement(map) else { return nil }
    return Pod.PreferredTerm(weight: weight, requirements: [requirement])
  }
  pods.spread = map.maps("spread").compactMap(readSpread)
  pods.isService = map.optional("service")?.truth() ?? false
  pods.groupSize = map.optional("group_size")?.whole(in: 1...1_000, unit: "pods") ?? 1
  pods.memberGap = map.duration("member_gap") ?? .zero
  return name == nil || arrivals == nil || cpu == nil || memory == nil ? nil : pods
}

func readToleration(_ map: YAMLMap) -> Toleration? {
  defer { map.finish() }
  let key = map.optional("key")?.labelKey() ?? ""
  let words = [Toleration.Operator.equal.rawValue, Toleration.Operator.exists.rawValue]
  let word = map.optional("operator")?.word(of: words) ?? words[0]
  let value = map.optional("value")?.labelValue() ?? ""
  let effect = map.optional("effect")?.word(TaintEffect.self)
  if word == words[1], !value.isEmpty {
    map.log.report(line: map.line(of: "value"), "operator Exists takes no value")
  }
  return Toleration(
    key: key, Toleration.Operator(rawValue: word) ?? .equal, value: value, effect: effect)
}

func readRequirement(_ map: YAMLMap) -> LabelRequirement? {
  let key = map.required("key")?.labelKey()
  let comparison = map.required("operator")?.word(LabelRequirement.Operator.self)
  let values = (map.optional("values")?.list() ?? []).compactMap { $0.labelValue() }
  guard let key, let comparison else { return nil }
  let count: ClosedRange<Int> =
    switch comparison {
    case .in, .notIn: 1...Int.max
    case .exists, .doesNotExist: 0...0
    case .greaterThan, .lessThan: 1...1
    }
  guard count.contains(values.count) else {
    map.log.report(
      line: map.line(of: "values"),
      "operator \(comparison.rawValue) does not go with \(values.count) values")
    return nil
  }
  return LabelRequirement(key, comparison, values)
}

func readSpread(_ map: YAMLMap) -> SpreadRule? {
  defer { map.finish() }
  let key = map.required("topology_key")?.labelKey()
  let skew = map.required("max_skew")?.whole(in: 1...1_000)
  let selector = map.has("selector") ? map.labels("selector") : nil
  let words = ["DoNotSchedule", "ScheduleAnyway"]
  let when = map.required("when_unsatisfiable", hint: words.joined(separator: " or "))?
    .word(of: words)
  guard let key, let skew, let when,
    let rule = TopologySpreadConstraint.WhenUnsatisfiable(rawValue: when)
  else { return nil }
  return SpreadRule(
    topologyKey: key, maxSkew: skew, whenUnsatisfiable: rule, selector: selector)
}

private func readPodTrace(_ map: YAMLMap, trace: TraceBytes) -> PodTrace? {
  defer { map.finish() }
  let count = map.required("rows")?.whole(in: 1...scenarioCountLimit)
  let source = readPodRows(map, wanted: count, trace)
  let word = map.required("play", hint: "window or fill")?.word(of: ["window", "fill"])
  let play: PodTrace.Play? =
    switch word {
    case "window":
      .window(
        stretchPercent: map.optional("stretch_percent")?.whole(in: 1...100_000, unit: "%") ?? 100,
        longest: map.requiredDuration("longest", least: 1) ?? .seconds(1))
    case "fill": map.requiredDuration("gap", least: 1).map { .fill(gap: $0) }
    default: nil
    }
  guard let source, let count, let play else { return nil }
  switch play {
  case .window(let stretch, _):
    let span = source.rows.lazy.map(\.arrival).max().map { $0.nanoseconds / 1_000_000_000 } ?? 0
    guard map.acceptsSpan(span, stretch) else { return nil }
  case .fill(let gap):
    let milliseconds = gap.nanoseconds / 1_000_000
    guard map.acceptsSpan(milliseconds.times(min(count, source.rows.count)) / 1_000, 100)
    else { return nil }
  }
  return PodTrace(file: source.file, rows: source.rows, count: count, play: play)
}

extension YAMLMap {
  /// Reports a trace whose last row comes too late to be simulated.
  func acceptsSpan(_ seconds: Int, _ stretchPercent: Int) -> Bool {
    let last = seconds.times(stretchPercent) / 100
    guard last > ScenarioLimit.arrivalSeconds else { return true }
    log.report(
      line: line(of: has("stretch_percent") ? "stretch_percent" : "file"),
      "the last row would come after \(last) seconds, at most \(ScenarioLimit.arrivalSeconds) are simulated",
      hint: "a smaller stretch_percent or gap, or fewer rows")
    return false
  }
}
