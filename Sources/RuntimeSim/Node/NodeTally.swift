import Simulation

/// What a run came to, counted while it goes.
public struct NodeTally: Sendable, Hashable {
  /// From binding to the first `Ready`, of pods that got there, in order of getting there.
  public internal(set) var readyTimes: [Int] = []
  /// From deletion until the pod is gone.
  public internal(set) var endTimes: [Int] = []
  /// Of successful pulls, without waiting for their turn.
  public internal(set) var pullTimes: [Int] = []
  public internal(set) var pulledBytes = 0
  /// Bytes of layers that did not need to come, because they were there or on their way.
  public internal(set) var dedupedBytes = 0
  public internal(set) var restarts = 0
  public internal(set) var failedPods = 0
  public internal(set) var succeededPods = 0
  public internal(set) var evictions = 0
  public internal(set) var imagesRemoved = 0
  public internal(set) var warnings = 0
  public internal(set) var failedCalls = 0
  public internal(set) var calls = 0
  /// Containers that SIGKILL ended.
  public internal(set) var kills = 0
  /// Pods that a handler refused at admission.
  public internal(set) var refused = 0
  private var boundAt: [Int: SimTime] = [:]
  private var deletedAt: [Int: SimTime] = [:]
  private var isReadyOnce: Set<Int> = []
  private var starts: [Int: Int] = [:]

  public init() {}

  mutating func count(_ record: NodeRecord, _ setup: NodeSetup) {
    switch record.kind {
    case .bound: boundAt[record.pod] = record.time
    case .deleted: deletedAt[record.pod] = record.time
    case .condition(.ready, true):
      guard isReadyOnce.insert(record.pod).inserted, let bound = boundAt[record.pod] else { return }
      readyTimes.append((record.time - bound).nanoseconds)
    case .gone:
      guard let deleted = deletedAt[record.pod] else { return }
      endTimes.append((record.time - deleted).nanoseconds)
    case .phase(.failed, let reason):
      failedPods += 1
      switch reason {
      case .outOf, .topologyAffinityError, .unexpectedAdmissionError: refused += 1
      default: break
      }
    case .phase(.succeeded, _): succeededPods += 1
    case .event(let event):
      if event.isWarning { warnings += 1 }
      if case .refusedUnderPressure = event { refused += 1 }
    case .ended(_, _, let outcome, _):
      calls += 1
      if outcome != .ok, outcome != .cancelled { failedCalls += 1 }
    case .container(.running):
      let key = record.pod * 1_024 + record.container
      if starts[key, default: 0] > 0 { restarts += 1 }
      starts[key, default: 0] += 1
    case .container(.terminated(137)): kills += 1
    default: break
    }
  }
}
