import GatewaySim
import ServingSim
import Simulation
import Traffic
import Wording

/// Why a request went where it went, and what its tenant has left.
extension GatewayTrafficReplay {
  /// More are not listed; anyone can be asked about by name.
  private static var mostListed: Int { 100 }

  func subjects(at step: Int) -> [Subject] {
    let fold = fold(at: step)
    var order: [Int] = []
    if let event = event(step), event.request >= 0 { order.append(event.request) }
    for backend in run.plan.backends.indices { order += fold.present(at: backend).map(\.request) }
    order += fold.waitingInOrder
    var seen: Set<Int> = []
    return order.filter { seen.insert($0).inserted }.prefix(Self.mostListed).map {
      subject($0, at: step)
    }
  }

  func subject(_ id: String, at step: Int) -> Subject? {
    request(id).map { subject($0, at: step) }
  }

  private func subject(_ request: Int, at step: Int) -> Subject {
    Subject(
      id: name(request), state: state(of: request, at: step), owner: run.requests[request].tenant)
  }

  private func state(of request: Int, at step: Int) -> Message {
    let seen = byRequest.events(of: request, before: eventCount(at: step))
    // A budget is charged when a request comes or when it is answered: that says nothing of it.
    let last = seen.last { if case .charged = run.events[$0].kind { false } else { true } }
    guard let last else {
      return Message(
        seen.isEmpty ? "lab.gateway.state.not-arrived" : "lab.gateway.state.waiting")
    }
    switch run.events[last].kind {
    case .cacheHit: return Message("lab.gateway.state.cached")
    case .limited: return Message("lab.gateway.state.limited")
    case .shed: return Message("lab.gateway.state.shed")
    case .failed: return Message("lab.gateway.state.failed")
    case .answered: return Message("lab.gateway.state.answered")
    case .sent(let backend, _, let attempt):
      return Message("lab.gateway.state.sent", self.backend(backend), String(attempt))
    case .cacheMiss, .attemptFailed, .retried, .charged:
      return Message("lab.gateway.state.waiting")
    case .ejected, .returned: return Message("lab.gateway.state.not-arrived")
    }
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    guard let request = request(subject.id) else {
      return Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    let seen = events(of: request, upTo: step)
    guard let last = seen.last(where: { if case .charged = $0.kind { false } else { true } })
    else {
      return Explanation(headline: Message("lab.why.state", subject.id))
    }
    var explanation = Explanation(headline: say(last).sentence)
    let asked = run.requests[request]
    let tenant = run.plan.tenants[asked.tenant]
    explanation.sentences.append(
      Message(
        "lab.gateway.why.request", tenant.name, run.plan.routes[tenant.route].model,
        String(asked.spec.promptTokens), String(asked.maxTokens)))
    if case .cacheHit(let other, _, let isRight) = last.kind {
      explanation.sentences.append(
        Message(
          isRight ? "lab.gateway.why.right" : "lab.gateway.why.wrong",
          String(asked.question.intent), String(run.requests[other].question.intent)))
    }
    if case .limited(let budget, _, _) = last.kind {
      let rule = run.accounts[asked.tenant][budget].budget
      explanation.sentences.append(
        Message(
          rule.charging == .afterAnswer
            ? "lab.gateway.why.limited.after" : "lab.gateway.why.limited.reserved",
          String(rule.limit), formatted(rule.window.inSeconds, decimals: 0)))
    }
    explainChoice(request, upTo: step, &explanation)
    explanation.tables.append(
      Explanation.Table(
        title: Message("lab.table.history"),
        columns: [Message("lab.column.time"), Message("lab.column.event")],
        rows: seen.map {
          [
            .plain(formatted($0.time.inSeconds, decimals: 3) + " s"),
            .message(say($0).sentence),
          ]
        }))
    if !tenant.budgets.isEmpty { explanation.tables.append(budgetTable(at: step).table) }
    return explanation
  }

  /// The route's backends, and the scores of the endpoint picker when a pool was chosen.
  private func explainChoice(_ request: Int, upTo step: Int, _ explanation: inout Explanation) {
    let sent = events(of: request, upTo: step).contains {
      if case .sent = $0.kind { true } else { false }
    }
    guard sent else { return }
    let route = run.plan.routes[run.plan.tenants[run.requests[request].tenant].route]
    explanation.tables.append(
      Explanation.Table(
        title: Message("lab.gateway.table.route", route.model),
        columns: [
          Message("lab.column.backend"), Message("lab.column.priority"),
          Message("lab.column.weight"),
        ],
        rows: route.backends.map {
          [.plain(backend($0.backend)), .number($0.priority), .number($0.weight)]
        }))
    guard run.records[request].attempts.contains(where: { $0.replica >= 0 }),
      let (decision, views) = run.choice(of: request, loadPercent: loadPercent)
    else { return }
    explanation.sentences.append(
      Message(
        "lab.gateway.why.picked", String(decision.replica), String(views.count)))
    explanation.tables.append(
      Explanation.Table(
        title: Message("lab.serving.table.routing"),
        columns: [
          Message("lab.column.replica"), Message("lab.column.assigned"),
          Message("lab.column.waiting"), Message("lab.column.kv-percent"),
          Message("lab.column.hit"),
        ]
          + decision.scores.map {
            Message(
              "lab.column.scorer", $0.scorer.rawValue,
              formatted($0.weight, decimals: $0.weight == $0.weight.rounded() ? 0 : 2))
          },
        rows: views.enumerated().map { place, view in
          [
            .number(view.replica), .number(view.assignedRequests), .number(view.waiting),
            .plain(formatted(view.kvUse * 100, decimals: 1)), .number(view.hitTokens),
          ] + decision.scores.map { .plain(formatted($0.raw[place], decimals: 3)) }
        }))
  }

  // MARK: Views

  var panels: [PanelKind] { [.budgets] }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    kind == .budgets ? .budgets(budgetTable(at: step)) : nil
  }

