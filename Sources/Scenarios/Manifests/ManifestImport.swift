import AddressedYAML
import Cluster
import Diagnostics
import Labs
import Simulation

/// A text with manifests.
public struct ManifestFile: Sendable {
  /// As the person who gave it knows it.
  public let name: String
  public let text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// What the import of manifests gave.
public struct ManifestImport: Sendable {
  /// `nil` when nothing could be read.
  public let scenario: SchedulingScenario?
  /// Mistakes in the text: it is no YAML, a quantity is none.
  public let problems: [ContentProblem]
  /// Objects that the simulator cannot do justice to, each with its reason; they are not in the
  /// scenario.
  public let refusals: [ContentProblem]
  /// What was left out or assumed.
  public let notes: [ContentProblem]
  /// Where the objects stand of which parts of the scenario were made, by `SECTION/NAME`.
  let places: [String: ManifestPlace]
  /// The first file.
  let file: String
}

/// Reads Kubernetes objects, as from `kubectl get -o yaml` or `-o json`, into a scheduling scenario.
///
/// Known kinds: Node, Pod, Job, JobSet, Deployment, ReplicaSet, StatefulSet, PriorityClass,
/// PodDisruptionBudget, Workload (kube-scheduler's gangs); Kueue's ClusterQueue, LocalQueue, Cohort,
/// ResourceFlavor, Topology, WorkloadPriorityClass; Volcano's Queue, PodGroup, Job; KAI's Queue and
/// PodGroup; LeaderWorkerSet. Others are noted and left out. Pods on a node run already; pods of a
/// controller that is imported too count as its pods.
public func importManifests(_ text: String, file: String, title: String) -> ManifestImport {
  importManifests([ManifestFile(name: file, text: text)], title: title)
}

/// The same for several files that together hold one cluster.
public func importManifests(_ files: [ManifestFile], title: String) -> ManifestImport {
  let logs = files.map { ProblemLog(file: $0.name) }
  var objects: [ManifestObject] = []
  for (file, log) in zip(files, logs) { objects += manifestObjects(file.text, log: log) }
  var reader = ManifestReader(file: files.first?.name ?? "")
  reader.read(objects, title: title)
  // What is missing says nothing about a text that could not be read.
  let mistakes = logs.flatMap(\.problems)
  let problems = mistakes.isEmpty ? reader.log.problems : mistakes
  return ManifestImport(
    scenario: problems.isEmpty ? reader.scenario : nil, problems: problems,
    refusals: reader.report.refusals, notes: reader.report.notes, places: reader.places,
    file: files.first?.name ?? "")
}

private struct ManifestReader {
  /// Problems of all objects together.
  let log: ProblemLog
  private(set) var scenario: SchedulingScenario?
  private(set) var report = ManifestReport()
  private(set) var places: [String: ManifestPlace] = [:]

  init(file: String) { log = ProblemLog(file: file) }

