/// Everything that gives a replica a number, by the names its makers use where they have one.
public enum RoutingScorer: String, Hashable, Sendable, Codable, CaseIterable {
  // The endpoint picker's; higher is better.
  case prefixCache = "prefix-cache-scorer"
  case kvUtilization = "kv-cache-utilization-scorer"
  case queue = "queue-scorer"
  case runningRequests = "running-requests-size-scorer"
  case loraAffinity = "lora-affinity-scorer"
  case loadAware = "load-aware-scorer"
  case tokenLoad = "token-load-scorer"
  case activeRequests = "active-request-scorer"
  case contextLength = "context-length-aware"
  case noHitLRU = "no-hit-lru-scorer"
  // Others' measures, as they are.
  /// Unfinished requests.
  case assignedRequests = "assigned-requests"
  /// Tokens of the prompt that are cached there.
  case hitTokens = "hit-tokens"
  /// The parts of Dynamo's cost, in blocks: prefill to do, minus credit for what is cached.
  case dynamoPrefill = "dynamo-prefill-blocks"
  /// Blocks held with this request admitted.
  case dynamoDecode = "dynamo-decode-blocks"
  /// Active requests, weighed.
  case dynamoRequests = "dynamo-active-requests"
  /// AIBrix's measure under its present policy; lower is better.
  case aibrix = "aibrix-load"
  /// AIBrix VTC: the distance of the user's token count from the replica's place.
  case vtcFairness = "vtc-fairness"
  /// AIBrix VTC: running requests of 100.
  case vtcUtilization = "vtc-utilization"

  /// Whether it is one of the endpoint picker's scorers, which a profile can weigh.
  public var isEndpointPickers: Bool {
    switch self {
    case .prefixCache, .kvUtilization, .queue, .runningRequests, .loraAffinity, .loadAware,
      .tokenLoad, .activeRequests, .contextLength, .noHitLRU:
      true
    default: false
    }
  }
}
