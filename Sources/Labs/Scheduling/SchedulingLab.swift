import Cluster
import KubeScheduling
import Simulation
import Wording

/// The lab of stage 2: kube-scheduler placing pods on a cluster with GPUs.
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
      nodesPercent: choices.whole("nodes_percent"))
    if let order = policies.order ?? SchedulingPolicies.order(named: choices.word("queue_order")) {
      instance.rank(by: order)
    }
    let run = SchedulingRun(
      KubeScheduling.SchedulingScenario(
        nodes: instance.nodes, services: instance.services,
        arrivals: instance.arrivals.map {
          .init(pod: $0.pod, time: $0.time, duration: $0.duration, group: $0.group)
        }),
      profile: try profile(choices))
    return SchedulingLabRun(
      run: run, lab: self, instance: instance, end: scheduling.end, choices: choices, seed: seed)
  }

  /// The default profile with the weights that were chosen; a plugin of weight 0 does not score.
  private func profile(_ choices: Choices) throws(LabProblem) -> SchedulingProfile {
    let resources = [
      WeightedResource(.cpu, weight: choices.whole("cpu_weight")),
      WeightedResource(.memory, weight: choices.whole("memory_weight")),
      WeightedResource(.nvidiaGPU, weight: choices.whole("gpu_weight")),
    ].filter { $0.weight > 0 }
    guard !resources.isEmpty else { throw LabProblem(Message("lab.problem.no-resources")) }
    let fitWeight = choices.whole("fit_weight")
    let fit =
      policies.score.map {
        ScorePlugin.custom(
          name: "NodeResourcesFit", weight: fitWeight, resources: resources, $0)
      } ?? .nodeResourcesFit(strategy(choices, resources), weight: fitWeight)
    var profile = SchedulingProfile.kubernetesDefault(
      percentageOfNodesToScore: choices.whole("percentage_of_nodes_to_score"))
    profile.scores = [
      .taintToleration(weight: choices.whole("taint_weight")),
      .nodeAffinity(weight: choices.whole("affinity_weight")), fit,
      .podTopologySpread(.system, weight: choices.whole("spread_weight")),
      .nodeResourcesBalancedAllocation(weight: choices.whole("balanced_weight")),
    ].filter { $0.weight > 0 }
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
  /// Writes the order into the pods' priorities, which only the queue reads: nothing is preempted
  /// in this lab.
  mutating func rank(by order: (QueuedPod) -> Int) {
    for index in arrivals.indices {
      let arrival = arrivals[index]
      let request = arrival.pod.effectiveRequest
      arrivals[index].pod.priority = order(
        QueuedPod(
          priority: arrival.pod.priority, cpu: request.cpu, memory: request.memory,
          gpuMilli: arrival.pod.gpuMilli, duration: arrival.duration ?? .zero,
          groupSize: arrival.group.map { groupSizes[$0] } ?? 1))
    }
  }
}

extension Pod {
  /// GPUs in thousandths, shares included.
  var gpuMilli: Int { (effectiveRequest[.nvidiaGPU] ?? 0) * 1_000 + (gpuShareMilli ?? 0) }
}

struct SchedulingLabRun: LabRun {
  var run: SchedulingRun
  let lab: SchedulingLab
  let instance: SchedulingInstance
  let end: SimTime?
  let choices: Choices
  let seed: Seed

  private var isPastEnd: Bool { end.map { run.time >= $0 } ?? false }

  mutating func advance(events: Int) -> Bool {
    guard end != nil else { return run.advance(events: events) }
    for _ in 0..<max(0, events) {
      guard !isPastEnd, run.advance(events: 1) else { return false }
    }
    return !isPastEnd
  }

  /// By events: each pod arrives, is placed and ends, so that three events a pod are the least.
  var progressPerMille: Int {
    if run.isFinished || isPastEnd { return 1_000 }
    let byEvents = run.events * 1_000 / max(1, 4 * instance.arrivals.count)
    guard let end else { return min(999, byEvents) }
    return min(999, max(byEvents, run.time.nanoseconds / max(1, end.nanoseconds / 1_000)))
  }

  var time: SimTime { run.time }

  func outcome() -> RunOutcome {
    let tally = SchedulingTally(run: run, instance: instance, end: end)
    return RunOutcome(
      lab: .scheduling, seed: seed, choices: choices,
      metrics: lab.metrics.map { Metric($0, tally.values[$0.id] ?? nil) }, events: run.events,
      digest: run.digest,
      replay: SchedulingReplay(
        run: run, instance: instance, stepCount: tally.stepCount, fates: tally.fates))
  }
}
