import AutoscalingSim
import Simulation
import Wording

/// An InferenceService to be walked: a step is something that happened to its pods or revisions, or
/// a regular look.
struct InferenceReplay: Replay {
  let run: InferenceRun
  private let start: InferenceMoment

  init(run: InferenceRun) {
    self.run = run
    start = InferenceRun(run.setup).moment
  }

  var stepCount: Int { run.events.count }

  func event(_ step: Int) -> InferenceEvent? {
    step >= 1 && step <= run.events.count ? run.events[step - 1].event : nil
  }

  func moment(_ step: Int) -> InferenceMoment {
    step >= 1 && step <= run.events.count ? run.events[step - 1].moment : start
  }

  func time(at step: Int) -> SimTime { moment(step).time }

  /// `predictor-1`: the revisions of the predictor have names of their own.
  func name(_ view: InferenceView) -> String {
    let role = view.role.word
    return view.role == .predictor ? "\(role)-\(view.revision)" : role
  }

  func name(_ service: Int, at step: Int) -> String {
    let views = moment(step).views
    return views.indices.contains(service) ? name(views[service]) : ""
  }

  /// All that there ever are, in order.
  var names: [String] { run.moment.views.map(name) }

  // MARK: Decisions

  func decision(at step: Int) -> Decision? {
    guard let event = event(step) else { return nil }
    let (kind, sentence, subject) = say(event, at: step)
    return Decision(time: time(at: step), sentence: sentence, kind: kind, subjects: subject)
  }

  private func say(_ event: InferenceEvent, at step: Int) -> (String, Message, [String]) {
    switch event {
    case .updated(let revision, let percent):
      return (
        "rollout",
        percent.map { Message("lab.inference.updated.canary", String(revision), String($0)) }
          ?? Message("lab.inference.updated", String(revision)), ["predictor-\(revision)"]
      )
    case .revisionReady(let revision):
      return (
        "ready", Message("lab.inference.revision-ready", String(revision)),
        ["predictor-\(revision)"]
      )
    case .routed(let shares, let reason):
      return (
        reason.isBack ? "rolled-back" : "rollout",
        Message("lab.inference.routed." + reason.word, text(shares)),
        shares.map { "predictor-\($0.revision)" }
      )
    case .judged(let revision, let percent, let failed, let calls):
      return (
        "decided",
        Message(
          percent == nil ? "lab.inference.judged.promotes" : "lab.inference.judged.rolls-back",
          String(revision), String(failed), String(calls)), ["predictor-\(revision)"]
      )
    case .scaled(let service, let from, let to, let observed, _):
      let name = name(service, at: step)
      return (
        "scaled",
        Message(
          to > from ? "lab.inference.scaled.up" : "lab.inference.scaled.down", name, String(from),
          String(to), formatted(observed, decimals: 1)), [name]
      )
    case .podReady(let service):
      let name = name(service, at: step)
      return ("ready", Message("lab.inference.pod-ready", name), [name])
    case .queues(let service, let waiting):
      let name = name(service, at: step)
      return ("holding", Message("lab.inference.queues", name, String(waiting)), [name])
    case .queueGone(let service):
      let name = name(service, at: step)
      return ("let-go", Message("lab.inference.queue-gone", name), [name])
    case .looked:
      let moment = moment(step)
      return (
        "look",
        Message("lab.inference.looked", String(moment.arrived), String(moment.served)), []
      )
    }
  }

  func text(_ shares: [InferenceRevisions.Share]) -> String {
    shares.map { "\($0.revision): \($0.percent) %" }.joined(separator: ", ")
  }

  // MARK: Picture

