import Simulation
import Traffic

/// How a new version replaces the old one.
public struct RolloutSpec: Hashable, Sendable {
  public enum Strategy: Hashable, Sendable {
    /// Steps; without a router the pods' numbers divide the traffic.
    case canary([CanaryStep], router: Router?)
    case blueGreen(BlueGreen)
  }

  /// A traffic router (Istio, Gateway API ...) divides by weight.
  public struct Router: Hashable, Sendable {
    /// Whether stable pods go as their traffic goes.
    public var isStableScaled: Bool
    public var minimumPods: Int?
    /// How long old pods stay after the traffic left them. Argo: 30 s.
    public var scaleDownDelay: SimDuration
    public init(
      isStableScaled: Bool = false, minimumPods: Int? = nil,
      scaleDownDelay: SimDuration = .seconds(30)
    ) {
      self.isStableScaled = isStableScaled
      self.minimumPods = minimumPods
      self.scaleDownDelay = scaleDownDelay
    }
  }

  /// Two whole versions side by side, and one switch.
  public struct BlueGreen: Hashable, Sendable {
    /// Pods of the new version before the switch; `nil` is all of them.
    public var previewPods: Int?
    /// Wait before the switch once everything is ready; `nil` waits for a person.
    public var autoPromotion: SimDuration?
    /// Analyses (indices of the plan) before and after the switch.
    public var before: Int?
    public var after: Int?
    /// How long the old pods stay after the switch. Argo: 30 s.
    public var scaleDownDelay: SimDuration
    public init(
      previewPods: Int? = nil, autoPromotion: SimDuration? = .zero, before: Int? = nil,
      after: Int? = nil, scaleDownDelay: SimDuration = .seconds(30)
    ) {
      self.previewPods = previewPods
      self.autoPromotion = autoPromotion
      self.before = before
      self.after = after
      self.scaleDownDelay = scaleDownDelay
    }
  }

  public var replicas: Int
  public var surge: PodAmount
  public var unavailable: PodAmount
  public var strategy: Strategy
  public var analyses: [[AnalysisMetric]]
  /// An analysis that runs beside the steps of a canary.
  public var background: Int?
  /// Requests a second that testers send to the preview service of a blue-green rollout before the
  /// switch; nobody else reaches it then, and an analysis before the switch has nothing else to
  /// measure.
  public var previewRequestsPerSecond = 0
  /// `nil`: a rollout that waits for a person waits for ever.
  public var person: RolloutPerson?

  /// `replicas` is cut to 0...10 000.
  public init(
    replicas: Int, surge: PodAmount = .percent(25), unavailable: PodAmount = .percent(25),
    strategy: Strategy, analyses: [[AnalysisMetric]] = [], background: Int? = nil
  ) {
    self.replicas = max(0, min(replicas, 10_000))
    self.surge = surge
    self.unavailable = unavailable
    self.strategy = strategy
    self.analyses = analyses
    self.background = background
  }

  public var bounds: RolloutBounds {
    RolloutBounds(surge: surge, unavailable: unavailable, replicas: replicas)
  }
}

/// What a version is really like, which an analysis has to find out.
public struct VersionTruth: Hashable, Sendable {
  /// Failed requests in a million.
  public var failuresPerMillion: Int
  public var latencyMilliseconds: Distribution
  /// Seconds from the creation of a pod until it is ready.
  public var startupSeconds: Distribution
  /// Percentage of pods that never become ready.
  public var brokenPodPercent: Int

  public init(
    failuresPerMillion: Int, latencyMilliseconds: Distribution,
    startupSeconds: Distribution = .fixed(5), brokenPodPercent: Int = 0
  ) {
    self.failuresPerMillion = max(0, min(failuresPerMillion, 1_000_000))
    self.latencyMilliseconds = latencyMilliseconds
    self.startupSeconds = startupSeconds
    self.brokenPodPercent = max(0, min(brokenPodPercent, 100))
  }
}

/// What happened in a rollout, and why.
public enum RolloutEvent: Hashable, Sendable {
  /// Why a rollout went back.
  public enum AbortCause: Hashable, Sendable {
    case analysis(Int, AnalysisRun.Verdict, metric: Int)
    /// By hand.
    case person
  }

  case scaled(BasicCanary.Side, from: Int, to: Int)
  /// So many pods of one side are ready now, more than before.
  case ready(BasicCanary.Side, pods: Int)
  /// Parts of 100 that the new version gets.
  case weight(from: Int, to: Int)
  case stepDone(Int)
  /// `nil` waits for a person.
  case paused(SimDuration?)
  /// An analysis could not tell, so a person has to.
  case pausedInconclusive(analysis: Int)
  case analysisBegan(Int)
  case analysisEnded(Int, AnalysisPhase)
  case measured(analysis: Int, AnalysisRun.Measurement)
  /// The service points at the new version (`true`) or back at the old one.
  case switched(toNew: Bool)
  case aborted(AbortCause)
  case promoted
  /// Copies of so many requests in a hundred go to the canary from now on.
  case mirroring(percent: Int)
  /// Somebody who was waited for decided.
  case personDecided(promotes: Bool)
}

/// Who is asked when a rollout waits, and what comes of it.
public struct RolloutPerson: Hashable, Sendable {
  public var promotes: Bool
  /// From the question to the answer.
  public var delay: SimDuration

  public init(promotes: Bool, delay: SimDuration) {
    self.promotes = promotes
    self.delay = max(.zero, delay)
  }
}
