import Cluster
import KubeScheduling

/// One of Gödel's schedulers: its queue and how it looks for nodes.
struct GodelScheduler: Sendable {
  /// Units in the order in which they will be tried.
  var queue: [Int] = []
  /// Looks at the nodes of its own part first; `nil`: all nodes are its own.
  private var own: Scheduler?
  private var all: Scheduler

  init(_ profiles: [SchedulingProfile], part: Set<NodeIndex>?) {
    all = Scheduler(profiles)
    own = part.map { part in
      Scheduler(
        profiles.map { profile in
          var narrowed = profile
          narrowed.filters.insert(.partition(part), at: 0)
          return narrowed
        })
    }
  }

  /// The node for a pod in what the scheduler believes: of its own part, of the others only when
  /// none of these will do.
  mutating func node(
    for pod: PodIndex, in belief: ClusterState, explaining: Bool
  ) -> (Decision, KubeScheduling.Explanation?) {
    if var narrow = own {
      let before = narrow
      let decision = narrow.schedule(pod, in: belief)
      own = narrow
      if decision.node != nil {
        var again = before
        return (decision, explaining ? again.explain(pod, in: belief) : nil)
      }
    }
    if explaining {
      let explanation = all.explain(pod, in: belief)
      return (explanation.decision, explanation)
    }
    return (all.schedule(pod, in: belief), nil)
  }
}

extension FilterPlugin {
  /// Only nodes of one scheduler's part.
  fileprivate static func partition(_ part: Set<NodeIndex>) -> FilterPlugin {
    FilterPlugin(name: "NodePartition", isNodeLocal: true) { _, _ in
      PreparedFilter(
        passes: { node, _ in part.contains(node) },
        explain: { node, _ in
          part.contains(node)
            ? nil
            : FilterFailure(.unresolvable, [.other("node(s) of another scheduler's partition")])
        })
    }
  }
}
