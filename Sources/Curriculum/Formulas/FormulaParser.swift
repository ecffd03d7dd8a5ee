/// Why a formula cannot be read or has no value.
public struct FormulaProblem: Error, Hashable, Sendable {
  public let message: String
  public let hint: String

  public init(_ message: String, hint: String = "") {
    self.message = message
    self.hint = hint
  }
}

extension Formula {
  /// Reads a formula.
  ///
  /// Powers bind strongest and to the right (`2^3^2` is 512, `-2^2` is -4), then `* /`, then `+ -`, then one comparison.
  public init(_ text: String) throws(FormulaProblem) {
    var parser = FormulaParser(text)
    self.init(text: text, expression: try parser.whole())
  }

  /// The constant formula of a number.
  public init(_ number: Double) { self.init(text: "\(number)", expression: .number(number)) }

  /// Every name that it uses, sorted.
  public var names: [String] {
    var found: Set<String> = []
    expression.collect(&found)
    return found.sorted()
  }
}

extension Formula.Expression {
  fileprivate func collect(_ names: inout Set<String>) {
    switch self {
    case .number: break
    case .name(let name): names.insert(name)
    case .negated(let inner): inner.collect(&names)
    case .binary(_, let left, let right):
      left.collect(&names)
      right.collect(&names)
    case .call(_, let arguments): for argument in arguments { argument.collect(&names) }
    }
  }
}

private struct FormulaParser {
  private let characters: [Character]
  private var at = 0
  private var depth = 0
  private static let deepest = 40

  init(_ text: String) { characters = Array(text) }

  mutating func whole() throws(FormulaProblem) -> Formula.Expression {
    guard characters.count <= 500 else {
      throw FormulaProblem("the formula is longer than 500 characters")
    }
    let expression = try comparison()
    skipSpaces()
    guard at == characters.count else { throw unexpected("an operator or the end") }
    return expression
  }

  private mutating func comparison() throws(FormulaProblem) -> Formula.Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw FormulaProblem("the formula is nested deeper than \(Self.deepest) brackets")
    }
    let left = try sum()
    guard let sign = take([.lessOrEqual, .greaterOrEqual, .equal, .less, .greater]) else {
      return left
    }
    return .binary(sign, left, try sum())
  }

  private mutating func sum() throws(FormulaProblem) -> Formula.Expression {
    var left = try product()
    while let sign = take([.add, .subtract]) { left = .binary(sign, left, try product()) }
    return left
  }

  private mutating func product() throws(FormulaProblem) -> Formula.Expression {
    var left = try signed()
    while let sign = take([.multiply, .divide]) { left = .binary(sign, left, try signed()) }
    return left
  }

  private mutating func signed() throws(FormulaProblem) -> Formula.Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw FormulaProblem("the formula is nested deeper than \(Self.deepest) brackets")
    }
    if take([.subtract]) != nil { return .negated(try signed()) }
    let base = try atom()
    return take([.power]) == nil ? base : .binary(.power, base, try signed())
  }

  private mutating func atom() throws(FormulaProblem) -> Formula.Expression {
    skipSpaces()
    guard at < characters.count else { throw unexpected("a number, a name or '('") }
    if take("(") {
      let inner = try comparison()
      guard take(")") else { throw unexpected("')'") }
      return inner
    }
    if isDigit(characters[at]) || characters[at] == "." { return .number(try number()) }
    if let name = word() { return take("(") ? try call(name) : .name(name) }
    throw unexpected("a number, a name or '('")
  }

  private mutating func call(_ name: String) throws(FormulaProblem) -> Formula.Expression {
    guard let function = Formula.Function(rawValue: name) else {
      throw FormulaProblem(
        "there is no function '\(name)'",
        hint: "functions: " + Formula.Function.allCases.map(\.rawValue).joined(separator: ", "))
    }
    var arguments = [try comparison()]
    while take(",") { arguments.append(try comparison()) }
    guard take(")") else { throw unexpected("',' or ')'") }
    guard function.arguments.contains(arguments.count) else {
      let bounds = function.arguments
      let wanted = bounds.lowerBound == bounds.upperBound ? "" : "at least "
      throw FormulaProblem(
        "'\(name)' takes \(wanted)\(bounds.lowerBound) "
          + "\(bounds.lowerBound == 1 ? "value" : "values"), here it has \(arguments.count)")
    }
    return .call(function, arguments)
  }

  private mutating func number() throws(FormulaProblem) -> Double {
    let start = at
    skip { isDigit($0) || $0 == "." || $0 == "_" }
    if at < characters.count, characters[at] == "e", at > start {
      let mark = at
      at += 1
      if at < characters.count, "+-".contains(characters[at]) { at += 1 }
      let digits = at
      skip(while: isDigit)
      if at == digits { at = mark }
    }
    let text = String(characters[start..<at].filter { $0 != "_" })
    guard let value = Double(text), value.isFinite else {
      throw FormulaProblem("'\(text)' is not a number")
    }
    return value
  }

  private mutating func word() -> String? {
    guard isLetter(characters[at]) else { return nil }
    let start = at
    skip { isLetter($0) || isDigit($0) }
    return String(characters[start..<at])
  }

  private mutating func take(_ signs: [Formula.Operator]) -> Formula.Operator? {
    skipSpaces()
    for sign in signs where characters[at...].starts(with: sign.rawValue) {
      at += sign.rawValue.count
      return sign
    }
    return nil
  }

  private mutating func take(_ character: Character) -> Bool {
    skipSpaces()
    guard at < characters.count, characters[at] == character else { return false }
    at += 1
    return true
  }

  private mutating func skipSpaces() { skip { $0 == " " } }
  private mutating func skip(while isWanted: (Character) -> Bool) {
    while at < characters.count, isWanted(characters[at]) { at += 1 }
  }

  private func unexpected(_ wanted: String) -> FormulaProblem {
    let found = at < characters.count ? "'\(characters[at])'" : "the end"
    return FormulaProblem("expected \(wanted) at character \(at + 1), found \(found)")
  }
}

private func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
private func isLetter(_ character: Character) -> Bool {
  ("a"..."z").contains(character) || ("A"..."Z").contains(character) || character == "_"
}
