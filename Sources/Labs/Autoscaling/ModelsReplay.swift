import AutoscalingSim
import Simulation
import Wording

/// Many models on few servers to be walked: a step is a load, its end, or a refusal; between them
/// requests find their models.
struct ModelsReplay: Replay {
  let run: ModelMeshRun
  /// What each model went through: loading and being there.
  private let lives: [[Gantt.Bar]]
  /// Where models are after every so many events.
  private let snapshots: [ModelsFold]
  private let gap: Int

  init(run: ModelMeshRun) {
    self.run = run
    gap = max(128, run.events.count / 200)
    var fold = ModelsFold()
    var snapshots = [fold]
    var lives = [[Gantt.Bar]](repeating: [], count: run.setup.models.count)
    var since = [SimTime?](repeating: nil, count: lives.count)
    for (index, event) in run.events.enumerated() {
      switch event.kind {
      case .loads(_, let evicting, _, let wait):
        for model in evicting {
          if let start = since[model] {
            lives[model].append(Gantt.Bar(start: start, end: event.time, state: .working))
          }
          since[model] = nil
        }
        lives[event.model].append(
          Gantt.Bar(
            start: event.time, end: min(event.time + wait, run.now), state: .holding))
      case .loaded: since[event.model] = event.time
      case .refused:
        if lives[event.model].last?.state != .failed {
          lives[event.model].append(
            Gantt.Bar(start: event.time, end: event.time, state: .failed))
        }
      }
      fold.apply(event)
      if (index + 1) % gap == 0 { snapshots.append(fold) }
    }
    for model in lives.indices {
      if let start = since[model] {
        lives[model].append(Gantt.Bar(start: start, end: run.now, state: .working))
      }
    }
    self.lives = lives
    self.snapshots = snapshots
  }

  var stepCount: Int { run.events.count }

  func event(_ step: Int) -> ModelMeshRun.Event? {
    step >= 1 && step <= run.events.count ? run.events[step - 1] : nil
  }

  func time(at step: Int) -> SimTime { event(step)?.time ?? .zero }

  func fold(_ step: Int) -> ModelsFold {
    let step = max(0, min(step, run.events.count))
    let at = min(step / gap, snapshots.count - 1)
    var fold = snapshots[at]
    for event in run.events[(at * gap)..<step] { fold.apply(event) }
    return fold
  }

  func name(_ model: Int) -> String { run.setup.models[model].name }

  func decision(at step: Int) -> Decision? {
    guard let event = event(step) else { return nil }
    let (kind, sentence, others) = say(event)
    return Decision(
      time: event.time, sentence: sentence, kind: kind,
      subjects: [name(event.model)] + others.map(name))
  }

  func isServed(_ subject: String, at step: Int) -> Bool? {
    guard let model = run.setup.models.firstIndex(where: { $0.name == subject }) else { return nil }
    return fold(step).places[model]?.isReady ?? false
  }

  private func say(_ event: ModelMeshRun.Event) -> (String, Message, [Int]) {
    let model = name(event.model)
    func seconds(_ length: SimDuration) -> String { formatted(length.inSeconds, decimals: 1) }
    switch event.kind {
    case .loads(let server, let evicting, let ages, let wait):
      guard let first = evicting.first, let age = ages.first else {
        return (
          "model-loads", Message("lab.models.loads", model, String(server), seconds(wait)), []
        )
      }
      return (
        "model-evicts",
        Message(
          "lab.models.evicts", model, String(server), seconds(wait), String(evicting.count),
          name(first), seconds(age)), evicting
      )
    case .loaded(let server):
      return ("ready", Message("lab.models.loaded", model, String(server)), [])
    case .refused(let reason): return ("rejected", say(reason, model), [])
    }
  }

  private func say(_ reason: ModelMesh.Reason, _ model: String) -> Message {
    switch reason {
    case .churn(let age, let least):
      Message(
        "lab.models.churn", model, formatted(age.inSeconds, decimals: 1),
        formatted(least.inSeconds, decimals: 0))
    case .tooLarge(let bytes, let largest):
      Message("lab.models.too-large", model, String(bytes >> 20), String(largest >> 20))
    default: Message("lab.models.no-room", model)
    }
  }

