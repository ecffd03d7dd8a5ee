import BatchQueueing
import Cluster
import Labs
import Simulation
import Wording

// Jobs as the objects that people send to each control plane.

extension ManifestWriter {
  /// The objects of one job, in the order in which they are applied.
  mutating func workload(_ work: UnrolledScenario.Work) -> [ManifestValue] {
    let job = work.job
    if !isKubernetesName(job.name) { note(Message("export.note.name", job.name)) }
    if target == .kubeScheduler, !job.queue.isEmpty { lost(work.origin, "queue") }
    let isGroup = job.kind == .leaderWorkerSet && job.podSets.count <= 2
    if job.waitsForLeader, !isGroup || !job.runsOn.isEmpty {
      lost(work.origin, "wait_for_leader")
    }
    if !job.runsOn.isEmpty { return pods(work) }
    if isGroup, job.podSets.first?.count == 1 { return gang(of: work) + [leaderWorkerSet(work)] }
    if work.isPlainPod || target == .kai { return pods(work) }
    if target == .volcano { return [volcanoJob(work)] }
    return gang(of: work) + [job.podSets.count == 1 ? batchJob(work) : jobSet(work)]
  }

  // MARK: Kinds

  private mutating func batchJob(_ work: UnrolledScenario.Work) -> ManifestValue {
    let job = work.job
    guard let set = job.podSets.first else { return .map([]) }
    var annotations = own(work, carried: [.retries, .queue, .kind])
    if target == .kueue, let minimum = set.minimum {
      annotations.append((ManifestKey.minimumParallelism, String(minimum)))
    }
    return .object(
      ("apiVersion", .text("batch/v1")), ("kind", .text("Job")),
      ("metadata", head(work, annotations)),
      (
        "spec",
        .object(
          ("parallelism", .number(set.count)), ("completions", .number(set.count)),
          ("backoffLimit", .number(job.retries)), ("suspend", isQueued(job) ? .truth(true) : nil),
          (
            "template",
            template(
              set, of: work, name: "main", hasMinimum: target == .kueue,
              gang: gangReference(of: work))
          ))
      ))
  }

  /// JobSet (`jobset.x-k8s.io/v1alpha2`): several pod sets that belong together.
  private mutating func jobSet(_ work: UnrolledScenario.Work) -> ManifestValue {
    let job = work.job
    let annotations = own(work, carried: [.retries, .queue, .restartsWhole])
    var replicated: [ManifestValue] = []
    for set in job.podSets {
      replicated.append(
        .object(
          ("name", .text(set.name)), ("replicas", .number(1)),
          (
            "template",
            .object(
              (
                "spec",
                .object(
                  ("parallelism", .number(set.count)), ("completions", .number(set.count)),
                  ("backoffLimit", .number(job.restartsWhole ? 0 : job.retries)),
                  (
                    "template",
                    template(set, of: work, name: set.name, gang: gangReference(of: work))
                  ))
              ))
          )))
    }
    return .object(
      ("apiVersion", .text("jobset.x-k8s.io/v1alpha2")), ("kind", .text("JobSet")),
      ("metadata", head(work, annotations)),
      (
        "spec",
        .object(
          ("suspend", isQueued(job) ? .truth(true) : nil),
          (
            "failurePolicy",
            job.restartsWhole ? .object(("maxRestarts", .number(job.retries))) : nil
          ), ("replicatedJobs", .list(replicated)))
      ))
  }

