/// A Kubernetes quantity such as `500m`, `64Gi`, `1e3`, in thousandths, rounded up as Kubernetes
/// does; `nil` when it is none or too large.
///
/// `apimachinery/pkg/api/resource`: decimal digits with an optional fraction, then a binary suffix
/// (Ki to Ei), a decimal one (n, u, m, k, M, G, T, P, E) or an exponent.
func milliQuantity(_ text: String) -> Int? {
  let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-" || $0 == "+") }
  let suffix = text.dropFirst(digits.count)
  let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  let fraction = parts.count == 2 ? parts[1] : ""
  guard let whole = parts.first, !(whole + fraction).isEmpty, fraction.count <= 18,
    fraction.allSatisfy(\.isNumber), var amount = Int128(whole.isEmpty ? "0" : String(whole))
  else { return nil }
  let isNegative = whole.hasPrefix("-")
  for digit in fraction {
    amount = amount * 10 + Int128(digit.wholeNumberValue ?? 0) * (isNegative ? -1 : 1)
  }
  guard amount.magnitude < 1 << 100, let scale = scale(of: suffix) else { return nil }
  // amount x 10^(power - fraction digits) x 2^bits, in thousandths.
  var power = scale.power - fraction.count + 3
  var (result, overflow) = amount.multipliedReportingOverflow(by: Int128(1) << Int128(scale.bits))
  while power > 0, !overflow {
    (result, overflow) = result.multipliedReportingOverflow(by: 10)
    power -= 1
  }
  guard !overflow else { return nil }
  while power < 0 {
    let (quotient, rest) = result.quotientAndRemainder(dividingBy: 10)
    result = rest > 0 ? quotient + 1 : quotient
    power += 1
  }
  return result.magnitude <= Int128(Int.max / 4).magnitude ? Int(result) : nil
}

private func scale(of suffix: Substring) -> (power: Int, bits: Int)? {
  switch suffix {
  case "": return (0, 0)
  case "n": return (-9, 0)
  case "u": return (-6, 0)
  case "m": return (-3, 0)
  case "k": return (3, 0)
  case "M": return (6, 0)
  case "G": return (9, 0)
  case "T": return (12, 0)
  case "P": return (15, 0)
  case "E": return (18, 0)
  case "Ki": return (0, 10)
  case "Mi": return (0, 20)
  case "Gi": return (0, 30)
  case "Ti": return (0, 40)
  case "Pi": return (0, 50)
  case "Ei": return (0, 60)
  default:
    guard let first = suffix.first, first == "e" || first == "E",
      let power = Int(suffix.dropFirst()), power.magnitude <= 18
    else { return nil }
    return (power, 0)
  }
}
