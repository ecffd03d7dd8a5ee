import Simulation

/// What a run amounts to.
extension WorkflowRun {
  /// The chain of steps that decided when a run ended: from its last step back, each time to the one
  /// whose end let it begin.
  public func criticalPath(run: Int) -> [CriticalStep] {
    guard records.indices.contains(run) else { return [] }
    let record = records[run]
    let last = record.indices.filter { record[$0].ended != nil && !record[$0].attempts.isEmpty }
      .max { a, b in
        (record[a].ended ?? .zero, b) < (record[b].ended ?? .zero, a)
      }
    var path: [CriticalStep] = []
    var seen: Set<Int> = []
    var at = last
    var next = SimTime(nanoseconds: .max)
    while let step = at, seen.insert(step).inserted {
      let cause = record[step].cause
      let start = record[step].attempts.first?.start ?? record[step].ready ?? .zero
      // Who only waited for another attempt made room before it was over.
      path.append(
        CriticalStep(
          step: step, cause: cause < 0 ? .start : (record[step].wasHeld ? .limit : .need),
          start: start, end: min(record[step].ended ?? now, next)))
      next = start
      at = cause < 0 ? nil : cause
    }
    return path.reversed()
  }

  /// The longest chain of steps with each step's last attempt only: no limits, failures and waits.
  func idealPath(run: Int) -> SimDuration {
    var ends = [SimDuration](repeating: .zero, count: plan.steps.count)
    for step in plan.order() {
      let before = plan.steps[step].neededSteps.map { ends[$0] }.max() ?? .zero
      let own = records[run][step].attempts.last.map { $0.end - $0.start } ?? .zero
      ends[step] = before + own
    }
    return ends.max() ?? .zero
  }

  public func metrics() -> WorkflowMetrics {
    var (pods, lost, held) = (SimDuration.zero, SimDuration.zero, SimDuration.zero)
    var counts: [WorkflowEnding: Int] = [:]
    for run in records {
      for record in run {
        if let ending = record.ending { counts[ending, default: 0] += 1 }
        for attempt in record.attempts {
          pods += attempt.end - attempt.start
          if attempt.result != .succeeded { lost += attempt.end - attempt.start }
        }
        if let ready = record.ready, let first = record.attempts.first {
          held += first.start - ready
        }
      }
    }
    func count(_ isCounted: (WorkflowEvent.Kind) -> Bool) -> Int {
      events.count { isCounted($0.kind) }
    }
    func length(_ run: Int) -> SimDuration? {
      guard spans.indices.contains(run) else { return nil }
      return (spans[run].end ?? now) - spans[run].start
    }
    return WorkflowMetrics(
      makespan: (spans.last?.end ?? now) - .zero, firstRun: length(0) ?? .zero,
      secondRun: length(1), succeededRuns: count { $0 == .runSucceeded }, runs: records.count,
      succeededSteps: counts[.succeeded] ?? 0,
      failedSteps: (counts[.failed] ?? 0) + (counts[.errored] ?? 0),
      omittedSteps: counts[.omitted] ?? 0,
      reusedSteps: count { if case .reused = $0 { true } else { false } },
      staleSteps: count { if case .reused(_, true) = $0 { true } else { false } },
      retries: count { if case .started(let attempt) = $0 { attempt > 1 } else { false } },
      interruptions: count { if case .interrupted = $0 { true } else { false } },
      timeouts: count { if case .timedOut = $0 { true } else { false } }, podTime: pods,
      lostTime: lost, heldTime: held, idealPath: idealPath(run: 0), peakPods: peakPods)
  }

  /// The digest of everything that happened.
  public var digestText: String {
    var digest = RunDigest()
    digest.feed(engine.rawValue)
    for event in events {
      digest.feed(event.time.nanoseconds, event.run, event.step)
      for number in event.kind.numbers { digest.feed(number) }
    }
    return digest.text()
  }
}

extension WorkflowEvent.Kind {
  /// What happened as numbers, for the digest.
  fileprivate var numbers: [Int] {
    switch self {
    case .runStarted: [0]
    case .held(.workflow(let pods)): [1, -1, pods]
    case .held(.group(let group, let pods)): [1, group, pods]
    case .started(let attempt): [2, attempt]
    case .succeeded(let attempt): [3, attempt]
    case .failed(let attempt): [4, attempt]
    case .timedOut(let attempt): [5, attempt]
    case .interrupted(let attempt): [6, attempt]
    case .waits(let retry, let until): [7, retry, until.nanoseconds]
    case .givenUp(let reason): [8] + reason.numbers
    case .reused(let rule, let isStale): [9, rule.number, isStale ? 1 : 0]
    case .skipped: [10]
    case .omitted(let step): [11, step]
    case .passedOver: [12]
    case .killed: [13]
    case .runFailed(let step): [14, step]
    case .runSucceeded: [15]
    case .deadlinePassed: [16]
    }
  }
}

extension GivingUp {
  fileprivate var numbers: [Int] {
    switch self {
    case .noRetries: [0]
    case .limit(let limit): [1, limit]
    case .policy(let policy): [2, policy == .always ? 0 : policy == .onFailure ? 1 : 2]
    case .maxDuration(let most): [3, most.nanoseconds]
    case .workflowFailed: [4]
    }
  }
}

extension ReuseRule {
  fileprivate var number: Int {
    switch self {
    case .memoKey(let key): Int(truncatingIfNeeded: Seed(key).hash64)
    case .sameInputs: 1
    case .resumed: 2
    }
  }
}
