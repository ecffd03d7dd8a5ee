import ServingSim
import Traffic

/// A second opinion: the same rules written the slow way, with token arrays as names, dictionaries
/// and plain lists. First come first served and priority, paged memory, vLLM's eviction order.
struct NaiveEngine {
  struct Request {
    var tokens: [Int]
    var blocks: [Int] = []
    var computed = 0
    var outputs = 0
  }
  let config: EngineConfig
  let specs: [InferenceRequest]
  var live: [Int: Request] = [:]
  var waiting: [Int] = []
  var running: [Int] = []
  var free: [Int]
  var references: [Int]
  var names: [[Int]?]
  /// Blocks with a name, in the order in which they got it.
  var order: [Int] = []
  var scheduled: [[Int]] = []
  var preempted: [Int] = []
  var finished: [Int] = []
  var hits: [[Int]] = []
  var evicted: [Int] = []

  init(config: EngineConfig, specs: [InferenceRequest]) {
    self.config = config
    self.specs = specs
    free = Array(1..<config.blockCount)
    references = Array(repeating: 0, count: config.blockCount)
    names = Array(repeating: nil, count: config.blockCount)
  }

  mutating func arrive(_ i: Int) {
    live[i] = Request(
      tokens: specs[i].prompt.flatMap { segment in
        (0..<segment.length).map { segment.id * 1_048_576 + $0 }
      })
    waiting.append(i)
  }

  mutating func abort(_ i: Int) {
    guard live[i] != nil else { return }
    release(i)
    waiting.removeAll { $0 == i }
    running.removeAll { $0 == i }
    live[i] = nil
  }

  private var isPriority: Bool { if case .priority = config.queue { true } else { false } }
  private func key(_ i: Int) -> (Int, Int) { (specs[i].priority, i) }

  mutating func step() {
    (scheduled, preempted, finished, hits, evicted) = ([], [], [], [], [])
    var budget = config.tokenBudget
    let limit = config.longPrefillThreshold
    let cap = limit > 0 && running.count + waiting.count > 1 ? limit : Int.max
    var at = 0
    runningLoop: while at < running.count, budget > 0 {
      let i = running[at]
      let n = min(live[i]!.tokens.count - live[i]!.computed, cap, budget)
      while !allocate(i, n, [], nil) {
        let victim = isPriority ? running.max { key($0) < key($1) }! : running.last!
        let place = running.firstIndex(of: victim)!
        running.remove(at: place)
        release(victim)
        waiting.insert(victim, at: 0)
        preempted.append(victim)
        if victim == i {
          if isPriority { continue runningLoop } else { break runningLoop }
        }
        if let done = scheduled.firstIndex(where: { $0[0] == victim }) {
          budget += scheduled.remove(at: done)[1]
        }
        if place < at { at -= 1 }
      }
      scheduled.append([i, n])
      budget -= n
      at += 1
    }
    while preempted.isEmpty, budget > 0, running.count < config.maxSequences, !waiting.isEmpty {
      let i = isPriority ? waiting.min { key($0) < key($1) }! : waiting[0]
      let hit = lookup(live[i]!.tokens)
      var n = min(live[i]!.tokens.count - hit.count * config.blockSize, cap)
      if !config.chunkedPrefill, n > budget { break }
      n = min(n, budget)
      guard allocate(i, n, hit, running.isEmpty ? 0 : config.watermarkBlocks) else { break }
      waiting.removeAll { $0 == i }
      running.append(i)
      live[i]!.computed = hit.count * config.blockSize
      hits.append([i, live[i]!.computed])
      scheduled.append([i, n])
      budget -= n
    }
    for item in scheduled { live[item[0]]!.computed += item[1] }
    for i in scheduled.map({ $0[0] }) where live[i]!.computed == live[i]!.tokens.count {
      live[i]!.tokens.append(specs[i].outputSegment * 1_048_576 + live[i]!.outputs)
      live[i]!.outputs += 1
      if live[i]!.tokens.count >= config.maxModelTokens
        || live[i]!.outputs >= specs[i].outputTokens
      {
        finished.append(i)
        abort(i)
      }
    }
  }

  func lookup(_ tokens: [Int]) -> [Int] {
    guard config.prefixCaching else { return [] }
    var found: [Int] = []
    for k in stride(from: config.blockSize, to: tokens.count, by: config.blockSize) {
      let name = Array(tokens[..<k])
      guard let block = order.first(where: { names[$0] == name }) else { break }
      found.append(block)
    }
    return found
  }

  /// `watermark` nil: a running request, no gate.
  mutating func allocate(_ i: Int, _ n: Int, _ hit: [Int], _ watermark: Int?) -> Bool {
    let request = live[i]!
    let size = config.blockSize
    let base = request.computed + hit.count * size
    let idle = hit.count { references[$0] == 0 }
    func isShort(_ tokens: Int) -> Bool {
      let blocks = (min(tokens, config.maxModelTokens) + size - 1) / size
      let new = max(0, blocks - request.blocks.count - hit.count)
      return new + idle + (watermark ?? 0) > free.count
    }
    if watermark != nil, config.reserveFullSequence, isShort(request.tokens.count) { return false }
    if isShort(base + n) { return false }
    for block in hit {
      references[block] += 1
      free.removeAll { $0 == block }
    }
    live[i]!.blocks += hit
    while live[i]!.blocks.count * size < min(base + n, config.maxModelTokens) {
      let block = free.removeFirst()
      if names[block] != nil {
        names[block] = nil
        order.removeAll { $0 == block }
        evicted.append(block)
      }
      references[block] = 1
      live[i]!.blocks.append(block)
    }
    guard config.prefixCaching else { return true }
    for k in 0..<(min(base + n, request.tokens.count) / size) {
      let block = live[i]!.blocks[k]
      if names[block] == nil {
        names[block] = Array(request.tokens[..<((k + 1) * size)])
        order.append(block)
      }
    }
    return true
  }

  mutating func release(_ i: Int) {
    var front: [Int] = []
    for block in live[i]!.blocks.reversed() {
      references[block] -= 1
      guard references[block] == 0 else { continue }
      if names[block] == nil { front.append(block) } else { free.append(block) }
    }
    free = front + free
    live[i]!.blocks = []
    live[i]!.computed = 0
  }
}
