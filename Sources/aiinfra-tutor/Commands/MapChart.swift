import Curriculum
import TerminalUI
import Wording

/// The landscape as a chart from 0 to 100 in both directions, the form that programs and drawings
/// get.
///
/// x is the entry's own. Each stage has a band of y (stage 1: 0 to 20), in which the entries stand
/// in lines, ordered by
/// their own y, so that names do not cover each other.
struct MapChart {
  struct Card {
    let entry: LandscapeEntry
    /// 0 (prototype) to 100 (mature).
    let x: Int
    /// 0 (infrastructure) to 100 (application).
    let y: Int
  }

  let cards: [Card]
  let stages: [Stage]

  /// The chart of all stages or of one, with or without the additions.
  init(_ index: ContentIndex, stage: Int?, hasAdditions: Bool) {
    let entries = index.landscape.entries.filter { hasAdditions || !$0.isAddition }
    stages = index.landscape.stages.filter { stage == nil || $0.number == stage }
    cards = stages.flatMap { stage in
      Self.band(entries.filter { $0.stage == stage.number }, stage: stage.number)
    }
  }

  private static func band(_ entries: [LandscapeEntry], stage: Int) -> [Card] {
    var lines: [[LandscapeEntry]] = []
    for entry in entries.sorted(by: { ($0.y, $0.x, $0.id) < ($1.y, $1.x, $1.id) }) {
      let fits = lines.last?.allSatisfy { !overlap($0, entry) } ?? false
      if fits { lines[lines.count - 1].append(entry) } else { lines.append([entry]) }
    }
    return lines.enumerated().flatMap { at, line in
      // The middle of the line's share of the band's 20.
      let y = (stage - 1) * 20 + (at * 2 + 1) * 10 / max(1, lines.count)
      return line.sorted { $0.x < $1.x }.map { Card(entry: $0, x: $0.x, y: y) }
    }
  }

  private static func overlap(_ a: LandscapeEntry, _ b: LandscapeEntry) -> Bool {
    let room = (width(a) + width(b)) / 2 + 10
    return abs(left(a) + width(a) / 2 - left(b) - width(b) / 2) < room
  }

  // MARK: Drawing, in units of the picture

  private static let plot = (left: 230, top: 84, width: 1_000, rowHeight: 44)
  private static let labelWidth = 190
  /// Room at both ends, so that cards at 0 and 100 stand where they belong.
  private static let margin = 80
  /// The name without its explanation in brackets.
  private static func label(_ entry: LandscapeEntry) -> String {
    let name = entry.name.range(of: " (").map { String(entry.name[..<$0.lowerBound]) }
    return (entry.isAddition ? "+ " : "") + (name ?? entry.name)
  }
  private static func width(_ entry: LandscapeEntry) -> Int { Text.width(label(entry)) * 8 + 26 }
  /// Left edge of a card whose middle stands at x, kept inside the plot.
  private static func left(_ entry: LandscapeEntry) -> Int {
    let middle = margin + entry.x * (plot.width - 2 * margin) / 100
    return min(max(4, middle - width(entry) / 2), plot.width - width(entry) - 4)
  }
  private static let colours = ["#5b6b8c", "#2f7d6d", "#a8622a", "#8a4f9e", "#b0413e"]

  /// A drawing that needs nothing but itself.
  func svg(_ index: ContentIndex, _ say: Wording) -> String {
    let code = say.language.rawValue
    let plot = Self.plot
    // Bands are equally high, so that a y of the chart is a height of the drawing.
    let lines = stages.map { stage in
      Set(cards.filter { $0.entry.stage == stage.number }.map(\.y)).count
    }
    let bandHeight = max(2, lines.max() ?? 0) * plot.rowHeight
    let height = stages.count * bandHeight
    let total = (width: plot.left + plot.width + Self.labelWidth, height: plot.top + height + 124)
    var out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(total.width) \(total.height)\""
      + " width=\"\(total.width)\" height=\"\(total.height)\" role=\"img\""
      + " font-family=\"system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif\" font-size=\"14\">\n"
    let title = xml(say("command.svg.title"))
    out += "<title>\(title)</title>\n"
    out += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    out += "<text x=\"24\" y=\"40\" font-size=\"22\" font-weight=\"600\" fill=\"#1c2430\">"
    out += "\(title)</text>\n"
    var top = plot.top
    // Stage 5 stands at the top.
    for stage in stages.reversed() {
      out += band(stage, top: top, height: bandHeight, code)
      top += bandHeight
    }
    out += axes(index.landscape, top: plot.top, height: height, code)
    out += legend(index.landscape, top: plot.top + height + 62, say)
    return out + "</svg>\n"
  }

