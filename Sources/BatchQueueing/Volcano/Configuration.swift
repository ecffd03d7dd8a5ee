extension Volcano {
  /// The queue above all queues.
  public static let rootQueue = "root"

  /// What a session does: its actions in order, and tiers of plugins that vote.
  public struct Configuration: Hashable, Sendable {
    public enum Action: String, Hashable, Sendable, CaseIterable {
      case enqueue, allocate, backfill, preempt, reclaim
    }

    public enum PluginName: String, Hashable, Sendable, CaseIterable {
      case priority, gang, conformance, overcommit, drf, predicates, proportion, capacity
      case nodeorder, binpack, sla
      case networkTopologyAware = "network-topology-aware"
    }

    /// The occasions on which a plugin is asked.
    public struct Hooks: OptionSet, Hashable, Sendable {
      public let rawValue: UInt32
      public init(rawValue: UInt32) { self.rawValue = rawValue }

      public static let jobOrder = Hooks(rawValue: 1 << 0)
      public static let jobReady = Hooks(rawValue: 1 << 1)
      public static let jobPipelined = Hooks(rawValue: 1 << 2)
      public static let jobEnqueued = Hooks(rawValue: 1 << 3)
      public static let taskOrder = Hooks(rawValue: 1 << 4)
      public static let preemptable = Hooks(rawValue: 1 << 5)
      public static let reclaimable = Hooks(rawValue: 1 << 6)
      public static let preemptive = Hooks(rawValue: 1 << 7)
      public static let queueOrder = Hooks(rawValue: 1 << 8)
      public static let predicate = Hooks(rawValue: 1 << 9)
      public static let nodeOrder = Hooks(rawValue: 1 << 10)
      public static let jobStarving = Hooks(rawValue: 1 << 11)
      public static let overused = Hooks(rawValue: 1 << 12)
      public static let allocatable = Hooks(rawValue: 1 << 13)
      public static let hyperNodeOrder = Hooks(rawValue: 1 << 14)
      public static let hyperNodeGradient = Hooks(rawValue: 1 << 15)
      public static let all = Hooks(rawValue: (1 << 16) - 1)
    }

    public struct Plugin: Hashable, Sendable {
      public var name: PluginName
      public var hooks: Hooks
      /// Hierarchical queues, for `drf` and `capacity`; off unless switched on.
      public var isHierarchical: Bool
      public var settings: Settings

      public init(
        _ name: PluginName, hooks: Hooks = .all, isHierarchical: Bool = false,
        settings: Settings = Settings()
      ) {
        self.name = name
        self.hooks = hooks
        self.isHierarchical = isHierarchical
        self.settings = settings
      }
    }

    public var actions: [Action]
    public var tiers: [[Plugin]]
    /// How many nodes are searched for one task.
    public var search: NodeSearch

    public init(
      actions: [Action] = [.enqueue, .allocate, .backfill], tiers: [[Plugin]],
      search: NodeSearch = NodeSearch()
    ) {
      self.actions = actions
      self.tiers = tiers
      self.search = search
    }

    /// What Volcano's chart installs (v1.13 and later).
    public static let standard = Configuration(tiers: [
      [
        Plugin(.priority), Plugin(.gang, hooks: .all.subtracting(.preemptable)),
        Plugin(.conformance),
      ],
      [
        Plugin(.overcommit), Plugin(.drf, hooks: .all.subtracting(.preemptable)),
        Plugin(.predicates), Plugin(.proportion), Plugin(.nodeorder), Plugin(.binpack),
      ],
    ])

    /// What the scheduler falls back on when it finds no configuration.
    public static let builtIn = Configuration(tiers: [
      [Plugin(.priority), Plugin(.gang), Plugin(.conformance)],
      [
        Plugin(.overcommit), Plugin(.drf), Plugin(.predicates), Plugin(.proportion),
        Plugin(.nodeorder),
      ],
    ])

    /// The plugin of that name, if any tier has it.
    public func plugin(_ name: PluginName) -> Plugin? {
      tiers.lazy.joined().first { $0.name == name }
    }
  }

  /// How many feasible nodes are enough, as the scheduler's flags say.
  ///
  /// With more nodes than `minimum`, the search stops at `percentage` of them; 0 means 50 percent
  /// less one for each 125 nodes, but never under 5.
  public struct NodeSearch: Hashable, Sendable {
    public var percentage: Int
    public var minimum: Int

    public init(percentage: Int = 0, minimum: Int = 100) {
      self.percentage = percentage
      self.minimum = minimum
    }

    /// Every node, always.
    public static let everyNode = NodeSearch(percentage: 100)

    public func enough(of count: Int) -> Int {
      if count <= minimum || percentage >= 100 { return count }
      var share = percentage
      if share <= 0 { share = max(50 - count / 125, 5) }
      return max(Int((Double(count) * Double(share) / 100).rounded(.down)), minimum, 1)
    }
  }

  /// The arguments of plugins, each used by the plugin that its comment names; Volcano's defaults.
  public struct Settings: Hashable, Sendable {
    /// overcommit: how much of the cluster may be let in.
    public var overcommitFactor = 1.2
    /// binpack: weights.
    public var binpack = BinpackWeights()
    /// nodeorder: weights.
    public var nodeOrder = NodeOrderWeights()
    /// sla: seconds a job waits at most, unless it says itself.
    public var waitingLimit: Int?
    /// capacity: how many ancestors are asked before a victim is taken.
    public var ancestorReclaimLevel = 0
    /// predicates: whether node affinity and taints are looked at.
    public var checksNodeAffinity = true
    public var checksTaints = true
    /// network-topology-aware.
    public var topology = TopologyWeights()

    public init() {}
  }

  /// Weights of plugin binpack. Resources without a weight do not count.
  public struct BinpackWeights: Hashable, Sendable {
    public var weight = 1
    public var cpu = 1
    public var memory = 1
    public var resources: [String: Int] = [:]

    public init(weight: Int = 1, cpu: Int = 1, memory: Int = 1, resources: [String: Int] = [:]) {
      self.weight = weight
      self.cpu = cpu
      self.memory = memory
      self.resources = resources
    }

    func weight(of resource: String) -> Int? {
      switch resource {
      case "cpu": cpu
      case "memory": memory
      default: resources[resource]
      }
    }
  }

  /// Weights of plugin nodeorder; 0 switches a score off.
  public struct NodeOrderWeights: Hashable, Sendable {
    public var leastRequested = 1
    public var mostRequested = 0
    public var balancedResource = 1
    public var nodeAffinity = 2
    public var taintToleration = 3
    public init() {}
  }

  /// Weights of plugin network-topology-aware.
  public struct TopologyWeights: Hashable, Sendable {
    public var binpack = BinpackWeights()
    /// Whether pods without a wish are packed into hypernodes as well.
    public var packsNormalPods = true
    /// How fast higher tiers lose weight.
    public var fading = 0.8
    public init() {}
  }
}
