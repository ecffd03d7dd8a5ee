/// The work of one step in whole numbers, as far as time depends on it.
public struct StepLoad: Hashable, Sendable {
  /// Tokens computed.
  public private(set) var tokens = 0
  /// Sequences that compute one token, and the tokens that they attend to.
  public private(set) var decodes = 0
  public private(set) var decodeContext = 0
  /// Sequences that compute several tokens, and their tokens.
  public private(set) var chunks = 0
  public private(set) var chunkTokens = 0
  /// Sequences that get a token out of this step.
  public private(set) var sampled = 0
  /// Sums over the chunks: c^2, tokens before, and by tile size 64 and 128: c rounded up to tiles x
  /// tokens before.
  private(set) var chunkSquares = 0
  private(set) var chunkContext = 0
  private(set) var tiled64 = 0
  private(set) var tiled128 = 0

  public init() {}

  /// One sequence that computes `tokens` with `before` tokens already in the KV cache.
  public mutating func add(tokens count: Int, before: Int, isSampled: Bool) {
    tokens += count
    if isSampled { sampled += 1 }
    if count == 1 {
      decodes += 1
      decodeContext += before + 1
    } else {
      chunks += 1
      chunkTokens += count
      chunkSquares += count * count
      chunkContext += before
      tiled64 += (count + 63) / 64 * 64 * before
      tiled128 += (count + 127) / 128 * 128 * before
    }
  }

  /// Sequences with work in the step.
  public var sequences: Int { decodes + chunks }
  /// Whether every sequence computes one token, and at least one does.
  public var isPureDecode: Bool { decodes > 0 && chunks == 0 }

  /// The work of both in one step.
  public static func += (a: inout StepLoad, b: StepLoad) {
    a.tokens += b.tokens
    a.decodes += b.decodes
    a.decodeContext += b.decodeContext
    a.chunks += b.chunks
    a.chunkTokens += b.chunkTokens
    a.sampled += b.sampled
    a.chunkSquares += b.chunkSquares
    a.chunkContext += b.chunkContext
    a.tiled64 += b.tiled64
    a.tiled128 += b.tiled128
  }

  /// `sequences` decodes that attend to `context` tokens altogether, their own ones included, and
  /// that all get a token.
  public static func decoding(sequences: Int, context: Int) -> StepLoad {
    var load = StepLoad()
    load.tokens = sequences
    load.decodes = sequences
    load.decodeContext = context
    load.sampled = sequences
    return load
  }

  /// The next step of a pure decode: every sequence attends to one more token.
  mutating func growContexts() { decodeContext += decodes }
}

/// A step's work, or an even share of it, in the numbers that the formulas are written in.
struct BatchWork: Sendable {
  /// Rounded up: a batch of fewer tokens than that does not exist.
  let tokens: Int
  let decodes: Double
  var decodeContext: Double
  let chunkTokens: Double
  let sampled: Double
  let chunkSquares: Double
  let chunkContext: Double
  let tiled64: Double
  let tiled128: Double
  let hasChunks: Bool
  let hasDecodes: Bool

  /// One of `parts` equal shares; one part is the whole step, exactly.
  init(_ load: StepLoad, parts: Int) {
    let whole = Double(parts)
    tokens = (load.tokens + parts - 1) / parts
    decodes = Double(load.decodes) / whole
    decodeContext = Double(load.decodeContext) / whole
    chunkTokens = Double(load.chunkTokens) / whole
    sampled = Double(load.sampled) / whole
    chunkSquares = Double(load.chunkSquares) / whole
    chunkContext = Double(load.chunkContext) / whole
    tiled64 = Double(load.tiled64) / whole
    tiled128 = Double(load.tiled128) / whole
    hasChunks = load.chunks > 0
    hasDecodes = load.decodes > 0
  }
}
