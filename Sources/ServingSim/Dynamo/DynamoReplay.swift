import Simulation

/// Dynamo's offline replay: requests of a trace on mock vLLM workers, with the polynomial step
/// times of `DynamoStepTime`.
///
/// Rules of ai-dynamo-runtime 1.6.1, found by reading its sources and by running the package on
/// generated workloads. This is a peer's simulator with its own rules, kept apart from our engine:
/// step times depend on nothing but tokens and cache use. The randomness of the KV router (draws
/// among equal costs) comes from the seed.
public struct DynamoReplay: Sendable {
  public let setup: DynamoReplaySetup
  public let requests: [DynamoReplayRequest]
  /// What became of each request, in the order given.
  public private(set) var outcomes: [DynamoReplayOutcome]

  var sequences: [DynamoSequence] = []
  var workers: [DynamoWorker] = []
  private var chains = DynamoChains()
  private var events = EventQueue<Event>()
  private var router: DynamoReplayRouter
  private var prefillTurn = 0
  private var decodeTurn = 0
  private var instant = SimTime.zero
  private var stepsOfInstant = 0

  private enum Event: Sendable {
    case arrival(Int)
    case stepEnd(worker: Int, emitted: [Int], finished: [Int])
    case transferred(worker: Int, DynamoWorker.Handoff)
  }

  /// Throws `DynamoReplaySetup.Problem` for sizes or requests that cannot be simulated.
  public init(setup: DynamoReplaySetup, requests: [DynamoReplayRequest], seed: Seed)
    throws(DynamoReplaySetup.Problem)
  {
    try setup.check()
    self.setup = setup
    self.requests = requests
    outcomes = requests.map { _ in DynamoReplayOutcome() }
    router = DynamoReplayRouter(seed: seed)
    let first = requests.map(\.arrivalMilliseconds).min() ?? 0
    for (index, request) in requests.enumerated() {
      guard request.arrivalMilliseconds >= 0, request.arrivalMilliseconds < 1e12,
        (1...1 << 24).contains(request.promptTokens), (0...1 << 24).contains(request.outputTokens)
      else { throw .request(index: index) }
      let named = request.prefixBlocks.count * DynamoReplayRequest.traceBlockSize
      guard named >= request.promptTokens else { throw .prefixTooShort(index: index) }
      let time = SimTime(
        nanoseconds: wholeNanoseconds((request.arrivalMilliseconds - first) * 1e6))
      outcomes[index].arrival = time
      events.schedule(.arrival(index), at: time, rank: 0)
      sequences.append(
        DynamoSequence(
          request: index, promptTokens: request.promptTokens, outputTokens: request.outputTokens))
    }
    switch setup.layout {
    case .roundRobin(let count), .kvRouter(let count, _):
      for _ in 0..<count { workers.append(DynamoWorker(role: .both, blockCount: setup.blockCount)) }
    case .disaggregated(let prefill, let decode):
      for request in sequences {
        sequences.append(
          DynamoSequence(
            request: request.request, promptTokens: request.promptTokens, outputTokens: 1))
      }
      for place in 0..<prefill + decode {
        workers.append(
          DynamoWorker(role: place < prefill ? .prefill : .decode, blockCount: setup.blockCount))
      }
    }
  }

  /// Handles up to so many moments of simulated time; `false` once nothing is left to do.
  ///
  /// The slice size changes nothing. Requests that never fit stay without times.
  public mutating func advance(moments: Int) -> Bool {
    for _ in 0..<max(0, moments) {
      guard let now = events.nextTime else { return false }
      if now != instant {
        instant = now
        stepsOfInstant = 0
      }
      while events.nextTime == now, let event = events.popNext() { handle(event.payload, at: now) }
      for worker in workers.indices { run(worker, at: now) }
    }
    return !events.isEmpty
  }

  /// Runs to the end.
  public mutating func finish() { while advance(moments: 10_000) {} }

  // MARK: - Events

  private mutating func handle(_ event: Event, at now: SimTime) {
    switch event {
    case .arrival(let request): arrive(request)
    case .stepEnd(let worker, let emitted, let finished):
      workers[worker].isBusy = false
      switch workers[worker].role {
      case .both: router.stepEnded(on: worker, emitted: emitted, finished: finished)
      case .prefill: for number in finished { offer(number, from: worker, at: now) }
      case .decode:
        reserve(on: worker, at: now)
        let arrived = workers[worker].arrived
        workers[worker].arrived = []
        for handoff in arrived { activate(handoff, on: worker) }
      }
    case .transferred(let worker, let handoff):
      if workers[worker].isBusy {
        workers[worker].arrived.append(handoff)
      } else {
        activate(handoff, on: worker)
        reserve(on: worker, at: now)
      }
    }
  }

  private mutating func arrive(_ request: Int) {
    switch setup.layout {
    case .roundRobin(let count):
      outcomes[request].worker = decodeTurn % count
      decodeTurn += 1
      workers[outcomes[request].worker ?? 0].waiting.append(request)
    case .kvRouter(_, let cost):
      let full = requests[request].promptTokens / setup.blockSize
      let contents = (0..<full).map { content(of: request, at: $0) }
      let worker = router.choose(
        request: request, promptTokens: requests[request].promptTokens, contents: contents,
        blockSize: setup.blockSize, cost: cost, workers: workers)
      outcomes[request].worker = worker
      workers[worker].waiting.append(request)
    case .disaggregated(let prefill, _):
      let worker = prefillTurn % prefill
      prefillTurn += 1
      outcomes[request].prefillWorker = worker
      workers[worker].waiting.append(requests.count + request)
    }
  }

