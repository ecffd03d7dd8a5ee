extension DeviceSelector {
  /// Reads the part of Kubernetes' CEL that is understood here: comparisons joined by `&&`, in
  /// parentheses or not, each one of
  ///
  ///     device.driver == "gpu.example.com"
  ///     device.attributes["gpu.example.com"].model != "a100"       (string, whole number, true)
  ///     device.capacity["gpu.example.com"].memory.compareTo(quantity("40Gi")) >= 0
  ///
  /// with the operators == != < <= > >=. Anything else is a problem that says where and what.
  public init(cel text: String) throws(SelectorProblem) {
    var reader = SelectorReader(text)
    self.init(try reader.wholeText())
  }

  /// The selector as CEL text.
  public var cel: String { comparisons.map(\.cel).joined(separator: " && ") }
}

extension DeviceComparison {
  /// The comparison as CEL text.
  public var cel: String {
    switch subject {
    case .driver: "device.driver \(op.rawValue) \(value.cel)"
    case .attribute(let domain, let name):
      "device.attributes[\(AttributeValue.string(domain).cel)].\(name) \(op.rawValue) \(value.cel)"
    case .capacity(let domain, let name):
      "device.capacity[\(AttributeValue.string(domain).cel)].\(name)"
        + ".compareTo(quantity(\"\(value.plain)\")) \(op.rawValue) 0"
    }
  }
}

extension AttributeValue {
  /// As a CEL literal.
  public var cel: String {
    guard case .string(let text) = self else { return plain }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Without quotes.
  public var plain: String {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    }
  }
}

/// A selector text that is not understood.
public struct SelectorProblem: Error, Hashable, Sendable {
  /// What would have been right at this place.
  public enum Expectation: Hashable, Sendable {
    /// `device.driver`, `device.attributes[..]` or `device.capacity[..]`.
    case comparison
    case comparisonOperator
    /// A text in quotes.
    case text
    /// Text, whole number of 64 bits, true or false.
    case value
    /// A name of letters, digits and underscores.
    case name
    /// `.compareTo(quantity("..")) OP 0`.
    case comparisonOfQuantity
    /// A whole amount such as 40Gi.
    case quantity
    /// The number 0 after a `compareTo`.
    case zero
    /// This very sign.
    case sign(String)
    /// `&&` or the end of the text.
    case andOrEnd
    /// At most so many characters.
    case length(limit: Int)
    /// At most so many parentheses inside each other.
    case depth(limit: Int)
  }

  /// Characters before the place, plus one.
  public let column: Int
  public let expected: Expectation
  /// The text found there, cut; empty at the end.
  public let found: String
}

/// A recursive-descent reader of selector texts.
private struct SelectorReader {
  /// `CELSelectorExpressionMaxLength` of Kubernetes v1.35.
  static let longest = 10 * 1024
  static let deepest = 32

  private let text: [Unicode.Scalar]
  private var at = 0
  private var depth = 0

  init(_ text: String) { self.text = Array(text.unicodeScalars) }

  mutating func wholeText() throws(SelectorProblem) -> [DeviceComparison] {
    if text.count > Self.longest { throw problem(.length(limit: Self.longest)) }
    let all = try conjunction()
    skipSpace()
    if at < text.count { throw problem(.andOrEnd) }
    return all
  }

  private mutating func conjunction() throws(SelectorProblem) -> [DeviceComparison] {
    var all = try part()
    while take("&&") { all += try part() }
    return all
  }

  private mutating func part() throws(SelectorProblem) -> [DeviceComparison] {
    guard take("(") else { return [try comparison()] }
    depth += 1
    if depth > Self.deepest { throw problem(.depth(limit: Self.deepest)) }
    let inner = try conjunction()
    try need(")")
    depth -= 1
    return inner
  }

  private mutating func comparison() throws(SelectorProblem) -> DeviceComparison {
    let start = at
    guard word() == "device", take(".") else { throw problem(.comparison, at: start) }
    switch word() {
    case "driver":
      let op = try comparisonOperator()
      return DeviceComparison(.driver, op, .string(try quoted(.text)))
    case "attributes":
      let (domain, name) = try qualifiedName()
      return DeviceComparison(
        .attribute(domain: domain, name: name), try comparisonOperator(), try value())
    case "capacity":
      let (domain, name) = try qualifiedName()
      let (op, amount) = try comparisonOfQuantity()
      return DeviceComparison(.capacity(domain: domain, name: name), op, .int(amount))
    default: throw problem(.comparison, at: start)
    }
  }

