import Simulation

/// The formulas of the cost model with everything filled in that no step changes. Microseconds.
///
/// A reference only so that handing the model to a step costs one pointer; it never changes.
final class CostConstants: Sendable {
  /// The parts of a step that stay the same while the contexts of a decode grow.
  struct BatchTerms: Sendable {
    let denseLinear: Double
    let expertLinear: Double
    /// Of one layer.
    let denseReduce: Double
    let expertReduce: Double
    let allToAll: Double
    let head: Double
    let handOver: Double
    /// Time the host needs to start all kernels; the GPU is never quicker than that.
    let leastForLaunches: Double
    let graphLaunch: Double
    let padding: Int
    let microBatches: Int
  }

  private let denseLayers: Double
  private let expertLayers: Double
  private let cpu: Double
  let dense: LinearCost
  private let expert: LinearCost?
  private let attentionCost: AttentionCost
  let head: HeadCost
  private let reduce: ReduceCost
  private let exchange: ExchangeCost?
  private let stages: Int
  private let maxMicroBatches: Int
  private let isDrained: Bool
  private let layersByStage: [Double]
  private let launch: KernelLaunch
  /// Ascending.
  private let captured: [Int]
  private let layers: Double

  init(
    _ gpu: GPUProfile, _ model: ModelShape, _ layout: ParallelLayout, _ precision: NumberPrecision,
    _ launch: KernelLaunch, cpu: Int
  ) {
    denseLayers = Double(model.denseLayers)
    expertLayers = Double(model.expertLayers)
    layers = Double(model.layers)
    self.cpu = Double(cpu)
    dense = LinearCost(dense: model, gpu, layout, precision)
    expert =
      model.expertLayers > 0 ? LinearCost(experts: model, gpu, layout, precision) : nil
    attentionCost = AttentionCost(gpu, model, layout, precision)
    head = HeadCost(gpu, model, layout, precision)
    reduce = ReduceCost(gpu, model, layout)
    exchange = ExchangeCost(gpu, model, layout)
    stages = layout.pipelineParallel
    maxMicroBatches = layout.microBatches
    isDrained = layout.pipelining == .drained
    layersByStage = layout.layersByStage(model.layers).map(Double.init)
    self.launch = launch
    if case .graphs(let sizes) = launch { captured = sizes.sorted() } else { captured = [] }
  }

  // MARK: A step

  func duration(of load: StepLoad) -> SimDuration {
    // Nothing runs on the GPU in a step that only preempts.
    if load.tokens == 0 { return whole(cpu) }
    let parts = microBatches(for: load)
    let work = BatchWork(load, parts: parts)
    return whole(
      total(terms(for: work, microBatches: parts), attention: attention(of: work)))
  }

  /// Nearest whole nanosecond.
  func whole(_ microseconds: Double) -> SimDuration {
    SimDuration(nanoseconds: Self.nanoseconds(microseconds))
  }

  private static func nanoseconds(_ microseconds: Double) -> Int {
    // Beyond 146 years no simulation goes on.
    let exact = min(microseconds * 1_000, 4.6e18)
    if exact < 0 { return Int(exact.rounded()) }
    // The same as `rounded()`, which is a call into the C library on plain x86-64.
    let down = Int(exact)
    return exact - Double(down) >= 0.5 ? down + 1 : down
  }

  /// Steps of a pure decode on one pipeline stage: what is left to compute when only contexts grow.
  struct DecodeLine: Sendable {
    fileprivate let attention: AttentionCost.DecodeLine
    fileprivate let terms: BatchTerms
    fileprivate let denseLayers: Double
    fileprivate let expertLayers: Double
    fileprivate let cpu: Double

    /// Whole ns, as `CostConstants.total` operation by operation.
    func duration(context: Int) -> Int {
      let attention = attention.time(context: Double(context))
      let dense = denseLayers * (terms.denseLinear + attention + terms.denseReduce)
      let expert =
        expertLayers * (terms.expertLinear + attention + terms.expertReduce + terms.allToAll)
      let onGPU = max(dense + expert + terms.head, terms.leastForLaunches)
      return CostConstants.nanoseconds(onGPU + cpu + terms.graphLaunch)
    }
  }

  /// `nil` where there is more to compute than that.
  func decodeLine(_ terms: BatchTerms, decodes: Double) -> DecodeLine? {
    guard stages == 1, let attention = attentionCost.decodeLine(of: decodes) else { return nil }
    return DecodeLine(
      attention: attention, terms: terms, denseLayers: denseLayers, expertLayers: expertLayers,
      cpu: cpu)
  }

