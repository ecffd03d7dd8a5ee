import AutoscalingSim
import Simulation
import Traffic

@testable import Labs

extension Samples {
  /// A new version that fails four requests in a hundred where the old one failed one.
  static let rollout: LabScenario = rollout(new: 40_000)

  static func rollout(old: Int = 10_000, new: Int, replicas: Int = 4, rate: Int = 20) -> LabScenario
  {
    func truth(_ failures: Int) -> VersionTruth {
      VersionTruth(
        failuresPerMillion: failures, latencyMilliseconds: .uniform(20...80),
        startupSeconds: .uniform(2...9))
    }
    return .autoscaling(
      AutoscalingScenario(
        heading: ScenarioHeading(title: "rollout"),
        part: .rollout(
          RolloutScenario(
            replicas: replicas, requestsPerSecond: rate, old: truth(old), new: truth(new),
            steps: [
              .init(weight: 25, pause: .seconds(20)), .init(weight: 50, pause: .seconds(20)),
            ], end: .zero + .seconds(200)))))
  }

  /// A transformer and an explainer around a predictor, whose second revision fails and whose third
  /// is never ready.
  static let inference: LabScenario = inference()

  static func inference(
    work: Distribution = .exponential(mean: 40_000, within: 1_000...400_000),
    rate: Int = 20_000, updates: [InferenceScenario.Update]? = nil, explainPermille: Int = 20,
    end: Int = 300
  ) -> LabScenario {
    let end = SimTime.zero + .seconds(end)
    return .autoscaling(
      AutoscalingScenario(
        heading: ScenarioHeading(
          title: "inference",
          choices: Choices([
            "component_scaler": .word("kpa"), "stable_window_s": .whole(20),
            "canary_hold_s": .whole(40),
          ])),
        part: .inference(
          InferenceScenario(
            predictor: .init(work: work, concurrency: 2, startSeconds: 8),
            transformer: .init(work: .fixed(10_000), concurrency: 4, startSeconds: 3),
            explainer: .init(work: .fixed(20_000), concurrency: 1, startSeconds: 5),
            explainPermille: explainPermille, explanationCalls: 5, errorPermille: 5,
            traffic: .constant(milli: rate, end: end),
            updates: updates ?? [
              .init(
                time: .zero + .seconds(60), workPercent: 110, errorPermille: 300),
              .init(time: .zero + .seconds(200), becomesReady: false),
            ], end: end))))
  }

  /// Twice as many models as there is room for.
  static let models: LabScenario = models()

  static func models(count: Int = 20, rate: Int = 1_500, end: Int = 900) -> LabScenario {
    let end = SimTime.zero + .seconds(end)
    return .autoscaling(
      AutoscalingScenario(
        heading: ScenarioHeading(
          title: "models", choices: Choices(["min_churn_age_s": .whole(60)])),
        part: .models(
          ModelsScenario(
            servers: 3, serverMebibytes: 8_000,
            groups: [
              .init(
                name: "small", count: count, mebibytes: 1_000, loading: .seconds(4),
                answer: .milliseconds(50), weight: 3),
              .init(
                name: "large", count: max(1, count / 4), mebibytes: 5_000, loading: .seconds(15),
                answer: .milliseconds(200)),
            ], traffic: .constant(milli: rate, end: end), end: end))))
  }
}
