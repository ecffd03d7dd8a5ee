import ServingSim
import Simulation
import Wording

extension ServingReplay {
  func subjects(at step: Int) -> [Subject] {
    let (number, replica) = (engineStep(step), replica(step))
    guard let engine = run.engine(afterStep: number, replica: replica) else { return [] }
    var order: [Int] = []
    if let entry = entry(step), entry.request >= 0 { order.append(entry.request) }
    order += engine.runningRequests + engine.waitingRequests
    var seen: Set<Int> = []
    return order.filter { seen.insert($0).inserted }.map {
      Subject(id: names[$0], state: state(of: $0, engine, at: number, replica))
    }
  }

  /// Every request of the run, wherever it is: at another replica, done, or still to come.
  func subject(_ id: String, at step: Int) -> Subject? {
    guard step > 0, let request = names.firstIndex(of: id) else { return nil }
    let (number, replica) = place(of: request, at: step)
    guard let engine = run.engine(afterStep: number, replica: replica) else { return nil }
    return Subject(id: id, state: state(of: request, engine, at: number, replica))
  }

  private func state(
    of request: Int, _ engine: EngineScheduler, at number: Int, _ replica: Int
  ) -> Message {
    switch run.whereabouts(of: request, engine, afterStep: number, replica: replica) {
    case .notArrived: Message("lab.serving.state.not-arrived")
    case .rejected: Message("lab.serving.state.rejected")
    case .inEngine(.running):
      Message(
        "lab.serving.state.running", String(engine.computedTokens(of: request)),
        String(engine.outputTokens(of: request)))
    case .inEngine:
      Message("lab.serving.state.waiting", String(engine.preemptions(of: request)))
    case .finished: Message("lab.serving.state.finished")
    case .aborted: Message("lab.serving.state.aborted")
    }
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    guard let request = names.firstIndex(of: subject.id) else {
      return Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    let (number, replica) = place(of: request, at: step)
    guard let engine = run.engine(afterStep: number, replica: replica) else {
      return Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    let name = names[request]
    let state = state(of: request, engine, at: number, replica)
    var explanation: Explanation
    if isLost(request, at: time(at: step)) {
      explanation = Explanation(headline: Message("lab.serving.why.lost", name))
      explanation.tables.append(history(of: request, upTo: step))
      return explanation
    }
    switch run.whereabouts(of: request, engine, afterStep: number, replica: replica) {
    case .inEngine(.running): explanation = whyRunning(request, engine, number, replica)
    case .inEngine: explanation = whyWaiting(request, engine, number, replica)
    case .rejected:
      explanation = Explanation(
        headline: Message(
          "lab.serving.rejected.long", name,
          String(run.setup.workload.requests[request].promptTokens),
          String(run.setup.maxModelTokens)))
    case .notArrived, .finished, .aborted:
      explanation = Explanation(headline: Message("lab.why.state", name))
      explanation.sentences.append(state)
    }
    explainRouting(of: request, at: time(at: step), in: &explanation)
    explanation.tables.append(history(of: request, upTo: step))
    return explanation
  }

  /// The replica that has a request at a replay step, and its engine step then.
  private func place(of request: Int, at step: Int) -> (number: Int, replica: Int) {
    let shown = (number: engineStep(step), replica: replica(step))
    let record = run.records[request]
    guard run.replicaCount > 1, record.replica >= 0 else { return shown }
    let now = time(at: step)
    if record.retries > 0, let last = placeNoted(of: request, at: now) {
      return last == shown.replica ? shown : (run.step(at: now, replica: last) ?? -1, last)
    }
    var replica = record.replica
    if record.decodeReplica >= 0, let first = record.firstToken, first < now {
      replica = record.decodeReplica
    }
    if replica == shown.replica { return shown }
    return (run.step(at: now, replica: replica) ?? -1, replica)
  }

  /// The last replica to which a request that was lost had been sent until then.
  private func placeNoted(of request: Int, at now: SimTime) -> Int? {
    var place: Int?
    for event in run.events where event.request == request && event.time <= now {
      switch event.kind {
      case .routed: place = event.replica
      case .handedOver(let decode): place = decode
      default: break
      }
    }
    return place
  }

  /// Whether a request was lost with its replica and is not served again yet.
  func isLost(_ request: Int, at now: SimTime) -> Bool {
    guard run.records[request].retries > 0 else { return false }
    var isLost = false
    for event in run.events where event.request == request && event.time <= now {
      switch event.kind {
      case .lost: isLost = true
      case .arrived: isLost = false
      default: break
      }
    }
    return isLost
  }

  // MARK: Waiting

  private func whyWaiting(
    _ request: Int, _ engine: EngineScheduler, _ number: Int, _ replica: Int
  ) -> Explanation {
    if isRadix { return whyWaitingRadix(request, engine, number, replica) }
    let name = names[request]
    let queue = engine.waitingRequests
    let place = queue.firstIndex(of: request) ?? 0
    var explanation = Explanation(
      headline: Message("lab.serving.why.waiting", name, String(place + 1), String(queue.count)))
    let decisions = run.decisions(inStep: number, replica: replica)
    for case .preempted(let item) in decisions where item.victim == request {
      explanation.sentences.append(preemption(item))
      explanation.tables.append(memoryTable(item.refusal))
    }
    for case .admissionStopped(let stop) in decisions {
      if stop.request != request {
        explanation.sentences.append(
          Message("lab.serving.why.behind", name, names[stop.request]))
      }
      explanation.sentences.append(sentence(for: stop, engine))
      if case .memory(let refusal) = stop.reason {
        explanation.tables.append(memoryTable(refusal))
      }
    }
    if explanation.sentences.isEmpty {
      explanation.sentences.append(Message("lab.serving.why.next-step", name))
    }
    explanation.tables.append(runningTable(engine))
    return explanation
  }

  private func sentence(for stop: AdmissionStop, _ engine: EngineScheduler) -> Message {
    let name = names[stop.request]
    switch stop.reason {
    case .preemptedThisStep:
      return Message("lab.serving.waits.preempted-this-step", name)
    case .budgetSpent:
      return Message(
        "lab.serving.why.budget", name, String(engine.config.tokenBudget))
    case .sequencesAtLimit(let limit):
      return Message("lab.serving.why.sequences", name, String(limit))
    case .promptOverBudget(let tokens, let left):
      return Message("lab.serving.why.prompt", name, String(tokens), String(left))
    case .batchRunning:
      return Message("lab.serving.waits.batch-running", name)
    case .adaptersAtLimit:
      return Message("lab.serving.waits.adapters-at-limit", name)
    case .estimate:
      return Message("lab.serving.waits.estimate", name)
    case .batchFull:
      return Message("lab.serving.waits.batch-full", name)
    case .memory(let refusal):
      return Message(
        refusal.isWholeSequence ? "lab.serving.why.memory-whole" : "lab.serving.why.memory", name,
        String(refusal.neededBlocks), String(refusal.freeBlocks))
    }
  }

  private func preemption(_ item: EngineStep.Preemption) -> Message {
    Message(
      "lab.serving.why.preempted", names[item.victim], names[item.inFavourOf],
      String(item.refusal.neededBlocks), String(item.refusal.freeBlocks), String(item.blocks),
      String(item.lostTokens))
  }

  private func memoryTable(_ refusal: AllocationRefusal) -> Explanation.Table {
    Explanation.Table(
      title: Message("lab.serving.table.memory"),
      columns: [Message("lab.column.item"), Message("lab.column.blocks")],
      rows: [
        [.message(Message("lab.serving.row.new")), .number(refusal.newBlocks)],
        [.message(Message("lab.serving.row.idle-hits")), .number(refusal.idleHitBlocks)],
        [.message(Message("lab.serving.row.watermark")), .number(refusal.watermarkBlocks)],
        [.message(Message("lab.serving.row.needed")), .number(refusal.neededBlocks)],
        [.message(Message("lab.serving.row.free")), .number(refusal.freeBlocks)],
      ])
  }

  private func runningTable(_ engine: EngineScheduler) -> Explanation.Table {
    Explanation.Table(
      title: Message("lab.serving.table.running"),
      columns: [
        Message("lab.column.request"), Message("lab.column.blocks"),
        Message("lab.column.computed"), Message("lab.column.output"),
      ],
      rows: engine.runningRequests.map {
        [
          .plain(names[$0]), .number(engine.blockTable(of: $0).count),
          .number(engine.computedTokens(of: $0)), .number(engine.outputTokens(of: $0)),
        ]
      })
  }

  // MARK: Running

  private func whyRunning(
    _ request: Int, _ engine: EngineScheduler, _ number: Int, _ replica: Int
  ) -> Explanation {
    if isRadix { return whyRunningRadix(request, engine, number, replica) }
    let name = names[request]
    var explanation = Explanation(
      headline: Message(
        "lab.serving.why.running", name, String(engine.blockTable(of: request).count),
        String(engine.computedTokens(of: request)), String(engine.outputTokens(of: request))))
    let decisions = run.decisions(inStep: number, replica: replica)
    for decision in decisions {
      switch decision {
      case .admitted(request, let known, let hit, let hitBlocks, let tokens, let cap, let new, _):
        explanation.sentences.append(
          Message(
            "lab.serving.why.admitted", name, String(known), String(hit),
            String(hitBlocks.count), String(tokens), String(new)))
        if let limit = sentence(for: cap) { explanation.sentences.append(limit) }
      case .scheduled(request, let tokens, let lacking, let cap, let new, _):
        explanation.sentences.append(
          Message(
            "lab.serving.why.scheduled", name, String(tokens), String(lacking), String(new)))
        if let limit = sentence(for: cap) { explanation.sentences.append(limit) }
      case .preempted(let item) where item.inFavourOf == request:
        explanation.sentences.append(preemption(item))
        explanation.tables.append(memoryTable(item.refusal))
      case .evicted(let eviction) where eviction.takenBy == request:
        explanation.sentences.append(
          Message(
            "lab.serving.why.evicted", String(eviction.block), names[eviction.filledBy],
            String(eviction.freedAtStep), String(eviction.hits), name))
      default:
        break
      }
    }
    explanation.tables.append(stepTable(decisions))
    return explanation
  }

  private func sentence(for cap: EngineDecision.Cap) -> Message? {
    switch cap {
    case .nothing: nil
    case .longPrefillThreshold(let limit):
      Message("lab.serving.why.cap-threshold", String(limit))
    case .tokenBudget(let left): Message("lab.serving.why.cap-budget", String(left))
    }
  }

  /// Who computes what in this step.
  private func stepTable(_ decisions: [EngineDecision]) -> Explanation.Table {
    var rows: [[Explanation.Value]] = []
    for decision in decisions {
      switch decision {
      case .scheduled(let request, let tokens, _, _, let new, let free):
        rows.append([
          .plain(names[request]), .number(tokens), .number(0), .number(new), .number(free),
        ])
      case .admitted(let request, _, let hit, _, let tokens, _, let new, let free):
        rows.append([
          .plain(names[request]), .number(tokens), .number(hit), .number(new), .number(free),
        ])
      default: break
      }
    }
    return Explanation.Table(
      title: Message("lab.serving.table.step"),
      columns: [
        Message("lab.column.request"), Message("lab.column.tokens"), Message("lab.column.hit"),
        Message("lab.column.new-blocks"), Message("lab.column.free-blocks"),
      ], rows: rows)
  }

  /// What happened to the request so far.
  private func history(of request: Int, upTo step: Int) -> Explanation.Table {
    Explanation.Table(
      title: Message("lab.table.history"),
      columns: [Message("lab.column.time"), Message("lab.column.event")],
      rows: entries.prefix(lastEntry(besides: step)).enumerated().compactMap { index, entry in
        guard entry.request == request, let decision = decision(at: index + 1)
        else { return nil }
        return [
          .plain(formatted(entry.time.inSeconds, decimals: 3) + " s"),
          .message(decision.sentence),
        ]
      })
  }

  /// The last entry of the same engine step: an answer about a step tells all of it.
  private func lastEntry(besides step: Int) -> Int {
    var last = step
    while last < entries.count, entries[last].step == engineStep(step),
      entries[last].replica == replica(step)
    {
      last += 1
    }
    return last
  }
}
