import Simulation
import Wording

extension WhatIf {
  /// Rows of changes that only come nearer: the best ones.
  private static var mostImprovements: Int { 8 }

  /// The answer as sentences and tables; while the search goes on, what it has found so far.
  public var answer: Explanation {
    let found = findings
    let better = improvements
    let time = clockText(moment)
    let headline =
      !isFinished
      ? Message("lab.whatif.searching", subject, String(trials.count))
      : !found.isEmpty
        ? Message("lab.whatif.found", subject, time)
        : !better.isEmpty
          ? Message("lab.whatif.sooner", subject, time)
          : Message("lab.whatif.none", subject, time, String(distance))
    var explanation = Explanation(headline: headline)
    explanation.sentences.append(Message("lab.whatif.method", String(trials.count)))
    if isFinished {
      explanation.sentences.append(
        unchanged.map { Message("lab.whatif.unchanged", subject, clockText($0)) }
          ?? Message("lab.whatif.never", subject))
      if found.isEmpty, better.isEmpty, let nearest { explanation.sentences.append(nearest) }
    }
    if !found.isEmpty {
      explanation.tables.append(
        table(
          "lab.whatif.table.helps", found.sorted { ($0.served ?? moment) < ($1.served ?? moment) }))
    }
    if isFinished, !better.isEmpty {
      explanation.tables.append(
        table("lab.whatif.table.sooner", Array(better.prefix(Self.mostImprovements))))
    }
    return explanation
  }

  /// The change that makes it no later than it is, or the least.
  private var nearest: Message? {
    let served = trials.filter { $0.served != nil }
    guard
      let best = served.min(by: {
        ($0.served ?? .zero, $0.distance) < ($1.served ?? .zero, $1.distance)
      }), let at = best.served, let knob = lab.knob(best.knob)
    else { return nil }
    return Message(
      "lab.whatif.nearest", knob.id, best.to.description, clockText(at))
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
          .message(knob.title(of: trial.to)), .message(told(trial.served)),
        ]
      })
  }

  /// `10.500 s instead of 300 s`.
  private func told(_ served: SimTime?) -> Message {
    guard let served else { return Message("lab.whatif.served.never") }
    return unchanged.map { Message("lab.whatif.served.instead", clockText(served), clockText($0)) }
      ?? Message("lab.whatif.served.at", clockText(served))
  }
}
