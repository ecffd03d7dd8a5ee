import Simulation
import Testing

/// Expected numbers: scipy 1.17.1.
struct SpecialFunctionsTests {
  private func agrees(_ got: Double, _ expected: Double, within tolerance: Double = 1e-12) -> Bool {
    (got - expected).magnitude <= tolerance * max(expected.magnitude, 1e-300)
  }

  @Test(
    arguments: [
      (-37, 5.7255712225239266e-300), (-8, 6.22096057427174e-16), (-1.96, 0.024997895148220435),
      (-0.3, 0.3820885778110474), (0, 0.5), (0.5, 0.6914624612740131), (3, 0.9986501019683699),
      (6, 0.9999999990134123),
    ] as [(Double, Double)])
  func normal(z: Double, expected: Double) {
    #expect(agrees(SpecialFunctions.normalCDF(z), expected))
    #expect(agrees(SpecialFunctions.erfc(-z / 2.0.squareRoot()), 2 * expected))
  }

  @Test(
    arguments: [
      (1e-250, -33.79958617269484), (1e-10, -6.361340902404056), (0.001, -3.090232306167813),
      (0.025, -1.9599639845400545), (0.3, -0.5244005127080409), (0.8, 0.8416212335729143),
      (0.975, 1.959963984540054), (0.999999, 4.753424308817087),
    ] as [(Double, Double)])
  func normalQuantile(p: Double, expected: Double) {
    #expect(agrees(SpecialFunctions.normalQuantile(p), expected))
  }

  @Test func theEdges() {
    #expect(SpecialFunctions.normalQuantile(0.5).magnitude < 1e-15)
    #expect(SpecialFunctions.normalQuantile(0) == -.infinity)
    #expect(SpecialFunctions.normalQuantile(1) == .infinity)
    #expect(
      SpecialFunctions.normalQuantile(-0.1).isNaN && SpecialFunctions.normalQuantile(.nan).isNaN)
    #expect(SpecialFunctions.erf(0) == 0 && SpecialFunctions.erf(.infinity) == 1)
    #expect(SpecialFunctions.studentQuantile(0, degrees: 3).isNaN)
    #expect(SpecialFunctions.incompleteBeta(1, 1, 2) == 1)
  }

  @Test(
    arguments: [
      (-2.5, 3, 0.04385332350403278), (0.7, 1, 0.6944001122142147), (-1, 0.5, 0.30112161084132205),
      (1.96, 1e6, 0.9750019662073651), (-12, 30.7, 2.0015129141800562e-13),
      (2.2, 7.3, 0.9689154172999882),
    ] as [(Double, Double, Double)])
  func student(t: Double, degrees: Double, expected: Double) {
    #expect(agrees(SpecialFunctions.studentCDF(t, degrees: degrees), expected, within: 2e-11))
  }

  @Test(
    arguments: [
      (0.975, 10, 2.228138851986274), (0.025, 3.3, -3.0248744618408083),
      (0.9999, 2, 70.70007107496818), (0.6, 1_000, 0.25341451583949876),
    ] as [(Double, Double, Double)])
  func studentQuantile(p: Double, degrees: Double, expected: Double) {
    #expect(agrees(SpecialFunctions.studentQuantile(p, degrees: degrees), expected, within: 1e-9))
  }

  @Test(
    arguments: [
      (3.84, 1, 0.05004352124870519), (0.2, 1, 0.6547208460185768),
      (50, 4, 3.610865404890647e-10), (10, 9.5, 0.39521574962466943),
      (300, 2, 7.175095973164448e-66),
    ] as [(Double, Double, Double)])
  func chiSquare(x: Double, degrees: Double, expected: Double) {
    #expect(agrees(SpecialFunctions.chiSquareUpper(x, degrees: degrees), expected))
  }

  @Test(
    arguments: [
      (2, 3, 0.4, 0.5248), (0.5, 0.5, 0.01, 0.06376856085851985), (50, 30, 0.7, 0.9207207761763279),
      (1_000, 2_000, 0.33, 0.3506326761341843),
    ] as [(Double, Double, Double, Double)])
  func beta(a: Double, b: Double, x: Double, expected: Double) {
    #expect(agrees(SpecialFunctions.incompleteBeta(a, b, x), expected, within: 2e-11))
  }

  @Test(
    arguments: [
      (0.1, 2.252712651734206), (0.5, 0.5723649429247), (1.5, -0.12078223763524526),
      (10, 12.801827480081469), (16.5, 29.277754515040815), (200.25, 859.257780222549),
      (1e6, 12815504.569147611),
    ] as [(Double, Double)])
  func logGamma(x: Double, expected: Double) {
    #expect(agrees(SpecialFunctions.logGamma(x), expected))
  }
}
