/// Statistics with their definitions, so that two rooms never mean different things by "p95".
public enum Statistics {
  /// Nearest-rank percentile: the smallest value with at least `percent` % of the values at or
  /// below it.
  ///
  /// `percent` in 1...100; `nil` for no values. Whole numbers in, whole number out.
  public static func percentile(_ percent: Int, of values: [Int]) -> Int? {
    percentile(percent, ofSorted: values.sorted())
  }

  /// As `percentile(_:of:)` for values that are in ascending order already.
  public static func percentile(_ percent: Int, ofSorted values: [Int]) -> Int? {
    guard !values.isEmpty else { return nil }
    let rank = (values.count * percent + 99) / 100
    return values[max(1, min(rank, values.count)) - 1]
  }

  /// Arithmetic mean, summed in order; `nil` for no values.
  public static func mean(_ values: [Int]) -> Double? {
    guard !values.isEmpty else { return nil }
    var sum = 0
    for value in values {
      let (next, overflow) = sum.addingReportingOverflow(value)
      // Many long waits: too large for a whole number, not for an average.
      guard !overflow else { return values.reduce(0.0) { $0 + Double($1) } / Double(values.count) }
      sum = next
    }
    return Double(sum) / Double(values.count)
  }

  /// Jain's fairness index (sum x)^2 / (n * sum x^2), 1 = all equal, 1/n = one has it all; `nil`
  /// when all are 0 or none.
  public static func jainIndex(_ shares: [Double]) -> Double? {
    let sum = shares.reduce(0, +)
    let squares = shares.reduce(0) { $0 + $1 * $1 }
    return squares > 0 ? sum * sum / (Double(shares.count) * squares) : nil
  }
}