  /// Volcano's Job (`batch.volcano.sh/v1alpha1`), of which its controller makes the PodGroup.
  private mutating func volcanoJob(_ work: UnrolledScenario.Work) -> ManifestValue {
    let job = work.job
    var carried: Set<OwnAnnotation> = [.queue, .restartsWhole, .preemptible, .gang]
    if job.retries > 0 { carried.insert(.retries) }
    var annotations = own(work, carried: carried) + volcanoPreemptable(job)
    if job.gangMinimum == nil {
      // An absent minimum means all pods; 1 is the least that Volcano knows.
      annotations.append((OwnAnnotation.gang.key, "0"))
    }
    var tasks: [ManifestValue] = []
    for set in job.podSets {
      tasks.append(
        .object(
          ("name", .text(set.name)), ("replicas", .number(set.count)),
          ("minAvailable", set.minimum.map { .number($0) }),
          ("template", template(set, of: work, name: set.name, hasMinimum: true))))
    }
    let restart: ManifestValue = .list(
      ["PodFailed", "PodEvicted"].map {
        .object(("event", .text($0)), ("action", .text("RestartJob")))
      })
    return .object(
      ("apiVersion", .text("batch.volcano.sh/v1alpha1")), ("kind", .text("Job")),
      ("metadata", head(work, annotations)),
      (
        "spec",
        .object(
          ("schedulerName", .text("volcano")),
          ("queue", job.queue.isEmpty ? nil : .text(job.queue)),
          ("priorityClassName", priorityClass(job.priority).map { .text($0) }),
          ("minAvailable", .number(job.gangMinimum ?? 1)),
          ("maxRetry", job.retries > 0 ? .number(job.retries) : nil),
          ("policies", job.restartsWhole ? restart : nil), ("tasks", .list(tasks)))
      ))
  }

  /// LeaderWorkerSet (`leaderworkerset.x-k8s.io/v1`).
  private mutating func leaderWorkerSet(_ work: UnrolledScenario.Work) -> ManifestValue {
    let job = work.job
    var carried: Set<OwnAnnotation> = [.queue, .restartsWhole, .kind]
    if gangReference(of: work) != nil { carried.insert(.gang) }
    if job.retries == 6 { carried.insert(.retries) }
    var annotations = own(work, carried: carried)
    if !job.exclusiveTopology.isEmpty {
      annotations.append((LWS.Key.exclusiveTopology, job.exclusiveTopology))
    }
    if let key = job.subGroups?.exclusiveTopology, !key.isEmpty {
      annotations.append((LWS.Key.subGroupExclusiveTopology, key))
    }
    let subGroups: ManifestValue? = job.subGroups.map { groups in
      let kind: LWS.SubGroups.Kind = groups.excludesLeader ? .leaderExcluded : .leaderWorker
      return .object(
        ("subGroupPolicyType", .text(kind.rawValue)), ("subGroupSize", .number(groups.size)))
    }
    let leader = template(
      job.podSets[0], of: work, name: "leader", gang: gangReference(of: work),
      restartPolicy: "Always")
    let workers = job.podSets.dropFirst().first
    let worker = workers.map {
      template(
        $0, of: work, name: "worker", gang: gangReference(of: work), restartPolicy: "Always")
    }
    return .object(
      ("apiVersion", .text("leaderworkerset.x-k8s.io/v1")), ("kind", .text("LeaderWorkerSet")),
      ("metadata", head(work, annotations)),
      (
        "spec",
        .object(
          ("replicas", .number(job.replicas)),
          ("startupPolicy", .text(job.waitsForLeader ? "LeaderReady" : "LeaderCreated")),
          (
            "leaderWorkerTemplate",
            .object(
              ("size", .number(1 + (workers?.count ?? 0))),
              (
                "restartPolicy", .text(job.restartsWhole ? "RecreateGroupOnPodRestart" : "None")
              ), ("leaderTemplate", worker == nil ? nil : leader),
              ("workerTemplate", worker ?? leader), ("subGroupPolicy", subGroups))
          ))
      ))
  }

