/// Two runs of one lab beside each other: what was chosen differently, what came out, and where
/// they part.
public struct Comparison: Sendable {
  /// A knob that differs.
  public struct Change: Sendable, Hashable {
    public let knob: String
    public let a: KnobValue
    public let b: KnobValue
  }
  /// A metric of both runs.
  public struct Row: Sendable, Hashable {
    public enum Winner: Sendable, Hashable { case a, b, neither }
    public let a: Metric
    public let b: Metric
    /// B minus A; `nil` when one of them has no value.
    public let delta: Double?
    /// Change in per cent of A; `nil` when A is 0 or a value is missing.
    public let deltaPercent: Double?
    /// Which run is better in this metric; neither when equal, missing, or when the metric has no
    /// better direction.
    public let winner: Winner
  }
  /// The first decision that differs; a run that ended earlier has none.
  public struct Divergence: Sendable, Hashable {
    /// Step of both replays, from 1.
    public let step: Int
    public let a: Decision?
    public let b: Decision?
  }

  public let a: RunOutcome
  public let b: RunOutcome
  public let changes: [Change]
  public let rows: [Row]
  /// The rows to show: what neither run shows by itself is left out.
  public var shownRows: [Row] {
    let shown = Set((a.shownMetrics + b.shownMetrics).map(\.definition.id))
    return rows.filter { shown.contains($0.a.definition.id) }
  }
  /// `nil` when both runs decide alike to the end.
  public let divergence: Divergence?

  /// Both runs should be of one lab; metrics that only one of them has are left out.
  /// A run that came to a standstill with work undone is better in nothing than one that did not.
  public init(_ a: RunOutcome, _ b: RunOutcome) {
    self.a = a
    self.b = b
    changes = a.choices.sorted.compactMap { id, value in
      guard let other = b.choices[id], other != value else { return nil }
      return Change(knob: id, a: value, b: other)
    }
    rows = a.metrics.compactMap { metric in
      b.metric(metric.definition.id).map { other in
        let row = Row(metric, other)
        // Less effort for less work is no merit.
        let isIdle =
          a.isStalled != b.isStalled && row.winner == (a.isStalled ? Row.Winner.a : .b)
        return isIdle ? row.undecided : row
      }
    }
    divergence = Self.firstDivergence(a.replay, b.replay)
  }

  private static func firstDivergence(_ a: any Replay, _ b: any Replay) -> Divergence? {
    let last = max(a.stepCount, b.stepCount)
    guard last >= 1 else { return nil }
    for step in 1...last {
      let left = step <= a.stepCount ? a.decision(at: step) : nil
      let right = step <= b.stepCount ? b.decision(at: step) : nil
      if left != right { return Divergence(step: step, a: left, b: right) }
    }
    return nil
  }
}

extension Comparison.Row {
  /// The same numbers, of which neither is better.
  fileprivate var undecided: Self {
    Self(a: a, b: b, delta: delta, deltaPercent: deltaPercent, winner: .neither)
  }

  init(_ a: Metric, _ b: Metric) {
    self.a = a
    self.b = b
    guard let left = a.value, let right = b.value else {
      delta = nil
      deltaPercent = nil
      winner = .neither
      return
    }
    delta = right - left
    deltaPercent = left == 0 ? nil : (right - left) / left.magnitude * 100
    winner =
      switch a.definition.better {
      case .neither: .neither
      case _ where left == right: .neither
      case .lower: left < right ? .a : .b
      case .higher: left > right ? .a : .b
      }
  }
}
