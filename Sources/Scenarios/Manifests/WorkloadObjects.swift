import AddressedYAML
import BatchQueueing
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
  /// Annotations that are read; others may hold anything.
  static let annotations: Set<String> = Set(
    [
      minimumParallelism, requiredTopology, preferredTopology, unconstrainedTopology, sliceTopology,
      sliceSize, volcanoGroup, volcanoQueue, kaiGroup, duration, arrival, job, podSet, gpuMilli,
      gpuModel, gpuFraction, gpuMemory, gpuFractionDevices, volcanoPreemptable,
      LWS.Key.exclusiveTopology, LWS.Key.subGroupExclusiveTopology,
    ] + OwnAnnotation.allCases.map(\.key))
  /// Ours: how long the pods work, in seconds; the export writes it, the import reads it.
  static let duration = "aiinfra-tutor/duration-seconds"
  /// Ours: when a workload is sent, in seconds after the start; decimal.
  static let arrival = "aiinfra-tutor/arrival-seconds"
  /// Ours, on pods: the job and the pod set that they belong to.
  static let job = "aiinfra-tutor/job"
  static let podSet = "aiinfra-tutor/pod-set"
  /// Ours: thousandths of one GPU, for which Kubernetes has no request.
  static let gpuMilli = "aiinfra-tutor/gpu-milli"
  /// Ours, on nodes: for pictures.
  static let gpuModel = "aiinfra-tutor/gpu-model"
  /// KAI: a share of one GPU.
  static let gpuFraction = "gpu-fraction"
  static let gpuMemory = "gpu-memory"
  static let gpuFractionDevices = "gpu-fraction-num-devices"
  static let volcanoPreemptable = "volcano.sh/preemptable"
}

private func seconds(ofWork annotations: LabelSet) -> Int? {
  annotations[ManifestKey.duration].flatMap { Int($0) }
    .flatMap { (1...31_536_000).contains($0) ? $0 : nil }
}

extension ManifestObject {
  /// Jobs without this annotation run until the end.
  var annotatedDuration: Int? { seconds(ofWork: annotations) }

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
    annotations = metadata?.anyLabels("annotations", among: ManifestKey.annotations) ?? [:]
    self.spec = readPodSpec(spec, labels: labels, annotations: annotations)
  }

  func podSet(_ name: String, count: Int) -> JobClass.PodSet {
    makePodSet(name, count: count, spec.shape, annotations)
  }
}

private func makePodSet(
  _ name: String, count: Int, _ shape: PodShape, _ annotations: LabelSet
) -> JobClass.PodSet {
  JobClass.PodSet(
    name: annotations[ManifestKey.podSet].map(identifierText) ?? name, count: count,
    minimum: annotations[OwnAnnotation.minimum.key].flatMap { Int($0) }
      .flatMap { $0 >= 1 ? $0 : nil }, shape: shape,
    topology: ManifestObject.topology(annotations))
}

/// A workload as it stands in manifests, before priorities and queues are looked up.
struct WorkloadReading {
  var object: ManifestObject
  var job: JobClass
  /// Explicit `spec.priority`, else looked up by class.
  var priority: Int?
  var priorityClass: String
  /// LocalQueue (Kueue) or queue (Volcano, KAI) as the object names it.
  var queue: String
  var refusals: [(line: Int, text: String)]
  /// What was assumed.
  var notes: [String] = []
  /// `WORKLOAD/GROUP` of kube-scheduler's gangs.
  var gangReference: String?
  /// KAI: evictable when the priority is below 100.
  var hasPreemptibilityOfPriority = false

