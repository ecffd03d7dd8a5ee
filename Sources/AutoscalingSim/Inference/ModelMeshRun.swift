import Simulation
import Traffic

/// Requests for many models, one after the other, and what the mesh makes of them.
///
/// A value that advances in slices. Which model a request is for is drawn: the group by its weight,
/// the model within it by Zipf's law. The log holds what changed, hits are only counted.
public struct ModelMeshRun: Sendable {
  /// What is run.
  public struct Setup: Sendable {
    public var models: [ModelMesh.Model]
    /// Traffic of each model beside the others.
    public var weights: [Int]
    public var capacities: [Int]
    public var loadingConcurrency: Int
    public var minChurnAge: SimDuration
    public var traffic: RateProfile
    public var loadPercent: Int
    public var end: SimTime
    public var seed: Seed

    public init(
      models: [ModelMesh.Model], weights: [Int], capacities: [Int], loadingConcurrency: Int = 1,
      minChurnAge: SimDuration = .zero, traffic: RateProfile, loadPercent: Int = 100,
      end: SimTime, seed: Seed
    ) {
      self.models = models
      self.weights = weights
      self.capacities = capacities
      self.loadingConcurrency = loadingConcurrency
      self.minChurnAge = minChurnAge
      self.traffic = traffic
      self.loadPercent = loadPercent
      self.end = end
      self.seed = seed
    }

    /// Weights by Zipf's law: the k-th of `count` models gets 1 / k to the power of
    /// `skewPercent` / 100 of `weight`, in millionths, at least one.
    public static func popularity(count: Int, weight: Int, skewPercent: Int) -> [Int] {
      let shares = (0..<max(0, count)).map {
        1 / DeterministicMath.pow(Double($0 + 1), Double(skewPercent) / 100)
      }
      let sum = max(1e-9, shares.reduce(0, +))
      return shares.map {
        max(1, Int(($0 / sum * Double(max(1, min(weight, 1_000_000))) * 1e6).rounded()))
      }
    }
  }

  /// Something that changed.
  public struct Event: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
      /// A request made a server load a model, after these had gone that nobody had asked for so
      /// long.
      case loads(server: Int, evicting: [Int], ages: [SimDuration], wait: SimDuration)
      /// The model is there.
      case loaded(server: Int)
      /// A request for it was refused.
      case refused(ModelMesh.Reason)
    }
    public let time: SimTime
    public let model: Int
    public let kind: Kind
    /// Requests so far, and those that found their model.
    public let requests: Int
    public let hits: Int
  }

  public let setup: Setup
  public private(set) var mesh: ModelMesh
  public private(set) var now = SimTime.zero
  public private(set) var isDone = false
  public private(set) var events: [Event] = []
  public private(set) var requests = 0
  /// Found their model; waited for one that was being loaded; made it be loaded; refused.
  public private(set) var hits = 0
  public private(set) var joined = 0
  public private(set) var loads = 0
  public private(set) var refused = 0
  /// Of answered requests, in nanoseconds.
  public private(set) var latencies: [Int] = []
  /// By model.
  public private(set) var asked: [Int]
  public private(set) var served: [Int]
  /// Sum over time of bytes in use, in MiB seconds.
  public private(set) var mebibyteSeconds = 0.0

  private var arrivals: ArrivalStream
  private var random: SeededGenerator
  private let cumulated: [Int]
  /// Loads that end: time and model, the next one first.
  private var loading: [(ready: SimTime, model: Int)] = []

  public init(_ setup: Setup) {
    self.setup = setup
    mesh = ModelMesh(
      models: setup.models, capacities: setup.capacities,
      loadingConcurrency: setup.loadingConcurrency, minChurnAge: setup.minChurnAge)
    asked = setup.models.map { _ in 0 }
    served = asked
    arrivals = ArrivalStream(
      setup.traffic, loadPercent: setup.loadPercent, end: setup.end, seed: setup.seed)
    random = SeededGenerator(seed: setup.seed, stream: "models")
    var sum = 0
    cumulated = setup.models.indices.map { index in
      sum += max(0, setup.weights.indices.contains(index) ? setup.weights[index] : 0)
      return sum
    }
  }

  /// Handles so many further requests; `false` when it is done.
  public mutating func advance(events count: Int) -> Bool {
    for _ in 0..<max(0, count) {
      guard !isDone else { return false }
      guard let next = arrivals.next(), let total = cumulated.last, total > 0 else {
        finishLoads(until: setup.end)
        pass(to: max(now, setup.end))
        isDone = true
        return false
      }
      let time = SimTime(nanoseconds: next)
      finishLoads(until: time)
      pass(to: time)
      ask(pick(total))
    }
    return !isDone
  }

  private mutating func pick(_ total: Int) -> Int {
    let drawn = random.below(total)
    var low = 0
    var high = cumulated.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulated[middle] > drawn { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private mutating func ask(_ model: Int) {
    guard let answer = mesh.ask(model, at: now) else { return }
    requests += 1
    asked[model] += 1
    switch answer.reason {
    case .hit: hits += 1
    case .joinsLoading: joined += 1
    case .loads(let server, let evicting, let wait):
      loads += 1
      tell(model, .loads(server: server, evicting: evicting, ages: mesh.lastAges, wait: wait))
      let ready = now + wait
      let place = loading.firstIndex { $0.ready > ready } ?? loading.count
      loading.insert((ready, model), at: place)
    case .tooLarge, .noRoom, .churn:
      refused += 1
      tell(model, .refused(answer.reason))
    }
    if let latency = answer.latency {
      served[model] += 1
      latencies.append(latency.nanoseconds)
    }
  }

  private mutating func finishLoads(until time: SimTime) {
    while let next = loading.first, next.ready <= time {
      loading.removeFirst()
      pass(to: next.ready)
      if let server = mesh.server(of: next.model) { tell(next.model, .loaded(server: server)) }
    }
  }

  private mutating func pass(to time: SimTime) {
    guard time > now else { return }
    let bytes = mesh.used.reduce(0) { $0 + $1 >> 20 }
    mebibyteSeconds += Double(bytes) * (time - now).inSeconds
    now = time
  }

  private mutating func tell(_ model: Int, _ kind: Event.Kind) {
    events.append(Event(time: now, model: model, kind: kind, requests: requests, hits: hits))
  }

  /// Equal for equal runs on every machine.
  public var digestText: String {
    var digest = RunDigest()
    digest.feed(requests, hits, joined, loads, refused, mesh.evictions)
    for latency in latencies { digest.feed(latency) }
    for event in events {
      digest.feed(event.time.nanoseconds, event.model, event.requests)
      switch event.kind {
      case .loads(let server, let evicting, _, let wait):
        digest.feed(1, server, wait.nanoseconds)
        for model in evicting { digest.feed(model) }
      case .loaded(let server): digest.feed(2, server)
      case .refused: digest.feed(3)
      }
    }
    return digest.text()
  }
}
