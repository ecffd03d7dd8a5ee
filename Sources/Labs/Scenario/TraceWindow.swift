import Simulation

/// Which part of a trace a run sees. The seed picks the window, so that an unseen seed is another hour of the same
/// workload.
public struct TraceWindow: Sendable, Hashable {
  /// Rows a run uses; at most as many as the trace has.
  public var rows: Int
  /// Arrival times of a trace are multiplied by this, in hundredths: 50 plays the trace twice as fast.
  public var stretchPercent: Int

  public init(rows: Int, stretchPercent: Int = 100) {
    self.rows = rows
    self.stretchPercent = stretchPercent
  }

  /// The rows of a trace of `total` rows that `random` picks.
  public func range(of total: Int, _ random: inout SeededGenerator) -> Range<Int> {
    let length = max(0, min(rows, total))
    let start = total > length ? random.below(total - length + 1) : 0
    return start..<(start + length)
  }
}
