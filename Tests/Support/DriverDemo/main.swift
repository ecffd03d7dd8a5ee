// Shows every widget and every event on a real terminal; the journeys drive it through a pty.
import NcursesDriver
import TerminalUI

#if canImport(Glibc)
  import Glibc
#endif

/// What the demo shows: enough state to see keys, pastes, clicks and sizes arrive.
struct Demo {
  enum Action: Sendable { case quit, toggleMouse, search, crash, noise }

  var tab = 0
  var list = ListState()
  var editor = LineEditor()
  var isTyping = false
  var lastEvent = "none"
  var mouse = true
  let names = [
    "Requests and limits", "Gangs, queues and quota", "Paged KV cache 分页缓存", "Prefix caching",
    "Chunked prefill", "Scale to zero", "Token budgets", "Endpoint picking – ≤ 300 ms × 2",
    "Gödel scheduler", "DRA claims", "Topology", "Preemption", "Backfill", "Outlier ejection",
  ]

  var keys: KeyTable<Action> {
    KeyTable([
      KeyBinding(key: .character("q"), label: "quit", action: .quit),
      KeyBinding(keys: [.character("/")], label: "search", action: .search),
      KeyBinding(
        key: .character("m"), label: mouse ? "mouse off" : "mouse on", action: .toggleMouse),
      KeyBinding(key: .character("X"), label: "crash", action: .crash),
      KeyBinding(key: .character("E"), label: "write to stderr", action: .noise),
    ])
  }

  func draw(on canvas: inout Canvas) {
    let (top, rest) = canvas.bounds.splitTop(1)
    let (body, foot) = rest.splitBottom(1)
    canvas.tabBar(["Today", "Map", "Path", "Challenges", "Lab", "Progress"], active: tab, in: top)
    let (left, right) = body.splitLeft(min(34, body.columns / 2), gap: 1)
    let (search, names) = left.splitTop(1)
    canvas.textField(
      editor, prompt: "/", placeholder: "search", column: search.column, row: search.row,
      width: search.columns, isFocused: isTyping)
    let inside = canvas.box(names, title: "Lessons")
    canvas.list(count: self.names.count, state: list, in: inside, isFocused: !isTyping) { index in
      [TextSpan(self.names[index])]
    }
    drawCharts(on: &canvas, in: right)
    canvas.keyBar(keys, in: foot, trailing: lastEvent)
  }

  private func drawCharts(on canvas: inout Canvas, in area: Rect) {
    let parts = area.splitRows([.fixed(3), .fixed(3), .fixed(3), .share(1)])
    for (index, part) in parts.prefix(1).enumerated() {
      canvas.progressBar(
        fraction: 0.42 + Double(index) / 10, column: part.column, row: part.row,
        width: part.columns)
      canvas.sparkline(
        (0..<60).map { Double($0 * 7 % 23) }, column: part.column, row: part.row + 1,
        width: part.columns)
    }
    let cells = (0..<40).map { $0 < 30 ? OccupancyCell.owner($0 / 8) : .free(canvas.glyphs) }
    canvas.occupancyGrid(cells, in: parts[1], group: 8, highlighted: 3)
    canvas.heatMap(
      (0..<3).map { row in (0..<52).map { ($0 * 3 + row) % 5 } }, rowLabels: ["Mo", "Tu", "We"],
      in: parts[2])
    let text: [TextSpan] = [
      TextSpan("state: "), TextSpan("good ", role: .good), TextSpan("bad ", role: .bad),
      TextSpan("warning ", role: .warning), TextSpan("code ", role: .code),
      TextSpan("vLLM", role: .link, link: "https://github.com/vllm-project/vllm"),
    ]
    let lower = parts[3].splitTop(3)
    canvas.paragraphs(
      Text.wrap(text, width: max(1, lower.head.columns), glyphs: canvas.glyphs), in: lower.head)
    let halves = lower.rest.splitRows([.share(1), .share(1)])
    canvas.lineChart(
      LineChart(
        series: [
          ChartSeries(name: "TTFT", values: (0..<40).map { Double($0 * $0 % 97) }, role: .series1),
          ChartSeries(name: "TPOT", values: (0..<40).map { Double($0) * 2 }, role: .series2),
        ], xTitle: "s", yTitle: "ms", threshold: 60), in: halves[0])
    canvas.table(
      Table(
        columns: [
          TableColumn("pod", minimum: 8), TableColumn("GPUs", alignment: .trailing),
          TableColumn("node", dropOrder: 1), TableColumn("why it waits", minimum: 10, dropOrder: 2),
        ],
        rows: [
          ["train-0", "8", "gpu-node-a", ""], ["serve-1", "1", "", "Insufficient nvidia.com/gpu"],
        ]),
      in: halves[1])
  }

  /// - Returns: an exit status when the demo is over.
  mutating func update(_ key: Key) -> (status: Int32?, action: Action?) {
    lastEvent = Demo.describe(key)
    if case .control("c") = key { return (130, nil) }
    if isTyping {
      if key == .enter || key == .escape {
        isTyping = false
      } else {
        editor.handle(key)
      }
      return (nil, nil)
    }
    if list.handle(key, count: names.count, visible: 10) { return (nil, nil) }
    if key == .tab { tab = (tab + 1) % 6 }
    guard case .action(let action) = keys.match(key) else { return (nil, nil) }
    if case .quit = action { return (0, nil) }
    if case .search = action { isTyping = true }
    return (nil, action)
  }

  private static func describe(_ key: Key) -> String {
    switch key {
    case .paste(let text): "paste of \(text.count)"
    case .mouse(let event): "mouse \(event.kind) \(event.position.column),\(event.position.row)"
    default: key.displayName
    }
  }
}

func environment() -> [String: String] {
  var result: [String: String] = [:]
  for name in ["NO_COLOR", "COLORFGBG"] {
    if let value = getenv(name) { result[name] = String(cString: value) }
  }
  return result
}

func run() throws(TerminalError) -> Int32 {
  var demo = Demo()
  var terminal = try Terminal(TerminalOptions(environment: environment()))
  while true {
    var canvas = terminal.makeCanvas()
    demo.draw(on: &canvas)
    terminal.draw(canvas)
    switch terminal.next() {
    case .terminate(let status): return status
    case .resize(let columns, let rows): demo.lastEvent = "\(columns)x\(rows)"
    case .key(let key):
      let (status, action) = demo.update(key)
      if let status { return status }
      switch action {
      case .toggleMouse:
        demo.mouse.toggle()
        terminal.setMouse(demo.mouse)
      case .crash: fatalError("asked to crash")
      case .noise: perror("noise on standard error")
      default: break
      }
    case nil: break
    }
  }
}

do {
  exit(try run())
} catch {
  print("driver demo: \(error)")
  exit(2)
}
