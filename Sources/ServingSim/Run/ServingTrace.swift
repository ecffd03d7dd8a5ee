import Simulation

/// One step as a row of numbers, cheap enough to keep for every step.
public struct StepRow: Hashable, Sendable {
  /// What kept the head of the waiting queue out, if anything; numbers come from
  /// `ServingRun.decisions(inStep:)`.
  public enum Stop: UInt8, Hashable, Sendable {
    case nothing, preemptedThisStep, budgetSpent, sequencesAtLimit, promptOverBudget, memory
  }
  public let start: SimTime
  /// When the outputs were there.
  public let end: SimTime
  public let scheduledTokens: Int
  /// Of these, the tokens of sequences that computed only one.
  public let decodeTokens: Int
  public let sequences: Int
  // State after the step.
  public let running: Int
  public let waiting: Int
  public let freeBlocks: Int
  public let cachedHashes: Int
  /// During the step, before finished requests gave their blocks back.
  public let heldBlocks: Int
  /// Token slots in held blocks that hold no token, after the step's tokens were written.
  public let unusedSlots: Int
  // What happened in it.
  public let admitted: Int
  public let hitTokens: Int
  public let knownTokens: Int
  public let preempted: Int
  public let finished: Int
  public let evicted: Int
  public let recomputedTokens: Int
  public let stop: Stop
  /// The head of the queue that had to stay; -1 for none.
  public let stopped: Int
}

/// Something that happens seldom in a request's life.
public struct ServingEvent: Hashable, Sendable {
  /// What happened, with its numbers in tokens and steps.
  public enum Kind: Hashable, Sendable {
    /// Refused at the door. Step -1.
    case rejected(RequestRejection)
    case arrived
    case admitted(hitTokens: Int, knownTokens: Int)
    case preempted(inFavourOf: Int, lostTokens: Int)
    case firstToken
    case finished(outputTokens: Int)
    case aborted
  }
  public let time: SimTime
  /// The step in which it happened, from 0.
  public let step: Int
  public let request: Int
  public let kind: Kind
}

/// What became of a request.
public struct RequestRecord: Hashable, Sendable {
  /// Where the request stands at the end of the run.
  public enum Outcome: Hashable, Sendable {
    /// Has not arrived, waits or runs.
    case open
    case finished
    case aborted
    case rejected
  }
  public internal(set) var outcome = Outcome.open
  public let arrival: SimTime
  /// First admission, at the start of its step.
  public internal(set) var admitted: SimTime?
  public internal(set) var firstToken: SimTime?
  public internal(set) var lastToken: SimTime?
  public internal(set) var outputTokens = 0
  public internal(set) var preemptions = 0
  /// Prefix hit at the first admission.
  public internal(set) var hitTokens = 0

  /// Time to first token.
  public var timeToFirstToken: SimDuration? { firstToken.map { $0 - arrival } }
  /// Arrival to first admission.
  public var queueTime: SimDuration? { admitted.map { $0 - arrival } }
  /// Arrival to the last token of a finished request.
  public var endToEnd: SimDuration? {
    outcome == .finished ? lastToken.map { $0 - arrival } : nil
  }
  /// Mean time per output token after the first of a finished request, rounded down; `nil` for
  /// answers of one token.
  public var timePerOutputToken: SimDuration? {
    guard outcome == .finished, outputTokens > 1, let firstToken, let lastToken else { return nil }
    return SimDuration(nanoseconds: (lastToken - firstToken).nanoseconds / (outputTokens - 1))
  }
}
