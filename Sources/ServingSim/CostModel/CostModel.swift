import Simulation

/// How long an engine step takes on one kind of GPU, operator by operator, in microseconds.
///
/// Each operator has its own formula (a smooth roofline for the linear layers, bytes or flops for
/// attention, ring cost for all-reduce) with numbers of the GPU from `GPUProfile`; what the numbers
/// are worth stands in `evidence`. Everything that does not depend on the step is computed once,
/// because `duration(of:)` is asked at each of a million steps.
public struct CostModel: Sendable {
  public let gpu: GPUProfile
  public let model: ModelShape
  public let layout: ParallelLayout
  public let precision: NumberPrecision
  public let launch: KernelLaunch
  /// What scheduler, tokenizer and launches add to a step (500 fitted whole vLLM 0.19 runs within
  /// 8 %).
  public let cpuMicroseconds: Int
  let constants: CostConstants

  /// 500 us of host time a step.
  public static let standardCPUMicroseconds = 500

  /// One GPU, 16 bits, launches as measured.
  public init(
    gpu: GPUProfile, model: ModelShape, cpuMicroseconds: Int = standardCPUMicroseconds
  ) {
    self.init(
      checked: gpu, model, .single, .sixteenBit, .measured, cpuMicroseconds: cpuMicroseconds)
  }

  /// Throws the first of the layout's problems.
  public init(
    gpu: GPUProfile, model: ModelShape, layout: ParallelLayout,
    precision: NumberPrecision = .sixteenBit, launch: KernelLaunch = .measured,
    cpuMicroseconds: Int = standardCPUMicroseconds
  ) throws(ParallelLayout.Problem) {
    if let problem = layout.problems(for: model).first { throw problem }
    self.init(checked: gpu, model, layout, precision, launch, cpuMicroseconds: cpuMicroseconds)
  }

  private init(
    checked gpu: GPUProfile, _ model: ModelShape, _ layout: ParallelLayout,
    _ precision: NumberPrecision, _ launch: KernelLaunch, cpuMicroseconds: Int
  ) {
    self.gpu = gpu
    self.model = model
    self.layout = layout
    self.precision = precision
    self.launch = launch
    self.cpuMicroseconds = cpuMicroseconds
    constants = CostConstants(gpu, model, layout, precision, launch, cpu: cpuMicroseconds)
  }

  /// Whole nanoseconds; the Doubles inside are computed in the order in which the code stands.
  public func duration(of load: StepLoad) -> SimDuration {
    constants.duration(of: load)
  }

  /// The same step part by part.
  public func breakdown(of load: StepLoad) -> StepBreakdown {
    constants.breakdown(of: load)
  }

  /// The durations of a pure decode whose sequences stay the same, step after step; `nil` for other
  /// loads. Equal to `duration(of:)` of each step to the nanosecond.
  public func decodeRun(of load: StepLoad) -> DecodeRun? {
    constants.decodeRun(of: load)
  }

  // MARK: Single operators, in microseconds

  /// Linear part of one plain layer on one GPU of the group.
  public func linearLayerMicroseconds(tokens: Int) -> Double {
    constants.dense.time(tokens: tokens)
  }

  /// Attention of one layer on one GPU of the group.
  public func attentionLayerMicroseconds(of load: StepLoad) -> Double {
    constants.attention(of: BatchWork(load, parts: 1))
  }

  /// Output head and sampler of a step.
  public func headMicroseconds(sequences: Int) -> Double {
    constants.head.time(Double(sequences))
  }
}

extension CostModel: Hashable {
  // What is derived follows from the rest.
  public static func == (a: CostModel, b: CostModel) -> Bool {
    a.gpu == b.gpu && a.model == b.model && a.layout == b.layout && a.precision == b.precision
      && a.launch == b.launch && a.cpuMicroseconds == b.cpuMicroseconds
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(gpu.name)
    hasher.combine(model)
    hasher.combine(layout)
    hasher.combine(precision)
    hasher.combine(launch)
    hasher.combine(cpuMicroseconds)
  }
}

/// What one step consists of, in microseconds; the parts add up to the step.
public struct StepBreakdown: Hashable, Sendable {
  public struct Part: Hashable, Sendable {
    public let part: CostPart
    public let microseconds: Double
  }
  /// In the order of `CostPart`; without those that take no time.
  public let parts: [Part]
  /// Tokens by which a captured graph's size exceeds the step.
  public let paddedTokens: Int
  public let microBatches: Int

  /// Microseconds.
  public var total: Double { parts.reduce(0) { $0 + $1.microseconds } }
  /// Microseconds of one part; 0 when it takes no time.
  public func microseconds(_ part: CostPart) -> Double {
    parts.first { $0.part == part }?.microseconds ?? 0
  }
}

extension CostConstants {
  func decodeRun(of load: StepLoad) -> DecodeRun? {
    load.isPureDecode ? DecodeRun(constants: self, load: load) : nil
  }
}

/// The steps of a pure decode with fixed membership: each attends to one more token a sequence.
public struct DecodeRun: Sendable {
  private let constants: CostConstants
  private let terms: CostConstants.BatchTerms
  private let parts: Double
  private var work: BatchWork
  /// Tokens that the next step attends to.
  public private(set) var context: Int
  private let sequences: Int
  /// The short way, where there is one.
  private let line: CostConstants.DecodeLine?

  init(constants: CostConstants, load: StepLoad) {
    self.constants = constants
    let parts = constants.microBatches(for: load)
    self.parts = Double(parts)
    work = BatchWork(load, parts: parts)
    terms = constants.terms(for: work, microBatches: parts)
    context = load.decodeContext
    sequences = load.decodes
    line = parts == 1 ? constants.decodeLine(terms, decodes: work.decodes) : nil
  }

  /// The duration of the next step.
  public mutating func next() -> SimDuration {
    if let line {
      defer { context += sequences }
      return SimDuration(nanoseconds: line.duration(context: context))
    }
    work.decodeContext = Double(context) / parts
    context += sequences
    return constants.whole(constants.total(terms, attention: constants.attention(of: work)))
  }

  /// The ends of the next `steps` steps from `start` on, as long as they start before `end`, in ns.
  mutating func append(_ steps: Int, from start: Int, before end: Int, to ends: inout [Int]) {
    var now = start
    guard let line else {
      for _ in 0..<steps where now < end {
        now += next().nanoseconds
        ends.append(now)
      }
      return
    }
    for _ in 0..<steps {
      guard now < end else { return }
      now += line.duration(context: context)
      context += sequences
      ends.append(now)
    }
  }

  /// The duration of the next `steps` steps together.
  public mutating func advance(steps: Int) -> SimDuration {
    var sum = SimDuration.zero
    for _ in 0..<max(0, steps) { sum += next() }
    return sum
  }
}
