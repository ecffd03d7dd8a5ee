import AutoscalingSim
import Simulation
import Wording

extension AutoscalingLab {
  static let mostModels = 2_000
  static let mostModelRequests = 500_000

  private func count(_ group: ModelsScenario.Group, _ choices: Choices) -> Int {
    max(1, group.count * choices.whole("models_percent") / 100)
  }

  func refusal(of scenario: ModelsScenario, _ choices: Choices) -> LabProblem? {
    let models = scenario.groups.reduce(0) { $0 + count($1, choices) }
    if models > Self.mostModels {
      return LabProblem(
        Message("lab.problem.models", String(models), String(Self.mostModels)))
    }
    let requests = scenario.traffic.expectedRequests * Double(choices.whole("load_percent")) / 100
    guard requests > Double(Self.mostModelRequests) else { return nil }
    return LabProblem(
      Message(
        "lab.problem.model-requests", formatted(min(requests, 1e15), decimals: 0),
        String(Self.mostModelRequests)))
  }

  func begin(_ scenario: ModelsScenario, _ choices: Choices, _ seed: Seed) -> any LabRun {
    var models: [ModelMesh.Model] = []
    var weights: [Int] = []
    for group in scenario.groups {
      let count = count(group, choices)
      models += (0..<count).map {
        ModelMesh.Model(
          name: "\(group.name)-\($0)", bytes: group.mebibytes << 20, loading: group.loading,
          answer: group.answer)
      }
      weights += ModelMeshRun.Setup.popularity(
        count: count, weight: group.weight,
        skewPercent: choices.whole("popularity_skew_percent"))
    }
    let chosen = choices.whole("mesh_servers")
    let memory = scenario.serverMebibytes * choices.whole("server_memory_percent") / 100
    let setup = ModelMeshRun.Setup(
      models: models, weights: weights,
      capacities: [Int](
        repeating: max(1, min(memory, 1 << 39)) << 20,
        count: chosen > 0 ? chosen : scenario.servers),
      loadingConcurrency: choices.whole("max_loading_concurrency"),
      minChurnAge: .seconds(choices.whole("min_churn_age_s")), traffic: scenario.traffic,
      loadPercent: choices.whole("load_percent"), end: scenario.end, seed: seed)
    return ModelsLabRun(run: ModelMeshRun(setup), lab: self, choices: choices, seed: seed)
  }
}

struct ModelsLabRun: LabRun {
  var run: ModelMeshRun
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
    let latencies = run.latencies.sorted()
    func percentile(_ percent: Int) -> Double? {
      Statistics.percentile(percent, ofSorted: latencies).map { Double($0) / 1e6 }
    }
    func share(_ count: Int) -> Double? {
      run.requests > 0 ? Double(count) * 100 / Double(run.requests) : nil
    }
    let memory =
      Double(run.mesh.capacities.reduce(0) { $0 + $1 >> 20 }) * max(1e-9, run.now.inSeconds)
    let asked = run.asked.count { $0 > 0 }
    let never = run.asked.indices.count { run.asked[$0] > 0 && run.served[$0] == 0 }
    let values: [String: Double?] = [
      "success_percent": share(run.latencies.count), "request_latency_p50": percentile(50),
      "request_latency_p95": percentile(95), "request_latency_p99": percentile(99),
      "request_latency_max": percentile(100), "requests_arrived": Double(run.requests),
      "requests_served": Double(run.latencies.count),
      "requests_failed": Double(run.refused), "model_hits": share(run.hits),
      "model_waits": share(run.joined + run.loads), "model_loads": Double(run.loads),
      "model_evictions": Double(run.mesh.evictions), "churn_refusals": Double(run.refused),
      "models_asked": Double(asked), "models_never_served": Double(never),
      "mesh_memory_used": memory > 0 ? run.mebibyteSeconds * 100 / memory : nil,
    ]
    return RunOutcome(
      lab: .autoscaling, seed: seed, choices: choices, metrics: lab.measured(values),
      events: run.requests, digest: run.digestText, replay: ModelsReplay(run: run))
  }
}
