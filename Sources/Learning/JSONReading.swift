/// Where a text stops being JSON.
public struct JSONProblem: Error, Equatable, Sendable {
  /// Offset in bytes from the start.
  public let offset: Int
}

extension JSON {
  /// The value that UTF-8 bytes spell: one value, white space around it allowed, nothing else.
  public init(bytes: some Collection<UInt8>) throws(JSONProblem) {
    let read: Result<JSON, JSONProblem>
    if let result = bytes.withContiguousStorageIfAvailable({ JSONReader.read($0) }) {
      read = result
    } else {
      read = Array(bytes).withUnsafeBufferPointer { JSONReader.read($0) }
    }
    self = try read.get()
  }

  /// The value that a text spells.
  public init(text: String) throws(JSONProblem) { try self.init(bytes: Array(text.utf8)) }
}

/// A strict reader (RFC 8259) that refuses more than 128 levels.
private struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var at = 0

  static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<JSON, JSONProblem> {
    var reader = JSONReader(bytes: bytes)
    do throws(JSONProblem) {
      let value = try reader.value(depth: 0)
      reader.skipSpace()
      guard reader.at == bytes.count else { throw reader.problem }
      return .success(value)
    } catch {
      return .failure(error)
    }
  }

  private var problem: JSONProblem { JSONProblem(offset: at) }
  private var current: UInt8 { at < bytes.count ? bytes[at] : 0 }

  private mutating func skipSpace() {
    while at < bytes.count {
      let byte = bytes[at]
      guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
      at += 1
    }
  }

  private mutating func expect(_ byte: UInt8) throws(JSONProblem) {
    guard current == byte else { throw problem }
    at += 1
  }

  private mutating func value(depth: Int) throws(JSONProblem) -> JSON {
    skipSpace()
    guard depth < 128 else { throw problem }
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONProblem) -> JSON {
    for i in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[i]) }
    return value
  }

  private mutating func object(depth: Int) throws(JSONProblem) -> JSON {
    at += 1
    var members: [JSON.Member] = []
    skipSpace()
    if current == UInt8(ascii: "}") {
      at += 1
      return .object([])
    }
    while true {
      skipSpace()
      let key = try string()
      skipSpace()
      try expect(UInt8(ascii: ":"))
      members.append(JSON.Member(key, try value(depth: depth + 1)))
      skipSpace()
      if current == UInt8(ascii: ",") {
        at += 1
        continue
      }
      try expect(UInt8(ascii: "}"))
      return .object(members)
    }
  }

  private mutating func array(depth: Int) throws(JSONProblem) -> JSON {
    at += 1
    var values: [JSON] = []
    skipSpace()
    if current == UInt8(ascii: "]") {
      at += 1
      return .array([])
    }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if current == UInt8(ascii: ",") {
        at += 1
        continue
      }
      try expect(UInt8(ascii: "]"))
      return .array(values)
    }
  }

  private mutating func number() throws(JSONProblem) -> JSON {
    let start = at
    if current == UInt8(ascii: "-") { at += 1 }
    let firstDigit = at
    var whole = 0
    var overflow = false
    while isDigit(current) {
      let (product, tooBig) = whole.multipliedReportingOverflow(by: 10)
      let (sum, tooBigSum) = product.addingReportingOverflow(Int(current) - 48)
      whole = sum
      overflow = overflow || tooBig || tooBigSum
      at += 1
    }
    guard at > firstDigit, at == firstDigit + 1 || bytes[firstDigit] != 48 else { throw problem }
    let isNegative = firstDigit > start
    var isWhole = true
    if current == UInt8(ascii: ".") {
      isWhole = false
      at += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isWhole = false
      at += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
    // Minus zero stays a float, so that every value keeps its sign.
    if isWhole, !overflow, !(isNegative && whole == 0) {
      return .integer(isNegative ? -whole : whole)
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard let x = Double(text), x.isFinite else { throw problem }
    return .number(x)
  }

  private mutating func digits() throws(JSONProblem) {
    guard isDigit(current) else { throw problem }
    while isDigit(current) { at += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  private mutating func string() throws(JSONProblem) -> String {
    try expect(UInt8(ascii: "\""))
    let start = at
    while at < bytes.count, bytes[at] >= 0x20, bytes[at] != UInt8(ascii: "\""),
      bytes[at] != UInt8(ascii: "\\")
    { at += 1 }
    if current == UInt8(ascii: "\"") {
      let text = try text(bytes[start..<at])
      at += 1
      return text
    }
    return try escapedString(from: start)
  }

  private func text(_ slice: some Collection<UInt8>) throws(JSONProblem) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else { throw problem }
    return text
  }

  /// The rest of a string that has an escape at the present place.
  private mutating func escapedString(from start: Int) throws(JSONProblem) -> String {
    var out = Array(bytes[start..<at])
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") {
        at += 1
        return try text(out)
      }
      guard byte >= 0x20 else { throw problem }
      at += 1
      guard byte == UInt8(ascii: "\\") else {
        out.append(byte)
        continue
      }
      let escape = current
      at += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(escape)
      case UInt8(ascii: "b"): out.append(8)
      case UInt8(ascii: "f"): out.append(12)
      case UInt8(ascii: "n"): out.append(10)
      case UInt8(ascii: "r"): out.append(13)
      case UInt8(ascii: "t"): out.append(9)
      case UInt8(ascii: "u"): out.append(contentsOf: Array(String(try escapedScalar()).utf8))
      default: throw problem
      }
    }
    throw problem
  }

  private mutating func escapedScalar() throws(JSONProblem) -> Unicode.Scalar {
    var code = try fourHexDigits()
    if (0xd800..<0xdc00).contains(code) {
      try expect(UInt8(ascii: "\\"))
      try expect(UInt8(ascii: "u"))
      let low = try fourHexDigits()
      guard (0xdc00..<0xe000).contains(low) else { throw problem }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw problem }
    return scalar
  }

  private mutating func fourHexDigits() throws(JSONProblem) -> UInt32 {
    guard at + 4 <= bytes.count else { throw problem }
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else { throw problem }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }
}
