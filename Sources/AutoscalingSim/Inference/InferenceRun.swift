import Simulation
import Traffic

/// An InferenceService under traffic: requests go through its components, which scale by
/// themselves, while a new revision of the predictor gets its share.
///
/// KServe aaac4e29 in Knative mode. A prediction goes to the transformer where there is one, which
/// does half of its work, calls the predictor, and does the rest; its slot is taken all the while.
/// An explanation goes to the explainer, which calls the predictor (not the transformer) one time
/// after the other. Calls wait in one line for each revision, as Knative's activator holds them for
/// pods with a limit, and take the pod with the fewest. Pods follow Knative's KPA by concurrency
/// within `minReplicas` and `maxReplicas`; a revision that no route names goes to zero. Left out:
/// time-outs, retries, scaling to zero of a revision that a route names.
public struct InferenceRun: Sendable {
  public let setup: InferenceSetup
  public private(set) var now = SimTime.zero
  public private(set) var isDone = false
  public internal(set) var events: [(event: InferenceEvent, moment: InferenceMoment)] = []
  public private(set) var handled = 0
  public internal(set) var arrived = 0
  public internal(set) var served = 0
  public internal(set) var failed = 0
  /// Nanoseconds from arrival to answer, of served requests.
  public internal(set) var predictions: [Int] = []
  public internal(set) var explanations: [Int] = []
  public internal(set) var mostWaiting = 0
  public internal(set) var mostPods = 0

  var services: [Service] = []
  /// Indices of services: the predictor's revisions in order.
  var predictors: [Int] = []
  var transformer: Int?
  var explainer: Int?
  var revisions = InferenceRevisions()
  var requests: [Request] = []
  var free: [Int] = []
  var queue = EventQueue<Payload>()
  var arrivals: ArrivalStream
  var work: SeededGenerator
  var route: SeededGenerator
  /// The revision whose verdict is due, and its counts when it became ready.
  var onTrial: (revision: Int, failed: Int, calls: Int)?

  enum Payload: Sendable {
    case arrival
    case call(request: Int)
    case done(request: Int)
    case podReady(service: Int, pod: Int)
    case second
    case look
    case update(Int)
    case verdict(revision: Int)
  }

  /// A request on its way; its number is a place that is used again.
  struct Request: Sendable {
    var arrived = SimTime.zero
    var isExplanation = false
    /// Service and pod that it occupies while it calls another: the transformer or the explainer.
    var outer: (service: Int, pod: Int, since: SimTime)?
    var isBack = false
    var callsLeft = 0
    var target = 0
    var pod = 0
    var hasFailed = false
  }

  struct Pod: Sendable {
    var inUse = 0
    var isReady = false
    var isDraining = false
    var isGone = false
  }

  struct Service: Sendable {
    let role: InferenceComponents.Role
    let revision: Int
    let component: InferenceSetup.Component
    var workPercent = 100
    var errorPermille = 0
    var becomesReady = true
    var pods: [Pod] = []
    /// Places of pods that are not gone, in the order of creation.
    var live: [Int] = []
    var waiting: [Int] = []
    var head = 0
    var wanted = 0
    var scaler: KPAScaler?
    var stable: MetricWindow?
    var panic: MetricWindow?
    var calls = 0
    var failed = 0
    var hasQueue = false
    // Integrals up to `since`.
    var since = SimTime.zero
    var slotTime = 0
    var usedTime = 0
    var heldTime = 0
    var podTime = 0
    var concurrencyTime = 0
    var lastConcurrencyTime = 0
    var inUse = 0
    var readySlots = 0
    var alive = 0
    var createdAt = SimTime.zero
    var queued: Int { waiting.count - head }
    /// Pods that are not going.
    var staying: Int { live.count { !pods[$0].isDraining } }
    var answered: Int { calls - queued - inUse }
  }

