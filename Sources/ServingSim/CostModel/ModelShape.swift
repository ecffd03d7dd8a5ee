import Simulation

/// The shape of a transformer, as its public configuration has it: dense or with experts,
/// grouped-query or latent attention. Weights and keys/values are counted at 16 bits here.
public struct ModelShape: Hashable, Sendable {
  /// Feed-forward layers that are split into experts, of which each token uses a few.
  public struct Experts: Hashable, Sendable {
    public let count: Int
    public let perToken: Int
    /// Used by every token besides.
    public let shared: Int
    /// Inner width of one expert.
    public let feedForward: Int
    /// Layers in front that have a plain feed-forward part.
    public let denseLayers: Int

    public init(count: Int, perToken: Int, shared: Int, feedForward: Int, denseLayers: Int) {
      self.count = count
      self.perToken = perToken
      self.shared = shared
      self.feedForward = feedForward
      self.denseLayers = denseLayers
    }
  }
  /// Multi-head latent attention: keys and values of all heads in one compressed vector.
  public struct Latent: Hashable, Sendable {
    public let queryRank: Int
    public let keyValueRank: Int
    public let rotaryDimension: Int
    public let plainDimension: Int
    public let valueDimension: Int

    public init(
      queryRank: Int, keyValueRank: Int, rotaryDimension: Int, plainDimension: Int,
      valueDimension: Int
    ) {
      self.queryRank = queryRank
      self.keyValueRank = keyValueRank
      self.rotaryDimension = rotaryDimension
      self.plainDimension = plainDimension
      self.valueDimension = valueDimension
    }
    /// Numbers kept of each token in each layer.
    public var cachedNumbers: Int { keyValueRank + rotaryDimension }
  }

  public let name: String
  public let layers: Int
  public let hidden: Int
  public let heads: Int
  public let keyValueHeads: Int
  public let headDimension: Int
  /// Inner width of the plain feed-forward layers.
  public let feedForward: Int
  public let vocabulary: Int
  public let experts: Experts?
  public let latent: Latent?

  public init(
    name: String, layers: Int, hidden: Int, heads: Int, keyValueHeads: Int, headDimension: Int,
    feedForward: Int, vocabulary: Int, experts: Experts? = nil, latent: Latent? = nil
  ) {
    self.name = name
    self.layers = layers
    self.hidden = hidden
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headDimension = headDimension
    self.feedForward = feedForward
    self.vocabulary = vocabulary
    self.experts = experts
    self.latent = latent
  }

  // MARK: Layers

  public var denseLayers: Int { experts.map { min($0.denseLayers, layers) } ?? layers }
  public var expertLayers: Int { layers - denseLayers }

  /// Weights of one dense layer: query, key and value projections, output projection, three
  /// feed-forward matrices.
  ///
  /// 4096 x (4096 + 2048) + 4096 x 4096 + 3 x 4096 x 14336 = 218 103 808 for Llama 3.1 8B.
  public var parametersPerLayer: Int { attentionParameters(tensorParallel: 1) + plainFeedForward }

  var plainFeedForward: Int { 3 * hidden * feedForward }
  /// Three matrices of one expert.
  var parametersPerExpert: Int { experts.map { 3 * hidden * $0.feedForward } ?? 0 }
  /// What every token uses of a layer's experts: the shared ones and the router.
  var parametersBesideExperts: Int {
    experts.map { $0.shared * parametersPerExpert + hidden * $0.count } ?? 0
  }

  /// Projection weights of one layer on each of `tensorParallel` GPUs.
  ///
  /// Heads are divided; a key/value head that would be divided is kept on several GPUs instead.
  /// Latent attention keeps the compressing projections whole on every GPU.
  func attentionParameters(tensorParallel: Int) -> Int {
    let own = heads / tensorParallel
    guard let latent else {
      let keyValues = max(1, keyValueHeads / tensorParallel)
      return hidden * (own + 2 * keyValues) * headDimension + own * headDimension * hidden
    }
    let compress = hidden * (latent.queryRank + latent.cachedNumbers)
    let queries = latent.queryRank * own * (latent.plainDimension + latent.rotaryDimension)
    let keyValues = latent.keyValueRank * own * (latent.plainDimension + latent.valueDimension)
    return compress + queries + keyValues + own * latent.valueDimension * hidden
  }

  // MARK: Memory

  /// All weights: the layers, the embedding and the output head. Leaves out norms.
  public var parameters: Int {
    let attention = attentionParameters(tensorParallel: 1)
    let routed = (experts?.count ?? 0) * parametersPerExpert
    return denseLayers * (attention + plainFeedForward)
      + expertLayers * (attention + parametersBesideExperts + routed) + 2 * hidden * vocabulary
  }

  /// Weights that one token uses.
  public var activeParameters: Int {
    let unused = experts.map { ($0.count - $0.perToken) * parametersPerExpert } ?? 0
    return parameters - expertLayers * unused
  }

  /// Bytes of all weights, 2 each.
  public var weightBytes: Int { 2 * parameters }

  /// Numbers that the KV cache keeps of a token in one layer, on each of `tensorParallel` GPUs;
  /// latent vectors are not divided.
  func cachedNumbersPerLayer(tensorParallel: Int) -> Int {
    latent?.cachedNumbers ?? 2 * max(1, keyValueHeads / tensorParallel) * headDimension
  }

  /// Keys and values (2) of every layer and key/value head, 2 bytes each; for latent attention the
  /// compressed vector of every layer.
  ///
  /// 2 x 32 x 8 x 128 x 2 = 131 072 bytes for Llama 3.1 8B; 61 x 576 x 2 = 70 272 for DeepSeek V3.
  public var keyValueBytesPerToken: Int { layers * cachedNumbersPerLayer(tensorParallel: 1) * 2 }

  /// KV blocks (the reserved one included) that fit beside the weights, rounded down; at least 1.
  ///
  /// `memoryPercent` is vLLM's `gpu_memory_utilization`. Leaves out activations and CUDA graphs,
  /// which vLLM measures and subtracts: the real number is some per cent smaller.
  public func blockCount(on gpu: GPUProfile, blockSize: Int, memoryPercent: Int = 90) -> Int {
    let free = gpu.memory.count / 100 * memoryPercent - weightBytes
    return max(1, free / (keyValueBytesPerToken * blockSize))
  }
}
