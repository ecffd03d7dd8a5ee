import Simulation

/// A rollout under traffic, second by second: pods start, traffic moves, analyses look, and the new
/// version stays or goes. A value that advances in slices.
///
/// The controller looks once a second. Canary numbers follow `BasicCanary` and `RoutedCanary`;
/// blue-green and the order of steps follow Argo Rollouts 9f8d111d. Requests come at a constant
/// rate; pods do not saturate, what a version does to its users is in its truth. Pods that are not
/// ready go first, and pods go at once.
public struct RolloutRun: Sendable {
  /// How it ended.
  public enum Ending: Hashable, Sendable { case promoted, aborted }

  /// One second, for charts.
  public struct Second: Hashable, Sendable {
    public var stableReady = 0
    public var canaryReady = 0
    /// Parts of 100 of the traffic that the new version got.
    public var weight = 0
    /// Users' requests without success, at either version or for want of a pod.
    public var failed = 0
    /// Pods, ready or not.
    public var stablePods = 0
    public var canaryPods = 0
    /// Users' requests that the new version got, and what failed of them.
    public var canaryRequests = 0
    public var canaryFailed = 0
    /// Copies and testers' requests that the new version got.
    public var shadowRequests = 0
  }

  public let plan: RolloutSpec
  public let requestsPerSecond: Int
  public private(set) var now = SimTime.zero
  public private(set) var seconds: [Second] = []
  public internal(set) var events: [(time: SimTime, event: RolloutEvent)] = []
  /// Requests of users by version; mirrored ones are not users'.
  public private(set) var users = CanaryCounts()
  /// Copies that the canary got.
  public private(set) var mirrored = ProportionSample()
  /// What testers sent to a preview.
  public private(set) var previewed = ProportionSample()
  /// When it ended.
  public private(set) var endedAt: SimTime?
  /// Requests for which there was no ready pod.
  public private(set) var unserved = 0
  public internal(set) var ending: Ending? { didSet { endedAt = endedAt ?? now } }
  /// Waits for `promote()` or `abort()`.
  public internal(set) var waitsForPerson = false

  var stable: PodSet
  var canary: PodSet
  var step = 0
  var stepStarted: SimTime?
  var weight = 0
  var canaryScale: CanaryScale = .matchTraffic
  var mirrorPercent = 0
  var isAborted = false
  var trafficLeft: SimTime?
  var isSwitched = false
  var readySince: SimTime?
  /// Whether nothing but missing pods holds the switch of a blue-green rollout up any more.
  var isCleared = false
  var analyses: [RunningAnalysis] = []
  /// Everything the versions answered, with mirrored requests.
  var measured = CanaryCounts()
  private let until: SimTime?
  private var traffic: SeededGenerator
  private var waitingSince: SimTime?

  /// The old version runs with all its pods; the new one appears at the start. `requestsPerSecond`
  /// is cut to 0...100 000. With `until` the traffic goes on to that moment, so that what users get
  /// of a rollout that has ended counts too, and one that never ends ends there.
  public init(
    _ plan: RolloutSpec, from old: VersionTruth, to new: VersionTruth, requestsPerSecond: Int,
    until: SimTime? = nil, seed: Seed
  ) {
    self.plan = plan
    self.until = until
    self.requestsPerSecond = max(0, min(requestsPerSecond, 100_000))
    traffic = SeededGenerator(seed: seed, stream: "traffic")
    stable = PodSet(old, random: SeededGenerator(seed: seed, stream: "old pods"))
    canary = PodSet(new, random: SeededGenerator(seed: seed, stream: "new pods"))
    stable.scale(to: plan.replicas, at: .zero, areReady: true)
    if let background = plan.background, plan.analyses.indices.contains(background) {
      analyses.append(RunningAnalysis(index: background, role: .background))
    }
  }

  /// Whether it is over: at its end, or with the rollout where none was given.
  public var isDone: Bool { until.map { now >= $0 } ?? (ending != nil) }

  /// Goes on for so many seconds; `false` when it is done.
  public mutating func advance(seconds count: Int) -> Bool {
    for _ in 0..<max(0, count) {
      guard !isDone else { return false }
      now = now + .seconds(1)
      let before = (stable.ready, canary.ready)
      stable.become(at: now)
      canary.become(at: now)
      if stable.ready > before.0 { tell(.ready(.stable, pods: stable.ready)) }
      if canary.ready > before.1 { tell(.ready(.canary, pods: canary.ready)) }
      if ending == nil {
        askPerson()
        control()
      } else {
        settle()
      }
      serve()
      guard ending == nil else { continue }
      analyse()
      conclude()
    }
    return !isDone
  }

  private mutating func askPerson() {
    guard waitsForPerson, let person = plan.person else {
      waitingSince = nil
      return
    }
    let since = waitingSince ?? now
    waitingSince = since
    guard now - since >= person.delay else { return }
    waitingSince = nil
    tell(.personDecided(promotes: person.promotes))
    if person.promotes { promote() } else { abort() }
  }

  /// After a promotion the old pods of a routed canary go with their delay.
  private mutating func settle() {
    guard ending == .promoted, case .canary(_, let router?) = plan.strategy, let endedAt,
      stable.count > 0, now - endedAt >= router.scaleDownDelay
    else { return }
    tell(.scaled(.stable, from: stable.count, to: 0))
    stable.scale(to: 0, at: now)
  }

