import AutoscalingSim
import Simulation
import Testing

/// Rules of Knative's pod autoscaler that can be worked out by hand.
struct KPAScalerTests {
  private func second(_ n: Int) -> SimTime { SimTime(nanoseconds: n * 1_000_000_000) }

  @Test func panicHoldsForOneStableWindowAfterTheThreshold() {
    var scaler = KPAScaler(spec: KPASpec())
    // 150 / 70 rounded up is 3 for one ready pod: over the threshold of 2.
    let begins = scaler.decide(at: second(2), readyPods: 1, stable: 20, panic: 150)
    #expect(begins.panic == .begins && begins.desiredPods == 3)
    let held = scaler.decide(at: second(62), readyPods: 3, stable: 20, panic: 20)
    #expect(held.panic == .held && held.desiredPods == 3)
    let ends = scaler.decide(at: second(64), readyPods: 3, stable: 20, panic: 20)
    #expect(ends.panic == .ends && ends.desiredPods == 1)
    #expect(ends.stable.bound == .none)
  }

  @Test func ratesBoundBothWays() {
    var scaler = KPAScaler(spec: KPASpec(targetValue: 1, maxScaleUpRate: 2, panicThreshold: 100))
    let up = scaler.decide(at: second(2), readyPods: 3, stable: 50, panic: 50)
    #expect(up.desiredPods == 6 && up.stable.bound == .scaleUpRate)
    let down = scaler.decide(at: second(4), readyPods: 7, stable: 1, panic: 1)
    #expect(down.desiredPods == 3 && down.stable.bound == .scaleDownRate)
  }

  @Test func theDelayTakesTheLargestOfItsSlots() {
    var scaler = KPAScaler(spec: KPASpec(panicThreshold: 100, scaleDownDelay: .seconds(6)))
    var got: [Int] = []
    for (index, load) in [280.0, 70, 140, 70, 70, 70].enumerated() {
      got.append(
        scaler.decide(at: second(2 * index), readyPods: 4, stable: load, panic: load).desiredPods)
    }
    // 4 pods may fall to 2 at most; three slots of 2 s count.
    #expect(got == [4, 4, 4, 2, 2, 2])
  }

  @Test(arguments: [
    (10, 0.0, 2), (0, 211.0, 3), (10, 211.0, 13), (10, -1.0, 10), (0, -1.0, 2),
  ])
  func activatorsCoverCapacityAndBurst(ready: Int, burst: Double, expected: Int) {
    #expect(
      KPAScaler.activators(readyPods: ready, totalValue: 100, targetBurstCapacity: burst)
        == expected)
  }

  /// Whatever comes in, nothing traps and the answer stays between the bounds.
  @Test func hostileNumbersStayWithin32Bits() {
    let numbers = [0, 1e-300, 0.5, 1e300, .infinity, .nan, -5]
    for target in numbers {
      for value in numbers {
        var scaler = KPAScaler(
          spec: KPASpec(
            targetValue: target, totalValue: value, targetBurstCapacity: value,
            maxScaleUpRate: value, maxScaleDownRate: target, panicThreshold: value))
        let got = scaler.decide(at: .zero, readyPods: 3, stable: value, panic: target)
        #expect(got.desiredPods.magnitude <= 1 << 31)
        let apa = APARule(target: target).decide(current: 5, usePerPod: value)
        #expect(apa.pods.magnitude <= 1 << 31)
      }
    }
  }
}
