import AddressedYAML
import Cluster
import Labs
import Simulation
import Traffic

/// Label keys and annotations by which objects say more than their fields do.
enum ManifestKey {
  static let kueueQueue = "kueue.x-k8s.io/queue-name"
  static let kueuePriority = "kueue.x-k8s.io/priority-class"
  static let minimumParallelism = "kueue.x-k8s.io/job-min-parallelism"
  static let requiredTopology = "kueue.x-k8s.io/podset-required-topology"
  static let preferredTopology = "kueue.x-k8s.io/podset-preferred-topology"
  static let unconstrainedTopology = "kueue.x-k8s.io/podset-unconstrained-topology"
  static let sliceTopology = "kueue.x-k8s.io/podset-slice-required-topology"
  static let sliceSize = "kueue.x-k8s.io/podset-slice-size"
  static let volcanoGroup = "scheduling.k8s.io/group-name"
  static let volcanoQueue = "scheduling.volcano.sh/queue-name"
  static let kaiQueue = "kai.scheduler/queue"
  static let kaiGroup = "pod-group-name"
  /// Ours: how long the pods work, in seconds; the export writes it, the import reads it.
  static let duration = "aiinfra-tutor/duration-seconds"
}

extension ManifestObject {
  /// Jobs without this annotation run until the end.
  var annotatedDuration: Int? {
    annotations[ManifestKey.duration].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// The topology request of a pod template's annotations.
  static func topology(_ annotations: LabelSet) -> JobClass.Topology? {
    let slice = annotations[ManifestKey.sliceTopology] ?? ""
    let size = annotations[ManifestKey.sliceSize].flatMap { Int($0) } ?? 0
    func request(_ mode: JobClass.Topology.Mode, _ level: String) -> JobClass.Topology {
      JobClass.Topology(
        mode: mode, level: level, sliceSize: slice.isEmpty ? 0 : size,
        sliceLevel: size > 0 ? slice : "")
    }
    if let level = annotations[ManifestKey.requiredTopology] { return request(.required, level) }
    if let level = annotations[ManifestKey.preferredTopology] { return request(.preferred, level) }
    if annotations[ManifestKey.unconstrainedTopology] == "true" || (!slice.isEmpty && size > 0) {
      return request(.unconstrained, "")
    }
    return nil
  }
}

/// A pod template: labels, annotations and what was read of its spec.
struct TemplateReading {
  let labels: LabelSet
  let annotations: LabelSet
  let spec: PodSpecReading

  /// `nil` when there is no template under that key.
  init?(_ map: YAMLMap, _ key: String) {
    guard let template = map.required(key)?.map(), let spec = template.required("spec")?.map()
    else { return nil }
    let metadata = template.optional("metadata")?.map()
    labels = metadata?.anyLabels("labels") ?? [:]
    annotations = metadata?.anyLabels("annotations") ?? [:]
    self.spec = readPodSpec(spec, labels: labels)
  }

  func podSet(_ name: String, count: Int) -> JobClass.PodSet {
    JobClass.PodSet(
      name: name, count: count, shape: spec.shape, topology: ManifestObject.topology(annotations))
  }
}

/// A workload as it stands in manifests, before priorities and queues are looked up.
struct WorkloadReading {
  let object: ManifestObject
  var job: JobClass
  /// Explicit `spec.priority`, else looked up by class.
  var priority: Int?
  var priorityClass: String
  /// LocalQueue (Kueue) or queue (Volcano, KAI) as the object names it.
  var queue: String
  var refusals: [(line: Int, text: String)]
}

extension ManifestObject {
  private func workload(
    _ sets: [JobClass.PodSet], _ templates: [TemplateReading], kind: JobClass.Kind = .job
  ) -> WorkloadReading {
    var job = JobClass(
      name: name, arrivals: Arrivals(count: 1, pattern: .together), kind: kind, podSets: sets,
      durationSeconds: annotatedDuration.map { .fixed($0) })
    job.hasExactName = true
    job.namespace = namespace
    job.schedulerName = templates.first?.spec.schedulerName ?? ""
    return WorkloadReading(
      object: self, job: job, priority: templates.first?.spec.priority,
      priorityClass: labels[ManifestKey.kueuePriority] ?? templates.first?.spec.priorityClass ?? "",
      queue: labels[ManifestKey.kueueQueue] ?? labels[ManifestKey.kaiQueue]
        ?? annotations[ManifestKey.volcanoQueue] ?? "",
      refusals: templates.flatMap(\.spec.refusals))
  }

  /// `batch/v1` Job: `parallelism` pods that work together.
  func batchJob() -> WorkloadReading? {
    guard let spec, let template = TemplateReading(spec, "template") else { return nil }
    let count = spec.optional("parallelism")?.whole(in: 0...10_000, unit: "pods") ?? 1
    var set = template.podSet("main", count: max(1, count))
    set.minimum = annotations[ManifestKey.minimumParallelism].flatMap { Int($0) }
      .flatMap { (1...set.count).contains($0) ? $0 : nil }
    var result = workload([set], [template])
    if result.job.durationSeconds == nil,
      let deadline = spec.optional("activeDeadlineSeconds")?.whole(in: 1...31_536_000)
    {
      result.job.durationSeconds = .fixed(deadline)
    }
    result.job.retries = spec.optional("backoffLimit")?.whole(in: 0...1_000_000_000) ?? 6
    result.job.retries = min(1_000, result.job.retries)
    let completions = spec.optional("completions")?.whole(in: 0...1_000_000) ?? count
    if completions > max(1, count) {
      result.refusals.append(
        (
          spec.line(of: "completions"),
          "more completions (\(completions)) than parallelism (\(count)) are not simulated"
        ))
    }
    result.job.progress = .each
    return result
  }

