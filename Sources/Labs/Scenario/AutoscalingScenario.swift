import AutoscalingSim
import Simulation
import Traffic

/// What the autoscaling lab runs on: a service under an autoscaler, a rollout, the components of an
/// InferenceService, or many models on few servers.
public struct AutoscalingScenario: Sendable, Hashable {
  /// Each with its own knobs and metrics.
  public enum Part: Sendable, Hashable {
    case service(ServiceScenario)
    case rollout(RolloutScenario)
    case inference(InferenceScenario)
    case models(ModelsScenario)

    /// The word of it in files.
    public var kind: AutoscalingKind {
      switch self {
      case .service: .service
      case .rollout: .rollout
      case .inference: .inference
      case .models: .models
      }
    }
  }
  public var heading: ScenarioHeading
  public var part: Part

  public init(heading: ScenarioHeading, part: Part) {
    self.heading = heading
    self.part = part
  }
}

/// The kinds of the autoscaling lab's scenarios.
public enum AutoscalingKind: String, Sendable, Hashable, CaseIterable {
  case service, rollout, inference, models
}

/// A service and the traffic that comes to it.
public struct ServiceScenario: Sendable, Hashable {
  /// A second version that is rolled out.
  public struct Canary: Sendable, Hashable {
    public var start: SimTime
    public var steps: [RolloutPlan.Step]
    /// Requests in a thousand that it answers with 500.
    public var errorPermille: Int
    /// Its work on a request, in hundredths of the old version's.
    public var workPercent: Int

    public init(
      start: SimTime, steps: [RolloutPlan.Step], errorPermille: Int = 0, workPercent: Int = 100
    ) {
      self.start = start
      self.steps = steps
      self.errorPermille = errorPermille
      self.workPercent = workPercent
    }
  }

  public var traffic: RateProfile
  /// Work of a request, in milliseconds at full speed.
  public var workMilliseconds: Distribution
  /// Requests that a pod works on at full speed; more share it.
  public var parallelism: Int
  /// Requests in a thousand that the version at the start answers with 500.
  public var errorPermille: Int
  /// Every so many pods one is broken; 0: none is.
  public var brokenPodEvery: Int
  public var canary: Canary?
  public var end: SimTime

  public init(
    traffic: RateProfile, workMilliseconds: Distribution,
    parallelism: Int = 1, errorPermille: Int = 0, brokenPodEvery: Int = 0, canary: Canary? = nil,
    end: SimTime
  ) {
    self.traffic = traffic
    self.workMilliseconds = workMilliseconds
    self.parallelism = parallelism
    self.errorPermille = errorPermille
    self.brokenPodEvery = brokenPodEvery
    self.canary = canary
    self.end = end
  }
}

extension Distribution {
  /// All values times this many thousandths, rounded.
  func scaled(permille factor: Int) -> Distribution {
    func scale(_ value: Int) -> Int {
      let (product, overflow) = value.multipliedReportingOverflow(by: factor)
      return overflow ? .max / 2_000 : (product + 500) / 1_000
    }
    func scale(_ range: ClosedRange<Int>) -> ClosedRange<Int> {
      scale(range.lowerBound)...scale(range.upperBound)
    }
    return switch self {
    case .fixed(let value): .fixed(scale(value))
    case .uniform(let range): .uniform(scale(range))
    case .exponential(let mean, let range): .exponential(mean: scale(mean), within: scale(range))
    case .lognormal(let median, let sigma, let range):
      .lognormal(median: scale(median), sigmaPercent: sigma, within: scale(range))
    case .choice(let options):
      .choice(options.map { Weighted(value: scale($0.value), weight: $0.weight) })
    }
  }
}
