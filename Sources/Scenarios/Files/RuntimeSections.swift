import AddressedYAML
import Diagnostics
import Labs
import RuntimeSim
import Simulation
import Traffic

/// The sections of a runtime scenario; `nil` when something was wrong, which the log tells.
func readRuntime(_ map: YAMLMap, heading: ScenarioHeading) -> RuntimeScenario? {
  let length = map.requiredDuration("end", least: 1)
  let diagnosis = map.optional("diagnosis")?.map().map(readDiagnosis)
  let isKwok = map.has("kwok")
  guard isKwok != (map.has("node") || map.has("pods")) else {
    map.log.report(
      line: isKwok ? map.line(of: "kwok") : map.line,
      isKwok ? "both a node and 'kwok' are given" : "there are neither 'pods' nor 'kwok'",
      hint: "'pods' with their 'images', and a 'node'; or 'kwok'")
    _ = map.all()
    return nil
  }
  if let length, length > .seconds(RuntimeLimit.seconds) {
    map.log.report(
      line: map.line(of: map.has("end_s") ? "end_s" : "end_ms"),
      "the run would last longer than \(RuntimeLimit.seconds) seconds",
      hint: "at most four weeks are simulated")
  }
  let end = SimTime.zero + (length ?? .seconds(1))
  let subject: RuntimeScenario.Subject?
  if isKwok {
    subject = map.optional("kwok")?.map().flatMap(readKwok).map(RuntimeScenario.Subject.kwok)
    if map.has("diagnosis") {
      map.log.report(line: map.line(of: "diagnosis"), "'diagnosis' goes with a 'node' only")
    }
  } else {
    subject = readWorld(map, end).map(RuntimeScenario.Subject.node)
  }
  if case .kwok(let world)? = subject {
    let seconds = end.nanoseconds / 1_000_000_000 + 1
    let lines = (map.optional("kwok")?.map())?.lines(of: "objects", count: world.groups.count) ?? []
    _ = map.log.accepts(
      zip(world.groups, lines).map {
        SizeShare(name: $0.name, amount: $0.count.times(seconds), line: $1)
      }, of: "object-seconds", most: RuntimeLimit.objectSeconds,
      hint: "an earlier end, or fewer objects")
  }
  guard let subject, length != nil else { return nil }
  if case .node(let world) = subject, let diagnosis {
    for cause in diagnosis.causes where !cause.fits(world) {
      map.log.report(
        line: map.line(of: "diagnosis"),
        "the cause '\(cause.rawValue)' has nothing to break: no pod has what it needs",
        hint: "give a pod devices, volumes, claims, a liveness probe or a hook, or leave it out")
    }
  }
  return RuntimeScenario(heading: heading, subject: subject, end: end, diagnosis: diagnosis)
}

/// How large a runtime scenario may become.
enum RuntimeLimit {
  static let pods = 2_000
  static let containers = 32
  static let seconds = 2_419_200
  /// Containers times seconds: what probes and syncs cost.
  static let containerSeconds = 200_000_000
  /// Objects times seconds under KWOK.
  static let objectSeconds = 20_000_000_000
}

private func readDiagnosis(_ map: YAMLMap) -> Diagnosis {
  defer { map.finish() }
  let causes = (map.required("causes")?.list() ?? []).compactMap { $0.word(RuntimeCause.self) }
  if Set(causes).count != causes.count {
    map.log.report(line: map.line(of: "causes"), "a cause stands twice")
  }
  if causes.count < 2 {
    map.log.report(line: map.line(of: "causes"), "at least two causes make a question")
  }
  return Diagnosis(causes: causes)
}

// MARK: The node

