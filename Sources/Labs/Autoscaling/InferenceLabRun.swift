import AutoscalingSim
import Simulation
import Wording

extension AutoscalingLab {
  /// Calls of components that are simulated.
  static let mostCalls = 4_000_000

  private func explainPermille(_ scenario: InferenceScenario, _ choices: Choices) -> Int {
    guard scenario.explainer != nil else { return 0 }
    let permille = choices.whole("explain_permille")
    return permille < 0 ? scenario.explainPermille : permille
  }

  func refusal(of scenario: InferenceScenario, _ choices: Choices) -> LabProblem? {
    let requests = scenario.traffic.expectedRequests * Double(choices.whole("load_percent")) / 100
    let explained = Double(explainPermille(scenario, choices)) / 1_000
    let calls =
      requests * (2 * (1 - explained) + explained * Double(scenario.explanationCalls + 1))
    guard calls > Double(Self.mostCalls) else { return nil }
    return LabProblem(
      Message(
        "lab.problem.inference-size", formatted(min(calls, 1e15), decimals: 0),
        String(Self.mostCalls)))
  }

  func matters(_ knob: String, _ scenario: InferenceScenario, _ choices: Choices) -> Bool {
    switch knob {
    case "transformer_pods", "transformer_concurrency": return scenario.transformer != nil
    case "explainer_pods", "explain_permille": return scenario.explainer != nil
    case "component_most_pods", "target_utilization_percent", "stable_window_s":
      return choices.word("component_scaler") == "kpa"
    case "canary_traffic_percent", "canary_verdict": return !scenario.updates.isEmpty
    case "canary_hold_s":
      return !scenario.updates.isEmpty && choices.word("canary_verdict") != "keeps"
    case "error_threshold_percent":
      return !scenario.updates.isEmpty && choices.word("canary_verdict") == "by-errors"
    default: return true
    }
  }

  func begin(_ scenario: InferenceScenario, _ choices: Choices, _ seed: Seed) -> any LabRun {
    func component(
      _ item: InferenceScenario.Component, _ name: String
    ) -> InferenceSetup.Component {
      let slots = name == "explainer" ? 0 : choices.whole(name + "_concurrency")
      return InferenceSetup.Component(
        work: item.work, concurrency: slots > 0 ? slots : item.concurrency,
        start: .seconds(item.startSeconds), fewest: choices.whole(name + "_pods"),
        most: choices.whole("component_most_pods"))
    }
    let percent = choices.whole("canary_traffic_percent")
    let verdict: InferenceSetup.Verdict =
      switch choices.word("canary_verdict") {
      case "promotes": .promotes
      case "rolls-back": .rollsBack
      case "by-errors": .byErrors(percent: choices.whole("error_threshold_percent"))
      default: .keeps
      }
    let setup = InferenceSetup(
      predictor: component(scenario.predictor, "predictor"),
      transformer: scenario.transformer.map { component($0, "transformer") },
      explainer: scenario.explainer.map { component($0, "explainer") },
      explainPermille: explainPermille(scenario, choices),
      explanationCalls: scenario.explanationCalls, hop: .microseconds(scenario.hopMicroseconds),
      errorPermille: scenario.errorPermille,
      updates: scenario.updates.map {
        InferenceSetup.Update(
          time: $0.time, workPercent: $0.workPercent, errorPermille: $0.errorPermille,
          becomesReady: $0.becomesReady)
      }, canaryPercent: percent < 0 ? nil : percent, verdict: verdict,
      hold: .seconds(choices.whole("canary_hold_s")),
      targetPercent: choices.word("component_scaler") == "kpa"
        ? choices.whole("target_utilization_percent") : nil,
      stableWindow: .seconds(choices.whole("stable_window_s")), traffic: scenario.traffic,
      loadPercent: choices.whole("load_percent"), end: scenario.end, seed: seed)
    return InferenceLabRun(run: InferenceRun(setup), lab: self, choices: choices, seed: seed)
  }
}

