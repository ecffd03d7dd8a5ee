import Simulation
import Testing
import Traffic

struct DistributionTests {
  @Test func distributionsKeepTheirRange() {
    var random = SeededGenerator(seed: Seed("draws"))
    let kinds: [(Distribution, ClosedRange<Int>, ClosedRange<Double>)] = [
      (.fixed(5), 5...5, 5...5), (.uniform(10...20), 10...20, 14.5...15.5),
      (.exponential(mean: 100, within: 0...1_000), 0...1_000, 90...110),
      (.lognormal(median: 100, sigmaPercent: 50, within: 1...10_000), 1...10_000, 105...122),
      (.choice([.init(value: 1, weight: 3), .init(value: 9, weight: 1)]), 1...9, 2.7...3.3),
    ]
    for (kind, range, mean) in kinds {
      let draws = (0..<4_000).map { _ in kind.draw(&random) }
      #expect(draws.allSatisfy(range.contains), "\(kind)")
      #expect(mean.contains(Double(draws.reduce(0, +)) / 4_000), "\(kind)")
      #expect(kind.upperBound == range.upperBound)
    }
  }
}