  /// `batch.volcano.sh` Job: tasks with `minAvailable`.
  func volcanoJob() -> WorkloadReading? {
    guard let spec else { return nil }
    var sets: [JobClass.PodSet] = []
    var templates: [TemplateReading] = []
    for task in spec.maps("tasks") {
      let name = task.required("name")?.text() ?? ""
      let count = task.optional("replicas")?.whole(in: 0...10_000, unit: "pods") ?? 1
      guard count > 0, let template = TemplateReading(task, "template") else { continue }
      var set = template.podSet(identifierText(name), count: count)
      set.minimum = task.optional("minAvailable")?.whole(in: 0...count, unit: "pods")
        .flatMap { $0 > 0 ? $0 : nil }
      sets.append(set)
      templates.append(template)
    }
    guard !sets.isEmpty else { return nil }
    var result = workload(sets, templates)
    result.queue = spec.optional("queue")?.text() ?? "default"
    result.priorityClass = spec.optional("priorityClassName")?.text() ?? result.priorityClass
    let pods = sets.reduce(0) { $0 + $1.count }
    result.job.gangMinimum = spec.optional("minAvailable")?.whole(in: 0...pods) ?? pods
    if result.job.gangMinimum == 0 { result.job.gangMinimum = nil }
    return result
  }

  /// LeaderWorkerSet: one job a replica.
  func leaderWorkerSet() -> [WorkloadReading] {
    guard let spec, let map = spec.required("leaderWorkerTemplate")?.map(),
      let worker = TemplateReading(map, "workerTemplate")
    else { return [] }
    let leader = map.has("leaderTemplate") ? TemplateReading(map, "leaderTemplate") : worker
    let size = map.optional("size")?.whole(in: 1...10_000, unit: "pods") ?? 1
    let replicas = spec.optional("replicas")?.whole(in: 0...10_000, unit: "groups") ?? 1
    guard let leader else { return [] }
    return (0..<replicas).map { number in
      var sets = [leader.podSet("leader", count: 1)]
      if size > 1 { sets.append(worker.podSet("worker", count: size - 1)) }
      var result = workload(sets, [leader, worker], kind: .leaderWorkerSet)
      result.job.name += "-\(number)"
      result.job.waitsForLeader = spec.optional("startupPolicy")?.text() == "LeaderReady"
      result.job.restartsWhole = map.optional("restartPolicy")?.text() != "None"
      return result
    }
  }

  /// Deployment, ReplicaSet, StatefulSet: pods that run for ever, each by itself.
  func service() -> WorkloadReading? {
    guard let spec, let template = TemplateReading(spec, "template") else { return nil }
    let count = spec.optional("replicas")?.whole(in: 0...10_000, unit: "pods") ?? 1
    guard count > 0 else { return nil }
    var result = workload([template.podSet("main", count: count)], [template])
    result.job.progress = .each
    return result
  }

  /// A Pod without a controller that is imported: one job of one pod.
  func pod() -> WorkloadReading? {
    guard let spec else { return nil }
    let reading = readPodSpec(spec, labels: labels)
    var job = JobClass(
      name: name, arrivals: Arrivals(count: 1, pattern: .together),
      podSets: [
        JobClass.PodSet(
          name: "main", count: 1, shape: reading.shape, topology: Self.topology(annotations))
      ], durationSeconds: annotatedDuration.map { .fixed($0) })
    job.hasExactName = true
    job.namespace = namespace
    job.schedulerName = reading.schedulerName
    job.progress = .each
    if let node = reading.nodeName { job.runsOn = [node] }
    return WorkloadReading(
      object: self, job: job, priority: reading.priority, priorityClass: reading.priorityClass,
      queue: labels[ManifestKey.kueueQueue] ?? labels[ManifestKey.kaiQueue] ?? "",
      refusals: reading.refusals)
  }

  /// Whether a pod is over and holds nothing any more.
  var isOver: Bool {
    let phase = map.optional("status")?.map()?.optional("phase")?.text()
    return phase == "Succeeded" || phase == "Failed"
  }

  /// The gang that a pod belongs to, by annotation or label.
  var podGroupName: String? {
    annotations[ManifestKey.volcanoGroup] ?? annotations[ManifestKey.kaiGroup]
      ?? labels["scheduling.x-k8s.io/pod-group"]
      ?? spec?.optional("schedulingGroup")?.map()?.optional("podGroupName")?.text()
      ?? spec?.optional("workloadRef")?.map()?.optional("podGroup")?.text()
  }
}

/// A Kubernetes name as an identifier of our files: dots become hyphens.
func identifierText(_ name: String) -> String {
  let parts = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
  return parts.isEmpty ? "unnamed" : parts.joined(separator: "-")
}