  /// `["domain"].name` or `["domain"]["name"]`.
  private mutating func qualifiedName() throws(SelectorProblem) -> (String, String) {
    try need("[")
    let domain = try quoted(.text)
    try need("]")
    if take("[") {
      let name = try quoted(.text)
      try need("]")
      return (domain, name)
    }
    try need(".")
    let start = at
    guard let name = word() else { throw problem(.name, at: start) }
    return (domain, name)
  }

  private mutating func comparisonOfQuantity() throws(SelectorProblem)
    -> (DeviceComparison.Operator, Int)
  {
    skipSpace()
    let start = at
    guard take("."), word() == "compareTo", take("("), word() == "quantity", take("(") else {
      throw problem(.comparisonOfQuantity, at: start)
    }
    skipSpace()
    let place = at
    guard let amount = WholeQuantity.parse(try quoted(.quantity)) else {
      throw problem(.quantity, at: place)
    }
    try need(")")
    try need(")")
    let op = try comparisonOperator()
    skipSpace()
    let zero = at
    guard number() == 0 else { throw problem(.zero, at: zero) }
    return (op, amount)
  }

  private mutating func comparisonOperator() throws(SelectorProblem) -> DeviceComparison.Operator {
    for op in [
      DeviceComparison.Operator.equal, .notEqual, .lessOrEqual, .greaterOrEqual, .less, .greater,
    ] where take(op.rawValue) {
      return op
    }
    throw problem(.comparisonOperator)
  }

  private mutating func value() throws(SelectorProblem) -> AttributeValue {
    skipSpace()
    let start = at
    if start < text.count, text[start] == "\"" || text[start] == "'" {
      return .string(try quoted(.value))
    }
    if let number = number() { return .int(number) }
    switch word() {
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: throw problem(.value, at: start)
    }
  }

  /// A decimal number of 64 bits that no letter, dot or digit follows.
  private mutating func number() -> Int? {
    skipSpace()
    var end = at
    if end < text.count, text[end] == "-" { end += 1 }
    while end < text.count, ("0"..."9").contains(text[end]) { end += 1 }
    if end < text.count, text[end] == "." || Self.isWord(text[end]) { return nil }
    guard let number = Int(string(at..<end)) else { return nil }
    at = end
    return number
  }

  private mutating func quoted(
    _ expected: SelectorProblem.Expectation
  ) throws(SelectorProblem) -> String {
    skipSpace()
    let start = at
    guard at < text.count, text[at] == "\"" || text[at] == "'" else {
      throw problem(expected, at: start)
    }
    let quote = text[at]
    var content = String.UnicodeScalarView()
    at += 1
    while at < text.count, text[at] != quote {
      if text[at] == "\n" { throw problem(expected, at: start) }
      if text[at] == "\\" {
        at += 1
        guard at < text.count, let plain = Self.escapes[text[at]] else {
          throw problem(expected, at: start)
        }
        content.append(plain)
      } else {
        content.append(text[at])
      }
      at += 1
    }
    guard at < text.count else { throw problem(expected, at: start) }
    at += 1
    return String(content)
  }

  private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
    "\\": "\\", "\"": "\"", "'": "'", "n": "\n", "t": "\t", "r": "\r",
  ]

  /// The next name; nothing is taken when there is none.
  private mutating func word() -> String? {
    skipSpace()
    var end = at
    while end < text.count, Self.isWord(text[end]) { end += 1 }
    guard end > at, !("0"..."9").contains(text[at]) else { return nil }
    defer { at = end }
    return string(at..<end)
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
      || scalar == "_"
  }

  private mutating func take(_ sign: String) -> Bool {
    skipSpace()
    let scalars = Array(sign.unicodeScalars)
    guard text[at...].starts(with: scalars) else { return false }
    at += scalars.count
    return true
  }

  private mutating func need(_ sign: String) throws(SelectorProblem) {
    if !take(sign) { throw problem(.sign(sign)) }
  }

  private mutating func skipSpace() {
    while at < text.count, [" ", "\t", "\n", "\r"].contains(text[at]) { at += 1 }
  }

  private func string(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(text[range]))
  }

  private func problem(
    _ expected: SelectorProblem.Expectation, at place: Int? = nil
  ) -> SelectorProblem {
    let start = place ?? at
    return SelectorProblem(
      column: start + 1, expected: expected,
      found: string(start..<min(text.count, start + 24)))
  }
}
