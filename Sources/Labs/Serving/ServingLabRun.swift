import ServingSim
import Simulation
import Traffic
import Wording

/// A run of the serving lab.
///
/// A million requests take a while to make, so that they are made in slices of their own: whoever
/// begins a run, or only asks whether it could begin, does not wait for them.
struct ServingLabRun: LabRun {
  /// What is made of the scenario so far.
  private enum Making: Sendable {
    case planned(ServingScenario)
    case drafted(ServingInstance.Drafts)
    case ordered(ServingInstance)
    case made
  }

  private var making: Making
  /// `nil` until it is made.
  private var run: ServingRun?
  private var names: [String] = []
  /// Without problems, and without requests.
  private let setup: ServingSetup
  private let lab: ServingLab
  private let choices: Choices
  private let seed: Seed

  init(
    _ scenario: ServingScenario, _ setup: ServingSetup, lab: ServingLab, choices: Choices,
    seed: Seed
  ) {
    making = .planned(scenario)
    self.setup = setup
    self.lab = lab
    self.choices = choices
    self.seed = seed
  }

  mutating func advance(events: Int) -> Bool {
    if let goesOn = run?.advance(events: events) { return goesOn }
    prepare()
    return true
  }

  /// One part of the making.
  private mutating func prepare() {
    switch making {
    case .planned(let scenario):
      making = .drafted(
        ServingInstance.Drafts(
          scenario, seed: seed, loadPercent: choices.whole("load_percent")))
    case .drafted(let drafts):
      making = .ordered(ServingInstance(drafts, name: setup.workload.name))
    case .ordered(let instance):
      var setup = setup
      setup.workload = instance.workload
      names = instance.names
      run = ServingRun(checked: setup)
      making = .made
    case .made: break
    }
  }

  var progressPerMille: Int {
    guard let run else { return 0 }
    if run.ending != nil { return 1_000 }
    return min(999, run.doneRequests * 1_000 / max(1, run.records.count))
  }

  var time: SimTime { run?.now ?? .zero }

  func outcome() -> RunOutcome {
    if let run { return outcome(of: run) }
    var prepared = self
    prepared.prepare()
    return prepared.outcome()
  }

  private func outcome(of run: ServingRun) -> RunOutcome {
    let metrics = run.metrics()
    let values = measured(run, metrics)
    return RunOutcome(
      lab: .serving, seed: seed, choices: choices,
      metrics: lab.metrics.map { Metric($0, values[$0.id] ?? nil) }, events: metrics.steps,
      digest: run.digestText, assumptions: assumptions(of: run),
      notes: notes(on: run),
      replay: ServingReplay(run: run, names: names))
  }

  /// Requests that name adapters while the engine knows of none: a real one refuses them.
  private func notes(on run: ServingRun) -> [Message] {
    guard run.setup.engine.adapters == nil else { return [] }
    let count = run.setup.workload.requests.count { $0.adapter != nil }
    return count == 0 ? [] : [Message("lab.note.adapters", String(count))]
  }

  private func assumptions(of run: ServingRun) -> [AssumedPart] {
    run.setup.stepTime.assumedParts.compactMap(\.label).map {
      AssumedPart(part: $0.part, reason: $0.reason, expectedError: $0.expectedError)
    }
  }

  /// By metric id; a missing one has no value.
  private func measured(_ run: ServingRun, _ metrics: ServingMetrics) -> [String: Double?] {
    let goodput = run.goodput(
      ServiceObjectives(
        timeToFirstToken: .milliseconds(choices.whole("ttft_objective_ms")),
        timePerOutputToken: .milliseconds(choices.whole("tpot_objective_ms"))))
    var values: [String: Double?] = [
      "throughput": metrics.outputTokensPerSecond,
      "request_throughput": metrics.requestsPerSecond,
      "goodput": goodput.requestsPerSecond, "goodput_per_gpu": goodput.requestsPerSecondAndGPU,
      "objectives_met": goodput.accepted > 0 ? goodput.attainment * 100 : nil,
      "replica_imbalance": imbalance(of: run),
      "kv_transfer_p95": metrics.keyValueTransfer?.p95.inMilliseconds,
      "loaded_tokens": Double(metrics.loadedTokens),
      "swapped_blocks": Double(metrics.swappedBlocks),
      "adapters_loaded": Double(metrics.adaptersLoaded),
      "cost_per_million_tokens": ServingPrice(centsPerGPUHour: choices.whole("gpu_hour_cents"))
        .flatMap { metrics.centsPerMillionOutputTokens(at: $0) },
      "hit_rate": metrics.admittedTokens > 0 ? metrics.hitRate * 100 : nil,
      "kv_usage": metrics.keyValueUse * 100, "kv_waste": metrics.blockWaste * 100,
      "peak_running": Double(metrics.peakSequences), "mean_running": metrics.meanSequences,
      "preemptions": Double(metrics.preemptions),
      "recomputed_tokens": Double(metrics.recomputedTokens),
      "replica_failures": Double(metrics.failures),
      "retried_requests": Double(metrics.retries),
      "evictions": Double(metrics.evictions), "gpu_seconds": metrics.busyGPUSeconds,
      "makespan": metrics.makespan.inSeconds, "finished": Double(metrics.finished),
      "unfinished": Double(metrics.open), "rejected": Double(metrics.rejected),
    ]
    func add(_ name: String, _ latency: LatencySummary?) {
      values[name + "_mean"] = latency?.mean.inMilliseconds
      values[name + "_p50"] = latency?.p50.inMilliseconds
      values[name + "_p95"] = latency?.p95.inMilliseconds
      values[name + "_p99"] = latency?.p99.inMilliseconds
      values[name + "_max"] = latency?.max.inMilliseconds
    }
    add("ttft", metrics.timeToFirstToken)
    add("tpot", metrics.timePerOutputToken)
    add("itl", metrics.interTokenLatency)
    add("e2e", metrics.endToEnd)
    add("queue_time", metrics.queueTime)
    return values
  }

  /// How much more the busiest replica of the first pool computed than the mean, in per cent; `nil`
  /// for a single one.
  private func imbalance(of run: ServingRun) -> Double? {
    let count = run.setup.fleet.replicas
    guard count > 1 else { return nil }
    var tokens = [Int](repeating: 0, count: count)
    for (request, record) in run.records.enumerated() where record.replica >= 0 {
      tokens[record.replica] +=
        run.setup.workload.requests[request].promptTokens + record.outputTokens
    }
    let sum = tokens.reduce(0, +)
    guard sum > 0, let most = tokens.max() else { return nil }
    return (Double(most) * Double(count) / Double(sum) - 1) * 100
  }
}
