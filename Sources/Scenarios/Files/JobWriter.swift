import Cluster
import Labs
import Simulation

// The sections of a scheduling scenario that jobs, queues and events fill, as text.

func domains(_ domains: [NodeDomain]) -> String? {
  list(
    domains.map {
      "{key: \(quoted($0.key)), prefix: \(quoted($0.prefix)), nodes_per_domain: \($0.nodesPerDomain)}"
    })
}

/// Whole MiB where it is one, else bytes.
func memory(_ amount: Bytes) -> (String, String?) {
  amount.count % (1 << 20) == 0
    ? ("memory_mib", String(amount.count >> 20)) : ("memory_bytes", String(amount.count))
}

func extended(_ resources: ResourceList) -> String? {
  resources.isEmpty
    ? nil
    : "{"
      + resources.entries.map { "\(quoted($0.name.text)): \($0.amount)" }
      .joined(separator: ", ") + "}"
}

func images(_ images: [NodeImage]) -> String? {
  list(
    images.map { image in
      let isWhole = image.size.count % (1 << 20) == 0 && image.size.count > 0
      return "{name: \(quoted(image.name)), "
        + (isWhole ? "size_mib: \(image.size.count >> 20)" : "size_bytes: \(image.size.count)")
        + "}"
    })
}

func offer(_ offer: DeviceOffer) -> String {
  switch offer {
  case .whole: "{whole: true}"
  case .partitions(let model): "{partitions: \(quoted(model))}"
  case .timeSliced(let replicas): "{time_sliced: \(replicas)}"
  }
}

func write(_ claims: [ScenarioClaim], to out: inout Lines) {
  if !claims.isEmpty { out.add("try:") }
  for claim in claims {
    let choices = claim.choices.sorted.map { "\($0.id): \(scalar($0.value))" }
    out.item([
      ("text", quoted(claim.text)),
      ("text_zh", claim.textChinese.isEmpty ? nil : quoted(claim.textChinese)),
      ("choices", choices.isEmpty ? nil : "{" + choices.joined(separator: ", ") + "}"),
      (
        "expect",
        list(
          claim.expectations.map { expectation in
            "{metric: \(expectation.metric)"
              + (expectation.atLeast.map { ", at_least: \(number($0))" } ?? "")
              + (expectation.atMost.map { ", at_most: \(number($0))" } ?? "") + "}"
          })
      ),
    ])
  }
}

private func number(_ value: Double) -> String {
  value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : String(value)
}

func writeJobs(_ scenario: SchedulingScenario, to out: inout Lines) {
  if !scenario.flavors.isEmpty { out.add("flavors:") }
  for flavor in scenario.flavors {
    out.item([
      ("name", flavor.name), ("node_labels", labels(flavor.nodeLabels)),
      (
        "taints",
        list(
          flavor.taints.map {
            "{key: \(quoted($0.key))"
              + ($0.value.isEmpty ? "" : ", value: \(quoted($0.value))") + effect($0.effect) + "}"
          })
      ), ("tolerations", list(flavor.tolerations.map(toleration))),
      ("topology_levels", list(flavor.levels.map(quoted))),
    ])
  }
  if !scenario.queues.isEmpty { out.add("queues:") }
  for queue in scenario.queues { out.item(fields(queue)) }
  if !scenario.jobs.isEmpty { out.add("jobs:") }
  for job in scenario.jobs { write(job, to: &out) }
  if !scenario.events.isEmpty { out.add("events:") }
  for event in scenario.events { out.add("  - {\(text(of: event))}") }
  if let failures = scenario.failures {
    out.add("node_failures:")
    out.add("  " + duration("mean_time_between", failures.meanTimeBetween))
    out.add("  " + duration("mean_repair", failures.meanRepair))
    out.add("  " + duration("until", failures.until - .zero))
    if let groups = list(failures.groups.map(quoted)) { out.add("  groups: \(groups)") }
  }
  if !scenario.budgets.isEmpty { out.add("budgets:") }
  for budget in scenario.budgets {
    out.item([
      ("name", budget.name), ("labels", labels(budget.labels) ?? "{}"),
      ("max_unavailable", String(budget.maxUnavailable)),
    ])
  }
}