  /// What each tenant has used of its budgets, as the gateway last counted it.
  private func budgetTable(at step: Int) -> TablePanel {
    let now = time(at: step)
    let fold = fold(at: step)
    let counts = fold.counts
    var rows: [[Explanation.Value]] = []
    for (tenant, plan) in run.plan.tenants.enumerated() {
      let budgets: [TokenBudget?] = plan.budgets.isEmpty ? [nil] : plan.budgets
      for (index, budget) in budgets.enumerated() {
        var spent: Explanation.Value = .plain("-")
        var limit: Explanation.Value = .plain("-")
        if let budget {
          let last = fold.used[tenant][index]
          // A window that is over has been forgotten.
          let isPresent =
            last.map {
              budget.shape == .bucket
                || $0.at.nanoseconds / budget.window.nanoseconds
                  == now.nanoseconds / budget.window.nanoseconds
            } ?? false
          spent = .number(isPresent ? last?.tokens ?? 0 : 0)
          limit = .plain(
            "\(budget.limit) / \(formatted(budget.window.inSeconds, decimals: 0)) s")
        }
        let first = index == 0
        rows.append(
          [.plain(first ? plan.name : ""), spent, limit]
            + [
              counts[tenant].answered, counts[tenant].cached, counts[tenant].limited,
              counts[tenant].failed,
            ].map { first ? .number($0) : .plain("") })
      }
    }
    return TablePanel(
      Explanation.Table(
        title: Message("lab.gateway.table.budgets"),
        columns: [
          Message("lab.column.tenant"), Message("lab.column.used"), Message("lab.column.limit"),
          Message("lab.metric.answered"), Message("lab.metric.from_cache"),
          Message("lab.metric.limited"), Message("lab.metric.failed"),
        ], rows: rows))
  }
}
