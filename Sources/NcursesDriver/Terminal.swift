import CNcurses
import TerminalUI

/// What the event loop woke up for.
public enum TerminalEvent: Hashable, Sendable {
  case key(Key)
  /// The terminal has a new size: draw a canvas of that size.
  case resize(columns: Int, rows: Int)
  /// Leave with this status: 143 TERM, 129 HUP or terminal gone, 130 INT, 131 QUIT.
  case terminate(status: Int32)
}

/// How to open the terminal; `environment` answers what the environment variables say.
public struct TerminalOptions: Sendable {
  /// Whether colours may be used at all.
  public var colours = true
  public var mouse = true
  /// Only ASCII, whatever the locale says.
  public var ascii = false
  /// What lies behind the text; unknown asks the terminal.
  public var background = Background.unknown

  public init() {}

  /// Follows NO_COLOR (any non-empty value) and COLORFGBG.
  public init(environment: [String: String]) {
    colours = (environment["NO_COLOR"] ?? "").isEmpty
    background = Palette.background(colorFgBg: environment["COLORFGBG"] ?? "")
  }
}

/// The terminal in full-screen use: canvases out, events in. Closed exactly once, also by a crash.
public struct Terminal: ~Copyable {
  public private(set) var columns: Int
  public private(set) var rows: Int
  public let glyphs: GlyphSet
  /// 0 when colours are off or the terminal has none.
  public let colours: Int

  private var shown: Canvas?
  private var decoder: KeyDecoder
  private var lastInput: Int64 = 0
  private var lastPress: (event: MouseEvent, time: Int64)?
  private var background: Background
  /// Whether the next frame has to set the colours first.
  private var needsPalette = true
  /// When the terminal was asked for its background; `nil` once it has answered or was not asked.
  private var askedAt: Int64?

  /// Takes the terminal over.
  public init(_ options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
    let name = String(cString: cnc_term_name())
    let code = cnc_open(options.colours)
    guard code == CNC_OK else { throw Terminal.error(Int(code), name) }
    columns = Int(cnc_columns())
    rows = Int(cnc_rows())
    colours = Int(cnc_colours())
    let lacksUnicode = name == "linux" || (name.hasPrefix("vt") && !name.hasPrefix("vte"))
    glyphs = options.ascii || !cnc_is_utf8() || lacksUnicode ? .ascii : .unicode
    decoder = KeyDecoder(extraKeys: Terminal.terminfoKeys())
    background = options.background
    cnc_set_mouse(options.mouse)
    if background == .unknown, colours >= 8, cnc_ask_background() { askedAt = cnc_now_ms() }
  }

  deinit { cnc_close() }

  /// Gives the terminal back.
  public consuming func close() {}

  /// A blank canvas of the terminal's size.
  public func makeCanvas() -> Canvas { Canvas(columns: columns, rows: rows, glyphs: glyphs) }

  /// Switches mouse reports; without them the terminal's own selection works as usual.
  public mutating func setMouse(_ isOn: Bool) { cnc_set_mouse(isOn) }

  /// Shows the canvas, sending only cells that changed.
  public mutating func draw(_ canvas: Canvas) {
    // The terminal has another size by now: the resize event comes next, and then a fresh canvas.
    if cnc_is_resize_pending() { return }
    if shown == nil { awaitBackground() }
    // Only now: ncurses searches the whole screen for each colour that is set a second time.
    if needsPalette { applyPalette() }
    let runs = FrameDiff.runs(from: shown, to: canvas)
    var linkRuns: [CellRun] = []
    var buffer: [cnc_cell] = []
    for run in runs {
      for part in Terminal.split(run, canvas) {
        if canvas[part.columns.lowerBound, part.row].link != 0 {
          linkRuns.append(part)
        } else {
          redrawIfLinkVanished(part, canvas)
          Terminal.cells(part, canvas, &buffer)
          cnc_put(Int32(part.row), Int32(part.columns.lowerBound), buffer, Int32(buffer.count))
        }
      }
    }
    for part in linkRuns {
      redrawIfLinkVanished(part, canvas)
      Terminal.cells(part, canvas, &buffer)
      let address = canvas.links[Int(canvas[part.columns.lowerBound, part.row].link) - 1]
      cnc_put_link(
        Int32(part.row), Int32(part.columns.lowerBound), buffer, Int32(buffer.count), address)
    }
    cnc_flush(Int32(canvas.cursor?.row ?? -1), Int32(canvas.cursor?.column ?? -1))
    shown = canvas
  }

