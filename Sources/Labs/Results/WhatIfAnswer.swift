import Simulation
import Wording

extension WhatIf {
  /// The answer as sentences and tables; while the search goes on, what it has found so far.
  public var answer: Explanation {
    let found = findings
    let time = formatted(moment.inSeconds, decimals: 1)
    let headline =
      !isFinished
      ? Message("lab.whatif.searching", subject, String(trials.count))
      : found.isEmpty
        ? Message("lab.whatif.none", subject, time, String(distance))
        : Message("lab.whatif.found", subject, time)
    var explanation = Explanation(headline: headline)
    explanation.sentences.append(Message("lab.whatif.method", String(trials.count)))
    if !found.isEmpty {
      explanation.tables.append(
        table(
          "lab.whatif.table.helps", found.sorted { ($0.served ?? moment) < ($1.served ?? moment) }))
    }
    let others = trials.filter { !$0.helps }
    if isFinished, !others.isEmpty {
      explanation.tables.append(table("lab.whatif.table.others", others))
    }
    return explanation
  }

  private func table(_ title: String, _ trials: [Trial]) -> Explanation.Table {
    Explanation.Table(
      title: Message(title),
      columns: [
        Message("lab.column.knob"), Message("lab.column.from"), Message("lab.column.to"),
        Message("lab.column.served"),
      ],
      rows: trials.compactMap { trial in
        guard let knob = lab.knob(trial.knob) else { return nil }
        return [
          .message(knob.title), .message(knob.title(of: trial.from)),
          .message(knob.title(of: trial.to)),
          .plain(trial.served.map { formatted($0.inSeconds, decimals: 1) + " s" } ?? "\u{2013}"),
        ]
      })
  }
}
