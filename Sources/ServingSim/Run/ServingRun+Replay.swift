import Simulation

/// Snapshots of a run at growing distances: never more than eight, never none.
struct SnapshotShelf: Sendable {
  private static let most = 8

  private var kept: [(step: Int, clock: ServingClock)]
  private var distance = 64

  /// `start`: before the first step.
  init(start: ServingClock) { kept = [(-1, start)] }

  /// Keeps the state after a step when it is its turn. With the shelf full, every second snapshot
  /// goes and the distance doubles, so that memory stays bounded and a replay is never longer than
  /// a quarter of a long run.
  mutating func offer(_ clock: ServingClock, afterStep step: Int) {
    guard (step + 1) % distance == 0 else { return }
    if kept.count >= Self.most {
      distance *= 2
      kept = kept.filter { ($0.step + 1) % distance == 0 }
      guard (step + 1) % distance == 0 else { return }
    }
    kept.append((step, clock))
  }

  /// The last snapshot at or before the state after `step` (-1: before the first step).
  func nearest(to step: Int) -> ServingClock {
    // The first one is the state before the first step and is always kept.
    (kept.last { $0.step <= step } ?? kept[0]).clock
  }
}

/// Looking back: any moment of a run that has been reached, forwards and backwards.
extension ServingRun {
  /// The engine after a step; -1 is before the first. `nil` for a step that was not reached.
  public func engine(afterStep step: Int) -> EngineScheduler? {
    guard step >= -1, step < steps.count else { return nil }
    return clock(afterStep: step).engine
  }

  /// Every block after a step; -1 is before the first. `nil` for a step that was not reached.
  public func blockMap(afterStep step: Int) -> BlockMap? {
    engine(afterStep: step)?.blockMap()
  }

  /// A step in full: who was scheduled, admitted, preempted, evicted. `nil` for a step that was not
  /// reached.
  public func step(_ step: Int) -> EngineStep? {
    step >= 0 ? engine(afterStep: step)?.step : nil
  }

  /// The decisions of a step with their reasons, made by running the step again with explanation
  /// switched on.
  public func decisions(inStep step: Int) -> [EngineDecision] {
    guard step >= 0, step < steps.count else { return [] }
    var before = clock(afterStep: step - 1)
    before.engine.isExplaining = true
    _ = before.step(plan)
    return before.engine.decisions
  }

  /// The step that was running at a time, or the last before it; `nil` before the first.
  public func step(at time: SimTime) -> Int? {
    var low = 0
    var high = steps.count
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].start <= time { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  private func clock(afterStep step: Int) -> ServingClock {
    var clock = snapshots.nearest(to: step)
    while clock.engine.step.number < step { _ = clock.step(plan) }
    return clock
  }
}
