/// The little YAML that rendered templates are made of: block maps and lists, scalars with or without
/// quotes, `[]` and `{}`. Text that is nothing of this counts as a plain scalar.
enum KwokYAML {
  private struct Line {
    let indent: Int
    let text: Substring
  }

  static func parse(_ text: String) -> KwokValue {
    var lines: [Line] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      let indent = line.prefix { $0 == " " }.count
      var rest = line.dropFirst(indent)
      while rest.last?.isWhitespace == true { rest = rest.dropLast() }
      guard !rest.isEmpty, !rest.hasPrefix("#") else { continue }
      lines.append(Line(indent: indent, text: rest))
    }
    var at = 0
    return lines.isEmpty ? .null : block(&lines, &at, lines[0].indent)
  }

  private static func block(_ lines: inout [Line], _ at: inout Int, _ indent: Int) -> KwokValue {
    guard at < lines.count, lines[at].indent >= indent else { return .null }
    let own = lines[at].indent
    if isItem(lines[at].text) {
      var items: [KwokValue] = []
      while at < lines.count, lines[at].indent == own, isItem(lines[at].text) {
        let rest = lines[at].text.dropFirst()
        let pad = rest.prefix { $0 == " " }.count
        let inner = rest.dropFirst(pad)
        if inner.isEmpty {
          at += 1
          items.append(block(&lines, &at, own + 1))
        } else if key(of: inner) != nil {
          // The item's first key stands where a block of its own would begin.
          lines[at] = Line(indent: own + 1 + pad, text: inner)
          items.append(block(&lines, &at, own + 1))
        } else {
          items.append(scalar(inner))
          at += 1
        }
      }
      return .list(items)
    }
    guard key(of: lines[at].text) != nil else {
      at += 1
      return scalar(lines[at - 1].text)
    }
    var pairs: [(String, KwokValue)] = []
    while at < lines.count, lines[at].indent == own, let (name, rest) = key(of: lines[at].text) {
      at += 1
      guard rest.isEmpty else {
        pairs.append((name, scalar(rest)))
        continue
      }
      // A list may stand as far left as its key.
      if at < lines.count,
        lines[at].indent > own || (lines[at].indent == own && isItem(lines[at].text))
      {
        let inner = lines[at].indent
        pairs.append((name, block(&lines, &at, inner)))
      } else {
        pairs.append((name, .null))
      }
    }
    // A line that fits nowhere would stop the reading of all that follows.
    if at < lines.count, lines[at].indent > own { at += 1 }
    return KwokValue.object(pairs)
  }

  private static func isItem(_ text: Substring) -> Bool { text == "-" || text.hasPrefix("- ") }

  /// `key: rest`; the key may be quoted.
  private static func key(of text: Substring) -> (String, Substring)? {
    if let quote = text.first, quote == "\"" || quote == "'" {
      let inside = text.dropFirst()
      guard let close = inside.firstIndex(of: quote) else { return nil }
      let after = inside[inside.index(after: close)...]
      guard after.first == ":" else { return nil }
      return (String(inside[..<close]), trimmed(after.dropFirst()))
    }
    guard
      let colon = text.indices.first(where: { at in
        guard text[at] == ":" else { return false }
        let next = text.index(after: at)
        return next == text.endIndex || text[next] == " "
      })
    else { return nil }
    return (String(text[..<colon]), trimmed(text[text.index(after: colon)...]))
  }

  private static func trimmed(_ text: Substring) -> Substring { text.drop { $0 == " " } }

  static func scalar(_ text: Substring) -> KwokValue {
    if let quote = text.first, quote == "\"" || quote == "'", text.count >= 2, text.last == quote {
      return .text(String(text.dropFirst().dropLast()))
    }
    switch text {
    case "null", "~", "": return .null
    case "true": return .truth(true)
    case "false": return .truth(false)
    case "[]": return .list([])
    case "{}": return .object([])
    default: return Int(text).map(KwokValue.whole) ?? .text(String(text))
    }
  }

  /// A value inside a line.
  static func flow(_ value: KwokValue) -> String { value.scalarText ?? block(value, depth: 0) }

  /// A value as lines of their own, `depth` levels of two spaces deep.
  static func block(_ value: KwokValue, depth: Int) -> String {
    let pad = String(repeating: " ", count: depth * 2)
    switch value {
    case .list(let items):
      guard !items.isEmpty else { return "[]" }
      return items.map { item in
        let lines = block(item, depth: depth + 1)
        return pad + "- " + lines.drop { $0 == " " }
      }.joined(separator: "\n")
    case .map(let entries):
      guard !entries.isEmpty else { return "{}" }
      return entries.map { entry -> String in
        switch entry.value {
        case .list, .map:
          entry.value.isTrue
            ? pad + entry.key + ":\n" + block(entry.value, depth: depth + 1)
            : pad + entry.key + ": " + block(entry.value, depth: 0)
        default: pad + entry.key + ": " + block(entry.value, depth: 0)
        }
      }.joined(separator: "\n")
    case .text(let text): return "\"" + text + "\""
    case .null: return "null"
    default: return value.scalarText ?? ""
    }
  }
}
