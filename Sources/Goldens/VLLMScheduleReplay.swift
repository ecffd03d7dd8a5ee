import Foundation
import ServingSim
import Simulation
import Traffic

/// One trace of `vllm-sched/1`: every step's nine fields, the totals and the final free queue.
func replaySchedule(_ trace: GoldenReader) throws {
  var replay = try StepwiseReplay(
    config: try trace.object("config").engineConfig(),
    requests: try trace.list("requests").map(stepwiseRequest),
    aborts: try trace.list("aborts", orElse: []).map { try GoldenReader.ints($0, "aborts") },
    maxSteps: try trace.size("max_steps"))
  var before: [[Int]] = []
  for (t, recorded) in try trace.list("steps").enumerated() {
    let place = "steps[\(t)]"
    guard replay.advance() else {
      throw GoldenMismatch(place: place, expected: "a step", got: "the run has ended")
    }
    replay.engine.checkInvariants()
    let fields = try GoldenReader.list(recorded, place)
    guard fields.count == 9 else { throw GoldenReader.Unreadable(what: "\(place): not 9 fields") }
    before = try scheduledPairs(fields[0], sameAs: before, place)
    try checkStep(fields, scheduled: before, replay.engine, place)
  }
  if replay.advance() {
    throw GoldenMismatch(place: "steps", expected: "the end of the run", got: "one more step")
  }
  let totals = try trace.object("totals")
  for (key, value) in replay.totals {
    try GoldenMismatch.check("totals.\(key)", try totals.int(key), value)
  }
  try GoldenMismatch.check(
    "free_queue", try GoldenReader.ints(try trace.list("free_queue"), "free_queue"),
    replay.engine.freeQueue)
}

/// One file of `vllm-workload/1`: the totals and the SHA-256 of the final free queue.
func replayWorkload(_ file: GoldenReader) throws {
  let names = try file.list("request_fields").map { $0 as? String ?? "" }
  let requests = try file.list("requests").map { row in
    let values = try GoldenReader.list(row, "requests")
    return try stepwiseRequest(
      Dictionary(zip(names, values), uniquingKeysWith: { first, _ in first }))
  }
  var replay = try StepwiseReplay(
    config: try file.object("config").engineConfig(), requests: requests, aborts: [],
    maxSteps: try file.size("max_steps"))
  while replay.advance() {}
  let expected = try file.object("expected")
  for (key, value) in replay.totals {
    try GoldenMismatch.check("expected.\(key)", try expected.int(key), value)
  }
  var hash = SHA256()
  hash.update(replay.engine.freeQueue.map(String.init).joined(separator: ",").utf8)
  try GoldenMismatch.check(
    "expected.free_queue_sha256", expected.text("free_queue_sha256") ?? "", hash.hex())
}

/// A request that arrives at a step, not at a time.
struct StepwiseRequest {
  let arrivalStep: Int
  let request: EngineRequest
}

private func stepwiseRequest(_ value: Any) throws -> StepwiseRequest {
  let row = GoldenReader(value)
  let segment = try row.int("out_seg")
  guard segment >= 0, segment < 1 << 42 else {
    throw GoldenReader.Unreadable(what: "\"out_seg\": \(segment) is no segment")
  }
  return StepwiseRequest(
    arrivalStep: try row.size("arrive"),
    request: EngineRequest(
      prompt: try GoldenReader.segments(try row.list("prompt"), "prompt"),
      outputLimit: try row.size("out"), outputSegment: segment,
      priority: try row.size("prio", orElse: 0)))
}

/// An id for 1 token, `[id, n]` otherwise; `null` is the same non-empty list as the step before.
private func scheduledPairs(_ value: Any, sameAs before: [[Int]], _ place: String) throws -> [[Int]]
{
  if value is NSNull { return before }
  return try GoldenReader.list(value, place).map {
    if let id = $0 as? Int { return [id, 1] }
    return try GoldenReader.ints($0, place)
  }
}

private func checkStep(
  _ fields: [Any], scheduled: [[Int]], _ engine: EngineScheduler, _ place: String
) throws {
  let step = engine.step
  try GoldenMismatch.check(
    "\(place).scheduled", scheduled, step.scheduled.map { [$0.request, $0.tokens] })
  try GoldenMismatch.check(
    "\(place).preempted", try GoldenReader.ints(fields[1], place), step.preempted.map(\.victim))
  try GoldenMismatch.check(
    "\(place).finished", try GoldenReader.ints(fields[2], place), step.finished)
  try GoldenMismatch.check(
    "\(place).admitted",
    try GoldenReader.list(fields[3], place).map { try GoldenReader.ints($0, place) },
    step.admitted.map { [$0.request, $0.hitTokens] })
  let counts = try fields[4...].map { try GoldenReader.int($0, place) }
  try GoldenMismatch.check(
    "\(place).[evicted, free_blocks, running, waiting, cached_hashes]", counts,
    [
      step.evictions.count, engine.freeBlocks, engine.runningCount, engine.waitingCount,
      engine.cachedHashes,
    ])
}

/// The engine driven by step numbers, as the recordings were made.
struct StepwiseReplay {
  private(set) var engine: EngineScheduler
  private let requests: [EngineRequest]
  private let arrivals: [(step: Int, request: Int)]
  private let aborts: [(step: Int, request: Int)]
  private let maxSteps: Int
  private var nextArrival = 0
  private var stepsDone = 0
  private var scheduledTokens = 0
  private var preemptions = 0
  private var admittedTokens = 0
  private var hitTokens = 0

  /// `aborts`: `[step, request]` each.
  init(config: EngineConfig, requests: [StepwiseRequest], aborts: [[Int]], maxSteps: Int) throws {
    engine = try EngineScheduler(config: config)
    self.requests = requests.map(\.request)
    arrivals = requests.enumerated().map { (step: $1.arrivalStep, request: $0) }
      .sorted { ($0.step, $0.request) < ($1.step, $1.request) }
    self.aborts = try aborts.map {
      guard $0.count == 2, requests.indices.contains($0[1]) else {
        throw GoldenReader.Unreadable(what: "\"aborts\": \($0) is no [step, request]")
      }
      return (step: $0[0], request: $0[1])
    }
    self.maxSteps = maxSteps
  }

  /// One step; false when the run is over: all have arrived and none is left, or `maxSteps` were made.
  mutating func advance() -> Bool {
    let isOver =
      nextArrival == arrivals.count && engine.runningCount == 0 && engine.waitingCount == 0
    if stepsDone >= maxSteps || (isOver && stepsDone > 0) { return false }
    while nextArrival < arrivals.count, arrivals[nextArrival].step <= stepsDone {
      let request = arrivals[nextArrival].request
      engine.arrive(request, requests[request])
      nextArrival += 1
    }
    for abort in aborts where abort.step == stepsDone { engine.abort(abort.request) }
    engine.schedule()
    engine.complete()
    stepsDone += 1
    scheduledTokens += engine.step.scheduledTokens
    preemptions += engine.step.preempted.count
    admittedTokens += engine.step.admitted.reduce(0) { $0 + $1.knownTokens }
    hitTokens += engine.step.admitted.reduce(0) { $0 + $1.hitTokens }
    return true
  }

  var totals: [(String, Int)] {
    [
      ("steps", stepsDone), ("scheduled_tokens", scheduledTokens), ("preemptions", preemptions),
      // Only those that have arrived count as left over.
      ("unfinished", engine.runningCount + engine.waitingCount),
      ("admitted_tokens", admittedTokens), ("hit_tokens", hitTokens),
    ]
  }
}
