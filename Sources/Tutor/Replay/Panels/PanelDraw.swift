import Labs
import TerminalUI

extension Canvas {
  /// Draws a view of a run; `owner` is the index of the chosen subject among the picture's owners.
  mutating func panel(
    _ panel: Panel, in rect: Rect, scroll: Int?, owner: Int?, now nanoseconds: Int,
    _ context: Context
  ) {
    guard rect.rows >= 2, rect.columns >= 10 else { return }
    switch panel {
    case .heatMap(let picture): heatMap(picture, in: rect, scroll: scroll ?? 0, owner, context)
    case .gantt(let gantt):
      ganttChart(gantt, in: rect, scroll: scroll, owner, now: nanoseconds, context)
    case .queues(let tree): queueTree(tree, in: rect, scroll: scroll ?? 0, context)
    case .topology(let tree): topologyTree(tree, in: rect, scroll: scroll, owner, context)
    case .waterfall(let gantt):
      ganttChart(gantt, in: rect, scroll: scroll, owner, now: nanoseconds, context)
    case .batches(let timeline): batchTimeline(timeline, in: rect, owner, context)
    case .prefixTree(let tree): prefixTree(tree, in: rect, scroll: scroll, owner, context)
    case .lanes(let gantt):
      ganttChart(gantt, in: rect, scroll: scroll, owner, now: nanoseconds, context)
    case .machines(let machines):
      stateMachines(machines, in: rect, scroll: scroll, owner, context)
    case .describe(let pods):
      podDescription(pods, in: rect, scroll: scroll ?? 0, owner, now: nanoseconds, context)
    case .fleet(let fleet): fleetTable(fleet, in: rect, scroll: scroll ?? 0, owner, context)
    case .scaling(let timeline), .holding(let timeline), .rollout(let timeline):
      self.timeline(timeline, in: rect, scroll: scroll ?? 0, now: nanoseconds, context)
    case .coldStart(let chart):
      stageChart(chart, in: rect, scroll: scroll, owner, now: nanoseconds, context)
    case .criticalPath(let table), .budgets(let table), .looks(let table),
      .components(let table), .models(let table):
      tablePanel(table, in: rect, scroll: scroll ?? 0, context)
    case .recallCurve(let curve): curvePanel(curve, in: rect, context)
    }
  }

  /// The part of `count` lines that is shown from `top`, with a scroll indicator when not all are;
  /// the place left for them.
  mutating func scrolled(_ count: Int, top: Int, in rect: Rect) -> (lines: Range<Int>, place: Rect)
  {
    var place = rect
    guard count > rect.rows else { return (0..<count, place) }
    let first = min(max(0, top), count - rect.rows)
    scrollIndicator(
      in: Rect(column: rect.endColumn - 1, row: rect.row, columns: 1, rows: rect.rows),
      offset: first, visible: rect.rows, total: count)
    place.columns -= 2
    return (first..<first + rect.rows, place)
  }

  /// What the signs of a view mean, in one line.
  mutating func legend(_ entries: [(symbol: String, role: Role, text: String)], in rect: Rect) {
    let spans = entries.flatMap { entry in
      [
        TextSpan(entry.symbol + " ", role: entry.role),
        TextSpan(entry.text + "  ", role: .muted),
      ]
    }
    write(
      Text.truncate(spans, to: rect.columns, glyphs: glyphs), column: rect.column, row: rect.row,
      maxWidth: rect.columns)
  }
}
