import Labs
import TerminalUI

extension Canvas {
  /// Lines or bars of an experiment, the same in lessons, in the lab and on the command line.
  mutating func chart(_ chart: ExperimentChart, in rect: Rect, _ context: Context) {
    switch chart.shape {
    case .lines(let lines, let marker):
      lineChart(
        LineChart(
          series: lines.enumerated().map { at, line in
            ChartSeries(
              name: context.say(line.title),
              points: line.points.map { ChartSeries.Point(x: $0.x, y: $0.y) }, role: .series(at))
          }, xTitle: context.say(chart.xTitle), yTitle: context.say(chart.yTitle), marker: marker),
        in: rect)
    case .bars(let bars, let decimals):
      let (head, rest) = rect.splitTop(1)
      write(
        context.say(chart.yTitle), column: head.column, row: head.row, role: .heading,
        maxWidth: head.columns)
      // The chosen bar stays in sight where not all have room.
      let chosen = bars.firstIndex(where: \.isChosen) ?? 0
      let first = max(0, min(chosen - rest.rows / 2, bars.count - rest.rows))
      barChart(
        bars.dropFirst(first).map { bar in
          BarEntry(
            label: (bar.isChosen ? glyphs.pointer : " ") + " " + bar.label, value: bar.value,
            valueText: formatted(bar.value, decimals: decimals),
            role: bar.isChosen ? .accent : .series1)
        }, in: rest, maximum: bars.map(\.value).max())
    }
  }
}
