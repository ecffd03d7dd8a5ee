import Labs
import RuntimeSim
import Simulation

func write(_ scenario: RuntimeScenario, to out: inout Lines) {
  out.add(duration("end", scenario.end - .zero))
  if let diagnosis = scenario.diagnosis {
    out.add("diagnosis: {causes: [\(diagnosis.causes.map(\.rawValue).joined(separator: ", "))]}")
  }
  switch scenario.subject {
  case .node(let world): write(world, to: &out)
  case .kwok(let world): write(world, to: &out)
  }
}

// MARK: Node

private func write(_ world: NodeWorld, to out: inout Lines) {
  let node = world.node
  out.add("node:")
  out.add("  cpu_milli: \(node.cpuMilli)")
  out.add("  memory_mib: \(node.memoryMiB)")
  out.add("  max_pods: \(node.maxPods)")
  out.add("  numa_nodes: \(node.numaNodes)")
  if !node.devices.isEmpty {
    let devices = node.devices.map { offer in
      "{resource: \(quoted(offer.resource)), per_numa: [\(offer.perNUMA.map(String.init).joined(separator: ", "))]"
        + (offer.unhealthy > 0 ? ", unhealthy: \(offer.unhealthy)" : "") + "}"
    }
    out.add("  devices: [\(devices.joined(separator: ", "))]")
  }
  out.add("  disk_gib: \(node.diskBytes >> 30)")
  out.add("  system_gib: \(node.systemBytes >> 30)")
  out.add("  unpack_mb_per_s: \(node.registry.unpackBytesPerSecond / 1_000_000)")
  out.add("  lazy_metadata_permille: \(node.registry.metadataPerMille)")
  if let present = list(node.presentImages.map(quoted)) { out.add("  present_images: \(present)") }
  if !world.images.isEmpty { out.add("images:") }
  for image in world.images {
    let layers = image.layers.map {
      "{digest: \(quoted($0.digest)), mib: \($0.bytes >> 20), unpacked_mib: \($0.unpackedBytes >> 20)}"
    }
    out.item([
      ("name", quoted(image.name)), ("layers", list(layers)),
      ("estargz", image.isLazy ? "true" : nil), ("exists", image.exists ? nil : "false"),
    ])
  }
  out.add("pods:")
  for pods in world.pods { write(pods, to: &out) }
  if !world.latencies.isEmpty { out.add("latencies_ms:") }
  for call in RuntimeCall.allCases {
    guard let latency = world.latencies[call] else { continue }
    let (least, most) = (milliseconds(latency.least), milliseconds(latency.most))
    out.add("  \(call.rawValue): " + (least == most ? "\(least)" : "[\(least), \(most)]"))
  }
  if !world.faults.isEmpty { out.add("faults:") }
  for fault in world.faults { out.item(fields(fault, world)) }
}

private func milliseconds(_ time: SimDuration) -> Int { time.nanoseconds / 1_000_000 }

/// `key_s` or `key_ms` with its value.
private func timed(_ key: String, _ time: SimDuration?) -> (String, String?) {
  guard let time else { return (key + "_s", nil) }
  let parts = duration(key, time).split(separator: ":", maxSplits: 1)
  return (String(parts[0]), String(parts[1].dropFirst()))
}

private func fields(_ fault: RuntimeFault, _ world: NodeWorld) -> [(String, String?)] {
  var kind = "error"
  var delay: SimDuration?
  switch fault.kind {
  case .error: break
  case .hang: kind = "hang"
  case .delay(let time):
    kind = "delay"
    delay = time
  }
  // Names of single pods stand for their classes.
  var classes: [String] = []
  for pods in world.pods {
    let own =
      pods.arrivals.count == 1
      ? [pods.plan.name] : (0..<pods.arrivals.count).map { "\(pods.plan.name)-\($0)" }
    if !fault.pods.isEmpty, own.allSatisfy(fault.pods.contains) { classes.append(pods.plan.name) }
  }
  return [
    ("call", fault.call.rawValue), ("kind", kind), timed("delay", delay),
    ("pods", list(classes)), timed("from", fault.from > .zero ? fault.from - .zero : nil),
    timed("until", fault.until.map { $0 - .zero }), ("times", fault.times.map(String.init)),
    ("chance_permille", fault.chancePerMille == 1_000 ? nil : String(fault.chancePerMille)),
  ]
}

