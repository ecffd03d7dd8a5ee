import AddressedYAML

/// Turns Markdown into blocks.
///
/// What a terminal cannot show (HTML, pictures, first-level headings) is reported with what to write instead. Fenced blocks
/// named `figure`, `predict` and `question` are handed to `interactive`.
struct MarkdownReader {
  let log: ProblemLog
  /// Line of the file before the first line of the text.
  let offset: Int
  /// Reads an interactive block: its kind, YAML text and the line of the file in which that text starts. `nil` in a
  /// text that has none (a challenge's brief).
  let interactive: ((_ kind: InteractiveKind, _ text: String, _ line: Int) -> Block.Content?)?

  enum InteractiveKind: String, CaseIterable { case figure, predict, question }

  /// Every source that the text refers to with its line, in order.
  private(set) var citations: [(id: String, line: Int)] = []
  /// Every link with its line, in order.
  private(set) var links: [(url: String, line: Int)] = []

  init(
    log: ProblemLog, offset: Int,
    interactive: ((_ kind: InteractiveKind, _ text: String, _ line: Int) -> Block.Content?)? = nil
  ) {
    self.log = log
    self.offset = offset
    self.interactive = interactive
  }

  mutating func blocks(of text: String) -> [Block] {
    let (document, isCut) = MarkdownNode.parse(text)
    if isCut {
      log.report(
        line: offset + 1, "something in this text is nested deeper than \(MarkdownNode.deepest)",
        hint: "use fewer levels of lists and quotes")
    }
    return blocks(document.children, isTop: true, below: offset + 1)
  }

  /// `below` is the line of the surrounding block: inner blocks of some kinds carry none of their own.
  private mutating func blocks(_ nodes: [MarkdownNode], isTop: Bool, below: Int) -> [Block] {
    var blocks: [Block] = []
    for node in nodes {
      let line = node.line > 0 ? node.line + offset : below
      if let content = content(node, isTop: isTop, line: line) {
        blocks.append(Block(content, line: line))
      }
    }
    return blocks
  }

  private mutating func content(_ node: MarkdownNode, isTop: Bool, line: Int) -> Block.Content? {
    switch node.kind {
    case .heading: return heading(node, line: line)
    case .paragraph:
      let words = inlines(node.children, line: line)
      return words.isEmpty ? nil : .paragraph(words)
    case .list:
      var items: [[Block]] = []
      for item in node.children {
        items.append(blocks(item.children, isTop: false, below: max(line, item.line + offset)))
      }
      return .list(ListBlock(start: node.start, isTight: node.isTight, items: items))
    case .blockQuote: return .quote(blocks(node.children, isTop: false, below: line))
    case .codeBlock: return code(node, isTop: isTop, line: line)
    case .table: return table(node, line: line)
    case .rule: return .rule
    case .htmlBlock:
      reportHTML(node.literal, line: line)
      return nil
    default:
      log.report(line: line, "this kind of Markdown is not shown")
      return nil
    }
  }

  private mutating func heading(_ node: MarkdownNode, line: Int) -> Block.Content? {
    let words = inlines(node.children, line: line)
    if node.level == 1 {
      log.report(
        line: line, "a heading of the first level: '\(shortened(plainText(of: words)))'",
        hint: "the title stands in the front matter; start headings with ##")
    } else if node.level > 4 {
      log.report(line: line, "a heading of level \(node.level)", hint: "use ##, ### or ####")
    }
    guard !words.isEmpty else {
      log.report(line: line, "a heading without words")
      return nil
    }
    return .heading(level: min(max(node.level, 2), 4), words)
  }

  private func code(_ node: MarkdownNode, isTop: Bool, line: Int) -> Block.Content? {
    var text = node.literal
    if text.hasSuffix("\n") { text.removeLast() }
    guard node.isFenced else {
      log.report(
        line: line, "code by indentation alone",
        hint: "put it between lines of ``` with a language, or remove the indentation")
      return .code(language: "", text: text)
    }
    let language = node.info.split(separator: " ").first.map(String.init) ?? ""
    if let kind = InteractiveKind(rawValue: language) {
      return interactiveContent(kind, node, isTop: isTop, line: line)
    }
    if let meant = misspelled[language.lowercased()] {
      log.report(
        line: line, "a fenced block named '\(language)'",
        hint: "did you mean '\(meant.rawValue)'?")
    } else if language.isEmpty {
      log.report(
        line: line, "a fenced block without a language", hint: "write ```text for plain text")
    }
    return .code(language: language, text: text)
  }

  private func interactiveContent(
    _ kind: InteractiveKind, _ node: MarkdownNode, isTop: Bool, line: Int
  ) -> Block.Content? {
    guard isTop else {
      log.report(
        line: line, "a \(kind.rawValue) inside a list or quote",
        hint: "start its fence at the beginning of a line")
      return nil
    }
    guard let interactive else {
      log.report(line: line, "a \(kind.rawValue) in a text that only has words")
      return nil
    }
    return interactive(kind, node.literal, line + 1)
  }

