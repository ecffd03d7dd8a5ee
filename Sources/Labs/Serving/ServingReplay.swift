import ServingSim
import Simulation
import Wording

/// A serving run to be walked: a step of the replay is one rare event (arrival, admission, wait,
/// preemption, eviction, first token, end), between which the engine may make many steps.
struct ServingReplay: Replay {
  /// A decision before its sentence is made.
  struct Entry: Sendable {
    enum Kind: Sendable {
      case event(ServingEvent.Kind)
      case waits(StepRow.Stop)
      case evicted(blocks: Int)
    }
    let time: SimTime
    /// Where it happened; the first replica for what no replica had a part in.
    let replica: Int
    /// The step of that replica in which it happened, or the last before it; -1 before the first.
    let step: Int
    /// -1 when no single request is meant.
    let request: Int
    let kind: Kind
  }

  let run: ServingRun
  let names: [String]
  let entries: [Entry]
  /// What the waterfall shows of each request.
  let lives: [[Gantt.Bar]]

  init(run: ServingRun, names: [String]) {
    self.run = run
    self.names = names
    entries = Self.entries(of: run)
    lives = requestLives(of: run)
  }

  var stepCount: Int { entries.count }
  /// Whether SGLang's rules hold, and its words.
  var isRadix: Bool { run.setup.engine.radix != nil }

  func time(at step: Int) -> SimTime { entry(step)?.time ?? .zero }

  func decision(at step: Int) -> Decision? {
    guard let entry = entry(step) else { return nil }
    let (kind, sentence) = say(entry)
    return Decision(
      time: entry.time, sentence: sentence, kind: kind,
      subjects: entry.request >= 0 ? [names[entry.request]] : [])
  }

  /// A request waits for its first token; one that was turned away or gave up waits no more.
  func isServed(_ subject: String, at step: Int) -> Bool? {
    guard let request = names.firstIndex(of: subject) else { return nil }
    let record = run.records[request]
    if let firstToken = record.firstToken { return firstToken <= time(at: step) }
    return record.outcome == .rejected || record.outcome == .aborted
  }

  func entry(_ step: Int) -> Entry? {
    step >= 1 && step <= entries.count ? entries[step - 1] : nil
  }

  /// The engine step whose end state a replay step shows; -1 is before the first.
  func engineStep(_ step: Int) -> Int { entry(step).map { max(-1, $0.step) } ?? -1 }
  /// The replica that a replay step shows.
  func replica(_ step: Int) -> Int { entry(step)?.replica ?? 0 }

  /// What happened at the replicas and between them, by time; at one moment what comes from outside
  /// first, then replica by replica, then what leaves one; what prefill workers hand over comes
  /// before the decode workers that take it.
  private static func entries(of run: ServingRun) -> [Entry] {
    var inside = [[ServingEvent]](repeating: [], count: run.replicaCount)
    var sorted: [(entry: Entry, rank: Int)] = []
    for event in run.events {
      guard event.step < 0 || event.replica < 0 else {
        inside[event.replica].append(event)
        continue
      }
      let replica = max(0, event.replica)
      let entry = Entry(
        time: event.time, replica: replica, step: run.step(at: event.time, replica: replica) ?? -1,
        request: event.request, kind: .event(event.kind))
      sorted.append((entry, rank(of: event, run)))
    }
    for replica in inside.indices {
      sorted += entries(of: inside[replica], run.steps(ofReplica: replica), replica).map {
        ($0, 2 * replica)
      }
    }
    return sorted.enumerated().sorted {
      ($0.element.entry.time, $0.element.rank, $0.offset)
        < ($1.element.entry.time, $1.element.rank, $1.offset)
    }.map(\.element.entry)
  }

  /// Among what happens at one moment; replica n has 2 n.
  private static func rank(of event: ServingEvent, _ run: ServingRun) -> Int {
    if case .handedOver = event.kind { return 2 * run.setup.fleet.replicas - 1 }
    return event.leaves ? 2 * run.replicaCount : -1
  }

  /// Events in the order of engine steps, with waits and evictions put behind the admissions of
  /// their step.
  private static func entries(
    of events: [ServingEvent], _ rows: StepRows, _ replica: Int
  ) -> [Entry] {
    var entries: [Entry] = []
    entries.reserveCapacity(events.count)
    var next = 0
    var clock = SimTime.zero
    func add(_ request: Int, _ kind: Entry.Kind, _ time: SimTime, _ step: Int) {
      clock = max(clock, time)
      entries.append(
        Entry(time: clock, replica: replica, step: step, request: request, kind: kind))
    }
    var lastStop = (StepRow.Stop.nothing, -1)
    for (number, row) in rows.enumerated() {
      while next < events.count, events[next].step <= number,
        events[next].isAtStart || events[next].step < number
      {
        let event = events[next]
        add(event.request, .event(event.kind), event.time, event.step)
        next += 1
      }
      if row.evicted > 0 { add(-1, .evicted(blocks: row.evicted), row.start, number) }
      let stop = (row.stop, row.stopped)
      // A full step is the usual state of a busy engine; only real obstacles are told, once for
      // each request.
      if row.stop != .nothing, !row.stop.isUsual, row.stopped >= 0, stop != lastStop {
        add(row.stopped, .waits(row.stop), row.start, number)
      }
      if !row.stop.isUsual { lastStop = stop }
      while next < events.count, events[next].step <= number {
        let event = events[next]
        add(event.request, .event(event.kind), event.time, event.step)
        next += 1
      }
    }
    for event in events[next...] {
      add(event.request, .event(event.kind), event.time, rows.count - 1)
    }
    return entries
  }

