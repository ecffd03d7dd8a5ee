import Simulation

/// Projections, feed-forward, norms and residual of one layer on one GPU.
///
/// Compute: 2 flops a weight and token. Memory: the weights once. Then the activations, n x hidden
/// x 2 bytes a pass. With experts: compute of the experts that a token uses, memory of those that
/// the step's tokens touch.
struct LinearCost: Sendable {
  /// Times of steps of up to this many tokens are kept: two powers each are worth it.
  private static let keptTokens = 512

  private let numbers: GPUProfile.Linear
  private let flopsPerToken: Double
  private let teraflops: Double
  private let weightBytes: Double
  private let hidden: Double
  private let touched: Touched?
  private var kept: [Double] = []

  /// Memory of the experts on one GPU.
  private struct Touched: Sendable {
    /// Bytes if all were touched.
    let bytes: Double
    /// Probability that a token does not use a given expert.
    let missed: Double
    /// Engines whose tokens the experts see.
    let engines: Int
  }

  /// The model's plain layers.
  init(
    dense model: ModelShape, _ gpu: GPUProfile, _ layout: ParallelLayout,
    _ precision: NumberPrecision
  ) {
    let tp = layout.tensorParallel
    let weights = model.attentionParameters(tensorParallel: tp) + model.plainFeedForward / tp
    self.init(
      gpu, model, precision, flopsPerToken: Double(2 * weights), weights: weights, touched: nil)
  }

  /// The model's layers with experts.
  init(
    experts model: ModelShape, _ gpu: GPUProfile, _ layout: ParallelLayout,
    _ precision: NumberPrecision
  ) {
    let tp = layout.tensorParallel
    let always =
      model.attentionParameters(tensorParallel: tp) + model.parametersBesideExperts / tp
    guard let experts = model.experts else {
      self.init(
        gpu, model, precision, flopsPerToken: Double(2 * always), weights: always, touched: nil)
      return
    }
    // Spread whole or divided, a GPU computes the same share of what one engine's tokens use.
    let used = Double(experts.perToken * model.parametersPerExpert) / Double(tp)
    let spread = max(tp, layout.expertParallel)
    self.init(
      gpu, model, precision, flopsPerToken: 2 * (Double(always) + used), weights: always,
      touched: Touched(
        bytes: Double(experts.count * model.parametersPerExpert) / Double(spread)
          * Double(precision.weights.rawValue) / 8,
        missed: 1 - Double(experts.perToken) / Double(experts.count),
        engines: layout.enginesPerExpertGroup))
  }

  private init(
    _ gpu: GPUProfile, _ model: ModelShape, _ precision: NumberPrecision, flopsPerToken: Double,
    weights: Int, touched: Touched?
  ) {
    numbers = gpu.linear
    self.flopsPerToken = flopsPerToken
    let isFast = precision.weights == .eight && gpu.dataSheet.hasEightBitFloat
    teraflops = gpu.linear.teraflops * (isFast ? 2 : 1)
    weightBytes = Double(2 * weights) * Double(precision.weights.rawValue) / 16
    hidden = Double(model.hidden)
    self.touched = touched
    kept = (0...Self.keptTokens).map { computed(tokens: $0) }
  }

  func time(tokens: Int) -> Double {
    tokens < kept.count ? kept[tokens] : computed(tokens: tokens)
  }

  private func computed(tokens: Int) -> Double {
    let n = Double(tokens)
    let compute = DeterministicMath.pow(
      flopsPerToken * n / (teraflops * 1e6), numbers.exponent)
    var bytes = weightBytes
    if let touched {
      bytes +=
        touched.bytes * (1 - DeterministicMath.pow(touched.missed, n * Double(touched.engines)))
    }
    let memory = DeterministicMath.pow(bytes / (numbers.bandwidth * 1e3), numbers.exponent)
    let roofline = DeterministicMath.pow(compute + memory, 1 / numbers.exponent)
    let activations = numbers.passes * n * hidden * 2 / (numbers.bandwidth * 1e3)
    return numbers.fixed + roofline + activations
  }
}

/// Attention of one layer on one GPU: by bytes of keys and values for decodes, by flops for chunks.
struct AttentionCost: Sendable {
  private let gpu: GPUProfile
  private let decodeBytesPerToken: Double
  private let flopsPerPair: Double
  /// Decoding on latent vectors multiplies each of them with all heads; 0 where memory alone rules.
  private let decodeFlopsPerToken: Double

  init(
    _ gpu: GPUProfile, _ model: ModelShape, _ layout: ParallelLayout, _ precision: NumberPrecision
  ) {
    self.gpu = gpu
    let tp = layout.tensorParallel
    let heads = model.heads / tp
    decodeBytesPerToken =
      Double(model.cachedNumbersPerLayer(tensorParallel: tp) * 2)
      * Double(precision.keyValues.rawValue) / 16
    if let latent = model.latent {
      let width = latent.plainDimension + latent.rotaryDimension + latent.valueDimension
      flopsPerPair = Double(2 * heads * width)
      decodeFlopsPerToken = Double(2 * heads * (latent.cachedNumbers + latent.keyValueRank))
    } else {
      flopsPerPair = Double(4 * heads * model.headDimension)
      decodeFlopsPerToken = 0
    }
  }