  // MARK: Picture

  func picture(at step: Int) -> Picture {
    let fold = fold(step)
    var held = [[Int]](repeating: [], count: run.mesh.capacities.count)
    for model in fold.order {
      if let place = fold.places[model] { held[place.server].append(model) }
    }
    let rows = held.indices.map { server in
      let bytes = held[server].reduce(0) { $0 + run.setup.models[$1].bytes }
      return Picture.Row(
        name: "server-\(server)",
        note: "\(bytes >> 20)/\(run.mesh.capacities[server] >> 20) MiB",
        cells: held[server].prefix(64).map {
          Picture.Cell(fold.places[$0]?.isReady == true ? .used : .blocked, owner: $0)
        })
    }
    var picture = Picture(
      title: Message("lab.picture.models"), rows: rows, owners: run.setup.models.map(\.name))
    picture.meanings = [
      .used: Message("lab.picture.models.there"), .blocked: Message("lab.picture.models.loading"),
    ]
    let event = event(step)
    let requests = event?.requests ?? 0
    picture.numbers = [
      (Message("lab.number.arrived"), String(requests)),
      (
        Message("lab.metric.model_hits"),
        requests > 0
          ? formatted(Double(event?.hits ?? 0) * 100 / Double(requests), decimals: 1) + " %" : "-"
      ),
      (Message("lab.metric.model_loads"), String(fold.loads)),
      (Message("lab.metric.model_evictions"), String(fold.evictions)),
      (Message("lab.metric.churn_refusals"), String(fold.refusals)),
    ]
    return picture
  }

  var series: [Series] {
    var fold = ModelsFold()
    var loaded: [Series.Point] = []
    var loads: [Series.Point] = []
    var refusals: [Series.Point] = []
    let stretch = max(1, (run.events.count + 599) / 600)
    for (index, event) in run.events.enumerated() {
      fold.apply(event)
      guard (index + 1) % stretch == 0 else { continue }
      func point(_ value: Int) -> Series.Point {
        Series.Point(timeNanoseconds: event.time.nanoseconds, value: Double(value))
      }
      loaded.append(point(fold.order.count))
      loads.append(point(fold.loads))
      refusals.append(point(fold.refusals))
    }
    return [
      Series(id: "models_placed", unit: "models", points: loaded),
      Series(id: "model_loads", unit: "models", points: loads),
      Series(id: "churn_refusals", unit: "requests", points: refusals),
    ]
  }

  // MARK: Why

  private static var mostListed: Int { 40 }

  func subjects(at step: Int) -> [Subject] {
    let fold = fold(step)
    let named = event(step).map { event -> [Int] in
      if case .loads(_, let evicting, _, _) = event.kind { return [event.model] + evicting }
      return [event.model]
    }
    let first = named ?? []
    let rest = fold.order.filter { !first.contains($0) }.prefix(Self.mostListed)
    return (first + rest).map { subject($0, fold) }
  }

  func subject(_ id: String, at step: Int) -> Subject? {
    run.setup.models.firstIndex { $0.name == id }.map { subject($0, fold(step)) }
  }

