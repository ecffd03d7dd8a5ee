import Simulation

/// Many models on few servers: models are loaded when somebody asks, and the ones that nobody asked
/// for longest go.
///
/// After KServe ModelMesh ea13cdc5 (`ModelMesh.java`): memory of all runtimes is one cache. A model
/// that is not loaded goes to a server that is not full before one that is; among full ones to that
/// whose least recently used model is oldest, then to the one with the fewest models, then to that
/// with the most free memory. There models are evicted, the least recently used first, until it
/// fits. A full server whose oldest model was used less than `minChurnAge` ago refuses ("Cache churn
/// threshold exceeded"): better some requests fail than all wait for loads. While a model loads, its
/// requests wait; models that are loading or just answering are not evicted. A server loads
/// `loadingConcurrency` models at a time. Left out: of several servers that are nearly alike
/// ModelMesh draws one, the first is taken here; busy models are not copied to further servers; a
/// server answers any number of requests at once.
public struct ModelMesh: Sendable {
  /// What is served.
  public struct Model: Hashable, Sendable {
    public var name: String
    public var bytes: Int
    public var loading: SimDuration
    public var answer: SimDuration
    public init(name: String, bytes: Int, loading: SimDuration, answer: SimDuration) {
      self.name = name
      self.bytes = max(0, min(bytes, 1 << 60))
      self.loading = max(.zero, loading)
      self.answer = max(.zero, answer)
    }
  }

  /// Why a request took what it took.
  public enum Reason: Hashable, Sendable {
    /// The model was there.
    case hit(server: Int)
    /// It is being loaded for somebody else; the wait that is left.
    case joinsLoading(server: Int, wait: SimDuration)
    /// It was loaded now, after these models (by index) had gone.
    case loads(server: Int, evicting: [Int], wait: SimDuration)
    /// It is larger than any server.
    case tooLarge(bytes: Int, largest: Int)
    /// Nothing may be evicted at the moment.
    case noRoom
    /// Every server is full of models that were used so recently that evicting them would only make
    /// them come back: age of the oldest, and the least that there must be.
    case churn(age: SimDuration, least: SimDuration)
  }

  /// How a request ended.
  public struct Answer: Hashable, Sendable {
    public let reason: Reason
    /// From arrival to answer; `nil` when it failed.
    public let latency: SimDuration?
  }

  private struct Placement: Sendable {
    var server: Int
    var readyAt: SimTime
    var lastUsed: SimTime
    /// Until when requests are being answered.
    var busyUntil: SimTime
  }

  public let models: [Model]
  /// Memory of each server in bytes.
  public let capacities: [Int]
  /// Loads that a server does at a time.
  public let loadingConcurrency: Int
  /// Below this age the oldest model of a full server is not evicted; zero evicts at once.
  public let minChurnAge: SimDuration
  /// A server with less free memory than this is full: the size of a usual model, as ModelMesh
  /// counts with `defaultModelSize`; here the mean of the models'.
  public let fullBelow: Int
  public private(set) var used: [Int]
  public private(set) var hits = 0
  public private(set) var loads = 0
  public private(set) var evictions = 0
  /// How long nobody had asked for the models that the last load sent away, in its order.
  public private(set) var lastAges: [SimDuration] = []
  private var placements: [Placement?]
  /// When each server has finished the loads it has begun.
  private var loaderFree: [[SimTime]]
  private var now = SimTime.zero

  public init(
    models: [Model], capacities: [Int], loadingConcurrency: Int = 1,
    minChurnAge: SimDuration = .zero
  ) {
    self.models = models
    self.capacities = capacities.map { max(0, min($0, 1 << 60)) }
    self.loadingConcurrency = max(1, min(loadingConcurrency, 1_000))
    self.minChurnAge = max(.zero, minChurnAge)
    fullBelow = models.reduce(0) { $0 + $1.bytes / max(1, models.count) }
    used = capacities.map { _ in 0 }
    placements = models.map { _ in nil }
    let free = [SimTime](repeating: .zero, count: self.loadingConcurrency)
    loaderFree = capacities.map { _ in free }
  }

  /// The server that has or loads a model; `nil` for none.
  public func server(of model: Int) -> Int? {
    placements.indices.contains(model) ? placements[model]?.server : nil
  }

