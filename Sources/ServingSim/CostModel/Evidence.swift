/// A part of a step's time; the cost model adds them up.
public enum CostPart: String, CaseIterable, Hashable, Sendable {
  /// Projections, feed-forward, norms, rotary embedding and residual of all layers.
  case linear
  /// Attention of all layers in a step of decodes alone.
  case decodeAttention
  /// Attention of all layers in a step of prompt chunks alone.
  case prefillAttention
  /// Attention of all layers in a step with both.
  case mixedAttention
  /// Sums over the GPUs of a tensor-parallel group, two a layer.
  case allReduce
  /// Tokens sent to their experts and back.
  case allToAll
  /// Output head and sampler.
  case head
  /// What the host needs to start the GPU's work, as far as it is not hidden behind that work.
  case launch
  /// Hand-overs between pipeline stages, and stages that wait for other micro-batches.
  case pipeline
  /// Scheduler, input preparation, detokenizing: everything between two steps.
  case host
}

/// How a part's numbers came about.
public enum Evidence: Hashable, Sendable {
  /// Least squares on measured operators: mean absolute error over the fitted rows in per cent, and
  /// over rows (or models) that were kept out of the fit, where that was done.
  case fitted(meanError: Double, heldOut: Double?)
  /// Nobody measured it here; `expectedError` in per cent is a guess too.
  case assumed(Assumption, expectedError: Int)

  public var isAssumed: Bool {
    if case .assumed = self { true } else { false }
  }
  /// Over the fitted rows, in per cent; `nil` for an assumption.
  public var fitError: Double? {
    if case .fitted(let error, _) = self { error } else { nil }
  }
  /// In per cent: of the rows kept out of the fit where there are some.
  public var expectedError: Double {
    switch self {
    case .fitted(let fit, let heldOut): heldOut ?? fit
    case .assumed(_, let error): Double(error)
    }
  }
}

/// Why a number was taken although nobody measured it here.
public enum Assumption: String, CaseIterable, Hashable, Sendable {
  /// Peak of the data sheet times the share of it that measured GPUs reach.
  case dataSheet = "data-sheet"
  /// The A100's fit, scaled by memory bandwidth and compute of the data sheets.
  case scaledFromA100 = "scaled-from-a100"
  /// Prompt chunks first, then decodes, as if two kernels ran one after the other.
  case chunksThenDecodes = "chunks-then-decodes"
  /// Weights at the bandwidth of the linear layers, sampler as on the RTX PRO 6000.
  case headLikeLinear = "head-like-linear"
  /// A quarter of the link's bandwidth and 20 us a call.
  case quarterOfTheLink = "quarter-of-the-link"
  /// The dense model's fit applied to the experts that are touched.
  case expertsLikeDense = "experts-like-dense"
  /// The fit of grouped-query attention applied to latent keys and values.
  case latentLikeGrouped = "latent-like-grouped"
  /// Fewer bytes at the same bandwidth; 8-bit compute at twice the 16-bit rate where the GPU has
  /// it.
  case bytesByPrecision = "bytes-by-precision"
  /// More GPUs than one node holds, at the bandwidth inside a node.
  case beyondOneNode = "beyond-one-node"
  /// Tokens spread evenly over experts and GPUs, at the bandwidth of all-reduce.
  case evenExperts = "even-experts"
  /// Micro-batches of equal work; a hand-over costs what an all-reduce of two GPUs costs.
  case evenMicroBatches = "even-micro-batches"
  /// 20 us to start a captured graph, or 12 calls a layer of 20 us each.
  case kernelLaunches = "kernel-launches"
  /// 500 us: fitted to no operator, chosen once for vLLM 0.19 on one host.
  case hostOverhead = "host-overhead"
}

/// A part and how well it is known.
public struct PartEvidence: Hashable, Sendable {
  public let part: CostPart
  public let evidence: Evidence

  public init(part: CostPart, evidence: Evidence) {
    self.part = part
    self.evidence = evidence
  }
}
