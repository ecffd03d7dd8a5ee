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
  /// The LoRA adapter that it needs, at least 1; 0 is the base model.
  public let adapter: Int
  /// Whether a prefill worker has computed the prompt and made the first token: the keys and values
  /// are fetched once there are blocks for them.
  public var isPrefilled = false
  /// Whether the blocks stay held after the end until `EngineScheduler.letGo`: a decode worker
  /// fetches them.
  public var isForOthers = false

  public init(
    prompt: [TokenSegment], outputLimit: Int, outputSegment: Int, priority: Int = 0,
    adapter: Int = 0
  ) {
    self.prompt = TokenList(prompt, adapter: adapter)
    self.outputLimit = outputLimit
    outputStart = TokenList.firstToken(ofSegment: outputSegment)
    self.priority = priority
    self.adapter = adapter
  }

  public init(_ request: InferenceRequest) {
    self.init(
      prompt: request.prompt, outputLimit: request.outputTokens,
      outputSegment: request.outputSegment, priority: request.priority,
      adapter: request.adapter ?? 0)
  }

  /// The same request with another length of the answer.
  func answering(_ tokens: Int) -> EngineRequest {
    EngineRequest(self, outputLimit: tokens)
  }

  private init(_ other: EngineRequest, outputLimit: Int) {
    prompt = other.prompt
    self.outputLimit = outputLimit
    outputStart = other.outputStart
    priority = other.priority
    adapter = other.adapter
    isPrefilled = other.isPrefilled
    isForOthers = other.isForOthers
  }
}

/// Where a request is that the engine has.
public enum RequestPhase: UInt8, Hashable, Sendable {
  case waiting
  case running
  /// Waits aside: a prefill worker's keys and values, or an offload tier's, are being copied into its
  /// blocks, or into those of somebody who loads the same.
  case fetching
  /// Its keys and values are here and it has not been scheduled again.
  case fetched
  /// Has ended here; a decode worker still fetches its blocks.
  case held
}

/// What the engine remembers of one request while it has it.
struct RequestState: Sendable {
  var id: Int32
  var phase = RequestPhase.waiting
  /// Prompt and answer so far.
  var tokens: TokenList
  var table = BlockTable()
  /// Tokens in the KV cache.
  var computed = 0
  /// Most tokens it ever had in the KV cache: computing below this line again is recomputation.
  var highWater = 0
  /// Answer tokens so far.
  var outputs = 0
  var preemptions = 0
  var arrivedAtStep: Int32
  let promptTokens: Int
  let outputLimit: Int
  let outputStart: Int
  let priority: Int
  let adapter: Int32
  var isPrefilled: Bool
  let isForOthers: Bool
  /// Whether the draft model has proposed tokens after the last one.
  var hasDraft = false
  /// Whether it fetches from a prefill worker.
  var isPrefillFetched = false
  /// Tokens that lie in swap space and come back with the next admission.
  var swappedTokens = 0
  /// Tokens in blocks that have come, or will, from the prefix cache and the tiers together; 0 when
  /// it waits for no load.
  var loadedUpTo = 0
  /// Under `requestLevel`: has all its tokens and waits for the rest of its batch.
  var isDone = false

  init(_ request: EngineRequest, id: Int, step: Int) {
    self.id = Int32(id)
    tokens = request.prompt
    promptTokens = request.prompt.count
    outputLimit = max(1, request.outputLimit)
    outputStart = request.outputStart
    priority = request.priority
    adapter = Int32(request.adapter)
    isPrefilled = request.isPrefilled
    isForOthers = request.isForOthers
    arrivedAtStep = Int32(step)
    if isPrefilled {
      tokens.append(start: outputStart, count: 1)
      outputs = 1
    }
  }

  /// Tokens known and not in the KV cache.
  var lacking: Int { tokens.count - computed }

  /// Tokens that it will still compute if it ends by length: prompt and answer but for the last.
  var outstanding: Int { promptTokens + outputLimit - 1 - computed }
}
