import Simulation

// What a run is told in.

extension KwokRun {
  /// Something that changed an object's state; heartbeats, which change nothing, are only counted.
  public struct Change: Sendable, Hashable {
    public enum Cause: Sendable, Hashable {
      case created, deletionAsked
      case stage(Int)
    }
    public let time: SimTime
    public let object: Int
    public let cause: Cause
    /// Indices of `states`; -1: it was not there, or it is gone.
    public let from: Int
    public let to: Int
  }
  /// An object that a stage still matches, but that nothing moves any more.
  public struct Rest: Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
      /// What the stage would write is there already, so KWOK sends no patch, and without a patch no
      /// change comes back that would wake the object.
      case nothingChanges
      /// So many changes followed one another without a wait. KWOK would go on as fast as the API
      /// server answers; the run stops here.
      case endless(changes: Int)
    }
    public let time: SimTime
    public let object: Int
    public let stage: Int
    public let reason: Reason
  }
  /// A stage that may happen to a state.
  struct Choice: Sendable {
    let stage: Int
    /// `nil` where the weight's expression gave nothing to go by.
    let weight: Int?
    /// Milliseconds.
    let delay: Int
    let jitter: Int?
  }
  /// A look of objects, with what can happen to it.
  public struct State: Sendable {
    public let value: KwokValue
    public let resource: KwokStage.Resource
    /// Its condition `Ready` is `True`.
    public let isReady: Bool
    public let phase: String
    var choices: [Choice]?
    /// Where each stage leads, by index of the stages; -2 unknown, -1 gone.
    var successors: [Int]
    var population = 0
    /// Which stages write times into it, by index of the stages; `nil` unknown.
    var freshness: [KwokStage.Freshness?] = []
  }

  public struct Sample: Sendable, Hashable {
    public let time: SimTime
    public let writes: Int
    public let readyNodes: Int
    public let readyPods: Int
  }
}
