import GatewaySim
import Simulation
import Wording

/// A workflow run to be walked, event by event.
struct WorkflowReplay: Replay {
  let run: WorkflowRun
  private let snapshots: FoldSnapshots<WorkflowView>
  /// The steps of the replay at which each step of the workflow, or the workflow itself under -1,
  /// has what it came for: one stretch a run at most.
  private let served: [Int: [Range<Int>]]

  init(run: WorkflowRun) {
    self.run = run
    snapshots = FoldSnapshots(
      WorkflowView(run), count: run.events.count, size: { $0.steps.count },
      take: { $0.take(run.events[$1]) })
    served = Self.servedSteps(of: run)
  }

  private static func servedSteps(of run: WorkflowRun) -> [Int: [Range<Int>]] {
    var served: [Int: [Range<Int>]] = [:]
    var since: [Int: Int] = [:]
    func close(at step: Int) {
      for index in since.keys.sorted() {
        served[index, default: []].append((since[index] ?? step)..<step)
      }
      since.removeAll()
    }
    for (place, event) in run.events.enumerated() {
      switch event.kind {
      // What succeeded before may have to run again.
      case .runStarted: close(at: place + 1)
      case .succeeded, .reused, .runSucceeded: since[event.step] = place + 1
      default: break
      }
    }
    close(at: run.events.count + 1)
    return served
  }

  func view(at step: Int) -> WorkflowView {
    snapshots.state(after: min(max(0, step), run.events.count)) { $0.take(run.events[$1]) }
  }

  /// The step's index, -1 for the workflow itself.
  func index(of subject: String) -> Int? {
    if let index = run.plan.steps.firstIndex(where: { $0.name == subject }) { return index }
    return subject == run.plan.name ? -1 : nil
  }

  var stepCount: Int { run.events.count }

  func event(_ step: Int) -> WorkflowEvent? {
    step >= 1 && step <= run.events.count ? run.events[step - 1] : nil
  }

  func time(at step: Int) -> SimTime { event(step)?.time ?? .zero }

  func name(_ step: Int) -> String {
    run.plan.steps.indices.contains(step) ? run.plan.steps[step].name : run.plan.name
  }

  func decision(at step: Int) -> Decision? {
    guard let event = event(step) else { return nil }
    let (kind, sentence) = say(event)
    return Decision(
      time: event.time, sentence: sentence, kind: kind,
      subjects: event.step >= 0 ? [name(event.step)] : [])
  }

  /// A step has what it came for once it has succeeded or was reused, a workflow once its run has
  /// succeeded.
  func isServed(_ subject: String, at step: Int) -> Bool? {
    index(of: subject).map { served[$0, default: []].contains { $0.contains(step) } }
  }

  func servedStep(_ subject: String, around step: Int) -> Int? {
    index(of: subject).flatMap { index in
      served[index, default: []].first { $0.upperBound > step }?.lowerBound
    }
  }

  // MARK: Sentences

  func say(_ event: WorkflowEvent) -> (kind: String, sentence: Message) {
    let name = name(event.step)
    func seconds(_ time: SimTime) -> String { formatted(time.inSeconds, decimals: 1) }
    switch event.kind {
    case .runStarted:
      return ("run", Message("lab.workflow.run-started", String(event.run + 1), name))
    case .held(.workflow(let pods)):
      return ("held", Message("lab.workflow.held", name, String(pods)))
    case .held(.group(let group, let pods)):
      return (
        "held",
        Message("lab.workflow.held.group", name, run.plan.groups[group].name, String(pods))
      )
    case .started(let attempt):
      return (
        "started",
        attempt == 1
          ? Message("lab.workflow.started", name)
          : Message("lab.workflow.started.again", name, String(attempt))
      )
    case .succeeded: return ("succeeded", Message("lab.workflow.succeeded", name))
    case .failed(let attempt):
      return ("failed", Message("lab.workflow.failed", name, String(attempt)))
    case .timedOut(let attempt):
      return ("failed", Message("lab.workflow.timed-out", name, String(attempt)))
    case .interrupted(let attempt):
      return ("interrupted", Message("lab.workflow.interrupted", name, String(attempt)))
    case .waits(let retry, let until):
      return (
        "backs-off", Message("lab.workflow.waits", name, String(retry), seconds(until))
      )
    case .givenUp(let reason): return ("given-up", say(reason, name))
    case .reused(let rule, let isStale): return ("reused", say(rule, name, isStale))
    case .skipped: return ("skipped", Message("lab.workflow.skipped", name))
    case .omitted(let because):
      return (
        "omitted",
        because >= 0
          ? Message("lab.workflow.omitted", name, self.name(because))
          : Message("lab.workflow.omitted.deadline", name)
      )
    case .passedOver: return ("passed-over", Message("lab.workflow.passed-over", name))
    case .killed: return ("killed", Message("lab.workflow.killed", name))
    case .runFailed(let because):
      return (
        "run",
        because >= 0
          ? Message("lab.workflow.run-failed", String(event.run + 1), self.name(because))
          : Message("lab.workflow.run-stopped", String(event.run + 1))
      )
    case .runSucceeded:
      return ("run", Message("lab.workflow.run-succeeded", String(event.run + 1)))
    case .deadlinePassed:
      return (
        "run",
        Message(
          "lab.workflow.deadline", formatted(run.plan.deadline?.inSeconds ?? 0, decimals: 0))
      )
    }
  }