  func picture(at step: Int) -> Picture {
    let moment = moment(step)
    var rows: [Picture.Row] = []
    var queues: [Picture.Queue] = []
    for (index, view) in moment.views.enumerated() {
      var cells = view.inUse.prefix(48).map {
        Picture.Cell(
          $0 > 0 ? .used : .free, owner: index,
          fillPerMille: min(1_000, $0 * 1_000 / max(1, view.concurrency)))
      }
      cells += (0..<min(view.starting, 24)).map { _ in Picture.Cell(.blocked, owner: index) }
      cells += (0..<min(view.draining, 24)).map { _ in Picture.Cell(.cached, owner: index) }
      rows.append(
        Picture.Row(
          name: name(view), note: "\(view.inUse.count)/\(view.wanted)", cells: cells))
    }
    queues.append(
      Picture.Queue(
        title: Message("lab.queue.waiting-calls"),
        members: moment.views.filter { $0.waiting > 0 }.map { "\(name($0)): \($0.waiting)" }))
    var picture = Picture(
      title: Message("lab.picture.components"), rows: rows, owners: names, queues: queues)
    picture.meanings = [
      .used: Message("lab.picture.service-pods.busy"),
      .cached: Message("lab.picture.service-pods.draining"),
      .free: Message("lab.picture.service-pods.idle"),
      .blocked: Message("lab.picture.service-pods.starting"),
    ]
    picture.numbers = [
      (Message("lab.number.arrived"), String(moment.arrived)),
      (Message("lab.number.served"), String(moment.served)),
      (Message("lab.number.lost"), String(moment.failed)),
      (Message("lab.number.split"), text(moment.shares)),
    ]
    return picture
  }

  // MARK: Curves

  var series: [Series] {
    [
      curve("transformer_pods", "pods") { pods($0, .transformer) },
      curve("predictor_pods", "pods") { pods($0, .predictor) },
      curve("explainer_pods", "pods") { pods($0, .explainer) },
      curve("waiting_calls", "calls") { moment in
        Double(moment.views.reduce(0) { $0 + $1.waiting })
      }, curve("canary_weight", "%", newestShare),
    ].filter { series in series.points.contains { $0.value > 0 } }
  }

  private func pods(_ moment: InferenceMoment, _ role: InferenceComponents.Role) -> Double {
    Double(moment.views.filter { $0.role == role }.reduce(0) { $0 + $1.inUse.count })
  }

  func newestShare(_ moment: InferenceMoment) -> Double {
    guard moment.newest > 1 else { return 0 }
    return Double(moment.shares.first { $0.revision == moment.newest }?.percent ?? 0)
  }

  func curve(_ id: String, _ unit: String, _ value: (InferenceMoment) -> Double) -> Series {
    var points = [Series.Point(timeNanoseconds: 0, value: value(start))]
    for item in run.events {
      let point = Series.Point(
        timeNanoseconds: item.moment.time.nanoseconds, value: value(item.moment))
      if points.last?.timeNanoseconds == point.timeNanoseconds { points.removeLast() }
      points.append(point)
    }
    let stretch = max(1, (points.count + 599) / 600)
    if stretch > 1 {
      points = stride(from: stretch - 1, to: points.count, by: stretch).map { points[$0] }
    }
    return Series(id: id, unit: unit, points: points)
  }

  // MARK: Why

