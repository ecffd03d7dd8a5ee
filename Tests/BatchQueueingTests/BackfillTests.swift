import Simulation
import Testing

@testable import BatchQueueing

private func seconds(_ n: Int) -> SimTime { SimTime(nanoseconds: n * 1_000_000_000) }

private func job(_ name: String, _ gpus: Int, for length: Int, memory: Int? = nil) -> Backfill.Job {
  var requests = ["gpu": gpus]
  requests["memory"] = memory
  return Backfill.Job(name: name, requests: requests, declared: .seconds(length))
}

private func submit(_ job: Backfill.Job, to queue: inout BackfillQueue) {
  let isTaken = queue.submit(job)
  #expect(isTaken)
}

private func queue(_ policy: Backfill.Policy, _ jobs: [Backfill.Job]) -> BackfillQueue {
  var queue = BackfillQueue(policy: policy)
  for job in jobs { submit(job, to: &queue) }
  return queue
}

@Suite struct BackfillTests {
  /// 10 GPUs; r holds 6 of them until second 100. The head wants 8, so it starts at 100, and then 2 are
  /// left beside it.
  private let running = [
    Backfill.Running(job: job("r", 6, for: 100), startedAt: .zero)
  ]

  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let candidate: Backfill.Job
    let starts: Backfill.Start?
    let waits: Backfill.Wait?
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    .init(
      name: "4 GPUs until 90 are back in time", candidate: job("c", 4, for: 90),
      starts: .endsBeforeHead(head: "head", spare: .seconds(10)), waits: nil),
    .init(
      name: "4 GPUs until 100 end just in time", candidate: job("c", 4, for: 100),
      starts: .endsBeforeHead(head: "head", spare: .seconds(0)), waits: nil),
    .init(
      name: "4 GPUs until 130 would delay the head by 30 s", candidate: job("c", 4, for: 130),
      starts: nil, waits: .wouldDelay(job: "head", by: .seconds(30))),
    .init(
      name: "2 GPUs for ever are what the head leaves", candidate: job("c", 2, for: 9999),
      starts: .besideHead(head: "head"), waits: nil),
    .init(
      name: "5 GPUs are not free", candidate: job("c", 5, for: 1), starts: nil,
      waits: .shortages([.init(resource: "gpu", needed: 5, free: 4)])),
    .init(
      name: "11 GPUs there never are", candidate: job("c", 11, for: 1), starts: nil,
      waits: .neverFits([.init(resource: "gpu", needed: 11, free: 10)])),
  ]

  @Test(arguments: cases) func easy(_ c: Case) {
    var queue = queue(.easy, [job("head", 8, for: 50), c.candidate])
    let decision = queue.decide(at: .zero, free: ["gpu": 4], running: running)
    #expect(
      decision.reservations == [.init(job: "head", start: seconds(100), end: seconds(150))])
    #expect(decision.starts.first?.why == c.starts)
    #expect(decision.waits.first { $0.job == "c" }?.why == c.waits)
    #expect(queue.jobs.map(\.name) == (c.starts == nil ? ["head", "c"] : ["head"]))
  }

  @Test func fifoBlocks() {
    var queue = queue(.fifo, [job("a", 2, for: 10), job("head", 8, for: 50), job("c", 1, for: 1)])
    let decision = queue.decide(at: .zero, free: ["gpu": 4], running: running)
    #expect(decision.starts == [.init(job: "a", why: .inOrder)])
    #expect(
      decision.waits == [
        .init(job: "head", why: .shortages([.init(resource: "gpu", needed: 8, free: 2)])),
        .init(job: "c", why: .behind(head: "head")),
      ])
  }

  @Test func easyMayDelayTheSecondButConservativeMayNot() {
    // The second wants 9 GPUs after the head, at 150; the third's 2 GPUs until 160 are left beside the
    // head, but not beside the second.
    let jobs = [job("head", 8, for: 50), job("second", 9, for: 10), job("third", 2, for: 160)]
    var easy = queue(.easy, jobs)
    let easily = easy.decide(at: .zero, free: ["gpu": 4], running: running)
    #expect(easily.starts == [.init(job: "third", why: .besideHead(head: "head"))])
    var conservative = queue(.conservative, jobs)
    let decision = conservative.decide(at: .zero, free: ["gpu": 4], running: running)
    #expect(decision.starts == [])
    #expect(decision.reservations.map(\.start) == [seconds(100), seconds(150), seconds(160)])
    #expect(
      decision.waits.last
        == .init(job: "third", why: .wouldDelay(job: "second", by: .seconds(10))))
  }

  @Test func everyResourceCounts() {
    // Beside the head 2 GPUs are left but no memory.
    let held = [Backfill.Running(job: job("r", 6, for: 100, memory: 60), startedAt: .zero)]
    var queue = queue(
      .easy,
      [
        job("head", 8, for: 50, memory: 100), job("c", 2, for: 200, memory: 1),
        job("d", 2, for: 200),
      ])
    let decision = queue.decide(at: .zero, free: ["gpu": 4, "memory": 40], running: held)
    #expect(decision.starts == [.init(job: "d", why: .besideHead(head: "head"))])
    #expect(
      decision.waits.last == .init(job: "c", why: .wouldDelay(job: "head", by: .seconds(100))))
  }

  @Test func aJobThatRunsTooLongMovesTheReservation() {
    for policy in [Backfill.Policy.easy, .conservative] {
      var queue = queue(policy, [job("head", 8, for: 50)])
      let first = queue.decide(at: .zero, free: ["gpu": 4], running: running)
      #expect(first.reservations.first?.start == seconds(100))
      // At 120 it still runs: it may end at any moment.
      let late = queue.decide(at: seconds(120), free: ["gpu": 4], running: running)
      #expect(late.starts.isEmpty)
      #expect(
        late.reservations.first?.start == SimTime(nanoseconds: 120 * 1_000_000_000 + 1))
      let done = queue.decide(at: seconds(130), free: ["gpu": 10], running: [])
      #expect(done.starts.map(\.job) == ["head"])
    }
  }

  @Test func badJobsAndExtremeNumbersDoNoHarm() {
    var queue = BackfillQueue(policy: .conservative)
    let taken = [job("a", 1, for: 1), job("a", 1, for: 1), job("b", -1, for: 1)].map {
      queue.submit($0)
    }
    #expect(taken == [true, false, false])
    let big = Backfill.Job(
      name: "big", requests: ["gpu": .max], declared: SimDuration(nanoseconds: .max))
    submit(big, to: &queue)
    let held = [Backfill.Running(job: big, startedAt: SimTime(nanoseconds: .max))]
    for policy in Backfill.Policy.allCases {
      var other = BackfillQueue(policy: policy)
      for job in queue.jobs { submit(job, to: &other) }
      _ = other.decide(at: SimTime(nanoseconds: .max), free: ["gpu": .min], running: held)
      _ = other.decide(at: SimTime(nanoseconds: .min), free: ["gpu": .max], running: held)
    }
    queue.cancel("big")
    #expect(queue.jobs.map(\.name) == ["a"])
  }
}

