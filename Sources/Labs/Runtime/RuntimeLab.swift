import RuntimeSim
import Simulation
import Wording

/// The lab of stage 1: a pod's way through kubelet, containerd, CNI, CSI and devices, and fake nodes
/// under KWOK.
public struct RuntimeLab: Lab {
  public let id = LabID.runtime
  public let knobs = runtimeKnobs
  public let metrics = runtimeMetrics

  public init() {}

  public func begin(
    _ scenario: LabScenario, choices: Choices, seed: Seed
  ) throws(LabProblem) -> any LabRun {
    let choices = try complete(choices, for: scenario)
    guard case .runtime(let runtime) = scenario else {
      throw LabProblem(Message("lab.problem.lab", scenario.lab.rawValue, id.rawValue))
    }
    switch runtime.subject {
    case .node(let world):
      var setup = nodeSetup(world, choices, end: runtime.end, seed: seed)
      if let hidden = runtime.diagnosis?.hidden(seed) { setup = hidden.applied(to: setup) }
      return NodeLabRun(
        run: NodeRun(setup), lab: self, choices: choices, seed: seed,
        hidesFaults: runtime.diagnosis != nil)
    case .kwok(let world):
      var groups = world.groups
      let percent = choices.whole("objects_percent")
      for at in groups.indices {
        let (product, isTooMuch) = groups[at].count.multipliedReportingOverflow(by: percent)
        groups[at].count = isTooMuch ? groups[at].count : max(1, (product + 50) / 100)
      }
      let count = groups.reduce(0) { $0 + $1.count }
      guard count <= Self.mostObjects else {
        throw LabProblem(
          Message("lab.problem.objects", String(count), String(Self.mostObjects)))
      }
      return KwokLabRun(
        run: KwokRun(
          KwokSetup(stages: world.allStages, groups: groups, end: runtime.end, seed: seed)),
        lab: self, choices: choices, seed: seed)
    }
  }

  /// Fake objects of one run, whatever the knob says.
  public static let mostObjects = 2_000_000

  /// When pods come, how many there are, and what breaks is nobody's to turn.
  public func isWayOut(_ knob: Knob) -> Bool {
    !["load_percent", "objects_percent", "faults"].contains(knob.id)
  }

  public func matters(_ knob: Knob, under choices: Choices) -> Bool {
    switch knob.id {
    case "max_parallel_image_pulls": !choices.isOn("serialize_image_pulls")
    case "startup_read_permille": choices.word("snapshotter") == "stargz"
    default: true
    }
  }

  /// Fake objects know nothing of images, probes and volumes, and a node knows no fake objects.
  public func knobs(for scenario: LabScenario) -> [Knob] {
    knobs.filter { Self.belongs($0, to: scenario) }
  }

  public func matters(
    _ knob: Knob, in scenario: LabScenario, under choices: Choices
  ) -> Bool {
    guard Self.belongs(knob, to: scenario), case .runtime(let runtime) = scenario else {
      return false
    }
    switch (knob.id, runtime.subject) {
    case ("faults", .node(let world)): return !world.faults.isEmpty
    case ("attach_limit", .node(let world)):
      return world.pods.contains { !$0.plan.volumes.isEmpty }
    default: return matters(knob, under: choices)
    }
  }

  private static func belongs(_ knob: Knob, to scenario: LabScenario) -> Bool {
    guard case .runtime(let runtime) = scenario else { return true }
    let isOfObjects = knob.id == "objects_percent"
    return switch runtime.subject {
    case .node: !isOfObjects
    case .kwok: isOfObjects
    }
  }

  // MARK: Setup

  func nodeSetup(
    _ world: NodeWorld, _ choices: Choices, end: SimTime, seed: Seed
  ) -> NodeSetup {
    var node = world.node
    node.attachLimit = choices.whole("attach_limit")
    node.kubelet = KubeletSettings(
      topologyPolicy: .init(rawValue: choices.word("topology_manager_policy")) ?? .none,
      hasStaticCPUs: choices.word("cpu_manager_policy") == "static",
      serializesPulls: choices.isOn("serialize_image_pulls"),
      maxParallelPulls: choices.whole("max_parallel_image_pulls"),
      imageGCHighPercent: choices.whole("image_gc_high_percent"),
      imageGCLowPercent: choices.whole("image_gc_low_percent"),
      evictionPercent: choices.whole("eviction_imagefs_percent"),
      mostCrashBackOff: .seconds(choices.whole("max_container_restart_s")))
    node.registry.bytesPerSecond = choices.whole("registry_mb_per_s") * 1_000_000
    node.registry.bytesPerSecondOfOne = choices.whole("connection_mb_per_s") * 1_000_000
    node.registry.parallelLayers = choices.whole("max_concurrent_downloads")
    node.registry.startupReadPerMille = choices.whole("startup_read_permille")
    node.registry.isLazy = choices.word("snapshotter") == "stargz"
    if choices.isOn("images_present") { node.presentImages = world.images.map(\.name) }
    return NodeSetup(
      node: node, images: world.images, pods: pods(world, choices, seed: seed),
      latencies: world.latencies, faults: choices.isOn("faults") ? world.faults : [], end: end,
      seed: seed)
  }

