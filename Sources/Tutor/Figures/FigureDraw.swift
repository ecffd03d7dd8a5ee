import Curriculum
import Labs
import TerminalUI
import Wording

extension FigureCard {
  /// Rows that the figure takes, without its caption; the same for every stop, so that the text below stands still while
  /// the knob is turned. Of a drawing only the row with its title: its frames are text.
  var rows: Int {
    switch figure.kind {
    case .drawn: 1
    case .formula(let formula): 1 + formula.results.count + (formula.curve == nil ? 0 : 10)
    case .table(let table): 1 + table.rows.count
    case .lab(let live):
      1 + live.metrics.count + (live.picture == nil ? 0 : 9) + (live.chart == nil ? 0 : 9)
    case .experiment(let live): 1 + live.metrics.count + (live.hasChart ? 10 : 0)
    }
  }

  /// Draws into `rect`, which has `rows` rows.
  func draw(on canvas: inout Canvas, in rect: Rect, isFocused: Bool, _ context: Context) {
    switch figure.kind {
    case .drawn(let frames): drawTitle(frames, on: &canvas, in: rect, isFocused, context)
    case .formula(let formula): draw(formula, on: &canvas, in: rect, isFocused, context)
    case .table(let table): draw(table, on: &canvas, in: rect)
    case .lab(let live): draw(live, on: &canvas, in: rect, isFocused, context)
    case .experiment(let live): draw(live, on: &canvas, in: rect, isFocused, context)
    }
  }

  private func drawTitle(
    _ frames: [DrawnFrame], on canvas: inout Canvas, in rect: Rect, _ isFocused: Bool,
    _ context: Context
  ) {
    guard frames.indices.contains(stop) else { return }
    let title = context.text(frames[stop].title)
    guard frames.count > 1 else {
      canvas.writeField(
        title, column: rect.column + 2, row: rect.row, width: rect.columns - 2,
        role: isFocused ? .focused : .strong)
      return
    }
    canvas.chooser(
      label: title,
      value: context.say("tutor.figure.frame", String(stop + 1), String(frames.count)),
      column: rect.column, row: rect.row, width: rect.columns,
      labelWidth: max(10, min(rect.columns - 18, 56)), isFocused: isFocused)
  }

  /// The rows of the frame that is shown, as many as the highest frame has, cut to `width` columns. What is cut off at a
  /// side is marked there.
  func drawing(width: Int, glyphs: GlyphSet) -> [[TextSpan]] {
    guard case .drawn(let frames) = figure.kind, frames.indices.contains(stop) else { return [] }
    let height = frames.map(\.rows.count).max() ?? 0
    let left = min(shift, max(0, drawingWidth - width))
    return (0..<height).map { at in
      guard frames[stop].rows.indices.contains(at) else { return [] }
      let row = frames[stop].rows[at]
      let hasLeft = left > 0 && row.prefix(left).contains { $0 != " " }
      let rest = row.dropFirst(left + (hasLeft ? 1 : 0))
      let room = width - (hasLeft ? 1 : 0)
      let hasRight = rest.count > room
      return [
        TextSpan(hasLeft ? glyphs.chevronLeft : "", role: .accent),
        TextSpan(String(rest.prefix(hasRight ? room - 1 : room)), role: .code),
        TextSpan(hasRight ? glyphs.chevronRight : "", role: .accent),
      ]
    }
  }

