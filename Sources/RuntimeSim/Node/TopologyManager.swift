import Simulation

/// A set of NUMA nodes, as bits.
public struct NUMAMask: Hashable, Sendable {
  public let bits: UInt8
  public init(bits: UInt8) { self.bits = bits }
  init(first count: Int) { bits = count >= 8 ? .max : (1 << UInt8(max(0, count))) - 1 }

  public var count: Int { bits.nonzeroBitCount }
  public func contains(_ node: Int) -> Bool { bits >> UInt8(node) & 1 == 1 }
  /// The nodes, ascending.
  public var nodes: [Int] { (0..<8).filter(contains) }

  /// Fewer nodes, or as many with smaller numbers.
  func isNarrower(than other: NUMAMask) -> Bool {
    count == other.count ? bits < other.bits : count < other.count
  }
}

/// What a provider would like: devices (or cores) on these NUMA nodes.
public struct TopologyHint: Hashable, Sendable {
  /// `nil`: anywhere.
  public var mask: NUMAMask?
  public var isPreferred: Bool
}

/// What the topology manager weighed for a container, and what came of it.
public struct TopologyAlignment: Hashable, Sendable {
  /// A manager of one resource, with its hints.
  public struct Provider: Hashable, Sendable {
    public let resource: NodeResource
    /// Units that the container asks for.
    public let count: Int
    /// Free ones by NUMA node before.
    public let free: [Int]
    /// Empty: no set of nodes has enough.
    public let hints: [TopologyHint]
  }
  public let time: SimTime
  public let pod: Int
  public let container: Int
  public let providers: [Provider]
  public let merged: TopologyHint
  public let isAdmitted: Bool
}

/// The topology manager: puts the hints of the providers together to one, and says whether a
/// container may run.
///
/// Source: Kubernetes v1.35, `pkg/kubelet/cm/topologymanager` (policies and hint merging, without
/// the option `prefer-closest-numa-nodes`) and the hints of `cm/devicemanager`.
struct TopologyManager: Sendable {
  let policy: KubeletSettings.TopologyPolicy
  let numaNodes: Int

  /// Hints for `count` units of one resource, of which so many are free and so many exist on each
  /// NUMA node: every set of nodes that has enough free; preferred are the smallest sets that could
  /// serve it on an empty machine. Units that an earlier init container of the pod leaves behind all
  /// have to lie in the set.
  func hints(
    count: Int, free: [Int], total: [Int], reusable: [Int] = []
  ) -> [TopologyHint] {
    var hints: [TopologyHint] = []
    var smallest = numaNodes
    for bits in 1...NUMAMask(first: numaNodes).bits {
      let mask = NUMAMask(bits: bits)
      func sum(_ amounts: [Int]) -> Int {
        amounts.indices.reduce(0) { mask.contains($1) ? $0 + amounts[$1] : $0 }
      }
      guard sum(total) >= count else { continue }
      smallest = min(smallest, mask.count)
      let reused = sum(reusable)
      guard reused == reusable.reduce(0, +) else { continue }
      if sum(free) + reused >= count {
        hints.append(TopologyHint(mask: mask, isPreferred: false))
      }
    }
    for at in hints.indices { hints[at].isPreferred = hints[at].mask?.count == smallest }
    return hints
  }

  /// The merged hint and whether the container is admitted with it. One list of hints for each
  /// resource that the container asks for; an empty one says that no set of nodes has enough.
  func merge(_ lists: [[TopologyHint]]) -> (hint: TopologyHint, isAdmitted: Bool) {
    guard policy != .none else {
      return (TopologyHint(mask: nil, isPreferred: true), true)
    }
    let everywhere = NUMAMask(first: numaNodes)
    var lists = lists.map { $0.isEmpty ? [TopologyHint(mask: nil, isPreferred: false)] : $0 }
    if policy == .singleNUMANode {
      // Only hints of one node or of none in particular are looked at.
      lists = lists.map { list in
        list.filter { $0.isPreferred && ($0.mask == nil || $0.mask?.count == 1) }
      }
    }
    var best = bestHint(lists, everywhere)
    if policy == .singleNUMANode, best.mask == everywhere, numaNodes > 1 {
      best = TopologyHint(mask: nil, isPreferred: best.isPreferred)
    }
    let isAdmitted = policy == .bestEffort || best.isPreferred
    return (best, isAdmitted)
  }

