/// Numbers and durations as Go reads them from texts.
enum GoText {
  /// `strconv.ParseInt` with base 0: a sign, then `0x`, `0o`, `0b` or a leading `0` tell the base, and
  /// low lines may part digits. `nil` for anything else.
  static func integer(_ text: String) -> Int? {
    var digits = text[...]
    let isNegative = digits.first == "-"
    if isNegative || digits.first == "+" { digits = digits.dropFirst() }
    var base = 10
    if digits.first == "0", digits.count > 1 {
      let prefix = digits.dropFirst().first.map { Character($0.lowercased()) }
      switch prefix {
      case "x": base = 16
      case "b": base = 2
      default: base = 8
      }
      digits = digits.dropFirst(prefix == "x" || prefix == "b" || prefix == "o" ? 2 : 1)
      // Low lines stand between digits, or between the prefix and the first one.
      guard !digits.isEmpty, digits.last != "_", !digits.contains("__") else { return nil }
      digits = digits.first == "_" ? digits.dropFirst() : digits
    } else if digits.first == "_" || digits.last == "_" || digits.contains("__") {
      return nil
    }
    let plain = String(digits.filter { $0 != "_" })
    guard let first = plain.first, first != "+", first != "-" else { return nil }
    return Int((isNegative ? "-" : "") + plain, radix: base)
  }

  /// `time.ParseDuration`, in milliseconds: `1h2m3.5s`, `-300ms`, `0`. `nil` for anything else.
  static func milliseconds(_ text: String) -> Int? {
    var rest = text[...]
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest = rest.dropFirst() }
    guard !rest.isEmpty else { return nil }
    if rest == "0" { return 0 }
    let factors = [
      "h": 3_600_000.0, "m": 60_000, "s": 1_000, "ms": 1, "us": 0.001, "µs": 0.001, "μs": 0.001,
      "ns": 1e-6,
    ]
    var sum = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      guard digits.contains(where: { $0 != "." }), digits.count(where: { $0 == "." }) <= 1,
        let number = Double("0" + digits + (digits.last == "." ? "0" : ""))
      else { return nil }
      rest = rest[digits.endIndex...]
      let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
      guard let factor = factors[String(unit)] else { return nil }
      sum += number * factor
      rest = rest[unit.endIndex...]
    }
    guard sum < 1e12 else { return nil }
    return isNegative ? -Int(sum) : Int(sum)
  }
}
