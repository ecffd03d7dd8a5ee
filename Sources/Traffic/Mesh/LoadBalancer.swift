import Simulation

/// Picks endpoints for requests as Envoy's balancers do (sources of main, 2024).
///
/// For hot loops: make one, keep it in a `var`, and for each request
///
///     guard let endpoint = balancer.pick(hash: key, random: &random) else { ... nobody to ask ... }
///     balancer.start(endpoint)
///     ...
///     balancer.finish(endpoint)
///
/// A pick allocates nothing: round robin, random and least request cost a few array accesses (a heap
/// of log n with unequal weights), the ring a binary search, Maglev one access. Endpoints are known
/// by their index; `active` is a flat array that only `start` and `finish` change. `setHealthy` and
/// `append` only mark what changed; the tables are made anew by the next pick, once for all changes.
/// Randomness comes only from the generator that is handed in; two equal balancers with equal
/// generators pick equally.
public struct LoadBalancer: Sendable {
  public let policy: BalancingPolicy
  public let settings: BalancingSettings
  public private(set) var endpoints: [MeshEndpoint]
  /// Requests that each endpoint has in hand.
  public private(set) var active: [Int32]

  var sources: [HostSource] = []
  var hashing: [PriorityHashing] = []
  var localities: [EDFSchedule?] = []
  var localityWeights: [[Double]] = []
  private(set) var loads: PriorityLoads
  private var isStale = true
  private let start: UInt64

  /// `start` moves the beginning of rotations, so that many balancers do not all begin with the same
  /// endpoint; draw it from a generator.
  public init(
    policy: BalancingPolicy, endpoints: [MeshEndpoint],
    settings: BalancingSettings = BalancingSettings(), start: UInt64 = 0
  ) {
    self.policy = policy
    self.settings = settings
    self.endpoints = endpoints
    active = [Int32](repeating: 0, count: endpoints.count)
    self.start = start
    loads = PriorityLoads(healthy: [], total: [], settings: settings)
    refreshIfStale()
  }

  /// The endpoint for the next request; `nil` when there is none that may be asked. `hash` is the
  /// request's key for the ring and Maglev (see `xxHash64`), `attempt` counts retries that want
  /// another place of it.
  public mutating func pick(
    hash: UInt64? = nil, attempt: Int = 0, random: inout SeededGenerator
  ) -> Int? {
    refreshIfStale()
    var trace: PickTrace?
    return pick(hash: hash, attempt: attempt, random: &random, trace: &trace)
  }

  /// What the next pick would be, and why; changes nothing.
  public func explain(
    hash: UInt64? = nil, attempt: Int = 0, random: SeededGenerator
  ) -> PickReason {
    var copy = self
    var random = random
    copy.refreshIfStale()
    var trace: PickTrace? = PickTrace()
    let picked = copy.pick(hash: hash, attempt: attempt, random: &random, trace: &trace)
    return PickReason(trace ?? PickTrace(), picked: picked, balancer: copy)
  }

  /// A request goes to this endpoint. An index that is none changes nothing.
  public mutating func start(_ endpoint: Int) {
    guard active.indices.contains(endpoint), active[endpoint] < .max else { return }
    active[endpoint] += 1
  }

  /// A request of this endpoint ended.
  public mutating func finish(_ endpoint: Int) {
    guard active.indices.contains(endpoint), active[endpoint] > 0 else { return }
    active[endpoint] -= 1
  }

  /// Health checks or outlier detection changed their mind.
  public mutating func setHealthy(_ isHealthy: Bool, at endpoint: Int) {
    guard endpoints.indices.contains(endpoint), endpoints[endpoint].isHealthy != isHealthy else {
      return
    }
    endpoints[endpoint].isHealthy = isHealthy
    isStale = true
  }

  /// Adds an endpoint and returns its index. One that goes for good is set unhealthy with
  /// `remove(_:)`, so that indices stay.
  public mutating func append(_ endpoint: MeshEndpoint) -> Int {
    endpoints.append(endpoint)
    active.append(0)
    isStale = true
    return endpoints.count - 1
  }

  /// Takes an endpoint out: it counts no longer as one that is missing. Its index is not used again.
  public mutating func remove(_ endpoint: Int) {
    guard endpoints.indices.contains(endpoint), !removed.contains(endpoint) else { return }
    removed.insert(endpoint)
    isStale = true
  }

  /// Brings a removed endpoint back.
  public mutating func restore(_ endpoint: Int) {
    guard removed.remove(endpoint) != nil else { return }
    isStale = true
  }

  /// Where requests go by priority now.
  public mutating func priorityLoads() -> PriorityLoads {
    refreshIfStale()
    return loads
  }

  private var removed: Set<Int> = []

  private mutating func refreshIfStale() {
    guard isStale else { return }
    isStale = false
    rebuild()
  }

  private mutating func rebuild() {
    let members = endpoints.indices.filter { !removed.contains($0) }
    let priorities = (members.map { endpoints[$0].priority }.max() ?? -1) + 1
    var all = [[Int32]](repeating: [], count: priorities)
    var healthy = all
    for index in members {
      all[endpoints[index].priority].append(Int32(index))
      if endpoints[index].isHealthy { healthy[endpoints[index].priority].append(Int32(index)) }
    }
    loads = PriorityLoads(
      healthy: healthy.map(\.count), total: all.map(\.count), settings: settings)
    sources = []
    hashing = []
    localities = []
    localityWeights = []
    for priority in 0..<priorities {
      if isHashing {
        let hosts = loads.isPanicking[priority] ? all[priority] : healthy[priority]
        hashing.append(PriorityHashing(hosts, policy: policy, weights: hashWeights(hosts), self))
      } else {
        addSources(all: all[priority], healthy: healthy[priority])
      }
    }
  }