private func fields(_ queue: QueueClass) -> [(String, String?)] {
  let preemption = queue.preemption
  let fungibility = queue.fungibility
  return [
    ("name", queue.name), ("parent", queue.parent.isEmpty ? nil : queue.parent),
    ("quotas", list(queue.quotas.map { "{\(text(of: $0))}" })),
    ("weight_percent", queue.weightPercent == 100 ? nil : String(queue.weightPercent)),
    ("priority", queue.priority == 0 ? nil : String(queue.priority)),
    ("strategy", queue.strategy == QueueClass.strategies[0] ? nil : queue.strategy),
    (
      "preemption",
      preemption == QueueClass.Preemption()
        ? nil
        : "{within_queue: \(preemption.withinQueue), reclaim: \(preemption.reclaim), "
          + "borrow: \(preemption.borrow)"
          + (preemption.borrowThreshold.map { ", borrow_max_priority: \($0)" } ?? "") + "}"
    ),
    (
      "fungibility",
      fungibility == QueueClass.Fungibility()
        ? nil
        : "{when_can_borrow: \(fungibility.whenCanBorrow), "
          + "when_can_preempt: \(fungibility.whenCanPreempt)}"
    ),
  ]
}

private func text(of quota: QueueClass.Quota) -> String {
  let kind =
    quotaResources.first { $0.resource == quota.resource }
    ?? (word: quoted(quota.resource.text), resource: quota.resource, factor: 1)
  return "flavor: \(quoted(quota.flavor)), resource: \(kind.word), "
    + "nominal: \(quota.nominal / kind.factor)"
    + (quota.borrowingLimit.map { ", borrowing_limit: \($0 / kind.factor)" } ?? "")
    + (quota.lendingLimit.map { ", lending_limit: \($0 / kind.factor)" } ?? "")
}

private func text(of event: ClusterEventClass) -> String {
  let at = duration("at", event.time - .zero)
  switch event.kind {
  case .fail(let node): return "\(at), fail: \(quoted(node))"
  case .repair(let node): return "\(at), repair: \(quoted(node))"
  case .cordon(let node): return "\(at), cordon: \(quoted(node))"
  case .uncordon(let node): return "\(at), uncordon: \(quoted(node))"
  case .drain(let node, let until):
    return "\(at), drain: \(quoted(node))"
      + (until.map { ", " + duration("until", $0 - .zero) } ?? "")
  case .quota(let queue, let quota):
    return "\(at), quota: {queue: \(quoted(queue)), \(text(of: quota))}"
  }
}

private func write(_ job: JobClass, to out: inout Lines) {
  let isLeader = job.kind == .leaderWorkerSet
  out.item([
    ("name", job.name), ("arrivals", arrivals(job.arrivals)),
    ("kind", isLeader ? job.kind.rawValue : nil), ("queue", job.queue.isEmpty ? nil : job.queue),
    ("priority", job.priority == 0 ? nil : String(job.priority)),
    ("duration_s", job.durationSeconds.map(distribution)),
    ("declared_percent", job.declaredPercent == 100 ? nil : String(job.declaredPercent)),
    ("progress", job.progress == .together ? nil : job.progress.rawValue),
    ("gang_minimum", job.gangMinimum.map(String.init)), ("breaks", text(of: job.failures)),
    ("retries", job.retries == 6 ? nil : String(job.retries)),
    ("restart_whole", job.restartsWhole == isLeader ? nil : String(job.restartsWhole)),
    ("preemptible", job.isPreemptible ? nil : "false"),
    ("wait_for_leader", job.waitsForLeader ? "true" : nil),
    ("replicas", job.replicas == 1 ? nil : String(job.replicas)),
    ("exclusive_topology", job.exclusiveTopology.isEmpty ? nil : quoted(job.exclusiveTopology)),
    ("subgroups", job.subGroups.map(text)),
    ("exact_name", job.hasExactName ? "true" : nil),
    ("namespace", job.namespace == "default" ? nil : quoted(job.namespace)),
    ("scheduler", job.schedulerName.isEmpty ? nil : quoted(job.schedulerName)),
    ("runs_on", list(job.runsOn.map(quoted))),
  ])
  if let checkpoint = job.checkpoint { out.add("    " + duration("checkpoint", checkpoint)) }
  if job.podGap > .zero { out.add("    " + duration("pod_gap", job.podGap)) }
  out.add("    pod_sets:")
  for set in job.podSets {
    var lead = "      - "
    for (key, value) in fields(set) {
      guard let value else { continue }
      out.add("\(lead)\(key): \(value)")
      lead = "        "
    }
  }
}

