import Simulation
import Traffic

/// Runs a workflow by the rules of an engine, once or twice.
///
/// Order at one moment: pods that end, by step; retries that are due; then everything that can
/// start, by step. A draw depends only on seed, run, step and attempt, so that a limit or another
/// engine changes nobody's luck.
public struct WorkflowRun: Sendable {
  public let plan: WorkflowPlan
  public let engine: WorkflowEngine
  public let seed: Seed
  /// What happened, in order.
  public internal(set) var events: [WorkflowEvent] = []
  /// By run, then by step.
  public internal(set) var records: [[WorkflowRecord]] = []
  /// When each run began and ended; the last has no end while it goes on.
  public internal(set) var spans: [(start: SimTime, end: SimTime?)] = []
  public internal(set) var now = SimTime.zero
  public private(set) var isDone = false
  var queue = EventQueue<Due>()
  /// The step whose end for good failed the present run.
  var failedBy: Int?
  var runningPods = 0
  var runningInGroup: [Int]
  /// Steps of Metaflow between two attempts, whose workers sleep.
  var sleeping = 0
  var peakPods = 0
  /// What each step's result is, by run and step: equal numbers are equal results.
  var identities: [[UInt64]] = []

  enum Due: Sendable {
    case podEnds(run: Int, step: Int, attempt: Int, WorkflowRecord.Attempt.End)
    case retry(run: Int, step: Int)
    case deadline(run: Int)
  }

  /// Throws when the plan cannot run.
  public init(
    _ plan: WorkflowPlan, engine: WorkflowEngine, seed: Seed
  ) throws(WorkflowProblem) {
    if let problem = plan.problem() { throw problem }
    self.plan = plan
    self.engine = engine
    self.seed = seed
    runningInGroup = Array(repeating: 0, count: plan.groups.count)
    beginRun()
  }

  public var run: Int { records.count - 1 }

  /// Deals with up to `count` moments; false when all runs are over.
  public mutating func advance(events count: Int) -> Bool {
    for _ in 0..<max(0, count) {
      guard !isDone else { return false }
      dealWithNextMoment()
    }
    return !isDone
  }

  /// Runs to the end.
  public mutating func finish() { while advance(events: 10_000) {} }

  private mutating func dealWithNextMoment() {
    guard let time = queue.nextTime else {
      endRun()
      return
    }
    now = time
    while queue.nextTime == time, let entry = queue.popNext() { deal(with: entry.payload) }
    if !isRunOver { startWhatCan() }
    if isRunOver { endRun() }
  }

  private mutating func deal(with due: Due) {
    switch due {
    case .podEnds(let run, let step, let attempt, let end):
      guard run == self.run, records[run][step].attempts.count == attempt,
        records[run][step].attempts.last?.result == nil
      else { return }
      endPod(step, end)
    case .retry(let run, let step):
      guard run == self.run, records[run][step].state == .backingOff else { return }
      retryIsDue(step)
    case .deadline(let run):
      guard run == self.run, !isRunOver else { return }
      note(-1, .deadlinePassed)
      failedBy = failedBy ?? -1
      killAll()
    }
  }

  // MARK: Runs

  private mutating func beginRun() {
    records.append(plan.steps.map { _ in WorkflowRecord() })
    identities.append(Array(repeating: 0, count: plan.steps.count))
    spans.append((now, nil))
    failedBy = nil
    note(-1, .runStarted)
    computeIdentities()
    if let deadline = plan.deadline {
      queue.schedule(.deadline(run: run), at: now + deadline, rank: plan.steps.count)
    }
    startWhatCan()
    if isRunOver { endRun() }
  }

  var isRunOver: Bool { records[run].allSatisfy { $0.ending != nil } }

  private mutating func endRun() {
    guard spans[run].end == nil else {
      isDone = true
      return
    }
    spans[run].end = now
    if let failedBy {
      note(-1, .runFailed(because: failedBy))
    } else {
      note(-1, .runSucceeded)
    }
    if run == 0, plan.changedForRerun != nil {
      queue = EventQueue()
      beginRun()
    } else {
      isDone = true
    }
  }

  /// A step's result follows from its code and from what it reads.
  private mutating func computeIdentities() {
    for step in plan.order() {
      var text = plan.steps[step].name
      if run == 1, plan.changedForRerun?.contains(step) == true { text += "'" }
      for need in plan.steps[step].neededSteps { text += "|\(identities[run][need])" }
      identities[run][step] = Seed(text).hash64
    }
  }

  mutating func note(_ step: Int, _ kind: WorkflowEvent.Kind) {
    events.append(WorkflowEvent(time: now, run: run, step: step, kind: kind))
  }

  // MARK: Starting

  /// Goes through the steps until nothing more happens: an end without a pod may let another begin.
  private mutating func startWhatCan() {
    var moved = true
    while moved {
      moved = false
      for step in plan.steps.indices {
        switch records[run][step].state {
        case .pending:
          if settlePending(step) { moved = true }
        case .held:
          if failedBy != nil, stopsStarting {
            // A step that was tried before has an end of its own; one that was not is left out.
            giveUpWaiting(step)
            moved = true
          } else if startPod(step) {
            moved = true
          }
        case .running, .backingOff, .over: break
        }
      }
    }
  }

  /// Whether a failure keeps further steps from starting.
  var stopsStarting: Bool { engine == .metaflow || (engine == .argo && plan.failsFast) }

  private mutating func giveUpWaiting(_ step: Int) {
    if records[run][step].attempts.isEmpty {
      end(step, .omitted)
      note(step, .omitted(because: failedBy ?? -1))
    } else {
      note(step, .givenUp(.workflowFailed))
      end(step, lastEnd(step) == .interrupted ? .errored : .failed)
    }
  }