  private func bestHint(_ lists: [[TopologyHint]], _ everywhere: NUMAMask) -> TopologyHint {
    // The largest of the smallest sets that each resource could do with.
    let wanted = lists.compactMap { list in list.compactMap { $0.mask?.count }.min() }.max() ?? 0
    var best: TopologyHint?
    func visit(_ at: Int, _ mask: NUMAMask, _ first: NUMAMask?, _ isPreferred: Bool) {
      guard at < lists.count else {
        let candidate = TopologyHint(mask: mask, isPreferred: isPreferred)
        best = better(best, candidate, wanted)
        return
      }
      for hint in lists[at] {
        let own = hint.mask ?? everywhere
        // Preferred only where all providers mean the same nodes.
        let agrees = first == nil || hint.mask == nil || first == own
        visit(
          at + 1, NUMAMask(bits: mask.bits & own.bits), first ?? hint.mask,
          isPreferred && hint.isPreferred && agrees)
      }
    }
    visit(0, everywhere, nil, true)
    return best ?? TopologyHint(mask: everywhere, isPreferred: false)
  }

  private func better(
    _ current: TopologyHint?, _ candidate: TopologyHint, _ wanted: Int
  ) -> TopologyHint? {
    guard let mask = candidate.mask, mask.count > 0 else { return current }
    guard let current, let known = current.mask else { return candidate }
    if current.isPreferred != candidate.isPreferred {
      return candidate.isPreferred ? candidate : current
    }
    let narrower = mask.isNarrower(than: known) ? candidate : current
    if current.isPreferred || known.count > wanted { return narrower }
    if known.count == wanted { return mask.count == wanted ? narrower : current }
    if mask.count > wanted { return current }
    if mask.count == wanted { return candidate }
    if mask.count != known.count { return mask.count > known.count ? candidate : current }
    return narrower
  }
}

/// Units of devices (and exclusive cores) by NUMA node, with who holds them.
struct DeviceLedger: Sendable {
  struct Pool: Sendable {
    let resource: NodeResource
    let total: [Int]
    /// Usable ones by NUMA node; unhealthy ones are in neither list.
    var free: [Int]
  }
  struct Holding: Sendable {
    let pod: Int
    let pool: Int
    let taken: [Int]
  }

  private(set) var pools: [Pool] = []
  private(set) var holdings: [Holding] = []

  init(_ node: NodeShape) {
    for offer in node.devices {
      var amounts = (0..<node.numaNodes).map {
        offer.perNUMA.indices.contains($0) ? offer.perNUMA[$0] : 0
      }
      var sick = offer.unhealthy
      for at in amounts.indices {
        let gone = min(sick, amounts[at])
        amounts[at] -= gone
        sick -= gone
      }
      pools.append(Pool(resource: .device(offer.resource), total: amounts, free: amounts))
    }
    if node.kubelet.hasStaticCPUs {
      let cores = node.cpuMilli / 1_000
      let share = cores / node.numaNodes
      var amounts = [Int](repeating: share, count: node.numaNodes)
      for at in 0..<(cores - share * node.numaNodes) { amounts[at] += 1 }
      pools.append(Pool(resource: .cpu, total: amounts, free: amounts))
    }
  }

  func pool(_ resource: NodeResource) -> Int? { pools.firstIndex { $0.resource == resource } }

  /// Takes units: those that may be used again, then free ones, of the hinted nodes first, then of
  /// the others in order.
  mutating func take(
    _ count: Int, pool: Int, mask: NUMAMask?, pod: Int, reusing reusable: [Int] = []
  ) -> (fresh: [Int], reused: [Int]) {
    var left = count
    var taken = [Int](repeating: 0, count: pools[pool].free.count)
    var reused = taken
    for isAligned in [true, false] {
      for node in reusable.indices where (mask?.contains(node) ?? true) == isAligned {
        let part = min(left, reusable[node] - reused[node])
        reused[node] += part
        left -= part
      }
    }
    for isAligned in [true, false] {
      for node in pools[pool].free.indices where (mask?.contains(node) ?? true) == isAligned {
        let part = min(left, pools[pool].free[node])
        pools[pool].free[node] -= part
        taken[node] += part
        left -= part
      }
    }
    holdings.append(Holding(pod: pod, pool: pool, taken: taken))
    return (taken, reused)
  }

  mutating func release(pod: Int) {
    for holding in holdings where holding.pod == pod {
      for node in holding.taken.indices {
        pools[holding.pool].free[node] += holding.taken[node]
      }
    }
    holdings.removeAll { $0.pod == pod }
  }

  func held(by pod: Int) -> Int {
    holdings.reduce(0) { $1.pod == pod ? $0 + $1.taken.reduce(0, +) : $0 }
  }

  /// NUMA nodes over which the pod's holdings reach, at most of one resource.
  func spread(of pod: Int) -> Int {
    var mask: Set<Int> = []
    for holding in holdings where holding.pod == pod {
      for node in holding.taken.indices where holding.taken[node] > 0 { mask.insert(node) }
    }
    return mask.count
  }

  /// Nothing is held twice or made up.
  func checkInvariants() {
    for (at, pool) in pools.enumerated() {
      for node in pool.free.indices {
        let held = holdings.reduce(0) { $1.pool == at ? $0 + $1.taken[node] : $0 }
        assert(pool.free[node] >= 0 && pool.free[node] + held == pool.total[node])
      }
    }
  }
}
