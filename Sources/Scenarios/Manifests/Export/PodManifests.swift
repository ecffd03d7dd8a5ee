import Cluster
import Labs
import Simulation
import Wording

// Pods and pod templates.

/// An image that stands for none: the API wants one, KWOK never pulls it, the import drops it.
let placeholderImage = "aiinfra-tutor/none"

extension ManifestWriter {
  /// `metadata` and `spec` of a template for the pods of a set.
  mutating func template(
    _ set: JobClass.PodSet, of work: UnrolledScenario.Work, extra: [(String, String)],
    gang: ManifestValue?, restartPolicy: String
  ) -> ManifestValue {
    .object(
      (
        "metadata",
        .object(
          ("labels", .texts(podLabels(set, work.job))),
          ("annotations", .texts(extra + podAnnotations(set, of: work))))
      ), ("spec", podSpec(set, of: work, gang: gang, restartPolicy: restartPolicy)))
  }

  func podLabels(_ set: JobClass.PodSet, _ job: JobClass) -> [(String, String)] {
    var labels = set.shape.labels
    if target == .kai, !job.queue.isEmpty { labels[ManifestKey.kaiQueue] = job.queue }
    return pairs(labels)
  }

  /// Topology, shares of GPUs, how long it works: what schedulers, KWOK and the import read of a
  /// pod.
  mutating func podAnnotations(
    _ set: JobClass.PodSet, of work: UnrolledScenario.Work
  ) -> [(String, String)] {
    var annotations: [(String, String)] = []
    if let seconds = work.job.workSeconds {
      annotations.append((ManifestKey.duration, String(seconds)))
    }
    if let topology = set.topology {
      switch topology.mode {
      case .required: annotations.append((ManifestKey.requiredTopology, topology.level))
      case .preferred: annotations.append((ManifestKey.preferredTopology, topology.level))
      case .unconstrained: annotations.append((ManifestKey.unconstrainedTopology, "true"))
      }
      if topology.sliceSize > 0 {
        annotations.append((ManifestKey.sliceTopology, topology.sliceLevel))
        annotations.append((ManifestKey.sliceSize, String(topology.sliceSize)))
      }
      if target != .kueue {
        kept(work.origin, "topology", as: annotations.last?.0 ?? ManifestKey.requiredTopology)
      }
    }
    if set.shape.gpuMilli > 0 {
      if target == .kai {
        annotations.append((ManifestKey.gpuFraction, thousandths(set.shape.gpuMilli)))
      } else {
        annotations.append((ManifestKey.gpuMilli, String(set.shape.gpuMilli)))
        kept(work.origin, "gpu_milli", as: ManifestKey.gpuMilli)
      }
    }
    return annotations
  }

  mutating func podSpec(
    _ set: JobClass.PodSet, of work: UnrolledScenario.Work, gang: ManifestValue?,
    restartPolicy: String
  ) -> ManifestValue {
    let job = work.job
    let shape = set.shape
    let scheduler =
      switch target {
      case _ where !job.schedulerName.isEmpty: job.schedulerName
      case .volcano: "volcano"
      case .kai: "kai-scheduler"
      case .kubeScheduler, .kueue: ""
      }
    return .object(
      ("schedulerName", scheduler.isEmpty ? nil : .text(scheduler)),
      ("restartPolicy", restartPolicy == "Always" ? nil : .text(restartPolicy)),
      ("priorityClassName", priorityClass(job.priority).map { .text($0) }),
      ("workloadRef", gang), ("nodeSelector", .texts(pairs(shape.nodeSelector))),
      ("tolerations", .some(shape.tolerations.map(tolerationValue))),
      ("affinity", affinity(shape)),
      ("topologySpreadConstraints", .some(shape.spread.map(spreadValue))),
      (
        "resourceClaims",
        .some(
          shape.claims.indices.map { number in
            .object(
              ("name", .text("claim-\(number)")),
              ("resourceClaimTemplateName", .text(claimTemplateName(work, set, number))))
          })
      ), ("containers", containers(shape, of: work)))
  }

  /// One container for each image; all requests stand in the first.
  private mutating func containers(
    _ shape: PodShape, of work: UnrolledScenario.Work
  ) -> ManifestValue {
    var requests: [(String, ManifestValue)] = []
    var limits: [(String, ManifestValue)] = []
    if let cpu = shape.cpu { requests.append(("cpu", .text(quantity(milli: cpu.count)))) }
    if let memory = shape.memory {
      requests.append(("memory", .text(quantity(bytes: memory.count))))
    }
    // The API wants limits of extended resources, equal to the requests.
    let gpus = shape.gpus > 0 ? [(ResourceName.nvidiaGPU.text, shape.gpus)] : []
    for (name, amount) in gpus + shape.extended.entries.map({ ($0.name.text, $0.amount) }) {
      requests.append((name, .text(String(amount))))
      limits.append((name, .text(String(amount))))
    }
    let claims = ManifestValue.some(
      shape.claims.indices.map { .object(("name", .text("claim-\($0)"))) })
    let resources =
      requests.isEmpty && claims == nil
      ? nil
      : ManifestValue.object(
        ("requests", requests.isEmpty ? nil : .map(requests)),
        ("limits", limits.isEmpty ? nil : .map(limits)), ("claims", claims))
    var containers: [ManifestValue] = [
      .object(
        ("name", .text("main")), ("image", .text(shape.images.first ?? placeholderImage)),
        ("resources", resources))
    ]
    // An explicit 0 keeps scorers from counting 100m and 200Mi for it.
    let nothing = [
      shape.cpu.map { _ in ("cpu", ManifestValue.text("0")) },
      shape.memory.map { _ in ("memory", ManifestValue.text("0")) },
    ].compactMap(\.self)
    if shape.images.count > 1, nothing.count < 2 {
      note(Message("export.note.containers", work.origin, String(shape.images.count)))
    }
    for (index, image) in shape.images.enumerated().dropFirst() {
      containers.append(
        .object(
          ("name", .text("image-\(index)")), ("image", .text(image)),
          (
            "resources",
            nothing.isEmpty ? nil : .object(("requests", .map(nothing)))
          )))
    }
    return .list(containers)
  }

