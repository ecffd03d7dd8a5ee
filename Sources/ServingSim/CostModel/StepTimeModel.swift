import Simulation

/// How long one engine step takes.
public enum StepTimeModel: Hashable, Sendable {
  /// Computed from the step's work.
  case gpu(CostModel)
  /// A fixed time and a time per computed token: for lessons whose sums are done by hand.
  case linear(step: SimDuration, perToken: SimDuration)

  /// Llama 3.1 8B on one GPU with the fitted overhead.
  public static func llama8B(on gpu: GPUProfile) -> StepTimeModel {
    .gpu(CostModel(gpu: gpu, model: .llama31With8B))
  }

  /// Whole nanoseconds.
  public func duration(of load: StepLoad) -> SimDuration {
    switch self {
    case .linear(let step, let perToken): step + perToken * load.tokens
    case .gpu(let model): model.duration(of: load)
    }
  }

  /// The durations of a pure decode whose sequences stay the same; `nil` for other loads and for
  /// the linear model, whose steps are then all alike.
  public func decodeRun(of load: StepLoad) -> DecodeRun? {
    if case .gpu(let model) = self { model.decodeRun(of: load) } else { nil }
  }

  /// The parts of a step; `nil` for the linear model.
  public func breakdown(of load: StepLoad) -> StepBreakdown? {
    if case .gpu(let model) = self { model.breakdown(of: load) } else { nil }
  }

  /// The parts that nobody measured here; empty for the linear model, which claims nothing.
  public var assumedParts: [PartEvidence] {
    if case .gpu(let model) = self { model.assumedParts } else { [] }
  }
}