  /// A request for a model of the list; `nil` for another. Times never go back: an earlier one counts
  /// as the latest so far.
  public mutating func ask(_ model: Int, at time: SimTime) -> Answer? {
    guard models.indices.contains(model) else { return nil }
    now = max(now, time)
    if let placement = placements[model] {
      let wait = max(.zero, placement.readyAt - now)
      touch(model, after: wait)
      if wait == .zero { hits += 1 }
      return Answer(
        reason: wait == .zero
          ? .hit(server: placement.server)
          : .joinsLoading(server: placement.server, wait: wait),
        latency: wait + models[model].answer)
    }
    let bytes = models[model].bytes
    guard let largest = capacities.max(), bytes <= largest else {
      return Answer(
        reason: .tooLarge(bytes: bytes, largest: capacities.max() ?? 0), latency: nil)
    }
    let server: Int
    let evicting: [Int]
    switch place(for: bytes) {
    case .success(let place): (server, evicting) = place
    case .failure(let refusal): return Answer(reason: refusal.reason, latency: nil)
    }
    lastAges = evicting.map { now - (placements[$0]?.lastUsed ?? now) }
    for other in evicting { evict(other) }
    let loader = loaderFree[server].indices.min {
      (loaderFree[server][$0], $0) < (loaderFree[server][$1], $1)
    }
    let ready = max(now, loader.map { loaderFree[server][$0] } ?? now) + models[model].loading
    if let loader { loaderFree[server][loader] = ready }
    used[server] += bytes
    loads += 1
    placements[model] = Placement(server: server, readyAt: ready, lastUsed: now, busyUntil: now)
    touch(model, after: ready - now)
    return Answer(
      reason: .loads(server: server, evicting: evicting, wait: ready - now),
      latency: ready - now + models[model].answer)
  }

  /// When a placed model is or was ready; `nil` for one that no server has.
  public func readyAt(_ model: Int) -> SimTime? {
    placements.indices.contains(model) ? placements[model]?.readyAt : nil
  }

  private mutating func touch(_ model: Int, after wait: SimDuration) {
    guard var placement = placements[model] else { return }
    placement.lastUsed = now
    placement.busyUntil = max(placement.busyUntil, now + wait + models[model].answer)
    placements[model] = placement
  }

  private mutating func evict(_ model: Int) {
    guard let placement = placements[model] else { return }
    used[placement.server] -= models[model].bytes
    placements[model] = nil
    evictions += 1
  }

  private struct Refusal: Error { let reason: Reason }

  /// Servers in the order in which they are tried.
  private func place(for bytes: Int) -> Result<(server: Int, evicting: [Int]), Refusal> {
    var oldest = [SimTime?](repeating: nil, count: capacities.count)
    var counts = [Int](repeating: 0, count: capacities.count)
    for case let placement? in placements {
      oldest[placement.server] =
        oldest[placement.server].map { min($0, placement.lastUsed) } ?? placement.lastUsed
      counts[placement.server] += 1
    }
    func free(_ server: Int) -> Int { capacities[server] - used[server] }
    let order = capacities.indices.filter { capacities[$0] >= bytes }.sorted { a, b in
      let (isFullA, isFullB) = (free(a) < fullBelow, free(b) < fullBelow)
      if isFullA != isFullB { return isFullB }
      let (ageA, ageB) = (oldest[a] ?? .zero, oldest[b] ?? .zero)
      if isFullA, ageA != ageB { return ageA < ageB }
      if counts[a] != counts[b] { return counts[a] < counts[b] }
      if free(a) != free(b) { return free(a) > free(b) }
      if ageA != ageB { return ageA < ageB }
      return a < b
    }
    var refusal = Reason.noRoom
    for server in order {
      if free(server) >= bytes { return .success((server, [])) }
      if minChurnAge > .zero, free(server) < fullBelow, let last = oldest[server],
        now - last < minChurnAge
      {
        if refusal == .noRoom { refusal = .churn(age: now - last, least: minChurnAge) }
        continue
      }
      if let victims = victims(on: server, for: bytes) { return .success((server, victims)) }
    }
    return .failure(Refusal(reason: refusal))
  }

  private func victims(on server: Int, for bytes: Int) -> [Int]? {
    var room = capacities[server] - used[server]
    guard capacities[server] >= bytes else { return nil }
    let idle = models.indices.filter {
      guard let placement = placements[$0] else { return false }
      return placement.server == server && placement.busyUntil <= now
    }.sorted {
      let a = placements[$0]?.lastUsed ?? .zero
      let b = placements[$1]?.lastUsed ?? .zero
      return (a, $0) < (b, $1)
    }
    var victims: [Int] = []
    for model in idle where room < bytes {
      room += models[model].bytes
      victims.append(model)
    }
    return room >= bytes ? victims : nil
  }

  /// Memory in use is what the placed models need, and no more than there is.
  public func checkInvariants() {
    for server in capacities.indices {
      let sum = models.indices.reduce(0) {
        $0 + (placements[$1]?.server == server ? models[$1].bytes : 0)
      }
      assert(sum == used[server] && sum <= capacities[server])
    }
  }
}
