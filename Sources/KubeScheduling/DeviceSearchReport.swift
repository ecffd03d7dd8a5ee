import Cluster
import DeviceAllocation

/// The search for devices on one node, with what would change it.
public struct DeviceSearchReport: Hashable, Sendable {
  /// What would let the claims have their devices here, found by searching again.
  public enum Remedy: Hashable, Sendable {
    /// They have them.
    case none
    /// The end of any one of these pods.
    case endOf([PodIndex])
    /// No single pod's end, but the end of all of these together.
    case endOfAll([PodIndex])
    /// Not even with all devices free.
    case never
  }

  public let node: NodeIndex
  public let search: AllocationReport
  public let remedy: Remedy
}

/// A behaviour of Kubernetes v1.35.4 that looks unintended, and the nodes about which it decided:
/// without it they would have been judged otherwise.
public struct QuirkEffect: Hashable, Sendable {
  public enum Quirk: Hashable, Sendable {
    /// `AllocationOptions.Quirks.counterLeak`.
    case counterLeak
    /// `AllocationOptions.Quirks.subrequestAll`.
    case subrequestAll
    /// `AllocationOptions.Quirks.countersByPoolName`.
    case countersByPoolName
    /// `AllocationOptions.Quirks.allOverCountersCrashes`.
    case allOverCountersCrashes
    /// `PodAffinityArguments.reproducesNegativeSelectorQuirk`.
    case negativeNamespaceSelector
  }

  public let quirk: Quirk
  /// In the order of the search.
  public let nodes: [NodeIndex]
}

extension Scheduler {
  /// Nodes whose searches for devices are told.
  private static var mostDeviceReports: Int { 16 }
  /// Pods whose end is tried for one node.
  private static var mostTrials: Int { 64 }

  /// What a cycle that looked at these nodes leaves to be said about devices.
  func deviceReports(
    _ pod: PodIndex, _ examined: [Explanation.Examination], chosen: NodeIndex?,
    _ state: ClusterState
  ) -> [DeviceSearchReport] {
    guard let claims = openClaims(of: pod, state) else { return [] }
    let refused = examined.filter { $0.failure?.plugin == FilterPlugin.dynamicResources.name }
    let nodes = (chosen.map { [$0] } ?? []) + refused.prefix(Self.mostDeviceReports).map(\.node)
    return nodes.compactMap { node in
      let table = state.deviceClaims
      guard let search = table.explain(claims, on: node).report else { return nil }
      return DeviceSearchReport(
        node: node, search: search, remedy: remedy(search.outcome, claims, node, table))
    }
  }

  private func openClaims(of pod: PodIndex, _ state: ClusterState) -> [DeviceClaim]? {
    let spec = state.spec(of: pod)
    guard !spec.resourceClaims.isEmpty,
      case .success(let needs) = state.deviceClaims.needs(of: spec, pod), !needs.open.isEmpty
    else { return nil }
    return needs.open
  }

  private func remedy(
    _ outcome: AllocationOutcome, _ claims: [DeviceClaim], _ node: NodeIndex,
    _ table: DeviceClaimTable
  ) -> DeviceSearchReport.Remedy {
    if outcome.isAllocated { return .none }
    let holders = table.holders(near: node)
    func fits(_ freed: [PodIndex]) -> Bool {
      table.trial(of: claims, on: node, without: freed).isAllocated
    }
    let single = holders.prefix(Self.mostTrials).filter { fits([$0]) }
    if !single.isEmpty { return .endOf(single) }
    return !holders.isEmpty && fits(holders) ? .endOfAll(holders) : .never
  }

  /// The quirks without which some of the nodes would have been judged otherwise.
  func quirkEffects(
    _ pod: PodIndex, _ profile: SchedulingProfile, _ examined: [Explanation.Examination],
    _ state: ClusterState
  ) -> [QuirkEffect] {
    var effects: [QuirkEffect] = []
    let spec = state.spec(of: pod)
    for case .interPodAffinity(let arguments)? in profile.filters.map(\.known)
    where arguments.reproducesNegativeSelectorQuirk && spec.hasNegativeNamespaceSelector {
      var plain = arguments
      plain.reproducesNegativeSelectorQuirk = false
      let verdicts = [arguments, plain].map { arguments in
        let rules = AffinityRules(pod: spec, arguments, state)
        return AffinityCounts(rules, existing: rules.existingConflicts(state), state)
      }
      let nodes = examined.filter { examination in
        let plugin = examination.failure?.plugin
        return (plugin == nil || plugin == "InterPodAffinity")
          && (verdicts[0].verdict(examination.node) == .passes)
            != (verdicts[1].verdict(examination.node) == .passes)
      }.map(\.node)
      if !nodes.isEmpty {
        effects.append(QuirkEffect(quirk: .negativeNamespaceSelector, nodes: nodes))
      }
    }
    guard let claims = openClaims(of: pod, state) else { return effects }
    let table = state.deviceClaims
    let asked = examined.filter {
      $0.failure == nil || $0.failure?.plugin == FilterPlugin.dynamicResources.name
    }.prefix(Self.mostDeviceReports).map(\.node)
    for (quirk, effect) in AllocationOptions.Quirks.effects
    where table.options.quirks.contains(quirk) {
      var options = table.options
      options.quirks.remove(quirk)
      let nodes = asked.filter { node in
        table.trial(of: claims, on: node, options: options)
          != table.outcome(for: claims, on: node)
      }
      if !nodes.isEmpty { effects.append(QuirkEffect(quirk: effect, nodes: nodes)) }
    }
    return effects
  }
}

extension AllocationOutcome {
  var isAllocated: Bool {
    if case .allocated = self { return true }
    return false
  }
}

extension AllocationOptions.Quirks {
  /// One by one, in the order in which they are told.
  static let effects: [(AllocationOptions.Quirks, QuirkEffect.Quirk)] = [
    (.counterLeak, .counterLeak), (.subrequestAll, .subrequestAll),
    (.countersByPoolName, .countersByPoolName),
    (.allOverCountersCrashes, .allOverCountersCrashes),
  ]
}

extension Pod {
  /// Whether a required term names namespaces by what they are not: with the quirk it means all.
  fileprivate var hasNegativeNamespaceSelector: Bool {
    (podAffinity.required + podAntiAffinity.required).contains { term in
      term.namespaceSelector.map { !$0.isEmpty && $0.matches([:]) } ?? false
    }
  }
}
