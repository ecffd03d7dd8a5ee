import Simulation
import Traffic

/// What an InferenceService is made of, who scales it, and what is done to its predictor.
public struct InferenceSetup: Sendable {
  /// A component and its pods.
  public struct Component: Sendable {
    /// Work on a call in microseconds, which occupies a slot.
    public var work: Distribution
    /// Slots of a pod (`containerConcurrency`).
    public var concurrency: Int
    public var start: SimDuration
    /// `minReplicas`; without an autoscaler that many pods.
    public var fewest: Int
    /// `maxReplicas`; 0: no limit.
    public var most: Int

    public init(
      work: Distribution, concurrency: Int, start: SimDuration, fewest: Int = 1, most: Int = 0
    ) {
      self.work = work
      self.concurrency = max(1, min(concurrency, 10_000))
      self.start = max(.zero, start)
      self.fewest = max(1, min(fewest, 10_000))
      self.most = max(0, min(most, 10_000))
    }
  }

  /// A new specification of the predictor.
  public struct Update: Sendable {
    public var time: SimTime
    public var workPercent: Int
    public var errorPermille: Int
    public var becomesReady: Bool

    public init(time: SimTime, workPercent: Int, errorPermille: Int, becomesReady: Bool) {
      self.time = time
      self.workPercent = workPercent
      self.errorPermille = errorPermille
      self.becomesReady = becomesReady
    }
  }

  /// What whoever rolls out does some time after the new revision is ready. KServe itself leaves it
  /// to a person or to a tool.
  public enum Verdict: Hashable, Sendable {
    case keeps
    /// Removes `canaryTrafficPercent`: everything goes to the newest.
    case promotes
    /// Sets it to 0.
    case rollsBack
    /// The one or the other, as the share of failed calls is at most so many in a hundred.
    case byErrors(percent: Int)
  }

  public var predictor: Component
  public var transformer: Component?
  public var explainer: Component?
  public var explainPermille: Int
  public var explanationCalls: Int
  public var hop: SimDuration
  public var errorPermille: Int
  public var updates: [Update]
  /// `nil`: the field is not set.
  public var canaryPercent: Int?
  public var verdict: Verdict
  /// From the new revision's readiness to the verdict.
  public var hold: SimDuration
  /// `nil`: pods stay as many as at first. Its metric is concurrency; the target is that share of a
  /// pod's slots.
  public var targetPercent: Int?
  public var stableWindow: SimDuration
  public var traffic: RateProfile
  public var loadPercent: Int
  public var end: SimTime
  public var seed: Seed

  public init(
    predictor: Component, transformer: Component? = nil, explainer: Component? = nil,
    explainPermille: Int = 0, explanationCalls: Int = 20, hop: SimDuration = .microseconds(500),
    errorPermille: Int = 0, updates: [Update] = [], canaryPercent: Int? = nil,
    verdict: Verdict = .keeps, hold: SimDuration = .seconds(60), targetPercent: Int? = 70,
    stableWindow: SimDuration = .seconds(60), traffic: RateProfile, loadPercent: Int = 100,
    end: SimTime, seed: Seed
  ) {
    self.predictor = predictor
    self.transformer = transformer
    self.explainer = explainer
    self.explainPermille = explainer == nil ? 0 : max(0, min(explainPermille, 1_000))
    self.explanationCalls = max(1, min(explanationCalls, 10_000))
    self.hop = max(.zero, hop)
    self.errorPermille = max(0, min(errorPermille, 1_000))
    self.updates = updates.sorted { $0.time < $1.time }
    self.canaryPercent = canaryPercent.map { max(0, min($0, 100)) }
    self.verdict = verdict
    self.hold = max(.zero, hold)
    self.targetPercent = targetPercent.map { max(1, min($0, 100)) }
    self.stableWindow = max(.seconds(6), min(stableWindow, .seconds(3_600)))
    self.traffic = traffic
    self.loadPercent = loadPercent
    self.end = end
    self.seed = seed
  }
}

/// A component, or one revision of the predictor, at one moment.
public struct InferenceView: Hashable, Sendable {
  public let role: InferenceComponents.Role
  /// Counted from 1; 1 for components that have no other.
  public let revision: Int
  /// Calls in each ready pod, in the order of their creation.
  public let inUse: [Int]
  public let starting: Int
  /// Pods that finish what they have and go.
  public let draining: Int
  public let concurrency: Int
  public let waiting: Int
  /// Pods asked for.
  public let wanted: Int
  /// Calls so far, and those answered with 500.
  public let calls: Int
  public let failed: Int
  /// Time in nanoseconds in which slots were there, in use, and in use only to wait for another
  /// component.
  public let slotTime: Int
  public let usedTime: Int
  public let heldTime: Int
  /// Time of pods from creation to end, in nanoseconds.
  public let podTime: Int

  /// Slots in use by slots there were, in thousandths; `nil` before there was one.
  public var utilizationPermille: Int? { slotTime > 0 ? usedTime / max(1, slotTime / 1_000) : nil }
}

/// The whole service at one moment.
public struct InferenceMoment: Hashable, Sendable {
  public let time: SimTime
  public let views: [InferenceView]
  public let shares: [InferenceRevisions.Share]
  public let reason: InferenceRevisions.Reason
  public let newest: Int
  public let arrived: Int
  public let served: Int
  public let failed: Int
}

/// Something that happened to the service.
public enum InferenceEvent: Hashable, Sendable {
  /// Somebody changed the predictor's specification: a new revision with `canaryTrafficPercent`.
  case updated(revision: Int, percent: Int?)
  case revisionReady(Int)
  case routed([InferenceRevisions.Share], InferenceRevisions.Reason)
  /// The verdict on the newest revision: `percent` is what the field was set to.
  case judged(revision: Int, percent: Int?, failed: Int, calls: Int)
  case scaled(service: Int, from: Int, to: Int, observed: Double, target: Double)
  case podReady(service: Int)
  /// So many calls wait for a slot, where a look before none did.
  case queues(service: Int, waiting: Int)
  case queueGone(service: Int)
  /// A regular look.
  case looked
}
