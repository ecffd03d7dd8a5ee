import Simulation

/// When an endpoint is taken out because of its answers.
///
/// Defaults as Envoy's `OutlierDetection`. Enforcement percentages are 0 or 100 here: a rule is on or
/// off. Failures of the connection count as answers (`split_external_local_origin_errors: false`).
public struct OutlierSettings: Hashable, Sendable {
  /// 5xx answers in a row; `nil` turns the rule off.
  public var consecutiveErrors: Int?
  /// 502, 503 and 504 answers in a row; off by default.
  public var consecutiveGatewayErrors: Int?
  /// Time between looks: success rates, failure percentages and returns.
  public var interval: SimDuration
  /// Multiplied by how often the endpoint was taken out lately.
  public var baseEjectionTime: SimDuration
  public var maximumEjectionTime: SimDuration
  /// Added to an ejection, uniform from 0 to this, in whole milliseconds.
  public var ejectionJitter: SimDuration
  /// Percent of endpoints that may be out at once.
  public var maximumEjectionPercent: Int
  /// Lets one be taken out even when it is more than that percentage.
  public var alwaysEjectsOne: Bool
  /// `nil` turns the rule off.
  public var successRate: SuccessRateRule?
  /// Off by default.
  public var failurePercentage: FailurePercentageRule?

  /// Out is who lies more than some standard deviations below the mean success rate.
  public struct SuccessRateRule: Hashable, Sendable {
    /// Endpoints with enough requests that there must be.
    public var minimumEndpoints: Int
    /// Requests within an interval that make an endpoint count.
    public var requestVolume: Int
    /// Standard deviations, in thousandths: 1900 is 1.9.
    public var deviationsThousandths: Int
    public init(
      minimumEndpoints: Int = 5, requestVolume: Int = 100, deviationsThousandths: Int = 1_900
    ) {
      self.minimumEndpoints = minimumEndpoints
      self.requestVolume = requestVolume
      self.deviationsThousandths = deviationsThousandths
    }
  }

  /// Out is who fails at least this percentage of requests.
  public struct FailurePercentageRule: Hashable, Sendable {
    public var threshold: Int
    public var minimumEndpoints: Int
    public var requestVolume: Int
    public init(threshold: Int = 85, minimumEndpoints: Int = 5, requestVolume: Int = 50) {
      self.threshold = threshold
      self.minimumEndpoints = minimumEndpoints
      self.requestVolume = requestVolume
    }
  }

  public init(
    consecutiveErrors: Int? = 5, consecutiveGatewayErrors: Int? = nil,
    interval: SimDuration = .seconds(10), baseEjectionTime: SimDuration = .seconds(30),
    maximumEjectionTime: SimDuration? = nil, ejectionJitter: SimDuration = .zero,
    maximumEjectionPercent: Int = 10, alwaysEjectsOne: Bool = false,
    successRate: SuccessRateRule? = SuccessRateRule(),
    failurePercentage: FailurePercentageRule? = nil
  ) {
    self.consecutiveErrors = consecutiveErrors
    self.consecutiveGatewayErrors = consecutiveGatewayErrors
    self.interval = max(.milliseconds(1), interval)
    self.baseEjectionTime = max(.milliseconds(1), baseEjectionTime)
    // Envoy: 300 s, or the base when that is longer.
    self.maximumEjectionTime = maximumEjectionTime ?? max(.seconds(300), baseEjectionTime)
    self.ejectionJitter = max(.zero, ejectionJitter)
    self.maximumEjectionPercent = max(0, min(maximumEjectionPercent, 100))
    self.alwaysEjectsOne = alwaysEjectsOne
    self.successRate = successRate
    self.failurePercentage = failurePercentage
  }
}

/// What outlier detection did, and why.
public enum OutlierEvent: Hashable, Sendable {
  /// The rule that an endpoint broke.
  public enum Cause: Hashable, Sendable {
    case consecutiveErrors(count: Int)
    case consecutiveGatewayErrors(count: Int)
    /// Percentages: the endpoint's, the mean of all that count, the threshold.
    case successRate(own: Double, mean: Double, threshold: Double)
    case failurePercentage(own: Double, threshold: Int)
  }