  private func say(_ entry: Entry) -> (kind: String, sentence: Message) {
    let name = entry.request >= 0 ? names[entry.request] : ""
    switch entry.kind {
    case .waits(let stop):
      return ("waits", Message("lab.serving.waits." + stop.word, name))
    case .evicted(let blocks):
      return (
        "evicted",
        Message(isRadix ? "lab.radix.evicted" : "lab.serving.evicted", String(blocks))
      )
    case .event(let event):
      if let told = sayFailure(event, name, entry.replica) { return told }
      return say(event, name, entry)
    }
  }

  private func say(
    _ event: ServingEvent.Kind, _ name: String, _ entry: Entry
  ) -> (kind: String, sentence: Message) {
    let request = entry.request
    let spec = run.setup.workload.requests[request]
    switch event {
    case .rejected(.emptyPrompt):
      return ("rejected", Message("lab.serving.rejected.empty", name))
    case .rejected(.promptTooLong(let tokens, let most)):
      return ("rejected", Message("lab.serving.rejected.long", name, String(tokens), String(most)))
    case .arrived:
      return (
        "arrived",
        Message("lab.serving.arrived", name, String(spec.promptTokens), String(spec.outputTokens))
      )
    case .admitted(let hit, let known):
      return (
        "admitted", Message("lab.serving.admitted", name, String(known), String(hit))
      )
    case .preempted(_, let lost) where isRadix:
      return ("preempted", Message("lab.radix.retracted", name, String(lost)))
    case .preempted(let other, let lost):
      return (
        "preempted",
        other == request
          ? Message("lab.serving.preempted.itself", name, String(lost))
          : Message("lab.serving.preempted", name, names[other], String(lost))
      )
    case .firstToken:
      // Of a request that is lost later, the record tells the last attempt only.
      let wait = (entry.time - run.records[request].arrival).inMilliseconds
      return (
        "first-token", Message("lab.serving.first-token", name, formatted(wait, decimals: 1))
      )
    case .finished(let tokens):
      let time = run.records[request].endToEnd?.inSeconds ?? 0
      return (
        "finished",
        Message("lab.serving.finished", name, String(tokens), formatted(time, decimals: 2))
      )
    case .aborted:
      return ("aborted", Message("lab.serving.aborted", name))
    case .routed(let candidates):
      return (
        "routed", Message("lab.serving.routed", name, String(entry.replica), String(candidates))
      )
    case .handedOver(let replica):
      return ("handed-over", Message("lab.serving.handed-over", name, String(replica)))
    case .transferring(let tokens, let starts, let ends):
      return (
        "transferring",
        Message(
          "lab.serving.transferring", name, String(tokens),
          formatted((ends - starts).inMilliseconds, decimals: 1))
      )
    case .transferred:
      return ("transferred", Message("lab.serving.transferred", name))
    case .replicaFailed, .replicaBack, .lost, .retried, .nobodyServes:
      return ("failure", Message("lab.why.nobody", name))
    }
  }

  /// What is told of failures; `nil` for anything else.
  private func sayFailure(
    _ event: ServingEvent.Kind, _ name: String, _ replica: Int
  ) -> (kind: String, sentence: Message)? {
    let place = replicaName(replica)
    switch event {
    case .replicaFailed(let lost):
      return ("replica-failed", Message("lab.serving.replica-failed", place, String(lost)))
    case .replicaBack: return ("replica-back", Message("lab.serving.replica-back", place))
    case .lost(let tokens):
      return ("lost", Message("lab.serving.lost", name, place, String(tokens)))
    case .retried(let attempt):
      return ("retried", Message("lab.serving.retried", name, place, String(attempt)))
    case .nobodyServes: return ("nobody-serves", Message("lab.serving.nobody-serves", name))
    default: return nil
    }
  }
}

extension ServingEvent {
  /// Whether it comes after what ended at the same moment.
  fileprivate var leaves: Bool {
    switch kind {
    case .handedOver, .transferred, .replicaFailed, .lost: true
    default: false
    }
  }

  /// Whether it belongs to the start of its engine step (before the model ran).
  fileprivate var isAtStart: Bool {
    switch kind {
    case .rejected, .routed, .arrived, .admitted, .preempted, .aborted, .transferring,
      .replicaBack, .retried, .nobodyServes:
      true
    case .firstToken, .handedOver, .transferred, .finished, .replicaFailed, .lost: false
    }
  }
}

extension StepRow.Stop {
  /// Part of the keys `lab.serving.waits.WORD`.
  var word: String {
    switch self {
    case .nothing: "nothing"
    case .preemptedThisStep: "preempted-this-step"
    case .budgetSpent: "budget-spent"
    case .sequencesAtLimit: "sequences-at-limit"
    case .promptOverBudget: "prompt-over-budget"
    case .memory: "memory"
    case .batchRunning: "batch-running"
    case .adaptersAtLimit: "adapters-at-limit"
    case .estimate: "estimate"
    case .batchFull: "batch-full"
    }
  }

  /// The usual state of a busy engine, which would fill a replay without telling anything.
  fileprivate var isUsual: Bool { self == .budgetSpent || self == .batchFull }
}
