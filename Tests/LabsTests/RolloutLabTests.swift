import AutoscalingSim
import Simulation
import Testing
import Traffic

@testable import Labs

/// Rollouts, InferenceServices and many models in the lab.
struct RolloutLabTests {
  private let lab = AutoscalingLab()

  private func run(
    _ scenario: LabScenario, _ settings: String..., seed: String = "rollouts"
  ) throws -> RunOutcome {
    try lab.run(scenario, choices: lab.choices(from: settings), seed: Seed(seed))
  }

  private func value(_ id: String, _ outcome: RunOutcome) throws -> Double {
    try #require(outcome.metric(id)?.value, "\(id)")
  }

  // MARK: Rollouts

  @Test func blueGreenNeedsTwiceThePods() throws {
    let good = Samples.rollout(new: 10_000, replicas: 8)
    let both = try run(good, "rollout_strategy=blue-green")
    #expect(try value("replicas_max", both) == 16)
    #expect(try value("rollout_promoted", both) == 100)
    let canary = try run(good)
    // maxSurge 25 % of 8.
    #expect(try value("replicas_max", canary) <= 10)
    #expect(try value("rollout_promoted", canary) == 100)
  }

  @Test func aShadowCostsPodsAndHarmsNobody() throws {
    let bad = Samples.rollout(new: 200_000)
    let shadow = try run(
      bad, "rollout_strategy=shadow", "traffic_division=router", "analysis_rule=threshold")
    #expect(try value("rollout_promoted", shadow) == 0)
    #expect(try value("canary_requests", shadow) == 0)
    #expect(try value("shadow_failures", shadow) > 10)
    #expect(try value("extra_pod_seconds", shadow) > 20)
    let canary = try run(bad, "traffic_division=router", "analysis_rule=threshold")
    #expect(try value("rollout_promoted", canary) == 0)
    #expect(try value("canary_failures", canary) > 0)
    #expect(throws: LabProblem.self) { try run(bad, "rollout_strategy=shadow") }
  }

  /// Who divides by numbers of pods can only come as close as the pods let it.
  @Test(arguments: [(4, 25), (10, 10), (20, 5)])
  func podsDivideCoarsely(replicas: Int, share: Int) throws {
    let scenario = Samples.rollout(new: 10_000, replicas: replicas)
    let settings = ["first_weight_percent=5", "step_pause_s=300"]
    let split = try lab.run(
      scenario, choices: lab.choices(from: settings + ["max_surge_percent=0"]), seed: Seed("d"))
    #expect(try value("rollout_percent", split) == Double(share))
    let routed = try lab.run(
      scenario, choices: lab.choices(from: settings + ["traffic_division=router"]), seed: Seed("d"))
    #expect(try value("rollout_percent", routed) == 5)
  }

  @Test func peekingCriesWolfAndPlansDoNot() throws {
    let good = Samples.rollout(old: 30_000, new: 30_000, rate: 30)
    func alarms(_ rule: String) throws -> Double {
      try value(
        "aborted_of_repetitions",
        run(
          good, "traffic_division=router", "first_weight_percent=50", "analysis_rule=" + rule,
          "analysis_looks=15", "repetitions=60"))
    }
    let peeking = try alarms("peeking")
    #expect(peeking >= 12, "\(peeking)")
    for rule in ["fixed-horizon", "group-sequential", "always-valid"] {
      #expect(try alarms(rule) <= 12, "\(rule)")
    }
  }

  @Test func aPreviewWithoutTestersCannotBeMeasured() throws {
    let good = Samples.rollout(new: 10_000)
    let blind = try run(
      good, "rollout_strategy=blue-green", "analysis_rule=threshold", "preview_requests=0")
    #expect(try value("rollout_promoted", blind) == 0)
    let told = (1...blind.replay.stepCount).compactMap { blind.replay.decision(at: $0) }
    #expect(told.contains { $0.sentence.key == "lab.rollout.aborted.errors" })
    let tested = try run(
      good, "rollout_strategy=blue-green", "analysis_rule=threshold",
      "error_threshold_percent=20")
    #expect(try value("rollout_promoted", tested) == 100)
  }

  // MARK: InferenceServices

