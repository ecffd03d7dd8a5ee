import GatewaySim
import ServingSim
import Simulation
import Traffic
import Wording

/// Why a request went where it went, and what its tenant has left.
extension GatewayTrafficReplay {
  func subjects(at step: Int) -> [Subject] {
    let view = view(at: step)
    var order: [Int] = []
    if let event = event(step), event.request >= 0 { order.append(event.request) }
    order += view.present.joined().map(\.request) + view.waiting
    var seen: Set<Int> = []
    return order.filter { seen.insert($0).inserted }.map {
      Subject(id: name($0), state: state(of: $0, at: step), owner: run.requests[$0].tenant)
    }
  }

  private func state(of request: Int, at step: Int) -> Message {
    guard let last = events(upTo: step).last(where: { $0.request == request }) else {
      return Message("lab.gateway.state.not-arrived")
    }
    switch last.kind {
    case .cacheHit: return Message("lab.gateway.state.cached")
    case .limited: return Message("lab.gateway.state.limited")
    case .shed: return Message("lab.gateway.state.shed")
    case .failed: return Message("lab.gateway.state.failed")
    case .answered, .charged: return Message("lab.gateway.state.answered")
    case .sent(let backend, _, let attempt):
      return Message("lab.gateway.state.sent", self.backend(backend), String(attempt))
    case .cacheMiss, .attemptFailed, .retried: return Message("lab.gateway.state.waiting")
    case .ejected, .returned: return Message("lab.gateway.state.not-arrived")
    }
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    guard let request = request(subject.id) else {
      return Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    let seen = events(upTo: step).filter { $0.request == request }
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
    let sent = events(upTo: step).contains {
      if case .sent = $0.kind { $0.request == request } else { false }
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
    var used: [[Int: (tokens: Int, at: SimTime)]] = run.plan.tenants.map { _ in [:] }
    var counts = run.plan.tenants.map { _ in (answered: 0, cached: 0, limited: 0, failed: 0) }
    for event in events(upTo: step) where event.request >= 0 {
      let tenant = run.requests[event.request].tenant
      switch event.kind {
      case .charged(let budget, _, let tokens): used[tenant][budget] = (tokens, event.time)
      case .answered: counts[tenant].answered += 1
      case .cacheHit: counts[tenant].cached += 1
      case .limited(let budget, let tokens, _):
        used[tenant][budget] = (tokens, event.time)
        counts[tenant].limited += 1
      case .failed, .shed: counts[tenant].failed += 1
      default: break
      }
    }
    var rows: [[Explanation.Value]] = []
    for (tenant, plan) in run.plan.tenants.enumerated() {
      let budgets: [TokenBudget?] = plan.budgets.isEmpty ? [nil] : plan.budgets
      for (index, budget) in budgets.enumerated() {
        var spent: Explanation.Value = .plain("-")
        var limit: Explanation.Value = .plain("-")
        if let budget {
          let last = used[tenant][index]
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
