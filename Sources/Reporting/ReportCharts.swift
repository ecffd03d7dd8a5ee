import Learning
import Wording

/// Charts as inline SVG. Colours come from the page's styles; each chart says its numbers in words
/// too.
enum ReportCharts {
  /// A bar that is full at 100 %.
  static func bar(percent: Int, label: String, width: Int) -> String {
    let filled = max(0, min(100, percent)) * width / 100
    return """
      <svg class="bar" role="img" width="\(width)" height="10" viewBox="0 0 \(width) 10" \
      aria-label="\(escaped(label)): \(percent) %">\
      <rect class="track" width="\(width)" height="10" rx="5"/>\
      \(filled > 0 ? "<rect class=\"fill\" width=\"\(max(filled, 6))\" height=\"10\" rx=\"5\"/>" : "")</svg>
      """
  }

  /// Three stars, the won ones filled.
  static func stars(_ won: Int, label: String) -> String {
    let shapes = (0..<3).map { number in
      "<path class=\"\(number < won ? "won" : "open")\" transform=\"translate(\(number * 20) 0)\" d=\"\(star)\"/>"
    }
    return """
      <svg class="stars" role="img" width="60" height="20" viewBox="0 0 60 20" \
      aria-label="\(escaped(label))">\(shapes.joined())</svg>
      """
  }

  /// Five points at radius 8 and five at 3.2 around (10, 10.5), in tenths.
  private static let star =
    "M10 2.5L11.9 7.9L17.6 8L13 11.5L14.7 17L10 13.7L5.3 17L7 11.5L2.4 8L8.1 7.9Z"

  /// A column for each week and a row for each day from Monday; darker is more.
  static func heatMap(_ days: [Report.DayReport], _ say: Wording) -> String {
    let most = days.map(\.actions).max() ?? 0
    let (cell, left, top) = (14, 8, 18)
    let cells = days.enumerated().map { number, day in
      """
      <rect class="heat\(level(day.actions, most: most))" x="\(left + number / 7 * cell)" \
      y="\(top + number % 7 * cell)" width="11" height="11" rx="2">\
      <title>\(escaped(say("report.activity.day", day.date.description, String(day.actions))))\
      </title></rect>
      """
    }
    // A month's name stands over the first week that begins in it.
    var months: [String] = []
    for number in stride(from: 0, to: days.count, by: 7)
    where number == 0 || days[number].date.month != days[number - 7].date.month {
      let date = days[number].date
      let text =
        date.month == 1 || number == 0
        ? String(date.description.prefix(7)) : String(date.description.dropFirst(5).prefix(2))
      // The first column's month is left out when the next one would overlap it.
      if number == 0, days.count > 21, days[21].date.month != date.month { continue }
      months.append(
        "<text x=\"\(left + number / 7 * cell)\" y=\"11\">\(text)</text>")
    }
    let weeks = (days.count + 6) / 7
    let width = left + weeks * cell + 4
    let legendY = top + 7 * cell + 8
    let legend = (0...4).map {
      "<rect class=\"heat\($0)\" x=\"\(left + 34 + $0 * cell)\" y=\"\(legendY)\" width=\"11\" height=\"11\" rx=\"2\"/>"
    }
    let sum = days.reduce(0) { $0 + $1.actions }
    let active = days.count { $0.actions > 0 }
    let label = say("report.activity.chart", String(sum), String(active))
    return """
      <p class="muted">\(escaped(label))</p>
      <svg class="heat" role="img" width="\(width)" height="\(legendY + 14)" \
      viewBox="0 0 \(width) \(legendY + 14)" aria-label="\(escaped(label))">
      \(months.joined())
      \(cells.joined(separator: "\n"))
      <text x="\(left)" y="\(legendY + 10)">\(escaped(say("report.less")))</text>\
      \(legend.joined())\
      <text x="\(left + 38 + 5 * cell)" y="\(legendY + 10)">\(escaped(say("report.more")))</text>
      </svg>
      """
  }

  /// A column for each day from `first`, its number on top.
  static func columns(_ counts: [Int], from first: CivilDate, label: String) -> String {
    let most = max(1, counts.max() ?? 1)
    let columns = counts.enumerated().map { number, count in
      let height = count > 0 ? max(3, count * 70 / most) : 0
      let x = 6 + number * 44
      let day = first.adding(days: number).description.dropFirst(5)
      return """
        <rect class="fill" x="\(x)" y="\(92 - height)" width="30" height="\(height)" rx="3"/>\
        <text x="\(x + 15)" y="\(87 - height)" text-anchor="middle">\(count)</text>\
        <text x="\(x + 15)" y="107" text-anchor="middle">\(day)</text>
        """
    }
    let width = 6 + counts.count * 44
    return """
      <svg class="columns" role="img" width="\(width)" height="112" viewBox="0 0 \(width) 112" \
      aria-label="\(escaped(label)): \(counts.map(String.init).joined(separator: ", "))">
      <line class="axis" x1="0" y1="92.5" x2="\(width)" y2="92.5"/>
      \(columns.joined(separator: "\n"))
      </svg>
      """
  }

  /// 0 for nothing, 1 to 4 by quarters of the busiest day.
  static func level(_ actions: Int, most: Int) -> Int {
    actions <= 0 || most <= 0 ? 0 : min(4, (actions * 4 + most - 1) / most)
  }
}
