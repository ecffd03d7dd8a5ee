import Simulation

/// Many models on few servers: models are loaded when somebody asks, and the ones that nobody asked
/// for longest go.
///
/// After KServe ModelMesh: memory of all runtimes is one cache; a model that is not loaded goes to
/// the server with the most free memory, else to the one whose least recently used model is oldest,
/// where models are evicted in that order until it fits. While a model loads, its requests wait;
/// models that are loading or just answering are not evicted. One load at a time on a server. Busy
/// models are not copied to further servers here.
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
  public private(set) var used: [Int]
  public private(set) var hits = 0
  public private(set) var loads = 0
  public private(set) var evictions = 0
  private var placements: [Placement?]
  /// When each server has finished the loads it has begun.
  private var loaderFree: [SimTime]
  private var now = SimTime.zero

  public init(models: [Model], capacities: [Int]) {
    self.models = models
    self.capacities = capacities.map { max(0, min($0, 1 << 60)) }
    used = capacities.map { _ in 0 }
    placements = models.map { _ in nil }
    loaderFree = capacities.map { _ in .zero }
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
    guard let (server, evicting) = place(for: bytes) else {
      return Answer(reason: .noRoom, latency: nil)
    }
    for other in evicting { evict(other) }
    let ready = max(now, loaderFree[server]) + models[model].loading
    loaderFree[server] = ready
    used[server] += bytes
    loads += 1
    placements[model] = Placement(server: server, readyAt: ready, lastUsed: now, busyUntil: now)
    touch(model, after: ready - now)
    return Answer(
      reason: .loads(server: server, evicting: evicting, wait: ready - now),
      latency: ready - now + models[model].answer)
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

  /// The server with the most free memory if the model fits there; else the one whose eviction would
  /// cost the least recently used models.
  private func place(for bytes: Int) -> (server: Int, evicting: [Int])? {
    let free = capacities.indices.max {
      (capacities[$0] - used[$0], -$0) < (capacities[$1] - used[$1], -$1)
    }
    if let free, capacities[free] - used[free] >= bytes { return (free, []) }
    var best: (server: Int, evicting: [Int], newest: SimTime)?
    for server in capacities.indices {
      guard let victims = victims(on: server, for: bytes) else { continue }
      let newest = victims.compactMap { placements[$0]?.lastUsed }.max() ?? .zero
      if best.map({ newest < $0.newest }) ?? true { best = (server, victims, newest) }
    }
    return best.map { ($0.server, $0.evicting) }
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