  /// Reads what the export kept in annotations of ours; later maps go before earlier ones.
  mutating func applyOwnAnnotations(_ maps: [LabelSet]) {
    for map in maps {
      for field in OwnAnnotation.allCases {
        guard let text = map[field.key] else { continue }
        field.apply(text, to: &job)
        if field == .queue { queue = text }
      }
      if let text = map[ManifestKey.arrival], let time = seconds(text) {
        job.arrivals.start = .zero + time
      }
    }
  }
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
    if job.durationSeconds == nil {
      job.durationSeconds = templates.lazy.compactMap { seconds(ofWork: $0.annotations) }.first
        .map { .fixed($0) }
    }
    var reading = WorkloadReading(
      object: self, job: job, priority: templates.first?.spec.priority,
      priorityClass: labels[ManifestKey.kueuePriority] ?? templates.first?.spec.priorityClass ?? "",
      queue: labels[ManifestKey.kueueQueue] ?? labels[ManifestKey.kaiQueue]
        ?? annotations[ManifestKey.volcanoQueue]
        ?? templates.lazy.compactMap { $0.labels[ManifestKey.kaiQueue] }.first ?? "",
      refusals: templates.flatMap(\.spec.refusals))
    reading.gangReference = templates.first?.spec.gangReference
    reading.notes = templates.flatMap(\.spec.notes)
    return reading
  }

  /// `batch/v1` Job: `parallelism` pods that work together.
  func batchJob() -> WorkloadReading? {
    guard let spec, let template = TemplateReading(spec, "template") else { return nil }
    let parallelism = spec.optional("parallelism")?.whole(in: 0...10_000, unit: "pods") ?? 1
    let completions = spec.optional("completions")?.whole(in: 0...1_000_000) ?? parallelism
    // Never more pods than completions are wanted.
    let count = min(parallelism, completions)
    var set = template.podSet("main", count: max(1, count))
    set.minimum =
      annotations[ManifestKey.minimumParallelism].flatMap { Int($0) }
      .flatMap { (1...set.count).contains($0) ? $0 : nil } ?? set.minimum
    var result = workload([set], [template])
    if result.job.durationSeconds == nil,
      let deadline = spec.optional("activeDeadlineSeconds")?.whole(in: 1...31_536_000)
    {
      result.job.durationSeconds = .fixed(deadline)
      result.notes.append("its deadline of \(deadline) s is taken as its running time")
    }
    result.job.retries =
      min(1_000, spec.optional("backoffLimit")?.whole(in: 0...2_147_483_647) ?? 6)
    if completions > max(1, parallelism) {
      result.refusals.append(
        (
          spec.line(of: "completions"),
          "more completions (\(completions)) than parallelism (\(parallelism)) are not simulated"
        ))
    }
    if count == 0 { result.refusals.append((spec.line, "it asks for no pods")) }
    refuseSuspended(spec, &result)
    result.job.progress = .each
    result.applyOwnAnnotations([annotations])
    return result
  }

  /// A suspended job that no Kueue queue starts waits for a person.
  private func refuseSuspended(_ spec: YAMLMap, _ result: inout WorkloadReading) {
    if spec.optional("suspend")?.truth() == true, labels[ManifestKey.kueueQueue] == nil {
      result.refusals.append((spec.line(of: "suspend"), "it is suspended"))
    }
  }

  /// JobSet: one pod set for each replicated job.
  func jobSet() -> WorkloadReading? {
    guard let spec else { return nil }
    var sets: [JobClass.PodSet] = []
    var templates: [TemplateReading] = []
    var backoff = 6
    for job in spec.maps("replicatedJobs") {
      let name = job.required("name")?.text() ?? ""
      let replicas = job.optional("replicas")?.whole(in: 0...10_000, unit: "jobs") ?? 1
      guard let inner = job.required("template")?.map()?.required("spec")?.map(),
        let template = TemplateReading(inner, "template")
      else { continue }
      let parallelism = inner.optional("parallelism")?.whole(in: 0...10_000, unit: "pods") ?? 1
      let completions = inner.optional("completions")?.whole(in: 0...1_000_000) ?? parallelism
      let (count, overflow) = replicas.multipliedReportingOverflow(
        by: min(parallelism, completions))
      guard count > 0, !overflow else { continue }
      if sets.isEmpty {
        backoff = inner.optional("backoffLimit")?.whole(in: 0...2_147_483_647) ?? 6
      }
      sets.append(template.podSet(identifierText(name), count: count))
      templates.append(template)
    }
    guard !sets.isEmpty else { return nil }
    var result = workload(sets, templates)
    refuseTooMany(sets, &result)
    if let policy = spec.optional("failurePolicy")?.map() {
      result.job.restartsWhole = true
      result.job.retries =
        min(1_000, policy.optional("maxRestarts")?.whole(in: 0...2_147_483_647) ?? 0)
    } else {
      result.job.retries = min(1_000, backoff)
    }
    refuseSuspended(spec, &result)
    result.job.progress = .each
    result.applyOwnAnnotations([annotations])
    return result
  }

  private func refuseTooMany(_ sets: [JobClass.PodSet], _ result: inout WorkloadReading) {
    if sets.count > 8 {
      result.refusals.append((line, "a job of \(sets.count) pod sets is not simulated (at most 8)"))
    }
    if sets.contains(where: { $0.count > 10_000 }) {
      result.refusals.append((line, "a set of more than 10000 pods is not simulated"))
    }
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
    // The webhook makes 3 of none and of 0.
    let retries = spec.optional("maxRetry")?.whole(in: 0...2_147_483_647) ?? 3
    result.job.retries = retries == 0 ? 3 : min(1_000, retries)
    result.job.isPreemptible = annotations[ManifestKey.volcanoPreemptable] == "true"
    result.job.restartsWhole = spec.maps("policies").contains {
      $0.optional("action")?.text() == "RestartJob"
    }
    refuseTooMany(sets, &result)
    result.applyOwnAnnotations([annotations])
    return result
  }

  /// LeaderWorkerSet: one class with as many groups as there are replicas.
  func leaderWorkerSet() -> WorkloadReading? {
    guard let spec, let map = spec.required("leaderWorkerTemplate")?.map(),
      let worker = TemplateReading(map, "workerTemplate")
    else { return nil }
    let leader = map.has("leaderTemplate") ? TemplateReading(map, "leaderTemplate") : worker
    let size = map.optional("size")?.whole(in: 1...10_000, unit: "pods") ?? 1
    let replicas = spec.optional("replicas")?.whole(in: 0...10_000, unit: "groups") ?? 1
    guard let leader, replicas > 0 else { return nil }
    var sets = [leader.podSet("leader", count: 1)]
    if size > 1 { sets.append(worker.podSet("worker", count: size - 1)) }
    var result = workload(sets, [leader, worker], kind: .leaderWorkerSet)
    result.job.replicas = replicas
    result.job.waitsForLeader = spec.optional("startupPolicy")?.text() == "LeaderReady"
    // "Default" is the old word for None.
    let restart = map.optional("restartPolicy")?.text()
    result.job.restartsWhole = restart != "None" && restart != "Default"
    if restart == LWS.RestartPolicy.recreateGroupAfterStart.rawValue {
      result.notes.append("a group is made anew even while pods of it are pending")
    }
    result.job.exclusiveTopology = annotations[LWS.Key.exclusiveTopology] ?? ""
    readSubGroups(map, into: &result, size: size)
    refuseTooManyPods(replicas, of: size, &result)
    result.applyOwnAnnotations([annotations])
    return result
  }

  private func readSubGroups(_ map: YAMLMap, into result: inout WorkloadReading, size: Int) {
    guard let policy = map.optional("subGroupPolicy")?.map(),
      let parts = policy.required("subGroupSize")?.whole(in: 1...10_000, unit: "pods")
    else { return }
    let kind = policy.optional("subGroupPolicyType")?.text()
    result.job.subGroups = JobClass.SubGroups(
      size: parts, excludesLeader: kind == LWS.SubGroups.Kind.leaderExcluded.rawValue,
      exclusiveTopology: annotations[LWS.Key.subGroupExclusiveTopology] ?? "")
    result.refusals += result.job.subGroupProblems(pods: size).map {
      (map.line(of: "subGroupPolicy"), $0)
    }
  }

  private func refuseTooManyPods(_ replicas: Int, of size: Int, _ result: inout WorkloadReading) {
    let most = ScenarioLimit.pods
    if replicas > 1, replicas * size > most {
      result.refusals.append(
        (line, "\(replicas) groups of \(size) pods are not simulated (at most \(most) pods)"))
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
    let reading = readPodSpec(spec, labels: labels, annotations: annotations)
    var job = JobClass(
      name: name, arrivals: Arrivals(count: 1, pattern: .together),
      podSets: [makePodSet("main", count: 1, reading.shape, annotations)],
      durationSeconds: annotatedDuration.map { .fixed($0) })
    job.hasExactName = true
    job.namespace = namespace
    job.schedulerName = reading.schedulerName
    job.progress = .each
    if let node = reading.nodeName { job.runsOn = [node] }
    var result = WorkloadReading(
      object: self, job: job, priority: reading.priority, priorityClass: reading.priorityClass,
      queue: labels[ManifestKey.kueueQueue] ?? labels[ManifestKey.kaiQueue] ?? "",
      refusals: reading.refusals)
    result.gangReference = reading.gangReference
    result.notes = reading.notes
    result.applyOwnAnnotations([annotations])
    return result
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
  }
}

/// A Kubernetes name as an identifier of our files: dots become hyphens.
func identifierText(_ name: String) -> String {
  let parts = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
  return parts.isEmpty ? "unnamed" : parts.joined(separator: "-")
}
