import Simulation
import Testing
import Traffic

@testable import AutoscalingSim

/// Laws of a service under traffic, on small random services; a failure names its seed.
struct ServiceLawTests {
  private static func second(_ n: Int) -> SimTime { SimTime(nanoseconds: n * 1_000_000_000) }

  /// Any mixture of autoscaler, limits, cold start, retries and faults.
  static func setup(_ number: Int) -> ServiceSetup {
    var random = SeededGenerator(seed: Seed("service-law-\(number)"))
    func below(_ n: Int) -> Int { random.below(n) }
    func isOn() -> Bool { random.below(2) == 0 }
    let end = second(60 + below(240))
    let limit = [0, 1, 2, 5, 20][below(5)]
    let metric: KPASpec.Metric = isOn() ? .concurrency : .rps
    let target = Double([1, 5, 20][below(3)])
    let choice: AutoscalerChoice
    switch below(5) {
    case 0, 1:
      choice = .kpa(
        KPASetup(
          spec: KPASpec(
            metric: metric, targetValue: target * 0.7, totalValue: target,
            targetBurstCapacity: [-1, 0, 10, 211][below(4)],
            stableWindow: .seconds([6, 20, 60][below(3)]),
            scaleDownDelay: .seconds([0, 10][below(2)]),
            activationScale: below(3)),
          policy: KPAPolicy(
            minScale: below(2), maxScale: [0, 5, 40][below(3)],
            scaleToZeroGrace: .seconds(below(30))),
          averaging: isOn() ? .linear : .weightedExponential))
    case 2: choice = .hpa(HPASetup(metric: metric, target: Int(target * 1_000), most: 40))
    case 3:
      choice = .keda(
        KEDASetup(
          spec: KEDAScaler.Spec(
            polling: .seconds(5), cooldown: .seconds(20), fewest: below(2), most: 40),
          hpa: HPASetup(metric: metric, target: Int(target * 1_000))))
    default:
      choice = .apa(
        APASetup(metric: metric, rule: APARule(target: target), most: 40, window: .seconds(30)))
    }
    var initial = below(4)
    if case .hpa = choice { initial = max(1, initial) }
    if case .apa = choice { initial = max(1, initial) }
    let images = ImageDelivery.allCases
    let models = ModelDelivery.allCases
    let cold = ColdStartSetup(
      image: images[below(images.count)], model: models[below(models.count)],
      imageBytes: below(2) << 30, modelBytes: below(3) << 30, warmUp: .seconds(below(5)),
      nodes: 1 + below(6), podsPerNode: 1 + below(4),
      nodeProvisioning: isOn() ? .seconds(5 + below(30)) : nil)
    let work = Distribution.exponential(mean: 200_000, within: 1_000...5_000_000)
    var revisions = [
      RevisionSetup(
        work: work, parallelism: 1 + below(4), containerConcurrency: limit,
        errorPermille: [0, 50][below(2)])
    ]
    var rollout: RolloutPlan?
    if isOn() {
      revisions.append(
        RevisionSetup(name: "v2", work: work, containerConcurrency: limit, errorPermille: 200))
      rollout = RolloutPlan(
        start: second(20),
        steps: [.init(percent: 10, hold: .seconds(20)), .init(percent: 50, hold: .seconds(20))],
        judge: [
          .nobody, .threshold(percent: 10), .repeatedTest(alpha: 0.05),
          .sequentialTest(alpha: 0.05),
        ][below(4)])
    }
    let policies: [BalancingPolicy] = [
      .roundRobin, .random, .leastRequest(), .ringHash(), .maglev(tableSize: 997),
    ]
    return ServiceSetup(
      traffic: RateProfile([
        .ramp(from: 0, to: 30_000, start: .zero, end: second(40)),
        .bursts(
          milli: 60_000, period: .seconds(60), length: .seconds(10), start: second(50), end: end),
      ]), seed: Seed("law-\(number)"), end: end, revisions: revisions, autoscaler: choice,
      coldStart: cold, initialPods: initial, balancing: policies[below(5)],
      outliers: isOn() ? OutlierSettings() : nil,
      retry: RetryPolicy(
        retries: below(4), perTryTimeout: isOn() ? .seconds(1 + below(5)) : nil,
        timeout: .seconds(5 + below(60))),
      circuit: CircuitLimits(
        requests: isOn() ? 100_000 : 50, retries: 1_000,
        budget: isOn() ? RetryBudget(percent: 20) : nil),
      cancelsAbandoned: isOn(), podQueueFactor: [0, 10][below(2)],
      drainLimit: .seconds(1 + below(60)), rollout: rollout)
  }

  @Test func eachRequestEndsOnceOrIsOpen() {
    for number in 0..<60 {
      var run = ServiceRun(Self.setup(number))
      while run.advance(events: 997) { run.checkInvariants() }
      run.checkInvariants()
      let tally = run.tally
      #expect(tally.arrived == tally.ended + run.inFlight, "seed \(number)")
      #expect(Set(run.ends.map(\.number)).count == run.ends.count, "seed \(number)")
      #expect(run.ends.count == tally.ended, "seed \(number)")
      #expect(run.ends.allSatisfy { $0.latency >= 0 && $0.heldFor >= 0 }, "seed \(number)")
      let limit = run.setup.retry.timeout?.nanoseconds ?? .max
      #expect(run.ends.allSatisfy { $0.latency <= limit }, "seed \(number)")
    }
  }

  @Test func theSizeOfSlicesChangesNothing() {
    for number in 0..<12 {
      var whole = ServiceRun(Self.setup(number))
      whole.finish()
      var sliced = ServiceRun(Self.setup(number))
      while sliced.advance(events: 7) {}
      #expect(whole.digestText == sliced.digestText, "seed \(number)")
      #expect(whole.events == sliced.events, "seed \(number)")
    }
  }

  @Test func anyMomentIsMadeAgainAsItWas() {
    for number in 0..<8 {
      var run = ServiceRun(Self.setup(number))
      run.finish()
      for (index, event) in run.events.enumerated() where index % 37 == 0 {
        let view = run.view(after: index)
        #expect(view.time == event.time, "seed \(number)")
        if case .look(let row) = event.kind {
          let version = view.versions[run.rows[row].revision]
          #expect(version.replicas == run.rows[row].desired, "seed \(number)")
          #expect(version.ready == run.rows[row].ready, "seed \(number)")
          #expect(version.held == run.rows[row].held, "seed \(number)")
        }
      }
    }
  }

  @Test func replicasStayWithinTheirBounds() {
    for number in 0..<40 {
      var run = ServiceRun(Self.setup(number))
      run.finish()
      let most: Int
      switch run.setup.autoscaler {
      case .kpa(let kpa): most = kpa.policy.maxScale == 0 ? .max : kpa.policy.maxScale
      case .hpa(let hpa): most = hpa.most
      case .keda(let keda): most = keda.spec.most
      case .apa(let apa): most = apa.most
      case .fixed(let count): most = count
      }
      #expect(run.rows.allSatisfy { $0.desired <= most }, "seed \(number)")
    }
  }
}
