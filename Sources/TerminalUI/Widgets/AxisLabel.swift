/// Short numbers for axes and bars, without a locale.
public enum AxisLabel {
  /// At most three digits that matter and a factor: `0`, `0.25`, `42`, `1.5k`, `20M`, `3G`.
  public static func short(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    let sign = value < 0 ? "-" : ""
    var size = abs(value)
    var suffix = ""
    for next in ["k", "M", "G", "T", "P"] where size >= 999.5 {
      size /= 1000
      suffix = next
    }
    // Beyond the last factor the number would grow without end.
    if size >= 1e6 { return sign + "huge" }
    let decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2
    return sign + fixed(size, decimals: decimals) + suffix
  }

  /// Decimal notation without trailing zeros; `value` from 0 to a million.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100
    let scaled = Int((value * Double(scale)).rounded())
    var fraction = String(scaled % scale)
    guard scaled % scale != 0 else { return String(scaled / scale) }
    while fraction.count < decimals { fraction = "0" + fraction }
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(scaled / scale).\(fraction)"
  }
}
