import Simulation

/// How long one engine step takes.
public enum StepTimeModel: Hashable, Sendable {
  /// Computed from the step's work for one GPU without tensor parallelism; `cpuMicroseconds` is
  /// what the scheduler, tokenizer and launches add (500 fitted whole vLLM 0.19 runs within 8 %).
  case gpu(GPUProfile, ModelShape, cpuMicroseconds: Int)
  /// A fixed time and a time per computed token: for lessons whose sums are done by hand.
  case linear(step: SimDuration, perToken: SimDuration)

  /// Llama 3.1 8B on a GPU with the fitted overhead.
  public static func llama8B(on gpu: GPUProfile) -> StepTimeModel {
    .gpu(gpu, .llama31With8B, cpuMicroseconds: 500)
  }

  /// Whole nanoseconds; the Doubles inside are computed in the order in which the code stands.
  public func duration(of load: StepLoad) -> SimDuration {
    switch self {
    case .linear(let step, let perToken):
      return step + perToken * load.tokens
    case .gpu(let gpu, let model, let cpu):
      // Nothing runs on the GPU in a step that only preempts.
      if load.tokens == 0 { return .microseconds(cpu) }
      let layer = gpu.linearTime(load, model) + gpu.attentionTime(load, model)
      let microseconds = Double(model.layers) * layer + gpu.headTime(load, model) + Double(cpu)
      return SimDuration(nanoseconds: Int((microseconds * 1_000).rounded()))
    }
  }
}

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
  var chunkSquares = 0
  var chunkContext = 0
  var tiled64 = 0
  var tiled128 = 0

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
}

/// The formulas of the cost model; all in microseconds.
extension GPUProfile {
  /// Compute: 2 P n flops. Memory: 2 P bytes of weights. Then the activations, n x hidden x 2 bytes
  /// a pass.
  func linearTime(_ load: StepLoad, _ model: ModelShape) -> Double {
    let twoP = Double(2 * model.parametersPerLayer)
    let n = Double(load.tokens)
    let compute = DeterministicMath.pow(twoP * n / (linear.teraflops * 1e6), linear.exponent)
    let memory = DeterministicMath.pow(twoP / (linear.bandwidth * 1e3), linear.exponent)
    let roofline = DeterministicMath.pow(compute + memory, 1 / linear.exponent)
    let activations = linear.passes * n * Double(model.hidden) * 2 / (linear.bandwidth * 1e3)
    return linear.fixed + roofline + activations
  }

  func attentionTime(_ load: StepLoad, _ model: ModelShape) -> Double {
    if load.chunks == 0 { return decodeTime(load, decode, model) }
    if load.decodes == 0 { return prefill.fixed + chunkTime(load, model) }
    return chunkTime(load, model) + decodeTime(load, mixed, model)
  }

  /// 4 x kvheads x hd bytes of keys and values per context token.
  private func decodeTime(_ load: StepLoad, _ part: Decode, _ model: ModelShape) -> Double {
    let bytes = Double(load.decodeContext * 4 * model.keyValueHeads * model.headDimension)
    return part.fixed + bytes / (part.bandwidth * 1e3) + part.perSequence * Double(load.decodes)
  }

  /// 4 x heads x hd flops for each pair of tokens that see each other, the chunk's own half square
  /// included.
  private func chunkTime(_ load: StepLoad, _ model: ModelShape) -> Double {
    let tiled = prefill.tile == 128 ? load.tiled128 : load.tiled64
    let pairs = Double(tiled) + Double(load.chunkSquares) / 2
    let flops = Double(4 * model.heads * model.headDimension) * pairs
    return flops / (prefill.teraflops * 1e6)
      + prefill.perContextToken * Double(load.chunkContext) / 1_000
      + prefill.perChunkToken * Double(load.chunkTokens) / 1_000
  }

  func headTime(_ load: StepLoad, _ model: ModelShape) -> Double {
    let bytes = Double(model.hidden * model.vocabulary * 2)
    return head.fixed + bytes / (head.bandwidth * 1e3) + head.perSequence * Double(load.sampled)
  }
}