  private func pods(_ world: NodeWorld, _ choices: Choices, seed: Seed) -> [PodPlan] {
    var pods: [PodPlan] = []
    for (at, kind) in world.pods.enumerated() {
      var times = SeededGenerator(seed: seed, stream: "pods-\(at)-times")
      let moments = kind.arrivals.times(&times, loadPercent: choices.whole("load_percent"))
      for (number, time) in moments.enumerated() {
        var pod = turned(kind.plan, choices)
        if kind.arrivals.count > 1 {
          pod.name = "\(kind.plan.name)-\(number)"
          if !kind.sharesVolumes { pod.volumes = pod.volumes.map { "\($0)-\(number)" } }
        }
        pod.boundAt = time
        pod.deletedAt = kind.lifetime.map { time + $0 }
        pods.append(pod)
      }
    }
    let order = pods.indices.sorted { (pods[$0].boundAt, $0) < (pods[$1].boundAt, $1) }
    return order.map { pods[$0] }
  }

  /// The pod as the knobs change it.
  private func turned(_ plan: PodPlan, _ choices: Choices) -> PodPlan {
    func scaled(_ time: SimDuration, _ knob: String) -> SimDuration {
      let percent = choices.whole(knob)
      let (whole, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 100)
      return SimDuration(nanoseconds: whole) * percent
        + SimDuration(nanoseconds: rest * percent / 100)
    }
    var pod = plan
    // The API counts the grace period in whole seconds.
    let grace = scaled(plan.grace, "termination_grace_percent").nanoseconds
    pod.grace = .seconds(grace / 1_000_000_000)
    let threshold = choices.whole("probe_failure_threshold")
    for at in pod.containers.indices {
      pod.containers[at].app.startup = scaled(
        pod.containers[at].app.startup, "app_startup_percent")
      guard pod.containers[at].role != .initial else { continue }
      if threshold > 0 {
        pod.containers[at].livenessProbe?.failureThreshold = threshold
        pod.containers[at].readinessProbe?.failureThreshold = threshold
      }
      if choices.isOn("startup_probe"), pod.containers[at].livenessProbe != nil {
        pod.containers[at].startupProbe = ProbePlan(period: .seconds(5), failureThreshold: 60)
      }
    }
    return pod
  }
}

struct NodeLabRun: LabRun {
  var run: NodeRun
  let lab: RuntimeLab
  let choices: Choices
  let seed: Seed
  let hidesFaults: Bool

  mutating func advance(events: Int) -> Bool { run.advance(events: events) }

  var progressPerMille: Int {
    if run.isFinished { return 1_000 }
    let end = max(1, run.setup.end.nanoseconds / 1_000)
    return min(999, run.now.nanoseconds / end)
  }

  var time: SimTime { run.now }

  func outcome() -> RunOutcome {
    let tally = run.tally
    func seconds(_ value: Double?) -> Double? { value.map { $0 / 1e9 } }
    func percentile(_ values: [Int]) -> Double? {
      seconds(Statistics.percentile(95, of: values).map(Double.init))
    }
    let values: [String: Double?] = [
      "time_to_ready_mean": seconds(Statistics.mean(tally.readyTimes)),
      "time_to_ready_p95": percentile(tally.readyTimes),
      "time_to_ready_max": seconds(tally.readyTimes.max().map(Double.init)),
      "ready_pods": Double(tally.readyTimes.count), "failed_pods": Double(tally.failedPods),
      "refused_pods": Double(tally.refused), "container_restarts": Double(tally.restarts),
      "warning_events": Double(tally.warnings), "failed_calls": Double(tally.failedCalls),
      "image_pull_mean": seconds(Statistics.mean(tally.pullTimes)),
      "image_pull_p95": percentile(tally.pullTimes),
      "pulled_mib": Double(tally.pulledBytes) / Double(1 << 20),
      "deduped_mib": Double(tally.dedupedBytes) / Double(1 << 20),
      "images_removed": Double(tally.imagesRemoved), "evicted_pods": Double(tally.evictions),
      "time_to_terminate_mean": seconds(Statistics.mean(tally.endTimes)),
      "time_to_terminate_p95": percentile(tally.endTimes),
      "killed_containers": Double(tally.kills),
    ]
    return RunOutcome(
      lab: .runtime, seed: seed, choices: choices,
      metrics: lab.metrics.map { Metric($0, values[$0.id] ?? nil) }, events: run.events,
      digest: run.digestText, assumptions: assumptions, replay: RuntimeReplay(run: run))
  }

  private var assumptions: [AssumedPart] {
    [
      AssumedPart(
        part: Message("lab.runtime.assumed.calls"),
        reason: Message("lab.runtime.assumed.calls.why"), expectedError: 100),
      AssumedPart(
        part: Message("lab.runtime.assumed.disk"), reason: Message("lab.runtime.assumed.disk.why"),
        expectedError: 50),
    ]
  }
}

struct KwokLabRun: LabRun {
  var run: KwokRun
  let lab: RuntimeLab
  let choices: Choices
  let seed: Seed

  mutating func advance(events: Int) -> Bool { run.advance(events: events) }
  var progressPerMille: Int { run.progressPerMille }
  var time: SimTime { run.time }

  func outcome() -> RunOutcome {
    let seconds = max(1e-9, run.setup.end.inSeconds)
    let interval = run.samples.count > 1 ? run.samples[0].time.inSeconds : seconds
    let peak = run.samples.map(\.writes).max().map { Double($0) / max(1e-9, interval) }
    let values: [String: Double?] = [
      "fake_nodes_ready": Double(run.readyNodes), "fake_pods_ready": Double(run.readyPods),
      "stage_plays": Double(run.plays.reduce(0, +)),
      "api_writes_per_second": Double(run.writes) / seconds, "api_writes_peak": peak,
      "objects_gone": Double(run.gone), "object_states": Double(run.states.count),
    ]
    return RunOutcome(
      lab: .runtime, seed: seed, choices: choices,
      metrics: lab.metrics.map { Metric($0, values[$0.id] ?? nil) }, events: run.events,
      digest: run.digestText, replay: KwokReplay(run: run))
  }
}