private func readWorld(_ map: YAMLMap, _ end: SimTime) -> NodeWorld? {
  let node = map.optional("node")?.map().flatMap(readNode)
  let images = map.maps("images").compactMap(readImage)
  let pods = map.maps("pods").compactMap(readPods)
  reportRepeated(images.map(\.name), in: map, key: "images")
  reportRepeated(pods.map(\.plan.name), in: map, key: "pods")
  if pods.isEmpty {
    map.log.report(line: map.line, "there are no 'pods'", hint: "a node without pods does nothing")
  }
  var world = NodeWorld(node: node ?? NodeShape(), images: images, pods: pods)
  for (key, value) in map.optional("latencies_ms")?.map()?.all() ?? [] {
    guard let call = RuntimeCall(rawValue: key) else {
      reportCall(key, value)
      continue
    }
    world.latencies[call] = value.latency()
  }
  world.faults = map.maps("faults").compactMap { readFault($0, pods) }
  let known = Set(images.map(\.name))
  for (at, kind) in pods.enumerated() {
    for container in kind.plan.containers where !known.contains(container.image) {
      map.log.report(
        line: map.lines(of: "pods", count: pods.count)[at],
        "the image '\(shortened(container.image))' is not in 'images'",
        hint: nearestMatch(to: container.image, in: images.map(\.name)).map {
          "did you mean '\($0)'?"
        }
          ?? "an image that the registry does not have is written with 'exists: false'")
    }
  }
  for name in world.node.presentImages where !known.contains(name) {
    map.log.report(
      line: map.line(of: "node"), "the present image '\(shortened(name))' is not in 'images'")
  }
  let lines = map.lines(of: "pods", count: pods.count)
  _ = map.log.accepts(
    zip(pods, lines).map { SizeShare(name: $0.plan.name, amount: $0.arrivals.count, line: $1) },
    of: "pods", most: RuntimeLimit.pods, hint: "fewer arrivals")
  let seconds = end.nanoseconds / 1_000_000_000 + 1
  _ = map.log.accepts(
    zip(pods, lines).map { kind, line in
      SizeShare(
        name: kind.plan.name,
        amount: kind.arrivals.count.times(kind.plan.containers.count).times(seconds), line: line)
    }, of: "container-seconds", most: RuntimeLimit.containerSeconds,
    hint: "an earlier end, or fewer pods")
  return map.log.isEmpty ? world : nil
}

private func reportCall(_ name: String, _ value: YAMLValue) {
  let calls = RuntimeCall.allCases.map(\.rawValue)
  value.report(
    "there is no call '\(shortened(name))'",
    hint: nearestMatch(to: name, in: calls).map { "did you mean '\($0)'?" }
      ?? "calls: " + calls.joined(separator: ", "))
}

extension YAMLValue {
  /// A number of milliseconds, or `[least, most]`.
  fileprivate func latency() -> LatencyRange? {
    let range = 0...86_400_000
    if case .list = node.content {
      let ends = (list() ?? []).compactMap { $0.whole(in: range, unit: "milliseconds") }
      guard ends.count == 2 else {
        report("'\(path)' needs two numbers, the least and the most")
        return nil
      }
      return LatencyRange(.milliseconds(ends[0]), .milliseconds(ends[1]))
    }
    return whole(in: range, unit: "milliseconds").map {
      LatencyRange(.milliseconds($0), .milliseconds($0))
    }
  }
}

private func readNode(_ map: YAMLMap) -> NodeShape? {
  defer { map.finish() }
  var node = NodeShape()
  node.cpuMilli =
    map.optional("cpu_milli")?.whole(in: 1...10_000_000, unit: "thousandths of a core")
    ?? node.cpuMilli
  node.memoryMiB =
    map.optional("memory_mib")?.whole(in: 1...100_000_000, unit: "MiB") ?? node.memoryMiB
  node.maxPods = map.optional("max_pods")?.whole(in: 1...100_000, unit: "pods") ?? node.maxPods
  node.numaNodes = map.optional("numa_nodes")?.whole(in: 1...8) ?? 1
  node.devices = map.maps("devices").compactMap { map in
    defer { map.finish() }
    let resource = map.required("resource")?.labelKey()
    let counts = (map.required("per_numa")?.list() ?? []).compactMap {
      $0.whole(in: 0...64, unit: "devices")
    }
    guard let resource else { return nil }
    return DeviceOffer(
      resource: resource, perNUMA: counts,
      unhealthy: map.optional("unhealthy")?.whole(in: 0...512, unit: "devices") ?? 0)
  }
  for offer in node.devices where offer.perNUMA.count != node.numaNodes {
    map.log.report(
      line: map.line(of: "devices"),
      "'\(offer.resource)' names \(offer.perNUMA.count) NUMA nodes, the node has \(node.numaNodes)",
      hint: "one number for each NUMA node")
  }
  node.diskBytes =
    (map.optional("disk_gib")?.whole(in: 1...1_000_000, unit: "GiB") ?? 200) << 30
  node.systemBytes = (map.optional("system_gib")?.whole(in: 0...1_000_000, unit: "GiB") ?? 10) << 30
  if node.systemBytes > node.diskBytes {
    map.log.report(
      line: map.line(of: "system_gib"), "the system needs more than the disk has")
  }
  node.registry.unpackBytesPerSecond =
    (map.optional("unpack_mb_per_s")?.whole(in: 1...100_000, unit: "MB/s") ?? 250) * 1_000_000
  node.registry.metadataPerMille =
    map.optional("lazy_metadata_permille")?.whole(in: 0...1_000) ?? 5
  node.presentImages = map.texts("present_images")
  return node
}

