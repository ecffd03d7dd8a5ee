import ServingSim

/// One measured operator time.
public struct OperatorMeasurement: Sendable {
  public enum Work: Hashable, Sendable {
    /// One layer.
    case linear(tokens: Int)
    /// One layer.
    case attention(StepLoad)
    case head(sequences: Int)
    /// Bytes of one sum.
    case allReduce(bytes: Int)
  }
  public let gpu: GPUProfile
  /// `nil` for all-reduce.
  public let model: ModelShape?
  public let tensorParallel: Int
  public let work: Work
  public let microseconds: Double

  public init(
    gpu: GPUProfile, model: ModelShape?, tensorParallel: Int, work: Work, microseconds: Double
  ) {
    self.gpu = gpu
    self.model = model
    self.tensorParallel = tensorParallel
    self.work = work
    self.microseconds = microseconds
  }

  public var part: CostPart {
    switch work {
    case .linear: .linear
    case .head: .head
    case .allReduce: .allReduce
    case .attention(let load):
      if load.chunks == 0 {
        .decodeAttention
      } else {
        load.decodes == 0 ? .prefillAttention : .mixedAttention
      }
    }
  }
}

/// The cost model's operators beside measured ones, by GPU and operator.
public struct OperatorAccuracy: Sendable {
  public struct Row: Hashable, Sendable {
    public let gpu: GPUProfile
    public let part: CostPart
    /// Measured rows; 0 where nobody measured.
    public let rows: Int
    /// Mean of |ours / measured - 1| in per cent (MAPE); `nil` without rows.
    public let meanError: Double?
    /// Mean of ours / measured - 1 in per cent; `nil` without rows.
    public let bias: Double?
    /// The largest |ours / measured - 1| in per cent; `nil` without rows.
    public let worst: Double?
    /// What the profile says of the part.
    public let evidence: Evidence
  }

  /// The operators that are compared.
  public static let parts: [CostPart] = [
    .linear, .decodeAttention, .prefillAttention, .mixedAttention, .allReduce, .head,
  ]

  /// By GPU in the order of `GPUProfile.all`, then by part.
  public let rows: [Row]
  /// Rows of layouts that the model cannot be divided into; they are not compared.
  public let skipped: Int

  public init(_ measurements: [OperatorMeasurement]) {
    struct Errors {
      var count = 0
      var sum = 0.0
      var absolute = 0.0
      var worst = 0.0
    }
    struct Place: Hashable {
      let gpu: String
      let part: CostPart
    }
    struct Setup: Hashable {
      let gpu: String
      let model: String
      let tensorParallel: Int
    }
    var models: [Setup: CostModel?] = [:]
    var errors: [Place: Errors] = [:]
    var skipped = 0
    for item in measurements {
      let own: Double?
      if case .allReduce(let bytes) = item.work {
        own = item.gpu.allReduce.microseconds(gpus: item.tensorParallel, bytes: Double(bytes))
      } else {
        let setup = Setup(
          gpu: item.gpu.name, model: item.model?.name ?? "", tensorParallel: item.tensorParallel)
        if models[setup] == nil {
          models[setup] = .some(
            item.model.flatMap {
              try? CostModel(
                gpu: item.gpu, model: $0,
                layout: ParallelLayout(tensorParallel: item.tensorParallel))
            })
        }
        own = models[setup]?.flatMap { $0.microseconds(of: item.work) }
      }
      guard let own, item.microseconds > 0 else {
        skipped += 1
        continue
      }
      let error = (own / item.microseconds - 1) * 100
      var known = errors[Place(gpu: item.gpu.name, part: item.part)] ?? Errors()
      known.count += 1
      known.sum += error
      known.absolute += abs(error)
      known.worst = max(known.worst, abs(error))
      errors[Place(gpu: item.gpu.name, part: item.part)] = known
    }
    rows = GPUProfile.all.flatMap { gpu in
      Self.parts.compactMap { part in
        gpu.evidence[part].map { evidence in
          let known = errors[Place(gpu: gpu.name, part: part)]
          let count = Double(known?.count ?? 0)
          return Row(
            gpu: gpu, part: part, rows: known?.count ?? 0,
            meanError: known.map { $0.absolute / count }, bias: known.map { $0.sum / count },
            worst: known?.worst, evidence: evidence)
        }
      }
    }
    self.skipped = skipped
  }
}

extension CostModel {
  /// `nil` for work that no model does alone.
  fileprivate func microseconds(of work: OperatorMeasurement.Work) -> Double? {
    switch work {
    case .linear(let tokens): linearLayerMicroseconds(tokens: tokens)
    case .attention(let load): attentionLayerMicroseconds(of: load)
    case .head(let sequences): headMicroseconds(sequences: sequences)
    case .allReduce: nil
    }
  }
}
