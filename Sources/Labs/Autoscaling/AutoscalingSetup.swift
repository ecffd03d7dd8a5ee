import AutoscalingSim
import Simulation
import Traffic

extension AutoscalingLab {
  /// Where no limit is chosen, the autoscalers that demand one get this.
  private static let standardMost = 100

  func setup(_ scenario: ServiceScenario, _ choices: Choices, _ seed: Seed) -> ServiceSetup {
    let limit = choices.whole("container_concurrency")
    var revisions = [
      RevisionSetup(
        name: "v1", work: scenario.workMilliseconds.scaled(permille: 1_000_000),
        parallelism: scenario.parallelism, containerConcurrency: limit,
        errorPermille: scenario.errorPermille, brokenPodEvery: scenario.brokenPodEvery)
    ]
    var plan: RolloutPlan?
    if let canary = scenario.canary, choices.isOn("rollout") {
      revisions.append(
        RevisionSetup(
          name: "v2",
          work: scenario.workMilliseconds.scaled(permille: 10_000 * canary.workPercent),
          parallelism: scenario.parallelism, containerConcurrency: limit,
          errorPermille: canary.errorPermille, brokenPodEvery: scenario.brokenPodEvery))
      plan = RolloutPlan(start: canary.start, steps: canary.steps, judge: judge(choices))
    }
    var setup = ServiceSetup(
      traffic: scenario.traffic, loadPercent: choices.whole("load_percent"), seed: seed,
      end: scenario.end, revisions: revisions, autoscaler: scaler(choices),
      coldStart: coldStart(choices), initialPods: initialPods(choices), rollout: plan)
    mesh(choices, into: &setup)
    return setup
  }

  /// An HPA at zero is switched off, so that who uses one begins with a pod.
  private func initialPods(_ choices: Choices) -> Int {
    let wanted = max(choices.whole("initial_pods"), choices.whole("min_scale"))
    switch choices.word("autoscaler") {
    case "hpa", "apa", "fixed": return max(1, wanted)
    default: return wanted
    }
  }

  private func judge(_ choices: Choices) -> RolloutPlan.Judge {
    switch choices.word("rollout_judge") {
    case "threshold": .threshold(percent: choices.whole("error_threshold_percent"))
    case "repeated-test": .repeatedTest(alpha: 0.05)
    case "sequential-test": .sequentialTest(alpha: 0.05)
    default: .nobody
    }
  }

  // MARK: Autoscalers

  private func scaler(_ choices: Choices) -> AutoscalerChoice {
    switch choices.word("autoscaler") {
    case "hpa": .hpa(hpa(choices))
    case "keda":
      .keda(
        KEDASetup(
          spec: KEDAScaler.Spec(
            polling: .seconds(choices.whole("keda_polling_s")),
            cooldown: .seconds(choices.whole("keda_cooldown_s")),
            fewest: choices.whole("min_scale"), most: most(choices),
            activation: Double(choices.whole("keda_activation"))), hpa: hpa(choices)))
    case "apa": .apa(apa(choices))
    case "fixed": .fixed(initialPods(choices))
    default: .kpa(kpa(choices))
    }
  }

  private func most(_ choices: Choices) -> Int {
    let most = choices.whole("max_scale")
    return most > 0 ? most : Self.standardMost
  }

  private func metric(_ choices: Choices) -> KPASpec.Metric {
    KPASpec.Metric(rawValue: choices.word("scaling_metric")) ?? .concurrency
  }

  private func kpa(_ choices: Choices) -> KPASetup {
    func seconds(_ id: String) -> SimDuration { .seconds(choices.whole(id)) }
    var total = Double(choices.whole("scaling_target"))
    let limit = choices.whole("container_concurrency")
    // A pod takes no more than its limit, whatever the target says.
    if metric(choices) == .concurrency, limit > 0 { total = min(total, Double(limit)) }
    return KPASetup(
      spec: KPASpec(
        metric: metric(choices),
        targetValue: KPASpec.target(
          total: total,
          utilisation: Double(choices.whole("target_utilization_percent")) / 100),
        totalValue: total, targetBurstCapacity: Double(choices.whole("target_burst_capacity")),
        maxScaleUpRate: Double(choices.whole("max_scale_up_rate")),
        maxScaleDownRate: Double(choices.whole("max_scale_down_rate_percent")) / 100,
        panicThreshold: Double(choices.whole("panic_threshold_percent")) / 100,
        stableWindow: seconds("stable_window_s"), scaleDownDelay: seconds("scale_down_delay_s"),
        activationScale: choices.whole("activation_scale")),
      policy: KPAPolicy(
        minScale: choices.whole("min_scale"), maxScale: choices.whole("max_scale"),
        enablesScaleToZero: choices.isOn("scale_to_zero"),
        scaleToZeroGrace: seconds("scale_to_zero_grace_s"),
        podRetention: seconds("pod_retention_s")),
      panicWindowPercent: choices.whole("panic_window_percent"),
      averaging: WindowAveraging(rawValue: choices.word("window_averaging")) ?? .linear)
  }

