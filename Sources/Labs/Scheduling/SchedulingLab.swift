import Cluster
import ClusterRun
import KubeScheduling
import Simulation
import Wording

/// The lab of stage 2: jobs and pods on a cluster with GPUs, under the control plane that one
/// chooses.
public struct SchedulingLab: Lab {
  public let policies: SchedulingPolicies
  public let id = LabID.scheduling
  public let knobs = schedulingKnobs
  public let metrics = schedulingMetrics

  public init(policies: SchedulingPolicies = SchedulingPolicies()) { self.policies = policies }

  public func begin(
    _ scenario: LabScenario, choices: Choices, seed: Seed
  ) throws(LabProblem) -> any LabRun {
    let choices = try complete(choices, for: scenario)
    guard case .scheduling(let scheduling) = scenario else {
      throw LabProblem(Message("lab.problem.lab", scenario.lab.rawValue, id.rawValue))
    }
    var instance = SchedulingInstance(
      scheduling, seed: seed, loadPercent: choices.whole("load_percent"),
      nodesPercent: choices.whole("nodes_percent"),
      hasUpstreamQuirks: choices.isOn("upstream_quirks"))
    if let order = policies.order ?? SchedulingPolicies.order(named: choices.word("queue_order")) {
      instance.rank(by: order)
    }
    let setup = ControlPlaneSetup(
      scenario: scheduling, instance: instance, choices: choices,
      profile: try profile(choices, instance, seed: seed))
    let run = WorkloadRun(
      instance.workload, under: try setup.plane(),
      options: WorkloadRunOptions(
        terminationGrace: .seconds(choices.whole("termination_grace_seconds"))))
    return SchedulingLabRun(
      run: run, lab: self, scenario: scheduling, instance: instance, end: scheduling.end,
      choices: choices, seed: seed)
  }

  /// Control planes that are simulated with inter-pod affinity.
  public static let planesWithPodAffinity = ["kube-scheduler", "kueue", "godel"]

  public func refusal(of scenario: LabScenario, _ choices: Choices) -> LabProblem? {
    let plane = choices.word("control_plane")
    guard case .scheduling(let scheduling) = scenario,
      !Self.planesWithPodAffinity.contains(plane),
      let job = scheduling.jobs.first(where: \.hasExclusiveTopology)
    else { return nil }
    return LabProblem(
      Message(
        "lab.problem.pod-affinity", job.name, plane,
        Self.planesWithPodAffinity.joined(separator: ", ")))
  }

  public func matters(_ knob: Knob, under choices: Choices) -> Bool {
    KnobRelevance.matters(knob.id, under: choices)
  }

  /// kube-scheduler's default profile with the weights that were chosen; a plugin of weight 0 does
  /// not score.
  private func profile(
    _ choices: Choices, _ instance: SchedulingInstance, seed: Seed
  ) throws(LabProblem) -> SchedulingProfile {
    let resources = [
      WeightedResource(.cpu, weight: choices.whole("cpu_weight")),
      WeightedResource(.memory, weight: choices.whole("memory_weight")),
      WeightedResource(.nvidiaGPU, weight: choices.whole("gpu_weight")),
    ].filter { $0.weight > 0 }
    guard !resources.isEmpty else { throw LabProblem(Message("lab.problem.no-resources")) }
    let percentage = choices.whole("percentage_of_nodes_to_score")
    let podAffinity = PodAffinityArguments(
      reproducesNegativeSelectorQuirk: choices.isOn("upstream_quirks"))
    var profile = SchedulingProfile.kubernetesDefault(
      podAffinity: podAffinity, percentageOfNodesToScore: percentage)
    let word = choices.word("scoring_strategy")
    if let policy = GPUSharingPolicy(rawValue: word) {
      let typical = TypicalPods(of: instance.state)
      profile = profile.gpuSharing(policy, typical: typical, seed: seed)
    } else {
      let weight = choices.whole("fit_weight")
      let fit =
        policies.score.map {
          ScorePlugin.custom(name: "NodeResourcesFit", weight: weight, resources: resources, $0)
        } ?? .nodeResourcesFit(strategy(choices, resources), weight: weight)
      profile.scores = [
        .taintToleration(weight: choices.whole("taint_weight")),
        .nodeAffinity(weight: choices.whole("affinity_weight")), fit,
        .podTopologySpread(.system, weight: choices.whole("spread_weight")),
        .interPodAffinity(podAffinity, weight: choices.whole("pod_affinity_weight")),
        .dynamicResources(),
        .nodeResourcesBalancedAllocation(weight: choices.whole("balanced_weight")),
        .imageLocality(weight: choices.whole("image_weight")),
      ].filter { $0.weight > 0 }
    }
    if !choices.isOn("preemption") { profile.preemption = nil }
    return profile
  }

