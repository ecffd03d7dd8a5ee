import AutoscalingSim
import Simulation
import Traffic

/// An InferenceService, its components, and a new revision of its predictor.
public struct InferenceScenario: Sendable, Hashable {
  /// One component: what a call costs in it and how many calls a pod takes.
  public struct Component: Sendable, Hashable {
    /// Work on a call in microseconds, which occupies one of the pod's slots.
    public var work: Distribution
    /// Calls that a pod works on at a time (`containerConcurrency`).
    public var concurrency: Int
    /// Seconds from a pod's creation until it is ready.
    public var startSeconds: Int

    public init(work: Distribution, concurrency: Int, startSeconds: Int) {
      self.work = work
      self.concurrency = concurrency
      self.startSeconds = startSeconds
    }
  }

  /// A change of the predictor's specification.
  public struct Update: Sendable, Hashable {
    public var time: SimTime
    /// Its work on a call, in hundredths of the first revision's.
    public var workPercent: Int
    /// Calls in a thousand that it answers with 500.
    public var errorPermille: Int
    /// Whether its pods ever become ready.
    public var becomesReady: Bool

    public init(
      time: SimTime, workPercent: Int = 100, errorPermille: Int = 0, becomesReady: Bool = true
    ) {
      self.time = time
      self.workPercent = workPercent
      self.errorPermille = errorPermille
      self.becomesReady = becomesReady
    }
  }

  public var predictor: Component
  public var transformer: Component?
  public var explainer: Component?
  /// Requests in a thousand that ask for an explanation.
  public var explainPermille: Int
  /// Calls of the predictor for one explanation, one after the other.
  public var explanationCalls: Int
  /// Network and proxies of each hop, in microseconds.
  public var hopMicroseconds: Int
  /// Calls in a thousand that the first revision answers with 500.
  public var errorPermille: Int
  public var traffic: RateProfile
  /// In order of time.
  public var updates: [Update]
  public var end: SimTime

  public init(
    predictor: Component, transformer: Component? = nil, explainer: Component? = nil,
    explainPermille: Int = 0, explanationCalls: Int = 20, hopMicroseconds: Int = 500,
    errorPermille: Int = 0, traffic: RateProfile, updates: [Update] = [], end: SimTime
  ) {
    self.predictor = predictor
    self.transformer = transformer
    self.explainer = explainer
    self.explainPermille = explainPermille
    self.explanationCalls = explanationCalls
    self.hopMicroseconds = hopMicroseconds
    self.errorPermille = errorPermille
    self.traffic = traffic
    self.updates = updates
    self.end = end
  }
}
