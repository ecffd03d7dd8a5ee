import Labs

/// A JSON value that keeps the order of keys.
///
/// Own lines for three reasons: the record must keep what newer versions wrote into it, the same
/// value must give the same bytes on every machine, and the first frame waits for a snapshot that a
/// general decoder reads several times slower.
public enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number without fraction and exponent that fits 64 bits.
  case integer(Int)
  /// Any other number; written in the shortest form that reads back exactly. Not finite: written as
  /// `null`.
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  /// One key of an object with its value.
  public struct Member: Sendable, Equatable {
    public let key: String
    public let value: JSON
    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }
}

extension JSON {
  /// An object of the members whose value is not `nil`, in the order given.
  public static func record(_ members: KeyValuePairs<String, JSON?>) -> JSON {
    .object(members.compactMap { key, value in value.map { Member(key, $0) } })
  }

  /// The value of `key` of an object (the first when it stands twice); `nil` for anything else.
  public subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  public var string: String? { if case .string(let text) = self { text } else { nil } }
  public var bool: Bool? { if case .bool(let isTrue) = self { isTrue } else { nil } }
  public var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
  public var members: [Member]? { if case .object(let members) = self { members } else { nil } }
  public var integer: Int? { if case .integer(let n) = self { n } else { nil } }
  /// The value of a number with or without a fraction.
  public var number: Double? {
    switch self {
    case .integer(let n): Double(n)
    case .number(let x): x
    default: nil
    }
  }
}

// MARK: Writing

extension JSON {
  /// On one line, without spaces: a record of a JSON-lines file (without the line break).
  public var line: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// Indented by two spaces, a line for each member; ends without a line break.
  public var pretty: String {
    var text = ""
    write(to: &text, indent: 0)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .array(let values):
      text += "["
      for (i, value) in values.enumerated() {
        if i > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (i, member) in members.enumerated() {
        if i > 0 { text += "," }
        quoteJSON(member.key, into: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    default: writeScalar(to: &text)
    }
  }

  private func write(to text: inout String, indent: Int) {
    let inner = "\n" + String(repeating: "  ", count: indent + 1)
    let outer = "\n" + String(repeating: "  ", count: indent)
    switch self {
    case .array(let values) where !values.isEmpty:
      text += "["
      for (i, value) in values.enumerated() {
        text += i > 0 ? "," + inner : inner
        value.write(to: &text, indent: indent + 1)
      }
      text += outer + "]"
    case .object(let members) where !members.isEmpty:
      text += "{"
      for (i, member) in members.enumerated() {
        text += i > 0 ? "," + inner : inner
        quoteJSON(member.key, into: &text)
        text += ": "
        member.value.write(to: &text, indent: indent + 1)
      }
      text += outer + "}"
    default: write(to: &text)
    }
  }

  private func writeScalar(to text: inout String) {
    switch self {
    case .bool(let isTrue): text += isTrue ? "true" : "false"
    case .integer(let n): text += String(n)
    case .number(let x): text += x.isFinite ? String(x) : "null"
    case .string(let string): quoteJSON(string, into: &text)
    case .null, .array, .object: text += "null"
    }
  }
}