  @Test(arguments: 0..<6) func requestsAreCountedOnce(round: Int) throws {
    let outcome = try run(
      Samples.inference, "canary_traffic_percent=30", "component_most_pods=3",
      seed: "inference-\(round)")
    #expect(
      try value("requests_arrived", outcome)
        == value("requests_served", outcome) + value("requests_failed", outcome)
        + value("requests_in_flight", outcome))
  }

  @Test func aFailingRevisionGoesBack() throws {
    let updates = [InferenceScenario.Update(time: .zero + .seconds(60), errorPermille: 300)]
    let scenario = Samples.inference(updates: updates)
    let canary = try run(
      scenario, "canary_traffic_percent=10", "canary_verdict=by-errors")
    #expect(try value("rollout_percent", canary) == 0)
    #expect(try value("rolled_out_revision", canary) == 1)
    // Without the field everything goes there, and the one before comes back.
    let whole = try run(scenario, "canary_verdict=by-errors")
    #expect(try value("rollout_percent", whole) == 0)
    #expect(try value("rolled_out_revision", whole) == 1)
    #expect(try value("canary_failures", whole) > value("canary_failures", canary) * 4)
    let kept = try run(scenario)
    #expect(try value("rollout_percent", kept) == 100)
    #expect(try value("rolled_out_revision", kept) == 2)
  }

  @Test func aRevisionThatIsNeverReadyGetsNothing() throws {
    let updates = [
      InferenceScenario.Update(time: .zero + .seconds(30), becomesReady: false)
    ]
    let outcome = try run(
      Samples.inference(updates: updates), "canary_traffic_percent=50", "canary_verdict=promotes")
    #expect(try value("canary_requests", outcome) == 0)
    #expect(try value("rolled_out_revision", outcome) == 1)
  }

  @Test func theTransformerHoldsItsSlot() throws {
    let scenario = Samples.inference(work: .fixed(40_000), updates: [], explainPermille: 0)
    let narrow = try run(
      scenario, "component_scaler=fixed", "transformer_concurrency=1", "predictor_pods=8")
    let wide = try run(
      scenario, "component_scaler=fixed", "transformer_concurrency=16", "predictor_pods=8")
    // 20 calls a second of 51 ms need more than one slot.
    #expect(try value("request_latency_p95", narrow) > 1_000)
    #expect(try value("request_latency_p95", wide) < 200)
    #expect(try value("transformer_held", wide) > 75)
  }

  // MARK: Many models

  @Test(arguments: 0..<6) func everyRequestHasOneEnd(round: Int) throws {
    let outcome = try run(Samples.models, seed: "models-\(round)")
    #expect(
      try value("requests_arrived", outcome)
        == value("requests_served", outcome) + value("requests_failed", outcome))
    let hits = try value("model_hits", outcome)
    #expect(hits > 0 && hits < 100)
  }

  @Test func thrashingOrRefusing() throws {
    let refusing = try run(Samples.models, "min_churn_age_s=600")
    let thrashing = try run(Samples.models, "min_churn_age_s=0")
    let roomy = try run(Samples.models, "server_memory_percent=400", "min_churn_age_s=600")
    #expect(try value("churn_refusals", refusing) > 100)
    #expect(try value("model_loads", thrashing) > value("model_loads", refusing) * 4)
    #expect(try value("churn_refusals", roomy) == 0 && value("model_evictions", roomy) == 0)
    #expect(try value("model_loads", roomy) == value("models_asked", roomy))
  }

  // MARK: All kinds

  @Test(arguments: ["rollout", "inference", "models"]) func viewsAreThereAtEveryStep(
    name: String
  ) throws {
    let scenario = try #require(CommonFaceTests.samples.first { $0.name == name }?.scenario)
    let replay = try run(scenario).replay
    #expect(replay.stepCount > 10 && replay.panels.count > 1)
    for step in stride(from: 0, through: replay.stepCount, by: 13) {
      for kind in replay.panels { #expect(replay.panel(kind, at: step) != nil) }
      for subject in replay.subjects(at: step).prefix(5) {
        #expect(replay.why(subject, at: step).headline.key != "lab.why.nobody")
      }
    }
    let nobody = replay.why(Subject(id: "nobody", state: .init("lab.on")), at: 1)
    #expect(nobody.headline.key == "lab.why.nobody")
  }

  @Test(arguments: ["rollout", "inference", "models"]) func whatDoesNotMatterChangesNothing(
    name: String
  ) throws {
    let scenario = try #require(CommonFaceTests.samples.first { $0.name == name }?.scenario)
    let base = try lab.complete(Choices(), for: scenario)
    let digest = try lab.run(scenario, choices: base, seed: Seed("m")).digest
    for knob in lab.knobs(for: scenario) where !lab.matters(knob, in: scenario, under: base) {
      for value in [knob.stops.first, knob.stops.last].compactMap({ $0 }) {
        var changed = base
        changed[knob.id] = value
        guard lab.refusal(of: scenario, changed) == nil else { continue }
        let other = try lab.run(scenario, choices: changed, seed: Seed("m")).digest
        #expect(other == digest, "\(knob.id)=\(value)")
      }
    }
  }

  @Test func whatIsTooLargeIsRefused() throws {
    let large = Samples.rollout(new: 10_000, rate: 100_000)
    #expect(throws: LabProblem.self) { try run(large, "repetitions=1000") }
    #expect(throws: LabProblem.self) {
      try run(Samples.inference(rate: 90_000_000), "load_percent=1000")
    }
    #expect(throws: LabProblem.self) {
      try run(Samples.models(count: 1_900), "models_percent=10000")
    }
  }
}
