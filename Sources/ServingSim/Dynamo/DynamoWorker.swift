/// One sequence on a mock worker: a request, or the prefill half of one.
struct DynamoSequence: Sendable {
  enum Status: Sendable { case waiting, running, preempted }

  /// The request's place in the replay.
  let request: Int
  let promptTokens: Int
  let outputTokens: Int
  var generated = 0
  var computed = 0
  var blocks: [Int] = []
  /// Content numbers of its blocks as far as they were asked for.
  var contents: [Int] = []
  var status = Status.waiting

  init(request: Int, promptTokens: Int, outputTokens: Int) {
    self.request = request
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
  }

  var length: Int { promptTokens + generated }
  var isDone: Bool { generated >= outputTokens }
  /// Whether its whole prompt came from a prefill worker.
  var isPrebuilt: Bool { computed >= promptTokens && !blocks.isEmpty }
}

/// A mock worker of Dynamo: vLLM-like steps over its own blocks.
struct DynamoWorker: Sendable {
  enum Role: Sendable { case both, prefill, decode }

  /// A prompt that waits for room on a decode worker.
  struct Handoff: Sendable {
    let sequence: Int
    let source: Int
    let sourceSequence: Int
    /// The capacity generation at which room was last asked for.
    var attempt: Int?
  }

  let role: Role
  var pool: DynamoBlockPool
  /// Sequences by number, the next first.
  var waiting: [Int] = []
  var running: [Int] = []
  var isBusy = false
  /// Counts what may have made room; a handoff that found none asks again only after a change.
  var generation = 0
  var handoffs: [Handoff] = []
  /// Transfers that arrived during a step.
  var arrived: [Handoff] = []

  init(role: Role, blockCount: Int) {
    self.role = role
    pool = DynamoBlockPool(capacity: blockCount)
  }
}

/// What one step did.
struct DynamoStep: Sendable {
  struct Work: Sendable {
    var tokens: Int
    var promptTokens: Int
    var promptStart: Int
  }

  var budget: Int
  var work: [Int: Work] = [:]
  var prefills = 0
  var promptEnds = 0
  var promptStarts = 0
  var hasPreempted = false
  var admitted: [(sequence: Int, cachedTokens: Int)] = []
  /// Sequences that got a token.
  var emitted: [Int] = []
  /// Sequences that are done with this step.
  var finished: [Int] = []
  /// Sequences that can never run.
  var rejected: [Int] = []
  var nanoseconds = 0

  /// Counts a prefill, or takes it back.
  mutating func count(_ work: Work, by sign: Int) {
    guard work.promptTokens > 0 else { return }
    prefills += sign
    promptEnds += sign * (work.promptStart + work.promptTokens)
    promptStarts += sign * work.promptStart
  }
}
