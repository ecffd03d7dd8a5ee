import ServingSim
import Simulation
import Traffic

/// Tenants, models and what serves them, behind one gateway.
public struct GatewayPlan: Sendable {
  public var tenants: [GatewayTenant]
  public var routes: [ModelRoute]
  public var backends: [GatewayBackend]
  public var retry: RetryPolicy
  /// Of each backend.
  public var circuit: CircuitLimits
  public var outliers: OutlierSettings
  public var cache: SemanticCacheSettings?
  /// What is asked; needed for the cache.
  public var questions: QuestionPlan
  public var seed: Seed

  public init(
    tenants: [GatewayTenant], routes: [ModelRoute], backends: [GatewayBackend],
    retry: RetryPolicy = .none, circuit: CircuitLimits = CircuitLimits(),
    outliers: OutlierSettings, cache: SemanticCacheSettings? = nil, questions: QuestionPlan,
    seed: Seed
  ) {
    self.tenants = tenants
    self.routes = routes
    self.backends = backends
    self.retry = retry
    self.circuit = circuit
    self.outliers = outliers
    self.cache = cache
    self.questions = questions
    self.seed = seed
  }

  /// What makes it impossible to run; `nil` when it can.
  public func problem() -> GatewayProblem? {
    if tenants.isEmpty { return .nothing("tenants") }
    if backends.isEmpty { return .nothing("backends") }
    for tenant in tenants where !routes.indices.contains(tenant.route) {
      return .noSuchRoute(tenant: tenant.name)
    }
    for route in routes {
      if !route.backends.contains(where: { $0.weight > 0 }) { return .noWeight(model: route.model) }
      for reference in route.backends where !backends.indices.contains(reference.backend) {
        return .noSuchBackend(model: route.model)
      }
    }
    for backend in backends {
      if case .pool(let pool) = backend.kind, let problem = pool.engine.problems().first {
        return .engine(backend: backend.name, problem)
      }
    }
    return nil
  }
}

/// Why a gateway cannot run.
public enum GatewayProblem: Error, Hashable, Sendable {
  case nothing(String)
  case noSuchRoute(tenant: String)
  case noSuchBackend(model: String)
  case noWeight(model: String)
  case engine(backend: String, EngineConfig.Problem)
}

/// Somebody whose use is counted.
public struct GatewayTenant: Hashable, Sendable {
  public var name: String
  public var arrivals: Arrivals
  /// Index of the route that its requests' model name leads to.
  public var route: Int
  public var promptTokens: Distribution
  public var outputTokens: Distribution
  /// `max_tokens` of its requests: no answer is longer, and reservations count it.
  public var maxTokens: Int
  /// Tokens at the start that all its prompts share.
  public var sharedPrefixTokens: Int
  /// A request is refused when any of them refuses it.
  public var budgets: [TokenBudget]
  /// Whether a saturated pool may turn it away (an `InferenceObjective` with a negative priority).
  public var isSheddable: Bool

  public init(
    name: String, arrivals: Arrivals, route: Int, promptTokens: Distribution,
    outputTokens: Distribution, maxTokens: Int, sharedPrefixTokens: Int = 0,
    budgets: [TokenBudget] = [], isSheddable: Bool = false
  ) {
    self.name = name
    self.arrivals = arrivals
    self.route = route
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.maxTokens = max(1, maxTokens)
    self.sharedPrefixTokens = max(0, sharedPrefixTokens)
    self.budgets = budgets
    self.isSheddable = isSheddable
  }
}

/// A model name and the backends that serve it (`AIGatewayRoute`, `HTTPRoute`).
public struct ModelRoute: Hashable, Sendable {
  /// A backend's share among those of its priority, and when it is used at all.
  public struct Reference: Hashable, Sendable {
    public var backend: Int
    public var weight: Int
    /// 0 first; a higher number only when a request is tried again or those before are out.
    public var priority: Int
    public init(backend: Int, weight: Int = 1, priority: Int = 0) {
      self.backend = backend
      self.weight = max(0, weight)
      self.priority = max(0, priority)
    }
  }
  public var model: String
  public var backends: [Reference]

  public init(model: String, backends: [Reference]) {
    self.model = model
    self.backends = backends
  }
}

/// What answers.
public struct GatewayBackend: Sendable {
  public enum Kind: Sendable {
    /// Engines of our own behind an endpoint picker (`InferencePool`).
    case pool(EnginePool)
    /// Somebody else's API.
    case provider(ModelProvider)
  }
  public var name: String
  public var kind: Kind
  /// While one of these lasts it answers 503 at once.
  public var outages: [Outage]

  public init(name: String, kind: Kind, outages: [Outage] = []) {
    self.name = name
    self.kind = kind
    self.outages = outages
  }

  /// From `start` until just before `end`.
  public struct Outage: Hashable, Sendable {
    public var start: SimTime
    public var end: SimTime
    public init(start: SimTime, end: SimTime) {
      self.start = start
      self.end = end
    }
  }
}

/// Replicas of one engine and how one of them is picked.
public struct EnginePool: Sendable {
  public var engine: EngineConfig
  public var stepTime: StepTimeModel
  public var replicas: Int
  public var gpusPerReplica: Int
  public var routing: RoutingPolicy
  /// When sheddable requests are turned away.
  public var saturation: EndpointPicker.SaturationLimits
  public var centsPerGPUHour: Int

  public init(
    engine: EngineConfig, stepTime: StepTimeModel, replicas: Int, gpusPerReplica: Int = 1,
    routing: RoutingPolicy = .endpointPicker(.stock),
    saturation: EndpointPicker.SaturationLimits = EndpointPicker.SaturationLimits(),
    centsPerGPUHour: Int = 0
  ) {
    self.engine = engine
    self.stepTime = stepTime
    self.replicas = max(1, replicas)
    self.gpusPerReplica = max(1, gpusPerReplica)
    self.routing = routing
    self.saturation = saturation
    self.centsPerGPUHour = max(0, centsPerGPUHour)
  }
}

/// An API that is paid by the token.
public struct ModelProvider: Hashable, Sendable {
  /// Milliseconds to the first token.
  public var firstTokenMilliseconds: Distribution
  /// Microseconds for each further token.
  public var tokenMicroseconds: Int
  /// Answers with status 500, in per cent.
  public var errorPercent: Int
  public var inputCentsPerMillion: Int
  public var outputCentsPerMillion: Int

  public init(
    firstTokenMilliseconds: Distribution, tokenMicroseconds: Int, errorPercent: Int = 0,
    inputCentsPerMillion: Int = 0, outputCentsPerMillion: Int = 0
  ) {
    self.firstTokenMilliseconds = firstTokenMilliseconds
    self.tokenMicroseconds = max(0, tokenMicroseconds)
    self.errorPercent = min(100, max(0, errorPercent))
    self.inputCentsPerMillion = max(0, inputCentsPerMillion)
    self.outputCentsPerMillion = max(0, outputCentsPerMillion)
  }
}
