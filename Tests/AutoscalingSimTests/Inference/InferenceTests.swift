import AutoscalingSim
import Simulation
import Testing
import Traffic

struct InferenceTests {
  @Test func revisionsShareTheTraffic() {
    var service = InferenceRevisions()
    service.apply(isChanged: true, canaryPercent: 10)
    #expect(service.shares == [])
    service.becomeReady()
    #expect(service.reason == .nothingToKeep && service.shares.map(\.percent) == [100])
    service.apply(isChanged: true, canaryPercent: 10)
    #expect(service.reason == .newestNotReady && service.shares.map(\.revision) == [1])
    service.becomeReady()
    #expect(service.shares.map(\.revision) == [2, 1] && service.shares.map(\.percent) == [10, 90])
    service.apply(isChanged: false, canaryPercent: 0)
    #expect(service.reason == .rolledBack && service.shares.map(\.revision) == [1])
    service.apply(isChanged: false, canaryPercent: nil)
    #expect(service.shares.map(\.revision) == [2] && service.rolledOut == 2)
    service.apply(isChanged: true, canaryPercent: 30)
    service.becomeReady()
    #expect(service.shares.map(\.revision) == [3, 2] && service.shares.map(\.percent) == [30, 70])
  }

  /// KServe: a percentage below 100 for a revision that had everything sends it back to the one
  /// that had everything before.
  @Test func aRolledOutRevisionCanGoBack() {
    var service = InferenceRevisions()
    service.apply(isChanged: true, canaryPercent: nil)
    service.becomeReady()
    service.apply(isChanged: true, canaryPercent: nil)
    service.becomeReady()
    #expect(service.rolledOut == 2 && service.previousRolledOut == 1)
    service.apply(isChanged: false, canaryPercent: 20)
    #expect(service.reason == .backToPrevious(percent: 20) && service.rolledOut == 1)
    #expect(service.shares.map(\.revision) == [2, 1] && service.shares.map(\.percent) == [20, 80])
    service.apply(isChanged: false, canaryPercent: 0)
    #expect(service.reason == .rolledBack && service.shares.map(\.revision) == [1])
    #expect(service.referenced == [2, 1])
    service.apply(isChanged: false, canaryPercent: nil)
    #expect(service.rolledOut == 2 && service.shares.map(\.percent) == [100])
    // There was nothing before the first.
    var first = InferenceRevisions()
    first.apply(isChanged: true, canaryPercent: nil)
    first.becomeReady()
    first.apply(isChanged: false, canaryPercent: 0)
    #expect(first.reason == .nothingToKeep && first.shares.map(\.percent) == [100])
  }

  private func setup(_ seed: String, rateMilli: Int, explain: Int = 0) -> InferenceSetup {
    InferenceSetup(
      predictor: .init(work: .fixed(40_000), concurrency: 4, start: .seconds(5)),
      transformer: .init(work: .fixed(10_000), concurrency: 10, start: .seconds(5)),
      explainer: .init(work: .fixed(100_000), concurrency: 2, start: .seconds(5)),
      explainPermille: explain, explanationCalls: 10, hop: .microseconds(1_000),
      targetPercent: nil, traffic: .constant(milli: rateMilli, end: .zero + .seconds(300)),
      end: .zero + .seconds(300), seed: Seed(seed))
  }

  /// The run and the sums of `InferenceComponents` are two ways to the same numbers.
  @Test func withoutQueuesTimesAddUp() throws {
    let components = InferenceComponents(
      predictor: .init(microseconds: 40_000, concurrency: 4),
      transformer: .init(microseconds: 10_000, concurrency: 10),
      explainer: .init(microseconds: 100_000, concurrency: 2), explanationCalls: 10,
      hopMicroseconds: 1_000)
    var lone = InferenceRun(setup("alone", rateMilli: 100, explain: 300))
    while lone.advance(events: 1_000) {}
    #expect(lone.predictions.min() == components.predictionMicroseconds * 1_000)
    #expect(lone.explanations.min() == components.explanationMicroseconds.map { $0 * 1_000 })
    // Little: slots in use are calls times the time that each holds one.
    var busy = InferenceRun(setup("busy", rateMilli: 40_000))
    while busy.advance(events: 1_000) {}
    for share in components.shares(predictions: 40) where share.role != .explainer {
      let view = try #require(busy.moment.views.first { $0.role == share.role })
      let used = Double(view.usedTime) / 3e11
      let wanted = Double(view.calls) / 300 * share.holdMicroseconds / 1e6
      #expect((used - wanted).magnitude < wanted * 0.02, "\(share.role): \(used) \(wanted)")
    }
  }

  @Test func theSliceSizeChangesNothing() {
    var whole = InferenceRun(setup("slices", rateMilli: 30_000, explain: 50))
    while whole.advance(events: 100_000) {}
    var sliced = InferenceRun(setup("slices", rateMilli: 30_000, explain: 50))
    while sliced.advance(events: 7) {}
    #expect(whole.digestText == sliced.digestText)
  }