  private func draw(
    _ formula: FormulaFigure, on canvas: inout Canvas, in rect: Rect, _ isFocused: Bool,
    _ context: Context
  ) {
    let (head, body) = rect.splitTop(1)
    let knob = formula.knob
    let value = axisNumber(knob.values[stop])
    let label = context.text(knob.label)
    let results = formula.results
    let labelWidth = labelWidth(
      [label] + results.map { context.text($0.name) }, in: rect, context)
    canvas.chooser(
      label: label, value: withUnit(value, knob.unit),
      column: head.column, row: head.row, width: head.columns, labelWidth: labelWidth,
      isFocused: isFocused)
    let values: [Double]
    do {
      values = try formula.values(atStop: stop)
    } catch {
      canvas.write(error.message, column: body.column + 2, row: body.row, role: .bad)
      return
    }
    for (at, result) in results.enumerated() where values.indices.contains(at) {
      let text = formatted(values[at], decimals: result.decimals)
      let row = body.row + at
      canvas.writeField(
        context.text(result.name), column: body.column + 2, row: row, width: labelWidth)
      canvas.write(
        withUnit(text, result.unit), column: body.column + labelWidth + 6, row: row, role: .strong)
    }
    if let curve = formula.curve, let points = try? formula.curvePoints(atStop: stop) {
      let room = body.splitTop(results.count).rest
      canvas.lineChart(
        LineChart(
          series: [
            ChartSeries(
              name: context.text(curve.label),
              points: points.map { ChartSeries.Point(x: $0.x, y: $0.y) }, role: .series1)
          ],
          xTitle: curve.x == knob.name && !knob.unit.isEmpty
            ? knob.unit : curve.x.replacing("_", with: " "), yTitle: curve.unit,
          marker: curve.x == knob.name ? knob.values[stop] : nil),
        in: Rect(
          column: room.column + 2, row: room.row, columns: min(70, room.columns - 2),
          rows: room.rows))
    }
  }

  private func draw(_ table: RecordedTable, on canvas: inout Canvas, in rect: Rect) {
    let room = rect.inset(columns: 2)
    let barRoom = table.barColumn == nil || room.columns < 48 ? 0 : min(24, room.columns / 3)
    let (cells, bars) = room.splitRight(barRoom, gap: barRoom > 0 ? 2 : 0)
    canvas.table(
      Table(
        columns: table.columns.enumerated().map { at, title in
          TableColumn(
            title, alignment: table.rows.allSatisfy { Double($0[at]) != nil } ? .trailing : .leading
          )
        }, rows: table.rows),
      in: cells)
    if let most = table.bars.max(), most > 0, barRoom >= 4 {
      for (at, value) in table.bars.enumerated() {
        canvas.bar(
          fraction: value / most, column: bars.column, row: bars.row + 1 + at, width: bars.columns,
          role: .series1)
      }
    }
  }

  private func draw(
    _ live: LabFigure, on canvas: inout Canvas, in rect: Rect, _ isFocused: Bool,
    _ context: Context
  ) {
    guard let knob = Self.knob(live), let value else {
      canvas.write(
        context.say("tutor.figure.noLab", live.lab), column: rect.column + 2, row: rect.row,
        role: .bad)
      return
    }
    let metrics = live.metrics.compactMap { id in
      LabID(rawValue: live.lab).flatMap { lab($0) }?.metric(id)
    }
    let rest = drawNumbers(knob, value, metrics, on: &canvas, in: rect, isFocused, context)
    guard let outcome, trouble == nil else { return }
    var room = rest.inset(columns: 2)
    if let moment = live.picture {
      let (place, below) = room.splitTop(9)
      let count = outcome.replay.stepCount
      let step =
        switch moment {
        case .end: count
        case .middle: count / 2
        case .peak: peakStep(outcome.replay)
        }
      canvas.picture(outcome.replay.picture(at: step), in: place, context)
      room = below
    }
    if let id = live.chart, let series = outcome.replay.series.first(where: { $0.id == id }) {
      canvas.lineChart(seriesChart([series], context), in: room.splitTop(8).head)
    }
  }

  private func draw(
    _ live: ExperimentFigure, on canvas: inout Canvas, in rect: Rect, _ isFocused: Bool,
    _ context: Context
  ) {
    guard let knob = Self.knob(live), let value, let experiment = Labs.experiment(live.experiment)
    else {
      canvas.write(
        context.say("tutor.figure.noExperiment", live.experiment), column: rect.column + 2,
        row: rect.row, role: .bad)
      return
    }
    let metrics = live.metrics.compactMap(experiment.metric)
    let rest = drawNumbers(knob, value, metrics, on: &canvas, in: rect, isFocused, context)
    guard live.hasChart, let result, trouble == nil else { return }
    let room = rest.inset(columns: 2)
    canvas.chart(
      result.chart,
      in: Rect(
        column: room.column, row: room.row, columns: min(72, room.columns), rows: room.rows),
      context)
  }