/// A whole run: jobs arrive, start when the queue says so, and end after their real time.
private struct BackfillRun {
  struct Plan {
    let job: Backfill.Job
    let arrival: Int
    let real: Int
  }

  var starts: [String: Int] = [:]
  var order: [String] = []
  /// The first promise that each job got (EASY: when it had become the head).
  var promises: [String: Int] = [:]
  var overCommitted = false
  var decisions: [Backfill.Decision] = []

  init(_ plans: [Plan], capacity: Int, policy: Backfill.Policy) {
    var queue = BackfillQueue(policy: policy)
    var ends: [String: Int] = [:]
    for now in 0..<2000 {
      for plan in plans where plan.arrival == now { _ = queue.submit(plan.job) }
      let active = plans.filter { ends[$0.job.name] ?? -1 > now }
      let used = active.reduce(0) { $0 + ($1.job.requests["gpu"] ?? 0) }
      if used > capacity { overCommitted = true }
      let running = active.map {
        Backfill.Running(job: $0.job, startedAt: seconds(starts[$0.job.name] ?? 0))
      }
      let decision = queue.decide(
        at: seconds(now), free: ["gpu": capacity - used], running: running)
      decisions.append(decision)
      for reservation in decision.reservations where promises[reservation.job] == nil {
        promises[reservation.job] = reservation.start.nanoseconds / 1_000_000_000
      }
      for start in decision.starts {
        starts[start.job] = now
        order.append(start.job)
        ends[start.job] = now + (plans.first { $0.job.name == start.job }?.real ?? 0)
      }
      if order.count == plans.count { break }
    }
  }
}

@Suite struct BackfillLawTests {
  private func plans(
    _ seed: String, honest: Bool
  ) -> (plans: [BackfillRun.Plan], capacity: Int) {
    var random = SeededGenerator(seed: Seed(seed))
    let capacity = 2 + random.below(7)
    let plans = (0..<(3 + random.below(10))).map { index in
      let declared = 1 + random.below(20)
      let real = honest ? 1 + random.below(declared) : 1 + random.below(30)
      return BackfillRun.Plan(
        job: job("j\(index)", 1 + random.below(capacity), for: declared),
        arrival: index == 0 ? 0 : random.below(25), real: real)
    }
    return (plans, capacity)
  }