  /// Out until a look at or after `until`; `times` multiplies the base ejection time.
  case ejected(endpoint: Int, cause: Cause, until: SimTime, times: Int)
  /// It should go, but too many are out.
  case kept(endpoint: Int, cause: Cause, out: Int, of: Int, maximumPercent: Int)
  case returned(endpoint: Int, after: SimDuration)
}

/// Takes endpoints out whose answers are bad, and brings them back.
///
/// Envoy (`outlier_detection_impl.cc`, main of 2024). Consecutive errors act at once, everything else
/// at the looks, whose time `nextLook` tells: call `look(at:)` then. A success rate is that of the
/// interval before. Nobody returns between looks.
public struct OutlierDetector: Sendable {
  private struct Monitor: Sendable {
    var isPresent = true
    var errorsInARow = 0
    var gatewayErrorsInARow = 0
    var requests = 0
    var successes = 0
    var lastRequests = 0
    var lastSuccesses = 0
    var ejectedAt: SimTime?
    var returnedAt: SimTime?
    var backoff = 0
    var jitter = SimDuration.zero
  }

  public let settings: OutlierSettings
  public private(set) var nextLook: SimTime
  /// Endpoints that are out.
  public private(set) var ejectedCount = 0
  private var monitors: [Monitor]
  private var random: SeededGenerator

  /// The first look is one interval after `start`. The generator draws jitter only.
  public init(
    _ settings: OutlierSettings, endpoints: Int, start: SimTime = .zero, random: SeededGenerator
  ) {
    self.settings = settings
    monitors = [Monitor](repeating: Monitor(), count: max(0, endpoints))
    nextLook = start + settings.interval
    self.random = random
  }

  public func isEjected(_ endpoint: Int) -> Bool {
    monitors.indices.contains(endpoint) && monitors[endpoint].ejectedAt != nil
  }

  /// A new endpoint, with the next index.
  public mutating func append() { monitors.append(Monitor()) }

  /// An endpoint that is gone counts no more; what it did is forgotten.
  public mutating func remove(_ endpoint: Int) {
    guard monitors.indices.contains(endpoint), monitors[endpoint].isPresent else { return }
    if monitors[endpoint].ejectedAt != nil { ejectedCount -= 1 }
    monitors[endpoint] = Monitor()
    monitors[endpoint].isPresent = false
  }

  /// A removed endpoint is there again, with a clean record.
  public mutating func restore(_ endpoint: Int) {
    guard monitors.indices.contains(endpoint) else { return }
    monitors[endpoint].isPresent = true
  }

  /// An answer of an endpoint; what follows from it at once.
  public mutating func record(status: Int, of endpoint: Int, at time: SimTime) -> OutlierEvent? {
    guard monitors.indices.contains(endpoint), monitors[endpoint].isPresent else { return nil }
    monitors[endpoint].requests += 1
    guard (500...599).contains(status) else {
      monitors[endpoint].successes += 1
      monitors[endpoint].errorsInARow = 0
      monitors[endpoint].gatewayErrorsInARow = 0
      return nil
    }
    var event: OutlierEvent?
    if (502...504).contains(status) {
      monitors[endpoint].gatewayErrorsInARow += 1
      let count = monitors[endpoint].gatewayErrorsInARow
      if count == settings.consecutiveGatewayErrors, monitors[endpoint].ejectedAt == nil {
        event = eject(endpoint, .consecutiveGatewayErrors(count: count), at: time)
        monitors[endpoint].gatewayErrorsInARow = 0
      }
    } else {
      monitors[endpoint].gatewayErrorsInARow = 0
    }
    monitors[endpoint].errorsInARow += 1
    let count = monitors[endpoint].errorsInARow
    if count == settings.consecutiveErrors, monitors[endpoint].ejectedAt == nil {
      event = eject(endpoint, .consecutiveErrors(count: count), at: time)
      monitors[endpoint].errorsInARow = 0
    }
    return event
  }

  /// The periodic look: returns, success rates, failure percentages, forgiveness. `time` is at or
  /// after `nextLook`.
  public mutating func look(at time: SimTime) -> [OutlierEvent] {
    nextLook = time + settings.interval
    var events: [OutlierEvent] = []
    for endpoint in monitors.indices where monitors[endpoint].isPresent {
      if let event = returned(endpoint, at: time) { events.append(event) }
      monitors[endpoint].lastRequests = monitors[endpoint].requests
      monitors[endpoint].lastSuccesses = monitors[endpoint].successes
      monitors[endpoint].requests = 0
      monitors[endpoint].successes = 0
    }
    judgeRates(at: time, &events)
    for endpoint in monitors.indices {
      guard monitors[endpoint].isPresent, monitors[endpoint].ejectedAt == nil,
        let returned = monitors[endpoint].returnedAt, time - returned >= settings.interval
      else { continue }
      monitors[endpoint].backoff = max(0, monitors[endpoint].backoff - 1)
    }
    return events
  }

