import Testing

@testable import Simulation

/// Expected values: mpmath with 50 digits, shown with 20.
@Suite struct DeterministicMathTests {
  @Test(
    arguments: [
      (0.5, -0.69314718055994530942), (2, 0.69314718055994530942), (10, 2.3025850929940456840),
      (1e-300, -690.77552789821370518), (1e300, 690.77552789821370526),
      (3.141592653589793, 1.1447298858494001351), (0.999999999, -9.9999997221806850863e-10),
      (1.0000001, 9.9999995058387045078e-08), (0.7071067811865476, -0.34657359027997258635),
      (.leastNonzeroMagnitude, -744.44007192138126231), (123456.789, 11.723646487185881016),
      (1.7976931348623157e308, 709.78271289338399674), (1, 0),
    ] as [(Double, Double)])
  func logarithm(x: Double, expected: Double) {
    let tolerance = expected.magnitude.ulp * 4
    #expect(abs(DeterministicMath.log(x) - expected) <= tolerance, "log(\(x))")
  }

  @Test(
    arguments: [
      (1, 2.7182818284590452354), (-1, 0.36787944117144232160), (0.5, 1.6487212707001281468),
      (10, 22026.465794806716517), (-10, 4.5399929762484851536e-05),
      (1e-10, 1.0000000001000000000), (100, 2.6881171418161354484e43),
      (-100, 3.7200759760208359630e-44), (700, 1.0142320547350045095e304),
      (-700, 9.8596765437597708567e-305), (0.34657359, 1.4142135619771539051),
      (-0.34657360, 0.70710677431345032158), (709.78, 1.7928227943945156209e308), (0, 1),
    ] as [(Double, Double)])
  func exponential(x: Double, expected: Double) {
    #expect(
      abs(DeterministicMath.exp(x) - expected) <= expected.ulp * 8, "exp(\(x))")
  }

  @Test func subnormalResultsKeepTheirFewDigits() {
    // 4.18873988e-322 is 84.78 times the smallest number.
    let steps = DeterministicMath.exp(-740) / .leastNonzeroMagnitude
    #expect(steps == 84 || steps == 85)
  }

  @Test func endsOfTheRange() {
    #expect(DeterministicMath.log(0) == -.infinity)
    #expect(DeterministicMath.log(-1).isNaN)
    #expect(DeterministicMath.log(.nan).isNaN)
    #expect(DeterministicMath.log(.infinity) == .infinity)
    #expect(DeterministicMath.exp(710) == .infinity)
    #expect(DeterministicMath.exp(-746) == 0)
    #expect(DeterministicMath.exp(.nan).isNaN)
  }

  @Test(
    arguments: [
      (2.0, 10.0, 1_024.0), (2, -1, 0.5), (0.9, 1 / 0.1542, 0.5049621381010754), (7, 0, 1),
      (0, 2, 0), (10, 0.5, 3.1622776601683795),
    ] as [(Double, Double, Double)])
  func power(base: Double, exponent: Double, expected: Double) {
    #expect(abs(DeterministicMath.pow(base, exponent) - expected) <= expected * 1e-13)
  }

  @Test func logUndoesExp() {
    var generator = SeededGenerator(seed: Seed("log-exp"))
    for _ in 0..<2_000 {
      let x = generator.unit() * 1_400 - 700
      let back = DeterministicMath.log(DeterministicMath.exp(x))
      #expect(abs(back - x) <= 1e-13 * max(1, abs(x)), "x = \(x), seed log-exp")
    }
  }
}