  private mutating func table(_ node: MarkdownNode, line: Int) -> Block.Content? {
    var rows: [[[Inline]]] = []
    for row in node.children {
      let rowLine = row.line > 0 ? row.line + offset : line
      var cells: [[Inline]] = []
      for cell in row.children { cells.append(inlines(cell.children, line: rowLine)) }
      rows.append(cells)
    }
    guard let heading = rows.first else { return nil }
    return .table(
      TableBlock(
        alignments: node.alignments, heading: heading,
        rows: rows.dropFirst().map { row in
          heading.indices.map { row.indices.contains($0) ? row[$0] : [] }
        }))
  }

  func reportHTML(_ literal: String, line: Int) {
    // A comment is a note among authors.
    guard !literal.hasPrefix("<!--") else { return }
    log.report(
      line: line, "HTML is not shown: '\(shortened(literal))'",
      hint: "write Markdown, or put `<...>` into backquotes")
  }
}

/// Names that authors plausibly write for the interactive blocks.
private let misspelled: [String: MarkdownReader.InteractiveKind] = [
  "figures": .figure, "figur": .figure, "fig": .figure, "prediction": .predict,
  "predictions": .predict, "predicts": .predict, "questions": .question, "quiz": .question,
  "quesiton": .question, "qestion": .question, "figrue": .figure, "predcit": .predict,
]

extension MarkdownReader {
  mutating func inlines(_ nodes: [MarkdownNode], line: Int) -> [Inline] {
    var pieces: [Inline] = []
    var currentLine = line
    for node in nodes { append(node, to: &pieces, line: &currentLine) }
    return sourced(merged(pieces), line: line)
  }

  private mutating func append(_ node: MarkdownNode, to pieces: inout [Inline], line: inout Int) {
    switch node.kind {
    case .text: pieces.append(.text(cleaned(node.literal, line: line)))
    case .softBreak:
      pieces.append(.text("\n"))
      line += 1
    case .lineBreak:
      pieces.append(.lineBreak)
      line += 1
    case .code: pieces.append(.code(cleaned(node.literal, line: line)))
    case .emphasis: pieces.append(.emphasis(inlines(node.children, line: line)))
    case .strong: pieces.append(.strong(inlines(node.children, line: line)))
    case .strike: pieces.append(.strike(inlines(node.children, line: line)))
    case .link: appendLink(node, to: &pieces, line: line)
    case .image:
      log.report(
        line: line, "a picture: '\(shortened(node.url))'",
        hint: "draw it as a figure of kind 'drawn'")
    case .htmlInline: reportHTML(node.literal, line: line)
    default: log.report(line: line, "this kind of Markdown is not shown")
    }
  }

  private mutating func appendLink(_ node: MarkdownNode, to pieces: inout [Inline], line: Int) {
    let words = inlines(node.children, line: line)
    // An address that the parser made out of plain text such as `user@host`.
    guard !node.url.hasPrefix("mailto:") else {
      pieces.append(contentsOf: words)
      return
    }
    let url = cleaned(node.url, line: line)
    links.append((url, line))
    pieces.append(.link(words, url: url))
  }

  /// Numeric entities (`&#27;`) can spell control characters that are not visible in the file.
  private func cleaned(_ text: String, line: Int) -> String {
    guard let found = ForbiddenCharacter.first(in: text) else { return text }
    log.report(line: line, found.message, hint: found.hint)
    return ForbiddenCharacter.removed(from: text)
  }

  private func merged(_ pieces: [Inline]) -> [Inline] {
    var result: [Inline] = []
    for piece in pieces {
      if case .text(let text) = piece, case .text(let before)? = result.last {
        result[result.count - 1] = .text(before + text)
      } else {
        result.append(piece)
      }
    }
    return result
  }

  /// Cuts `[^id]` out of the texts and joins lines.
  private mutating func sourced(_ pieces: [Inline], line: Int) -> [Inline] {
    var result: [Inline] = []
    var currentLine = line
    func append(_ text: Substring) {
      currentLine += text.count { $0 == "\n" }
      let joined = joinedLines(text)
      if !joined.isEmpty { result.append(.text(joined)) }
    }
    for piece in pieces {
      if piece == .lineBreak { currentLine += 1 }
      guard case .text(let text) = piece else {
        result.append(piece)
        continue
      }
      var rest = text[...]
      while let open = rest.firstRange(of: "[^"),
        let close = rest[open.upperBound...].firstIndex(of: "]")
      {
        append(rest[..<open.lowerBound])
        let id = String(rest[open.upperBound..<close])
        result.append(.source(id))
        citations.append((id, currentLine))
        rest = rest[rest.index(after: close)...]
      }
      append(rest)
    }
    return result
  }
}

/// A line break in the file is a space, except between two Chinese characters.
private func joinedLines(_ text: Substring) -> String {
  guard text.contains("\n") else { return String(text) }
  var joined = ""
  for (index, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
    if index > 0, !(isWide(joined.last) && isWide(part.first)) { joined += " " }
    joined += part
  }
  return joined
}

private func isWide(_ character: Character?) -> Bool {
  character.flatMap(\.unicodeScalars.first).map { (0x2E80...0xFFEF).contains($0.value) } ?? false
}
