import Simulation

/// One step as a row of numbers.
public struct StepRow: Hashable, Sendable {
  /// What kept the head of the waiting queue out, if anything; numbers come from
  /// `ServingRun.decisions(inStep:)`.
  public enum Stop: UInt8, Hashable, Sendable {
    case nothing, preemptedThisStep, budgetSpent, sequencesAtLimit, promptOverBudget, memory
    case batchRunning, adaptersAtLimit, estimate, batchFull
  }
  public var start: SimTime
  /// When the outputs were there.
  public var end: SimTime
  public var scheduledTokens: Int
  /// Of these, the tokens of sequences that computed only one.
  public var decodeTokens: Int
  public var sequences: Int
  // State after the step.
  public var running: Int
  public var waiting: Int
  public var freeBlocks: Int
  public var cachedHashes: Int
  /// During the step, before finished requests gave their blocks back.
  public var heldBlocks: Int
  /// Token slots in held blocks that hold no token, after the step's tokens were written.
  public var unusedSlots: Int
  // What happened in it.
  public var admitted = 0
  public var hitTokens = 0
  public var knownTokens = 0
  public var preempted = 0
  public var finished = 0
  public var evicted = 0
  public var recomputedTokens = 0
  /// Answer tokens; more than the sequences when a draft was right.
  public var emitted: Int
  /// KV blocks copied to and from swap space.
  public var swappedBlocks = 0
  public var adaptersLoaded = 0
  /// Tokens that came one step after the one before.
  var steadyTokens: Int
  public var stop = Stop.nothing
  /// The head of the queue that had to stay; -1 for none.
  public var stopped = -1
}

/// Something that happens seldom in a request's life.
public struct ServingEvent: Hashable, Sendable {
  /// What happened, with its numbers in tokens and steps.
  public enum Kind: Hashable, Sendable {
    /// Refused at the door. Step -1.
    case rejected(RequestRejection)
    /// The router has sent it to `replica` of `candidates`; `ServingRun.routing(of:)` tells why. Only
    /// in fleets of several replicas; step -1.
    case routed(candidates: Int)
    /// Joined the waiting queue of `replica`; the time is the request's own arrival, or the end of
    /// its prefill on a decode worker.
    case arrived
    case admitted(hitTokens: Int, knownTokens: Int)
    case preempted(inFavourOf: Int, lostTokens: Int)
    case firstToken
    /// The prefill is done; the router has sent it to this decode worker. Step -1.
    case handedOver(to: Int)
    /// A decode worker has blocks for it: the copy of keys and values is in the queue of the prefill
    /// worker's link, and takes from `starts` to `ends`.
    case transferring(tokens: Int, starts: SimTime, ends: SimTime)
    /// Keys and values are at the decode worker. Step -1.
    case transferred
    case finished(outputTokens: Int)
    case aborted
    /// The process of `replica` has died and took so many requests with it. No request, step -1.
    case replicaFailed(lost: Int)
    /// `replica` serves again, with nothing in its memory. No request, step -1.
    case replicaBack
    /// The request was on `replica` when that died, or was sent there while nobody knew; of what had
    /// been computed for it `tokens` are gone. Step -1.
    case lost(tokens: Int)
    /// Its loss is known: it is sent again from its start. Step -1.
    case retried(attempt: Int)
    /// All replicas are known to be down: it waits at the router. Step -1.
    case nobodyServes
  }
  public let time: SimTime
  /// The step of `replica` in which it happened, from 0.
  public let step: Int
  /// -1 where a replica itself is meant.
  public let request: Int
  /// Where; -1 before it is routed.
  public let replica: Int
  public let kind: Kind
}