private func write(_ pods: RuntimePodClass, to out: inout Lines) {
  let plan = pods.plan
  out.item([
    ("name", plan.name), ("arrivals", arrivals(pods.arrivals)), timed("lifetime", pods.lifetime),
    ("restart_policy", plan.restartPolicy.rawValue),
    ("grace_s", String(plan.grace.nanoseconds / 1_000_000_000)),
    ("priority", plan.priority == 0 ? nil : String(plan.priority)),
    ("volumes", list(plan.volumes.map(quoted))),
    ("shared_volumes", pods.sharesVolumes ? "true" : nil),
    ("claims", plan.hasClaims ? "true" : nil),
  ])
  out.add("    containers:")
  for container in plan.containers {
    var lead = "      - "
    for (key, value) in fields(container) {
      guard let value else { continue }
      out.add("\(lead)\(key): \(value)")
      lead = "        "
    }
  }
}

private func fields(_ container: ContainerPlan) -> [(String, String?)] {
  let app = container.app
  let standard = AppPlan()
  return [
    ("name", container.name),
    ("role", container.role == .main ? nil : container.role.rawValue),
    ("image", quoted(container.image)),
    (
      "image_pull_policy",
      container.pullPolicy == .ifNotPresent ? nil : container.pullPolicy.rawValue
    ), ("cpu_milli", container.cpuMilli == 0 ? nil : String(container.cpuMilli)),
    ("memory_mib", container.memoryMiB == 0 ? nil : String(container.memoryMiB)),
    ("guaranteed", container.isGuaranteed ? "true" : nil),
    (
      "devices",
      container.devices.isEmpty
        ? nil
        : "{"
          + container.devices.map { "\(quoted($0.resource)): \($0.count)" }.joined(separator: ", ")
          + "}"
    ), ("startup_probe", container.startupProbe.map(probe)),
    ("readiness_probe", container.readinessProbe.map(probe)),
    ("liveness_probe", container.livenessProbe.map(probe)),
    timed("post_start", container.postStart), timed("pre_stop", container.preStop),
    timed("starts_in", app.startup), timed("runs", app.runs),
    ("exit_code", app.exitCode == 0 ? nil : String(app.exitCode)),
    ("failing_starts", app.failingStarts.map(String.init)), timed("stops_in", app.stops),
    ("ignores_sigterm", app.stops == nil ? "true" : nil),
    timed("hangs_after", app.hangsAfter),
    timed("answers_in", app.answers == standard.answers ? nil : app.answers),
    ("writes_mib_per_s", app.writesPerSecond == 0 ? nil : String(app.writesPerSecond >> 20)),
    ("writes_at_most_mib", String(app.writesAtMost >> 20)),
  ]
}

private func probe(_ probe: ProbePlan) -> String {
  func seconds(_ time: SimDuration) -> Int { time.nanoseconds / 1_000_000_000 }
  return "{initial_delay_s: \(seconds(probe.initialDelay)), period_s: \(seconds(probe.period)), "
    + "timeout_s: \(seconds(probe.timeout)), success_threshold: \(probe.successThreshold), "
    + "failure_threshold: \(probe.failureThreshold)"
    + (probe.asksWrongPlace ? ", wrong_port: true" : "") + "}"
}

// MARK: KWOK

private func write(_ world: KwokWorld, to out: inout Lines) {
  out.add("kwok:")
  out.add("  standard_stages: \(world.hasStandardStages)")
  out.add("  objects:")
  for group in world.groups {
    var lead = "    - "
    let fields: [(String, String?)] = [
      ("name", group.name), ("kind", group.resource.rawValue), ("count", String(group.count)),
      timed("start", group.start > .zero ? group.start - .zero : nil),
      timed("gap", group.gap > .zero ? group.gap : nil), timed("lifetime", group.lifetime),
      ("labels", texts(group.labels)), ("annotations", texts(group.annotations)),
      ("owner_kind", group.ownerKind.isEmpty ? nil : quoted(group.ownerKind)),
      ("containers", group.containers == 1 ? nil : String(group.containers)),
      ("init_containers", group.initContainers == 0 ? nil : String(group.initContainers)),
      ("finalizers", list(group.finalizers.map(quoted))),
    ]
    for (key, value) in fields {
      guard let value else { continue }
      out.add("\(lead)\(key): \(value)")
      lead = "      "
    }
  }
  guard !world.stages.isEmpty else { return }
  out.add("  stages:")
  for stage in world.stages {
    for (at, line) in lines(of: stage).enumerated() {
      out.add((at == 0 ? "    - " : "      ") + line)
    }
  }
}

private func texts(_ texts: [String: String]) -> String? {
  texts.isEmpty
    ? nil
    : "{"
      + texts.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(quoted($0.value))" }
      .joined(separator: ", ") + "}"
}

/// Stages as YAML that KWOK itself reads, one document each.
public func writeKwokStages(_ stages: [KwokStage]) -> String {
  stages.map { lines(of: $0).joined(separator: "\n") + "\n" }.joined(separator: "---\n")
}

