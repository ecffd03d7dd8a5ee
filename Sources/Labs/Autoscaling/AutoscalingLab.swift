import AutoscalingSim
import Simulation
import Traffic
import Wording

/// The lab of stage 4: a service under traffic, the autoscaler that follows it, the mesh before it;
/// rollouts, the components of an InferenceService, and many models on few servers.
public struct AutoscalingLab: Lab {
  public let id = LabID.autoscaling
  public let knobs = allAutoscalingKnobs.map(\.knob)
  public let metrics = autoscalingMetrics + rolloutMetrics + inferenceMetrics + modelMetrics

  public init() {}

  public func begin(
    _ scenario: LabScenario, choices: Choices, seed: Seed
  ) throws(LabProblem) -> any LabRun {
    let choices = try complete(choices, for: scenario)
    guard case .autoscaling(let autoscaling) = scenario else {
      throw LabProblem(Message("lab.problem.lab", scenario.lab.rawValue, id.rawValue))
    }
    switch autoscaling.part {
    case .service(let service):
      return AutoscalingLabRun(
        run: ServiceRun(setup(service, choices, seed)), lab: self, choices: choices, seed: seed)
    case .rollout(let rollout): return begin(rollout, choices, seed)
    case .inference(let inference): return begin(inference, choices, seed)
    case .models(let models): return begin(models, choices, seed)
    }
  }

  public func knobs(for scenario: LabScenario) -> [Knob] {
    guard case .autoscaling(let autoscaling) = scenario else { return knobs }
    return allAutoscalingKnobs.filter { $0.kinds.contains(autoscaling.part.kind) }.map(\.knob)
  }

  public func refusal(of scenario: LabScenario, _ choices: Choices) -> LabProblem? {
    guard case .autoscaling(let autoscaling) = scenario else { return nil }
    switch autoscaling.part {
    case .service: return nil
    case .rollout(let rollout): return refusal(of: rollout, choices)
    case .inference(let inference): return refusal(of: inference, choices)
    case .models(let models): return refusal(of: models, choices)
    }
  }

  /// A knob matters in the kinds of scenario that it belongs to, and there only beside the choices
  /// that give it something to do.
  public func matters(_ knob: Knob, in scenario: LabScenario, under choices: Choices) -> Bool {
    guard case .autoscaling(let autoscaling) = scenario,
      let kinds = allAutoscalingKnobs.first(where: { $0.knob.id == knob.id })?.kinds,
      kinds.contains(autoscaling.part.kind)
    else { return false }
    switch autoscaling.part {
    case .service: return matters(knob, under: choices)
    case .rollout(let rollout): return matters(knob.id, rollout, choices)
    case .inference(let inference): return matters(knob.id, inference, choices)
    case .models: return true
    }
  }

  /// What a number of some autoscaler cannot change under another one.
  public func matters(_ knob: Knob, under choices: Choices) -> Bool {
    let scaler = choices.word("autoscaler")
    switch knob.id {
    case "target_utilization_percent", "stable_window_s", "panic_window_percent",
      "panic_threshold_percent", "window_averaging", "target_burst_capacity", "max_scale_up_rate",
      "max_scale_down_rate_percent", "scale_down_delay_s", "activation_scale", "scale_to_zero",
      "scale_to_zero_grace_s", "pod_retention_s", "network_programming_ms":
      return scaler == "kpa"
    case let id where id.hasPrefix("keda_"): return scaler == "keda"
    case let id where id.hasPrefix("apa_"): return scaler == "apa"
    case "hpa_metrics_interval_s": return scaler == "hpa"
    case let id where id.hasPrefix("hpa_"): return scaler == "hpa" || scaler == "keda"
    case "scaling_metric", "scaling_target", "max_scale": return scaler != "fixed"
    case "session_keys": return ["ring-hash", "maglev"].contains(choices.word("balancing"))
    case "outlier_errors", "outlier_ejection_percent": return choices.isOn("outlier_detection")
    case "max_retries":
      return choices.whole("request_retries") > 0 && choices.whole("retry_budget_percent") == 0
    case "retry_budget_percent": return choices.whole("request_retries") > 0
    case "rollout_judge": return choices.isOn("rollout")
    case "error_threshold_percent":
      return choices.isOn("rollout") && choices.word("rollout_judge") == "threshold"
    case "pod_queue_factor": return choices.whole("container_concurrency") > 0
    default: return true
    }
  }
}

struct AutoscalingLabRun: LabRun {
  var run: ServiceRun
  let lab: AutoscalingLab
  let choices: Choices
  let seed: Seed

  mutating func advance(events: Int) -> Bool { run.advance(events: events) }

