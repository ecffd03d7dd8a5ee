import Simulation

/// How a whole number (tokens, seconds, GPUs) is drawn. Every draw uses only the generator that was
/// handed in.
public enum Distribution: Sendable, Hashable {
  /// Always the same.
  case fixed(Int)
  /// Each whole number of the range equally often.
  case uniform(ClosedRange<Int>)
  /// Exponential with this mean before it is cut to the range.
  case exponential(mean: Int, within: ClosedRange<Int>)
  /// Log-normal: half of the values lie below `median`; `sigmaPercent` is the standard deviation of
  /// the logarithm in hundredths (100: about 16 % lie above 2.7 times the median). Cut to the
  /// range.
  case lognormal(median: Int, sigmaPercent: Int, within: ClosedRange<Int>)
  /// One of some values, each as often as its weight says.
  case choice([Weighted])

  /// A value and how often it comes.
  public struct Weighted: Sendable, Hashable {
    public let value: Int
    /// At least 1.
    public let weight: Int
    public init(value: Int, weight: Int) {
      self.value = value
      self.weight = weight
    }
  }

  /// One value. A cut distribution moves outliers to the end of its range.
  public func draw(_ random: inout SeededGenerator) -> Int {
    switch self {
    case .fixed(let value):
      return value
    case .uniform(let range):
      return range.lowerBound + random.below(range.count)
    case .exponential(let mean, let range):
      let value = -DeterministicMath.log(1 - random.unit()) * Double(mean)
      return cut(value, to: range)
    case .lognormal(let median, let sigmaPercent, let range):
      let factor = DeterministicMath.exp(standardNormal(&random) * Double(sigmaPercent) / 100)
      return cut(Double(median) * factor, to: range)
    case .choice(let options):
      var at = random.below(max(1, options.reduce(0) { $0 + $1.weight }))
      for option in options {
        at -= option.weight
        if at < 0 { return option.value }
      }
      return options.last?.value ?? 0
    }
  }

  /// The largest value that can be drawn.
  public var upperBound: Int {
    switch self {
    case .fixed(let value): value
    case .uniform(let range), .exponential(_, let range), .lognormal(_, _, let range):
      range.upperBound
    case .choice(let options): options.map(\.value).max() ?? 0
    }
  }
}

private func cut(_ value: Double, to range: ClosedRange<Int>) -> Int {
  let top = Double(range.upperBound)
  let bottom = Double(range.lowerBound)
  return Int(max(bottom, min(top, value)).rounded())
}

/// Marsaglia's polar method; it needs no sine, so that every machine agrees.
private func standardNormal(_ random: inout SeededGenerator) -> Double {
  while true {
    let u = 2 * random.unit() - 1
    let v = 2 * random.unit() - 1
    let s = u * u + v * v
    guard s > 0, s < 1 else { continue }
    return u * (-2 * DeterministicMath.log(s) / s).squareRoot()
  }
}
