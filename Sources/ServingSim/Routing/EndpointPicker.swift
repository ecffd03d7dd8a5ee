/// The endpoint picker of Gateway API Inference Extension, as llm-d runs it.
///
/// Rules from llm-d/llm-d-inference-scheduler 520af478, `pkg/epp/framework/plugins`. Each scorer
/// gives every endpoint a number of 0...1, higher is better, in the order of its input.
public enum EndpointPicker {
  /// `queue-scorer` and `running-requests-size-scorer`: 1 for the shortest, 0 for the longest,
  /// linear between; 1 for all when all are equal.
  public static func relativeScores(counts: [Int]) -> [Double] {
    guard let least = counts.min(), let most = counts.max(), least < most else {
      return counts.map { _ in 1 }
    }
    let width = Double(most) - Double(least)
    return counts.map { (Double(most) - Double($0)) / width }
  }

  /// `kv-cache-utilization-scorer`: the free part of the KV cache.
  public static func kvScore(use: Double) -> Double { 1 - use }

  /// `prefix-cache-scorer`: the cached part of the prompt's blocks; 0 for a prompt without blocks.
  public static func prefixScore(matchedBlocks: Int, totalBlocks: Int) -> Double {
    totalBlocks == 0 ? 0 : Double(matchedBlocks) / Double(totalBlocks)
  }

  /// `lora-affinity-scorer`: 1 when the adapter runs there, 0.8 when a slot is free, 0.6 when it
  /// waits there, else 0.
  ///
  /// `loaded` counts running and waiting adapters; waiting ones take a slot, too.
  public static func adapterScore(
    isActive: Bool, isWaiting: Bool, loaded: Int, slots: Int
  ) -> Double {
    if isActive { return 1 }
    if loaded < slots { return 0.8 }
    return isWaiting ? 0.6 : 0
  }

  /// `load-aware-scorer`: 0.5 for an empty queue, falling to 0 at `threshold` waiting requests.
  ///
  /// A threshold that is not positive stands for the default of 128.
  public static func loadAwareScore(waiting: Int, threshold: Int = 128) -> Double {
    guard waiting != 0 else { return 0.5 }
    let limit = Double(threshold > 0 ? threshold : 128)
    return 0.5 * (1 - min(Double(waiting), limit) / limit)
  }

  /// `token-load-scorer`: 1 without tokens in flight, falling to 0 at `threshold`.
  ///
  /// A threshold that is not positive stands for the default of 4,194,304 (128 requests of 32 Ki).
  public static func tokenLoadScore(tokens: Int, threshold: Int = 4_194_304) -> Double {
    guard tokens > 0 else { return 1 }
    let limit = Double(threshold > 0 ? threshold : 4_194_304)
    return 1 - min(Double(tokens), limit) / limit
  }

  /// `active-request-scorer`: 1 up to `idleThreshold` requests, else the distance to the busiest
  /// as a part of its count, times `maxBusyScore`.
  ///
  /// Settings out of range (negative, or a score above 1) stand for their defaults.
  public static func activeRequestScores(
    counts: [Int], idleThreshold: Int = 0, maxBusyScore: Double = 1
  ) -> [Double] {
    let idle = max(0, idleThreshold)
    let scale = maxBusyScore >= 0 && maxBusyScore <= 1 ? maxBusyScore : 1
    let most = Double(max(0, counts.max() ?? 0))
    return counts.map { $0 <= idle ? 1 : (most - Double($0)) / most * scale }
  }

  /// `context-length-aware`: how well a replica's range of context lengths fits a request.
  ///
  /// In range above 0.3 up to 1: narrow ranges and headroom score higher. Out of range below 0.3:
  /// the nearer the better. A replica that names no range (`nil`) gets 0.5.
  public static func contextLengthScore(tokens: Int, range: ClosedRange<Int>?) -> Double {
    guard let range else { return 0.5 }
    if range.contains(tokens) {
      let width = Double(range.upperBound) - Double(range.lowerBound)
      if width == 0 { return 1 }
      let narrow = 1 / (1 + width / 10_000)
      let headroom = (Double(range.upperBound) - Double(tokens)) / width
      return 0.3 + (0.7 * narrow + 0.3 * headroom) * (1 - 0.3)
    }
    let distance =
      tokens > range.upperBound
      ? Double(tokens) - Double(range.upperBound) : Double(range.lowerBound) - Double(tokens)
    return 0.3 / (1 + distance / 1000)
  }

  /// What a scorer's number counts as before it is weighed.
  public static func clamped(_ score: Double) -> Double { min(1, max(0, score)) }

  /// The weighted sum of each endpoint: `rows` holds one list of scores a scorer.
  public static func totals(rows: [(weight: Double, scores: [Double])]) -> [Double] {
    guard let first = rows.first else { return [] }
    var sums = first.scores.map { _ in 0.0 }
    for row in rows {
      for index in sums.indices { sums[index] += clamped(row.scores[index]) * row.weight }
    }
    return sums
  }

  /// When a pool counts as full (`utilization-detector`).
  public struct SaturationLimits: Hashable, Sendable {
    /// Waiting requests at which an endpoint is full.
    public var queue: Int
    /// KV use at which an endpoint is full, 0...1.
    public var kvUse: Double
    /// How much above its limits an endpoint may still be chosen; 0.2 is 20 %.
    public var headroom: Double

    public init(queue: Int = 5, kvUse: Double = 0.8, headroom: Double = 0) {
      self.queue = queue
      self.kvUse = kvUse
      self.headroom = headroom
    }

    /// How full one endpoint is: the worse of queue and cache, 1 at the limit.
    public func saturation(waiting: Int, kvUse used: Double) -> Double {
      max(Double(waiting) / Double(queue), used / kvUse)
    }

    /// Whether an endpoint may still be chosen.
    public func admits(waiting: Int, kvUse used: Double) -> Bool {
      Double(waiting) < Double(queue) * (1 + headroom) && used < kvUse * (1 + headroom)
    }
  }

  /// How full a pool is: the mean over its endpoints, where one whose metrics are stale (`nil`)
  /// counts as 1; an empty pool is full. At 1 and above the gateway queues or sheds.
  public static func poolSaturation(
    _ endpoints: [(waiting: Int, kvUse: Double)?], limits: SaturationLimits = SaturationLimits()
  ) -> Double {
    guard !endpoints.isEmpty else { return 1 }
    let sum = endpoints.reduce(0.0) { sum, endpoint in
      sum + (endpoint.map { limits.saturation(waiting: $0.waiting, kvUse: $0.kvUse) } ?? 1)
    }
    return sum / Double(endpoints.count)
  }
}