  private func hpa(_ choices: Choices) -> HPASetup {
    func seconds(_ id: String) -> SimDuration { .seconds(choices.whole(id)) }
    let period = SimDuration.seconds(15)
    return HPASetup(
      metric: metric(choices), target: choices.whole("scaling_target") * 1_000,
      tolerance: Double(choices.whole("hpa_tolerance_percent")) / 100,
      fewest: choices.whole("min_scale"), most: most(choices),
      behavior: HPABehavior(
        up: HPABehavior.Rules(
          stabilization: seconds("hpa_up_stabilization_s"),
          policies: [
            .init(.pods, choices.whole("hpa_up_pods"), period: period),
            .init(.percent, choices.whole("hpa_up_percent"), period: period),
          ]),
        down: HPABehavior.Rules(
          stabilization: seconds("hpa_down_stabilization_s"),
          policies: [.init(.percent, choices.whole("hpa_down_percent"), period: period)])),
      metricsInterval: seconds("hpa_metrics_interval_s"))
  }

  private func apa(_ choices: Choices) -> APASetup {
    func share(_ id: String) -> Double { Double(choices.whole(id)) / 100 }
    return APASetup(
      metric: metric(choices),
      rule: APARule(
        target: Double(choices.whole("scaling_target")),
        upTolerance: share("apa_up_tolerance_percent"),
        downTolerance: share("apa_down_tolerance_percent"),
        maxScaleUpRate: share("apa_up_rate_percent"),
        maxScaleDownRate: share("apa_down_rate_percent")),
      fewest: choices.whole("min_scale"), most: most(choices),
      window: .seconds(choices.whole("apa_window_s")))
  }

  // MARK: Pods and mesh

  private func coldStart(_ choices: Choices) -> ColdStartSetup {
    let provisioning = choices.whole("node_provisioning_s")
    return ColdStartSetup(
      image: ImageDelivery(rawValue: choices.word("image_delivery")) ?? .registry,
      model: ModelDelivery(rawValue: choices.word("model_delivery")) ?? .download,
      imageBytes: choices.whole("image_mib") << 20, modelBytes: choices.whole("model_mib") << 20,
      sourceRate: choices.whole("source_gbps") * 125_000_000,
      nodeRate: choices.whole("node_gbps") * 125_000_000,
      unpackRate: choices.whole("unpack_mib_s") << 20, loadRate: choices.whole("load_mib_s") << 20,
      warmUp: .seconds(choices.whole("warm_up_s")), nodes: choices.whole("nodes"),
      podsPerNode: choices.whole("pods_per_node"),
      nodeProvisioning: provisioning > 0 ? .seconds(provisioning) : nil)
  }

  private func mesh(_ choices: Choices, into setup: inout ServiceSetup) {
    let balancing = choices.word("balancing")
    setup.balancing = balancingPolicies.first { $0.word == balancing }?.policy ?? .leastRequest()
    setup.keys = choices.whole("session_keys")
    if choices.isOn("outlier_detection") {
      var settings = OutlierSettings()
      settings.consecutiveErrors = choices.whole("outlier_errors")
      settings.maximumEjectionPercent = choices.whole("outlier_ejection_percent")
      setup.outliers = settings
    }
    let perTry = choices.whole("per_try_timeout_ms")
    setup.retry = RetryPolicy(
      retries: choices.whole("request_retries"),
      perTryTimeout: perTry > 0 ? .milliseconds(perTry) : nil,
      timeout: .seconds(choices.whole("request_timeout_s")))
    let requests = choices.whole("request_limit")
    let budget = choices.whole("retry_budget_percent")
    setup.circuit = CircuitLimits(
      connections: .max, pending: .max, requests: requests > 0 ? requests : .max,
      retries: choices.whole("max_retries"),
      budget: budget > 0 ? RetryBudget(percent: Double(budget)) : nil)
    setup.cancelsAbandoned = choices.word("abandoned_work") == "cancelled"
    setup.podQueueFactor = choices.whole("pod_queue_factor")
    setup.networkProgramming = .milliseconds(choices.whole("network_programming_ms"))
  }
}
