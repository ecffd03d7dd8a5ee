import Diagnostics

/// A value with its place: key path for messages, line, and the log that problems go to.
///
/// Each reader returns `nil` after reporting why the value does not fit.
public struct YAMLValue {
  public let node: YAMLNode
  /// How the author finds it: `minutes`, `options[2].why`.
  public let path: String
  public let log: ProblemLog

  public init(_ node: YAMLNode, path: String, log: ProblemLog) {
    self.node = node
    self.path = path
    self.log = log
  }

  public var line: Int { node.line }

  /// Reports a problem of this value.
  public func report(_ message: String, hint: String = "") {
    log.report(line: line, message, hint: hint)
  }

  private func wrong(_ expected: String, hint: String = "") {
    report("'\(path)' must be \(expected), not \(node.described)", hint: hint)
  }

  // MARK: Scalars

  /// A text that is not empty. A bare `on`, `no`, date or `12:30` is refused, because YAML reads it
  /// as something else.
  public func text() -> String? {
    guard let text = anyText() else { return nil }
    guard !text.allSatisfy(\.isWhitespace) else {
      wrong("a text")
      return nil
    }
    return text
  }

  /// Like `text()`, may be empty.
  public func anyText() -> String? {
    guard case .scalar(let text, let isPlain) = node.content else {
      wrong("a text")
      return nil
    }
    if let found = ForbiddenCharacter.first(in: text) {
      report(found.message, hint: found.hint)
      return nil
    }
    guard isPlain else { return text }
    let meaning = PlainMeaning(text)
    guard meaning == .text || meaning == .number else {
      if meaning == .nothing {
        wrong("a text")
      } else {
        report(
          "'\(path)': YAML reads the bare '\(text)' as \(meaning.name)",
          hint: "put it in quotes: \"\(text)\"")
      }
      return nil
    }
    return text
  }

  /// A text of one of the given words.
  public func word(of words: [String]) -> String? {
    guard let text = text() else { return nil }
    if words.contains(text) { return text }
    let near = nearestMatch(to: text, in: words)
    report(
      "'\(path)' cannot be '\(shortened(text))'",
      hint: near.map { "did you mean '\($0)'?" } ?? "one of: " + words.joined(separator: ", "))
    return nil
  }

  /// A case of an enum with text raw values.
  public func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> Word?
  where Word.RawValue == String {
    word(of: Word.allCases.map(\.rawValue)).flatMap(Word.init(rawValue:))
  }

  /// An identifier: lower-case words and digits with single hyphens between them.
  public func identifier() -> String? {
    guard let text = text() else { return nil }
    if isIdentifier(text) { return text }
    report(
      "'\(path)' cannot be '\(shortened(text))'",
      hint: "an id has lower-case words, digits and hyphens, such as 'paged-kv-cache'")
    return nil
  }

  /// The name of a knob, metric, unit-bearing key: lower snake case.
  public func snakeName() -> String? {
    guard let text = text() else { return nil }
    if isSnakeName(text) { return text }
    report(
      "'\(path)' cannot be '\(shortened(text))'",
      hint: "lower-case words, digits and underscores, such as 'block_size'")
    return nil
  }

  /// A whole number, within `range` if given; `unit` names it in messages (`tokens`).
  public func whole(in range: ClosedRange<Int>? = nil, unit: String = "") -> Int? {
    let kind: String
    if let range, range.lowerBound == range.upperBound {
      kind = String(range.lowerBound) + (unit.isEmpty ? "" : " " + unit)
    } else {
      kind = "a whole number" + (unit.isEmpty ? "" : " of \(unit)")
    }
    guard case .scalar(let text, let isPlain) = node.content, let number = wholeNumber(text) else {
      wrong(kind + rangeText(range))
      return nil
    }
    guard isPlain else {
      wrong(kind, hint: "write it without quotes")
      return nil
    }
    if let range, !range.contains(number) {
      wrong(kind + rangeText(range))
      return nil
    }
    return number
  }