  private func affinity(_ shape: PodShape) -> ManifestValue? {
    let required =
      shape.requirements.isEmpty
      ? nil
      : ManifestValue.object(
        (
          "nodeSelectorTerms",
          .list([.object(("matchExpressions", .list(shape.requirements.map(requirementValue))))])
        ))
    let preferred = ManifestValue.some(
      shape.preferences.map { term in
        .object(
          ("weight", .number(term.weight)),
          (
            "preference",
            .object(("matchExpressions", .list(term.requirements.map(requirementValue))))
          ))
      })
    let node =
      required == nil && preferred == nil
      ? nil
      : ManifestValue.object(
        ("requiredDuringSchedulingIgnoredDuringExecution", required),
        ("preferredDuringSchedulingIgnoredDuringExecution", preferred))
    let near = neighbours(shape.neighbours.filter { $0.kind == .near })
    let apart = neighbours(shape.neighbours.filter { $0.kind == .apart })
    guard node != nil || near != nil || apart != nil else { return nil }
    return .object(("nodeAffinity", node), ("podAffinity", near), ("podAntiAffinity", apart))
  }

  private func neighbours(_ rules: [NeighbourRule]) -> ManifestValue? {
    guard !rules.isEmpty else { return nil }
    func term(_ rule: NeighbourRule) -> ManifestValue {
      .object(
        ("labelSelector", selectorValue(rule.selector ?? [:])),
        ("topologyKey", .text(rule.topologyKey)))
    }
    return .object(
      (
        "requiredDuringSchedulingIgnoredDuringExecution",
        .some(rules.filter { $0.weight == nil }.map(term))
      ),
      (
        "preferredDuringSchedulingIgnoredDuringExecution",
        .some(
          rules.compactMap { rule in
            rule.weight.map { .object(("weight", .number($0)), ("podAffinityTerm", term(rule))) }
          })
      ))
  }

  /// The name of the PriorityClass of a priority; `nil` for 0, which pods without a class have.
  func priorityClass(_ priority: Int) -> String? {
    switch priority {
    case 0: nil
    case 2_000_000_000: "system-cluster-critical"
    case 2_000_001_000: "system-node-critical"
    default: priority < 0 ? "priority-minus-\(priority.magnitude)" : "priority-\(priority)"
    }
  }

  /// PriorityClasses for the priorities of the jobs, ascending.
  func priorityClasses(_ jobs: [UnrolledScenario.Work]) -> [ManifestValue] {
    Set(jobs.map(\.job.priority)).sorted().compactMap { priority in
      guard let name = priorityClass(priority), !name.hasPrefix("system-") else { return nil }
      return .object(
        ("apiVersion", .text("scheduling.k8s.io/v1")), ("kind", .text("PriorityClass")),
        ("metadata", metadata(name)), ("value", .number(priority)))
    }
  }

  /// A budget in each namespace that has pods of it.
  mutating func budgets(
    _ scenario: SchedulingScenario, _ jobs: [UnrolledScenario.Work]
  ) -> [ManifestValue] {
    var result: [ManifestValue] = []
    for budget in scenario.budgets {
      let meant = jobs.filter { work in
        work.job.podSets.contains { set in
          budget.labels.labels.allSatisfy { set.shape.labels[$0.key] == $0.value }
        }
      }
      let namespaces = meant.isEmpty ? ["default"] : Set(meant.map(\.job.namespace)).sorted()
      if namespaces.count > 1 {
        note(Message("export.note.budget", budget.name, String(namespaces.count)))
      }
      for namespace in namespaces {
        result.append(
          .object(
            ("apiVersion", .text("policy/v1")), ("kind", .text("PodDisruptionBudget")),
            ("metadata", metadata(budget.name, namespace)),
            (
              "spec",
              .object(
                ("maxUnavailable", .number(budget.maxUnavailable)),
                ("selector", selectorValue(budget.labels)))
            )))
      }
    }
    return result
  }
}

private func requirementValue(_ requirement: LabelRequirement) -> ManifestValue {
  .object(
    ("key", .text(requirement.key)), ("operator", .text(requirement.operator.rawValue)),
    ("values", .texts(requirement.values)))
}

private func selectorValue(_ labels: LabelSet) -> ManifestValue {
  labels.isEmpty
    ? .map([]) : .map([("matchLabels", .map(pairs(labels).map { ($0.0, .text($0.1)) }))])
}

private func spreadValue(_ rule: SpreadRule) -> ManifestValue {
  .object(
    ("maxSkew", .number(rule.maxSkew)), ("topologyKey", .text(rule.topologyKey)),
    ("whenUnsatisfiable", .text(rule.whenUnsatisfiable.rawValue)),
    ("labelSelector", selectorValue(rule.selector ?? [:])))
}

/// 500 is `0.5`.
func thousandths(_ milli: Int) -> String { secondsText(.milliseconds(milli)) }

extension JobClass {
  /// Whole seconds of work of a job whose length is settled.
  var workSeconds: Int? {
    if case .fixed(let seconds)? = durationSeconds { return seconds }
    return nil
  }
}