  private func band(_ stage: Stage, top: Int, height: Int, _ code: String) -> String {
    let plot = Self.plot
    let colour = Self.colours[(stage.number - 1) % Self.colours.count]
    var out =
      "<g><rect x=\"\(plot.left)\" y=\"\(top)\" width=\"\(plot.width)\" height=\"\(height)\""
      + " fill=\"\(colour)\" fill-opacity=\"\(stage.number % 2 == 0 ? "0.05" : "0.09")\"/>\n"
    out += "<text x=\"24\" y=\"\(top + 26)\" font-size=\"20\" font-weight=\"600\""
    out += " fill=\"\(colour)\">\(stage.number)</text>\n"
    out += "<text x=\"46\" y=\"\(top + 26)\" font-size=\"16\" font-weight=\"600\""
    out += " fill=\"\(colour)\">\(xml(stage.title.text("zh")))</text>\n"
    for (at, line) in Text.wrap(stage.title.english, width: 22).enumerated() {
      out += "<text x=\"46\" y=\"\(top + 46 + at * 17)\" font-size=\"12\""
      out += " fill=\"#4a5565\">\(xml(line))</text>\n"
    }
    let members = cards.filter { $0.entry.stage == stage.number }
    let rows = Set(members.map(\.y)).sorted(by: >)
    let share = height / max(1, rows.count)
    var categories: [(name: String, row: Int)] = []
    for card in members {
      let row = rows.firstIndex(of: card.y) ?? 0
      let middle = top + row * share + share / 2
      out += drawn(card.entry, middle: middle, colour, code)
      if !categories.contains(where: { $0.name == card.entry.category }) {
        let all = members.filter { $0.entry.category == card.entry.category }
          .map { rows.firstIndex(of: $0.y) ?? 0 }
        categories.append((card.entry.category, all.reduce(0, +) * share / all.count + share / 2))
      }
    }
    var next = top + 16
    for category in categories.sorted(by: { $0.row < $1.row }) {
      let y = max(next, top + category.row + 5)
      out += "<text x=\"\(plot.left + plot.width + 12)\" y=\"\(y)\" font-size=\"13\""
      out += " fill=\"\(colour)\">\(xml(category.name))</text>\n"
      next = y + 18
    }
    return out + "</g>\n"
  }

  private func drawn(
    _ entry: LandscapeEntry, middle: Int, _ colour: String, _ code: String
  ) -> String {
    let x = Self.plot.left + Self.left(entry)
    let width = Self.width(entry)
    let dash = entry.isEarly ? " stroke-dasharray=\"5 4\"" : ""
    return
      "<a href=\"\(xml(entry.repository))\"><title>\(xml(entry.name + ": " + entry.what.text(code)))</title>"
      + "<rect x=\"\(x)\" y=\"\(middle - 15)\" width=\"\(width)\" height=\"30\" rx=\"5\""
      + " fill=\"#ffffff\" stroke=\"\(colour)\" stroke-width=\"1.6\"\(dash)/>"
      + "<text x=\"\(x + width / 2)\" y=\"\(middle + 5)\" text-anchor=\"middle\""
      + " fill=\"#1c2430\">\(xml(Self.label(entry)))</text></a>\n"
  }

  private func axes(_ landscape: Landscape, top: Int, height: Int, _ code: String) -> String {
    let plot = Self.plot
    let right = plot.left + plot.width
    let bottom = top + height
    let line = "stroke=\"#4a5565\" stroke-width=\"1.4\""
    var out =
      "<path d=\"M\(plot.left) \(top - 14)V\(bottom)H\(right + 12)\" fill=\"none\" \(line)/>"
    out += "<path d=\"M\(plot.left - 5) \(top - 6)L\(plot.left) \(top - 14)L\(plot.left + 5)"
    out += " \(top - 6)\" fill=\"none\" \(line)/>"
    out += "<path d=\"M\(right + 4) \(bottom - 5)L\(right + 12) \(bottom)L\(right + 4)"
    out += " \(bottom + 5)\" fill=\"none\" \(line)/>\n"
    func label(_ text: LocalText, _ x: Int, _ y: Int, _ anchor: String) -> String {
      "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\" font-size=\"13\""
        + " fill=\"#4a5565\">\(xml(text.text(code)))</text>\n"
    }
    out += label(landscape.xAxis.low, plot.left, bottom + 24, "start")
    out += label(landscape.xAxis.high, right, bottom + 24, "end")
    out += label(landscape.yAxis.high, plot.left + 10, top - 10, "start")
    out += label(landscape.yAxis.low, plot.left - 10, bottom - 6, "end")
    return out
  }

  private func legend(_ landscape: Landscape, top: Int, _ say: Wording) -> String {
    let left = Self.plot.left
    func box(_ x: Int, _ dash: String, _ words: String) -> String {
      "<rect x=\"\(x)\" y=\"\(top - 14)\" width=\"44\" height=\"20\" rx=\"4\" fill=\"#ffffff\""
        + " stroke=\"#4a5565\" stroke-width=\"1.6\"\(dash)/>"
        + "<text x=\"\(x + 54)\" y=\"\(top + 1)\" font-size=\"13\" fill=\"#4a5565\">"
        + "\(xml(words))</text>\n"
    }
    var out = box(left, "", say("command.svg.settled"))
    out += box(left + 300, " stroke-dasharray=\"5 4\"", say("command.svg.early"))
    out += "<text x=\"\(left)\" y=\"\(top + 34)\" font-size=\"12\" fill=\"#6b7686\">"
    return out + xml(say("command.svg.note", landscape.checked)) + "</text>\n"
  }
}

/// Text inside XML: marks escaped, control characters left out.
private func xml(_ text: String) -> String {
  Text.clean(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
}