  var isHashing: Bool {
    switch policy {
    case .ringHash, .maglev: true
    default: false
    }
  }

  /// Three kinds of sources a priority: all (for panic), the healthy, and the healthy by locality.
  private mutating func addSources(all: [Int32], healthy: [Int32]) {
    sources.append(source(all))
    sources.append(source(healthy))
    let count = settings.localityWeights.count
    guard count > 0 else {
      localities.append(nil)
      localityWeights.append([])
      return
    }
    var inLocality = [[Int32]](repeating: [], count: count)
    var total = [Int](repeating: 0, count: count)
    for index in all where endpoints[Int(index)].locality < count {
      total[endpoints[Int(index)].locality] += 1
    }
    for index in healthy where endpoints[Int(index)].locality < count {
      inLocality[endpoints[Int(index)].locality].append(index)
    }
    let weights = (0..<count).map { locality -> Double in
      guard total[locality] > 0 else { return 0 }
      let available = Double(inLocality[locality].count) / Double(total[locality])
      return Double(settings.localityWeights[locality])
        * min(1, Double(settings.overprovisioningPercent) / 100 * available)
    }
    let used = (0..<count).filter { weights[$0] > 0 }
    localities.append(
      used.isEmpty
        ? nil
        : EDFSchedule(
          items: used.map { Int32($0) }, weights: used.map { weights[$0] }, picks: start))
    localityWeights.append(weights)
    for hosts in inLocality { sources.append(source(hosts)) }
  }

  /// Sources of one priority.
  var sourcesPerPriority: Int { 2 + settings.localityWeights.count }

  private func source(_ hosts: [Int32]) -> HostSource {
    let weights = hosts.map { endpoints[Int($0)].weight }
    let isEven = weights.allSatisfy { $0 == weights.first }
    guard usesSchedule, !isEven, hosts.count > 1 else {
      return HostSource(hosts: hosts, schedule: nil, rotation: Int(start % UInt64(1 << 32)))
    }
    let schedule = EDFSchedule(
      items: hosts, weights: hosts.map { dynamicWeight(Int($0)) }, picks: start)
    return HostSource(hosts: hosts, schedule: schedule, rotation: 0)
  }

  private var usesSchedule: Bool {
    switch policy {
    case .roundRobin, .leastRequest, .leastRequestFullScan: true
    default: false
    }
  }

  /// The weight with which an endpoint is scheduled now.
  func dynamicWeight(_ endpoint: Int) -> Double {
    let weight = Double(endpoints[endpoint].weight)
    switch policy {
    case .leastRequest(_, let bias), .leastRequestFullScan(let bias):
      let load = Double(active[endpoint]) + 1
      if bias == 1 { return weight / load }
      guard bias > 0, bias.isFinite else { return weight }
      return max(weight / DeterministicMath.pow(load, bias), 1e-300)
    default: return weight
    }
  }

  /// Weights of hosts for consistent hashing: by locality first, when localities have weights, then
  /// within it. Availability does not change them, as in Envoy.
  private func hashWeights(_ hosts: [Int32]) -> [Double] {
    guard !settings.localityWeights.isEmpty else {
      return hosts.map { Double(endpoints[Int($0)].weight) }
    }
    let count = settings.localityWeights.count
    var sums = [Double](repeating: 0, count: count)
    for host in hosts where endpoints[Int(host)].locality < count {
      sums[endpoints[Int(host)].locality] += Double(endpoints[Int(host)].weight)
    }
    return hosts.map { host in
      let endpoint = endpoints[Int(host)]
      guard endpoint.locality < count, sums[endpoint.locality] > 0 else { return 0 }
      return Double(settings.localityWeights[endpoint.locality]) * Double(endpoint.weight)
        / sums[endpoint.locality]
    }
  }
}

/// Endpoints among which one pick happens.
struct HostSource: Sendable {
  let hosts: [Int32]
  /// `nil` where all weights are equal.
  var schedule: EDFSchedule?
  var rotation: Int
}

/// Consistent hashing within one priority.
struct PriorityHashing: Sendable {
  let hosts: [Int32]
  let table: Table

  enum Table: Sendable {
    case ring(HashRing)
    case maglev(MaglevTable)
  }

  init(_ all: [Int32], policy: BalancingPolicy, weights: [Double], _ balancer: LoadBalancer) {
    let kept = all.indices.filter { weights[$0] > 0 }
    hosts = kept.map { all[$0] }
    let names = hosts.map { balancer.endpoints[Int($0)].name }
    let weights = kept.map { weights[$0] }
    switch policy {
    case .maglev(let size): table = .maglev(MaglevTable(names: names, weights: weights, size: size))
    case .ringHash(let minimum, let maximum):
      table = .ring(
        HashRing(names: names, weights: weights, minimum: minimum, maximum: maximum))
    default: table = .ring(HashRing(names: [], weights: []))
    }
  }
}
