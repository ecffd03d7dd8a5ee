import Labs
import Simulation
import TerminalUI

extension Canvas {
  /// The chosen pod as `kubectl describe` shows it: status, conditions, containers, events.
  mutating func podDescription(
    _ panel: PodDescriptions, in rect: Rect, scroll: Int, _ owner: Int?, now: Int,
    _ context: Context
  ) {
    guard let pod = panel.pods.first(where: { $0.owner == owner }) ?? panel.pods.first else {
      write(
        context.say("tutor.panel.describe.nobody"), column: rect.column, row: rect.row,
        role: .muted, maxWidth: rect.columns)
      return
    }
    let lines = lines(of: pod, width: rect.columns - 2, now: now, context)
    let (shown, place) = scrolled(lines.count, top: scroll, in: rect)
    for line in shown {
      write(
        Text.truncate(lines[line], to: place.columns, glyphs: glyphs), column: place.column,
        row: place.row + line - shown.lowerBound, maxWidth: place.columns)
    }
  }

  private func lines(
    of pod: PodDescriptions.Pod, width: Int, now: Int, _ context: Context
  ) -> [[TextSpan]] {
    func head(_ key: String) -> TextSpan { TextSpan(context.say(key), role: .heading) }
    var lines: [[TextSpan]] = [
      [
        TextSpan("Name: ", role: .muted), TextSpan(pod.name, role: .strong),
        TextSpan("  Status: ", role: .muted),
        TextSpan(pod.status, role: pod.status.hasPrefix("Failed") ? .bad : .strong),
      ]
    ]
    var conditions: [TextSpan] = [head("tutor.panel.describe.conditions"), TextSpan(" ")]
    for condition in pod.conditions {
      // Names are long in narrow windows: the mark comes first.
      conditions.append(
        TextSpan(
          (condition.isTrue ? glyphs.check : glyphs.fail) + " ",
          role: condition.isTrue ? .good : .bad))
      conditions.append(TextSpan(condition.type + "  "))
    }
    lines += Text.wrap(conditions, width: width, glyphs: glyphs)
    for container in pod.containers {
      lines.append([
        TextSpan(container.name + " ", role: .accent), TextSpan(container.state),
        TextSpan(container.reason.isEmpty ? "" : " " + container.reason, role: .warning),
        TextSpan("  Ready ", role: .muted), TextSpan(container.isReady ? "True" : "False"),
        TextSpan("  Restarts ", role: .muted), TextSpan(String(container.restarts)),
      ])
    }
    lines.append([head("tutor.panel.describe.events")])
    for event in pod.events {
      let age = { (time: SimTime) in
        formatted(Double(max(0, now - time.nanoseconds)) / 1e9, decimals: 0) + "s"
      }
      let count =
        event.count > 1
        ? age(event.last) + " (x\(event.count), \(age(event.first)))" : age(event.last)
      let spans = [
        TextSpan(
          event.isWarning ? "Warning " : "Normal  ", role: event.isWarning ? .warning : .muted),
        TextSpan(event.reason + "  ", role: .strong), TextSpan(count + "  ", role: .muted),
        TextSpan(width >= 90 ? event.source + "  " : "", role: .muted),
        TextSpan(context.say(event.message)),
      ]
      let wrapped = Text.wrap(spans, width: max(10, width - 2), glyphs: glyphs)
      for (at, line) in wrapped.enumerated() {
        lines.append(at == 0 ? line : [TextSpan("  ")] + line)
      }
    }
    return lines
  }
}
