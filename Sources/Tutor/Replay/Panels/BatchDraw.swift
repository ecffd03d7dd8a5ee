import Labs
import TerminalUI

extension Canvas {
  /// Engine steps from left to right, one column each: the height is the share of the token budget,
  /// decode below, prefill above. Under it who computed what in the present step.
  mutating func batchTimeline(
    _ timeline: BatchTimeline, in rect: Rect, _ owner: Int?, _ context: Context
  ) {
    let (upper, foot) = rect.splitBottom(1)
    let listRows = upper.rows >= 8 ? min(timeline.shares.count + 1, upper.rows / 3) : 0
    let (chart, list) = upper.splitBottom(listRows)
    guard chart.rows >= 2, !timeline.steps.isEmpty else {
      write(
        context.say("tutor.panel.batches.none"), column: rect.column, row: rect.row, role: .muted,
        maxWidth: rect.columns)
      return
    }
    let (bars, head) = (chart.splitTop(1).rest, chart.row)
    let labels = String(timeline.tokenBudget)
    let left = chart.column + labels.count + 1
    let width = max(1, chart.endColumn - left)
    let present = timeline.present ?? 0
    let first = max(0, min(present - width / 2, timeline.steps.count - width))
    let shown = timeline.steps.dropFirst(first).prefix(width)
    write(labels, column: chart.column, row: bars.row, role: .muted, maxWidth: labels.count)
    for (at, step) in shown.enumerated() {
      let isPresent = first + at == timeline.present
      drawStep(step, timeline, column: left + at, in: bars, isPresent: isPresent)
    }
    write(
      stepLine(timeline, context), column: chart.column, row: head, role: .heading,
      maxWidth: chart.columns)
    drawShares(timeline, in: list, owner, context)
    legend(
      [
        (glyphs.full, .series1, context.say("tutor.panel.batches.decode")),
        (glyphs.dark, .accent, context.say("tutor.panel.batches.prefill")),
        (glyphs.horizontal, .muted, context.say("tutor.panel.batches.budget")),
      ], in: foot)
  }

  private func stepLine(_ timeline: BatchTimeline, _ context: Context) -> String {
    guard let present = timeline.present, present < timeline.steps.count else {
      return context.say("tutor.panel.batches.before")
    }
    let step = timeline.steps[present]
    return context.say(
      "tutor.panel.batches.step", String(step.number),
      String(step.prefillTokens + step.decodeTokens), String(timeline.tokenBudget),
      String(step.sequences), formatted(step.duration.inMilliseconds, decimals: 1),
      String(step.waiting))
  }

  private mutating func drawStep(
    _ step: BatchTimeline.Step, _ timeline: BatchTimeline, column: Int, in rect: Rect,
    isPresent: Bool
  ) {
    func height(_ tokens: Int) -> Int {
      guard tokens > 0 else { return 0 }
      // Whatever was computed is seen, even one token of thousands.
      let share = Double(tokens) / Double(max(1, timeline.tokenBudget)) * Double(rect.rows)
      return max(1, min(rect.rows, Int(share.rounded())))
    }
    let decode = height(step.decodeTokens)
    let whole = max(
      height(step.decodeTokens + step.prefillTokens), decode + (step.prefillTokens > 0 ? 1 : 0))
    for line in 0..<rect.rows {
      let fromBottom = rect.rows - line
      let (symbol, role): (String, Role) =
        fromBottom <= decode && fromBottom <= rect.rows
        ? (glyphs.full, .series1)
        : (fromBottom <= whole
          ? (glyphs.dark, .accent) : (line == 0 ? glyphs.horizontal : " ", .muted))
      write(
        symbol, column: column, row: rect.row + line, role: role,
        attributes: isPresent ? [.reverse] : [], maxWidth: 1)
    }
  }

  private mutating func drawShares(
    _ timeline: BatchTimeline, in rect: Rect, _ owner: Int?, _ context: Context
  ) {
    guard rect.rows >= 2 else { return }
    let most = rect.rows - 1
    let all = timeline.shares.sorted { ($1.tokens, $0.owner) < ($0.tokens, $1.owner) }
    let hidden = max(0, all.count - most)
    let kept = hidden > 0 ? max(0, most - 1) : most
    for (line, share) in all.prefix(kept).enumerated() {
      let cell = OccupancyCell.owner(share.owner)
      write(
        Text.truncate(
          [
            TextSpan(cell.symbol + " ", role: cell.role),
            TextSpan(share.name + "  ", role: share.owner == owner ? .accent : .normal),
            TextSpan(
              context.say(
                "tutor.panel.batches.share", String(share.tokens), String(share.before)),
              role: .muted),
          ], to: rect.columns, glyphs: glyphs), column: rect.column, row: rect.row + 1 + line,
        maxWidth: rect.columns)
    }
    if hidden > 0 {
      write(
        context.say("tutor.panel.batches.more", String(all.count - kept)), column: rect.column,
        row: rect.endRow - 1, role: .muted, maxWidth: rect.columns)
    }
  }
}
