import Foundation
import ServingSim
import Simulation
import Traffic

/// The workload that simulators of model servers are timed with: Poisson arrivals, one a second for
/// each replica, prompts of 64 to 1,983 tokens, answers of 16 to 495. The first 10,000 at four a
/// second end with arrival 2476.723029, prompt 1,043, answer 68.
///
/// Rule: x = (x * 6364136223846793005 + 1442695040888963407) mod 2^64 from 20261123, u = (x >> 11) /
/// 2^53; three draws a request: gap -ln(1 - u) / rate, prompt 64 + floor(1,920 u), answer
/// 16 + floor(480 u).
enum LCG {
  static func workload(requests: Int, perSecond rate: Int) -> Workload {
    var x: UInt64 = 20_261_123
    func draw() -> Double {
      x = x &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(x >> 11) / 9_007_199_254_740_992
    }
    var seconds = 0.0
    return Workload(
      name: "lcg",
      requests: (0..<requests).map { index in
        seconds -= DeterministicMath.log(1 - draw()) / Double(rate)
        let prompt = 64 + Int(draw() * 1_920)
        return InferenceRequest(
          arrival: SimTime(nanoseconds: Int((seconds * 1e9).rounded())),
          prompt: [TokenSegment(id: SegmentNumbering.uniqueBase + index, length: prompt)],
          outputTokens: 16 + Int(draw() * 480),
          outputSegment: SegmentNumbering.outputBase + index)
      })
  }

  /// At most 128 sequences and 512 tokens a step; Llama 3.1 8B on A100s.
  static func setup(
    requests: Int, replicas: Int, caching: Bool = true, routing: RoutingPolicy = .roundRobin
  ) -> ServingSetup {
    ServingSetup(
      engine: EngineConfig(
        blockCount: 2_048, tokenBudget: 512, maxSequences: 128, maxModelTokens: 4_096,
        prefixCaching: caching),
      workload: workload(requests: requests, perSecond: replicas),
      stepTime: .llama8B(on: .a100), fleet: FleetShape(replicas: replicas, routing: routing),
      maxSteps: 1_000_000_000)
  }

  static func finished(_ setup: ServingSetup) -> ServingRun {
    do {
      var run = try ServingRun(setup)
      run.finish()
      precondition(run.ending == .allDone, "the run was cut short")
      return run
    } catch {
      fatalError("the benchmark's own setup is refused: \(error)")
    }
  }

  static func table() {
    head(["10,000 requests on 4 replicas", "s", "requests/s", "steps", "metrics ms", "digest"])
    let cases: [(String, ServingSetup)] = [
      ("round robin", setup(requests: 10_000, replicas: 4)),
      ("no prefix cache", setup(requests: 10_000, replicas: 4, caching: false)),
      ("least request", setup(requests: 10_000, replicas: 4, routing: .leastRequest)),
    ]
    for (name, setup) in cases {
      let runs = (0..<3).map { _ in timed { finished(setup) } }
      guard let best = runs.min(by: { $0.seconds < $1.seconds }) else { continue }
      let metrics = timed { best.result.metrics() }
      row([
        name, fixed(best.seconds, 3), thousands(10_000 / best.seconds),
        thousands(Double(metrics.result.steps)), fixed(metrics.seconds * 1e3, 1),
        String(best.result.digestText.suffix(12)),
      ])
    }
    print()
  }
}