/// Fake nodes and pods as manifests for a cluster that KWOK runs, one document each; `most` of each
/// group at most.
public func writeKwokObjects(_ groups: [KwokGroup], most: Int = 10_000) -> String {
  var documents: [String] = []
  for group in groups {
    for number in 0..<min(most, group.count) {
      var lines = [
        "apiVersion: v1", "kind: \(group.resource.rawValue)", "metadata:",
        "  name: \(group.name)-\(number)",
      ]
      var annotations = group.annotations
      var labels = group.labels
      if group.resource == .node {
        annotations["kwok.x-k8s.io/node"] = "fake"
        labels["type"] = labels["type"] ?? "kwok"
      }
      if let labels = texts(labels) { lines.append("  labels: \(labels)") }
      if let annotations = texts(annotations) { lines.append("  annotations: \(annotations)") }
      if let finalizers = list(group.finalizers.map(quoted)) {
        lines.append("  finalizers: \(finalizers)")
      }
      if group.resource == .node {
        lines += [
          "spec:", "  taints: [{key: kwok.x-k8s.io/node, value: fake, effect: NoSchedule}]",
        ]
      } else {
        lines += [
          "spec:", "  tolerations: [{key: kwok.x-k8s.io/node, operator: Exists}]", "  containers:",
        ]
        lines += (0..<group.containers).map { "    - {name: c\($0), image: image}" }
        if group.initContainers > 0 { lines.append("  initContainers:") }
        lines += (0..<group.initContainers).map { "    - {name: init\($0), image: image}" }
      }
      documents.append(lines.joined(separator: "\n") + "\n")
    }
  }
  return documents.joined(separator: "---\n")
}

private func lines(of stage: KwokStage) -> [String] {
  var out = [
    "apiVersion: kwok.x-k8s.io/v1alpha1", "kind: Stage", "metadata:",
    "  name: \(quoted(stage.name))", "spec:", "  resourceRef:", "    apiGroup: v1",
    "    kind: \(stage.resource.rawValue)", "  selector:",
  ]
  if let labels = texts(stage.labels) { out.append("    matchLabels: \(labels)") }
  if let annotations = texts(stage.annotations) {
    out.append("    matchAnnotations: \(annotations)")
  }
  out.append("    matchExpressions:" + (stage.requirements.isEmpty ? " []" : ""))
  for requirement in stage.requirements {
    out += ["    - key: \(quoted(requirement.path.text))"]
    out.append("      operator: \(requirement.comparison.rawValue)")
    if let values = list(requirement.values.map(quoted)) { out.append("      values: \(values)") }
  }
  out += amount(stage.weight, "weight", "weightFrom", isWeight: true, pad: "  ")
  let delay =
    amount(stage.delay, "durationMilliseconds", "durationFrom", pad: "    ")
    + amount(stage.jitter, "jitterDurationMilliseconds", "jitterDurationFrom", pad: "    ")
  if !delay.isEmpty { out += ["  delay:"] + delay }
  out.append("  next:")
  if let event = stage.event {
    out.append(
      "    event: {type: \(event.isWarning ? "Warning" : "Normal"), "
        + "reason: \(quoted(event.reason)), message: \(quoted(event.message))}")
  }
  let finalizers = [
    stage.addedFinalizers.isEmpty
      ? nil
      : "add: [" + stage.addedFinalizers.map { "{value: \(quoted($0))}" }.joined(separator: ", ")
        + "]",
    stage.removedFinalizers.isEmpty
      ? nil
      : "remove: ["
        + stage.removedFinalizers.map { "{value: \(quoted($0))}" }.joined(separator: ", ") + "]",
    stage.removesAllFinalizers ? "empty: true" : nil,
  ].compactMap { $0 }
  if !finalizers.isEmpty {
    out.append("    finalizers: {" + finalizers.joined(separator: ", ") + "}")
  }
  if stage.deletes { out.append("    delete: true") }
  if let status = stage.status {
    // As a quoted text every template comes back exactly.
    out.append("    statusTemplate: \(quoted(status.text))")
  }
  if stage.isImmediate { out.append("  immediateNextStage: true") }
  return out
}

private func amount(
  _ amount: KwokStage.Amount, _ key: String, _ from: String, isWeight: Bool = false, pad: String
) -> [String] {
  var out: [String] = []
  if let standard = amount.standard, !isWeight || standard != 0 {
    out.append("\(pad)\(key): \(standard)")
  }
  if let path = amount.from {
    out += ["\(pad)\(from):", "\(pad)  expressionFrom: \(quoted(path.text))"]
  }
  return out
}
