/// Wald's sequential probability ratio test of a success rate: looks after every trial, and stops as
/// soon as the evidence is enough.
///
/// Wald 1945: continue while ln(beta / (1 - alpha)) < ln(likelihood ratio) < ln((1 - beta) / alpha).
/// The bounds ignore how far the last trial overshoots, so both errors together are at most
/// alpha + beta.
public struct WaldTest: Hashable, Sendable {
  public enum Decision: Hashable, Sendable {
    case goesOn
    /// The rate is that of the hypothesis "nothing is wrong".
    case acceptsNull
    case acceptsAlternative
  }

  public let null: Double
  public let alternative: Double
  /// Bounds of the log likelihood ratio.
  public let lower: Double
  public let upper: Double
  /// The log likelihood ratio so far.
  public private(set) var evidence = 0.0
  public private(set) var sample = ProportionSample()

  /// `nil` unless the rates differ and all numbers lie strictly between 0 and 1, alpha + beta below
  /// 1.
  public init?(null: Double, alternative: Double, alpha: Double = 0.05, beta: Double = 0.2) {
    let isOpen = [null, alternative, alpha, beta].allSatisfy { $0 > 0 && $0 < 1 }
    guard isOpen, null != alternative, alpha + beta < 1 else { return nil }
    self.null = null
    self.alternative = alternative
    lower = DeterministicMath.log(beta / (1 - alpha))
    upper = DeterministicMath.log((1 - beta) / alpha)
  }

  /// One more trial. After a decision nothing changes any more.
  public mutating func add(_ succeeded: Bool) -> Decision {
    guard decision == .goesOn else { return decision }
    sample.add(succeeded)
    evidence +=
      succeeded
      ? DeterministicMath.log(alternative / null)
      : DeterministicMath.log((1 - alternative) / (1 - null))
    return decision
  }

  public var decision: Decision {
    if evidence >= upper { return .acceptsAlternative }
    return evidence <= lower ? .acceptsNull : .goesOn
  }
}

/// An experiment whose p value may be looked at after every user.
///
/// The mixture sequential probability ratio test with a normal mixture (Robbins 1970; Johari, Pekelis
/// and Walsh 2015): if there is no difference, the chance that the p value ever falls below alpha is
/// at most alpha, approximately where the difference is only nearly normal. The price is power.
public struct AlwaysValidTest: Hashable, Sendable {
  /// Standard deviation of the differences that are expected, in units of the metric: the test is
  /// quickest for differences of this size.
  public let mixture: Double
  /// The smallest 1 / (likelihood ratio) so far: the always-valid p value.
  public private(set) var pValue = 1.0
  public private(set) var difference = 0.0
  public private(set) var squaredError = Double.infinity

  /// `mixture` above 0, else `nil`.
  public init?(mixture: Double) {
    guard mixture > 0, mixture.isFinite else { return nil }
    self.mixture = mixture
  }

  /// A look: the difference so far and the square of its standard error, both of all data since the
  /// start. An error of 0 or none at all tells nothing.
  public mutating func look(difference: Double, squaredError: Double) {
    guard squaredError > 0, squaredError.isFinite, difference.isFinite else { return }
    self.difference = difference
    self.squaredError = squaredError
    let tau = mixture * mixture
    let sum = squaredError + tau
    let evidence =
      0.5 * DeterministicMath.log(squaredError / sum)
      + tau * difference * difference / (2 * squaredError * sum)
    pValue = min(pValue, DeterministicMath.exp(-evidence))
  }

  /// A look at two rates, each arm with its own variance.
  public mutating func look(control: ProportionSample, treatment: ProportionSample) {
    look(control: control.asMean, treatment: treatment.asMean)
  }

  public mutating func look(control: MeanSample, treatment: MeanSample) {
    look(
      difference: treatment.mean - control.mean,
      squaredError: control.squaredError + treatment.squaredError)
  }

  /// A range that contains the true difference at all looks together with this confidence; `nil`
  /// before the first look.
  public func interval(confidence: Double) -> ConfidenceInterval? {
    guard squaredError.isFinite, confidence > 0, confidence < 1 else { return nil }
    let tau = mixture * mixture
    let sum = squaredError + tau
    let needed =
      -DeterministicMath.log(1 - confidence) + 0.5 * DeterministicMath.log(sum / squaredError)
    let half = (2 * squaredError * sum / tau * needed).squareRoot()
    return ConfidenceInterval(lower: difference - half, upper: difference + half)
  }
}
