import Simulation
import Traffic

/// Who decides how many pods there are, and how requests reach them.
public enum AutoscalerChoice: Hashable, Sendable {
  /// Knative: the activator holds requests while there is no pod, and while room is scarce.
  case kpa(KPASetup)
  /// A Deployment behind a Service, scaled by a metric of its pods.
  case hpa(HPASetup)
  /// A Deployment behind KEDA's interceptor, which holds requests while there is no pod.
  case keda(KEDASetup)
  /// AIBrix's pod autoscaler on a Deployment behind a gateway.
  case apa(APASetup)
  /// Nobody: so many pods.
  case fixed(Int)
}

public struct KPASetup: Hashable, Sendable {
  public var spec: KPASpec
  public var policy: KPAPolicy
  /// Share of the stable window.
  public var panicWindowPercent: Int
  public var averaging: WindowAveraging

  public init(
    spec: KPASpec = KPASpec(), policy: KPAPolicy = KPAPolicy(), panicWindowPercent: Int = 10,
    averaging: WindowAveraging = .linear
  ) {
    self.spec = spec
    self.policy = policy
    self.panicWindowPercent = min(100, max(1, panicWindowPercent))
    self.averaging = averaging
  }
}

public struct HPASetup: Hashable, Sendable {
  public var metric: KPASpec.Metric
  /// Thousandths a pod.
  public var target: Int
  public var tolerance: Double
  public var fewest: Int
  public var most: Int
  public var behavior: HPABehavior
  /// How often the metrics of pods are read, and over how long they are averaged.
  public var metricsInterval: SimDuration

  public init(
    metric: KPASpec.Metric = .concurrency, target: Int = 70_000, tolerance: Double = 0.1,
    fewest: Int = 1, most: Int = 100, behavior: HPABehavior = HPABehavior(),
    metricsInterval: SimDuration = .seconds(15)
  ) {
    self.metric = metric
    self.target = max(1, target)
    self.tolerance = tolerance
    self.fewest = max(1, fewest)
    self.most = max(self.fewest, most)
    self.behavior = behavior
    self.metricsInterval = max(.seconds(1), metricsInterval)
  }
}

public struct KEDASetup: Hashable, Sendable {
  public var spec: KEDAScaler.Spec
  /// The HPA that KEDA makes; its bounds come from `spec`.
  public var hpa: HPASetup

  public init(spec: KEDAScaler.Spec = KEDAScaler.Spec(), hpa: HPASetup = HPASetup()) {
    self.spec = spec
    self.hpa = hpa
  }
}

public struct APASetup: Hashable, Sendable {
  public var metric: KPASpec.Metric
  public var rule: APARule
  public var fewest: Int
  public var most: Int
  public var window: SimDuration
  public var downCooldown: SimDuration

  public init(
    metric: KPASpec.Metric = .concurrency, rule: APARule = APARule(target: 70), fewest: Int = 1,
    most: Int = 100, window: SimDuration = APAScaler.standardWindow,
    downCooldown: SimDuration = .seconds(300)
  ) {
    self.metric = metric
    self.rule = rule
    self.fewest = max(1, fewest)
    self.most = max(self.fewest, most)
    self.window = max(.seconds(1), window)
    self.downCooldown = downCooldown
  }
}

/// One version of the service.
public struct RevisionSetup: Hashable, Sendable {
  public var name: String
  /// Microseconds of work of a request at full speed.
  public var work: Distribution
  /// Requests that a pod works on at full speed; more share it evenly.
  public var parallelism: Int
  /// Requests that a pod takes at once (`containerConcurrency`); 0: any number.
  public var containerConcurrency: Int
  /// Requests in a thousand that end with a 500.
  public var errorPermille: Int
  /// Every so many pods one is broken: it answers 500 in a tenth of the time; 0: none is.
  public var brokenPodEvery: Int

  public init(
    name: String = "v1", work: Distribution, parallelism: Int = 1, containerConcurrency: Int = 0,
    errorPermille: Int = 0, brokenPodEvery: Int = 0
  ) {
    self.brokenPodEvery = max(0, brokenPodEvery)
    self.name = name
    self.work = work
    self.parallelism = min(256, max(1, parallelism))
    self.containerConcurrency = max(0, containerConcurrency)
    self.errorPermille = min(1_000, max(0, errorPermille))
  }
}

/// A service, the traffic that comes to it, and who scales it.
public struct ServiceSetup: Sendable {
  public var traffic: RateProfile
  public var loadPercent: Int
  public var seed: Seed
  /// Nothing happens after this moment; what is open then stays in flight.
  public var end: SimTime
  /// The first is what runs at the start; a second one is rolled out.
  public var revisions: [RevisionSetup]
  public var autoscaler: AutoscalerChoice
  public var coldStart: ColdStartSetup
  /// Pods that are ready at the start.
  public var initialPods: Int
  /// How requests are spread over pods where nobody holds them.
  public var balancing: BalancingPolicy
  public var outliers: OutlierSettings?
  /// Different keys (sessions, prompts) for consistent hashing, drawn evenly.
  public var keys: Int
  /// Attempts, time limits, back-off.
  public var retry: RetryPolicy
  public var circuit: CircuitLimits
  /// Whether a server stops working on what its client gave up.
  public var cancelsAbandoned: Bool
  /// Requests that wait at a pod for each that it may work on (queue-proxy: 10); 0: any number.
  public var podQueueFactor: Int
  /// Requests that the activator holds for a revision (10,000).
  public var activatorQueue: Int
  /// Until every gateway knows that the activator came into the path or went.
  public var networkProgramming: SimDuration
  /// How long a pod that goes may end what it has.
  public var drainLimit: SimDuration
  public var rollout: RolloutPlan?

  public init(
    traffic: RateProfile, loadPercent: Int = 100, seed: Seed, end: SimTime,
    revisions: [RevisionSetup], autoscaler: AutoscalerChoice,
    coldStart: ColdStartSetup = .instant, initialPods: Int = 0,
    balancing: BalancingPolicy = .leastRequest(), keys: Int = 1_000,
    outliers: OutlierSettings? = nil,
    retry: RetryPolicy = RetryPolicy(retries: 0, timeout: .seconds(300)),
    circuit: CircuitLimits = CircuitLimits(), cancelsAbandoned: Bool = true,
    podQueueFactor: Int = 10, activatorQueue: Int = 10_000,
    networkProgramming: SimDuration = .seconds(1), drainLimit: SimDuration = .seconds(300),
    rollout: RolloutPlan? = nil
  ) {
    self.traffic = traffic
    self.loadPercent = max(1, loadPercent)
    self.seed = seed
    self.end = min(end, SimTime(nanoseconds: 600_000 * 1_000_000_000))
    self.revisions = revisions
    self.autoscaler = autoscaler
    self.coldStart = coldStart
    self.initialPods = max(0, initialPods)
    self.balancing = balancing
    self.keys = max(1, keys)
    self.outliers = outliers
    self.retry = retry
    self.circuit = circuit
    self.cancelsAbandoned = cancelsAbandoned
    self.podQueueFactor = max(0, podQueueFactor)
    self.activatorQueue = max(1, activatorQueue)
    self.networkProgramming = networkProgramming
    self.drainLimit = drainLimit
    self.rollout = rollout
  }
}
