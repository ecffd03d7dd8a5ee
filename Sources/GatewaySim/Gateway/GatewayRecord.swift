import Simulation
import Traffic

/// A request as a tenant sends it.
public struct GatewayRequest: Hashable, Sendable {
  public let tenant: Int
  /// Number among the tenant's, from 0.
  public let number: Int
  public let spec: InferenceRequest
  public let question: Question
  /// `max_tokens`.
  public let maxTokens: Int
}

/// What became of a request.
public struct GatewayRecord: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    case open
    /// Answered out of the cache, rightly or by an answer to another question.
    case cached(isRight: Bool)
    /// 429: the budget of that number is used up.
    case limited(budget: Int)
    case answered
    /// 429 of the endpoint picker: the pool is full and the request may be turned away.
    case shed
    /// No attempt succeeded.
    case failed(status: Int)
  }
  public struct Attempt: Hashable, Sendable {
    public let backend: Int
    public let priority: Int
    /// In a pool; -1 at a provider, or when it never got to one.
    public internal(set) var replica: Int
    public let start: SimTime
    public internal(set) var end: SimTime?
    public internal(set) var outcome: AttemptOutcome?
  }
  public internal(set) var outcome = Outcome.open
  public internal(set) var attempts: [Attempt] = []
  public internal(set) var firstToken: SimTime?
  public internal(set) var ended: SimTime?
  public internal(set) var outputTokens = 0
  /// Prompt tokens that the engine found in its cache.
  public internal(set) var hitTokens = 0
  /// What a provider asks for it, in millionths of a cent.
  public internal(set) var cost = 0
  /// Taken from each budget of the tenant when it came, and the window of that.
  var reserved: [(tokens: Int, window: Int)] {
    get { zip(reservedTokens, reservedWindows).map { ($0, $1) } }
    set {
      reservedTokens = newValue.map(\.tokens)
      reservedWindows = newValue.map(\.window)
    }
  }
  private var reservedTokens: [Int] = []
  private var reservedWindows: [Int] = []
}

/// Something that happened at the gateway.
public struct GatewayEvent: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// An answer to `of`, whose question is this similar, was used.
    case cacheHit(of: Int, perMille: Int, isRight: Bool)
    /// The nearest question was too far, or there was none (-1).
    case cacheMiss(nearest: Int, perMille: Int)
    case limited(budget: Int, used: Int, limit: Int)
    case sent(backend: Int, replica: Int, attempt: Int)
    case shed(backend: Int, saturationPerMille: Int)
    case attemptFailed(backend: Int, attempt: Int, outcome: AttemptOutcome)
    case retried(after: SimDuration, left: Int)
    case answered(backend: Int, outputTokens: Int)
    case failed(status: Int, reason: RetryDecision)
    /// A budget counted an answer.
    case charged(budget: Int, tokens: Int, used: Int)
    /// A backend was taken out, and comes back.
    case ejected(backend: Int, errors: Int, until: SimTime)
    case returned(backend: Int)
  }
  public let time: SimTime
  /// -1 for what concerns a backend.
  public let request: Int
  public let kind: Kind
}
