import Simulation

/// The cost by which Dynamo's KV router compares workers; the lowest wins.
///
/// ai-dynamo/dynamo 07a6c9ce, `lib/kv-router/src/scheduling/selector`: floating point in its order
/// of operations.
public struct DynamoKVCost: Hashable, Sendable {
  /// How much a block that is cached on the device counts.
  public var overlapCredit: Double
  /// How fast that credit fades with prefill queued above the least loaded worker; 0 for never.
  public var overlapCreditDecay: Double
  /// How much a block of prefill counts against a block held.
  public var prefillLoadScale: Double
  /// How much an active request counts, in blocks.
  public var activeRequestWeight: Double
  /// How much a block counts that is cached in host memory.
  public var hostCredit: Double
  /// How much a block counts that is cached on disk.
  public var diskCredit: Double
  /// How much a block counts that a shared cache holds beyond the device's prefix.
  public var sharedCredit: Double

  public init(
    overlapCredit: Double = 1, overlapCreditDecay: Double = 0, prefillLoadScale: Double = 1,
    activeRequestWeight: Double = 0, hostCredit: Double = 0.75, diskCredit: Double = 0.25,
    sharedCredit: Double = 0
  ) {
    self.overlapCredit = overlapCredit
    self.overlapCreditDecay = overlapCreditDecay
    self.prefillLoadScale = prefillLoadScale
    self.activeRequestWeight = activeRequestWeight
    self.hostCredit = hostCredit
    self.diskCredit = diskCredit
    self.sharedCredit = sharedCredit
  }

  /// What the router knows of a worker's load.
  public struct Load: Hashable, Sendable {
    /// Prompt tokens that are still to be computed there.
    public var prefillTokens: Int
    /// KV blocks it would hold with this request admitted.
    public var decodeBlocks: Int
    public var requests: Int

    public init(prefillTokens: Int = 0, decodeBlocks: Int = 0, requests: Int = 0) {
      self.prefillTokens = prefillTokens
      self.decodeBlocks = decodeBlocks
      self.requests = requests
    }
  }

  public struct Worker: Hashable, Sendable {
    /// Tokens of the prompt that need no computing there.
    public var cachedTokens: Int
    public var deviceBlocks: Double
    public var hostBlocks: Double
    public var diskBlocks: Double
    public var sharedBlocks: Double
    /// `nil` for a worker without a load record: it is charged the whole prompt and nothing else.
    public var load: Load?

    public init(
      cachedTokens: Int = 0, deviceBlocks: Double = 0, hostBlocks: Double = 0,
      diskBlocks: Double = 0, sharedBlocks: Double = 0, load: Load?
    ) {
      self.cachedTokens = cachedTokens
      self.deviceBlocks = deviceBlocks
      self.hostBlocks = hostBlocks
      self.diskBlocks = diskBlocks
      self.sharedBlocks = sharedBlocks
      self.load = load
    }
  }

  public struct Request: Hashable, Sendable {
    public var promptTokens: Int
    public var blockSize: Int
    /// Whether queued prefill counts; decode workers behind prefill workers do not count it.
    public var tracksPrefill: Bool
    /// Whether the workers only decode. With credit and without prefill their cost is what they
    /// hold beyond what is cached.
    public var isDecodePool: Bool

    public init(
      promptTokens: Int, blockSize: Int, tracksPrefill: Bool = true, isDecodePool: Bool = false
    ) {
      self.promptTokens = promptTokens
      self.blockSize = blockSize
      self.tracksPrefill = tracksPrefill
      self.isDecodePool = isDecodePool
    }
  }

  /// One worker's cost in blocks, by its parts.
  public struct Parts: Hashable, Sendable {
    public var prefill: Double
    public var decode: Double
    public var requests: Double
    public var total: Double { prefill + decode + requests }
  }

  /// The cost of each worker, in their order. A block size below 1 counts as 1.
  public func costs(_ request: Request, workers: [Worker]) -> [Parts] {
    let blockSize = Double(max(1, request.blockSize))
    let requestBlocks = (Double(request.promptTokens) / blockSize).rounded(.up)
    let leastPrefill = workers.map { $0.load?.prefillTokens ?? 0 }.min() ?? 0
    return workers.map { worker in
      let load = worker.load ?? Load()
      var decay = 1.0
      if request.tracksPrefill, overlapCreditDecay > 0 {
        let excess = Double(max(0, load.prefillTokens - leastPrefill)) / blockSize
        decay = 1 / (1 + overlapCreditDecay * (excess / requestBlocks))
      }
      let credit =
        overlapCredit * decay * worker.deviceBlocks + hostCredit * worker.hostBlocks
        + diskCredit * worker.diskBlocks + sharedCredit * worker.sharedBlocks
      let held = Double(load.decodeBlocks)
      let active = activeRequestWeight * Double(load.requests)
      if request.isDecodePool, !request.tracksPrefill, overlapCredit > 0 {
        return Parts(prefill: 0, decode: max(0, held - credit), requests: active)
      }
      var raw = 0.0
      if request.tracksPrefill {
        raw = Double(request.promptTokens)
        if worker.load != nil {
          let rest = max(0, request.promptTokens - worker.cachedTokens)
          raw = Double(load.prefillTokens) + Double(rest) + Double(worker.cachedTokens)
        }
      }
      let prefill = prefillLoadScale * max(0, raw / blockSize - credit)
      return Parts(prefill: prefill, decode: held, requests: active)
    }
  }

  /// The chance of each worker when the router samples at a temperature above 0: softmax of the
  /// negative costs, scaled to their spread. Equal costs have equal chances.
  public static func probabilities(costs: [Double], temperature: Double) -> [Double] {
    guard let least = costs.min(), let most = costs.max() else { return [] }
    guard least < most else { return costs.map { _ in 1 / Double(costs.count) } }
    let range = most - least
    let magnitude = range.isFinite ? 1 : max(abs(least), abs(most))
    let scale = -1 / ((most / magnitude - least / magnitude) * temperature)
    let powers = costs.map {
      DeterministicMath.exp($0 / magnitude * scale - least / magnitude * scale)
    }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
