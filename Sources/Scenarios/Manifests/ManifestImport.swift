import AddressedYAML
import Cluster
import Diagnostics
import Labs
import Simulation
import Traffic

/// What the import of manifests gave.
public struct ManifestImport: Sendable {
  /// `nil` when nothing could be read.
  public let scenario: SchedulingScenario?
  /// Mistakes in the text: it is no YAML, a quantity is none.
  public let problems: [ContentProblem]
  /// Objects that the simulator cannot do justice to, each with its reason; they are not in the
  /// scenario.
  public let refusals: [ContentProblem]
  /// What was left out without changing any answer.
  public let notes: [ContentProblem]
}

/// Reads Kubernetes objects, as from `kubectl get -o yaml` or `-o json`, into a scheduling scenario.
///
/// Known kinds: Node, Pod, Job, Deployment, ReplicaSet, StatefulSet, PriorityClass,
/// PodDisruptionBudget; Kueue's ClusterQueue, LocalQueue, Cohort, ResourceFlavor, Topology,
/// WorkloadPriorityClass; Volcano's Queue, PodGroup, Job; KAI's Queue and PodGroup;
/// LeaderWorkerSet. Others are noted and left out. Pods on a node run already; pods of a controller
/// that is imported too count as its pods.
public func importManifests(_ text: String, file: String, title: String) -> ManifestImport {
  let log = ProblemLog(file: file)
  var reader = ManifestReader(file: file, log: log)
  reader.read(manifestObjects(text, log: log), title: title)
  return ManifestImport(
    scenario: log.isEmpty ? reader.scenario : nil, problems: log.problems,
    refusals: reader.refusals, notes: reader.notes)
}

private struct ManifestReader {
  let file: String
  let log: ProblemLog
  private(set) var scenario: SchedulingScenario?
  private(set) var refusals: [ContentProblem] = []
  private(set) var notes: [ContentProblem] = []

  init(file: String, log: ProblemLog) {
    self.file = file
    self.log = log
  }

  mutating func read(_ objects: [ManifestObject], title: String) {
    let byKind = Dictionary(grouping: objects, by: \.kind)
    func all(_ kind: String, _ group: String? = nil) -> [ManifestObject] {
      (byKind[kind] ?? []).filter { group == nil || $0.group == group }
    }
    var result = SchedulingScenario(heading: ScenarioHeading(title: title), nodes: [])
    result.nodes = groups(all("Node"))
    let levels = Dictionary(
      all("Topology").map { ($0.name, $0.topologyLevels) }, uniquingKeysWith: { first, _ in first })
    result.flavors = all("ResourceFlavor").map { $0.flavor { levels[$0] ?? [] } }
    result.queues =
      all("Cohort").map { $0.kueueQueue() } + all("ClusterQueue").map { $0.kueueQueue() }
      + all("Queue", "scheduling.volcano.sh").filter { $0.name != "root" }
      .map { $0.volcanoQueue() } + all("Queue", "scheduling.run.ai").map { $0.kaiQueue() }
    addImplicitCohorts(&result)
    let priorities = Dictionary(
      (all("PriorityClass") + all("WorkloadPriorityClass")).compactMap { object in
        object.map.required("value")?.whole().map { (object.name, $0) }
      }, uniquingKeysWith: { first, _ in first })
    let localQueues = Dictionary(
      all("LocalQueue").compactMap { object in
        object.spec?.required("clusterQueue")?.text().map {
          (object.namespace + "/" + object.name, $0)
        }
      }, uniquingKeysWith: { first, _ in first })

    for var workload in workloads(objects) {
      guard keep(workload) else { continue }
      workload.job.priority =
        workload.priority ?? priorities[workload.priorityClass]
        ?? systemPriorities[workload.priorityClass] ?? 0
      workload.job.queue =
        localQueues[workload.job.namespace + "/" + workload.queue] ?? workload.queue
      if !workload.job.queue.isEmpty,
        !result.queues.contains(where: { $0.name == workload.job.queue })
      {
        note(workload.object, "its queue '\(shortened(workload.queue))' is not among the objects")
        workload.job.queue = ""
      }
      result.jobs.append(workload.job)
    }
    makeNamesUnique(&result.jobs)
    result.budgets = all("PodDisruptionBudget").compactMap { budget($0, result.jobs) }
    dropUnknownNodes(&result)
    for object in objects where !knownKinds.contains(object.kind) {
      note(object, "objects of the kind \(object.kind) do not matter to the simulator")
    }
    if result.nodes.isEmpty {
      log.report(
        line: 0, "there is no Node among the objects", hint: "add `kubectl get nodes -o yaml`")
    }
    if result.jobs.isEmpty {
      log.report(
        line: 0, "there is nothing to schedule among the objects",
        hint: "add Pods, Jobs or LeaderWorkerSets")
    }
    scenario = result
  }

