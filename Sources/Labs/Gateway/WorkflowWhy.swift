import GatewaySim
import Simulation
import Wording

/// Why a step is where it is, and what the three engines would call its rules.
extension WorkflowReplay {
  func subjects(at step: Int) -> [Subject] {
    let view = view(at: step)
    var order = view.steps.indices.map { $0 }
    if let event = event(step), event.step >= 0 {
      order.removeAll { $0 == event.step }
      order.insert(event.step, at: 0)
    }
    return order.map { Subject(id: name($0), state: state(view.steps[$0])) }
      + [Subject(id: run.plan.name, state: stateOfRun(at: step))]
  }

  /// Where the workflow itself is.
  private func stateOfRun(at step: Int) -> Message {
    lastOfRun(upTo: step).map { say($0).sentence } ?? Message("lab.gateway.state.not-arrived")
  }

  /// The last thing that concerns the whole run.
  private func lastOfRun(upTo step: Int) -> WorkflowEvent? {
    run.events.prefix(max(0, step)).last { $0.step < 0 }
  }

  private func whyRun(at step: Int) -> Explanation {
    let view = view(at: step)
    var explanation = Explanation(headline: stateOfRun(at: step))
    if case .runFailed(let because) = lastOfRun(upTo: step)?.kind, because >= 0 {
      explanation.sentences.append(state(view.steps[because]))
      explainRetry(because, view.steps[because], &explanation)
    }
    let limited = view.steps.indices.filter { view.steps[$0].state == .held }
    if !limited.isEmpty { explainLimit(view.steps[limited[0]], view, &explanation) }
    explanation.tables.append(history(of: -1, upTo: step))
    if let table = pathTable(run: view.run) { explanation.tables.append(table) }
    return explanation
  }

