import Simulation

/// How long prompts or answers are, in tokens.
public enum LengthDistribution: Hashable, Sendable {
  case fixed(Int)
  /// Every whole number in the range is equally likely.
  case uniform(ClosedRange<Int>)
  /// Exponential with the given mean, rounded to whole tokens and held inside the limits. Many short, few long.
  case exponential(mean: Int, limits: ClosedRange<Int>)

  /// One draw, at least 1. `fixed` draws nothing from the generator.
  public func draw(_ generator: inout SeededGenerator) -> Int {
    switch self {
    case .fixed(let length): return max(1, length)
    case .uniform(let range): return max(1, range.lowerBound + generator.below(range.count))
    case .exponential(let mean, let limits):
      let length = -DeterministicMath.log(1 - generator.unit()) * Double(mean)
      return max(1, min(limits.upperBound, max(limits.lowerBound, Int(length.rounded()))))
    }
  }
}

/// When requests arrive.
public enum ArrivalProcess: Hashable, Sendable {
  /// Independent arrivals: exponential gaps with the given mean.
  case poisson(meanGap: SimDuration)
  /// One request every gap, the first at one gap.
  case uniform(gap: SimDuration)
  /// All at time zero: an offline batch.
  case atOnce

  func gap(_ generator: inout SeededGenerator) -> SimDuration {
    switch self {
    case .poisson(let mean): generator.exponential(mean: mean)
    case .uniform(let gap): gap
    case .atOnce: .zero
    }
  }
}
