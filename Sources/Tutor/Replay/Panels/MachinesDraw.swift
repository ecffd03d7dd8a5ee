import Labs
import TerminalUI

extension Canvas {
  /// One line a machine: its states in order, the present one in brackets.
  mutating func stateMachines(
    _ panel: StateMachines, in rect: Rect, scroll: Int?, _ owner: Int?, _ context: Context
  ) {
    let (body, foot) = rect.splitBottom(1)
    let chosen = panel.machines.firstIndex { $0.owner == owner } ?? 0
    let top = scroll ?? (chosen < body.rows ? 0 : chosen)
    let (lines, place) = scrolled(panel.machines.count, top: top, in: body)
    let nameWidth = min(
      max(8, place.columns / 2),
      panel.machines.map { width(of: $0, context) }.max() ?? 0)
    for line in lines {
      let machine = panel.machines[line]
      let row = place.row + line - lines.lowerBound
      let isFirst = line == 0 || panel.machines[line - 1].subject != machine.subject
      var spans = [
        TextSpan(
          isFirst || line == lines.lowerBound ? machine.subject + " " : "  ",
          role: machine.owner == owner ? .accent : .muted),
        TextSpan(context.say(machine.name), role: .heading),
      ]
      let used = spans.reduce(0) { $0 + Text.width($1.text, glyphs: glyphs) }
      spans.append(TextSpan(String(repeating: " ", count: max(1, nameWidth - used + 1))))
      for (at, state) in machine.states.enumerated() {
        if at > 0 { spans.append(TextSpan(" \(glyphs.chevronRight) ", role: .muted)) }
        let text = context.say(state.name)
        switch state.mark {
        case .present: spans.append(TextSpan("[\(text)]", role: .good, attributes: .bold))
        case .trouble: spans.append(TextSpan("[! \(text)]", role: .bad, attributes: .bold))
        case .passed: spans.append(TextSpan(text))
        case .ahead: spans.append(TextSpan(text, role: .muted))
        }
      }
      write(
        Text.truncate(spans, to: place.columns, glyphs: glyphs), column: place.column, row: row,
        maxWidth: place.columns)
    }
    legend(
      [
        ("[ ]", .good, context.say("tutor.panel.machines.present")),
        ("[! ]", .bad, context.say("tutor.panel.machines.trouble")),
      ], in: foot)
  }

  private func width(of machine: StateMachines.Machine, _ context: Context) -> Int {
    Text.width(machine.subject + " " + context.say(machine.name), glyphs: glyphs)
  }
}
