import Curriculum
import TerminalUI

extension LessonScreen {
  public func draw(on canvas: inout Canvas, _ context: Context) {
    let area = area(context)
    guard let layout = layout(context) else {
      let text = trouble ?? context.say("tutor.lesson.reading")
      for (row, line) in Text.wrap(text, width: area.columns, glyphs: context.glyphs).enumerated() {
        canvas.write(
          line, column: area.column, row: area.row + row, role: trouble == nil ? .muted : .bad)
      }
      return
    }
    let first = first(in: layout, rows: area.rows)
    canvas.withClip(area.inset(columns: -2)) { canvas in
      drawText(layout, from: first, on: &canvas, in: area)
      drawFigures(layout, from: first, on: &canvas, in: area, context)
    }
    drawFocus(layout, from: first, on: &canvas, in: area)
    if layout.lines.count > area.rows {
      canvas.scrollIndicator(
        in: Rect(column: area.endColumn + 1, row: area.row, columns: 1, rows: area.rows),
        offset: first, visible: area.rows, total: layout.lines.count)
    }
    if isFinding {
      canvas.textField(
        finder, prompt: context.say("tutor.lesson.find") + " ", column: area.column,
        row: area.endRow, width: area.columns)
    }
  }

  private func drawText(
    _ layout: LessonLayout, from first: Int, on canvas: inout Canvas, in area: Rect
  ) {
    let needle = finder.text.lowercased()
    for row in 0..<area.rows where layout.lines.indices.contains(first + row) {
      guard case .text(let spans, let indent) = layout.lines[first + row].content else { continue }
      canvas.write(
        spans, column: area.column + indent, row: area.row + row, maxWidth: area.columns - indent)
      guard !needle.isEmpty else { continue }
      let text = layout.text(first + row).lowercased()
      var from = text.startIndex
      while let found = text[from...].firstRange(of: needle) {
        canvas.restyle(
          Rect(
            column: area.column + indent
              + Text.width(String(text[..<found.lowerBound]), glyphs: canvas.glyphs),
            row: area.row + row, columns: Text.width(String(text[found]), glyphs: canvas.glyphs),
            rows: 1), role: .selected)
        from = found.upperBound
      }
    }
  }

  private func drawFigures(
    _ layout: LessonLayout, from first: Int, on canvas: inout Canvas, in area: Rect,
    _ context: Context
  ) {
    for item in layout.items {
      guard case .figure(let id) = item.kind, let card = figures[id],
        item.first < first + area.rows, item.first + item.count > first
      else { continue }
      guard !isCovered(card) else { continue }
      let rect = Rect(
        column: area.column, row: area.row + item.first - first, columns: area.columns,
        rows: card.rows)
      card.draw(on: &canvas, in: rect, isFocused: focusKind == item.kind, context)
    }
  }

  /// The mark at the left edge and the hardware cursor.
  private func drawFocus(
    _ layout: LessonLayout, from first: Int, on canvas: inout Canvas, in area: Rect
  ) {
    guard let item = layout.items.first(where: { $0.kind == focusKind }) else { return }
    // A knob has a pointer of its own.
    if case .figure(let id) = item.kind, let card = figures[id], card.stops > 1, !isCovered(card),
      item.first >= first
    {
      return
    }
    let row = max(area.row, area.row + item.first - first)
    guard row < area.endRow, item.first + item.count > first else { return }
    canvas.write(canvas.glyphs.pointer, column: area.column - 2, row: row, role: .focused)
    if item.first < first || canvas.cursor == nil {
      canvas.cursor = Position(column: area.column - 2, row: row)
    }
  }
}