  func microBatches(for load: StepLoad) -> Int {
    stages == 1 ? 1 : max(1, min(maxMicroBatches, load.sequences))
  }

  func terms(for work: BatchWork, microBatches: Int) -> BatchTerms {
    var tokens = work.tokens
    var graphLaunch = 0.0
    var leastForLaunches = 0.0
    let kernels = layers * KernelLaunch.kernelsPerLayer * KernelLaunch.perKernel
    switch launch {
    case .measured: break
    case .eager: leastForLaunches = kernels
    case .graphs:
      if let size = captured.first(where: { $0 >= tokens }) {
        tokens = size
        graphLaunch = KernelLaunch.perGraph
      } else {
        leastForLaunches = kernels
      }
    }
    let sum = reduce.time(tokens: tokens)
    return BatchTerms(
      denseLinear: dense.time(tokens: tokens), expertLinear: expert?.time(tokens: tokens) ?? 0,
      denseReduce: 2 * sum, expertReduce: exchange == nil ? 2 * sum : sum,
      allToAll: exchange.map { 2 * $0.time(tokens: tokens) } ?? 0, head: head.time(work.sampled),
      handOver: stages > 1 ? reduce.handOver(tokens: tokens) : 0,
      leastForLaunches: leastForLaunches, graphLaunch: graphLaunch, padding: tokens - work.tokens,
      microBatches: microBatches)
  }

  /// Attention of one layer.
  func attention(of work: BatchWork) -> Double { attentionCost.time(work) }

  /// All of a step.
  func total(_ terms: BatchTerms, attention: Double) -> Double {
    let dense = denseLayers * (terms.denseLinear + attention + terms.denseReduce)
    let expert =
      expertLayers * (terms.expertLinear + attention + terms.expertReduce + terms.allToAll)
    let onGPU = max(dense + expert + terms.head, terms.leastForLaunches)
    if stages == 1 { return onGPU + cpu + terms.graphLaunch }
    return pipelined(terms, onGPU: onGPU, layers: dense + expert) + cpu + terms.graphLaunch
  }

  /// `onGPU`: one micro-batch through all stages, without hand-overs.
  private func pipelined(_ terms: BatchTerms, onGPU: Double, layers all: Double) -> Double {
    let through = onGPU + Double(stages - 1) * terms.handOver
    var slowest = 0.0
    for (stage, own) in layersByStage.enumerated() {
      let isLast = stage == stages - 1
      slowest = max(
        slowest, own / layers * all + (isLast ? terms.head : terms.handOver))
    }
    slowest = max(slowest, terms.leastForLaunches / Double(stages))
    let batches = Double(terms.microBatches)
    return isDrained
      ? through + (batches - 1) * slowest : max(through, batches * slowest)
  }

  // MARK: Part by part

  func breakdown(of load: StepLoad) -> StepBreakdown {
    guard load.tokens > 0 else {
      return Self.list([.host: cpu], padding: 0, microBatches: 1)
    }
    let count = microBatches(for: load)
    let work = BatchWork(load, parts: count)
    let terms = terms(for: work, microBatches: count)
    let attention = attention(of: work)
    let linear = denseLayers * terms.denseLinear + expertLayers * terms.expertLinear
    let sums = denseLayers * terms.denseReduce + expertLayers * terms.expertReduce
    let exchange = expertLayers * terms.allToAll
    let busy = linear + layers * attention + sums + exchange + terms.head
    let waited = max(0, terms.leastForLaunches - busy)
    let launched = waited + terms.graphLaunch
    let step = total(terms, attention: attention)
    return Self.list(
      [
        .linear: linear, work.attentionPart: layers * attention, .allReduce: sums,
        .allToAll: exchange, .head: terms.head, .launch: launched, .host: cpu,
        .pipeline: stages > 1 ? step - busy - launched - cpu : 0,
      ], padding: terms.padding, microBatches: count)
  }

  private static func list(
    _ times: [CostPart: Double], padding: Int, microBatches: Int
  ) -> StepBreakdown {
    StepBreakdown(
      parts: CostPart.allCases.compactMap { part in
        guard let time = times[part], time > 0 else { return nil }
        return StepBreakdown.Part(part: part, microseconds: time)
      }, paddedTokens: padding, microBatches: microBatches)
  }
}

extension BatchWork {
  /// Which attention it needs.
  var attentionPart: CostPart {
    if !hasChunks { return .decodeAttention }
    return hasDecodes ? .mixedAttention : .prefillAttention
  }
}
