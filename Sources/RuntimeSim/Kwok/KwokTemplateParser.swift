/// Reads a Go template into its nodes.
struct KwokTemplateParser {
  private typealias Node = KwokTemplate.Node
  private typealias Expression = KwokTemplate.Expression

  private enum Piece {
    case text(String)
    case action([String], line: Int)
  }

  private var pieces: [Piece] = []
  private var at = 0
  private let text: String

  init(_ text: String) { self.text = text }

  mutating func parse() throws(KwokTemplate.Problem) -> [KwokTemplate.Node] {
    try cut()
    let nodes = try block()
    if case .action(let words, let line)? = piece {
      throw KwokTemplate.Problem(line: line, text: words.joined(separator: " "))
    }
    return nodes
  }

  private var piece: Piece? { at < pieces.count ? pieces[at] : nil }

  // MARK: Pieces

  private mutating func cut() throws(KwokTemplate.Problem) {
    var line = 1
    var rest = text[...]
    while let open = Self.find("{{", in: rest) {
      pieces.append(.text(String(rest[..<open])))
      line += rest[..<open].count { $0 == "\n" }
      let inside = rest[rest.index(open, offsetBy: 2)...]
      guard let close = Self.find("}}", in: inside) else {
        throw KwokTemplate.Problem(line: line, text: String(inside.prefix(40)))
      }
      var action = inside[..<close]
      if action.hasPrefix("-") { action = action.dropFirst() }
      if action.hasSuffix("-") { action = action.dropLast() }
      pieces.append(.action(try Self.words(action, line), line: line))
      line += action.count { $0 == "\n" }
      rest = inside[inside.index(close, offsetBy: 2)...]
    }
    pieces.append(.text(String(rest)))
  }

  private static func find(_ sign: String, in text: Substring) -> Substring.Index? {
    var at = text.startIndex
    while at < text.endIndex {
      if text[at...].hasPrefix(sign) { return at }
      at = text.index(after: at)
    }
    return nil
  }

  private static func words(
    _ text: Substring, _ line: Int
  ) throws(KwokTemplate.Problem) -> [String] {
    var words: [String] = []
    var rest = text
    while let first = rest.first {
      if first.isWhitespace {
        rest = rest.dropFirst()
      } else if "()|,".contains(first) {
        words.append(String(first))
        rest = rest.dropFirst()
      } else if first == "\"" || first == "`" {
        guard let close = rest.dropFirst().firstIndex(of: first) else {
          throw KwokTemplate.Problem(line: line, text: String(text))
        }
        words.append("\"" + rest[rest.index(after: rest.startIndex)..<close])
        rest = rest[rest.index(after: close)...]
      } else {
        let word = rest.prefix { !$0.isWhitespace && !"()|,".contains($0) }
        words.append(String(word))
        rest = rest[word.endIndex...]
      }
    }
    return words
  }

  // MARK: Nodes

  private mutating func block() throws(KwokTemplate.Problem) -> [KwokTemplate.Node] {
    var nodes: [Node] = []
    while let piece {
      switch piece {
      case .text(let text):
        at += 1
        if !text.isEmpty { nodes.append(.text(text)) }
      case .action(let words, let line):
        guard let first = words.first, first != "end", first != "else" else { return nodes }
        at += 1
        if let node = try node(words, line) { nodes.append(node) }
      }
    }
    return nodes
  }

  private mutating func node(
    _ words: [String], _ line: Int
  ) throws(KwokTemplate.Problem) -> KwokTemplate.Node? {
    switch words[0] {
    case "if": return try branches(words, line)
    case "with":
      let value = try expression(Array(words.dropFirst()), line)
      let (nodes, otherwise) = try bodies(line)
      return .with(value, nodes, otherwise: otherwise)
    case "range":
      var rest = Array(words.dropFirst())
      var names: [String] = []
      if let sign = rest.firstIndex(of: ":=") {
        names = rest[..<sign].filter { $0 != "," }.map { String($0.dropFirst()) }
        rest = Array(rest[(sign + 1)...])
      }
      let value = try expression(rest, line)
      let (nodes, otherwise) = try bodies(line)
      return .range(
        index: names.count > 1 ? names[0] : nil, item: names.last, value, nodes,
        otherwise: otherwise)
    case let word where word.hasPrefix("/*"): return nil
    case let word where word.hasPrefix("$") && words.count > 2 && [":=", "="].contains(words[1]):
      return .assign(
        String(word.dropFirst()), try expression(Array(words.dropFirst(2)), line))
    default: return .value(try expression(words, line))
    }
  }