  /// Pods one by one, with the group that they belong to.
  private mutating func pods(_ work: UnrolledScenario.Work) -> [ManifestValue] {
    let job = work.job
    let count = job.podSets.reduce(0) { $0 + $1.count }
    let isAlone = count == 1 && job.podSets[0].name == "main"
    let hasGroup = target == .kai || target == .volcano
    var carried: Set<OwnAnnotation> = hasGroup ? [.preemptible, .gang] : []
    if job.retries == 6 { carried.insert(.retries) }
    if target == .kubeScheduler { carried.insert(.gang) }
    if target != .kueue || job.runsOn.isEmpty { carried.insert(.queue) }
    if !job.runsOn.isEmpty, target == .kueue, !job.queue.isEmpty {
      note(Message("export.note.runs", work.origin, target.title))
    }
    var annotations = own(work, carried: carried) + arrival(work)
    if !isAlone { annotations.append((ManifestKey.job, job.name)) }
    switch target {
    case .kai: annotations.append((ManifestKey.kaiGroup, job.name))
    case .volcano:
      annotations += [(ManifestKey.volcanoGroup, job.name)] + volcanoPreemptable(job)
    case .kubeScheduler, .kueue: break
    }
    var objects = hasGroup ? [podGroup(work)] : gang(of: work)
    var number = 0
    for set in job.podSets {
      var own = annotations
      if !isAlone { own.append((ManifestKey.podSet, set.name)) }
      if let minimum = set.minimum {
        own.append((OwnAnnotation.minimum.key, String(minimum)))
        kept(work.origin, OwnAnnotation.minimum.field, as: OwnAnnotation.minimum.key)
      }
      own += podAnnotations(set, of: work)
      var labels = podLabels(set, job)
      if target == .kueue, !job.queue.isEmpty, job.runsOn.isEmpty {
        labels.append((ManifestKey.kueueQueue, job.queue))
      }
      let spec = podSpec(set, of: work, gang: gangReference(of: work), restartPolicy: "Never")
      for index in 0..<set.count {
        let name =
          isAlone
          ? job.name
          : job.podSets.count == 1 ? "\(job.name)-\(index)" : "\(job.name)-\(set.name)-\(index)"
        var entries: [(String, ManifestValue)] = []
        if job.runsOn.indices.contains(number) {
          entries.append(("nodeName", .text(job.runsOn[number])))
        }
        if case .map(let rest) = spec { entries += rest }
        number += 1
        objects.append(
          .object(
            ("apiVersion", .text("v1")), ("kind", .text("Pod")),
            ("metadata", metadata(name, job.namespace, labels: labels, annotations: own)),
            ("spec", .map(entries))))
      }
    }
    return objects
  }

  // MARK: Gangs

  /// PodGroup of Volcano (`scheduling.volcano.sh/v1beta1`) or KAI (`scheduling.run.ai/v2alpha2`).
  private func podGroup(_ work: UnrolledScenario.Work) -> ManifestValue {
    let job = work.job
    var annotations: [(String, String)] = []
    if job.gangMinimum == nil { annotations.append((OwnAnnotation.gang.key, "0")) }
    if target == .volcano { annotations += volcanoPreemptable(job) }
    return .object(
      (
        "apiVersion",
        .text(target == .kai ? "scheduling.run.ai/v2alpha2" : "scheduling.volcano.sh/v1beta1")
      ), ("kind", .text("PodGroup")),
      ("metadata", metadata(job.name, job.namespace, annotations: annotations)),
      (
        "spec",
        .object(
          ("minMember", .number(job.gangMinimum ?? 1)),
          ("queue", job.queue.isEmpty ? nil : .text(job.queue)),
          ("priorityClassName", priorityClass(job.priority).map { .text($0) }),
          (
            "preemptibility",
            target == .kai
              ? .text(job.isPreemptible ? "preemptible" : "non-preemptible") : nil
          ))
      ))
  }

  /// kube-scheduler's gang (v1.35, `scheduling.k8s.io/v1alpha1`), to which the pods refer.
  private func gang(of work: UnrolledScenario.Work) -> [ManifestValue] {
    let job = work.job
    guard hasGang(job), let minimum = job.gangMinimum else { return [] }
    return [
      .object(
        ("apiVersion", .text("scheduling.k8s.io/v1alpha1")), ("kind", .text("Workload")),
        ("metadata", metadata(job.name, job.namespace)),
        (
          "spec",
          .object(
            (
              "podGroups",
              .list([
                .object(
                  ("name", .text("pods")),
                  ("policy", .object(("gang", .object(("minCount", .number(minimum)))))))
              ])
            ))
        ))
    ]
  }