/// What became of a request. Of one that was lost with its replica and sent again, the times are
/// those of the last attempt, and still count from its first arrival.
public struct RequestRecord: Hashable, Sendable {
  /// Where the request stands at the end of the run.
  public enum Outcome: UInt8, Hashable, Sendable {
    /// Has not arrived, waits or runs.
    case open
    case finished
    case aborted
    case rejected
  }
  public internal(set) var outcome = Outcome.open
  private var lostAttempts: UInt16 = 0
  public let arrival: SimTime
  // Times in ns, -1 for none.
  private var admittedAt = -1
  private var firstTokenAt = -1
  private var lastTokenAt = -1
  private var endedAt = -1
  private var transferredAt = -1
  private var outputs: Int32 = 0
  private var lost: Int32 = 0
  private var hits: Int32 = 0
  private var place: Int32 = -1
  private var decodePlace: Int32 = -1

  init(arrival: SimTime) { self.arrival = arrival }

  /// First admission, at the start of its step.
  public internal(set) var admitted: SimTime? {
    get { time(admittedAt) }
    set { admittedAt = newValue?.nanoseconds ?? -1 }
  }
  public internal(set) var firstToken: SimTime? {
    get { time(firstTokenAt) }
    set { firstTokenAt = newValue?.nanoseconds ?? -1 }
  }
  public internal(set) var lastToken: SimTime? {
    get { time(lastTokenAt) }
    set { lastTokenAt = newValue?.nanoseconds ?? -1 }
  }
  /// When the answer was complete; under static batching when its whole batch was.
  public internal(set) var ended: SimTime? {
    get { time(endedAt) }
    set { endedAt = newValue?.nanoseconds ?? -1 }
  }
  /// When keys and values were at the decode worker; `nil` without prefill workers.
  public internal(set) var transferred: SimTime? {
    get { time(transferredAt) }
    set { transferredAt = newValue?.nanoseconds ?? -1 }
  }
  public internal(set) var outputTokens: Int {
    get { Int(outputs) }
    set { outputs = Int32(clamping: newValue) }
  }
  public internal(set) var preemptions: Int {
    get { Int(lost) }
    set { lost = Int32(clamping: newValue) }
  }
  /// Prefix hit at the first admission.
  public internal(set) var hitTokens: Int {
    get { Int(hits) }
    set { hits = Int32(clamping: newValue) }
  }
  /// Where it was served, or prefilled; -1 before it was routed.
  public internal(set) var replica: Int {
    get { Int(place) }
    set { place = Int32(clamping: newValue) }
  }
  /// Where it was decoded when that is not `replica`; -1 otherwise.
  public internal(set) var decodeReplica: Int {
    get { Int(decodePlace) }
    set { decodePlace = Int32(clamping: newValue) }
  }

  /// How often it was lost with a replica.
  public var retries: Int { Int(lostAttempts) }

  /// Forgets the attempt, but not where it was made.
  mutating func beginAgain(isNewAttempt: Bool) {
    if isNewAttempt, lostAttempts < .max { lostAttempts += 1 }
    admittedAt = -1
    firstTokenAt = -1
    lastTokenAt = -1
    transferredAt = -1
    outputs = 0
    hits = 0
  }

  private func time(_ nanoseconds: Int) -> SimTime? {
    nanoseconds < 0 ? nil : SimTime(nanoseconds: nanoseconds)
  }

  /// Time to first token.
  public var timeToFirstToken: SimDuration? { firstToken.map { $0 - arrival } }
  /// Arrival to first admission.
  public var queueTime: SimDuration? { admitted.map { $0 - arrival } }
  /// First token to the arrival of keys and values at the decode worker.
  public var transferTime: SimDuration? {
    guard let firstToken, let transferred else { return nil }
    return transferred - firstToken
  }
  /// Arrival to the end of a finished request.
  public var endToEnd: SimDuration? {
    outcome == .finished ? ended.map { $0 - arrival } : nil
  }
  /// Mean time per output token after the first of a finished request, rounded down; `nil` for
  /// answers of one token.
  public var timePerOutputToken: SimDuration? {
    guard outcome == .finished, outputTokens > 1, let firstToken, let lastToken else { return nil }
    return SimDuration(nanoseconds: (lastToken - firstToken).nanoseconds / (outputTokens - 1))
  }
}
