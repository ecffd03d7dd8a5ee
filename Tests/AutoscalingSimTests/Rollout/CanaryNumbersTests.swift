import AutoscalingSim
import Simulation
import Testing

struct CanaryNumbersTests {
  /// The examples in Argo Rollouts' own comment on its function, 9f8d111d: replicas, weight, canary,
  /// stable, max unavailable, max surge, and the answer. The comment's fourth still says 9 stable
  /// pods; the function answers 10, because 1 of 11 is closer to 5 % than 1 of 10.
  @Test(arguments: [
    [10, 10, 0, 10, 1, 1, 1, 9], [10, 30, 0, 10, 0, 3, 3, 10], [10, 30, 0, 10, 5, 0, 0, 7],
    [10, 5, 0, 10, 1, 1, 1, 10], [1, 5, 0, 1, 0, 1, 1, 1], [1, 95, 0, 1, 0, 1, 1, 1],
  ])
  func theExamplesOfTheSource(row: [Int]) {
    let answer = BasicCanary(
      replicas: row[0], weight: row[1],
      bounds: RolloutBounds(surge: .count(row[5]), unavailable: .count(row[4]), replicas: row[0]),
      canary: ReplicaSetCount(wanted: row[2], available: row[2]),
      stable: ReplicaSetCount(wanted: row[3], available: row[3])
    ).decide()
    #expect(answer.split == CanarySplit(canary: row[6], stable: row[7]), "\(answer.considered)")
  }

  /// A second opinion: a model in Python of the source's rules, on generated input (32 of 300 000
  /// cases that agree): replicas, weight, surge, unavailable, canary (wanted, available), stable,
  /// whether they are one, the answer, and older sets; -1 is none.
  @Test(arguments: [
    [5, 0, 5, 1, 4, 1, -1, -1, 0, 5, 0, 0],
    [2, 0, 2, 1, 3, 3, 5, 5, 0, 0, 4, 0],
    [2, 0, 1, 0, 4, 4, 5, 5, 0, 0, 3, 0],
    [10, 72, 1, 0, 1, 0, -1, -1, 0, 10, 0, 0],
    [1, 0, 2, 1, 0, 1, 0, 1, 0, 0, 1, 0],
    [5, 60, 1, 4, -1, -1, 5, 0, 0, 0, 2, 0],
    [14, 74, 2, 1, 4, 4, 11, 11, 0, 5, 9, 0],
    [2, 100, 2, 0, 1, 1, 5, 5, 0, 1, 1, 0],
    [12, 82, 2, 0, 15, 15, 12, 12, 0, 10, 4, 0],
    [5, 100, 1, 2, 8, 8, -1, -1, 0, 5, 0, 0],
    [1, 87, 2, 1, 3, 4, -1, -1, 0, 1, 0, 0],
    [8, 100, 5, 1, 3, 5, 3, 4, 0, 8, 3, 0],
    [10, 43, 2, 10, 5, 5, 4, 4, 0, 5, 6, 0],
    [10, 100, 4, 0, 2, 2, 13, 13, 0, 2, 8, 0],
    [1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 0],
    [10, 16, 1, 0, 4, 4, 7, 7, 0, 3, 7, 0],
    [15, 0, 15, 8, 11, 6, 16, 16, 0, 0, 16, 0],
    [3, 100, 0, 1, -1, -1, 3, 3, 0, 0, 2, 0],
    [1, 0, 2, 0, 2, 4, 2, 4, 1, 1, 0, 0],
    [2, 84, 0, 1, 1, 3, 0, 0, 0, 1, 1, 0],
    [1, 0, 0, 1, 3, 2, 3, 3, 0, 0, 1, 0],
    [29, 0, 1, 0, 6, 5, 10, 12, 0, 6, 24, 0],
    [3, 50, 2, 0, 2, 1, 3, 5, 0, 2, 2, 0],
    [3, 100, 2, 0, 1, 1, 6, 8, 0, 1, 2, 0],
    [5, 100, 4, 5, 1, 1, -1, -1, 0, 5, 0, 2, 0, 5, 0, 0],
    [2, 69, 0, 1, -1, -1, 1, 2, 0, 0, 1, 2, 0, 2, 0, 1],
    [0, 100, 2, 0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 5, 0, 1],
    [16, 100, 0, 6, 17, 17, 13, 11, 0, 17, 13, 1, 2, 2],
    [1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0],
    [2, 0, 0, 1, 4, 3, 1, 1, 0, 4, 1, 1, 6, 1],
    [10, 0, 11, 6, 5, 5, 9, 9, 0, 5, 10, 1, 1, 1],
    [0, 100, 0, 0, 3, 3, 1, 1, 0, 3, 1, 1, 7, 1],
  ])
  func aSecondModelAgrees(row: [Int]) {
    func set(_ at: Int) -> ReplicaSetCount? {
      row[at] < 0 ? nil : ReplicaSetCount(wanted: row[at], available: row[at + 1])
    }
    let answer = BasicCanary(
      replicas: row[0], weight: row[1],
      bounds: RolloutBounds(surge: .count(row[2]), unavailable: .count(row[3]), replicas: row[0]),
      canary: set(4), stable: set(6), isStableTheCanary: row[8] == 1,
      older: (0..<row[11]).compactMap { set(12 + 2 * $0) }
    ).decide()
    #expect(answer.split == CanarySplit(canary: row[9], stable: row[10]), "\(answer.considered)")
  }

