/// How many of some trials succeeded.
public struct ProportionSample: Hashable, Sendable {
  public var successes: Int
  public var trials: Int

  /// Negative numbers count as 0; no more can succeed than were tried.
  public init(successes: Int = 0, trials: Int = 0) {
    self.trials = max(0, trials)
    self.successes = max(0, min(successes, self.trials))
  }

  /// Successes by trial; 0 without trials.
  public var rate: Double { trials > 0 ? Double(successes) / Double(trials) : 0 }

  public mutating func add(_ succeeded: Bool) {
    trials += 1
    if succeeded { successes += 1 }
  }

  public static func + (a: ProportionSample, b: ProportionSample) -> ProportionSample {
    ProportionSample(successes: a.successes + b.successes, trials: a.trials + b.trials)
  }

  /// The same as numbers 0 and 1, with n - 1 in the variance.
  public var asMean: MeanSample {
    let count = Double(trials)
    let squares = count * rate * (1 - rate)
    return MeanSample(count: trials, mean: rate, squares: squares)
  }
}

/// Count, mean and spread of measurements, gathered one by one (Welford's recurrence).
public struct MeanSample: Hashable, Sendable {
  public private(set) var count: Int
  public private(set) var mean: Double
  /// Sum of squared distances from the mean.
  private var squares: Double

  public init() { self.init(count: 0, mean: 0, squares: 0) }

  init(count: Int, mean: Double, squares: Double) {
    self.count = count
    self.mean = mean
    self.squares = squares
  }

  /// A sample of which only the figures are known; `variance` with n - 1.
  public init(count: Int, mean: Double, variance: Double) {
    self.init(
      count: max(0, count), mean: mean, squares: max(0, variance) * Double(max(0, count - 1)))
  }

  public init(_ values: some Sequence<Double>) {
    self.init()
    for value in values { add(value) }
  }

  public mutating func add(_ value: Double) {
    count += 1
    let distance = value - mean
    mean += distance / Double(count)
    squares += distance * (value - mean)
  }

  public static func + (a: MeanSample, b: MeanSample) -> MeanSample {
    guard a.count > 0 else { return b }
    guard b.count > 0 else { return a }
    let count = Double(a.count + b.count)
    let distance = b.mean - a.mean
    return MeanSample(
      count: a.count + b.count, mean: a.mean + distance * Double(b.count) / count,
      squares: a.squares + b.squares + distance * distance * Double(a.count) * Double(b.count)
        / count)
  }

  /// With n - 1; 0 for fewer than two values.
  public var variance: Double { count > 1 ? squares / Double(count - 1) : 0 }

  /// Variance of the mean; infinite without values.
  public var squaredError: Double { count > 0 ? variance / Double(count) : .infinity }
}

extension MeanSample {
  /// The values that came after an earlier state of the same sample.
  public func since(_ earlier: MeanSample) -> MeanSample {
    let rest = count - earlier.count
    guard rest > 0 else { return MeanSample() }
    guard earlier.count > 0 else { return self }
    let restMean =
      (mean * Double(count) - earlier.mean * Double(earlier.count)) / Double(rest)
    let distance = restMean - earlier.mean
    let between = distance * distance * Double(earlier.count) * Double(rest) / Double(count)
    return MeanSample(
      count: rest, mean: restMean, squares: max(0, squares - earlier.squares - between))
  }
}