  func say(_ reason: GivingUp, _ name: String) -> Message {
    switch reason {
    case .noRetries: Message("lab.workflow.given-up.none", name)
    case .limit(let limit): Message("lab.workflow.given-up.limit", name, String(limit))
    case .policy(let policy): Message("lab.workflow.given-up.policy", name, policy.rawValue)
    case .maxDuration(let most):
      Message("lab.workflow.given-up.duration", name, formatted(most.inSeconds, decimals: 0))
    case .workflowFailed: Message("lab.workflow.given-up.failed", name)
    }
  }

  private func say(_ rule: ReuseRule, _ name: String, _ isStale: Bool) -> Message {
    switch rule {
    case .memoKey(let key):
      Message(isStale ? "lab.workflow.reused.stale" : "lab.workflow.reused.memo", name, key)
    case .sameInputs: Message("lab.workflow.reused.inputs", name)
    case .resumed: Message("lab.workflow.reused.resume", name)
    }
  }

  // MARK: Picture

  func picture(at step: Int) -> Picture {
    let view = view(at: step)
    let rows = view.steps.enumerated().map { index, item in
      var cells = item.attempts.map { end -> Picture.Cell in
        switch end {
        case nil: Picture.Cell(.used, owner: index, fillPerMille: 500)
        case .succeeded: Picture.Cell(.used, owner: index)
        case .failed, .timedOut, .interrupted, .killed: Picture.Cell(.blocked)
        }
      }
      if item.isReused { cells = [Picture.Cell(.cached, owner: index)] }
      if cells.isEmpty { cells = [Picture.Cell(.free)] }
      return Picture.Row(name: name(index), cells: cells)
    }
    func members(_ isMember: (WorkflowRecord.State) -> Bool) -> [String] {
      view.steps.indices.filter { isMember(view.steps[$0].state) }.map(name)
    }
    var picture = Picture(
      title: Message("lab.picture.steps"), rows: rows, owners: run.plan.steps.map(\.name),
      queues: [
        Picture.Queue(title: Message("lab.queue.running"), members: members { $0 == .running }),
        Picture.Queue(title: Message("lab.queue.held"), members: members { $0 == .held }),
        Picture.Queue(
          title: Message("lab.queue.backing-off"), members: members { $0 == .backingOff }),
      ])
    picture.meanings = [
      .used: Message("lab.picture.steps.attempt"),
      .cached: Message("lab.picture.steps.reused"),
      .free: Message("lab.picture.steps.ahead"),
      .blocked: Message("lab.picture.steps.failed"),
    ]
    picture.numbers = [
      (Message("lab.number.workflow-run"), String(view.run + 1)),
      (Message("lab.number.pods"), String(members { $0 == .running }.count)),
      (
        Message("lab.number.steps-over"),
        "\(members { if case .over = $0 { true } else { false } }.count) / \(view.steps.count)"
      ),
    ]
    return picture
  }

  // MARK: Curves

  var series: [Series] {
    var pods = 0
    var over = 0
    var running: [Series.Point] = []
    var done: [Series.Point] = []
    for event in run.events {
      switch event.kind {
      case .started: pods += 1
      case .succeeded:
        pods -= 1
        over += 1
      case .failed, .timedOut, .interrupted, .killed: pods -= 1
      case .reused: over += 1
      default: continue
      }
      running.append(.init(timeNanoseconds: event.time.nanoseconds, value: Double(pods)))
      done.append(.init(timeNanoseconds: event.time.nanoseconds, value: Double(over)))
    }
    return [
      Series(id: "workflow_pods", unit: "pods", points: running),
      Series(id: "workflow_steps", unit: "steps", points: done),
    ]
  }
}

/// The state of every step after some events.
struct WorkflowView {
  struct Item {
    var state = WorkflowRecord.State.pending
    /// One for each pod; `nil` while it runs.
    var attempts: [WorkflowRecord.Attempt.End?] = []
    var isReused = false
  }
  private(set) var steps: [Item]
  private(set) var run = 0

  init(_ run: WorkflowRun) { steps = run.plan.steps.map { _ in Item() } }

  mutating func take(_ event: WorkflowEvent) {
    guard event.step >= 0 else {
      if event.kind == .runStarted {
        run = event.run
        steps = steps.map { _ in Item() }
      }
      return
    }
    let at = event.step
    switch event.kind {
    case .held: steps[at].state = .held
    case .started:
      steps[at].state = .running
      steps[at].attempts.append(nil)
    case .succeeded:
      endLast(at, .succeeded)
      steps[at].state = .over(.succeeded)
    case .failed:
      endLast(at, .failed)
      steps[at].state = .over(.failed)
    case .timedOut:
      endLast(at, .timedOut)
      steps[at].state = .over(.failed)
    case .interrupted:
      endLast(at, .interrupted)
      steps[at].state = .over(.errored)
    case .killed:
      endLast(at, .killed)
      steps[at].state = .over(.failed)
    case .waits: steps[at].state = .backingOff
    case .reused:
      steps[at].isReused = true
      steps[at].state = .over(.succeeded)
    case .skipped: steps[at].state = .over(.skipped)
    case .omitted: steps[at].state = .over(.omitted)
    case .givenUp:
      if steps[at].state == .backingOff {
        steps[at].state = .over(
          steps[at].attempts.last == .some(.interrupted) ? .errored : .failed)
      }
    case .passedOver, .runStarted, .runFailed, .runSucceeded, .deadlinePassed: break
    }
  }

  private mutating func endLast(_ step: Int, _ end: WorkflowRecord.Attempt.End) {
    guard let last = steps[step].attempts.indices.last else { return }
    steps[step].attempts[last] = end
  }
}
