import RuntimeSim
import Simulation
import Wording

/// A run of fake objects to be walked: a step is a change of an object's state. Heartbeats change
/// nothing and are only counted.
struct KwokReplay: Replay {
  let run: KwokRun
  /// Objects by state.
  private let snapshots: FoldSnapshots<[Int]>

  init(run: KwokRun) {
    self.run = run
    snapshots = FoldSnapshots(
      [Int](repeating: 0, count: run.states.count), count: run.changes.count, size: \.count,
      take: { Self.take(run.changes[$1], &$0) })
  }

  private static func take(_ change: KwokRun.Change, _ counts: inout [Int]) {
    if change.from >= 0 { counts[change.from] -= 1 }
    if change.to >= 0 { counts[change.to] += 1 }
  }

  var stepCount: Int { run.changes.count }

  private func change(_ step: Int) -> KwokRun.Change? {
    step >= 1 && step <= run.changes.count ? run.changes[step - 1] : nil
  }

  func time(at step: Int) -> SimTime { change(step)?.time ?? .zero }

  private func counts(at step: Int) -> [Int] {
    snapshots.state(after: min(max(0, step), run.changes.count)) {
      Self.take(run.changes[$1], &$0)
    }
  }

  /// `#4 Node Running Ready`: looks that read alike differ in labels or annotations, so that they are
  /// numbered; the number comes first, where a narrow column does not cut it off.
  private func look(_ state: Int) -> String {
    guard state >= 0 else { return "-" }
    let known = run.states[state]
    var words = [known.resource.rawValue, known.phase.isEmpty ? "-" : known.phase]
    if known.isReady { words.append("Ready") }
    if known.value["metadata"]["deletionTimestamp"] != .null { words.append("Terminating") }
    return "#\(state) " + words.joined(separator: " ")
  }

  func decision(at step: Int) -> Decision? {
    guard let change = change(step) else { return nil }
    let name = run.name(of: change.object)
    let (key, stage): (String, String) =
      switch change.cause {
      case .created: ("created", "")
      case .deletionAsked: ("asked", "")
      case .stage(let at): (change.to < 0 ? "removed" : "played", run.setup.stages[at].name)
      }
    return Decision(
      time: change.time,
      sentence: Message("lab.kwok." + key, name, stage, look(change.from), look(change.to)),
      kind: isSetback(change) ? "unready" : "stage", subjects: [name])
  }

  /// An object that was ready is not any more, though it has not ended.
  private func isSetback(_ change: KwokRun.Change) -> Bool {
    guard change.from >= 0, change.to >= 0 else { return false }
    let (before, after) = (run.states[change.from], run.states[change.to])
    return before.isReady && !after.isReady && before.phase == after.phase
      && after.value["metadata"]["deletionTimestamp"] == .null
  }

  func picture(at step: Int) -> Picture {
    let counts = counts(at: step)
    let total = max(1, counts.reduce(0, +))
    let rows = counts.indices.filter { counts[$0] > 0 || run.states.count <= 12 }.map { state in
      // 32 cells are all objects; whoever is there at all has one.
      let cells = counts[state] == 0 ? 0 : max(1, counts[state] * 32 / total)
      return Picture.Row(
        name: look(state), note: String(counts[state]),
        cells: [Picture.Cell](
          repeating: Picture.Cell(run.states[state].isReady ? .used : .cached, owner: state),
          count: cells))
    }
    var picture = Picture(
      title: Message("lab.picture.states"), rows: rows,
      owners: run.states.indices.map(look))
    picture.meanings = [
      .used: Message("lab.picture.states.ready"),
      .cached: Message("lab.picture.states.other"),
    ]
    let ready = counts.indices.reduce(0) { run.states[$1].isReady ? $0 + counts[$1] : $0 }
    picture.numbers = [
      (Message("lab.number.objects"), String(counts.reduce(0, +))),
      (Message("lab.number.ready"), String(ready)),
    ]
    if run.restCount > 0 {
      picture.numbers.append((Message("lab.number.left-alone"), String(run.restCount)))
    }
    return picture
  }

  func subjects(at step: Int) -> [Subject] {
    guard step >= 1, step <= run.changes.count else { return [] }
    // The last ones that changed: thousands would help nobody.
    var seen: [Int] = []
    for at in stride(from: step - 1, through: max(0, step - 40), by: -1)
    where !seen.contains(run.changes[at].object) {
      seen.append(run.changes[at].object)
    }
    return seen.map { object in
      let state = self.state(of: object, at: step)
      return Subject(
        id: run.name(of: object), state: Message("lab.plain", look(state)),
        owner: state >= 0 ? state : nil)
    }
  }

