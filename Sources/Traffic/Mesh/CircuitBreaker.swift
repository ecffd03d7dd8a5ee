/// Limits of what may be under way to one service at a time; what is above fails at once.
///
/// Envoy's `CircuitBreakers.Thresholds`: 1024 connections, pending requests and requests, 3 retries.
public struct CircuitLimits: Hashable, Sendable {
  /// Connections to all endpoints together.
  public var connections: Int
  /// Requests that wait for a connection.
  public var pending: Int
  /// Requests that an endpoint has.
  public var requests: Int
  /// Retries under way, unless there is a budget.
  public var retries: Int
  /// Retries as a share of all requests under way instead; `nil` uses `retries`.
  public var budget: RetryBudget?

  public init(
    connections: Int = 1_024, pending: Int = 1_024, requests: Int = 1_024, retries: Int = 3,
    budget: RetryBudget? = nil
  ) {
    self.connections = max(0, connections)
    self.pending = max(0, pending)
    self.requests = max(0, requests)
    self.retries = max(0, retries)
    self.budget = budget
  }
}

/// Retries as a share of the requests under way, so that they cannot multiply a load that fails.
///
/// Envoy's `RetryBudget`: 20 %, but always room for 3.
public struct RetryBudget: Hashable, Sendable {
  /// Percent of requests that are active or pending.
  public var percent: Double
  /// Retries that may always be under way.
  public var minimum: Int

  /// Percentages are cut to 0...100, as Envoy's type demands.
  public init(percent: Double = 20, minimum: Int = 3) {
    self.percent = percent.isFinite ? max(0, min(percent, 100)) : 0
    self.minimum = max(0, minimum)
  }

  /// Retries that may be under way with so many requests active or pending: rounded down.
  public func limit(requests: Int) -> Int {
    max(minimum, Int(percent / 100 * Double(max(0, requests))))
  }
}

/// Counts what is under way to one service and says what may still begin.
///
/// Envoy's resource manager (`resource_manager_impl.h`, main of 2024): a thing may begin while fewer
/// than the limit are under way. A retry counts from the decision to retry, with its back-off,
/// until the attempt ends.
public struct CircuitBreaker: Hashable, Sendable {
  /// What is counted.
  public enum Resource: Hashable, Sendable, CaseIterable {
    case connections, pending, requests, retries
  }

  /// Why something may not begin.
  public struct Overflow: Hashable, Sendable {
    public let resource: Resource
    public let underWay: Int
    public let limit: Int
    /// Whether the limit comes from the retry budget.
    public let isBudget: Bool
  }

  public let limits: CircuitLimits
  public private(set) var connections = 0
  public private(set) var pending = 0
  public private(set) var requests = 0
  public private(set) var retries = 0

  public init(_ limits: CircuitLimits) { self.limits = limits }

  public func underWay(_ resource: Resource) -> Int {
    switch resource {
    case .connections: connections
    case .pending: pending
    case .requests: requests
    case .retries: retries
    }
  }

  /// The limit that holds now; the one of retries moves with the requests when there is a budget.
  public func limit(_ resource: Resource) -> Int {
    switch resource {
    case .connections: limits.connections
    case .pending: limits.pending
    case .requests: limits.requests
    case .retries: limits.budget?.limit(requests: requests + pending) ?? limits.retries
    }
  }

  /// `nil` when one more may begin.
  public func overflow(_ resource: Resource) -> Overflow? {
    let limit = limit(resource)
    guard underWay(resource) >= limit else { return nil }
    return Overflow(
      resource: resource, underWay: underWay(resource), limit: limit,
      isBudget: resource == .retries && limits.budget != nil)
  }

  /// One begins. Ask `overflow` before.
  public mutating func begin(_ resource: Resource) { change(resource, by: 1) }

  /// One ended.
  public mutating func end(_ resource: Resource) {
    if underWay(resource) > 0 { change(resource, by: -1) }
  }

  private mutating func change(_ resource: Resource, by step: Int) {
    switch resource {
    case .connections: connections += step
    case .pending: pending += step
    case .requests: requests += step
    case .retries: retries += step
    }
  }
}
