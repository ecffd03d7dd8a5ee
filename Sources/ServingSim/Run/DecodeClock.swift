import Simulation

/// The durations of plain steps one after the other: the same sequences, each one token longer.
struct DecodeClock: Sendable {
  private var run: DecodeRun?
  /// Whole ns of each step when nothing grows.
  private let constant: Int

  /// `context`: tokens that the first step attends to, its own included.
  init(_ model: StepTimeModel, decodes: Int, context: Int) {
    let load = StepLoad.decoding(sequences: decodes, context: context)
    run = model.decodeRun(of: load)
    constant = run == nil ? model.duration(of: load).nanoseconds : 0
  }

  /// Whole ns of the next step.
  mutating func next() -> Int { run?.next().nanoseconds ?? constant }
}
