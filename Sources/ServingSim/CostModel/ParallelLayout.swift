/// How one engine is spread over GPUs. Data parallelism is several engines.
public struct ParallelLayout: Hashable, Sendable {
  /// When a pipeline takes in the next micro-batch.
  public enum Pipelining: String, CaseIterable, Hashable, Sendable {
    /// As soon as its first stage is free, as vLLM's batch queue does: stages wait only when there
    /// are fewer micro-batches than stages.
    case continuous
    /// After the last micro-batch of the step has left: the pipeline fills and drains in each step.
    case drained
  }

  /// GPUs that share every layer (`tensor_parallel_size`).
  public let tensorParallel: Int
  /// Stages of consecutive layers (`pipeline_parallel_size`).
  public let pipelineParallel: Int
  /// GPUs over which whole experts are spread; 1: experts are divided like everything else.
  ///
  /// A multiple of `tensorParallel`: `expertParallel / tensorParallel` engines work in step on
  /// equal batches and share one set of experts, as vLLM's data parallelism with
  /// `enable_expert_parallel` does. A load is that of one of these engines.
  public let expertParallel: Int
  /// Most parts into which a step is divided; never more than there are sequences.
  public let microBatches: Int
  public let pipelining: Pipelining

  /// `microBatches` of `nil`: as many as stages.
  public init(
    tensorParallel: Int = 1, pipelineParallel: Int = 1, expertParallel: Int = 1,
    microBatches: Int? = nil, pipelining: Pipelining = .continuous
  ) {
    self.tensorParallel = tensorParallel
    self.pipelineParallel = pipelineParallel
    self.expertParallel = expertParallel
    self.microBatches = microBatches ?? pipelineParallel
    self.pipelining = pipelining
  }

  public static let single = ParallelLayout()

  /// Engines that share the experts.
  public var enginesPerExpertGroup: Int {
    max(1, expertParallel / max(1, tensorParallel))
  }
  /// GPUs of one engine.
  public var gpus: Int { tensorParallel * pipelineParallel }

  /// Why a model cannot be laid out so.
  public enum Problem: Error, Hashable, Sendable {
    /// `setting` must be at least 1 and at most `most`.
    case outOfRange(setting: String, value: Int, most: Int)
    /// Attention heads are divided evenly.
    case headsNotDivisible(heads: Int, tensorParallel: Int)
    case keyValueHeadsNotDivisible(keyValueHeads: Int, tensorParallel: Int)
    case feedForwardNotDivisible(width: Int, tensorParallel: Int)
    case moreStagesThanLayers(stages: Int, layers: Int)
    case noExperts(expertParallel: Int)
    case expertsNotDivisible(experts: Int, expertParallel: Int)
    case expertGroupNotDivisible(expertParallel: Int, tensorParallel: Int)
  }

  /// All that is wrong, in reading order.
  public func problems(for model: ModelShape) -> [Problem] {
    var problems: [Problem] = []
    func need(_ setting: String, _ value: Int, most: Int) {
      if !(1...most).contains(value) {
        problems.append(.outOfRange(setting: setting, value: value, most: most))
      }
    }
    need("tensorParallel", tensorParallel, most: 1_024)
    need("pipelineParallel", pipelineParallel, most: 1_024)
    need("expertParallel", expertParallel, most: 1_024)
    need("microBatches", microBatches, most: 1_024)
    guard problems.isEmpty else { return problems }
    if model.heads % tensorParallel != 0 {
      problems.append(
        .headsNotDivisible(heads: model.heads, tensorParallel: tensorParallel))
    }
    // vLLM divides key/value heads evenly or gives each GPU a copy of one.
    let keyValueHeads = model.keyValueHeads
    if model.latent == nil, keyValueHeads % tensorParallel != 0,
      tensorParallel % keyValueHeads != 0
    {
      problems.append(
        .keyValueHeadsNotDivisible(keyValueHeads: keyValueHeads, tensorParallel: tensorParallel))
    }
    if model.feedForward % tensorParallel != 0 {
      problems.append(
        .feedForwardNotDivisible(width: model.feedForward, tensorParallel: tensorParallel))
    }
    if pipelineParallel > model.layers {
      problems.append(
        .moreStagesThanLayers(stages: pipelineParallel, layers: model.layers))
    }
    guard expertParallel > 1 else { return problems }
    guard let experts = model.experts else {
      return problems + [.noExperts(expertParallel: expertParallel)]
    }
    if experts.count % expertParallel != 0 {
      problems.append(
        .expertsNotDivisible(experts: experts.count, expertParallel: expertParallel))
    }
    if expertParallel % tensorParallel != 0 {
      problems.append(
        .expertGroupNotDivisible(expertParallel: expertParallel, tensorParallel: tensorParallel))
    }
    return problems
  }

  /// Layers of each stage: as even as can be; what is left over goes to the stages before the last,
  /// backwards, as in vLLM (`get_pp_indices`), because the last one has the output head too.
  func layersByStage(_ layers: Int) -> [Int] {
    let stages = pipelineParallel
    let rest = layers % stages
    return (0..<stages).map { stage in
      let isLonger = stage < stages - 1 && stage >= stages - 1 - rest
      return layers / stages + (isLonger ? 1 : 0)
    }
  }
}

/// Bits of a number in weights and in the KV cache.
public struct NumberPrecision: Hashable, Sendable {
  public enum Weights: Int, CaseIterable, Hashable, Sendable {
    case sixteen = 16
    case eight = 8
    case four = 4
  }
  public enum KeyValues: Int, CaseIterable, Hashable, Sendable {
    case sixteen = 16
    case eight = 8
  }
  public let weights: Weights
  public let keyValues: KeyValues

  public init(weights: Weights = .sixteen, keyValues: KeyValues = .sixteen) {
    self.weights = weights
    self.keyValues = keyValues
  }
  public static let sixteenBit = NumberPrecision()
}

/// How kernels are started on the GPU.
public enum KernelLaunch: Hashable, Sendable {
  /// Whatever the operator times and the host overhead contain: the way in which the measured runs
  /// were made, and the one that was held against them.
  case measured
  /// CUDA graphs: steps of at most the largest captured size are padded up to a captured size (in
  /// tokens) and started at once; larger ones are started kernel by kernel.
  case graphs(captured: [Int])
  /// Kernel by kernel (`enforce_eager`): the GPU waits where the host is slower.
  case eager

  /// vLLM's standard sizes for a server of at most `maxSequences`: 1, 2, 4, then every 8th below
  /// 256, then every 16th up to min(2 x maxSequences, 512). Source: vLLM 0.22, `--max-cudagraph-
  /// capture-size`.
  public static func standardGraphs(maxSequences: Int) -> KernelLaunch {
    let most = min(2 * min(max(1, maxSequences), 512), 512)
    let sizes =
      [1, 2, 4] + Array(stride(from: 8, to: 256, by: 8))
      + Array(stride(from: 256, through: 512, by: 16))
    return .graphs(captured: sizes.filter { $0 <= most })
  }

  /// Microseconds to start a captured graph, and for one call of PyTorch's eager mode; guesses.
  static let perGraph = 20.0
  static let perKernel = 20.0
  static let kernelsPerLayer = 12.0
}