  public init(_ setup: InferenceSetup) {
    self.setup = setup
    arrivals = ArrivalStream(
      setup.traffic, loadPercent: setup.loadPercent, end: setup.end, seed: setup.seed)
    work = SeededGenerator(seed: setup.seed, stream: "inference-work")
    route = SeededGenerator(seed: setup.seed, stream: "inference-route")
    if let component = setup.transformer {
      transformer = addService(.transformer, component, revision: 1, areReady: true)
    }
    let first = addService(.predictor, setup.predictor, revision: 1, areReady: true)
    services[first].errorPermille = setup.errorPermille
    predictors = [first]
    if let component = setup.explainer {
      explainer = addService(.explainer, component, revision: 1, areReady: true)
    }
    revisions.apply(isChanged: true, canaryPercent: nil)
    revisions.becomeReady()
    scheduleArrival()
    for index in setup.updates.indices where setup.updates[index].time < setup.end {
      queue.schedule(.update(index), at: setup.updates[index].time, rank: 1)
    }
    queue.schedule(.second, at: .zero + .seconds(1), rank: 2)
    queue.schedule(.look, at: .zero + KPAScaler.tick, rank: 3)
  }

  /// Handles so many further events; `false` when it is done.
  public mutating func advance(events count: Int) -> Bool {
    for _ in 0..<max(0, count) {
      guard !isDone else { return false }
      guard let time = queue.nextTime, time <= setup.end, let entry = queue.popNext() else {
        now = setup.end
        for service in services.indices { pass(service) }
        tell(.looked)
        isDone = true
        return false
      }
      now = entry.time
      handled += 1
      handle(entry.payload)
    }
    return !isDone
  }

  private mutating func handle(_ payload: Payload) {
    switch payload {
    case .arrival: arrive()
    case .call(let request): enter(request)
    case .done(let request): finish(request)
    case .podReady(let service, let pod): becomeReady(service, pod)
    case .second: readSecond()
    case .look: look()
    case .update(let index): update(index)
    case .verdict(let revision): judge(revision)
    }
  }

  // MARK: Requests

  private mutating func scheduleArrival() {
    if let next = arrivals.next() { queue.schedule(.arrival, at: SimTime(nanoseconds: next)) }
  }

  private mutating func arrive() {
    scheduleArrival()
    arrived += 1
    var request = Request()
    request.arrived = now
    request.isExplanation = explainer != nil && route.below(1_000) < setup.explainPermille
    request.callsLeft = request.isExplanation ? setup.explanationCalls : 1
    let place = free.popLast() ?? requests.count
    if place == requests.count { requests.append(request) } else { requests[place] = request }
    if request.isExplanation, let explainer {
      requests[place].target = explainer
    } else {
      requests[place].target = transformer ?? predictor()
    }
    queue.schedule(.call(request: place), at: now + setup.hop)
  }

  /// The revision that a call gets, by the shares of the route.
  private mutating func predictor() -> Int {
    var drawn = route.below(100)
    for share in revisions.shares {
      drawn -= share.percent
      if drawn < 0 { return predictors[share.revision - 1] }
    }
    return predictors[max(0, (revisions.shares.last?.revision ?? 1) - 1)]
  }

  /// A call is at its component: it takes a slot, or waits for one.
  private mutating func enter(_ request: Int) {
    let service = requests[request].target
    pass(service)
    services[service].calls += 1
    guard services[service].queued == 0, let pod = roomiest(service) else {
      services[service].waiting.append(request)
      mostWaiting = max(mostWaiting, services[service].queued)
      return
    }
    begin(request, service, pod)
  }

  private func roomiest(_ service: Int) -> Int? {
    var best: Int?
    let most = services[service].component.concurrency
    for place in services[service].live {
      let pod = services[service].pods[place]
      guard pod.isReady, !pod.isDraining, pod.inUse < most else { continue }
      if best.map({ pod.inUse < services[service].pods[$0].inUse }) ?? true { best = place }
    }
    return best
  }

  private mutating func begin(_ request: Int, _ service: Int, _ pod: Int) {
    services[service].pods[pod].inUse += 1
    services[service].inUse += 1
    requests[request].pod = pod
    let item = services[service]
    var length = item.component.work.draw(&work) * 1_000
    length = length / 100 * item.workPercent
    // Half before the other component is called, half after it.
    if item.role != .predictor { length /= 2 }
    queue.schedule(.done(request: request), at: now + SimDuration(nanoseconds: max(1, length)))
  }

  /// A piece of work is done.
  private mutating func finish(_ request: Int) {
    let service = requests[request].target
    let pod = requests[request].pod
    switch services[service].role {
    case .predictor:
      release(service, pod)
      if work.below(1_000) < services[service].errorPermille {
        services[service].failed += 1
        requests[request].hasFailed = true
      }
      requests[request].callsLeft -= 1
      guard let outer = requests[request].outer else { return end(request) }
      requests[request].target = outer.service
      requests[request].pod = outer.pod
      finish(request)
    case .transformer, .explainer:
      if requests[request].isBack {
        release(service, pod)
        end(request)
      } else if requests[request].outer == nil {
        requests[request].outer = (service, pod, now)
        callPredictor(request)
      } else if requests[request].callsLeft > 0, !requests[request].hasFailed {
        callPredictor(request)
      } else {
        goOn(request, service)
      }
    }
  }

