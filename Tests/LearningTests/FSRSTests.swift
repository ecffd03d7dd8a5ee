import Foundation
import Simulation
import Testing

@testable import Learning

@Suite struct FSRSTests {
  /// Published for py-fsrs 6.3.2, default parameters, each review on its due day: interval in days
  /// and stability.
  @Test(
    arguments: [
      (
        "GGGGGG",
        [
          (2, 2.3065), (11, 10.9643), (46, 46.2802), (163, 162.8622), (497, 497.4472),
          (1_346, 1_345.5288),
        ]
      ),
      ("AGGG", [(1, 0.2120), (2, 1.8868), (6, 6.2692), (17, 17.3792)]),
      ("GGAGG", [(2, 2.3065), (11, 10.9643), (2, 1.5383), (5, 4.8763), (12, 12.3117)]),
      ("HHHH", [(1, 1.2931), (3, 3.2494), (7, 6.7283), (12, 11.9164)]),
      ("EEE", [(8, 8.2956), (66, 65.6242), (397, 396.7750)]),
    ] as [(String, [(Int, Double)])])
  func publishedHistories(ratings: String, expected: [(Int, Double)]) throws {
    let fsrs = FSRS.standard
    var memory: FSRS.Memory?
    for (letter, (days, stability)) in zip(ratings, expected) {
      let rating = try #require(
        ["A": .again, "H": .hard, "G": .good, "E": .easy][letter] as Rating?)
      memory = memory.map { fsrs.next($0, after: fsrs.interval($0), rating) } ?? fsrs.first(rating)
      let now = try #require(memory)
      #expect(fsrs.interval(now) == days)
      #expect(abs(now.stability - stability) < 5.1e-5)
    }
  }

  struct Golden: Decodable {
    struct Case: Decodable {
      let name: String
      let steps: [Step]
    }
    struct Step: Decodable {
      let days: Int
      let rating: String
      let recallBefore: Double?
      let stability: Double
      let difficulty: Double
      let interval: Int
    }
    struct Other: Decodable {
      let retention: Double
      let cases: [Case]
    }
    let parameters: [Double]
    let cases: [Case]
    let otherRetentions: [Other]
  }

  static func golden() throws -> Golden {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../References/fsrs/py-fsrs-6.3.2.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Golden.self, from: Data(contentsOf: file))
  }

  @Test func agreesWithPyFSRS() throws {
    let golden = try Self.golden()
    #expect(FSRS.standard.parameters == golden.parameters)
    #expect(golden.cases.count == 225)
    try replay(golden.cases, with: .standard)
    for other in golden.otherRetentions {
      let fsrs = try #require(
        FSRS(parameters: golden.parameters, retention: other.retention))
      try replay(other.cases, with: fsrs)
    }
  }

  private func replay(_ cases: [Golden.Case], with fsrs: FSRS) throws {
    for test in cases {
      var memory: FSRS.Memory?
      for (number, step) in test.steps.enumerated() {
        let rating = try #require(Rating(name: step.rating))
        if let before = memory, let recall = step.recallBefore {
          #expect(isClose(fsrs.recall(before, after: step.days), recall), "\(test.name) \(number)")
        }
        let now = memory.map { fsrs.next($0, after: step.days, rating) } ?? fsrs.first(rating)
        #expect(isClose(now.stability, step.stability), "\(test.name), step \(number)")
        #expect(isClose(now.difficulty, step.difficulty), "\(test.name), step \(number)")
        #expect(fsrs.interval(now) == step.interval, "\(test.name), step \(number)")
        memory = now
      }
    }
  }

  private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-10 * abs(b) }

  @Test func recallIsNinetyPercentAfterStabilityDays() {
    let memory = FSRS.Memory(stability: 40, difficulty: 5)
    #expect(abs(FSRS.standard.recall(memory, after: 40) - 0.9) < 1e-12)
    #expect(FSRS.standard.recall(memory, after: 0) == 1)
    #expect(FSRS.standard.recall(memory, after: -3) == 1)
  }

  /// Laws that hold for any history: difficulty stays in 1...10, stability positive, a better
  /// rating never gives the shorter interval.
  @Test func lawsOfAnyHistory() {
    let seed = "fsrs-laws"
    var generator = SeededGenerator(seed: Seed(seed))
    for round in 0..<300 {
      var memory = FSRS.standard.first(Rating.allCases[generator.below(4)])
      for _ in 0..<12 {
        let days = generator.below(100)
        let intervals = Rating.allCases.map {
          FSRS.standard.interval(FSRS.standard.next(memory, after: days, $0))
        }
        #expect(intervals == intervals.sorted(), "seed \(seed), round \(round)")
        memory = FSRS.standard.next(memory, after: days, Rating.allCases[generator.below(4)])
        #expect((1...10).contains(memory.difficulty))
        #expect(memory.stability >= 0.001)
      }
    }
  }

  @Test(arguments: [
    ("20 parameters", Array(repeating: 0.5, count: 20), 0.9),
    ("no decay", Array(repeating: 0, count: 21), 0.9),
    ("not a number", Array(repeating: .nan, count: 21), 0.9),
    ("retention 1", Array(repeating: 0.5, count: 21), 1),
  ])
  func unusableParametersAreRefused(name: String, parameters: [Double], retention: Double) {
    #expect(FSRS(parameters: parameters, retention: retention) == nil, "\(name)")
  }

  @Test(
    arguments: [
      ("wrong", false, false, nil, Rating.again), ("wrong after a hint", false, true, 900, .again),
      ("right", true, false, 5_000, .good), ("right after a hint", true, true, 5_000, .hard),
      ("right but slow", true, false, 60_001, .hard),
      ("right, time not measured", true, false, nil, .good),
    ] as [(String, Bool, Bool, Int?, Rating)])
  func ratings(name: String, isRight: Bool, usedHint: Bool, time: Int?, expected: Rating) {
    #expect(
      Rating(isRight: isRight, usedHint: usedHint, milliseconds: time) == expected, "\(name)")
  }
}