struct InferenceLabRun: LabRun {
  var run: InferenceRun
  let lab: AutoscalingLab
  let choices: Choices
  let seed: Seed

  mutating func advance(events: Int) -> Bool { run.advance(events: events) }

  var progressPerMille: Int {
    if run.isDone { return 1_000 }
    return min(999, run.now.nanoseconds / max(1, run.setup.end.nanoseconds / 1_000))
  }

  var time: SimTime { run.now }

  func outcome() -> RunOutcome {
    let values = measured()
    return RunOutcome(
      lab: .autoscaling, seed: seed, choices: choices, metrics: lab.measured(values),
      events: run.handled, digest: run.digestText, replay: InferenceReplay(run: run))
  }

  private func measured() -> [String: Double?] {
    let moment = run.moment
    let seconds = max(1e-9, run.now.inSeconds)
    let latencies = run.predictions.sorted()
    let explanations = run.explanations.sorted()
    func percentile(_ percent: Int, _ values: [Int]) -> Double? {
      Statistics.percentile(percent, ofSorted: values).map { Double($0) / 1e6 }
    }
    func views(_ role: InferenceComponents.Role) -> [InferenceView] {
      moment.views.filter { $0.role == role }
    }
    func share(
      _ role: InferenceComponents.Role, _ part: (InferenceView) -> Int,
      _ whole: (InferenceView) -> Int
    ) -> Double? {
      let all = views(role).reduce(0) { $0 + whole($1) }
      guard all > 0 else { return nil }
      return Double(views(role).reduce(0) { $0 + part($1) }) * 100 / Double(all)
    }
    func pods(_ role: InferenceComponents.Role) -> Double? {
      let views = views(role)
      return views.isEmpty ? nil : Double(views.reduce(0) { $0 + $1.podTime }) / 1e9 / seconds
    }
    let ended = run.served + run.failed
    let podSeconds = Double(run.podTime) / 1e9
    let later = views(.predictor).filter { $0.revision > 1 }
    let hasUpdates = !run.setup.updates.isEmpty
    let newest = moment.shares.first { $0.revision == moment.newest }?.percent ?? 0
    return [
      "success_percent": ended > 0 ? Double(run.served) * 100 / Double(ended) : nil,
      "request_latency_p50": percentile(50, latencies),
      "request_latency_p95": percentile(95, latencies),
      "request_latency_p99": percentile(99, latencies),
      "request_latency_max": percentile(100, latencies),
      "replicas_mean": podSeconds / seconds, "replicas_max": Double(run.mostPods),
      "replica_seconds": podSeconds,
      "service_cost": podSeconds * Double(choices.whole("pod_hour_cents")) / 3_600,
      "canary_requests": hasUpdates ? Double(later.reduce(0) { $0 + $1.calls }) : nil,
      "canary_failures": hasUpdates ? Double(later.reduce(0) { $0 + $1.failed }) : nil,
      "rollout_percent": hasUpdates ? Double(newest) : nil,
      "requests_arrived": Double(run.arrived), "requests_served": Double(run.served),
      "requests_failed": Double(run.failed),
      "requests_in_flight": Double(run.arrived - ended),
      "explanation_latency_p50": percentile(50, explanations),
      "explanation_latency_p95": percentile(95, explanations),
      "transformer_utilization": share(.transformer, \.usedTime, \.slotTime),
      "predictor_utilization": share(.predictor, \.usedTime, \.slotTime),
      "explainer_utilization": share(.explainer, \.usedTime, \.slotTime),
      "transformer_held": share(.transformer, \.heldTime, \.usedTime),
      "transformer_pods_mean": pods(.transformer), "predictor_pods_mean": pods(.predictor),
      "explainer_pods_mean": pods(.explainer), "waiting_calls_peak": Double(run.mostWaiting),
      "rolled_out_revision": hasUpdates ? run.rolledOut.map(Double.init) : nil,
    ]
  }
}
