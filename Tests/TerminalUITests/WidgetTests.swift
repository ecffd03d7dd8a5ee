import Testing

@testable import TerminalUI

@Suite struct WidgetTests {
  private func draw(
    _ columns: Int, _ rows: Int, _ glyphs: GlyphSet = .unicode, _ body: (inout Canvas) -> Void
  ) -> String {
    var canvas = Canvas(columns: columns, rows: rows, glyphs: glyphs)
    body(&canvas)
    return canvas.text
  }

  @Test func listScrollsToItsChoice() {
    let text = draw(14, 4) { canvas in
      canvas.list(count: 9, state: ListState(selected: 5), in: canvas.bounds) { index in
        [TextSpan("entry \(index)"), TextSpan(" long tail")]
      }
      #expect(canvas.cursor == Position(column: 0, row: 3))
      #expect(canvas[3, 3].role == .focused)
      #expect(canvas[3, 2].role == .normal)
    }
    #expect(
      text == """
          entry 2 lo…│
          entry 3 lo…█
          entry 4 lo…│
        ▸ entry 5 lo…│
        """)
  }

  @Test func listKeysStayInside() {
    var state = ListState()
    state.handle(.up, count: 20, visible: 5)
    #expect(state == ListState(selected: 0, offset: 0))
    state.handle(.pageDown, count: 20, visible: 5)
    #expect(state == ListState(selected: 4, offset: 0))
    state.handle(.character("G"), count: 20, visible: 5)
    #expect(state == ListState(selected: 19, offset: 15))
    state.handle(.up, count: 20, visible: 5)
    #expect(state == ListState(selected: 18, offset: 15))
    state.handle(.end, count: 0, visible: 5)
    #expect(state == ListState(selected: 0, offset: 0))
    let isUsed = state.handle(.enter, count: 3, visible: 5)
    #expect(!isUsed)
    let rect = Rect(column: 2, row: 3, columns: 10, rows: 5)
    let scrolled = ListState(selected: 4, offset: 4)
    #expect(scrolled.item(at: Position(column: 2, row: 4), in: rect, count: 20) == 5)
    #expect(scrolled.item(at: Position(column: 1, row: 4), in: rect, count: 20) == nil)
    #expect(scrolled.item(at: Position(column: 2, row: 7), in: rect, count: 6) == nil)
  }

  private let pods = Table(
    columns: [
      TableColumn("pod", minimum: 6), TableColumn("GPUs", alignment: .trailing),
      TableColumn("node", dropOrder: 1), TableColumn("why", minimum: 6, dropOrder: 2),
    ],
    rows: [["train-0", "8", "gpu-a", "bound"], ["serve-with-a-name", "1", "", "Insufficient"]])

  @Test(arguments: [
    (
      44,
      """
      pod                GPUs  node   why
      train-0               8  gpu-a  bound
      serve-with-a-name     1         Insufficient
      """
    ),
    (
      34,
      """
      pod         GPUs  node   why
      train-0        8  gpu-a  bound
      serve-wit…     1         Insuffic…
      """
    ),
    (
      20,
      """
      pod      GPUs  node
      train-0     8  gpu-a
      serve-…     1
      """
    ),
    (
      12,
      """
      pod     GPUs
      train…     8
      serve…     1
      """
    ),
  ])
  func tableGivesWayWhenNarrow(width: Int, expected: String) {
    let text = draw(width, 3) { $0.table(pods, in: $0.bounds) }
    #expect(text == expected)
  }

  @Test func tableMarksItsChoice() {
    let text = draw(24, 2, .ascii) {
      $0.table(pods, state: ListState(selected: 1), in: $0.bounds)
    }
    #expect(text == "  pod       GPUs  node\n> serve-w~     1       #")
  }

  @Test(arguments: [
    (0.0, "░░░░░   0%"), (0.001, "▏░░░░   0%"), (0.5, "██▌░░  50%"), (0.999, "████▉  99%"),
    (1.0, "█████ 100%"), (7.0, "█████ 100%"), (Double.nan, "░░░░░   0%"),
  ])
  func progressIsAlsoText(fraction: Double, expected: String) {
    let text = draw(10, 1) {
      $0.progressBar(fraction: fraction, column: 0, row: 0, width: 10)
    }
    #expect(text == expected)
  }

  @Test func progressInASCIIAndInNoRoom() {
    #expect(
      draw(12, 1, .ascii) { $0.progressBar(fraction: 0.5, column: 0, row: 0, width: 12) }
        == "####...  50%")
    #expect(draw(5, 1) { $0.progressBar(fraction: 0.5, column: 0, row: 0, width: 5) } == "  50%")
  }

  @Test func sparklineShowsTheLastValues() {
    let text = draw(8, 1) {
      $0.sparkline([9, 9, 0, 1, 2, 3, .nan, 8], column: 0, row: 0, width: 6)
    }
    #expect(text == "▁▂▃▄ █")
  }

  @Test func barsShareOneScale() {
    let text = draw(24, 3) {
      $0.barChart(
        [
          BarEntry(label: "bin-pack", value: 4, valueText: "4 ms"),
          BarEntry(label: "spread", value: 2, valueText: "2 ms"),
          BarEntry(label: "none", value: 0, valueText: "-"),
        ], in: $0.bounds)
    }
    #expect(
      text == """
        bin-pack ██████████ 4 ms
        spread   █████░░░░░ 2 ms
        none     ░░░░░░░░░░    -
        """)
  }

  @Test func lineChartHasAxesAndLetters() {
    let chart = LineChart(
      series: [
        ChartSeries(name: "up", values: [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ChartSeries(name: "down", values: [8, 7, 6, 5, 4, 3, 2, 1, 0], role: .series2),
      ], xTitle: "s", yTitle: "ms")
    let text = draw(21, 8, .ascii) { $0.lineChart(chart, in: $0.bounds) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "ms  a up  b down")
    #expect(lines[1].hasPrefix("8|b") && lines[1].hasSuffix("a"))
    #expect(lines[5].hasPrefix("0|a") && lines[5].hasSuffix("b"))
    #expect(lines[6] == " +-------------------")
    #expect(lines[7] == "  0        s        8")
  }

  @Test(arguments: [
    [Double](), [1], [.nan, .infinity], [-1e308, 1e308], [3, 3, 3], [-5, 5],
  ])
  func lineChartSurvivesAnyValues(values: [Double]) {
    for size in [(0, 0), (3, 1), (12, 4), (40, 12)] {
      let text = draw(size.0, size.1) {
        $0.lineChart(LineChart(series: [ChartSeries(name: "x", values: values)]), in: $0.bounds)
      }
      #expect(text.split(separator: "\n").count <= size.1)
    }
  }

  @Test(arguments: [
    (0.0, "0"), (0.25, "0.25"), (1, "1"), (1.5, "1.5"), (12.34, "12.3"), (99.96, "100"),
    (412, "412"), (999.4, "999"), (999.6, "1k"), (1500, "1.5k"), (2_500_000, "2.5M"),
    (-42, "-42"), (3e9, "3G"), (.infinity, "-"), (1e30, "huge"), (0.05, "0.05"),
  ])
  func axisLabelsAreShort(value: Double, expected: String) {
    #expect(AxisLabel.short(value) == expected)
  }

  @Test func occupancyIsLetteredInGroups() {
    let cells = (0..<10).map { $0 < 8 ? OccupancyCell.owner($0 / 3) : .free(.unicode) }
    #expect(
      draw(9, 2) { $0.occupancyGrid(cells, in: $0.bounds, group: 4) } == "aaab bbcc\n░░")
    #expect(draw(6, 2) { $0.occupancyGrid(cells, in: $0.bounds) } == "aaabbb\ncc░░")
    #expect(OccupancyCell.owner(26).symbol == "A")
    #expect(OccupancyCell.owner(52).symbol == "a")
  }

  @Test func heatMapShowsTheLatestWeeks() {
    let text = draw(7, 2) {
      $0.heatMap(
        [[0, 1, 2, 3, 4], [nil, 4, 3, 2, 1]], rowLabels: ["Mo", "Tu"],
        in: $0.bounds)
    }
    #expect(text == "Mo ░▒▓█\nTu █▓▒░")
  }

  @Test func textFieldKeepsTheCursorVisible() {
    var editor = LineEditor("a long search text")
    let text = draw(10, 1) {
      $0.textField(editor, prompt: "/", column: 0, row: 0, width: 10)
      #expect($0.cursor == Position(column: 9, row: 0))
    }
    #expect(text == "/rch text")
    editor.handle(.home)
    _ = draw(10, 1) {
      $0.textField(editor, prompt: "/", column: 0, row: 0, width: 10)
      #expect($0.cursor == Position(column: 1, row: 0))
      #expect($0.text == "/a long se")
    }
  }

  @Test func editorEdits() {
    var editor = LineEditor("")
    for key in [Key.character("a"), .character("c"), .left, .character("b"), .end] {
      editor.handle(key)
    }
    #expect(editor.text == "abc" && editor.cursor == 3)
    editor.handle(.paste(" two\nlines\u{1B}[31m"))
    #expect(editor.text == "abc two lines")
    editor.handle(.control("w"))
    #expect(editor.text == "abc two ")
    editor.handle(.home)
    editor.handle(.delete)
    editor.handle(.backspace)
    #expect(editor.text == "bc two " && editor.cursor == 0)
    editor.handle(.control("k"))
    #expect(editor.text == "")
    let isUsed = editor.handle(.enter)
    #expect(!isUsed)
    var short = LineEditor(limit: 3)
    short.insert("abcdef")
    #expect(short.text == "abc")
  }

  @Test func tabsShortenAndTellTheirPlaces() {
    var canvas = Canvas(columns: 30, rows: 1)
    let wide = canvas.tabBar(["Today", "Map", "Path"], active: 1, in: canvas.bounds)
    #expect(canvas.text == " 1 Today [2 Map] 3 Path")
    #expect(wide[1] == Rect(column: 9, row: 0, columns: 7, rows: 1))
    #expect(
      draw(14, 1) { $0.tabBar(["Today", "Map", "Path"], active: 1, in: $0.bounds) }
        == " 1 [2 Map] 3")
  }

  @Test func chooserShowsItsArrows() {
    #expect(
      draw(24, 2) {
        $0.chooser(
          label: "block size", value: "16", column: 0, row: 0, width: 24, labelWidth: 10,
          isFocused: true)
        $0.chooser(
          label: "caching", value: "on", column: 0, row: 1, width: 24, labelWidth: 10,
          isFocused: false)
      } == "▸ block size  ‹ 16 ›\n  caching     ‹ on ›")
  }
}