private func readImage(_ map: YAMLMap) -> ImagePlan? {
  defer { map.finish() }
  let name = map.required("name")?.text()
  let layers = map.maps("layers").compactMap { map -> ImagePlan.Layer? in
    defer { map.finish() }
    let digest = map.required("digest", hint: "any word; equal words are equal layers")?.text()
    let size = map.required("mib")?.whole(in: 0...1_000_000, unit: "MiB")
    let unpacked = map.optional("unpacked_mib")?.whole(in: 0...10_000_000, unit: "MiB")
    guard let digest, let size else { return nil }
    // Layers of containers unpack to about two and a half times their size.
    return ImagePlan.Layer(
      digest: digest, bytes: size << 20, unpackedBytes: (unpacked ?? size * 5 / 2) << 20)
  }
  if layers.count > 127 {
    map.log.report(line: map.line(of: "layers"), "an image has at most 127 layers")
  }
  guard let name else { return nil }
  return ImagePlan(
    name: name, layers: layers, isLazy: map.optional("estargz")?.truth() ?? false,
    exists: map.optional("exists")?.truth() ?? true)
}

private func readFault(_ map: YAMLMap, _ pods: [RuntimePodClass]) -> RuntimeFault? {
  defer { map.finish() }
  let call = map.required("call")?.word(RuntimeCall.self)
  let word = map.required("kind")?.word(of: ["error", "delay", "hang"])
  var kind: RuntimeFault.Kind?
  switch word {
  case "error": kind = .error
  case "hang": kind = .hang
  case "delay": kind = map.requiredDuration("delay").map { .delay($0) }
  default: break
  }
  let named = map.texts("pods")
  var names: [String] = []
  for name in named {
    guard let kind = pods.first(where: { $0.plan.name == name }) else {
      map.log.report(
        line: map.line(of: "pods"), "there are no pods '\(shortened(name))'",
        hint: "pods: " + pods.map(\.plan.name).joined(separator: ", "))
      continue
    }
    names +=
      kind.arrivals.count == 1 ? [name] : (0..<kind.arrivals.count).map { "\(name)-\($0)" }
  }
  let from = map.duration("from") ?? .zero
  let until = map.duration("until")
  guard let call, let kind else { return nil }
  return RuntimeFault(
    call, kind, pods: names, from: .zero + from, until: until.map { .zero + $0 },
    times: map.optional("times")?.whole(in: 1...1_000_000),
    chancePerMille: map.optional("chance_permille")?.whole(in: 1...1_000) ?? 1_000)
}

// MARK: Pods

private func readPods(_ map: YAMLMap) -> RuntimePodClass? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  let arrivals =
    map.has("arrivals") ? map.arrivals("arrivals") : Arrivals(count: 1, pattern: .together)
  let lifetime = map.duration("lifetime")
  var plan = PodPlan(name: name ?? "", containers: [])
  plan.restartPolicy = map.optional("restart_policy")?.word(PodPlan.RestartPolicy.self) ?? .always
  plan.grace = .seconds(map.optional("grace_s")?.whole(in: 0...86_400, unit: "seconds") ?? 30)
  plan.priority = map.optional("priority")?.whole(in: -1_000_000_000...1_000_000_000) ?? 0
  plan.volumes = map.texts("volumes")
  plan.hasClaims = map.optional("claims")?.truth() ?? false
  let sharesVolumes = map.optional("shared_volumes")?.truth() ?? false
  plan.containers = map.maps("containers").compactMap(readContainer)
  reportRepeated(plan.containers.map(\.name), in: map, key: "containers")
  if !plan.containers.contains(where: { $0.role == .main }) {
    map.log.report(
      line: map.line(of: "containers"), "the pod has no container besides init containers")
  }
  if plan.containers.count > RuntimeLimit.containers {
    map.log.report(
      line: map.line(of: "containers"), "at most \(RuntimeLimit.containers) containers a pod")
  }
  // Init containers and sidecars come before the others, as they start.
  plan.containers =
    plan.containers.filter { $0.role != .main } + plan.containers.filter { $0.role == .main }
  guard name != nil, let arrivals else { return nil }
  return RuntimePodClass(
    arrivals: arrivals, lifetime: lifetime, plan: plan, sharesVolumes: sharesVolumes)
}