  /// With declared times that are upper bounds: EASY keeps the head's promise, conservative all.
  @Test(arguments: Backfill.Policy.allCases) func promisesAreKept(policy: Backfill.Policy) {
    var promised = 0
    for index in 0..<250 {
      let seed = "backfill \(index)"
      let (plans, capacity) = plans(seed, honest: true)
      let run = BackfillRun(plans, capacity: capacity, policy: policy)
      #expect(!run.overCommitted, "seed \(seed)")
      #expect(run.order.count == plans.count, "seed \(seed)")
      for (name, promise) in run.promises.sorted(by: { $0.key < $1.key }) {
        promised += 1
        #expect(run.starts[name] ?? .max <= promise, "seed \(seed), job \(name)")
      }
      if policy == .fifo {
        let arrived = plans.enumerated().sorted {
          ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset)
        }
        #expect(run.order == arrived.map(\.element.job.name), "seed \(seed)")
      }
    }
    #expect(policy == .fifo || promised > 200)
  }

  /// With wrong estimates promises break, but nothing is lost and nothing is given twice.
  @Test(arguments: Backfill.Policy.allCases) func wrongEstimates(policy: Backfill.Policy) {
    for index in 0..<150 {
      let seed = "liars \(index)"
      let (plans, capacity) = plans(seed, honest: false)
      let run = BackfillRun(plans, capacity: capacity, policy: policy)
      #expect(!run.overCommitted, "seed \(seed)")
      #expect(run.order.count == plans.count, "seed \(seed)")
      for decision in run.decisions {
        let names = decision.starts.map(\.job) + decision.waits.map(\.job)
        #expect(names.count == Set(names).count, "seed \(seed)")
      }
      let again = BackfillRun(plans, capacity: capacity, policy: policy)
      #expect(again.decisions == run.decisions, "seed \(seed)")
    }
  }

  /// Second opinion: what is free counted second by second, each choice tried.
  @Test func easyAgreesWithCountingSeconds() {
    var compared = 0
    for index in 0..<400 {
      let seed = "seconds \(index)"
      var random = SeededGenerator(seed: Seed(seed))
      let capacity = 3 + random.below(6)
      var free = capacity
      var running: [(gpus: Int, end: Int)] = []
      while free > 1, running.count < 4 {
        let gpus = 1 + random.below(free)
        running.append((gpus, 1 + random.below(15)))
        free -= gpus
      }
      let jobs = (0..<5).map {
        job("j\($0)", 1 + random.below(capacity), for: 1 + random.below(20))
      }
      let held = running.enumerated().map { index, item in
        Backfill.Running(job: job("r\(index)", item.gpus, for: item.end), startedAt: .zero)
      }
      var queue = queue(.easy, jobs)
      let decision = queue.decide(at: .zero, free: ["gpu": free], running: held)

      var timeline = (0..<100).map { second in
        capacity - running.filter { $0.end > second }.reduce(0) { $0 + $1.gpus }
      }
      func length(_ job: Backfill.Job) -> Int { job.declared.nanoseconds / 1_000_000_000 }
      func gpus(_ job: Backfill.Job) -> Int { job.requests["gpu"] ?? 0 }
      func put(_ job: Backfill.Job, at start: Int, into timeline: inout [Int]) {
        for second in start..<(start + length(job)) { timeline[second] -= gpus(job) }
      }
      func earliest(_ job: Backfill.Job, _ timeline: [Int]) -> Int {
        (0..<80).first { start in
          (start..<(start + length(job))).allSatisfy { timeline[$0] >= gpus(job) }
        } ?? 80
      }
      var expected: [String] = []
      var head: Backfill.Job?
      for job in jobs {
        guard let waiting = head else {
          if timeline[0] >= gpus(job) {
            put(job, at: 0, into: &timeline)
            expected.append(job.name)
          } else {
            head = job
          }
          continue
        }
        guard timeline[0] >= gpus(job) else { continue }
        var tried = timeline
        put(job, at: 0, into: &tried)
        if earliest(waiting, tried) > earliest(waiting, timeline) { continue }
        timeline = tried
        expected.append(job.name)
        compared += 1
      }
      #expect(decision.starts.map(\.job) == expected, "seed \(seed)")
      if let head {
        #expect(
          decision.reservations.first?.start == seconds(earliest(head, timeline)), "seed \(seed)")
      }
    }
    #expect(compared > 50)
  }

  /// Second opinion on the first plan: every job at the first second at which it fits after those before.
  @Test func conservativeAgreesWithCountingSeconds() {
    for index in 0..<300 {
      let seed = "plans \(index)"
      var random = SeededGenerator(seed: Seed(seed))
      let capacity = 2 + random.below(6)
      let jobs = (0..<6).map {
        job("j\($0)", 1 + random.below(capacity), for: 1 + random.below(12))
      }
      var queue = queue(.conservative, jobs)
      let decision = queue.decide(at: .zero, free: ["gpu": capacity], running: [])
      var timeline = Array(repeating: capacity, count: 200)
      for job in jobs {
        let length = job.declared.nanoseconds / 1_000_000_000
        let gpus = job.requests["gpu"] ?? 0
        let start =
          (0..<150).first { start in
            (start..<(start + length)).allSatisfy { timeline[$0] >= gpus }
          } ?? 0
        for second in start..<(start + length) { timeline[second] -= gpus }
        if start == 0 {
          #expect(decision.starts.contains { $0.job == job.name }, "seed \(seed)")
        } else {
          #expect(
            decision.reservations.first { $0.job == job.name }?.start == seconds(start),
            "seed \(seed)")
        }
      }
    }
  }
}
