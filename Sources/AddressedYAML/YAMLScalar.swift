/// How other YAML readers would take an unquoted scalar. Content is read by many tools, so we
/// refuse what they would not read as the text that it looks like.
enum PlainMeaning: Hashable {
  case text, truth, nothing, date, clock, number

  init(_ text: String) {
    switch text {
    case "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO",
      "on", "On", "ON", "off", "Off", "OFF":
      self = .truth
    case "", "~", "null", "Null", "NULL":
      self = .nothing
    default:
      self =
        isDate(text)
        ? .date : isClock(text) ? .clock : Double(text)?.isFinite == true ? .number : .text
    }
  }

  /// The word for messages.
  var name: String {
    switch self {
    case .text: "text"
    case .truth: "a truth value"
    case .nothing: "nothing"
    case .date: "a date"
    case .clock: "a number in base 60"
    case .number: "a number"
    }
  }
}

/// Whether `text` is a day of the calendar written `YYYY-MM-DD`.
public func isDate(_ text: String) -> Bool {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.map(\.utf8.count) == [4, 2, 2],
    text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (48...57).contains($0) }),
    let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
    (1...12).contains(month)
  else { return false }
  let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return (1...days[month - 1]).contains(day)
}

/// Whether YAML 1.1 reads the text as a number in base 60: `12:30`.
private func isClock(_ text: String) -> Bool {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false)
  return parts.count >= 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
    && parts.dropFirst().allSatisfy { (Int($0) ?? 60) < 60 }
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

/// The whole number that a text means: an optional sign and digits, `_` between digits allowed.
func wholeNumber(_ text: String) -> Int? {
  guard !text.hasPrefix("_"), !text.hasSuffix("_"), !text.contains("__") else { return nil }
  let digits = text.filter { $0 != "_" }
  let unsigned = digits.hasPrefix("-") || digits.hasPrefix("+") ? digits.dropFirst() : digits[...]
  guard !unsigned.isEmpty, unsigned.utf8.allSatisfy(isDigit) else { return nil }
  return Int(digits)
}

/// The finite decimal number that a text means: digits, optional point and exponent.
func decimalNumber(_ text: String) -> Double? {
  if let whole = wholeNumber(text) { return Double(whole) }
  let allowed = Set("0123456789.eE+-".utf8)
  guard text.utf8.allSatisfy(allowed.contains), text.utf8.contains(where: isDigit),
    let value = Double(text), value.isFinite
  else { return nil }
  return value
}
