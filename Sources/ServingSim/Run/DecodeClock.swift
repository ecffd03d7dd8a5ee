import Simulation

/// A `StepTimeModel` as runs ask it: no larger than a pointer and two numbers, so that handing it
/// around copies nothing.
enum StepTimer: Sendable {
  case gpu(CostConstants)
  case linear(step: SimDuration, perToken: SimDuration)

  init(_ model: StepTimeModel) {
    switch model {
    case .gpu(let model): self = .gpu(model.constants)
    case .linear(let step, let perToken): self = .linear(step: step, perToken: perToken)
    }
  }

  func duration(of load: StepLoad) -> SimDuration {
    switch self {
    case .gpu(let constants): constants.duration(of: load)
    case .linear(let step, let perToken): step + perToken * load.tokens
    }
  }
}

/// The durations of plain steps one after the other: the same sequences, each one token longer.
struct DecodeClock: Sendable {
  private var run: DecodeRun?
  /// Whole ns of each step when nothing grows.
  private let constant: Int

  /// `context`: tokens that the first step attends to, its own included.
  init(_ timer: StepTimer, decodes: Int, context: Int) {
    let load = StepLoad.decoding(sequences: decodes, context: context)
    if case .gpu(let constants) = timer { run = constants.decodeRun(of: load) }
    constant = run == nil ? timer.duration(of: load).nanoseconds : 0
  }

  /// Whole ns of the next step.
  mutating func next() -> Int { run?.next().nanoseconds ?? constant }

  /// The ends of the next `steps` steps from `start` on, as long as they start before `end`, in ns.
  mutating func append(_ steps: Int, from start: Int, before end: Int, to ends: inout [Int]) {
    guard run == nil else {
      run?.append(steps, from: start, before: end, to: &ends)
      return
    }
    var now = start
    for _ in 0..<steps where now < end {
      now += constant
      ends.append(now)
    }
  }
}
