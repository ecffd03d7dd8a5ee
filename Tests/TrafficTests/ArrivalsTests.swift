import Simulation
import Testing
import Traffic

struct ArrivalsTests {
  @Test(arguments: [
    ("all at the start", Arrivals.Pattern.together, 100, [2, 2, 2, 2]),
    ("the first at the start", .evenly(gap: .seconds(3)), 100, [2, 5, 8, 11]),
    ("twice the load, half the gap", .evenly(gap: .seconds(3)), 200, [2, 3.5, 5, 6.5]),
  ])
  func momentsByHand(
    name: String, pattern: Arrivals.Pattern, loadPercent: Int, expected: [Double]
  ) {
    var random = SeededGenerator(seed: Seed("unused"))
    let arrivals = Arrivals(count: 4, start: .zero + .seconds(2), pattern: pattern)
    let times = arrivals.times(&random, loadPercent: loadPercent)
    #expect(times.map(\.inSeconds) == expected, "\(name)")
  }

  @Test func randomMomentsAscendAndKeepTheirMean() {
    let (start, end) = (SimTime.zero + .seconds(10), SimTime.zero + .seconds(110))
    var random = SeededGenerator(seed: Seed("moments"))
    let poisson = Arrivals(count: 4_000, start: start, pattern: .poisson(meanGap: .seconds(2)))
      .times(&random)
    #expect(zip(poisson, poisson.dropFirst()).allSatisfy { $0 <= $1 })
    #expect((7_600...8_400).contains((poisson[3_999] - start).inSeconds))
    let uniform = Arrivals(count: 4_000, start: start, pattern: .uniform(until: end))
      .times(&random)
    #expect(zip(uniform, uniform.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(uniform.allSatisfy { start <= $0 && $0 < end })
    #expect((57...63).contains(uniform[2_000].inSeconds))
  }
}