  /// Returns whether the step's state changed.
  private mutating func settlePending(_ step: Int) -> Bool {
    if failedBy != nil, stopsStarting {
      end(step, .omitted)
      note(step, .omitted(because: failedBy ?? -1))
      return true
    }
    var last = -1
    for clause in plan.steps[step].needs {
      var isMet = false
      var isOpen = false
      for need in clause {
        guard let ending = records[run][need.step].ending else {
          isOpen = true
          continue
        }
        if counts(ending, of: need) {
          isMet = true
          if last < 0 || isLater(need.step, than: last) { last = need.step }
        }
      }
      if isMet { continue }
      if isOpen { return false }
      let culprit = clause.first?.step ?? -1
      end(step, .omitted)
      note(step, .omitted(because: culprit))
      return true
    }
    records[run][step].ready = now
    records[run][step].cause = last
    if !plan.steps[step].isWanted {
      end(step, .skipped)
      note(step, .skipped)
      return true
    }
    if let reuse = reuse(of: step) {
      records[run][step].reuse = reuse.rule
      end(step, .succeeded)
      note(step, .reused(from: reuse.rule, isStale: reuse.isStale))
      return true
    }
    records[run][step].state = .held
    if let limit = limit(for: step) { note(step, .held(by: limit)) }
    return true
  }

  private func isLater(_ a: Int, than b: Int) -> Bool {
    (records[run][a].ended ?? .zero) > (records[run][b].ended ?? .zero)
  }

  /// A failed step that the workflow goes on without counts as done for those after it.
  private func counts(_ ending: WorkflowEnding, of need: WorkflowStep.Need) -> Bool {
    if need.endings.contains(ending) { return true }
    return (ending == .failed || ending == .errored) && plan.steps[need.step].goesOn
      && need.endings.contains(.succeeded)
  }

  /// What keeps a step from starting; `nil` when it may.
  private func limit(for step: Int) -> WorkflowLimit? {
    if let pods = parallelism, runningPods + sleeping >= pods { return .workflow(pods: pods) }
    if let group = plan.steps[step].group,
      runningInGroup[group] >= plan.groups[group].parallelism
    {
      return .group(group, pods: plan.groups[group].parallelism)
    }
    return nil
  }

  /// Metaflow has a limit even when nobody sets one: `--max-workers` is 16.
  var parallelism: Int? { plan.parallelism ?? (engine == .metaflow ? 16 : nil) }

  mutating func startPod(_ step: Int) -> Bool {
    guard limit(for: step) == nil else {
      records[run][step].wasHeld = true
      return false
    }
    if records[run][step].attempts.isEmpty, records[run][step].wasHeld { blameRoom(step) }
    let attempt = records[run][step].attempts.count + 1
    let fate = fate(of: step, attempt: attempt)
    records[run][step].attempts.append(.init(start: now, end: now, result: nil))
    records[run][step].state = .running
    runningPods += 1
    peakPods = max(peakPods, runningPods)
    if let group = plan.steps[step].group { runningInGroup[group] += 1 }
    note(step, .started(attempt: attempt))
    queue.schedule(
      .podEnds(run: run, step: step, attempt: attempt, fate.end), at: now + fate.after, rank: step)
    return true
  }

  /// Who made room at this moment: the last pod that ended.
  private mutating func blameRoom(_ step: Int) {
    let maker = events.last { event in
      guard event.run == run, event.step >= 0, event.time == now else { return false }
      switch event.kind {
      case .succeeded, .failed, .timedOut, .interrupted: return true
      default: return false
      }
    }
    if let maker, maker.step != records[run][step].cause {
      records[run][step].cause = maker.step
    } else {
      records[run][step].wasHeld = false
    }
  }

  /// How an attempt will end, and after how long.
  private func fate(
    of step: Int, attempt: Int
  ) -> (end: WorkflowRecord.Attempt.End, after: SimDuration) {
    let spec = plan.steps[step]
    var random = SeededGenerator(
      seed: seed, stream: "workflow-\(run)-\(spec.name)-\(attempt)")
    let work = SimDuration.milliseconds(max(0, min(spec.duration.draw(&random), 1 << 40)))
    let fails = random.below(100) < spec.failurePercent
    // A failure comes at any point of the work.
    let point = random.below(1_000) + 1
    var after = SimDuration(
      nanoseconds: fails ? work.nanoseconds / 1_000 * point : work.nanoseconds)
    var end = fails ? WorkflowRecord.Attempt.End.failed : .succeeded
    // Metaflow's clock runs inside the step's code, Kubernetes' from the pod's start.
    let startUp = startUp(of: attempt)
    let pause = engine == .metaflow ? startUp : .zero
    if engine != .metaflow { after += startUp }
    if let timeout = spec.timeout, after > timeout {
      after = timeout
      end = .timedOut
    }
    after += pause
    if let mean = plan.meanSpotLife, spec.isOnSpot {
      let life = random.exponential(mean: mean)
      if life < after {
        after = life
        end = .interrupted
      }
    }
    if let most = timeLeft(step), most < after {
      after = max(.zero, most)
      end = .timedOut
    }
    return (end, after)
  }

  /// Kubeflow runs a driver pod before each step's own, and not again for its retries.
  private func startUp(of attempt: Int) -> SimDuration {
    engine == .kubeflow && attempt == 1 ? plan.podStart * 2 : plan.podStart
  }

  /// A retry is stopped at the end of its `maxDuration`, as Argo sets the pod's deadline.
  private func timeLeft(_ step: Int) -> SimDuration? {
    guard let most = plan.steps[step].retry?.rule(of: engine).maxDuration,
      let first = records[run][step].attempts.first
    else { return nil }
    return first.start + most - now
  }
}