private func readContainer(_ map: YAMLMap) -> ContainerPlan? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  let image = map.required("image")?.text()
  var plan = ContainerPlan(name: name ?? "", image: image ?? "")
  plan.role = map.optional("role")?.word(ContainerPlan.Role.self) ?? .main
  plan.pullPolicy =
    map.optional("image_pull_policy")?.word(ContainerPlan.PullPolicy.self) ?? .ifNotPresent
  plan.cpuMilli =
    map.optional("cpu_milli")?.whole(in: 0...10_000_000, unit: "thousandths of a core") ?? 0
  plan.memoryMiB = map.optional("memory_mib")?.whole(in: 0...100_000_000, unit: "MiB") ?? 0
  plan.isGuaranteed = map.optional("guaranteed")?.truth() ?? false
  if let devices = map.optional("devices")?.map() {
    plan.devices = devices.all().compactMap { key, value in
      value.whole(in: 0...512, unit: "devices").map { .init(resource: key, count: $0) }
    }
  }
  plan.startupProbe = map.optional("startup_probe")?.map().map(readProbe)
  plan.readinessProbe = map.optional("readiness_probe")?.map().map(readProbe)
  plan.livenessProbe = map.optional("liveness_probe")?.map().map(readProbe)
  plan.postStart = map.duration("post_start")
  plan.preStop = map.duration("pre_stop")
  readApp(map, &plan.app)
  return name == nil || image == nil ? nil : plan
}

/// The keys of what runs in a container, in the container's own map.
private func readApp(_ map: YAMLMap, _ app: inout AppPlan) {
  app.startup = map.duration("starts_in") ?? app.startup
  app.runs = map.duration("runs")
  app.exitCode = map.optional("exit_code")?.whole(in: 0...255) ?? 0
  app.failingStarts = map.optional("failing_starts")?.whole(in: 0...1_000_000)
  app.stops = map.duration("stops_in") ?? app.stops
  if map.optional("ignores_sigterm")?.truth() == true {
    app.stops = nil
    if map.has("stops_in_s") || map.has("stops_in_ms") {
      map.log.report(
        line: map.line(of: "ignores_sigterm"), "it either stops in some time or ignores SIGTERM")
    }
  }
  app.hangsAfter = map.duration("hangs_after")
  app.answers = map.duration("answers_in") ?? app.answers
  app.writesPerSecond =
    (map.optional("writes_mib_per_s")?.whole(in: 0...1_000_000, unit: "MiB/s") ?? 0) << 20
  app.writesAtMost =
    (map.optional("writes_at_most_mib")?.whole(in: 0...1_000_000_000, unit: "MiB") ?? 1_000_000_000)
    << 20
}

private func readProbe(_ map: YAMLMap) -> ProbePlan {
  defer { map.finish() }
  func seconds(_ key: String, _ least: Int, _ standard: Int) -> SimDuration {
    .seconds(map.optional(key)?.whole(in: least...86_400, unit: "seconds") ?? standard)
  }
  return ProbePlan(
    initialDelay: seconds("initial_delay_s", 0, 0), period: seconds("period_s", 1, 10),
    timeout: seconds("timeout_s", 1, 1),
    successThreshold: map.optional("success_threshold")?.whole(in: 1...1_000) ?? 1,
    failureThreshold: map.optional("failure_threshold")?.whole(in: 1...100_000) ?? 3,
    asksWrongPlace: map.optional("wrong_port")?.truth() ?? false)
}