  /// Sends every cell again, after something else wrote on the screen.
  public mutating func redraw() {
    guard let canvas = shown else { return }
    shown = nil
    cnc_invalidate()
    draw(canvas)
  }

  /// The next event; `nil` when the time is over. Without a timeout it waits, using no processor
  /// time.
  public mutating func next(timeoutMilliseconds: Int? = nil) -> TerminalEvent? {
    let end = timeoutMilliseconds.map { cnc_now_ms() + Int64(max(0, $0)) }
    while true {
      if cnc_termination_signal() == 0, let key = decodedKey() {
        if let event = handle(key) { return event }
        continue
      }
      let (wait, isOwn) = waitTime(until: end)
      let bits = cnc_wait(wait)
      if bits & Int32(CNC_TERMINATE) != 0 { return terminate(signal: cnc_termination_signal()) }
      if bits & Int32(CNC_STOP) != 0, let event = suspend(group: false) { return event }
      if bits & Int32(CNC_CONTINUED) != 0 {
        cnc_resume()
        if let event = adoptSizeOrRedraw() { return event }
      }
      if bits & Int32(CNC_RESIZED) != 0, let event = settleSize() { return event }
      if bits & Int32(CNC_INPUT) != 0, !readInput() { return .terminate(status: 129) }
      if bits == 0, !isOwn, let end, cnc_now_ms() >= end { return nil }
    }
  }

  // MARK: Input

  /// A lone escape byte counts as the Escape key after this many milliseconds.
  private static let escapeDelay: Int64 = 25
  /// A paste whose end never comes is handed over after this many milliseconds of silence.
  private static let pasteDelay: Int64 = 1000

  private var patience: Int64 { decoder.isInPaste ? Terminal.pasteDelay : Terminal.escapeDelay }

  private mutating func decodedKey() -> Key? {
    guard decoder.isPending else { return nil }
    let key = decoder.next(isComplete: cnc_now_ms() - lastInput >= patience)
    learnBackground()
    return key
  }

  /// Milliseconds to wait, -1 without end, and whether an unfinished sequence set the limit.
  private func waitTime(until end: Int64?) -> (Int32, isOwn: Bool) {
    let now = cnc_now_ms()
    let own = decoder.isPending ? max(0, lastInput + patience - now) : nil
    let left = end.map { max(0, $0 - now) }
    switch (own, left) {
    case (nil, nil): return (-1, false)
    case (let own?, nil): return (Int32(clamping: own), true)
    case (nil, let left?): return (Int32(clamping: left), false)
    case (let own?, let left?):
      return (Int32(clamping: min(own, left)), own < left)
    }
  }

