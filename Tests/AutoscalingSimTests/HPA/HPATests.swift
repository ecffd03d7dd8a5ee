import AutoscalingSim
import Simulation
import Testing

/// The HorizontalPodAutoscaler's rules, worked by hand.
struct HPATests {
  private func second(_ n: Int) -> SimTime { SimTime(nanoseconds: n * 1_000_000_000) }

  struct Case: CustomTestStringConvertible {
    let name: String
    let current: Int
    let pods: [HPACalculator.Pod]
    let expected: Int?
    let reason: HPACalculator.Reason
    var testDescription: String { name }
  }

  /// Target 100.
  @Test(arguments: [
    // 150 / 100 = 1.5; 1.5 x 2 = 3.
    Case(
      name: "proportional", current: 2, pods: [.measured(200), .measured(100)], expected: 3,
      reason: .proportional),
    Case(
      name: "9 % more is tolerated", current: 2, pods: [.measured(109), .measured(109)],
      expected: 2, reason: .withinTolerance),
    // Both ends of the tolerance belong to it.
    Case(
      name: "10 % more is tolerated", current: 2, pods: [.measured(110), .measured(110)],
      expected: 2, reason: .withinTolerance),
    Case(
      name: "11 % more is not", current: 2, pods: [.measured(111), .measured(111)], expected: 3,
      reason: .proportional),
    Case(
      name: "10 % less is tolerated", current: 10, pods: [.measured(90)], expected: 10,
      reason: .withinTolerance),
    // Nobody is counted in where there is no direction: 100 / 100 stays 1.
    Case(
      name: "missing is left out at the target", current: 2, pods: [.measured(100), .missing],
      expected: 2, reason: .withinTolerance),
    // 300 over 2 counted = 150 -> 1.5 x 2 = 3: a pod without a metric counts as idle on the way up.
    Case(
      name: "missing is idle on the way up", current: 2, pods: [.measured(300), .missing],
      expected: 3, reason: .conservative),
    // 20, and 100 for the missing one: 120 / 2 = 60 -> 0.6 x 2 = 2 pods.
    Case(
      name: "missing is at the target on the way down", current: 2,
      pods: [.measured(20), .missing], expected: 2, reason: .conservative),
    // 180 alone would double; with two pending pods 180 / 3 = 60 turns down: nothing happens.
    Case(
      name: "pending pods would turn it", current: 3, pods: [.measured(180), .unready, .unready],
      expected: 3, reason: .directionWouldTurn),
    Case(
      name: "pending pods do not count on the way down", current: 3,
      pods: [.measured(40), .measured(40), .unready], expected: 1, reason: .proportional),
    Case(name: "nobody measured", current: 3, pods: [.unready], expected: nil, reason: .noMetrics),
    // (101 + 100) / 2 is cut to 100.
    Case(
      name: "the mean is cut", current: 2, pods: [.measured(101), .measured(100), .ignored],
      expected: 2, reason: .withinTolerance),
  ])
  func calculator(item: Case) throws {
    let calculator = try #require(HPACalculator(target: 100))
    let answer = calculator.replicas(current: item.current, pods: item.pods)
    #expect(answer.replicas == item.expected)
    #expect(answer.reason == item.reason)
  }

  @Test func upwardsAtMostDoubleOrFourInFifteenSeconds() {
    var scaler = HPAScaler(most: 100)
    #expect(scaler.decide(at: second(0), current: 1, wanted: 50).desired == 5)
    #expect(scaler.decide(at: second(15), current: 5, wanted: 50).desired == 10)
    #expect(scaler.decide(at: second(30), current: 10, wanted: 50).desired == 20)
    // Within the same 15 s the change so far counts.
    #expect(scaler.decide(at: second(35), current: 20, wanted: 50).desired == 20)
    #expect(scaler.decide(at: second(45), current: 20, wanted: 50).desired == 40)
    #expect(scaler.decide(at: second(60), current: 40, wanted: 50).desired == 50)
  }

  @Test func downwardsTheLargestWishOfFiveMinutesHolds() {
    var scaler = HPAScaler(most: 100)
    var current = 10
    var times: [Int] = []
    for tick in 0..<30 {
      let wanted = tick == 2 ? 8 : 2
      let next = scaler.decide(at: second(15 * tick), current: current, wanted: wanted).desired
      if next != current { times.append(15 * tick) }
      current = next
    }
    // The start (10) is forgotten after 300 s, the wish of 8 at 30 s after 330 s.
    #expect(times == [300, 330])
    #expect(current == 2)
  }

  @Test func zeroSwitchesItOff() {
    var scaler = HPAScaler(most: 10)
    #expect(scaler.decide(at: .zero, current: 0, wanted: 5).reason == .disabledAtZero)
  }

  @Test func kedaWakesPollsAndCoolsDown() {
    var keda = KEDAScaler(.init(cooldown: .seconds(60)))
    #expect(keda.poll(at: second(0), metric: 0, current: 0).reason == .inactive)
    let woken = keda.poll(at: second(30), metric: 3, current: 0)
    #expect(woken.reason == .activated && woken.replicas == 1)
    #expect(keda.poll(at: second(60), metric: 0, current: 5).replicas == 5)
    #expect(keda.poll(at: second(90), metric: 0, current: 5).replicas == 5)
    #expect(keda.poll(at: second(91), metric: 0, current: 5).replicas == 0)
  }

  /// AIBrix takes the smallest recommendation of the downward window, not the largest.
  @Test func apaTakesTheSmallestDownwards() {
    var apa = APAScaler(rule: APARule(target: 10), most: 100)
    #expect(apa.decide(at: second(0), current: 10, usePerPod: 4).desired == 5)
    #expect(apa.decide(at: second(10), current: 10, usePerPod: 8).desired == 5)
    #expect(apa.decide(at: second(20), current: 5, usePerPod: 30).desired == 10)
  }
}
