/// The number format of keys and values in the cache.
public enum KVNumberFormat: String, Hashable, Sendable, CaseIterable {
  case fp32, fp16, bf16, fp8, int8, fp4, int4

  /// Bits of one number. Scale factors that some formats keep beside the numbers are left out.
  public var bits: Int {
    switch self {
    case .fp32: 32
    case .fp16, .bf16: 16
    case .fp8, .int8: 8
    case .fp4, .int4: 4
    }
  }
}

/// What one token leaves in the cache of one layer.
public enum KVAttention: Hashable, Sendable {
  /// A key and a value for each key/value head. With as many of them as query heads this is
  /// multi-head attention, with fewer grouped-query, with one multi-query attention.
  case heads(keyValueHeads: Int, headDimension: Int)
  /// Multi-head latent attention (DeepSeek-V2): one compressed vector and one positional part for
  /// all heads together.
  case latent(rank: Int, positionDimension: Int)

  /// The usual name of the arrangement, given the number of query heads.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case multiHead = "mha"
    case groupedQuery = "gqa"
    case multiQuery = "mqa"
    case latent = "mla"
  }

  public func kind(queryHeads: Int) -> Kind {
    switch self {
    case .latent: .latent
    case .heads(let heads, _) where heads >= queryHeads: .multiHead
    case .heads(1, _): .multiQuery
    case .heads: .groupedQuery
    }
  }
}

/// How the KV cache of a model lies in the memory of each GPU, after vLLM's page sizes
/// (`FullAttentionSpec`, `MLAAttentionSpec`).
///
/// All layers are counted as full attention: a sliding window, which keeps less, is left out, and
/// so are weights and activations.
public struct KVLayout: Hashable, Sendable {
  public let attention: KVAttention
  public let layers: Int
  public let format: KVNumberFormat
  /// GPUs that share each layer (TP).
  public let tensorParallel: Int
  /// Tokens per block.
  public let blockSize: Int

  /// Why numbers describe no layout.
  public enum Problem: Error, Hashable, Sendable {
    /// Each number must be at least 1 (a positional part may be 0).
    case tooSmall(field: Field, value: Int)
    /// The bytes of a block are beyond 64 bits.
    case tooLarge
  }
  /// A number of a layout.
  public enum Field: String, Hashable, Sendable {
    case layers, tensorParallel, blockSize, keyValueHeads, headDimension, rank, positionDimension
  }

  public init(
    attention: KVAttention, layers: Int, format: KVNumberFormat = .bf16, tensorParallel: Int = 1,
    blockSize: Int = 16
  ) throws(Problem) {
    self.attention = attention
    self.layers = layers
    self.format = format
    self.tensorParallel = tensorParallel
    self.blockSize = blockSize
    for (field, value) in fields where value < (field == .positionDimension ? 0 : 1) {
      throw .tooSmall(field: field, value: value)
    }
    guard fits else { throw .tooLarge }
  }

  private var fields: [(Field, Int)] {
    let common: [(Field, Int)] = [
      (.layers, layers), (.tensorParallel, tensorParallel), (.blockSize, blockSize),
    ]
    return switch attention {
    case .heads(let heads, let dimension):
      common + [(.keyValueHeads, heads), (.headDimension, dimension)]
    case .latent(let rank, let position):
      common + [(.rank, rank), (.positionDimension, position)]
    }
  }

  /// Whether bits per block, over all GPUs, stay within 63 bits: then nothing below overflows.
  private var fits: Bool {
    // Every factor is raised to the next power of two; the exponents add up.
    func exponent(_ value: Int) -> Int { Int.bitWidth - max(value - 1, 0).leadingZeroBitCount }
    let perToken =
      switch attention {
      case .heads(let heads, let dimension): 1 + exponent(heads) + exponent(dimension)
      case .latent(let rank, let position): 1 + max(exponent(rank), exponent(position))
      }
    return perToken + exponent(layers) + exponent(blockSize) + exponent(tensorParallel) + 5 < 63
  }

  /// Key/value heads on each GPU, rounded down but never 0: with more GPUs than heads each head is
  /// kept more than once. `nil` for latent attention, which has none.
  public var headsPerGPU: Int? {
    guard case .heads(let heads, _) = attention else { return nil }
    return max(1, heads / tensorParallel)
  }

  /// Numbers that one token leaves in one layer on each GPU. Latent attention keeps everything on
  /// every GPU, whatever TP is.
  public var elementsPerTokenPerLayer: Int {
    switch attention {
    case .heads(let heads, let dimension): 2 * max(1, heads / tensorParallel) * dimension
    case .latent(let rank, let position): rank + position
    }
  }

  /// Bytes of one token in one layer on each GPU, rounded up to whole bytes.
  ///
  /// Llama 3 8B, TP 1, bf16: 2 x 8 x 128 x 2 = 4096. DeepSeek-V3: (512 + 64) x 2 = 1152.
  public var bytesPerTokenPerLayer: Int { (elementsPerTokenPerLayer * format.bits + 7) / 8 }

  /// Bytes of one token in all layers on each GPU. 32 x 4096 = 131 072 for Llama 3 8B.
  public var bytesPerToken: Int { layers * bytesPerTokenPerLayer }

  /// Bytes of a block in one layer on each GPU: vLLM's page size.
  public var bytesPerBlockPerLayer: Int { blockSize * bytesPerTokenPerLayer }

  /// Bytes of a block in all layers on each GPU.
  public var bytesPerBlock: Int { layers * bytesPerBlockPerLayer }

  /// Bytes of one token over all GPUs of the TP group; replicated heads count each time.
  public var bytesPerTokenOverAllGPUs: Int { tensorParallel * bytesPerToken }

  /// How many times as much the TP group keeps as one GPU alone would: 1 until there are more GPUs
  /// than heads. Rounded down where heads do not divide evenly.
  public var copies: Int {
    switch attention {
    case .heads(let heads, _): max(1, tensorParallel * max(1, heads / tensorParallel) / heads)
    case .latent: tensorParallel
    }
  }
}
