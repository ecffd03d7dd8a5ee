/// How requests are spread over replicas.
public enum RoutingPolicy: Hashable, Sendable {
  /// One after the other.
  case roundRobin
  /// Any, with equal chances.
  case random
  /// The one with the fewest unfinished requests; a draw among equals.
  case leastRequest
  /// Two are drawn, the one with fewer unfinished requests gets it (the first of equals).
  case powerOfTwoChoices
  /// The longest cached prefix, while loads are near each other.
  case prefixAware(PrefixAwareRule)
  /// The endpoint picker of Gateway API Inference Extension.
  case endpointPicker(EndpointPickerProfile)
  /// Dynamo's KV router.
  case dynamo(DynamoRouting)
  /// One of AIBrix's policies.
  case aibrix(AIBrixPolicy)

  /// The parts of a view that cost something to know.
  public struct Needs: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// `hitTokens`, which asks every replica's cache.
    public static let prefixMatch = Needs(rawValue: 1)
    /// `running`, `waiting`, `usedBlocks` and the outstanding tokens.
    public static let load = Needs(rawValue: 2)
    /// `activeAdapters`, `waitingAdapters` and `adapterSlots`.
    public static let adapters = Needs(rawValue: 4)
    /// `averages`.
    public static let averages = Needs(rawValue: 8)
  }

  /// What a caller must bring up to date before each decision, besides `isHealthy` and
  /// `assignedRequests`.
  public var needs: Needs {
    switch self {
    case .roundRobin, .random, .leastRequest, .powerOfTwoChoices: []
    case .prefixAware: .prefixMatch
    case .endpointPicker(let profile): profile.needs
    case .dynamo: [.prefixMatch, .load]
    case .aibrix(let policy): policy.needs
    }
  }

  /// Whether `hitTokens` must be known.
  public var needsPrefixMatch: Bool { needs.contains(.prefixMatch) }
}
