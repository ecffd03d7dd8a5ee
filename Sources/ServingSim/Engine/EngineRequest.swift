import Traffic

/// A request as the engine gets it.
public struct EngineRequest: Sendable {
  public let prompt: TokenList
  /// The answer ends after this many tokens; at least one is always made.
  public let outputLimit: Int
  /// Value of the answer's first token; the following ones count up.
  public let outputStart: Int
  /// Smaller is more urgent.
  public let priority: Int

  public init(prompt: [TokenSegment], outputLimit: Int, outputSegment: Int, priority: Int = 0) {
    self.prompt = TokenList(prompt)
    self.outputLimit = outputLimit
    outputStart = TokenList.firstToken(ofSegment: outputSegment)
    self.priority = priority
  }

  public init(_ request: InferenceRequest) {
    self.init(
      prompt: request.prompt, outputLimit: request.outputTokens,
      outputSegment: request.outputSegment, priority: request.priority)
  }
}

/// Where a request is.
public enum RequestPhase: UInt8, Hashable, Sendable {
  case notArrived
  case waiting
  case running
  case finished
  /// The client went away.
  case aborted
}

/// What the engine remembers of one request.
struct RequestState: Sendable {
  var phase = RequestPhase.notArrived
  /// Prompt and answer so far; empty before arrival and after the end.
  var tokens = TokenList()
  var table = BlockTable()
  /// Tokens in the KV cache.
  var computed = 0
  /// Most tokens it ever had in the KV cache: computing below this line again is recomputation.
  var highWater = 0
  /// Answer tokens so far.
  var outputs = 0
  var preemptions = 0
  var arrivedAtStep: Int32 = 0
}
