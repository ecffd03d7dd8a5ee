import ServingSim
import Simulation
import Traffic

/// An engine and the requests that come to it.
public struct ServingScenario: Sendable, Hashable {
  public var heading: ScenarioHeading
  public var requests: [RequestClass]
  /// Rows of a recorded trace, used in place of or beside `requests`.
  public var trace: RequestTrace?
  /// Longest sequence in tokens, prompt and output together (`--max-model-len`); longer requests
  /// are refused.
  public var maxModelTokens: Int
  /// Replicas that die at given times, and replicas that die by chance.
  public var outages: [ReplicaOutage] = []
  public var randomOutages: RandomOutages?
  /// The run ends here even when requests are left; `nil`: when all are done.
  public var end: SimTime?

  public init(
    heading: ScenarioHeading, requests: [RequestClass] = [], trace: RequestTrace? = nil,
    maxModelTokens: Int = 131_072, end: SimTime? = nil
  ) {
    self.heading = heading
    self.requests = requests
    self.trace = trace
    self.maxModelTokens = maxModelTokens
    self.end = end
  }
}

/// Each replica fails by itself: working times and repairs are exponential with these means.
public struct RandomOutages: Sendable, Hashable {
  public var meanTimeBetween: SimDuration
  public var meanRepair: SimDuration
  /// No failure begins at or after this time.
  public var until: SimTime

  public init(meanTimeBetween: SimDuration, meanRepair: SimDuration, until: SimTime) {
    self.meanTimeBetween = meanTimeBetween
    self.meanRepair = meanRepair
    self.until = until
  }
}

/// Requests that are alike.
public struct RequestClass: Sendable, Hashable {
  /// Requests are named after it, with a number from 0.
  public var name: String
  public var arrivals: Arrivals
  /// Tokens of the prompt that no other request has, in its first turn.
  public var promptTokens: Distribution
  public var outputTokens: Distribution
  /// Tokens of a prompt that requests share (a system prompt); 0 for none.
  public var sharedPrefixTokens: Int
  /// How many different shared prefixes there are; each request draws one.
  public var sharedPrefixes: Int
  /// Turns of a conversation; each next prompt holds all earlier prompts and answers. 1: single
  /// requests.
  public var turns: Distribution
  /// Milliseconds from one turn's arrival to the next turn's: the workload does not know when the
  /// answer is there.
  public var turnGapMilliseconds: Distribution
  /// Smaller goes first where the scheduling policy is `priority`.
  public var priority: Int
  /// LoRA adapters of which each request draws one; 0: the base model.
  public var adapters: Int

  public init(
    name: String, arrivals: Arrivals, promptTokens: Distribution, outputTokens: Distribution,
    sharedPrefixTokens: Int = 0, sharedPrefixes: Int = 1, turns: Distribution = .fixed(1),
    turnGapMilliseconds: Distribution = .fixed(0), priority: Int = 0, adapters: Int = 0
  ) {
    self.name = name
    self.arrivals = arrivals
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.sharedPrefixTokens = sharedPrefixTokens
    self.sharedPrefixes = sharedPrefixes
    self.turns = turns
    self.turnGapMilliseconds = turnGapMilliseconds
    self.priority = priority
    self.adapters = adapters
  }
}

/// Requests of a recorded trace.
public struct RequestTrace: Sendable, Hashable {
  /// How a file of requests is written; the value is the word of scenario files.
  public enum Format: String, Sendable, Hashable, CaseIterable {
    /// Azure's LLM inference traces.
    case azure = "azure-csv"
    /// Mooncake's traces, which know prefixes.
    case mooncake = "mooncake-jsonl"
    /// A table of the user's own: arrivals, tokens, prefix hashes.
    case requestsCSV = "requests-csv"
    case requestsJSONL = "requests-jsonl"

    /// Whether it is of the user's own, with `prefixBlockTokens`.
    public var isOwn: Bool { self == .requestsCSV || self == .requestsJSONL }
  }

  /// File name in the directory of traces, for writing the scenario back.
  public var file: String
  public var rows: [RecordedRequest]
  /// Consecutive rows that one run uses; the seed picks where they begin, so that an unseen seed is
  /// another part of the same traffic.
  public var count: Int
  /// Arrivals are stretched to this many hundredths: 50 plays twice as fast.
  public var stretchPercent: Int
  /// `nil`: what the name's ending says.
  public var format: Format?
  /// Tokens that each prefix block of a row stands for.
  public var prefixBlockTokens = RecordedRequest.blockTokens

  public init(
    file: String, rows: [RecordedRequest], count: Int, stretchPercent: Int = 100
  ) {
    self.file = file
    self.rows = rows
    self.count = count
    self.stretchPercent = stretchPercent
  }
}
