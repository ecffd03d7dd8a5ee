import Simulation
import Testing

@testable import ServingSim

struct LatencySummaryTests {
  /// Against sorting; the argument is the seed.
  @Test(arguments: 0..<40)
  func percentilesAreThoseOfTheSortedValues(seed: Int) throws {
    var random = SeededGenerator(seed: Seed("latency-\(seed)"))
    // Some beyond what a word holds.
    let often = seed % 4 == 0 ? 70_000 : 4
    let most = 1 << (1 + random.below(often > 4 ? 30 : 50))
    let values = (0..<(1 + random.below(often > 4 ? 20 : 300))).map { _ in
      (value: random.below(most), times: random.below(often))
    }
    let all = values.flatMap { Array(repeating: $0.value, count: $0.times) }.sorted()
    let summary = LatencySummary(weighted: WeightedDurations(values))
    #expect(summary?.count ?? 0 == all.count, "seed \(seed)")
    guard let summary else { return }
    for (percent, got) in [(50, summary.p50), (95, summary.p95), (99, summary.p99)] {
      #expect(got.nanoseconds == Statistics.percentile(percent, ofSorted: all), "seed \(seed)")
    }
    #expect(summary.max.nanoseconds == all.last)
    #expect(summary.mean.nanoseconds == all.reduce(0, +) / all.count, "seed \(seed)")
  }
}