  /// Steps of a worker from now on, until one takes time or nothing can be done.
  private mutating func run(_ worker: Int, at now: SimTime) {
    while !workers[worker].isBusy,
      !workers[worker].waiting.isEmpty || !workers[worker].running.isEmpty
    {
      let step = step(worker)
      let end = now + SimDuration(nanoseconds: step.nanoseconds)
      record(step, on: worker, from: now, to: end)
      if step.nanoseconds > 0 || !step.emitted.isEmpty || !step.finished.isEmpty {
        workers[worker].isBusy = true
        events.schedule(
          .stepEnd(worker: worker, emitted: step.emitted, finished: step.finished), at: end,
          rank: 1)
        return
      }
      // Prompts computed anew on a decode worker take no time. Two that take each other's blocks
      // would go on for ever; the peer stops with an error there, this leaves them unfinished.
      stepsOfInstant += 1
      if step.work.isEmpty && step.rejected.isEmpty || stepsOfInstant > 100_000 { return }
    }
  }

  private mutating func record(
    _ step: DynamoStep, on worker: Int, from now: SimTime, to end: SimTime
  ) {
    let role = workers[worker].role
    for (number, cached) in step.admitted {
      let request = sequences[number].request
      outcomes[request].admissions += 1
      if outcomes[request].firstAdmission == nil { outcomes[request].firstAdmission = now }
      if role != .decode {
        outcomes[request].reusedTokens = max(outcomes[request].reusedTokens, cached)
      }
    }
    guard role != .prefill else { return }
    for number in step.emitted {
      let request = sequences[number].request
      if outcomes[request].firstToken == nil { outcomes[request].firstToken = end }
      outcomes[request].lastToken = end
    }
  }

  // MARK: - From prefill to decode

  /// A prefill is done: its KV waits for room on the next decode worker.
  private mutating func offer(_ number: Int, from source: Int, at now: SimTime) {
    guard case .disaggregated(let prefill, let decode) = setup.layout else { return }
    let request = sequences[number].request
    outcomes[request].worker = decodeTurn % decode
    let worker = prefill + decodeTurn % decode
    decodeTurn += 1
    workers[worker].handoffs.append(
      DynamoWorker.Handoff(sequence: request, source: source, sourceSequence: number))
    if !workers[worker].isBusy { reserve(on: worker, at: now) }
  }

  /// Asks for room for the handoff at the head; its transfer starts when there is some.
  private mutating func reserve(on worker: Int, at now: SimTime) {
    guard var head = workers[worker].handoffs.first else { return }
    let generation = workers[worker].generation
    guard head.attempt != generation else { return }
    head.attempt = generation
    workers[worker].handoffs[0] = head
    guard workers[worker].running.count < setup.maxSequences else { return }
    let prompt = sequences[head.sequence].promptTokens
    let hits = cachedPrefix(of: head.sequence, on: worker, below: prompt)
    let fresh = blocks(for: prompt) - hits.count
    guard let taken = workers[worker].pool.take(hits: hits, fresh: fresh) else { return }
    sequences[head.sequence].blocks = taken
    workers[worker].handoffs.removeFirst()
    let delay = setup.transferNanoseconds(promptTokens: prompt)
    events.schedule(
      .transferred(worker: worker, head), at: now + SimDuration(nanoseconds: delay), rank: 2)
  }

  /// The KV has arrived between two steps: the source lets go of it, decoding may begin.
  private mutating func activate(_ handoff: DynamoWorker.Handoff, on worker: Int) {
    free(handoff.sourceSequence, on: handoff.source)
    workers[handoff.source].generation += 1
    let number = handoff.sequence
    if setup.prefixCaching {
      for place in 0..<sequences[number].promptTokens / setup.blockSize {
        let block = sequences[number].blocks[place]
        if !workers[worker].pool.isCached(block) {
          workers[worker].pool.cache(block, as: content(of: number, at: place))
        }
      }
    }
    sequences[number].computed = sequences[number].promptTokens
    workers[worker].waiting.append(number)
  }

  // MARK: - Blocks

  func blocks(for tokens: Int) -> Int { (tokens + setup.blockSize - 1) / setup.blockSize }

  mutating func free(_ number: Int, on worker: Int) {
    workers[worker].pool.release(sequences[number].blocks)
    sequences[number].blocks = []
  }

  /// The number of a block's content: equal for equal prompts up to its end.
  mutating func content(of number: Int, at place: Int) -> Int {
    while sequences[number].contents.count <= place {
      let next = sequences[number].contents.count
      let start = next * setup.blockSize
      let end = start + setup.blockSize
      let request = sequences[number].request
      var names = [-1, request]
      if end <= sequences[number].promptTokens {
        let size = DynamoReplayRequest.traceBlockSize
        names = Array(requests[request].prefixBlocks[start / size...(end - 1) / size])
      }
      sequences[number].contents.append(
        chains.number(after: sequences[number].contents.last ?? -1, names: names))
    }
    return sequences[number].contents[place]
  }

  /// Copies of the longest cached prefix of whole blocks within the first `tokens` tokens.
  mutating func cachedPrefix(of number: Int, on worker: Int, below tokens: Int) -> [Int] {
    guard setup.prefixCaching else { return [] }
    var hits: [Int] = []
    for place in 0..<max(0, tokens / setup.blockSize) {
      guard let copy = workers[worker].pool.cachedCopy(of: content(of: number, at: place)) else {
        break
      }
      hits.append(copy)
    }
    return hits
  }
}