  private mutating func note(_ object: ManifestObject, _ text: String) {
    notes.append(
      ContentProblem(file: file, line: object.line, message: "\(object.title): \(text)"))
  }

  /// Whether the workload can be simulated; its refusals are noted.
  private mutating func keep(_ workload: WorkloadReading) -> Bool {
    for refusal in workload.refusals {
      refusals.append(
        ContentProblem(
          file: file, line: refusal.line, message: "\(workload.object.title): \(refusal.text)",
          hint: "the object is left out"))
    }
    return workload.refusals.isEmpty
  }

  // MARK: Nodes

  /// Equal nodes become one group with their names.
  private mutating func groups(_ objects: [ManifestObject]) -> [NodeGroup] {
    var groups: [NodeGroup] = []
    var places: [NodeGroup: Int] = [:]
    for object in objects {
      guard let group = node(object) else { continue }
      if let at = places[group] {
        groups[at].names.append(object.name)
        groups[at].count += 1
      } else {
        places[group] = groups.count
        var first = group
        first.name = "nodes-\(groups.count)"
        first.names = [object.name]
        groups.append(first)
      }
    }
    return groups
  }

  private mutating func node(_ object: ManifestObject) -> NodeGroup? {
    let status = object.map.optional("status")?.map()
    let key = status?.has("allocatable") == true ? "allocatable" : "capacity"
    guard let status, status.has(key) else {
      log.report(
        line: object.line, "\(object.title) has neither status.allocatable nor status.capacity",
        hint: "schedulers count what is allocatable")
      return nil
    }
    let amounts = status.quantities(key)
    var group = NodeGroup(
      name: "", count: 1, cpu: amounts.cpu, memory: amounts.memory,
      gpus: amounts[.nvidiaGPU] ?? 0)
    if group.gpus > 64 {
      log.report(
        line: object.line, "\(object.title) has \(group.gpus) GPUs; at most 64 are simulated")
      return nil
    }
    group.maxPods = amounts[.pods] ?? 0
    for entry in amounts.entries where entry.name.isExtended && entry.name != .nvidiaGPU {
      // Huge pages and the like have no slash and no pod here may ask for them.
      if entry.name.text.contains("/") { group.extended[entry.name] = entry.amount }
    }
    group.labels = object.labels
    if group.labels[WellKnownLabel.hostname] == object.name {
      group.labels[WellKnownLabel.hostname] = nil
    }
    group.gpuModel = object.labels["nvidia.com/gpu.product"] ?? ""
    group.taints = object.spec?.maps("taints").compactMap(manifestTaint) ?? []
    group.isUnschedulable = object.spec?.optional("unschedulable")?.truth() ?? false
    group.images = status.maps("images").flatMap { image -> [NodeImage] in
      guard let size = image.optional("sizeBytes")?.whole(in: 0...1 << 50) else { return [] }
      return image.texts("names").map { NodeImage(name: $0, size: Bytes(size)) }
    }
    let ready = status.maps("conditions").first { $0.optional("type")?.text() == "Ready" }
    if let ready, ready.optional("status")?.scalarText() != "True" { group.isUnschedulable = true }
    return group
  }

  // MARK: Workloads