  /// A person lets a paused rollout go on.
  public mutating func promote() {
    guard waitsForPerson else { return }
    waitsForPerson = false
    let role = heldBy
    heldBy = nil
    switch (plan.strategy, role) {
    case (.blueGreen, nil): isPromotedByHand = true
    case (.canary, nil), (.canary, .step): finishStep()
    // What an analysis beside the steps could not tell, the person answered: it goes on.
    default: break
    }
  }

  /// A person sends the new version back.
  public mutating func abort() { abort(.person) }

  var isPromotedByHand = false
  /// The analysis that could not tell, while its rollout waits for a person.
  var heldBy: RunningAnalysis.Role?

  mutating func setMirror(_ percent: Int) {
    guard percent != mirrorPercent else { return }
    mirrorPercent = percent
    tell(.mirroring(percent: percent))
  }

  mutating func tell(_ event: RolloutEvent) { events.append((now, event)) }

  mutating func abort(_ cause: RolloutEvent.AbortCause) {
    guard !isAborted, ending == nil else { return }
    isAborted = true
    waitsForPerson = false
    setMirror(0)
    tell(.aborted(cause))
    for index in analyses.indices { analyses[index].run?.stop() }
    analyses = []
  }

  /// The traffic of a second.
  private mutating func serve() {
    let canaryReady = canary.ready
    let stableReady = stable.ready
    var share = weight
    var of = 100
    if case .canary(_, router: nil) = plan.strategy {
      share = canaryReady
      of = canaryReady + stableReady
    }
    var second = Second(
      stableReady: stableReady, canaryReady: canaryReady, weight: of > 0 ? share * 100 / of : 0)
    second.stablePods = stable.count
    second.canaryPods = canary.count
    for _ in 0..<requestsPerSecond {
      let isCanary = of > 0 && traffic.below(of) < share
      guard (isCanary ? canaryReady : stableReady) > 0 else {
        unserved += 1
        second.failed += 1
        continue
      }
      let succeeded = answer(isCanary: isCanary, isUser: true)
      if !succeeded { second.failed += 1 }
      if isCanary {
        second.canaryRequests += 1
        if !succeeded { second.canaryFailed += 1 }
      }
      if mirrorPercent > 0, canaryReady > 0, traffic.below(100) < mirrorPercent {
        mirrored.add(answer(isCanary: true, isUser: false))
        second.shadowRequests += 1
      }
    }
    if case .blueGreen = plan.strategy, !isSwitched, !isAborted, canaryReady > 0 {
      for _ in 0..<max(0, min(plan.previewRequestsPerSecond, 100_000)) {
        previewed.add(answer(isCanary: true, isUser: false))
        second.shadowRequests += 1
      }
    }
    seconds.append(second)
  }

  private mutating func answer(isCanary: Bool, isUser: Bool) -> Bool {
    let truth = isCanary ? canary.truth : stable.truth
    let succeeded = traffic.below(1_000_000) >= truth.failuresPerMillion
    let latency = Double(truth.latencyMilliseconds.draw(&traffic))
    if isCanary {
      measured.canary.add(succeeded)
      measured.canaryLatency.add(latency)
    } else {
      measured.stable.add(succeeded)
      measured.stableLatency.add(latency)
    }
    guard isUser else { return succeeded }
    if isCanary {
      users.canary.add(succeeded)
      users.canaryLatency.add(latency)
    } else {
      users.stable.add(succeeded)
      users.stableLatency.add(latency)
    }
    return succeeded
  }

  private mutating func conclude() {
    if isAborted, canary.count == 0, stable.ready >= plan.replicas, weight == 0 {
      ending = .aborted
    }
  }
}

/// The pods of one version.
struct PodSet: Sendable {
  let truth: VersionTruth
  /// When each pod becomes ready; the end of all time for one that never does. Ascending: the first
  /// are ready first.
  private var readyAt: [SimTime] = []
  private(set) var ready = 0
  private var random: SeededGenerator

  init(_ truth: VersionTruth, random: SeededGenerator) {
    self.truth = truth
    self.random = random
  }

  var count: Int { readyAt.count }
  var asCount: ReplicaSetCount { ReplicaSetCount(wanted: count, available: ready) }

  mutating func become(at time: SimTime) {
    while ready < readyAt.count, readyAt[ready] <= time { ready += 1 }
  }

  /// Pods that are not ready, and the youngest, go first.
  mutating func scale(to wanted: Int, at time: SimTime, areReady: Bool = false) {
    let wanted = max(0, min(wanted, 20_000))
    if wanted < readyAt.count { readyAt.removeLast(readyAt.count - wanted) }
    while readyAt.count < wanted {
      let isBroken = random.below(100) < truth.brokenPodPercent
      let wait = SimDuration.seconds(max(0, min(truth.startupSeconds.draw(&random), 1 << 32)))
      let moment = areReady ? time : isBroken ? SimTime(nanoseconds: .max) : time + wait
      let place = readyAt.firstIndex { $0 > moment } ?? readyAt.count
      readyAt.insert(moment, at: place)
    }
    ready = min(ready, readyAt.count)
    become(at: time)
  }
}

/// An analysis of the plan that is under way.
struct RunningAnalysis: Sendable {
  enum Role: Sendable { case background, step, before, after }
  let index: Int
  let role: Role
  var run: AnalysisRun?
  var base = CanaryCounts()

  init(index: Int, role: Role) {
    self.index = index
    self.role = role
  }
}
