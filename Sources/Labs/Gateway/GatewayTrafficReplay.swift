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

  init(run: GatewayRun, loadPercent: Int) {
    self.run = run
    self.loadPercent = loadPercent
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

  /// Events up to a step, those between it and the next included.
  func events(upTo step: Int) -> ArraySlice<GatewayEvent> {
    guard step > 0 else { return [] }
    return run.events[..<(step < entries.count ? entries[step] : run.events.count)]
  }

  func name(_ request: Int) -> String {
    let asked = run.requests[request]
    return "\(run.plan.tenants[asked.tenant].name)-\(asked.number)"
  }

  func request(_ name: String) -> Int? {
    guard let dash = name.lastIndex(of: "-"), let number = Int(name[name.index(after: dash)...])
    else { return nil }
    let tenant = run.plan.tenants.firstIndex { $0.name == name[..<dash] }
    return run.requests.firstIndex { $0.tenant == tenant && $0.number == number }
  }

  func backend(_ backend: Int) -> String { run.plan.backends[backend].name }

  func decision(at step: Int) -> Decision? {
    guard let event = event(step) else { return nil }
    let (kind, sentence) = say(event)
    return Decision(
      time: event.time, sentence: sentence, kind: kind,
      subjects: event.request >= 0 ? [name(event.request)] : [])
  }

  func isServed(_ subject: String, at step: Int) -> Bool? {
    guard let request = request(subject) else { return nil }
    guard let first = run.records[request].firstToken else { return false }
    return first <= time(at: step)
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

  /// Who is where after some events.
  struct View {
    /// By backend: requests with an attempt under way, and the replica of each.
    var present: [[(request: Int, replica: Int)]]
    var waiting: [Int] = []
    var isOut: [Bool]
    var answered = 0
    var cached = 0
    var limited = 0
    var failed = 0
  }

  func view(at step: Int) -> View {
    var view = View(
      present: run.plan.backends.map { _ in [] }, isOut: run.plan.backends.map { _ in false })
    for event in events(upTo: step) {
      switch event.kind {
      case .cacheHit: view.cached += 1
      case .limited: view.limited += 1
      case .sent(let backend, let replica, _):
        view.waiting.removeAll { $0 == event.request }
        view.present[backend].append((event.request, replica))
      case .attemptFailed(let backend, _, _):
        view.present[backend].removeAll { $0.request == event.request }
      case .answered(let backend, _):
        view.present[backend].removeAll { $0.request == event.request }
        view.answered += 1
      case .retried: view.waiting.append(event.request)
      case .failed, .shed: view.failed += 1
      case .ejected(let backend, _, _): view.isOut[backend] = true
      case .returned(let backend): view.isOut[backend] = false
      case .charged, .cacheMiss: break
      }
    }
    return view
  }

  func picture(at step: Int) -> Picture {
    let view = view(at: step)
    var rows: [Picture.Row] = []
    for (index, backend) in run.plan.backends.enumerated() {
      var replicas = [-1]
      if case .pool(let pool) = backend.kind { replicas = Array(0..<pool.replicas) }
      for replica in replicas {
        let cells = view.present[index].filter { $0.replica == replica || replicas == [-1] }
          .map { Picture.Cell(.used, owner: run.requests[$0.request].tenant) }
        rows.append(
          Picture.Row(
            name: backend.name + (replica >= 0 ? "/\(replica)" : ""),
            cells: view.isOut[index]
              ? cells + [Picture.Cell(.blocked)] : (cells.isEmpty ? [Picture.Cell(.free)] : cells)
          ))
      }
    }
    var picture = Picture(
      title: Message("lab.picture.backends"), rows: rows, owners: run.plan.tenants.map(\.name),
      queues: [
        Picture.Queue(
          title: Message("lab.queue.retrying"), members: view.waiting.map { name($0) })
      ])
    picture.meanings = [
      .used: Message("lab.picture.backends.request"),
      .free: Message("lab.picture.backends.idle"),
      .blocked: Message("lab.picture.backends.out"),
    ]
    picture.numbers = [
      (Message("lab.metric.answered"), String(view.answered)),
      (Message("lab.metric.from_cache"), String(view.cached)),
      (Message("lab.metric.limited"), String(view.limited)),
      (Message("lab.metric.failed"), String(view.failed)),
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