  /// A decimal number, within `range` if given.
  public func decimal(in range: ClosedRange<Double>? = nil, unit: String = "") -> Double? {
    let kind = "a number" + (unit.isEmpty ? "" : " of \(unit)")
    let bounds = range.map { " from \(short($0.lowerBound)) to \(short($0.upperBound))" } ?? ""
    guard case .scalar(let text, let isPlain) = node.content, let number = decimalNumber(text)
    else {
      wrong(kind + bounds)
      return nil
    }
    guard isPlain else {
      wrong(kind, hint: "write it without quotes")
      return nil
    }
    if let range, !range.contains(number) {
      wrong(kind + bounds)
      return nil
    }
    return number
  }

  /// `true` or `false`; `yes`, `on` and their kind are understood differently by different readers
  /// and refused.
  public func truth() -> Bool? {
    switch node.content {
    case .scalar("true", isPlain: true): return true
    case .scalar("false", isPlain: true): return false
    case .scalar(let text, _):
      let means: String? =
        switch text.lowercased() {
        case "true", "yes", "on": "true"
        case "false", "no", "off": "false"
        default: nil
        }
      wrong("true or false", hint: means.map { "write \($0)" } ?? "")
      return nil
    default:
      wrong("true or false")
      return nil
    }
  }

  /// A day of the calendar, `YYYY-MM-DD`, with or without quotes.
  public func date() -> String? {
    if case .scalar(let text, _) = node.content, isDate(text) { return text }
    wrong("a date", hint: "write the day it was checked as YYYY-MM-DD, such as 2026-11-23")
    return nil
  }

  /// An address that starts with `https://`.
  public func link() -> String? {
    guard let text = text() else { return nil }
    if let problem = linkProblem(text) {
      report("'\(path)': \(problem)", hint: "write the full address, https://...")
      return nil
    }
    return text
  }

  /// The value of something that others know the type of (a knob): a number, a word, `true` or
  /// `false`, as its text. A bare `on` or `no` is refused with the advice to quote it.
  public func scalarText() -> String? {
    if case .scalar(let text, isPlain: true) = node.content, text == "true" || text == "false" {
      return text
    }
    guard case .scalar = node.content else {
      wrong("a single value")
      return nil
    }
    return text()
  }

  // MARK: Collections

  /// The elements of a list.
  public func list() -> [YAMLValue]? {
    guard case .list(let nodes) = node.content else {
      wrong("a list")
      return nil
    }
    return nodes.enumerated().map {
      YAMLValue($1, path: "\(path)[\($0 + 1)]", log: log)
    }
  }

  /// The keys and values of a map.
  public func map() -> YAMLMap? {
    guard case .map(let entries) = node.content else {
      wrong("a map of keys and values")
      return nil
    }
    return YAMLMap(entries, line: line, path: path, log: log)
  }
}

/// Whether `text` is an identifier: lower-case words and digits with single hyphens between them.
public func isIdentifier(_ text: String) -> Bool { isName(text, separator: "-") }

/// Whether `text` is lower snake case.
public func isSnakeName(_ text: String) -> Bool { isName(text, separator: "_") }

/// What is wrong with an address, `nil` when it is a plain https link.
public func linkProblem(_ text: String) -> String? {
  guard text.hasPrefix("https://") else { return "'\(shortened(text))' is not an https link" }
  let host = text.dropFirst("https://".count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
  guard host.contains("."), !host.hasPrefix("."), !host.hasSuffix(".") else {
    return "'\(shortened(text))' has no host name"
  }
  guard text.unicodeScalars.allSatisfy({ (33...126).contains($0.value) }) else {
    return "'\(shortened(text))' contains a character that addresses cannot have"
  }
  return nil
}

private func isName(_ text: String, separator: Character) -> Bool {
  let words = text.split(separator: separator, omittingEmptySubsequences: false)
  return text.utf8.count <= 64 && text.first != "_"
    && words.allSatisfy { word in
      !word.isEmpty && word.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
    }
}

private func rangeText(_ range: ClosedRange<Int>?) -> String {
  guard let range, range.lowerBound < range.upperBound else { return "" }
  if range.upperBound == .max { return " of at least \(range.lowerBound)" }
  return " from \(range.lowerBound) to \(range.upperBound)"
}

private func short(_ number: Double) -> String {
  number == number.rounded() && number.magnitude < 1e15 ? String(Int(number)) : String(number)
}
