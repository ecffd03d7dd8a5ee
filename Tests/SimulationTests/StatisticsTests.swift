import Testing

@testable import Simulation

@Suite struct StatisticsTests {
  @Test(
    arguments: [
      ("no values", 50, [], nil),
      ("one value is every percentile", 1, [7], 7),
      ("half of two: the lower", 50, [1, 2], 1),
      ("51 % of two: the upper", 51, [1, 2], 2),
      ("p95 of 20: the 19th", 95, Array(1...20), 19),
      ("p95 of 21: the 20th, 0.95 * 21 = 19.95", 95, Array(1...21), 20),
      ("p99 of 100", 99, Array(1...100), 99),
      ("p100 is the maximum", 100, [3, 9, 4], 9),
      ("unsorted input", 50, [9, 1, 5], 5),
      ("equal values", 90, [4, 4, 4, 4], 4),
    ] as [(String, Int, [Int], Int?)])
  func percentile(name: String, percent: Int, values: [Int], expected: Int?) {
    #expect(Statistics.percentile(percent, of: values) == expected, "\(name)")
  }

  /// The definition itself, by brute force.
  @Test func percentileIsTheSmallestWithEnoughAtOrBelow() {
    var generator = SeededGenerator(seed: Seed("percentile"))
    for _ in 0..<300 {
      let values = (0...generator.below(40)).map { _ in generator.below(25) }
      let percent = 1 + generator.below(100)
      let expected = values.sorted().first { candidate in
        values.count { $0 <= candidate } * 100 >= percent * values.count
      }
      #expect(Statistics.percentile(percent, of: values) == expected, "p\(percent) of \(values)")
    }
  }

  @Test func means() {
    #expect(Statistics.mean([]) == nil)
    #expect(Statistics.mean([1, 2, 4]) == 7.0 / 3)
  }

  @Test(
    arguments: [
      ([1, 1, 1, 1], 1), ([1, 0, 0, 0], 0.25), ([1, 2, 3], 36.0 / 42), ([0, 0], nil), ([], nil),
    ] as [([Double], Double?)])
  func jain(shares: [Double], expected: Double?) {
    #expect(Statistics.jainIndex(shares) == expected)
  }
}
