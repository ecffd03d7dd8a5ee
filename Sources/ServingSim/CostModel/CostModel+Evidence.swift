/// What the model's numbers are worth, and what fits into memory.
extension CostModel {
  /// Nodes of measured GPUs hold this many.
  static let gpusPerNode = 8

  /// Every part that takes time in this layout, in the order of `CostPart`; a part may have several
  /// entries, each for a reason of its own.
  public var evidence: [PartEvidence] {
    CostPart.allCases.flatMap { part in
      evidence(of: part).map { PartEvidence(part: part, evidence: $0) }
    }
  }

  /// The entries that are assumptions: whoever shows a figure from here says so.
  public var assumedParts: [PartEvidence] { evidence.filter(\.evidence.isAssumed) }

  private func evidence(of part: CostPart) -> [Evidence] {
    let own = gpu.evidence[part].map { [$0] } ?? []
    let isQuantized = precision.weights != .sixteen
    switch part {
    case .linear:
      return own
        + (model.expertLayers > 0 ? [.assumed(.expertsLikeDense, expectedError: 25)] : [])
        + (isQuantized ? [.assumed(.bytesByPrecision, expectedError: 20)] : [])
    case .decodeAttention, .prefillAttention, .mixedAttention:
      return own
        + (model.latent != nil ? [.assumed(.latentLikeGrouped, expectedError: 40)] : [])
        + (precision.keyValues != .sixteen && part != .prefillAttention
          ? [.assumed(.bytesByPrecision, expectedError: 20)] : [])
    case .head: return own
    case .allReduce:
      guard layout.tensorParallel > 1 else { return [] }
      return own + (layout.tensorParallel > Self.gpusPerNode ? [Self.farApart] : [])
    case .allToAll:
      guard layout.enginesPerExpertGroup > 1 else { return [] }
      return [.assumed(.evenExperts, expectedError: 50)]
        + (layout.expertParallel > Self.gpusPerNode ? [Self.farApart] : [])
    case .pipeline:
      return layout.pipelineParallel > 1 ? [.assumed(.evenMicroBatches, expectedError: 25)] : []
    case .launch:
      return launch == .measured ? [] : [.assumed(.kernelLaunches, expectedError: 50)]
    case .host: return [.assumed(.hostOverhead, expectedError: 50)]
    }
  }

  private static let farApart = Evidence.assumed(.beyondOneNode, expectedError: 100)

  // MARK: Memory

  /// Bytes of weights on the fullest GPU: layers by stage, experts by their group, the rest
  /// divided.
  /// Embedding and output head stay at 16 bits and lie on the first and the last stage.
  public var weightBytesPerGPU: Int {
    let tp = layout.tensorParallel
    let attention = model.attentionParameters(tensorParallel: tp)
    let dense = attention + model.plainFeedForward / tp
    let routed = (model.experts?.count ?? 0) * model.parametersPerExpert
    let expert =
      attention + model.parametersBesideExperts / tp + routed / max(tp, layout.expertParallel)
    var first = 0
    var most = 0
    for (stage, count) in layout.layersByStage(model.layers).enumerated() {
      let plain = max(0, min(count, model.denseLayers - first))
      first += count
      let layers = plain * dense + (count - plain) * expert
      let ends = (stage == 0 ? 1 : 0) + (stage == layout.pipelineParallel - 1 ? 1 : 0)
      most = max(
        most,
        layers * precision.weights.rawValue / 8
          + ends * model.hidden * model.vocabulary * 2 / tp)
    }
    return most
  }

  /// Bytes of keys and values of one token on the fullest GPU.
  public var keyValueBytesPerTokenPerGPU: Int {
    let layers = layout.layersByStage(model.layers).max() ?? model.layers
    return layers * model.cachedNumbersPerLayer(tensorParallel: layout.tensorParallel)
      * precision.keyValues.rawValue / 8
  }

  /// KV blocks (the reserved one included) that fit beside the weights, rounded down; 0 when the
  /// weights alone do not fit.
  ///
  /// `memoryPercent` is vLLM's `gpu_memory_utilization`. Leaves out activations and CUDA graphs,
  /// which vLLM measures and subtracts: the real number is some per cent smaller.
  public func blockCount(blockSize: Int, memoryPercent: Int = 90) -> Int {
    let free = gpu.memory.count / 100 * memoryPercent - weightBytesPerGPU
    return max(0, free / (keyValueBytesPerTokenPerGPU * max(1, blockSize)))
  }
}
