import Simulation

/// One request to a language model server, as a client sends it.
public struct InferenceRequest: Hashable, Sendable {
  public var arrival: SimTime
  /// The prompt, concatenated from segments.
  public var prompt: [TokenSegment]
  /// Tokens the answer has, at least 1 in practice; the simulators end by length only.
  public var outputTokens: Int
  /// The segment of which the answer's tokens are the beginning, so that a later prompt can repeat
  /// it.
  public var outputSegment: Int
  /// Smaller is more urgent; only a priority queue looks at it.
  public var priority: Int
  /// When the client hangs up; `nil` when it waits for ever.
  public var hangsUp: SimTime?
  /// The LoRA adapter that it asks for, at least 1; `nil` is the base model.
  public var adapter: Int?

  public init(
    arrival: SimTime, prompt: [TokenSegment], outputTokens: Int, outputSegment: Int,
    priority: Int = 0, hangsUp: SimTime? = nil, adapter: Int? = nil
  ) {
    self.arrival = arrival
    self.prompt = prompt
    self.outputTokens = outputTokens
    self.outputSegment = outputSegment
    self.priority = priority
    self.hangsUp = hangsUp
    self.adapter = adapter
  }

  public var promptTokens: Int { prompt.reduce(0) { $0 + $1.length } }
}