  private func strategy(_ choices: Choices, _ resources: [WeightedResource]) -> FitStrategy {
    switch choices.word("scoring_strategy") {
    case "most-allocated": .mostAllocated(resources)
    case "requested-to-capacity-ratio":
      .requestedToCapacityRatio(.named(choices.word("ratio_shape")), resources)
    default: .leastAllocated(resources)
    }
  }
}

extension UtilizationShape {
  /// The curve of a word of the knob `ratio_shape`; scores are 0 to 10 as in kube-scheduler's
  /// configuration.
  fileprivate static func named(_ word: String) -> UtilizationShape {
    let points: [Point] =
      switch word {
      case "half-full":
        [
          Point(utilization: 0, score: 0), Point(utilization: 50, score: 10),
          Point(utilization: 100, score: 0),
        ]
      case "spreading":
        [Point(utilization: 0, score: 10), Point(utilization: 100, score: 0)]
      default:
        [Point(utilization: 0, score: 0), Point(utilization: 100, score: 10)]
      }
    return UtilizationShape(points) ?? .binPacking
  }
}

extension SchedulingInstance {
  /// Gives jobs their place in the scheduling queue; their priorities, which preemption reads, stay.
  mutating func rank(by order: (QueuedPod) -> Int) {
    let table = deviceTable
    for index in jobs.indices {
      guard let pod = jobs[index].podSets.first?.template else { continue }
      let request = pod.effectiveRequest
      jobs[index].rank = order(
        QueuedPod(
          priority: jobs[index].priority, cpu: request.cpu, memory: request.memory,
          gpuMilli: pod.gpuMilli + (table?.gpuMilli(askedBy: pod) ?? 0),
          duration: jobs[index].duration ?? .zero,
          groupSize: jobs[index].podCount))
    }
  }

  /// The empty cluster with all pods known, for policies that look at the mix.
  fileprivate var state: ClusterState {
    var state = ClusterState(nodes: nodes, services: services)
    for job in jobs { for pod in job.pods { _ = state.admit(pod) } }
    return state
  }
}

struct SchedulingLabRun: LabRun {
  var run: WorkloadRun
  let lab: SchedulingLab
  let scenario: SchedulingScenario
  let instance: SchedulingInstance
  let end: SimTime?
  let choices: Choices
  let seed: Seed

  mutating func advance(events: Int) -> Bool { run.advance(events: events) }

  /// By events: each pod arrives, is placed and ends, so that three events a pod are the least.
  var progressPerMille: Int {
    if run.isFinished { return 1_000 }
    let byEvents = run.events * 1_000 / max(1, 4 * run.world.plan.pods.count)
    guard let end else { return min(999, byEvents) }
    return min(999, max(byEvents, run.time.nanoseconds / max(1, end.nanoseconds / 1_000)))
  }

  var time: SimTime { run.time }

  func outcome() -> RunOutcome {
    let history = SchedulingHistory(run, end: end)
    let bars = JobBars(run, history, end: end ?? run.time)
    let tally = SchedulingTally(
      run: run, instance: instance, history: history, gantt: bars, end: end)
    return RunOutcome(
      lab: .scheduling, seed: seed, choices: choices,
      metrics: lab.metrics.map { Metric($0, tally.values[$0.id] ?? nil) }, events: run.events,
      digest: run.digest,
      replay: SchedulingReplay(
        run: run, scenario: scenario, instance: instance, history: history, bars: bars,
        choices: choices), isStalled: tally.isStalled)
  }
}
