import GatewaySim
import Simulation
import Wording

/// An experiment to be walked, look by look.
struct ExperimentReplay: Replay {
  let run: GatewaySim.ExperimentRun

  var stepCount: Int { run.looks.count }

  func look(_ step: Int) -> ExperimentLook? {
    step >= 1 && step <= run.looks.count ? run.looks[step - 1] : nil
  }

  func time(at step: Int) -> SimTime { .zero + .seconds(86_400) * (look(step)?.day ?? 0) }

  func name(_ arm: Int) -> String { run.plan.arms[arm].name }

  func decision(at step: Int) -> Decision? {
    guard let look = look(step) else { return nil }
    let (kind, sentence) = say(look)
    return Decision(
      time: time(at: step), sentence: sentence, kind: kind, subjects: run.plan.arms.map(\.name))
  }

  private func say(_ look: ExperimentLook) -> (kind: String, sentence: Message) {
    let day = String(look.day)
    switch look.decision {
    case .goesOn(.noLookToday(let next)):
      return ("looked", Message("lab.experiment.no-look", day, String(next)))
    case .goesOn(.notEnoughDays(let minimum)):
      return ("looked", Message("lab.experiment.too-early", day, String(minimum)))
    case .goesOn(.noDifferenceYet(let left)):
      return ("looked", Message("lab.experiment.goes-on", day, String(left)))
    case .ships(let arm):
      return (
        "decided",
        Message(
          run.plan.truth(ofArm: arm) > 0
            ? "lab.experiment.ships.rightly" : "lab.experiment.ships.wrongly", day, name(arm),
          text(run.plan.truth(ofArm: arm)))
      )
    case .keepsControl: return ("decided", Message("lab.experiment.keeps", day, name(0)))
    case .stopsForHarm(let arm):
      return ("decided", Message("lab.experiment.harm", day, name(arm)))
    case .guardForbids(let arm):
      return ("decided", Message("lab.experiment.guard", day, name(arm)))
    case .stopsForMismatch: return ("decided", Message("lab.experiment.mismatch", day))
    }
  }

  /// Points in a hundred for accepting, points of the score else.
  private func text(_ difference: Double) -> String {
    run.plan.metric == .accepted
      ? formatted(difference * 100, decimals: 2) + " %" : formatted(difference, decimals: 2)
  }

  func picture(at step: Int) -> Picture {
    let look = look(step)
    let most = max(1, look?.users.max() ?? 1)
    let rows = run.plan.arms.indices.map { arm -> Picture.Row in
      // Up to 40 cells for the largest arm.
      let count = (look?.users[arm] ?? 0) * 40 / most
      let cells = [Picture.Cell](repeating: Picture.Cell(.used, owner: arm), count: count)
      return Picture.Row(
        name: name(arm), note: String(look?.users[arm] ?? 0),
        cells: cells.isEmpty ? [Picture.Cell(.free)] : cells)
    }
    var picture = Picture(
      title: Message("lab.picture.users"), rows: rows, owners: run.plan.arms.map(\.name))
    picture.meanings = [
      .used: Message("lab.picture.users.users"),
      .free: Message("lab.picture.users.nobody"),
    ]
    picture.numbers = [(Message("lab.number.day"), String(look?.day ?? 0))]
    if let look, let best = look.comparisons.max(by: { $0.difference < $1.difference }) {
      picture.numbers += [
        (Message("lab.metric.measured_lift"), text(best.difference)),
        (Message("lab.metric.p_value"), formatted(best.pValue, decimals: 4)),
      ]
    }
    return picture
  }

  var series: [Series] {
    func points(_ value: (ExperimentLook) -> Double?) -> [Series.Point] {
      run.looks.compactMap { look in
        value(look).map {
          Series.Point(timeNanoseconds: look.day * 86_400_000_000_000, value: $0)
        }
      }
    }
    return [
      Series(
        id: "p_value", unit: "", points: points { $0.comparisons.map(\.pValue).min() }),
      Series(
        id: "measured_lift", unit: run.plan.metric == .accepted ? "%" : "",
        points: points { look in
          look.comparisons.map(\.difference).max()
            .map { $0 * (run.plan.metric == .accepted ? 100 : 1) }
        }),
    ]
  }

  // MARK: Why

  func subjects(at step: Int) -> [Subject] {
    let look = look(step)
    return run.plan.arms.indices.map { arm in
      Subject(
        id: name(arm),
        state: Message("lab.experiment.state", String(look?.users[arm] ?? 0)))
    }
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    guard let arm = run.plan.arms.firstIndex(where: { $0.name == subject.id }) else {
      return Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    guard let look = look(step) else {
      return Explanation(headline: Message("lab.why.state", subject.id))
    }
    var explanation = Explanation(headline: say(look).sentence)
    explanation.sentences.append(
      arm == 0
        ? Message("lab.experiment.why.control", name(arm))
        : Message("lab.experiment.why.truth", name(arm), text(run.plan.truth(ofArm: arm))))
    if let needed = run.plan.neededUsersPerArm() {
      explanation.sentences.append(Message("lab.experiment.why.needed", String(needed)))
    }
    if let ratio = look.sampleRatio {
      explanation.sentences.append(
        Message(
          ratio.isMismatch() ? "lab.experiment.why.mismatch" : "lab.experiment.why.ratio",
          formatted(ratio.statistic, decimals: 2),
          ratio.pValue < 0.000_05 ? "< 0.0001" : "= " + formatted(ratio.pValue, decimals: 4)))
    }
    if let comparison = look.comparisons.first(where: { $0.arm == arm }) {
      if let bound = comparison.bound {
        explanation.sentences.append(
          Message(
            "lab.experiment.why.bound", formatted(abs(comparison.statistic), decimals: 2),
            formatted(bound, decimals: 2)))
      }
      if let pValue = comparison.alwaysValidPValue {
        explanation.sentences.append(
          Message("lab.experiment.why.always", formatted(pValue, decimals: 4)))
      }
      if let novelty = comparison.novelty, novelty.isFading() {
        explanation.sentences.append(
          Message("lab.experiment.why.novelty", text(novelty.early), text(novelty.late)))
      }
    }
    explanation.tables.append(table(upTo: step).table)
    return explanation
  }

  // MARK: Views

  var panels: [PanelKind] { [.looks] }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    kind == .looks ? .looks(table(upTo: step)) : nil
  }

  /// What was seen at each look.
  private func table(upTo step: Int) -> TablePanel {
    var rows: [[Explanation.Value]] = []
    for look in run.looks.prefix(step) {
      for comparison in look.comparisons {
        rows.append([
          .number(look.day), .plain(name(comparison.arm)), .number(look.users[comparison.arm]),
          .plain(text(comparison.difference)),
          .plain(
            comparison.interval.map { "\(text($0.lower)) \u{2026} \(text($0.upper))" } ?? "-"),
          .plain(
            comparison.pValue < 0.000_05 ? "<0.0001" : formatted(comparison.pValue, decimals: 4)),
          .message(Message(comparison.isSignificant ? "lab.experiment.yes" : "lab.experiment.no")),
        ])
      }
    }
    return TablePanel(
      Explanation.Table(
        title: Message("lab.experiment.table.looks"),
        columns: [
          Message("lab.column.day"), Message("lab.column.arm"), Message("lab.column.users"),
          Message("lab.column.difference"), Message("lab.column.interval"),
          Message("lab.column.p-value"), Message("lab.column.enough"),
        ], rows: rows))
  }
}