  func subjects(at step: Int) -> [Subject] {
    let moment = moment(step)
    let all = moment.views.enumerated().map { index, view in
      Subject(
        id: name(view),
        state: Message(
          "lab.inference.state", String(view.inUse.count), String(view.starting),
          String(view.inUse.reduce(0, +)), String(view.waiting)), owner: index)
    }
    let named = decision(at: step)?.subjects ?? []
    return all.filter { named.contains($0.id) } + all.filter { !named.contains($0.id) }
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    let moment = moment(step)
    guard let index = moment.views.firstIndex(where: { name($0) == subject.id }) else {
      return Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    let view = moment.views[index]
    var explanation = Explanation(
      headline: Message(
        "lab.inference.why", subject.id, String(view.inUse.count), String(view.wanted),
        String(view.waiting)))
    explain(view, index, at: step, &explanation)
    if view.role == .predictor {
      explanation.sentences.append(
        Message("lab.inference.why." + moment.reason.word, text(moment.shares)))
    }
    explanation.tables = [components(at: step).table]
    return explanation
  }

  private func explain(
    _ view: InferenceView, _ index: Int, at step: Int, _ explanation: inout Explanation
  ) {
    if let utilization = view.utilizationPermille {
      explanation.sentences.append(
        Message(
          "lab.inference.why.used", formatted(Double(utilization) / 10, decimals: 1),
          String(view.concurrency)))
    }
    if view.role != .predictor, view.usedTime > 0 {
      explanation.sentences.append(
        Message(
          "lab.inference.why.held",
          formatted(Double(view.heldTime) * 100 / Double(view.usedTime), decimals: 1)))
    }
    for item in run.events.prefix(step).reversed() {
      guard case .scaled(index, let from, let to, let observed, let target) = item.event else {
        continue
      }
      explanation.sentences.append(
        Message(
          "lab.inference.why.scaled", formatted(item.moment.time.inSeconds, decimals: 0),
          String(from), String(to), formatted(observed, decimals: 2),
          formatted(target, decimals: 2)))
      break
    }
  }

  /// What each component has and does.
  private func components(at step: Int) -> TablePanel {
    let views = moment(step).views
    let busiest = views.indices.max {
      (views[$0].waiting, views[$0].utilizationPermille ?? 0, -$0)
        < (views[$1].waiting, views[$1].utilizationPermille ?? 0, -$1)
    }
    return TablePanel(
      Explanation.Table(
        title: Message("lab.inference.table.components"),
        columns: [
          Message("lab.column.component"), Message("lab.column.pods"),
          Message("lab.inference.column.slots"), Message("lab.inference.column.in-use"),
          Message("lab.inference.column.utilization"), Message("lab.inference.column.held"),
          Message("lab.column.waiting"), Message("lab.inference.column.calls"),
          Message("lab.inference.column.failed"),
        ],
        rows: views.map { view in
          [
            .plain(name(view)), .plain("\(view.inUse.count)/\(view.wanted)"),
            .number(view.inUse.count * view.concurrency), .number(view.inUse.reduce(0, +)),
            .plain(
              view.utilizationPermille.map { formatted(Double($0) / 10, decimals: 1) + " %" }
                ?? "-"),
            .plain(
              view.role == .predictor || view.usedTime == 0
                ? "-"
                : formatted(Double(view.heldTime) * 100 / Double(view.usedTime), decimals: 1)
                  + " %"),
            .number(view.waiting), .number(view.calls), .number(view.failed),
          ]
        }), marked: Set([busiest].compactMap { $0 }))
  }

  // MARK: Views

  var panels: [PanelKind] {
    [.components, .scaling] + (run.setup.updates.isEmpty ? [] : [.rollout])
  }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    guard panels.contains(kind) else { return nil }
    switch kind {
    case .components: return .components(components(at: step))
    case .scaling:
      return .scaling(Timeline(series: series.filter { $0.unit == "pods" }, facts: facts(step)))
    case .rollout:
      return .rollout(
        Timeline(series: [curve("canary_weight", "%", newestShare)], facts: facts(step)))
    default: return nil
    }
  }

  private func facts(_ step: Int) -> [Timeline.Fact] {
    let picture = picture(at: step)
    return picture.rows.map {
      Timeline.Fact(
        title: Message("lab.column.component"), value: .plain("\($0.name): \($0.note)"))
    } + picture.numbers.map { Timeline.Fact(title: $0.title, value: .plain($0.value)) }
  }
}

extension InferenceComponents.Role {
  /// As KServe calls it.
  var word: String {
    switch self {
    case .transformer: "transformer"
    case .predictor: "predictor"
    case .explainer: "explainer"
    }
  }
}

extension InferenceRevisions.Reason {
  /// Part of the keys `lab.inference.routed.WORD`.
  var word: String {
    switch self {
    case .newestNotReady: "not-ready"
    case .everythingToNewest: "everything"
    case .canary: "canary"
    case .nothingToKeep: "nothing-to-keep"
    case .rolledBack: "rolled-back"
    case .backToPrevious: "back-to-previous"
    }
  }

  var isBack: Bool {
    switch self {
    case .rolledBack, .backToPrevious: true
    default: false
    }
  }
}