  /// The groups of one LeaderWorkerSet share their templates, which can name one gang only.
  private func hasGang(_ job: JobClass) -> Bool {
    target == .kubeScheduler && job.gangMinimum != nil && job.replicas == 1
  }

  private func gangReference(of work: UnrolledScenario.Work) -> ManifestValue? {
    guard hasGang(work.job) else { return nil }
    return .object(("name", .text(work.job.name)), ("podGroup", .text("pods")))
  }

  private func volcanoPreemptable(_ job: JobClass) -> [(String, String)] {
    [(ManifestKey.volcanoPreemptable, job.isPreemptible ? "true" : "false")]
  }

  // MARK: Parts

  /// Whether Kueue starts it: it is created suspended.
  private func isQueued(_ job: JobClass) -> Bool { target == .kueue && !job.queue.isEmpty }

  private func head(
    _ work: UnrolledScenario.Work, _ annotations: [(String, String)]
  ) -> ManifestValue {
    let job = work.job
    var labels: [(String, String)] = []
    var annotations = annotations + moment(work)
    if !job.queue.isEmpty {
      switch target {
      case .kueue: labels.append((ManifestKey.kueueQueue, job.queue))
      case .kai: labels.append((ManifestKey.kaiQueue, job.queue))
      case .volcano where job.kind == .leaderWorkerSet:
        annotations.append((ManifestKey.volcanoQueue, job.queue))
      case .volcano, .kubeScheduler: break
      }
    }
    return metadata(job.name, job.namespace, labels: labels, annotations: annotations)
  }

  /// When it is sent and how long it works.
  private func moment(_ work: UnrolledScenario.Work) -> [(String, String)] {
    var annotations = arrival(work)
    if let seconds = work.job.workSeconds {
      annotations.append((ManifestKey.duration, String(seconds)))
    }
    return annotations
  }

  private func arrival(_ work: UnrolledScenario.Work) -> [(String, String)] {
    let start = work.job.arrivals.start
    return start > .zero ? [(ManifestKey.arrival, secondsText(start - .zero))] : []
  }

  private mutating func template(
    _ set: JobClass.PodSet, of work: UnrolledScenario.Work, name: String,
    hasMinimum: Bool = false, gang: ManifestValue? = nil, restartPolicy: String = "Never"
  ) -> ManifestValue {
    var extra: [(String, String)] = []
    if set.name != name { extra.append((ManifestKey.podSet, set.name)) }
    if let minimum = set.minimum, !hasMinimum {
      extra.append((OwnAnnotation.minimum.key, String(minimum)))
      kept(work.origin, OwnAnnotation.minimum.field, as: OwnAnnotation.minimum.key)
    }
    switch target {
    case .volcano:
      extra += volcanoPreemptable(work.job)
      if work.job.kind == .leaderWorkerSet, !work.job.queue.isEmpty {
        extra.append((ManifestKey.volcanoQueue, work.job.queue))
      }
    case .kai, .kueue, .kubeScheduler: break
    }
    return template(set, of: work, extra: extra, gang: gang, restartPolicy: restartPolicy)
  }

  /// What the object has no field for; each is noted.
  private mutating func own(
    _ work: UnrolledScenario.Work, carried: Set<OwnAnnotation>
  ) -> [(String, String)] {
    var carried = carried
    if target == .kubeScheduler {
      carried.insert(.queue)
      if work.job.replicas == 1 { carried.insert(.gang) }
    }
    var annotations: [(String, String)] = []
    for field in OwnAnnotation.allCases where !carried.contains(field) {
      guard let value = field.value(of: work.job) else { continue }
      annotations.append((field.key, value))
      // Real pods work each by themselves.
      if field == .progress, work.job.progress == .each { continue }
      kept(work.origin, field.field, as: field.key)
    }
    return annotations
  }
}
