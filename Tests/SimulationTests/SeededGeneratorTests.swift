import Testing

@testable import Simulation

/// Expected words come from an independent Python model that gives the published test vectors of
/// SplitMix64 (seed 1234567: 6457827717110365317, ...) and of xoshiro256** (state 1, 2, 3, 4:
/// 11520, 0, 1509978240, ...).
@Suite struct SeededGeneratorTests {
  @Test(arguments: [
    ("", 0xcbf2_9ce4_8422_2325 as UInt64), ("a", 0xaf63_dc4c_8601_ec8c),
    ("foobar", 0x8594_4171_f739_67e8), ("2026-W48", 0xf453_927a_b3f3_97d3),
    ("中", 0x1e59_811b_678a_02d4),
  ])
  func fnv1aOfKnownTexts(text: String, expected: UInt64) {
    #expect(Seed(text).hash64 == expected)
  }

  @Test(arguments: [
    (
      "2026-W48", "",
      [0x9976_ee91_086b_37cc, 0xe6bf_e582_639d_c03e, 0x8a8e_494e_4a8d_cf8b] as [UInt64]
    ),
    ("lesson", "", [0x68ca_b98a_1195_98df, 0xb8a8_7f72_3ffd_c888, 0x5516_28e5_bfbb_d939]),
    (
      "2026-W48", "arrivals",
      [0x63c0_699e_553a_4353, 0x381a_d4eb_a2e1_62d2, 0x57d0_3ea7_8e53_88bd]
    ),
  ])
  func firstWords(seed: String, stream: String, expected: [UInt64]) {
    var generator = SeededGenerator(seed: Seed(seed), stream: stream)
    #expect((0..<3).map { _ in generator.next() } == expected)
  }

  @Test func boundedDrawRejectsTheBiasedWords() {
    var dice = SeededGenerator(seed: Seed("lesson"))
    #expect(
      (0..<20).map { _ in dice.below(6) }
        == [3, 0, 5, 1, 3, 3, 3, 5, 0, 5, 2, 0, 3, 4, 5, 1, 5, 2, 2, 1])
    // A bound of 1.5 * 2^62 makes a quarter of all words biased, so rejections happen among these.
    var wide = SeededGenerator(seed: Seed("lesson"))
    let bound = (1 << 62) + 1 + (1 << 61)
    #expect(
      (0..<4).map { _ in wide.below(bound) } == [
        633_522_700_250_618_078, 6_388_496_200_101_644_423, 6_131_132_909_940_889_913,
        4_283_915_312_803_242_575,
      ])
  }

  @Test func unitHas53Bits() {
    var generator = SeededGenerator(seed: Seed("lesson"))
    #expect(generator.unit() == 0.40934333439653015)
    #expect(generator.unit() == 0.7213210729532796)
  }

  @Test(arguments: ["a", "b", "2026-W48"])
  func exponentialWaitsHaveTheirMean(seed: String) {
    var generator = SeededGenerator(seed: Seed(seed))
    let waits = (0..<20_000).map { _ in
      generator.exponential(mean: .milliseconds(10)).nanoseconds
    }
    #expect(waits.allSatisfy { $0 >= 0 })
    // The standard error of the mean is 10 ms / sqrt(20 000) = 0.07 ms; five of them.
    let mean = Double(waits.reduce(0, +)) / Double(waits.count)
    #expect(abs(mean - 10e6) < 0.35e6, "seed \(seed): mean \(mean)")
  }

  @Test func shuffleKeepsEveryElementAndEveryOrderIsLikely() {
    var generator = SeededGenerator(seed: Seed("shuffle"))
    var seen: [[Int]: Int] = [:]
    for _ in 0..<6_000 {
      var cards = [1, 2, 3]
      generator.shuffle(&cards)
      seen[cards, default: 0] += 1
    }
    #expect(seen.count == 6)
    // 1 000 each, standard deviation 29; five of them.
    #expect(seen.values.allSatisfy { abs($0 - 1_000) < 145 }, "\(seen)")
  }
}
