import Simulation

/// One row of the Mooncake traces (kvcache-ai/Mooncake, FAST25-release).
public struct MooncakeRow: Hashable, Sendable {
  /// Since the start of the trace.
  public var arrival: SimTime
  public var inputTokens: Int
  public var outputTokens: Int
  /// The prompt in blocks of 512 tokens, the last possibly part full; equal ids are equal prefix blocks.
  public var prefixBlocks: [Int]

  /// Tokens in a prefix block of this trace.
  public static let blockTokens = 512

  public init(arrival: SimTime, inputTokens: Int, outputTokens: Int, prefixBlocks: [Int]) {
    self.arrival = arrival
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.prefixBlocks = prefixBlocks
  }
}

/// One row of the Azure LLM inference traces 2023: lengths only, nothing is known about shared prefixes.
public struct AzureRow: Hashable, Sendable {
  /// Since the first row of the full trace.
  public var arrival: SimTime
  public var contextTokens: Int
  public var generatedTokens: Int

  public init(arrival: SimTime, contextTokens: Int, generatedTokens: Int) {
    self.arrival = arrival
    self.contextTokens = contextTokens
    self.generatedTokens = generatedTokens
  }
}

extension Workload {
  /// Recorded requests with their shared prefixes.
  ///
  /// A trace does not say what was answered, so that an answer repeated in a later prompt shows only as far as the
  /// trace's own block ids show it; the simulated answers are texts of their own.
  public init(name: String, mooncake rows: [MooncakeRow]) {
    let requests = rows.enumerated().map { i, row in
      var rest = row.inputTokens
      var prompt: [TokenSegment] = []
      for id in row.prefixBlocks where rest > 0 {
        let length = min(rest, MooncakeRow.blockTokens)
        prompt.append(TokenSegment(id: SegmentNumbering.sharedBase + id, length: length))
        rest -= length
      }
      return InferenceRequest(
        arrival: row.arrival, prompt: prompt, outputTokens: row.outputTokens,
        outputSegment: SegmentNumbering.outputBase + i)
    }
    self.init(name: name, requests: requests)
  }

  /// Recorded lengths and arrivals; each prompt is its own text, so that no prefix is ever shared.
  public init(name: String, azure rows: [AzureRow]) {
    let requests = rows.enumerated().map { i, row in
      InferenceRequest(
        arrival: row.arrival,
        prompt: [
          TokenSegment(id: SegmentNumbering.uniqueBase + i, length: row.contextTokens)
        ],
        outputTokens: row.generatedTokens, outputSegment: SegmentNumbering.outputBase + i)
    }
    self.init(name: name, requests: requests)
  }
}
