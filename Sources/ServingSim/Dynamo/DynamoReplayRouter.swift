import Simulation

/// The KV router of the replay: what it believes of each worker, from its own decisions and from
/// the cache events of the workers.
struct DynamoReplayRouter: Sendable {
  private struct Believed: Sendable {
    /// Prompt tokens to compute, by request; gone with the first token.
    var prefill: [Int: Int] = [:]
    var prefillTokens = 0
    /// Full prompt blocks of active requests, by content: how many hold it.
    var holders: [Int: Int] = [:]
    var contents: [Int: [Int]] = [:]
  }

  private var believed: [Believed] = []
  private var generator: SeededGenerator

  init(seed: Seed) { generator = SeededGenerator(seed: seed, stream: "dynamo-router") }

  mutating func choose(
    request: Int, promptTokens: Int, contents: [Int], blockSize: Int, cost: DynamoKVCost,
    workers: [DynamoWorker]
  ) -> Int {
    while believed.count < workers.count { believed.append(Believed()) }
    let overlaps = workers.map { worker in
      contents.firstIndex { worker.pool.cachedCopy(of: $0) == nil } ?? contents.count
    }
    let views = workers.indices.map { place in
      let new = contents.count { believed[place].holders[$0] == nil }
      return DynamoKVCost.Worker(
        cachedTokens: overlaps[place] * blockSize, deviceBlocks: Double(overlaps[place]),
        load: DynamoKVCost.Load(
          prefillTokens: believed[place].prefillTokens,
          decodeBlocks: believed[place].holders.count + new,
          requests: believed[place].contents.count))
    }
    let costs = cost.costs(
      DynamoKVCost.Request(promptTokens: promptTokens, blockSize: blockSize), workers: views
    ).map(\.total)
    let least = costs.min() ?? 0
    let tied = costs.indices.filter { costs[$0] == least }
    let chosen = tied.count == 1 ? tied[0] : tied[generator.below(tied.count)]
    let rest = max(0, promptTokens - overlaps[chosen] * blockSize)
    believed[chosen].prefill[request] = rest
    believed[chosen].prefillTokens += rest
    believed[chosen].contents[request] = contents
    for content in contents { believed[chosen].holders[content, default: 0] += 1 }
    return chosen
  }

  mutating func stepEnded(on worker: Int, emitted: [Int], finished: [Int]) {
    guard worker < believed.count else { return }
    for request in emitted {
      believed[worker].prefillTokens -= believed[worker].prefill.removeValue(forKey: request) ?? 0
    }
    for request in finished {
      believed[worker].prefillTokens -= believed[worker].prefill.removeValue(forKey: request) ?? 0
      for content in believed[worker].contents.removeValue(forKey: request) ?? [] {
        let left = (believed[worker].holders[content] ?? 1) - 1
        believed[worker].holders[content] = left > 0 ? left : nil
      }
    }
  }
}