  private func state(of object: Int, at step: Int) -> Int {
    for at in stride(from: min(step, run.changes.count) - 1, through: 0, by: -1)
    where run.changes[at].object == object {
      return run.changes[at].to
    }
    return -1
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    guard
      let object = run.changes.prefix(step).last(where: { run.name(of: $0.object) == subject.id })?
        .object
    else {
      return Explanation(headline: Message("lab.runtime.why.unknown", subject.id))
    }
    let state = state(of: object, at: step)
    var explanation = Explanation(
      headline: Message(
        state >= 0 ? "lab.kwok.why" : "lab.kwok.why.gone", subject.id, look(state)))
    // It rests in its last look.
    if !run.changes.dropFirst(step).contains(where: { $0.object == object }),
      let rest = run.rests.last(where: { $0.object == object })
    {
      let stage = run.setup.stages[rest.stage].name
      switch rest.reason {
      case .nothingChanges:
        explanation.sentences.append(Message("lab.kwok.why.rests", stage))
      case .endless(let changes):
        explanation.sentences.append(Message("lab.kwok.why.endless", stage, String(changes)))
      }
    }
    if state >= 0 { explanation.tables.append(stageTable(state)) }
    explanation.tables.append(history(of: object, upTo: step))
    return explanation
  }

  /// Which stages match the look, and which condition keeps the others away.
  private func stageTable(_ state: Int) -> Explanation.Table {
    Explanation.Table(
      title: Message("lab.kwok.table.stages"),
      columns: [
        Message("lab.column.stage"), Message("lab.column.matches"), Message("lab.column.delay"),
        Message("lab.column.weight"),
      ],
      rows: run.match(state).map { match in
        [
          .plain(run.setup.stages[match.stage].name),
          match.hindrance.map { .plain($0) } ?? .message(Message("lab.yes")),
          .plain(
            match.delay.map { delay in
              match.jitter.map { "\(min(delay, $0))-\($0) ms" } ?? "\(delay) ms"
            } ?? "0 ms"),
          .plain(match.weight.map(String.init) ?? "-"),
        ]
      })
  }

  private func history(of object: Int, upTo step: Int) -> Explanation.Table {
    Explanation.Table(
      title: Message("lab.table.history"),
      columns: [Message("lab.column.time"), Message("lab.column.event")],
      rows: run.changes.prefix(step).enumerated().compactMap { at, change in
        guard change.object == object, let decision = decision(at: at + 1) else { return nil }
        return [
          .plain(formatted(change.time.inSeconds, decimals: 3) + " s"),
          .message(decision.sentence),
        ]
      })
  }

  var series: [Series] {
    let interval = run.samples.first?.time.inSeconds ?? 1
    func curve(_ id: String, _ unit: String, _ value: (KwokRun.Sample) -> Double) -> Series {
      Series(
        id: id, unit: unit,
        points: run.samples.map {
          Series.Point(timeNanoseconds: $0.time.nanoseconds, value: value($0))
        })
    }
    guard !run.samples.isEmpty else { return [] }
    return [
      curve("api_writes", "1/s") { Double($0.writes) / max(1e-9, interval) },
      curve("fake_nodes_ready", "nodes") { Double($0.readyNodes) },
      curve("fake_pods_ready", "pods") { Double($0.readyPods) },
    ]
  }

  // MARK: Panels

  var panels: [PanelKind] { [.machines] }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    guard kind == .machines else { return nil }
    let counts = counts(at: step)
    return .machines(
      StateMachines(
        machines: run.states.indices.map { state in
          let next = run.successors(of: state)
          return StateMachines.Machine(
            subject: look(state), owner: state,
            name: Message("lab.machine.objects", String(counts[state])),
            states: next.isEmpty
              ? [StateMachines.State(name: Message("lab.machine.rests"), mark: .ahead)]
              : next.map { item in
                StateMachines.State(
                  name: Message(
                    "lab.machine.stage", run.setup.stages[item.stage].name,
                    item.to == state ? "=" : look(item.to)),
                  mark: counts[state] > 0 ? .present : .ahead)
              })
        }))
  }
}
