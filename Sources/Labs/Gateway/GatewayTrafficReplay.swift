import GatewaySim
import ServingSim
import Simulation
import Traffic
import Wording

/// A gateway run to be walked, event by event; charges go with the answers that they are for.
struct GatewayTrafficReplay: Replay {
  let run: GatewayRun
  let loadPercent: Int
  /// Indices of the run's events that are steps of the replay.
  let entries: [Int]
  let byRequest: EventsByRequest
  private let snapshots: FoldSnapshots<GatewayFold>
  /// The first request of each tenant's numbers.
  private let places: [String: Int]

  init(run: GatewayRun, loadPercent: Int) {
    self.run = run
    self.loadPercent = loadPercent
    byRequest = EventsByRequest(run)
    places = Dictionary(
      run.requests.enumerated().map { place, asked in
        ("\(run.plan.tenants[asked.tenant].name)-\(asked.number)", place)
      }, uniquingKeysWith: { first, _ in first })
    snapshots = FoldSnapshots(
      GatewayFold(run), count: run.events.count, size: \.size,
      take: { $0.take(run.events[$1], of: Self.tenant(of: run.events[$1], run)) })
    entries = run.events.indices.filter {
      switch run.events[$0].kind {
      case .charged, .cacheMiss: false
      default: true
      }
    }
  }

  var stepCount: Int { entries.count }

  func event(_ step: Int) -> GatewayEvent? {
    step >= 1 && step <= entries.count ? run.events[entries[step - 1]] : nil
  }

  func time(at step: Int) -> SimTime { event(step)?.time ?? .zero }

  /// How many events a step has seen, those between it and the next included.
  func eventCount(at step: Int) -> Int {
    guard step > 0 else { return 0 }
    return step < entries.count ? entries[step] : run.events.count
  }

  /// Events of a request up to a step.
  func events(of request: Int, upTo step: Int) -> [GatewayEvent] {
    byRequest.events(of: request, before: eventCount(at: step)).map { run.events[$0] }
  }

  private static func tenant(of event: GatewayEvent, _ run: GatewayRun) -> Int {
    event.request >= 0 ? run.requests[event.request].tenant : -1
  }

  func name(_ request: Int) -> String {
    let asked = run.requests[request]
    return "\(run.plan.tenants[asked.tenant].name)-\(asked.number)"
  }

  func request(_ name: String) -> Int? { places[name] }

  func backend(_ backend: Int) -> String { run.plan.backends[backend].name }

  func decision(at step: Int) -> Decision? {
    guard let event = event(step) else { return nil }
    let (kind, sentence) = say(event)
    return Decision(
      time: event.time, sentence: sentence, kind: kind,
      subjects: event.request >= 0 ? [name(event.request)] : [])
  }

  /// A request comes for the first token of its answer.
  private func served(_ subject: String) -> SimTime?? {
    guard let request = request(subject) else { return nil }
    switch run.records[request].outcome {
    case .answered, .cached: return .some(run.records[request].firstToken)
    case .open, .limited, .shed, .failed: return .some(nil)
    }
  }

  func isServed(_ subject: String, at step: Int) -> Bool? {
    served(subject).map { $0.map { $0 <= time(at: step) } ?? false }
  }

  func servedTime(_ subject: String, around step: Int) -> SimTime? { served(subject) ?? nil }

  func servedStep(_ subject: String, around step: Int) -> Int? {
    servedTime(subject, around: step).flatMap { firstStep(from: $0) }
  }

  // MARK: Sentences