  /// Reads what is there; `false` when the terminal is gone.
  private mutating func readInput() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Int(cnc_read(&bytes, Int32(bytes.count)))
    guard count >= 0 else { return false }
    lastInput = cnc_now_ms()
    decoder.feed(bytes[..<count])
    return true
  }

  /// Keys that concern the terminal itself are dealt with here.
  private mutating func handle(_ key: Key) -> TerminalEvent? {
    switch key {
    case .control("z"): return suspend(group: true)
    case .control("\\"): return .terminate(status: 131)
    case .mouse(let event): return .key(.mouse(recognizeDoubleClick(event)))
    default: return .key(key)
    }
  }

  private mutating func recognizeDoubleClick(_ event: MouseEvent) -> MouseEvent {
    guard event.kind == .press else { return event }
    let now = cnc_now_ms()
    defer { lastPress = (event, now) }
    guard let last = lastPress, last.event == event, now - last.time <= 350 else { return event }
    var double = event
    double.kind = .doubleClick
    return double
  }

  private static func terminfoKeys() -> [(sequence: [UInt8], key: Key)] {
    let names: [(String, Key)] = [
      ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("khome", .home),
      ("kend", .end), ("kpp", .pageUp), ("knp", .pageDown), ("kdch1", .delete),
      ("kich1", .insert), ("kcbt", .backtab), ("kent", .enter), ("kf1", .function(1)),
      ("kf2", .function(2)), ("kf3", .function(3)), ("kf4", .function(4)), ("kf5", .function(5)),
      ("kf6", .function(6)), ("kf7", .function(7)), ("kf8", .function(8)), ("kf9", .function(9)),
      ("kf10", .function(10)), ("kf11", .function(11)), ("kf12", .function(12)),
    ]
    return names.compactMap { name, key in
      cnc_capability(name).map { (Array(String(cString: $0).utf8), key) }
    }
  }

  // MARK: Signals and size

  private func terminate(signal: Int32) -> TerminalEvent {
    .terminate(status: signal == 0 ? 129 : 128 + signal)
  }

  /// Waits until the size has been still for a moment: a dragged edge makes one repaint.
  private mutating func settleSize() -> TerminalEvent? {
    let limit = cnc_now_ms() + 60
    cnc_adopt_size()
    while cnc_now_ms() < limit {
      let bits = cnc_wait_signal(6)
      if bits & Int32(CNC_RESIZED) == 0 { break }
      cnc_adopt_size()
    }
    return adoptSizeOrRedraw()
  }

  private mutating func adoptSizeOrRedraw() -> TerminalEvent? {
    cnc_adopt_size()
    let size = (Int(cnc_columns()), Int(cnc_rows()))
    if size == (columns, rows) {
      redraw()
      return nil
    }
    (columns, rows) = size
    shown = nil
    return .resize(columns: columns, rows: rows)
  }

  private mutating func suspend(group: Bool) -> TerminalEvent? {
    cnc_suspend(group)
    return adoptSizeOrRedraw()
  }

  // MARK: Looks

  private mutating func applyPalette() {
    needsPalette = false
    let palette = Palette(colours: colours, background: background)
    for role in Role.allCases {
      let style = palette.style(of: role)
      cnc_set_style(
        Int32(role.rawValue), Int32(style.foreground), -1, Int32(style.attributes.rawValue))
    }
  }

  /// Most terminals answer within a millisecond or two: the first frame then has its final colours.
  ///
  /// A slow line does not hold the first frame up; its answer changes the colours later.
  private mutating func awaitBackground() {
    while let asked = askedAt, case let left = asked + 12 - cnc_now_ms(), left > 0 {
      let bits = cnc_wait_input(Int32(left))
      guard bits, readInput() else { return }
      // Keys typed this early stay where they are until the loop asks for them.
      guard decoder.hasOnlyAnswers else { return }
      _ = decoder.next(isComplete: false)
      learnBackground()
    }
  }

  /// Takes the terminal's answer about its background; the colours follow in the next frame.
  private mutating func learnBackground() {
    for answer in decoder.takeAnswers() {
      guard let answered = Palette.background(answer: answer) else { continue }
      cnc_background_answered()
      askedAt = nil
      guard answered != background else { continue }
      background = answered
      needsPalette = true
      if let canvas = shown {
        shown = nil
        draw(canvas)
      }
    }
  }

  // MARK: Drawing

  /// Parts of a run with one link (or none) each.
  private static func split(_ run: CellRun, _ canvas: Canvas) -> [CellRun] {
    var parts: [CellRun] = []
    var start = run.columns.lowerBound
    for column in run.columns where column > start {
      if canvas[column, run.row].link != canvas[start, run.row].link {
        parts.append(CellRun(row: run.row, columns: start..<column))
        start = column
      }
    }
    parts.append(CellRun(row: run.row, columns: start..<run.columns.upperBound))
    return parts
  }

  /// ncurses knows nothing of links: where only the link changed it would send nothing.
  private func redrawIfLinkVanished(_ part: CellRun, _ canvas: Canvas) {
    guard let old = shown, old.columns == canvas.columns, old.rows == canvas.rows else { return }
    for column in part.columns {
      let before = old[column, part.row]
      let now = canvas[column, part.row]
      if before.link == 0 && now.link == 0 { continue }
      let address = before.link == 0 ? "" : old.links[Int(before.link) - 1]
      let next = now.link == 0 ? "" : canvas.links[Int(now.link) - 1]
      if address != next {
        cnc_invalidate_row(Int32(part.row))
        return
      }
    }
  }

  private static func cells(_ run: CellRun, _ canvas: Canvas, _ buffer: inout [cnc_cell]) {
    buffer.removeAll(keepingCapacity: true)
    for column in run.columns {
      let cell = canvas[column, run.row]
      buffer.append(
        cnc_cell(
          scalar: cell.scalar, marks: cell.marks, style: cell.role.rawValue,
          attributes: cell.attributes.rawValue))
    }
  }

  private static func error(_ code: Int, _ name: String) -> TerminalError {
    switch code {
    case CNC_INPUT_NOT_TERMINAL: .inputIsNotATerminal
    case CNC_OUTPUT_NOT_TERMINAL: .outputIsNotATerminal
    case CNC_TERM_UNSET: .termIsUnset
    case CNC_TERM_UNKNOWN: .termIsUnknown(name)
    case CNC_TERM_UNABLE: .termIsUnable(name)
    case CNC_ALREADY_OPEN: .alreadyOpen
    default: .outOfMemory
    }
  }
}