  private mutating func callPredictor(_ request: Int) {
    requests[request].target = predictor()
    queue.schedule(.call(request: request), at: now + setup.hop)
  }

  /// The predictor has answered: the second half of the work, in the slot that was held.
  private mutating func goOn(_ request: Int, _ service: Int) {
    pass(service)
    if let outer = requests[request].outer {
      services[service].heldTime += (now - outer.since).nanoseconds
    }
    requests[request].isBack = true
    // What went wrong behind it ends it at once.
    var length = 1
    if !requests[request].hasFailed {
      length = max(1, services[service].component.work.draw(&work) * 1_000 / 2)
    }
    queue.schedule(.done(request: request), at: now + SimDuration(nanoseconds: length))
  }

  private mutating func release(_ service: Int, _ pod: Int) {
    pass(service)
    services[service].pods[pod].inUse -= 1
    services[service].inUse -= 1
    if services[service].pods[pod].isDraining {
      if services[service].pods[pod].inUse == 0 { remove(service, pod) }
      return
    }
    serveWaiting(service)
  }

  mutating func serveWaiting(_ service: Int) {
    while services[service].queued > 0, let pod = roomiest(service) {
      let next = services[service].waiting[services[service].head]
      services[service].head += 1
      if services[service].head > 1_024,
        services[service].head * 2 > services[service].waiting.count
      {
        services[service].waiting.removeFirst(services[service].head)
        services[service].head = 0
      }
      begin(next, service, pod)
    }
  }

  private mutating func end(_ request: Int) {
    let item = requests[request]
    if item.hasFailed {
      failed += 1
    } else {
      served += 1
      let latency = (now - item.arrived).nanoseconds
      if item.isExplanation { explanations.append(latency) } else { predictions.append(latency) }
    }
    free.append(request)
  }

  /// Counts time up to now.
  mutating func pass(_ service: Int) {
    let length = (now - services[service].since).nanoseconds
    guard length > 0 else { return }
    let item = services[service]
    services[service].since = now
    services[service].slotTime += item.readySlots * length
    services[service].usedTime += item.inUse * length
    services[service].podTime += item.alive * length
    services[service].concurrencyTime += (item.inUse + item.queued) * length
  }

  /// The last revision that got all traffic.
  public var rolledOut: Int? { revisions.rolledOut }

  /// Time of pods from creation to end, in nanoseconds.
  public var podTime: Int { services.reduce(0) { $0 + $1.podTime } }

  // MARK: Telling

  mutating func tell(_ event: InferenceEvent) { events.append((event, moment)) }

  /// As it is now.
  public var moment: InferenceMoment {
    InferenceMoment(
      time: now, views: services.map(view), shares: revisions.shares, reason: revisions.reason,
      newest: revisions.newest, arrived: arrived, served: served, failed: failed)
  }

  private func view(_ service: Service) -> InferenceView {
    let pods = service.live.map { service.pods[$0] }
    return InferenceView(
      role: service.role, revision: service.revision,
      inUse: pods.filter { $0.isReady && !$0.isDraining }.map(\.inUse),
      starting: pods.count { !$0.isReady && !$0.isDraining },
      draining: pods.count(where: \.isDraining), concurrency: service.component.concurrency,
      waiting: service.queued, wanted: service.wanted,
      calls: service.calls, failed: service.failed, slotTime: service.slotTime,
      usedTime: service.usedTime, heldTime: service.heldTime, podTime: service.podTime)
  }

  /// Equal for equal runs on every machine.
  public var digestText: String {
    var digest = RunDigest()
    digest.feed(arrived, served, failed, handled, podTime)
    for latency in predictions { digest.feed(latency) }
    for latency in explanations { digest.feed(latency) }
    for item in events {
      digest.feed(item.moment.time.nanoseconds)
      for view in item.moment.views {
        digest.feed(view.inUse.count, view.starting, view.waiting, view.calls, view.failed)
      }
      for share in item.moment.shares { digest.feed(share.revision, share.percent) }
    }
    return digest.text()
  }
}