  /// The knob and the numbers of a live figure, or its trouble; what is left of the room.
  private func drawNumbers(
    _ knob: Knob, _ value: KnobValue, _ metrics: [MetricDefinition], on canvas: inout Canvas,
    in rect: Rect, _ isFocused: Bool, _ context: Context
  ) -> Rect {
    let (head, body) = rect.splitTop(1)
    let title = context.say(knob.title)
    let labelWidth = labelWidth([title] + metrics.map { context.say($0.title) }, in: rect, context)
    canvas.chooser(
      label: title, value: context.say(knob.title(of: value)), column: head.column, row: head.row,
      width: head.columns, labelWidth: labelWidth, isFocused: isFocused)
    if let trouble {
      canvas.write(
        context.say("tutor.figure.trouble", trouble), column: body.column + 2, row: body.row,
        role: .bad)
      return body
    }
    let (numbers, rest) = body.splitTop(metrics.count)
    for (at, metric) in metrics.enumerated() {
      let row = numbers.row + at
      canvas.writeField(
        context.say(metric.title), column: numbers.column + 2, row: row, width: labelWidth)
      let text = self.metric(metric.id).map { withUnit($0.text, metric.unit) }
      canvas.write(
        text ?? context.say(isStopped ? "tutor.figure.stopped" : "tutor.figure.running"),
        column: numbers.column + labelWidth + 6,
        row: row, role: text == nil ? .muted : .strong)
    }
    return rest
  }

  private func labelWidth(_ labels: [String], in rect: Rect, _ context: Context) -> Int {
    let widest = labels.map { Text.width($0, glyphs: context.glyphs) }.max() ?? 0
    return min(widest, max(10, rect.columns - 26))
  }
}

/// The step of a replay at which the most cells are held, among at most 64 that are looked at.
func peakStep(_ replay: any Replay) -> Int {
  let stride = max(1, replay.stepCount / 64)
  var best = (used: -1, step: replay.stepCount)
  var step = 0
  while step <= replay.stepCount {
    let used = replay.picture(at: step).rows.reduce(0) { sum, row in
      sum + row.cells.count { $0.state == .used || $0.state == .shared }
    }
    if used > best.used { best = (used, step) }
    step += stride
  }
  return best.step
}

/// Curves of a run over simulated seconds. A value holds until the next point, so lines go in steps.
func seriesChart(_ series: [Series], marker: Int? = nil, _ context: Context) -> LineChart {
  let last = series.compactMap { $0.points.last?.timeNanoseconds }.max() ?? 0
  let isLong = Double(last) / 1e9 >= longInSeconds
  let unit = isLong ? 86_400e9 : 1e9
  return LineChart(
    series: series.enumerated().map { at, one in
      ChartSeries(
        name: context.say(one.title),
        points: steps(one.points, unit: unit), role: .series(at))
    }, xTitle: isLong ? "d" : "s", yTitle: context.say(unitName(series.first?.unit ?? "")),
    marker: marker.map { Double($0) / unit })
}

/// Runs of two days and more are told in days.
let longInSeconds = 172_800.0

private func steps(_ points: [Series.Point], unit: Double) -> [ChartSeries.Point] {
  var line: [ChartSeries.Point] = []
  line.reserveCapacity(2 * points.count)
  for point in points {
    let x = Double(point.timeNanoseconds) / unit
    if let last = line.last, last.y != point.value {
      line.append(ChartSeries.Point(x: x, y: last.y))
    }
    line.append(ChartSeries.Point(x: x, y: point.value))
  }
  return line
}

/// A number as short as it is exact: whole numbers without a point.
func axisNumber(_ value: Double) -> String {
  value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : String(value)
}
