import GatewaySim

/// The parts of Argo's two small languages that are understood: `depends` of DAG tasks and `when`.
enum ArgoExpression {
  struct Term {
    let name: String
    let endings: Set<WorkflowEnding>
  }

  /// `A && (B.Succeeded || C.Failed)` as clauses that must all come true, each by any of its terms;
  /// `nil` for what is not of that form (negations, `||` outside of parentheses beside `&&`).
  static func clauses(of text: String) -> [[Term]]? {
    let parts = split(text, by: "&&")
    var clauses: [[Term]] = []
    for part in parts {
      var inner = part.trimmingSpaces
      if inner.hasPrefix("("), inner.hasSuffix(")") { inner = inner.dropFirst().dropLast() }
      if inner.contains("(") || inner.contains(")") || inner.contains("!")
        || split(String(inner), by: "&&").count > 1
      {
        return nil
      }
      let alternatives = split(String(inner), by: "||")
      // `A || B && C` binds tighter on the right than this reading would.
      if alternatives.count > 1, parts.count > 1, !part.trimmingSpaces.hasPrefix("(") { return nil }
      var terms: [Term] = []
      for alternative in alternatives {
        guard let term = term(String(alternative.trimmingSpaces)) else { return nil }
        terms.append(term)
      }
      clauses.append(terms)
    }
    return clauses
  }

  /// Names of tasks in an expression, each once.
  static func names(in text: String) -> [String] {
    var names: [String] = []
    for word in text.split(whereSeparator: { " ()&|!\n\t".contains($0) }) {
      let name = String(word.split(separator: ".").first ?? "")
      if !name.isEmpty, !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// A task alone means done, skipped or daemoned, as Argo has it.
  private static func term(_ text: String) -> Term? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty, parts.count <= 2,
      !text.contains(where: { " &|".contains($0) })
    else { return nil }
    guard parts.count == 2 else {
      return Term(name: String(name), endings: [.succeeded, .skipped])
    }
    let endings: [String: Set<WorkflowEnding>] = [
      "Succeeded": [.succeeded], "Failed": [.failed], "Errored": [.errored],
      "Skipped": [.skipped], "Omitted": [.omitted], "Daemoned": [.succeeded],
    ]
    return endings[String(parts[1])].map { Term(name: String(name), endings: $0) }
  }

  /// Whether comparisons of plain values joined by `&&` or `||` hold; `nil` for what is not known.
  static func holds(_ text: String) -> Bool? {
    if text.contains("{{") || text.contains("(") { return nil }
    let alternatives = split(text, by: "||").map { alternative -> Bool? in
      let parts = split(String(alternative), by: "&&").map { comparison(String($0)) }
      if parts.contains(false) { return false }
      return parts.contains(nil) ? nil : true
    }
    if alternatives.contains(true) { return true }
    return alternatives.contains(nil) ? nil : false
  }

  private static func comparison(_ text: String) -> Bool? {
    for sign in ["==", "!=", ">=", "<=", ">", "<"] {
      let sides = split(text, by: sign)
      guard sides.count == 2 else { continue }
      let left = bare(sides[0])
      let right = bare(sides[1])
      switch sign {
      case "==": return left == right
      case "!=": return left != right
      default:
        guard let a = Double(left), let b = Double(right) else { return nil }
        return sign == ">" ? a > b : sign == "<" ? a < b : sign == ">=" ? a >= b : a <= b
      }
    }
    switch bare(text[...]) {
    case "true": return true
    case "false": return false
    default: return nil
    }
  }

  private static func bare(_ text: Substring) -> String {
    var text = text.trimmingSpaces
    for quote in ["\"", "'"] where text.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote)
    {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }

  private static func split(_ text: String, by mark: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = text[...]
    while let found = rest.range(ofText: mark) {
      parts.append(rest[..<found.lowerBound])
      rest = rest[found.upperBound...]
    }
    return parts + [rest]
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmingSpaces: SubSequence {
    let start = firstIndex { !$0.isWhitespace } ?? endIndex
    let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
    return self[start..<Swift.max(start, end)]
  }

  /// Where a text first stands.
  func range(ofText text: String) -> Range<Index>? {
    var at = startIndex
    while at < endIndex {
      if self[at...].hasPrefix(text) { return at..<index(at, offsetBy: text.count) }
      at = index(after: at)
    }
    return nil
  }
}
