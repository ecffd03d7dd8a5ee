/// The few transcendental functions that simulators need, in IEEE basic operations only, so that no
/// libm changes an answer.
///
/// Errors stay within a few units in the last place, which is enough for waiting times and weights.
public enum DeterministicMath {
  /// Natural logarithm of `x`. `x` of 0 gives minus infinity, a negative `x` or NaN gives NaN.
  public static func log(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x.isInfinite { return .infinity }
    // x = m * 2^e with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s), s = (m-1)/(m+1), |s| < 0.172.
    var exponent = Int(x.exponent)
    var m = x.significand
    if m > 1.414_213_562_373_095_1 {
      m /= 2
      exponent += 1
    }
    let s = (m - 1) / (m + 1)
    let square = s * s
    var sum = 0.0
    for k in stride(from: 21, through: 1, by: -2) { sum = sum * square + 1 / Double(k) }
    let logM = 2 * s * sum
    return Double(exponent) * ln2High + (Double(exponent) * ln2Low + logM)
  }

  /// e to the power of `x`. Overflows to infinity above 709.78, underflows to 0 below -745.
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x > 709.782_712_893_384 { return .infinity }
    if x < -745.2 { return 0 }
    let k = (x / (ln2High + ln2Low)).rounded()
    let r = (x - k * ln2High) - k * ln2Low
    var sum = 1.0
    for i in stride(from: 17, through: 1, by: -1) { sum = 1 + sum * r / Double(i) }
    let power = Int(k)
    // Two steps, because 2^k alone may overflow or be subnormal.
    let half = power / 2
    return sum * powerOfTwo(half) * powerOfTwo(power - half)
  }

  /// `base` to the power of `exponent`, for a positive base.
  public static func pow(_ base: Double, _ exponent: Double) -> Double {
    if exponent == 0 { return 1 }
    if base == 0 { return exponent > 0 ? 0 : .infinity }
    return exp(exponent * log(base))
  }

  private static let ln2High = 6.931_471_803_691_238_164_90e-01
  private static let ln2Low = 1.908_214_929_270_587_700_02e-10

  private static func powerOfTwo(_ n: Int) -> Double {
    Double(sign: .plus, exponent: n, significand: 1)
  }
}
