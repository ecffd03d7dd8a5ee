import Simulation
import Testing

@testable import BatchQueueing

/// Small clusters whose answer can be worked out by hand.
struct KAISessionTests {
  private typealias S = KAISamples

  private func run(
    _ nodes: [KAI.Node], _ queues: [KAI.Queue], _ groups: [KAI.PodGroup],
    _ actions: [KAI.Action]? = nil, _ change: (inout KAI.Options) -> Void = { _ in }
  ) -> KAI.SessionOutcome {
    var options = KAI.Options()
    change(&options)
    let snapshot = KAI.Snapshot(
      now: SimTime(nanoseconds: 100_000_000_000), nodes: nodes, queues: queues, podGroups: groups)
    return KAI.Session(snapshot, options: options).run(actions: actions)
  }

  /// Three of four GPUs are asked for by a gang of three, then two by a gang of two: one is left.
  @Test func aGangStartsAsAWholeOrNotAtAll() {
    let outcome = run(
      [S.node("n", gpus: 4)], [S.queue("q", gpus: 4)],
      [
        S.group("a", in: "q", .whole(1), count: 3, priority: 60),
        S.group("b", in: "q", .whole(1), count: 2),
      ])
    #expect(outcome.binds.map(\.pod) == ["a-0", "a-1", "a-2"])
    guard
      case .noNode(let pod, let found, let minMember, _, let nodes, _)? = outcome.waiting.first?
        .reasons.first
    else {
      Issue.record("\(outcome.waiting)")
      return
    }
    #expect(pod == "b-1" && found == 1 && minMember == 2)
    #expect(nodes == [KAI.NodeCount(reason: .gpus, nodes: 1)])
  }

  /// Two must, four may: the group grows pod by pod to the three GPUs there are.
  @Test func anElasticGroupGrows() {
    let outcome = run(
      [S.node("n", gpus: 3)], [S.queue("q", gpus: 3)],
      [S.group("a", in: "q", .whole(1), count: 4, minMember: 2)])
    #expect(outcome.binds.count == 3 && outcome.waiting.first?.pods == 1)
  }

  /// Halves fill a GPU before the next one is touched; spread takes a fresh one each time.
  @Test(arguments: [(KAI.Placement.pack, 1), (.spread, 2)])
  func partsOfGPUsPackOrSpread(placement: KAI.Placement, gpus: Int) {
    let outcome = run(
      [S.node("n", gpus: 2)], [S.queue("q", gpus: 2)],
      [S.group("a", in: "q", .fraction(0.5), count: 2)], nil
    ) { $0.gpuPlacement = placement }
    #expect(Set(outcome.binds.flatMap(\.gpuGroups)).count == gpus)
  }

  /// A limit of 2 GPUs, and 1 deserved GPU for work that cannot be preempted.
  @Test func limitsAndDeservedAmountsAreNamed() {
    let outcome = run(
      [S.node("n", gpus: 8)],
      [S.queue("limited", gpus: 1, limit: 2), S.queue("small", gpus: 1)],
      [
        S.group("a", in: "limited", .whole(3)),
        S.group("b", in: "small", .whole(2), priority: 100),
      ], [.allocate])
    #expect(
      outcome.waiting.map(\.reasons) == [
        [.overLimit(queue: "limited", resource: .gpu, limit: 2, allocated: 0, requested: 3)],
        [
          .nonPreemptibleOverQuota(
            queue: "small", resource: .gpu, deserved: 1, allocated: 0, requested: 2)
        ],
      ])
  }

  /// Two nodes, half full each; a pod for a whole node fits once one of the others has moved.
  @Test func consolidationMovesAPodAndLosesNone() {
    let outcome = run(
      [S.node("m", gpus: 2), S.node("n", gpus: 2)], [S.queue("q", gpus: 4)],
      [
        S.group("a", in: "q", .whole(1), on: ["m"]), S.group("b", in: "q", .whole(1), on: ["n"]),
        S.group("c", in: "q", .whole(2)),
      ])
    #expect(outcome.evictions.count == 1)
    #expect(outcome.evictions.allSatisfy { $0.action == .consolidation && $0.movesTo != nil })
    #expect(outcome.pipelined.count == 2 && outcome.waiting.isEmpty)
  }

  /// The thief has 4 of 4 GPUs and deserves 2; the owner gets its 2 back, not 3.
  @Test(arguments: [(2, true), (3, false)])
  func reclaimTakesBackWhatIsDeserved(gpus: Int, works: Bool) {
    let outcome = run(
      [S.node("n", gpus: 4)], [S.queue("owner", gpus: 2), S.queue("thief", gpus: 2)],
      (0..<4).map { S.group("t\($0)", in: "thief", .whole(1), on: ["n"]) }
        + [S.group("mine", in: "owner", .whole(gpus))])
    #expect(outcome.evictions.map(\.action) == (works ? [.reclaim, .reclaim] : []))
    #expect(outcome.pipelined.map(\.pod) == (works ? ["mine-0"] : []))
  }

  /// Within a queue the higher priority takes from the lowest.
  @Test func preemptionTakesTheLowestPriority() {
    let outcome = run(
      [S.node("n", gpus: 2)], [S.queue("q", gpus: 2)],
      [
        S.group("low", in: "q", .whole(1), priority: 10, on: ["n"]),
        S.group("middle", in: "q", .whole(1), priority: 20, on: ["n"]),
        S.group("high", in: "q", .whole(1), priority: 30),
      ])
    #expect(outcome.evictions.map(\.pod) == ["low-0"])
    #expect(outcome.evictions.first?.beneficiary == "high")
  }

  /// One of two must-have pods runs; after the grace of 60 s it goes.
  @Test(arguments: [(59, 0), (60, 1)])
  func aStaleGangGoesAfterItsGrace(seconds: Int, evictions: Int) {
    var group = S.group("a", in: "q", .whole(1), count: 2, on: ["n"])
    group.pods[1].state = .failed
    group.staleSince = SimTime(nanoseconds: (100 - seconds) * 1_000_000_000)
    let outcome = run([S.node("n", gpus: 2)], [S.queue("q", gpus: 2)], [group])
    #expect(outcome.evictions.count == evictions)
    #expect(outcome.stale.map(\.running) == [1])
  }
}
