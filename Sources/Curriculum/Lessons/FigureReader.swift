import AddressedYAML

extension Figure {
  private enum KindName: String, CaseIterable { case lab, experiment, formula, drawn, table }

  static func read(_ map: YAMLMap) -> Figure? {
    let id = map.required("id")?.identifier()
    let kindName = map.required("kind", hint: "lab, experiment, formula, drawn or table")?.word(
      KindName.self)
    let caption = map.localText("caption", hint: "one sentence that says what to look at")
    // Without a kind the other keys mean nothing: one problem is enough.
    guard let kindName else { return nil }
    let kind: Kind? =
      switch kindName {
      case .lab: LabFigure.read(map).map(Kind.lab)
      case .experiment: ExperimentFigure.read(map).map(Kind.experiment)
      case .formula: FormulaFigure.read(map).map(Kind.formula)
      case .drawn: DrawnFrame.readAll(map).map(Kind.drawn)
      case .table: RecordedTable.read(map).map(Kind.table)
      }
    map.finish()
    guard let id, let caption, let kind else { return nil }
    return Figure(id: id, caption: caption, kind: kind, line: map.line)
  }
}

extension LabFigure {
  static func read(_ map: YAMLMap) -> LabFigure? {
    let lab = map.required("lab")?.word(of: labNames)
    let scenario = map.required("scenario", hint: "the name of a file in challenges/scenarios")?
      .identifier()
    let turned = TurnedKnob(map)
    let showsPicture = map.optional("picture")?.truth() ?? false
    let moment = map.optional("picture_at")?.word(Moment.self)
    let chart = map.optional("chart")?.snakeName()
    if map.has("picture_at"), !showsPicture {
      map.log.report(
        line: map.line(of: "picture_at"), "'picture_at' without a picture",
        hint: "write 'picture: true'")
    }
    guard let lab, let scenario, let turned else { return nil }
    return LabFigure(
      lab: lab, scenario: scenario, settings: turned.settings, knob: turned.knob,
      values: turned.values, seed: turned.seed, metrics: turned.metrics,
      picture: showsPicture ? moment ?? .end : nil, chart: chart)
  }
}

extension ExperimentFigure {
  static func read(_ map: YAMLMap) -> ExperimentFigure? {
    let lab = map.required("lab")?.word(of: labNames)
    let experiment = map.required("experiment", hint: "such as attention")?.identifier()
    let scenario = map.optional("scenario")?.identifier()
    let turned = TurnedKnob(map)
    let hasChart = map.optional("chart")?.truth() ?? false
    guard let lab, let experiment, let turned else { return nil }
    return ExperimentFigure(
      lab: lab, experiment: experiment, scenario: scenario, settings: turned.settings,
      knob: turned.knob, values: turned.values, seed: turned.seed, metrics: turned.metrics,
      hasChart: hasChart)
  }
}

/// What figures of labs and of experiments have in common: one knob turns, others stay, some metrics
/// are shown.
private struct TurnedKnob {
  let settings: [Setting]
  let knob: String
  let values: [String]
  let seed: String
  let metrics: [String]

  init?(_ map: YAMLMap) {
    settings = map.settings("set")
    let knobValue = map.required("knob", hint: "what left and right move")
    let knob = knobValue?.snakeName()
    values = (map.optional("values")?.list() ?? []).compactMap { $0.scalarText() }
    seed = map.optional("seed")?.text() ?? standardSeed
    metrics = (map.required("show", hint: "a list of metric ids")?.list() ?? []).compactMap {
      $0.snakeName()
    }
    if let knob, settings.contains(where: { $0.knob == knob }) {
      knobValue?.report(
        "the knob '\(knob)' is also set", hint: "remove it from 'set': left and right move it")
    }
    if map.has("values"), values.count < 2 {
      map.log.report(line: map.line(of: "values"), "'values' needs two values at least")
    }
    guard let knob, !metrics.isEmpty else { return nil }
    self.knob = knob
  }
}

extension DrawnFrame {
  /// What fits into the reader of an 80x24 terminal.
  static let columns = 72
  static let rowCount = 14

  static func readAll(_ map: YAMLMap) -> [DrawnFrame]? {
    guard let list = map.required("frames", hint: "a list of {title, text}")?.list() else {
      return nil
    }
    let frames = list.compactMap { $0.map() }.compactMap(read)
    guard frames.count == list.count, !frames.isEmpty else {
      if list.isEmpty {
        map.log.report(line: map.line(of: "frames"), "'frames' is empty", hint: "draw one at least")
      }
      return nil
    }
    return frames
  }

  private static func read(_ map: YAMLMap) -> DrawnFrame? {
    let title = map.localText("title")
    let text = map.required("text", hint: "the drawing, after 'text: |'")
    let drawing = text?.text()
    map.finish()
    guard let title, let text, let drawing else { return nil }
    var rows = drawing.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while rows.last?.allSatisfy(\.isWhitespace) == true { rows.removeLast() }
    // The drawing starts in the line after its key.
    for (at, row) in rows.enumerated() {
      let line = text.line + 1 + at
      if row.contains("\t") {
        map.log.report(line: line, "a tab in a drawing", hint: "use spaces")
      }
      if row.count > columns {
        map.log.report(
          line: line, "the row is \(row.count) columns wide", hint: "at most \(columns) fit")
      }
      if let wide = row.unicodeScalars.first(where: {
        (0x1100...0x3FFFF).contains($0.value) && isWide($0)
      }) {
        map.log.report(
          line: line, "'\(Character(wide))' is two columns wide",
          hint:
            "draw with ASCII and box characters; words in Chinese belong in title_zh or caption_zh")
      }
    }
    if rows.count > rowCount {
      text.report("the drawing has \(rows.count) rows", hint: "at most \(rowCount) fit")
    }
    return DrawnFrame(title: title, rows: rows)
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

extension RecordedTable {
  static func read(_ map: YAMLMap) -> RecordedTable? {
    let source = map.required("source", hint: "the id of a source of this lesson")?.identifier()
    let columns = (map.required("columns", hint: "the headings")?.list() ?? []).compactMap {
      $0.text()
    }
    let list = map.required("rows", hint: "a list of lists of cells")?.list() ?? []
    let bar = map.optional("bar")
    let rows = list.compactMap { read($0, columns: columns.count) }
    guard let source, columns.count >= 2, rows.count == list.count, !rows.isEmpty else {
      if columns.count == 1 {
        map.log.report(line: map.line(of: "columns"), "'columns' needs two headings at least")
      }
      if list.isEmpty, map.has("rows") {
        map.log.report(line: map.line(of: "rows"), "'rows' is empty")
      }
      return nil
    }
    var barColumn: Int?
    if let bar, let name = bar.word(of: columns) {
      let at = columns.firstIndex(of: name) ?? 0
      barColumn = at
      for (row, value) in zip(rows, list) where Double(row[at]).map({ $0 < 0 }) ?? true {
        value.report(
          "'\(shortened(row[at]))' in the column '\(name)' cannot be drawn as a bar",
          hint: "a bar column holds numbers from 0 up")
        barColumn = nil
      }
    }
    return RecordedTable(columns: columns, rows: rows, barColumn: barColumn, source: source)
  }

  private static func read(_ value: YAMLValue, columns: Int) -> [String]? {
    guard let cells = value.list() else { return nil }
    guard cells.count == columns else {
      value.report("the row has \(cells.count) cells", hint: "the table has \(columns) columns")
      return nil
    }
    let texts = cells.compactMap { $0.text() }
    return texts.count == columns ? texts : nil
  }
}