  @Test(arguments: [
    (PodAmount.percent(25), PodAmount.percent(25), 10, 3, 2), (.percent(1), .percent(0), 1, 1, 0),
    (.percent(0), .percent(1), 1, 0, 1), (.count(0), .count(0), 5, 0, 1),
    (.count(7), .count(9), 5, 7, 5), (.percent(.max), .count(0), 2, Int(Int32.max), 0),
    (.percent(25), .percent(25), 0, 0, 0),
  ])
  func fencePosts(surge: PodAmount, unavailable: PodAmount, replicas: Int, up: Int, down: Int) {
    let bounds = RolloutBounds(surge: surge, unavailable: unavailable, replicas: replicas)
    #expect(bounds.maxSurge == up && bounds.maxUnavailable == down)
  }

  @Test func reasonsNameTheCandidates() {
    let reason = CanarySplitReason(weight: 50, maxWeight: 100, replicas: 3, maxSurge: 0)
    #expect(reason.candidates.map(\.canary) == [2])
    #expect(reason.exclusions == [.tiesPreferTheLarger(isSurging: false), .surgeForbidden])
    let surging = CanarySplitReason(weight: 50, maxWeight: 100, replicas: 3, maxSurge: 1)
    #expect(surging.split == CanarySplit(canary: 2, stable: 2) && surging.chosen == 1)
  }

  @Test func routedCanariesCarryTheirTraffic() {
    var question = RoutedCanary(replicas: 10, weight: 25)
    #expect(question.decide() == CanarySplit(canary: 3, stable: 10))
    question.isStableScaled = true
    #expect(question.decide() == CanarySplit(canary: 3, stable: 8))
    question.currentWeights = .init(canary: 10, stable: 90)
    #expect(question.decide() == CanarySplit(canary: 3, stable: 9))
    question.weight = 0
    question.isAborted = true
    question.currentWeights = .init(canary: 60, stable: 40)
    #expect(question.decide() == CanarySplit(canary: 6, stable: 10))
    question = RoutedCanary(replicas: 4, weight: 1, minimumPods: 9)
    #expect(question.decide() == CanarySplit(canary: 4, stable: 4))
    question.canaryPods = 2
    #expect(question.decide() == CanarySplit(canary: 2, stable: 4))
  }

  @Test func weightsComeFromTheStepsBehind() {
    let steps: [CanaryStep] = [.setWeight(10), .pause(nil), .setWeight(40), .pause(.seconds(1))]
    #expect(
      (0...4).map { canaryWeight(steps: steps, at: $0, isAborted: false) } == [10, 10, 40, 40, 100])
    #expect(canaryWeight(steps: [.pause(nil)], at: 0, isAborted: false) == 0)
    #expect(canaryWeight(steps: steps, at: 3, isAborted: true) == 0)
  }
}