  mutating func read(_ given: [ManifestObject], title: String) {
    let objects = withoutRepeated(given)
    let byKind = Dictionary(grouping: objects, by: \.kind)
    func all(_ kind: String, _ group: String? = nil) -> [ManifestObject] {
      (byKind[kind] ?? []).filter { group == nil || $0.group == group }
    }
    var result = SchedulingScenario(heading: ScenarioHeading(title: title), nodes: [])
    result.nodes = nodeGroups(all("Node"), &report)
    let kueue = "kueue.x-k8s.io"
    let levels = Dictionary(
      all("Topology").map { ($0.name, $0.topologyLevels) }, uniquingKeysWith: { first, _ in first })
    result.flavors = all("ResourceFlavor").map { $0.flavor { levels[$0] ?? [] } }
      // What quotas without a flavor mean.
      .filter { $0 != FlavorClass(name: QueueClass.standardFlavor) }
    result.queues = all("Cohort", kueue).map { $0.kueueQueue(&report) }
    result.queues += all("ClusterQueue", kueue).map { $0.kueueQueue(&report) }
    result.queues += all("Queue", "scheduling.volcano.sh").filter { $0.name != "root" }
      .map { $0.volcanoQueue() }
    result.queues += all("Queue", "scheduling.run.ai").map { $0.kaiQueue(&report) }
    inOrder(&result, objects)
    addImplicitCohorts(&result)

    let classes = all("PriorityClass") + all("WorkloadPriorityClass", kueue)
    let priorities = Dictionary(
      classes.compactMap { object in
        object.map.required("value")?.whole(in: -2_147_483_648...2_147_483_647)
          .map { (object.name, $0) }
      }, uniquingKeysWith: { first, _ in first })
    let standard = classes.first { $0.map.optional("globalDefault")?.truth() == true }?.name
    let neverPreempting = Set(
      classes.filter { $0.map.optional("preemptionPolicy")?.text() == "Never" }.map(\.name))
    var localQueues: [String: String] = [:]
    for object in all("LocalQueue", kueue) {
      if let name = object.spec?.required("clusterQueue")?.text() {
        localQueues[object.namespace + "/" + object.name] = name
      }
      object.refuseStopped(&report)
    }
    let queueNames = Set(result.queues.map(\.name))

    var jobObjects: [ManifestObject] = []
    var collector = WorkloadCollector(objects, report)
    for var workload in collector.workloads() {
      if neverPreempting.contains(workload.priorityClass) {
        workload.refusals.append(
          (workload.object.line, "a priority that never preempts is not simulated"))
      }
      for refusal in workload.refusals {
        collector.report.refuse(workload.object, line: refusal.line, refusal.text)
      }
      guard workload.refusals.isEmpty else { continue }
      workload.job.priority =
        workload.priority ?? priorities[workload.priorityClass]
        ?? systemPriorities[workload.priorityClass]
        ?? (workload.priorityClass.isEmpty ? standard.flatMap { priorities[$0] } : nil) ?? 0
      if !workload.priorityClass.isEmpty, workload.priority == nil,
        priorities[workload.priorityClass] == nil, systemPriorities[workload.priorityClass] == nil
      {
        collector.report.note(
          workload.object,
          "its priority class '\(shortened(workload.priorityClass))' is not among the objects; it counts as 0"
        )
      }
      if workload.hasPreemptibilityOfPriority {
        workload.job.isPreemptible = workload.job.priority < 100
      }
      workload.job.queue =
        localQueues[workload.job.namespace + "/" + workload.queue] ?? workload.queue
      if !workload.job.queue.isEmpty, !queueNames.contains(workload.job.queue) {
        if workload.job.queue != "default" {
          collector.report.note(
            workload.object, "its queue '\(shortened(workload.queue))' is not among the objects")
        }
        workload.job.queue = ""
      }
      result.jobs.append(workload.job)
      jobObjects.append(workload.object)
    }
    report = collector.report
    let queueObjects = Dictionary(
      (all("Cohort", kueue) + all("ClusterQueue", kueue) + all("Queue")).map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
    let sources = result.queues.map { queueObjects[$0.name] }
    makeNamesUnique(&result)
    for (job, object) in zip(result.jobs, jobObjects) { places["jobs/" + job.name] = object.place }
    for (queue, object) in zip(result.queues, sources) {
      places["queues/" + queue.name] = object?.place
    }
    let machines = Dictionary(
      all("Node").map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for group in result.nodes {
      places["nodes/" + group.name] = group.names.first.flatMap { machines[$0] }?.place
    }
    dropOverfull(&result, jobObjects)
    result.budgets = budgets(all("PodDisruptionBudget"), result.jobs)
    dropUnknownNodes(&result)
    noteOthers(objects)
    if result.nodes.isEmpty {
      log.report(
        line: 0, "there is no Node among the objects", hint: "add `kubectl get nodes -o yaml`")
    }
    if result.jobs.isEmpty {
      log.report(
        line: 0, "there is nothing to schedule among the objects",
        hint: report.refusals.isEmpty
          ? "add Pods, Jobs or LeaderWorkerSets" : "what there is cannot be simulated")
    }
    scenario = result
  }

  /// Objects that stand there more than once count once, as in a cluster.
  private mutating func withoutRepeated(_ objects: [ManifestObject]) -> [ManifestObject] {
    var seen: Set<String> = []
    return objects.filter { object in
      guard knownKinds.contains(object.kind) else { return true }
      let isFirst = seen.insert("\(object.group) \(object.identity)").inserted
      if !isFirst { report.note(object, "stands there twice; the first counts") }
      return isFirst
    }
  }

  // MARK: Queues

  /// Queues in the order of their objects.
  private func inOrder(_ scenario: inout SchedulingScenario, _ objects: [ManifestObject]) {
    var places: [String: Int] = [:]
    for (at, object) in objects.enumerated()
    where ["Cohort", "ClusterQueue", "Queue"].contains(object.kind) {
      if places[object.name] == nil { places[object.name] = at }
    }
    scenario.queues = scenario.queues.enumerated().sorted {
      (places[$0.element.name] ?? 0, $0.offset) < (places[$1.element.name] ?? 0, $1.offset)
    }.map(\.element)
  }

  /// A cohort that is only named exists without quota.
  private func addImplicitCohorts(_ scenario: inout SchedulingScenario) {
    var known = Set(scenario.queues.map(\.name))
    for queue in scenario.queues where !queue.parent.isEmpty {
      if known.insert(queue.parent).inserted {
        scenario.queues.append(QueueClass(name: queue.parent))
      }
    }
  }

  // MARK: Names

  /// Names become identifiers of our files, each once; what refers to them goes along.
  private func makeNamesUnique(_ scenario: inout SchedulingScenario) {
    var namer = UniqueNames()
    for at in scenario.jobs.indices {
      scenario.jobs[at].name = namer.name(identifierText(scenario.jobs[at].name))
    }
    var queues = UniqueNames()
    var queueNames: [String: String] = ["": ""]
    for at in scenario.queues.indices {
      let old = scenario.queues[at].name
      let new = queues.name(identifierText(old))
      scenario.queues[at].name = new
      if queueNames[old] == nil { queueNames[old] = new }
    }
    var flavors = UniqueNames()
    var flavorNames: [String: String] = [:]
    for at in scenario.flavors.indices {
      let old = scenario.flavors[at].name
      let new = flavors.name(identifierText(old))
      scenario.flavors[at].name = new
      if flavorNames[old] == nil { flavorNames[old] = new }
    }
    for at in scenario.queues.indices {
      scenario.queues[at].parent = queueNames[scenario.queues[at].parent] ?? ""
      for quota in scenario.queues[at].quotas.indices {
        let old = scenario.queues[at].quotas[quota].flavor
        if let new = flavorNames[old] { scenario.queues[at].quotas[quota].flavor = new }
      }
    }
    for at in scenario.jobs.indices {
      scenario.jobs[at].queue = queueNames[scenario.jobs[at].queue] ?? ""
    }
  }

  // MARK: Budgets

  private mutating func budgets(
    _ objects: [ManifestObject], _ jobs: [JobClass]
  ) -> [DisruptionBudget] {
    var namer = UniqueNames()
    return objects.compactMap { object in
      var budget = budget(object, jobs)
      budget?.name = namer.name(identifierText(object.name))
      return budget
    }
  }

  private mutating func budget(_ object: ManifestObject, _ jobs: [JobClass]) -> DisruptionBudget? {
    guard let spec = object.spec else { return nil }
    var trouble: String?
    let labels = simpleSelector(spec, "selector") { trouble = trouble ?? $1 } ?? [:]
    let matching = jobs.filter { $0.namespace == object.namespace }.flatMap(\.podSets)
      .filter { set in labels.labels.allSatisfy { set.shape.labels[$0.key] == $0.value } }
      .reduce(0) { $0 + $1.count }
    func pods(_ key: String) -> Int? {
      guard let text = spec.optional(key)?.scalarText() else { return nil }
      if text.hasSuffix("%"), let percent = Int(text.dropLast()), (0...100).contains(percent) {
        // Both kinds round up (`GetScaledValueFromIntOrPercent` with roundUp).
        return (matching * percent + 99) / 100
      }
      return Int(text).flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
    }
    let most = pods("maxUnavailable") ?? pods("minAvailable").map { max(0, matching - $0) }
    guard trouble == nil, let most, !labels.isEmpty else {
      report.refuse(object, trouble ?? "it names no pods or no limit")
      return nil
    }
    return DisruptionBudget(name: object.name, labels: labels, maxUnavailable: most)
  }

  // MARK: The rest

  /// Pods on a machine that is not among the nodes cannot be simulated.
  private mutating func dropUnknownNodes(_ scenario: inout SchedulingScenario) {
    let known = Set(scenario.nodes.flatMap(\.nodeNames))
    var missing: [String: Int] = [:]
    var order: [String] = []
    scenario.jobs.removeAll { job in
      guard let node = job.runsOn.first(where: { !known.contains($0) }) else { return false }
      if missing[node] == nil { order.append(node) }
      missing[node, default: 0] += 1
      return true
    }
    for node in order {
      report.note(
        file: log.file,
        "\(missing[node] ?? 0) jobs run on '\(shortened(node))', which is not among the nodes; they are left out"
      )
    }
  }

  /// A node that holds more than its allocatable cannot be simulated: who comes last is left out.
  private mutating func dropOverfull(
    _ scenario: inout SchedulingScenario, _ origins: [ManifestObject]
  ) {
    let overfull = scenario.overfullJobs
    for (at, problem) in overfull { report.note(origins[at], "it \(problem); it is left out") }
    let gone = Set(overfull.map(\.job))
    scenario.jobs = scenario.jobs.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
  }

  private mutating func noteOthers(_ objects: [ManifestObject]) {
    var counts: [String: Int] = [:]
    for object in objects where !knownKinds.contains(object.kind) {
      counts[object.kind, default: 0] += 1
      guard counts[object.kind] == 1 else { continue }
      switch object.kind {
      case "Service":
        report.note(
          object, "Services are not imported; kube-scheduler would spread their pods a little")
      case "DaemonSet": report.note(object, "its pods are imported where they run")
      case "CronJob": report.note(object, "only the Jobs that it has made are imported")
      default:
        report.note(object, "objects of the kind \(shortened(object.kind)) are not imported")
      }
    }
  }
}

extension ManifestObject {
  fileprivate var place: ManifestPlace { ManifestPlace(file: map.log.file, line: line) }
}

/// Classes that every cluster has.
private let systemPriorities = [
  "system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000,
]

private let knownKinds: Set<String> = [
  "Node", "Pod", "Job", "JobSet", "Deployment", "ReplicaSet", "StatefulSet", "LeaderWorkerSet",
  "Queue", "PodGroup", "Workload", "ClusterQueue", "LocalQueue", "Cohort", "ResourceFlavor",
  "Topology", "PriorityClass", "WorkloadPriorityClass", "PodDisruptionBudget", "Namespace",
  // The export's own.
  "Stage",
]