  private mutating func branches(
    _ words: [String], _ line: Int
  ) throws(KwokTemplate.Problem) -> KwokTemplate.Node {
    var list: [KwokTemplate.Branch] = []
    var condition: Expression? = try expression(Array(words.dropFirst()), line)
    while true {
      list.append(KwokTemplate.Branch(condition: condition, nodes: try block()))
      guard case .action(let next, let line)? = piece else {
        throw KwokTemplate.Problem(line: line, text: "if")
      }
      at += 1
      if next.first == "end" { break }
      condition = next.count > 2 && next[1] == "if" ? try expression(Array(next[2...]), line) : nil
    }
    return .branch(list)
  }

  /// What stands up to `end`, and behind an `else`.
  private mutating func bodies(
    _ line: Int
  ) throws(KwokTemplate.Problem) -> ([KwokTemplate.Node], [KwokTemplate.Node]) {
    let nodes = try block()
    var otherwise: [Node] = []
    if case .action(let words, _)? = piece, words.first == "else" {
      at += 1
      otherwise = try block()
    }
    guard case .action(let words, _)? = piece, words.first == "end" else {
      throw KwokTemplate.Problem(line: line, text: "end")
    }
    at += 1
    return (nodes, otherwise)
  }

  // MARK: Expressions

  private func expression(
    _ words: [String], _ line: Int
  ) throws(KwokTemplate.Problem) -> KwokTemplate.Expression {
    var at = 0
    let value = try pipe(words, &at, line)
    guard at == words.count else { throw problem(words, line) }
    return value
  }

  private func problem(_ words: [String], _ line: Int) -> KwokTemplate.Problem {
    KwokTemplate.Problem(line: line, text: words.joined(separator: " "))
  }

  /// Commands with bars between them: each takes the value before as its last argument.
  private func pipe(
    _ words: [String], _ at: inout Int, _ line: Int
  ) throws(KwokTemplate.Problem) -> KwokTemplate.Expression {
    var value = try command(words, &at, line, piped: nil)
    while at < words.count, words[at] == "|" {
      at += 1
      value = try command(words, &at, line, piped: value)
    }
    return value
  }

  private func command(
    _ words: [String], _ at: inout Int, _ line: Int, piped: KwokTemplate.Expression?
  ) throws(KwokTemplate.Problem) -> KwokTemplate.Expression {
    guard at < words.count else { throw problem(words, line) }
    let isFunction =
      words[at].first?.isLetter == true && !["true", "false", "nil"].contains(words[at])
    guard isFunction else {
      guard piped == nil else { throw problem(words, line) }
      return try operand(words, &at, line)
    }
    let name = words[at]
    guard KwokFunction.names.contains(name) else { throw problem([name], line) }
    at += 1
    var arguments: [Expression] = []
    while at < words.count, words[at] != ")", words[at] != "|" {
      arguments.append(try operand(words, &at, line))
    }
    return .call(name, arguments + (piped.map { [$0] } ?? []))
  }

  private func operand(
    _ words: [String], _ at: inout Int, _ line: Int
  ) throws(KwokTemplate.Problem) -> KwokTemplate.Expression {
    let word = words[at]
    at += 1
    switch word.first {
    case "(":
      let value = try pipe(words, &at, line)
      guard at < words.count, words[at] == ")" else { throw problem(words, line) }
      at += 1
      return value
    case "\"": return .constant(.text(String(word.dropFirst())))
    case ".", "$":
      let parts = word.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
      guard word.first == "$" else { return .field(variable: nil, parts) }
      return .field(
        variable: String(parts.first?.dropFirst() ?? ""), Array(parts.dropFirst()))
    default:
      if let number = Int(word) { return .constant(.whole(number)) }
      if word == "true" || word == "false" { return .constant(.truth(word == "true")) }
      if word == "nil" { return .constant(.null) }
      if KwokFunction.names.contains(word) { return .call(word, []) }
      throw problem([word], line)
    }
  }
}