  private mutating func returned(_ endpoint: Int, at time: SimTime) -> OutlierEvent? {
    guard let ejected = monitors[endpoint].ejectedAt, time >= end(of: endpoint) else { return nil }
    monitors[endpoint].ejectedAt = nil
    monitors[endpoint].returnedAt = time
    monitors[endpoint].errorsInARow = 0
    monitors[endpoint].gatewayErrorsInARow = 0
    ejectedCount -= 1
    return .returned(endpoint: endpoint, after: time - ejected)
  }

  private func end(of endpoint: Int) -> SimTime {
    let monitor = monitors[endpoint]
    let length = min(
      settings.baseEjectionTime * monitor.backoff, settings.maximumEjectionTime)
    return (monitor.ejectedAt ?? .zero) + length + monitor.jitter
  }

  private mutating func judgeRates(at time: SimTime, _ events: inout [OutlierEvent]) {
    // Both rules judge the same endpoints; who went for one is not taken out again for the other.
    let judged = monitors.indices.filter {
      monitors[$0].isPresent && monitors[$0].ejectedAt == nil && monitors[$0].lastRequests > 0
    }
    func rate(_ endpoint: Int) -> Double {
      Double(monitors[endpoint].lastSuccesses) * 100 / Double(monitors[endpoint].lastRequests)
    }
    if let rule = settings.successRate {
      let counted = judged.filter { monitors[$0].lastRequests >= rule.requestVolume }
      if !counted.isEmpty, counted.count >= rule.minimumEndpoints {
        let mean = counted.reduce(0) { $0 + rate($1) } / Double(counted.count)
        let squares = counted.reduce(0) { $0 + (rate($1) - mean) * (rate($1) - mean) }
        let deviation = (squares / Double(counted.count)).squareRoot()
        let threshold = mean - Double(rule.deviationsThousandths) / 1_000 * deviation
        for endpoint in counted where rate(endpoint) < threshold {
          events.append(
            eject(
              endpoint, .successRate(own: rate(endpoint), mean: mean, threshold: threshold),
              at: time))
        }
      }
    }
    if let rule = settings.failurePercentage {
      let counted = judged.filter { monitors[$0].lastRequests >= rule.requestVolume }
      guard !counted.isEmpty, counted.count >= rule.minimumEndpoints else { return }
      for endpoint in counted
      where monitors[endpoint].ejectedAt == nil && 100 - rate(endpoint) >= Double(rule.threshold) {
        events.append(
          eject(
            endpoint,
            .failurePercentage(own: 100 - rate(endpoint), threshold: rule.threshold), at: time))
      }
    }
  }

  private mutating func eject(
    _ endpoint: Int, _ cause: OutlierEvent.Cause, at time: SimTime
  ) -> OutlierEvent {
    let present = monitors.count { $0.isPresent }
    let percent = 100 * Double(ejectedCount + 1) / Double(max(1, present))
    let isAllowed =
      percent <= Double(settings.maximumEjectionPercent)
      || (settings.alwaysEjectsOne && ejectedCount == 0)
    guard isAllowed else {
      return .kept(
        endpoint: endpoint, cause: cause, out: ejectedCount, of: present,
        maximumPercent: settings.maximumEjectionPercent)
    }
    ejectedCount += 1
    monitors[endpoint].ejectedAt = time
    let milliseconds = settings.ejectionJitter.nanoseconds / 1_000_000
    monitors[endpoint].jitter =
      milliseconds > 0 ? .milliseconds(random.below(milliseconds + 1)) : .zero
    if settings.baseEjectionTime * monitors[endpoint].backoff
      < settings.maximumEjectionTime + settings.baseEjectionTime
    {
      monitors[endpoint].backoff += 1
    }
    return .ejected(
      endpoint: endpoint, cause: cause, until: end(of: endpoint), times: monitors[endpoint].backoff)
  }
}
