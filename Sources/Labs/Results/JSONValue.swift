/// A JSON text in the making: keys stay in their order and numbers are written without a locale, so
/// that equal values are equal bytes.
public indirect enum JSONValue: Sendable {
  case null
  case truth(Bool)
  case whole(Int)
  /// With at most this many digits after the point; trailing zeros are left out.
  case number(Double, decimals: Int)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  public var text: String {
    var out = ""
    write(to: &out)
    return out
  }

  private func write(to out: inout String) {
    switch self {
    case .null: out += "null"
    case .truth(let isTrue): out += isTrue ? "true" : "false"
    case .whole(let n): out += String(n)
    case .number(let value, let decimals):
      out += value.isFinite ? trimmed(formatted(value, decimals: decimals)) : "null"
    case .string(let text): quoteJSON(text, into: &out)
    case .array(let values):
      out += "["
      for (index, value) in values.enumerated() {
        if index > 0 { out += "," }
        value.write(to: &out)
      }
      out += "]"
    case .object(let fields):
      out += "{"
      for (index, (key, value)) in fields.enumerated() {
        if index > 0 { out += "," }
        quoteJSON(key, into: &out)
        out += ":"
        value.write(to: &out)
      }
      out += "}"
    }
  }
}

private func trimmed(_ number: String) -> String {
  guard number.contains(".") else { return number }
  var text = Substring(number)
  while text.last == "0" { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return String(text)
}

/// Appends a text as a JSON string with its quotation marks.
public func quoteJSON(_ text: String, into out: inout String) {
  out += "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case "\t": out += "\\t"
    // DEL and the C1 controls too, so that a text shown in a terminal cannot steer it; the two line
    // separators, because some readers of JSON lines break there.
    // And the marks that turn the direction of what follows them.
    case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{200e}", "\u{200f}", "\u{2028}"..."\u{202e}",
      "\u{2066}"..."\u{2069}":
      let digits = String(scalar.value, radix: 16)
      out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: out.unicodeScalars.append(scalar)
    }
  }
  out += "\""
}