  private func state(_ item: WorkflowView.Item) -> Message {
    if item.isReused { return Message("lab.workflow.state.reused") }
    let word: String =
      switch item.state {
      case .pending: "pending"
      case .held: "held"
      case .running: "running"
      case .backingOff: "backing-off"
      case .over(let ending): ending.rawValue
      }
    return Message("lab.workflow.state." + word, String(item.attempts.count))
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    guard let index = index(of: subject.id) else {
      return Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    if index < 0 { return whyRun(at: step) }
    let view = view(at: step)
    let item = view.steps[index]
    let last = run.events.prefix(step).enumerated().last { $0.element.step == index }
    var explanation = Explanation(
      headline: last.flatMap { decision(at: $0.offset + 1)?.sentence }
        ?? Message("lab.why.state", subject.id))
    explanation.sentences.append(state(item))
    explainNeeds(index, view, &explanation)
    explainLimit(item, view, &explanation)
    explainRetry(index, item, &explanation)
    explanation.tables.append(history(of: index, upTo: step))
    if let table = pathTable(run: view.run, highlighting: index) {
      explanation.tables.append(table)
    }
    explanation.tables.append(idioms(of: run.plan.steps[index]))
    return explanation
  }

  private func explainNeeds(
    _ index: Int, _ view: WorkflowView, _ explanation: inout Explanation
  ) {
    let needs = run.plan.steps[index].neededSteps
    if needs.isEmpty {
      explanation.sentences.append(Message("lab.workflow.why.no-needs", name(index)))
      return
    }
    explanation.tables.append(
      Explanation.Table(
        title: Message("lab.workflow.table.needs"),
        columns: [Message("lab.column.step"), Message("lab.column.state")],
        rows: needs.map { [.plain(name($0)), .message(state(view.steps[$0]))] }))
  }

  private func explainLimit(
    _ item: WorkflowView.Item, _ view: WorkflowView, _ explanation: inout Explanation
  ) {
    guard item.state == .held else { return }
    let running = view.steps.indices.filter { view.steps[$0].state == .running }.map(name)
    explanation.sentences.append(
      Message(
        "lab.workflow.why.held", String(running.count), running.joined(separator: ", ")))
  }

  private func explainRetry(
    _ index: Int, _ item: WorkflowView.Item, _ explanation: inout Explanation
  ) {
    guard let rule = run.plan.steps[index].retry else {
      explanation.sentences.append(Message("lab.workflow.why.no-retry", name(index)))
      return
    }
    let wait = rule.wait(beforeRetry: max(1, item.attempts.count), engine: run.engine)
    explanation.sentences.append(
      Message(
        "lab.workflow.why.retry", rule.limit.map(String.init) ?? "\u{221e}",
        formatted(wait.inSeconds, decimals: 1),
        run.engine == .metaflow ? "@retry" : rule.policy.rawValue))
  }

  private func history(of index: Int, upTo step: Int) -> Explanation.Table {
    Explanation.Table(
      title: Message("lab.table.history"),
      columns: [Message("lab.column.time"), Message("lab.column.event")],
      rows: run.events.prefix(step).enumerated().compactMap { place, event in
        guard event.step == index, let decision = decision(at: place + 1) else { return nil }
        return [
          .plain(formatted(event.time.inSeconds, decimals: 1) + " s"),
          .message(decision.sentence),
        ]
      })
  }

  /// The chain that decided when a run ended.
  func pathTable(run number: Int, highlighting index: Int? = nil) -> Explanation.Table? {
    let path = run.criticalPath(run: number)
    guard !path.isEmpty else { return nil }
    return Explanation.Table(
      title: Message("lab.workflow.table.path"),
      columns: [
        Message("lab.column.step"), Message("lab.column.start"), Message("lab.column.end"),
        Message("lab.column.began-because"),
      ],
      rows: path.map { link in
        let cause: Message =
          switch link.cause {
          case .start: Message("lab.workflow.cause.start")
          case .need: Message("lab.workflow.cause.need")
          case .limit: Message("lab.workflow.cause.limit")
          }
        return [
          .plain((link.step == index ? "> " : "") + name(link.step)),
          .plain(formatted(link.start.inSeconds, decimals: 1) + " s"),
          .plain(formatted(link.end.inSeconds, decimals: 1) + " s"), .message(cause),
        ]
      })
  }

  /// What the step's rules are called, and what differs.
  private func idioms(of step: WorkflowStep) -> Explanation.Table {
    let limit = step.retry?.limit.map(String.init) ?? "-"
    func row(_ name: String, _ values: [String]) -> [Explanation.Value] {
      [.message(Message("lab.workflow.idiom." + name))] + values.map { .plain($0) }
    }
    return Explanation.Table(
      title: Message("lab.workflow.table.idioms"),
      columns: [
        Message("lab.column.rule"), Message("lab.workflow.engine.argo"),
        Message("lab.workflow.engine.kubeflow"), Message("lab.workflow.engine.metaflow"),
      ],
      rows: [
        row("after", ["dag.tasks.depends", "task.after(...)", "self.next(...)"]),
        row("fan-out", ["withItems", "dsl.ParallelFor", "foreach + join"]),
        row(
          "retry",
          ["retryStrategy.limit: \(limit)", "set_retry(\(limit))", "@retry(times=\(limit))"]),
        row(
          "interrupted",
          ["retryPolicy: Always | OnError", "-", "@retry"]),
        row(
          "cache",
          [
            step.memoKey.map { "memoize.key: \($0)" } ?? "memoize: -",
            step.isCacheable ? "set_caching_options(True)" : "set_caching_options(False)",
            "resume",
          ]),
        row(
          "limit",
          ["parallelism", "ParallelFor(parallelism=)", "--max-workers"]),
        row(
          "timeout",
          ["activeDeadlineSeconds", "set_timeout", "@timeout"]),
        row("goes-on", ["continueOn.failed", "ignore_upstream_failure()", "@catch"]),
        row(
          "after-failure",
          ["failFast: \(run.plan.failsFast)", "-", "kill"]),
      ])
  }

  // MARK: Views

  var panels: [PanelKind] { [.gantt, .criticalPath] }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    switch kind {
    case .gantt: return .gantt(gantt)
    case .criticalPath:
      let number = view(at: step).run
      return .criticalPath(
        TablePanel(
          pathTable(run: number)
            ?? Explanation.Table(
              title: Message("lab.workflow.table.path"), columns: [], rows: [])))
    default: return nil
    }
  }

  private var gantt: Gantt {
    let critical = Set(
      run.records.indices.flatMap { number in
        run.criticalPath(run: number).map { [number, $0.step] }
      })
    let rows = run.plan.steps.indices.map { index in
      var bars: [Gantt.Bar] = []
      for records in run.records {
        let record = records[index]
        var from = record.ready
        for attempt in record.attempts {
          if let from, from < attempt.start {
            bars.append(Gantt.Bar(start: from, end: attempt.start, state: .waiting))
          }
          bars.append(
            Gantt.Bar(
              start: attempt.start, end: attempt.end,
              state: attempt.result == .succeeded ? .working : .lost))
          from = attempt.end
        }
      }
      let isCritical = run.records.indices.contains { critical.contains([$0, index]) }
      return Gantt.Row(
        name: name(index), noteTitle: isCritical ? Message("lab.workflow.critical") : nil,
        owner: index, bars: bars)
    }
    return Gantt(rows: rows, end: run.spans.last?.end ?? run.now)
  }
}