  func say(_ event: GatewayEvent) -> (kind: String, sentence: Message) {
    let name = event.request >= 0 ? name(event.request) : ""
    switch event.kind {
    case .cacheHit(let other, let perMille, let isRight):
      return (
        isRight ? "cache-hit" : "wrong-hit",
        Message(
          isRight ? "lab.gateway.cache-hit" : "lab.gateway.wrong-hit", name, self.name(other),
          formatted(Double(perMille) / 1_000, decimals: 3))
      )
    case .cacheMiss(let other, let perMille):
      return (
        "cache-miss",
        other < 0
          ? Message("lab.gateway.cache-empty", name)
          : Message(
            "lab.gateway.cache-miss", name, self.name(other),
            formatted(Double(perMille) / 1_000, decimals: 3))
      )
    case .limited(let budget, let used, let limit):
      return (
        "limited",
        Message("lab.gateway.limited", name, String(budget + 1), String(used), String(limit))
      )
    case .sent(let backend, let replica, let attempt):
      let place = self.backend(backend) + (replica >= 0 ? "/\(replica)" : "")
      return (
        "sent",
        attempt == 1
          ? Message("lab.gateway.sent", name, place)
          : Message("lab.gateway.sent.again", name, place, String(attempt))
      )
    case .shed(let backend, let saturation):
      return (
        "shed",
        Message(
          "lab.gateway.shed", name, self.backend(backend),
          formatted(Double(saturation) / 1_000, decimals: 2))
      )
    case .attemptFailed(let backend, let attempt, let outcome):
      return (
        "attempt-failed",
        Message(
          outcome == .perTryTimeout ? "lab.gateway.attempt-late" : "lab.gateway.attempt-failed",
          name, self.backend(backend), String(attempt), String(outcome.statusCode))
      )
    case .retried(let wait, let left):
      return (
        "retried",
        Message(
          "lab.gateway.retried", name, formatted(wait.inMilliseconds, decimals: 1), String(left))
      )
    case .answered(let backend, let tokens):
      return (
        "answered", Message("lab.gateway.answered", name, self.backend(backend), String(tokens))
      )
    case .failed(let status, let reason):
      return ("gateway-failed", Message("lab.gateway.failed." + word(reason), name, String(status)))
    case .charged(let budget, let tokens, let used):
      return (
        "charged",
        Message("lab.gateway.charged", name, String(tokens), String(budget + 1), String(used))
      )
    case .ejected(let backend, let errors, let until):
      return (
        "ejected",
        Message(
          "lab.gateway.ejected", self.backend(backend), String(errors),
          formatted(until.inSeconds, decimals: 1))
      )
    case .returned(let backend):
      return ("returned", Message("lab.gateway.returned", self.backend(backend)))
    }
  }

  private func word(_ reason: RetryDecision) -> String {
    switch reason {
    case .limitExceeded: "limit"
    case .refused: "breaker"
    case .notRetriable(.overflow): "overflow"
    case .notRetriable, .retry: "final"
    }
  }

  // MARK: Picture

  func fold(at step: Int) -> GatewayFold {
    snapshots.state(after: eventCount(at: step)) {
      $0.take(run.events[$1], of: Self.tenant(of: run.events[$1], run))
    }
  }

  func picture(at step: Int) -> Picture {
    let fold = fold(at: step)
    var rows: [Picture.Row] = []
    for (index, backend) in run.plan.backends.enumerated() {
      var byReplica: [Int: [Picture.Cell]] = [:]
      var replicas = [-1]
      if case .pool(let pool) = backend.kind { replicas = Array(0..<pool.replicas) }
      for item in fold.present(at: index) {
        byReplica[replicas == [-1] ? -1 : item.replica, default: []].append(
          Picture.Cell(.used, owner: run.requests[item.request].tenant))
      }
      for replica in replicas {
        let cells = byReplica[replica] ?? []
        rows.append(
          Picture.Row(
            name: backend.name + (replica >= 0 ? "/\(replica)" : ""),
            cells: fold.isOut[index]
              ? cells + [Picture.Cell(.blocked)] : (cells.isEmpty ? [Picture.Cell(.free)] : cells)
          ))
      }
    }
    var picture = Picture(
      title: Message("lab.picture.backends"), rows: rows, owners: run.plan.tenants.map(\.name),
      queues: [
        Picture.Queue(
          title: Message("lab.queue.retrying"), members: fold.waitingInOrder.map { name($0) })
      ])
    picture.meanings = [
      .used: Message("lab.picture.backends.request"),
      .free: Message("lab.picture.backends.idle"),
      .blocked: Message("lab.picture.backends.out"),
    ]
    let total = fold.total
    picture.numbers = [
      (Message("lab.metric.answered"), String(total.answered)),
      (Message("lab.metric.from_cache"), String(total.cached)),
      (Message("lab.metric.limited"), String(total.limited)),
      (Message("lab.metric.failed"), String(total.failed)),
    ]
    return picture
  }

  var series: [Series] {
    var open = 0
    var tokens = 0
    var under: [Series.Point] = []
    var charged: [Series.Point] = []
    for event in run.events {
      let time = event.time.nanoseconds
      switch event.kind {
      case .sent: open += 1
      case .attemptFailed, .answered: open -= 1
      case .charged(_, let count, _):
        tokens += count
        charged.append(.init(timeNanoseconds: time, value: Double(tokens)))
        continue
      default: continue
      }
      under.append(.init(timeNanoseconds: time, value: Double(open)))
    }
    return [
      Series(id: "under_way", unit: "requests", points: under),
      Series(id: "charged_tokens", unit: "tokens", points: charged),
    ]
  }
}
