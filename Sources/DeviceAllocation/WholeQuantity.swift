/// Kubernetes quantities that are whole numbers: `80Gi`, `1.5Gi`, `400`, `2k`, `1e3`.
public enum WholeQuantity {
  /// `nil` for a text that is no quantity, is not whole or is beyond 64 bits.
  public static func parse(_ text: String) -> Int? {
    var rest = text.utf8[...]
    var sign = 1
    if let first = rest.first, first == plus || first == minus {
      sign = first == minus ? -1 : 1
      rest = rest.dropFirst()
    }
    var digits = 0
    var decimals = 0
    var seenDigit = false
    var seenPoint = false
    while let byte = rest.first, byte == point || zeroToNine.contains(byte) {
      rest = rest.dropFirst()
      if byte == point {
        if seenPoint { return nil }
        seenPoint = true
        continue
      }
      seenDigit = true
      let (tens, high) = digits.multipliedReportingOverflow(by: 10)
      let (next, over) = tens.addingReportingOverflow(Int(byte - zeroToNine.lowerBound))
      if high || over { return nil }
      digits = next
      if seenPoint { decimals += 1 }
    }
    guard seenDigit, let unit = unit(String(decoding: rest, as: UTF8.self)) else { return nil }
    return scaled(digits, unit: unit, decimals: decimals).map { sign * $0 }
  }

  private struct Unit {
    /// Factor, and the power of ten (negative for `m` and smaller) on top of it.
    var factor = 1
    var tens = 0
  }

  private static func unit(_ suffix: String) -> Unit? {
    switch suffix {
    case "": return Unit()
    case "n": return Unit(tens: -9)
    case "u": return Unit(tens: -6)
    case "m": return Unit(tens: -3)
    case "k": return Unit(tens: 3)
    case "M": return Unit(tens: 6)
    case "G": return Unit(tens: 9)
    case "T": return Unit(tens: 12)
    case "P": return Unit(tens: 15)
    case "E": return Unit(tens: 18)
    case "Ki": return Unit(factor: 1 << 10)
    case "Mi": return Unit(factor: 1 << 20)
    case "Gi": return Unit(factor: 1 << 30)
    case "Ti": return Unit(factor: 1 << 40)
    case "Pi": return Unit(factor: 1 << 50)
    case "Ei": return Unit(factor: 1 << 60)
    default:
      guard let letter = suffix.utf8.first,
        letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E"),
        let tens = Int(suffix.dropFirst()), (-40...40).contains(tens)
      else { return nil }
      return Unit(tens: tens)
    }
  }

  private static func scaled(_ digits: Int, unit: Unit, decimals: Int) -> Int? {
    var (value, over) = digits.multipliedReportingOverflow(by: unit.factor)
    if over { return nil }
    let tens = unit.tens - decimals
    for _ in 0..<max(0, tens) {
      (value, over) = value.multipliedReportingOverflow(by: 10)
      if over { return nil }
    }
    for _ in 0..<max(0, -tens) where value != 0 {
      if value % 10 != 0 { return nil }
      value /= 10
    }
    return value
  }

  private static let plus = UInt8(ascii: "+")
  private static let minus = UInt8(ascii: "-")
  private static let point = UInt8(ascii: ".")
  private static let zeroToNine = UInt8(ascii: "0")...UInt8(ascii: "9")
}
