import Labs
import Simulation
import TerminalUI

/// One knob over its values: a table and a plot of one metric.
struct SweepView: Sendable {
  let knob: Knob
  /// Stops of the knob with which the scenario cannot run.
  let leftOut: [KnobValue]
  private(set) var sweep: Sweep
  private(set) var isRunning = true
  /// The metric that is plotted, and first in the table.
  private(set) var metric = 0
  var top = 0

  /// Values with which the engine refuses to start are left out.
  init(
    _ knob: Knob, _ lab: any Lab, _ scenario: LabScenario, choices: Choices, seed: Seed
  ) throws(LabProblem) {
    self.knob = knob
    var possible: [KnobValue] = []
    var leftOut: [KnobValue] = []
    for value in knob.stops {
      var wanted = choices
      wanted[knob.id] = value
      if (try? lab.begin(scenario, choices: wanted, seed: seed)) == nil {
        leftOut.append(value)
      } else {
        possible.append(value)
      }
    }
    self.leftOut = leftOut
    sweep = try Sweep(
      lab, scenario, choices: choices, seed: seed,
      axes: [Sweep.Axis(knob: knob.id, values: possible)])
  }

  mutating func advance(events: Int) {
    guard isRunning else { return }
    let before = sweep.rows.count
    if !sweep.advance(events: events), sweep.rows.count == before || sweep.rows.count == sweep.count
    {
      isRunning = false
    }
  }

  mutating func stop() { isRunning = false }

  mutating func choose(_ step: Int) {
    metric = min(max(0, metric + step), max(0, sweep.shownMetrics.count - 1))
  }

  func draw(on canvas: inout Canvas, in rect: Rect, isFocused: Bool, _ context: Context) {
    var (head, rest) = rect.splitTop(1)
    canvas.write(
      context.say(
        isRunning ? "tutor.lab.sweeping" : "tutor.lab.swept", context.say(knob.title),
        String(sweep.rows.count), String(sweep.count)), column: head.column, row: head.row,
      role: .heading, maxWidth: head.columns)
    if isRunning {
      (head, rest) = rest.splitTop(1)
      canvas.progressBar(
        fraction: Double(sweep.progressPerMille) / 1_000, column: head.column, row: head.row,
        width: min(60, head.columns))
    }
    if !leftOut.isEmpty {
      (head, rest) = rest.splitTop(1)
      let values = leftOut.map { context.say(knob.title(of: $0)) }.joined(separator: ", ")
      canvas.write(
        context.say("tutor.lab.leftOut", values), column: head.column, row: head.row,
        role: .warning, maxWidth: head.columns)
    }
    let metrics = sweep.shownMetrics
    guard metrics.indices.contains(metric) else { return }
    (head, rest) = rest.splitTop(1)
    canvas.chooser(
      label: context.say("tutor.lab.metric"), value: title(metrics[metric], context),
      column: head.column, row: head.row, width: head.columns,
      labelWidth: Text.width(context.say("tutor.lab.metric"), glyphs: context.glyphs),
      isFocused: isFocused)
    let lines = table(width: rest.columns - 1, context)
    let chartRows = rest.rows >= lines.count + 8 ? rest.rows - lines.count - 1 : rest.rows / 2
    let (upper, lower) = rest.splitBottom(rest.rows >= 10 ? chartRows : 0)
    canvas.paragraphs(lines, offset: top, in: upper)
    drawPlot(on: &canvas, in: lower, context)
  }

  private func title(_ definition: MetricDefinition, _ context: Context) -> String {
    context.say(definition.title)
      + (definition.unit.isEmpty ? "" : " (\(context.say(unitName(definition.unit))))")
  }

  func table(width: Int, _ context: Context) -> [[TextSpan]] {
    let shown = sweep.shownMetrics.dropFirst(metric).prefix(max(1, (width - 14) / 16))
    return tableLines(
      heading: [context.say(knob.title)] + shown.map { title($0, context) },
      sweep.rows.map { row in
        [TextSpan(row.values.map { context.say(knob.title(of: $0)) }.joined(separator: ", "))]
          + shown.map { definition in
            TextSpan(row.metric(definition.id)?.text ?? "", role: .strong)
          }
      }, trailing: Set(1..<(shown.count + 1)), width: width, glyphs: context.glyphs)
  }

  /// A line over the values of a whole number, bars over words.
  private func drawPlot(on canvas: inout Canvas, in rect: Rect, _ context: Context) {
    let metrics = sweep.shownMetrics
    guard rect.rows >= 3, metrics.indices.contains(metric) else { return }
    let definition = metrics[metric]
    let values = sweep.rows.map { ($0.values.first, $0.metric(definition.id)?.value) }
    let points = values.compactMap { value, y -> ChartSeries.Point? in
      if case .whole(let x)? = value, let y { ChartSeries.Point(x: Double(x), y: y) } else { nil }
    }
    if case .whole = knob.kind, points.count > 1 {
      canvas.lineChart(
        LineChart(
          series: [
            ChartSeries(name: context.say(definition.title), points: points, role: .series1)
          ], xTitle: context.say(unitName(knob.unit)),
          yTitle: context.say(unitName(definition.unit))), in: rect)
    } else {
      canvas.barChart(
        sweep.rows.map { row in
          BarEntry(
            label: row.values.map { context.say(knob.title(of: $0)) }.joined(),
            value: row.metric(definition.id)?.value ?? 0,
            valueText: row.metric(definition.id)?.text, role: .series1)
        }, in: rect.inset(rows: 1))
    }
  }
}