  private mutating func workloads(_ objects: [ManifestObject]) -> [WorkloadReading] {
    let pods = objects.filter { $0.kind == "Pod" && !$0.isOver }
    // What each controller's pods run on; only controllers that are imported themselves count.
    var owned: [String: [ManifestObject]] = [:]
    for pod in pods {
      guard let owner = pod.owner else { continue }
      owned["\(owner.kind) \(pod.namespace)/\(owner.name)", default: []].append(pod)
    }
    var result: [WorkloadReading] = []
    var taken: Set<String> = []
    for object in objects {
      let own = "\(object.kind) \(object.namespace)/\(object.name)"
      switch object.kind {
      case "Job":
        guard object.owner == nil,
          var job = object.group == "batch.volcano.sh" ? object.volcanoJob() : object.batchJob()
        else { continue }
        taken.insert(own)
        place(&job, on: owned[own] ?? [])
        result.append(job)
      case "LeaderWorkerSet":
        taken.formUnion(["StatefulSet \(object.namespace)/\(object.name)", own])
        result += object.leaderWorkerSet()
      case "Deployment", "ReplicaSet", "StatefulSet":
        // With their pods at hand the pods say more.
        guard object.owner == nil, owned[own] == nil,
          object.kind != "Deployment"
            || !objects.contains(where: {
              $0.owner?.kind == "Deployment" && $0.owner?.name == object.name
            }),
          let service = object.service()
        else { continue }
        result.append(service)
      default: break
      }
    }
    let single = pods.filter { pod in
      pod.owner.map { !taken.contains("\($0.kind) \(pod.namespace)/\($0.name)") } ?? true
    }
    return result + gangs(single, objects)
  }

  /// The pods of a job run where their own objects say; a job of which only some run begins anew.
  private mutating func place(_ job: inout WorkloadReading, on pods: [ManifestObject]) {
    let nodes = pods.compactMap { $0.spec?.optional("nodeName")?.text() }
    let count = job.job.podSets.reduce(0) { $0 + $1.count }
    if nodes.count == count {
      job.job.runsOn = nodes
    } else if !nodes.isEmpty {
      note(job.object, "\(nodes.count) of its \(count) pods run; it is imported as not started")
    }
  }

  /// Pods of one PodGroup become one job with a gang; the others stand alone.
  private mutating func gangs(
    _ pods: [ManifestObject], _ objects: [ManifestObject]
  ) -> [WorkloadReading] {
    var result: [WorkloadReading] = []
    var places: [String: Int] = [:]
    let groups = objects.filter { $0.kind == "PodGroup" }
    for pod in pods {
      guard let reading = pod.pod() else { continue }
      guard let name = pod.podGroupName,
        let group = groups.first(where: { $0.name == name && $0.namespace == pod.namespace })
      else {
        result.append(reading)
        continue
      }
      let key = pod.namespace + "/" + name
      guard let at = places[key] else {
        places[key] = result.count
        result.append(gang(group, first: reading))
        continue
      }
      add(reading, to: &result[at])
    }
    for at in places.values.sorted() {
      let pods = result[at].job.podSets.reduce(0) { $0 + $1.count }
      if !result[at].job.runsOn.isEmpty, result[at].job.runsOn.count != pods {
        note(result[at].object, "only some of its pods run; it is imported as not started")
        result[at].job.runsOn = []
      }
      if let gang = result[at].job.gangMinimum, gang > pods {
        note(
          result[at].object,
          "only \(pods) of the \(gang) pods of its minimum are among the objects")
        result[at].job.gangMinimum = pods
      }
    }
    return result
  }

  private func gang(_ group: ManifestObject, first: WorkloadReading) -> WorkloadReading {
    var job = first.job
    job.name = group.name
    job.progress = .together
    job.gangMinimum = group.spec?.optional("minMember")?.whole(in: 1...100_000)
    job.durationSeconds = job.durationSeconds ?? group.annotatedDuration.map { .fixed($0) }
    var result = WorkloadReading(
      object: group, job: job, priority: first.priority, priorityClass: first.priorityClass,
      queue: group.spec?.optional("queue")?.text() ?? first.queue, refusals: first.refusals)
    if let name = group.spec?.optional("priorityClassName")?.text() { result.priorityClass = name }
    return result
  }

