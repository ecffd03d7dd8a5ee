import BatchQueueing
import Cluster
import ClusterRun

/// What knobs say about Volcano.
struct VolcanoChoices: Sendable, Hashable {
  /// Which actions a session takes.
  enum Actions: String, CaseIterable, Sendable, Hashable {
    /// What Volcano's chart installs: nobody is evicted.
    case standard
    case preempt, reclaim
    /// Both.
    case all
  }

  /// By what queues and jobs are compared.
  enum Shares: String, CaseIterable, Sendable, Hashable {
    /// Queues share the cluster by weight.
    case proportion
    /// Queues have what is written as their own.
    case capacity
    /// Dominant shares only: no queue has anything of its own.
    case drf
  }

  var actions = Actions.standard
  var shares = Shares.proportion

  init(actions: Actions = .standard, shares: Shares = .proportion) {
    self.actions = actions
    self.shares = shares
  }

  init(_ choices: Choices) {
    actions = Actions(rawValue: choices.word("volcano_actions")) ?? .standard
    shares = Shares(rawValue: choices.word("volcano_shares")) ?? .proportion
  }
}

extension SchedulingScenario {
  /// Volcano as its chart installs it, with the actions and the plugin for shares that were chosen,
  /// and network topology where jobs ask for it.
  func volcanoOptions(_ choices: VolcanoChoices = VolcanoChoices()) -> VolcanoControlPlane.Options {
    typealias Plugin = Volcano.Configuration.Plugin
    var configuration = Volcano.Configuration.standard
    let hasParents = queues.contains { !$0.parent.isEmpty }
    configuration.actions =
      switch choices.actions {
      case .standard: [.enqueue, .allocate, .backfill]
      case .preempt: [.enqueue, .allocate, .preempt, .backfill]
      case .reclaim: [.enqueue, .allocate, .reclaim, .backfill]
      case .all: [.enqueue, .allocate, .preempt, .reclaim, .backfill]
      }
    for tier in configuration.tiers.indices {
      configuration.tiers[tier] = configuration.tiers[tier].compactMap { plugin in
        switch (plugin.name, choices.shares) {
        case (.proportion, .capacity): Plugin(.capacity, isHierarchical: hasParents)
        case (.proportion, .drf): nil
        case (.drf, .drf): Plugin(.drf, isHierarchical: hasParents)
        default: plugin
        }
      }
    }
    if jobs.contains(where: { $0.podSets.contains { $0.topology?.mode.bindsVolcano == true } }),
      let last = configuration.tiers.indices.last
    {
      configuration.tiers[last].append(Plugin(.networkTopologyAware))
    }
    return VolcanoControlPlane.Options(configuration: configuration, queues: batchQueues)
  }
}

extension JobClass.Topology.Mode {
  fileprivate var bindsVolcano: Bool { self != .unconstrained }
}
