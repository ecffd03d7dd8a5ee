import Cluster

/// Which extended resources the fit filter does not look at.
public struct IgnoredResources: Hashable, Sendable {
  /// Full names.
  public var names: [String]
  /// Parts before the `/`.
  public var groups: [String]

  public init(names: [String] = [], groups: [String] = []) {
    self.names = names
    self.groups = groups
  }

  func covers(_ resource: ResourceName) -> Bool {
    resource.isExtended && (names.contains(resource.text) || groups.contains(resource.group))
  }
}

extension FilterPlugin {
  /// Refuses nodes that lack room for the pod, naming every resource that lacks.
  public static func nodeResourcesFit(ignoring ignored: IgnoredResources = IgnoredResources())
    -> FilterPlugin
  {
    FilterPlugin(name: "NodeResourcesFit", isNodeLocal: true, known: .fit(ignored)) {
      pod, state in
      let needs = state.record(of: pod).requests.filter {
        $0.amount > 0 && !ignored.covers(state.resources[$0.resource])
      }
      return PreparedFilter(
        passes: { node, state in
          if state.podCounts[node] + 1 > state.podLimits[node] { return false }
          for need in needs {
            let free =
              state.allocatable(need.resource, on: node)
              - state.requested(need.resource, on: node)
            if need.amount > free { return false }
          }
          return true
        },
        explain: { node, state in explainFit(needs, node, state) })
    }
  }

  private static func explainFit(
    _ needs: [PodRecord.Amount], _ node: NodeIndex, _ state: ClusterState
  ) -> FilterFailure? {
    var reasons: [FilterReason] = []
    var neverFits = false
    if state.podCounts[node] + 1 > state.podLimits[node] {
      reasons.append(
        .tooManyPods(running: state.podCounts[node], allowed: state.podLimits[node]))
    }
    for need in needs {
      let allocatable = state.allocatable(need.resource, on: node)
      let free = allocatable - state.requested(need.resource, on: node)
      guard need.amount > free else { continue }
      if need.amount > allocatable { neverFits = true }
      reasons.append(
        .insufficient(
          state.resources[need.resource], needed: need.amount, free: free,
          allocatable: allocatable))
    }
    if reasons.isEmpty { return nil }
    return FilterFailure(neverFits ? .unresolvable : .unschedulable, reasons)
  }
}

/// How NodeResourcesFit scores.
public enum FitStrategy: Sendable {
  case leastAllocated([WeightedResource] = WeightedResource.defaults)
  case mostAllocated([WeightedResource] = WeightedResource.defaults)
  case requestedToCapacityRatio(
    UtilizationShape, [WeightedResource] = WeightedResource.defaults)
}

extension ScorePlugin {
  /// The score of NodeResourcesFit: every node gets one, on non-zero requests (kube-scheduler
  /// v1.35).
  public static func nodeResourcesFit(_ strategy: FitStrategy, weight: Int = 1) -> ScorePlugin {
    let (function, resources): (ScoreFunction, [WeightedResource]) =
      switch strategy {
      case .leastAllocated(let resources): (ResourceScores.leastAllocated, resources)
      case .mostAllocated(let resources): (ResourceScores.mostAllocated, resources)
      case .requestedToCapacityRatio(let shape, let resources):
        (ResourceScores.requestedToCapacityRatio(shape), resources)
      }
    return .perNode(
      name: "NodeResourcesFit", weight: weight,
      PerNodeScore(resources: resources, counting: .nonZero, function: function))
  }

  /// The score of NodeResourcesBalancedAllocation, on plain requests; skipped for a pod that asks
  /// for none of `resources`.
  public static func nodeResourcesBalancedAllocation(
    _ resources: [WeightedResource] = WeightedResource.defaults, weight: Int = 1
  ) -> ScorePlugin {
    .perNode(
      name: "NodeResourcesBalancedAllocation", weight: weight,
      PerNodeScore(
        resources: resources, counting: .plain, skipsWithoutRequest: true,
        function: ResourceScores.balancedAllocation))
  }

  /// A plugin from a function that a learner wrote. Scores outside 0...100 are cut to that range
  /// (kube-scheduler would abort the cycle). Requests are counted plainly.
  public static func custom(
    name: String, weight: Int = 1, resources: [WeightedResource] = WeightedResource.defaults,
    _ function: @escaping ScoreFunction
  ) -> ScorePlugin {
    .perNode(
      name: name, weight: weight,
      PerNodeScore(resources: resources, counting: .plain, readsAll: true) {
        min(max(function($0), 0), maximumNodeScore)
      })
  }

  private static func perNode(name: String, weight: Int, _ rule: PerNodeScore) -> ScorePlugin {
    ScorePlugin(name: name, weight: weight, known: .perNode(rule)) { pod, state, nodes in
      guard var builder = ScoreInputBuilder(rule, state.podClass(of: pod), state) else {
        return nil
      }
      var raw: [Int] = []
      raw.reserveCapacity(nodes.count)
      for node in nodes { raw.append(builder.score(node, state)) }
      return ScoreColumn(raw: raw)
    }
  }
}