  var progressPerMille: Int {
    if run.isDone { return 1_000 }
    let end = max(1, run.setup.end.nanoseconds / 1_000)
    return min(999, run.now.nanoseconds / end)
  }

  var time: SimTime { run.now }

  func outcome() -> RunOutcome {
    let values = measured()
    return RunOutcome(
      lab: .autoscaling, seed: seed, choices: choices,
      metrics: lab.metrics.map { Metric($0, values[$0.id] ?? nil) }, events: run.handled,
      digest: run.digestText, assumptions: assumptions, replay: AutoscalingReplay(run: run))
  }

  private var assumptions: [AssumedPart] {
    func part(_ name: String, _ error: Int) -> AssumedPart {
      AssumedPart(
        part: Message("lab.autoscaling.assumed." + name),
        reason: Message("lab.autoscaling.assumed.\(name).why"), expectedError: error)
    }
    var parts: [AssumedPart] = []
    let cold = run.setup.coldStart
    if cold.imageBytes > 0, cold.image != .prePull { parts.append(part("unpack", 50)) }
    if cold.modelBytes > 0 { parts.append(part("load", 50)) }
    if cold.warmUp > .zero { parts.append(part("warm-up", 100)) }
    parts.append(part("pod", 50))
    if case .kpa = run.setup.autoscaler { parts.append(part("network", 100)) }
    return parts
  }

  /// By metric id; a missing one has no value.
  private func measured() -> [String: Double?] {
    let tally = run.tally
    let ends = run.ends
    let seconds = max(1e-9, run.now.inSeconds)
    let latencies = ends.lazy.filter { $0.outcome == .served }.map(\.latency).sorted()
    let objective = choices.whole("latency_objective_ms") * 1_000_000
    let within = ends.count { $0.outcome == .served && $0.latency <= objective }
    let starts = podStarts.sorted()
    func percentile(_ percent: Int, _ values: [Int], _ unit: Double) -> Double? {
      Statistics.percentile(percent, ofSorted: values).map { Double($0) / unit }
    }
    let replicaSeconds = Double(tally.podTime) / 1e9
    let ended = Double(tally.ended)
    return [
      "success_percent": ended > 0 ? Double(tally.served) * 100 / ended : nil,
      "objective_percent": ended > 0 ? Double(within) * 100 / ended : nil,
      "request_latency_p50": percentile(50, latencies, 1e6),
      "request_latency_p95": percentile(95, latencies, 1e6),
      "request_latency_p99": percentile(99, latencies, 1e6),
      "request_latency_max": percentile(100, latencies, 1e6),
      "held_max": ends.map(\.heldFor).max().map { Double($0) / 1e6 },
      "cold_requests": Double(tally.metColdStart),
      "pod_start_p50": percentile(50, starts, 1e9),
      "pod_start_max": percentile(100, starts, 1e9),
      "replicas_mean": replicaSeconds / seconds, "replicas_max": Double(tally.mostPods),
      "replica_seconds": replicaSeconds,
      "idle_percent": tally.podTime > 0
        ? Double(tally.idleTime) * 100 / Double(tally.podTime) : nil,
      "service_cost": replicaSeconds * Double(choices.whole("pod_hour_cents")) / 3_600,
      "scale_ups": Double(tally.scaleUps), "scale_downs": Double(tally.scaleDowns),
      "panic_seconds": Double(tally.panicTime) / 1e9, "held_peak": Double(tally.mostHeld),
      "attempts_per_request": tally.arrived > 0
        ? Double(tally.attempts) / Double(tally.arrived) : nil,
      "retries_refused": Double(tally.refusedRetries),
      "wasted_seconds": tally.wastedWork.inSeconds,
      "canary_requests": Double(tally.canaryRequests),
      "canary_failures": Double(tally.canaryFailures), "rollout_percent": rolloutPercent,
      "requests_arrived": Double(tally.arrived), "requests_served": Double(tally.served),
      "requests_failed": Double(tally.failed), "requests_rejected": Double(tally.rejected),
      "requests_timed_out": Double(tally.timedOut), "requests_in_flight": Double(run.inFlight),
    ]
  }

  /// Nanoseconds from creation to readiness of pods that were not there at the start.
  private var podStarts: [Int] {
    var created: [Int: SimTime] = [:]
    var starts: [Int] = []
    for event in run.events {
      guard case .stage(let pod, let stage) = event.kind else { continue }
      if stage == .scheduling { created[pod] = event.time }
      if stage == .ready, let since = created[pod] {
        starts.append((event.time - since).nanoseconds)
      }
    }
    return starts
  }

  private var rolloutPercent: Double? {
    for event in run.events.reversed() {
      if case .rollout(_, let percent) = event.kind { return Double(percent) }
    }
    return run.setup.rollout == nil ? nil : 0
  }
}