private func text(of groups: JobClass.SubGroups) -> String {
  "{size: \(groups.size)" + (groups.excludesLeader ? ", type: LeaderExcluded" : "")
    + (groups.exclusiveTopology.isEmpty
      ? "" : ", exclusive_topology: \(quoted(groups.exclusiveTopology))") + "}"
}

private func text(of failures: JobClass.Failures) -> String? {
  switch failures {
  case .none: nil
  case .after(let times):
    "{after_s: [\(times.map { String($0.nanoseconds / 1_000_000_000) }.joined(separator: ", "))]}"
  case .meanTimeBetween(let mean):
    "{mean_time_between_s: \(mean.nanoseconds / 1_000_000_000)}"
  case .chance(let perMille): "{chance_permille: \(perMille)}"
  }
}

private func fields(_ set: JobClass.PodSet) -> [(String, String?)] {
  let shape = set.shape
  return [
    ("name", set.name), ("count", String(set.count)), ("minimum", set.minimum.map(String.init)),
    ("cpu_milli", shape.cpu.map { String($0.count) }),
    shape.memory.map(memory) ?? ("memory_mib", nil), ("extended", extended(shape.extended)),
    ("gpus", shape.gpus > 0 ? String(shape.gpus) : nil),
    ("gpu_milli", shape.gpuMilli > 0 ? String(shape.gpuMilli) : nil),
    ("labels", labels(shape.labels)), ("tolerations", list(shape.tolerations.map(toleration))),
    ("node_selector", labels(shape.nodeSelector)),
    ("required_labels", list(shape.requirements.map { "{\(requirement($0))}" })),
    (
      "preferred_labels",
      list(
        shape.preferences.flatMap { term in
          term.requirements.map { "{weight: \(term.weight), \(requirement($0))}" }
        })
    ),
    (
      "spread",
      list(
        shape.spread.map {
          spread($0)
        })
    ),
    (
      "neighbours",
      list(
        shape.neighbours.map {
          "{kind: \($0.kind.rawValue), "
            + ($0.selector.map { "selector: \(labels($0) ?? "{}")" } ?? "of: \(quoted($0.of))")
            + ", topology_key: \(quoted($0.topologyKey))"
            + ($0.weight.map { ", weight: \($0)" } ?? "") + "}"
        })
    ), ("images", list(shape.images.map(quoted))), ("claims", list(shape.claims.map(text))),
    ("topology", set.topology.map(text)),
  ]
}

private func text(of wish: DeviceWish) -> String {
  func option(_ option: DeviceWish.Option) -> String {
    "device_class: \(quoted(option.deviceClass)), "
      + (option.takesAll ? "all: true" : "count: \(option.count)")
      + (list(option.selectors.map(quoted)).map { ", selectors: \($0)" } ?? "")
  }
  let match = wish.matchAttribute.isEmpty ? "" : ", match_attribute: \(quoted(wish.matchAttribute))"
  if wish.options.count == 1 { return "{\(option(wish.options[0]))\(match)}" }
  return "{first_available: [\(wish.options.map { "{\(option($0))}" }.joined(separator: ", "))]"
    + "\(match)}"
}

private func text(of topology: JobClass.Topology) -> String {
  let level = topology.mode == .unconstrained ? "true" : quoted(topology.level)
  return "{\(topology.mode.rawValue): \(level)"
    + (topology.sliceSize > 0
      ? ", slice_size: \(topology.sliceSize), slice_level: \(quoted(topology.sliceLevel))" : "")
    + "}"
}