  /// A full server keeps what was used a moment ago, and takes the new one once its oldest is old.
  @Test func churnIsRefused() {
    var mesh = ModelMesh(
      models: [model("a", 50), model("b", 50), model("c", 50)], capacities: [100],
      loadingConcurrency: 2, minChurnAge: .seconds(600))
    func ask(_ model: Int, _ seconds: Int) -> ModelMesh.Reason? {
      mesh.ask(model, at: .zero + .seconds(seconds))?.reason
    }
    #expect(ask(0, 0) == .loads(server: 0, evicting: [], wait: .seconds(10)))
    // Two loads at a time.
    #expect(ask(1, 1) == .loads(server: 0, evicting: [], wait: .seconds(10)))
    #expect(ask(2, 300) == .churn(age: .seconds(300), least: .seconds(600)))
    #expect(ask(0, 400) == .hit(server: 0))
    #expect(ask(2, 500) == .churn(age: .seconds(499), least: .seconds(600)))
    #expect(ask(2, 700) == .loads(server: 0, evicting: [1], wait: .seconds(10)))
    #expect(mesh.lastAges == [.seconds(699)])
  }

  /// A server with room is taken before a full one, and of those with room the one with the fewest
  /// models.
  @Test func placementSpreads() {
    var mesh = ModelMesh(
      models: (0..<4).map { model("\($0)", 40) }, capacities: [100, 200, 100])
    func server(_ model: Int) -> Int? {
      _ = mesh.ask(model, at: .zero + .seconds(model * 100))
      return mesh.server(of: model)
    }
    #expect([server(0), server(1), server(2), server(3)] == [1, 0, 2, 1])
  }

  @Test func latenciesAddAndComponentsScaleApart() {
    let components = InferenceComponents(
      predictor: .init(microseconds: 40_000, concurrency: 4, targetPercent: 50),
      transformer: .init(microseconds: 10_000, concurrency: 10, targetPercent: 100),
      explainer: .init(microseconds: 100_000, maximumPods: 3), explanationCalls: 10,
      hopMicroseconds: 1_000)
    #expect(components.predictionMicroseconds == 10_000 + 40_000 + 2_000)
    #expect(components.explanationMicroseconds == 100_000 + 1_000 + 10 * 41_000)
    let shares = components.shares(predictions: 100, explanations: 10)
    #expect(shares.map(\.role) == [.transformer, .predictor, .explainer])
    // Predictor: (100 + 10 * 10) calls of 40 ms: 8 slots, 4 a pod of which half: 4 pods.
    #expect(shares[1].pods == 4 && (shares[1].slots - 8).magnitude < 1e-9)
    // Transformer: 100 calls of 51 ms: 5.1 slots of 10.
    #expect(shares[0].pods == 1 && (shares[0].slots - 5.1).magnitude < 1e-9)
    // Explainer: 10 calls of 510 ms: 5.1 slots, one a pod at 70 %: 8 pods, cut to 3.
    #expect(shares[2].pods == 3 && shares[2].isCut && shares[2].utilization > 1)
  }

  private func model(_ name: String, _ bytes: Int) -> ModelMesh.Model {
    ModelMesh.Model(name: name, bytes: bytes, loading: .seconds(10), answer: .milliseconds(100))
  }

  @Test func theLeastRecentlyUsedModelGoes() {
    var mesh = ModelMesh(
      models: [model("a", 40), model("b", 40), model("c", 40), model("huge", 200)],
      capacities: [100])
    func ask(_ model: Int, _ seconds: Int) -> ModelMesh.Reason? {
      mesh.ask(model, at: .zero + .seconds(seconds))?.reason
    }
    #expect(ask(0, 0) == .loads(server: 0, evicting: [], wait: .seconds(10)))
    #expect(ask(0, 4) == .joinsLoading(server: 0, wait: .seconds(6)))
    // One load at a time: b waits for a.
    #expect(ask(1, 4) == .loads(server: 0, evicting: [], wait: .seconds(16)))
    #expect(ask(2, 5) == .noRoom)
    #expect(ask(0, 30) == .hit(server: 0))
    #expect(ask(2, 40) == .loads(server: 0, evicting: [1], wait: .seconds(10)))
    #expect(mesh.server(of: 1) == nil && mesh.evictions == 1)
    #expect(ask(3, 60) == .tooLarge(bytes: 200, largest: 100))
    #expect(mesh.ask(9, at: .zero) == nil)
  }

  @Test(arguments: 0..<20)
  func memoryIsNeverOvercommitted(round: Int) {
    let seed = "models-\(round)"
    var random = SeededGenerator(seed: Seed(seed))
    let models = (0..<(5 + random.below(20))).map { model("\($0)", 1 + random.below(50)) }
    let capacities = (0..<(1 + random.below(4))).map { _ in 50 + random.below(100) }
    var mesh = ModelMesh(models: models, capacities: capacities)
    var asked = 0
    var time = SimTime.zero
    for _ in 0..<500 {
      time = time + .milliseconds(random.below(20_000))
      let index = random.below(models.count)
      guard let answer = mesh.ask(index, at: time) else { continue }
      asked += 1
      mesh.checkInvariants()
      for server in capacities.indices {
        #expect(mesh.used[server] <= capacities[server], "\(seed)")
      }
      #expect((answer.latency != nil) == (mesh.server(of: index) != nil), "\(seed)")
    }
    #expect(asked == 500 && mesh.hits + mesh.loads <= asked, "\(seed)")
  }
}