  /// Pods that are alike count as one set, whatever their labels number them with.
  private func add(_ pod: WorkloadReading, to gang: inout WorkloadReading) {
    gang.refusals += pod.refusals
    guard let set = pod.job.podSets.first else { return }
    if let at = gang.job.podSets.firstIndex(where: {
      $0.shape == set.shape && $0.topology == set.topology
    }) {
      // Nodes stand in the order of the pods, so a set may only grow at the end.
      if at == gang.job.podSets.count - 1 || gang.job.runsOn.isEmpty {
        gang.job.podSets[at].count += 1
        gang.job.runsOn += pod.job.runsOn
        return
      }
    }
    var next = set
    next.name = "set-\(gang.job.podSets.count)"
    gang.job.podSets.append(next)
    gang.job.runsOn += pod.job.runsOn
  }

  // MARK: Putting together

  /// A cohort that is only named exists without quota.
  private func addImplicitCohorts(_ scenario: inout SchedulingScenario) {
    for queue in scenario.queues where !queue.parent.isEmpty {
      if !scenario.queues.contains(where: { $0.name == queue.parent }) {
        scenario.queues.append(QueueClass(name: queue.parent))
      }
    }
  }

  private func makeNamesUnique(_ jobs: inout [JobClass]) {
    var seen: Set<String> = []
    for at in jobs.indices {
      let base = identifierText(jobs[at].name)
      var name = base
      var number = 2
      while !seen.insert(name).inserted {
        name = "\(base)-\(number)"
        number += 1
      }
      jobs[at].name = name
    }
  }

  private mutating func budget(_ object: ManifestObject, _ jobs: [JobClass]) -> DisruptionBudget? {
    guard let spec = object.spec else { return nil }
    var trouble: String?
    let labels = simpleSelector(spec, "selector") { trouble = trouble ?? $1 } ?? [:]
    let matching = jobs.flatMap(\.podSets).filter { set in
      labels.labels.allSatisfy { set.shape.labels[$0.key] == $0.value }
    }.reduce(0) { $0 + $1.count }
    func pods(_ key: String) -> Int? {
      guard let text = spec.optional(key)?.scalarText() else { return nil }
      if text.hasSuffix("%"), let percent = Int(text.dropLast()) {
        return (matching * percent + 99) / 100
      }
      return Int(text)
    }
    let most = pods("maxUnavailable") ?? pods("minAvailable").map { max(0, matching - $0) }
    guard trouble == nil, let most, !labels.isEmpty else {
      refusals.append(
        ContentProblem(
          file: file, line: object.line,
          message: "\(object.title): \(trouble ?? "it names no pods or no limit")",
          hint: "the object is left out"))
      return nil
    }
    return DisruptionBudget(
      name: identifierText(object.name), labels: labels, maxUnavailable: max(0, most))
  }

  /// Pods on a machine that is not among the nodes cannot be simulated.
  private mutating func dropUnknownNodes(_ scenario: inout SchedulingScenario) {
    let known = Set(scenario.nodes.flatMap(\.nodeNames))
    var kept: [JobClass] = []
    for job in scenario.jobs {
      if let missing = job.runsOn.first(where: { !known.contains($0) }) {
        notes.append(
          ContentProblem(
            file: file, line: 0,
            message: "\(job.name) runs on '\(shortened(missing))', which is not among the nodes"))
      } else {
        kept.append(job)
      }
    }
    scenario.jobs = kept
  }
}

/// Classes that every cluster has.
private let systemPriorities = [
  "system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000,
]

private let knownKinds: Set<String> = [
  "Node", "Pod", "Job", "Deployment", "ReplicaSet", "StatefulSet", "LeaderWorkerSet", "Queue",
  "PodGroup", "ClusterQueue", "LocalQueue", "Cohort", "ResourceFlavor", "Topology",
  "PriorityClass", "WorkloadPriorityClass", "PodDisruptionBudget",
]