  func time(_ work: BatchWork) -> Double {
    if !work.hasChunks { return decode(work, gpu.decode) }
    if !work.hasDecodes { return gpu.prefill.fixed + chunks(work) }
    return chunks(work) + decode(work, gpu.mixed)
  }

  /// The time of a pure decode as its contexts grow.
  struct DecodeLine: Sendable {
    let fixed: Double
    let bytesPerToken: Double
    let bytesPerMicrosecond: Double
    let allSequences: Double

    /// As `AttentionCost.decode`, operation by operation.
    func time(context: Double) -> Double {
      fixed + context * bytesPerToken / bytesPerMicrosecond + allSequences
    }
  }

  /// `nil` where flops count beside bytes.
  func decodeLine(of decodes: Double) -> DecodeLine? {
    guard decodeFlopsPerToken == 0 else { return nil }
    return DecodeLine(
      fixed: gpu.decode.fixed, bytesPerToken: decodeBytesPerToken,
      bytesPerMicrosecond: gpu.decode.bandwidth * 1e3,
      allSequences: gpu.decode.perSequence * decodes)
  }

  /// 4 x kvheads x hd bytes of keys and values per context token at 16 bits.
  private func decode(_ work: BatchWork, _ part: GPUProfile.Decode) -> Double {
    var reading = work.decodeContext * decodeBytesPerToken / (part.bandwidth * 1e3)
    if decodeFlopsPerToken > 0 {
      reading = max(
        reading, work.decodeContext * decodeFlopsPerToken / (gpu.prefill.teraflops * 1e6))
    }
    return part.fixed + reading + part.perSequence * work.decodes
  }

  /// 4 x heads x hd flops for each pair of tokens that see each other, the chunk's own half square
  /// included.
  private func chunks(_ work: BatchWork) -> Double {
    let tiled = gpu.prefill.tile == 128 ? work.tiled128 : work.tiled64
    let pairs = tiled + work.chunkSquares / 2
    let flops = flopsPerPair * pairs
    return flops / (gpu.prefill.teraflops * 1e6)
      + gpu.prefill.perContextToken * work.chunkContext / 1_000
      + gpu.prefill.perChunkToken * work.chunkTokens / 1_000
  }
}

/// Output head and sampler: the head's weights once, then a part for each sequence.
struct HeadCost: Sendable {
  private let numbers: GPUProfile.Head
  private let bytes: Double

  init(
    _ gpu: GPUProfile, _ model: ModelShape, _ layout: ParallelLayout, _ precision: NumberPrecision
  ) {
    numbers = gpu.head
    // Quantized models keep their head at 16 bits.
    bytes = Double(model.hidden * model.vocabulary * 2) / Double(layout.tensorParallel)
  }

  func time(_ sequences: Double) -> Double {
    numbers.fixed + bytes / (numbers.bandwidth * 1e3) + numbers.perSequence * sequences
  }
}

/// One sum over a tensor-parallel group.
struct ReduceCost: Sendable {
  private let numbers: GPUProfile.AllReduce
  private let gpus: Int
  private let bytesPerToken: Double

  init(_ gpu: GPUProfile, _ model: ModelShape, _ layout: ParallelLayout) {
    numbers = gpu.allReduce
    gpus = layout.tensorParallel
    bytesPerToken = Double(model.hidden * 2)
  }

  func time(tokens: Int) -> Double {
    numbers.microseconds(gpus: gpus, bytes: Double(tokens) * bytesPerToken)
  }

  /// Activations to the next pipeline stage: as an all-reduce of two.
  func handOver(tokens: Int) -> Double {
    numbers.microseconds(gpus: 2, bytes: Double(tokens) * bytesPerToken)
  }
}

/// Tokens to their experts, or back: each token's activations once for each expert that it uses and
/// that is elsewhere. `nil` when one engine owns all experts: then the all-reduce brings the
/// results together.
struct ExchangeCost: Sendable {
  private let numbers: GPUProfile.AllReduce
  private let bytesPerToken: Double
  private let gpus: Double

  init?(_ gpu: GPUProfile, _ model: ModelShape, _ layout: ParallelLayout) {
    guard let experts = model.experts, layout.enginesPerExpertGroup > 1 else { return nil }
    numbers = gpu.allReduce
    gpus = Double(layout.expertParallel)
    bytesPerToken =
      Double(experts.perToken * model.hidden * 2) / Double(layout.tensorParallel)
      * (gpus - 1) / gpus
  }

  func time(tokens: Int) -> Double {
    numbers.fixed + numbers.perGPU * (gpus - 2)
      + Double(tokens) * bytesPerToken / (numbers.bandwidth * 1e3)
  }
}