  private func subject(_ model: Int, _ fold: ModelsFold) -> Subject {
    let state: Message =
      fold.places[model].map {
        Message(
          $0.isReady ? "lab.models.state.there" : "lab.models.state.loading", String($0.server))
      } ?? Message("lab.models.state.nowhere")
    return Subject(id: name(model), state: state, owner: model)
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    guard let model = run.setup.models.firstIndex(where: { $0.name == subject.id }) else {
      return Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    let fold = fold(step)
    let last = run.events.prefix(step).last { event in
      if event.model == model { return true }
      if case .loads(_, let evicting, _, _) = event.kind { return evicting.contains(model) }
      return false
    }
    var explanation = Explanation(
      headline: last.map { say($0).1 } ?? Message("lab.models.why.not-asked", subject.id))
    explanation.sentences.append(self.subject(model, fold).state)
    let shape = run.setup.models[model]
    let total = max(1, run.setup.weights.reduce(0, +))
    explanation.sentences.append(
      Message(
        "lab.models.why.shape", String(shape.bytes >> 20),
        formatted(shape.loading.inSeconds, decimals: 1),
        formatted(Double(run.setup.weights[model]) * 100 / Double(total), decimals: 2)))
    let need = run.setup.models.reduce(0) { $0 + $1.bytes >> 20 }
    let have = run.mesh.capacities.reduce(0) { $0 + $1 >> 20 }
    explanation.sentences.append(
      Message(
        need > have ? "lab.models.why.too-many" : "lab.models.why.room", String(need),
        String(have)))
    if run.setup.minChurnAge > .zero {
      explanation.sentences.append(
        Message(
          "lab.models.why.churn", formatted(run.setup.minChurnAge.inSeconds, decimals: 0)))
    }
    explanation.tables.append(history(of: model, upTo: step))
    return explanation
  }

  private func history(of model: Int, upTo step: Int) -> Explanation.Table {
    var rows: [[Explanation.Value]] = []
    for event in run.events.prefix(step).reversed() where rows.count < 12 {
      let isAbout: Bool
      if case .loads(_, let evicting, _, _) = event.kind {
        isAbout = event.model == model || evicting.contains(model)
      } else {
        isAbout = event.model == model
      }
      guard isAbout else { continue }
      rows.append([
        .plain(formatted(event.time.inSeconds, decimals: 1) + " s"), .message(say(event).1),
      ])
    }
    return Explanation.Table(
      title: Message("lab.table.history"),
      columns: [Message("lab.column.time"), Message("lab.column.event")], rows: rows.reversed())
  }

  // MARK: Views

  var panels: [PanelKind] { [.models, .gantt] }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    switch kind {
    case .models: return .models(table(at: step))
    case .gantt:
      return .gantt(
        Gantt(
          rows: lives.indices.filter { !lives[$0].isEmpty }.map {
            Gantt.Row(
              name: name($0), note: "\(run.setup.models[$0].bytes >> 20)", owner: $0,
              bars: lives[$0])
          }, end: run.now))
    default: return nil
    }
  }

  private func table(at step: Int) -> TablePanel {
    let fold = fold(step)
    let total = Double(max(1, run.setup.weights.reduce(0, +)))
    let order = run.setup.models.indices.sorted {
      (-run.setup.weights[$0], $0) < (-run.setup.weights[$1], $1)
    }
    let rows: [[Explanation.Value]] = order.prefix(200).map { model in
      [
        .plain(name(model)), .number(run.setup.models[model].bytes >> 20),
        .plain(formatted(Double(run.setup.weights[model]) * 100 / total, decimals: 2) + " %"),
        .message(subject(model, fold).state), .number(fold.loadsOf[model] ?? 0),
      ]
    }
    let present = event(step)?.model
    return TablePanel(
      Explanation.Table(
        title: Message("lab.models.table"),
        columns: [
          Message("lab.models.column.model"), Message("lab.models.column.mebibytes"),
          Message("lab.models.column.share"), Message("lab.column.state"),
          Message("lab.models.column.loads"),
        ], rows: rows),
      marked: Set(order.prefix(200).firstIndex { $0 == present }.map { [$0] } ?? []))
  }
}

/// Where models are after some events.
struct ModelsFold {
  var places: [Int: (server: Int, isReady: Bool)] = [:]
  /// Placed models in the order of their placement.
  var order: [Int] = []
  var loadsOf: [Int: Int] = [:]
  var loads = 0
  var evictions = 0
  var refusals = 0

  mutating func apply(_ event: ModelMeshRun.Event) {
    switch event.kind {
    case .loads(let server, let evicting, _, _):
      for model in evicting {
        places[model] = nil
        order.removeAll { $0 == model }
      }
      evictions += evicting.count
      loads += 1
      loadsOf[event.model, default: 0] += 1
      places[event.model] = (server, false)
      order.append(event.model)
    case .loaded(let server): places[event.model] = (server, true)
    case .refused: refusals += 1
    }
  }
}
