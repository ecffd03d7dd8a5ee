/// Routing policies of AIBrix (vllm-project/aibrix e3e10f9e, `pkg/plugins/gateway/algorithms`).
///
/// Left out: `prefix-cache-preble` (needs its own token tree with histograms and fitted GPU times),
/// `pack-load`, `least-load` and `slo` (need measured request profiles), `session-affinity` (needs
/// cookies), `least-gpu-cache` and `least-util` (here the same number as `leastKVCache`), and `pd`
/// (which splits prefill and decode rather than choosing among equals).
public enum AIBrixPolicy: String, Hashable, Sendable, Codable, CaseIterable {
  case random = "random"
  case powerOfTwo = "power-of-two"
  /// Fewest requests in flight; a draw among equals.
  case leastRequest = "least-request"
  /// Least KV use; the last of equals.
  case leastKVCache = "least-kv-cache"
  /// Least busy part of time; the first of equals.
  case leastBusyTime = "least-busy-time"
  /// Least expected latency: queue, prefill and decode time of its past requests, scaled to the
  /// mean prompt and output of all replicas; the last of equals.
  case leastLatency = "least-latency"
  /// Fewest tokens a request so far, a prompt token counting twice; a draw among equals.
  case throughput = "throughput"
  /// Best prefix match among those whose requests are at most a standard deviation above the mean;
  /// least requests when loads differ by more than 8.
  case prefixCache = "prefix-cache"
  /// Users with more tokens in the last five minutes go to later replicas, with regard to load.
  case vtcBasic = "vtc-basic"

  var needs: RoutingPolicy.Needs {
    switch self {
    case .random, .powerOfTwo, .leastRequest: []
    case .leastKVCache, .vtcBasic: .load
    case .leastBusyTime, .leastLatency, .throughput: .averages
    case .prefixCache: .prefixMatch
    }
  }

  /// The number of requests in flight by which loads count as imbalanced when they differ by more.
  static let imbalance = 8

  /// The measure of each replica; `nil` for those that have told nothing yet.
  func loads(of replicas: [ReplicaView]) -> [Double?] {
    switch self {
    case .leastKVCache: return replicas.map(\.kvUse)
    case .leastBusyTime: return replicas.map { $0.averages?.busyFraction }
    case .throughput:
      return replicas.map { view in
        view.averages.map { 2 * $0.promptTokens + $0.outputTokens }
      }
    case .leastLatency: return Self.expectedLatencies(replicas)
    case .random, .powerOfTwo, .leastRequest, .prefixCache, .vtcBasic:
      return replicas.map { Double($0.assignedRequests) }
    }
  }

  /// Milliseconds. Without any past the guess is 10 prompt and 100 output tokens, as AIBrix has it.
  private static func expectedLatencies(_ replicas: [ReplicaView]) -> [Double?] {
    func mean(_ values: [Double], orElse guess: Double) -> Double {
      let known = values.filter { $0 > 0 }
      return known.isEmpty ? guess : known.reduce(0, +) / Double(known.count)
    }
    let prompt = mean(replicas.compactMap { $0.averages?.promptTokens }, orElse: 10)
    let output = mean(replicas.compactMap { $0.averages?.outputTokens }, orElse: 100)
    return replicas.map { view in
      guard let past = view.averages else { return nil }
      let ownPrompt = past.promptTokens > 0 ? past.promptTokens : prompt
      let ownOutput = past.outputTokens > 0 ? past.outputTokens : output
      return past.queueMilliseconds + past.prefillMilliseconds / ownPrompt * prompt
        + past.decodeMilliseconds / ownOutput * output
    }
  }
}
