import Cluster
import DeviceAllocation

/// Why a pod's device claims refuse a node.
public enum DeviceClaimReason: Hashable, Sendable {
  /// No node can be asked.
  case claims(DeviceClaimTable.Problem)
  /// The devices of an allocated claim are elsewhere.
  case notAvailable(claim: String)
  /// The allocator found no devices for all claims.
  case noFit
  case invalidPool
  /// The allocator gave up on the pod.
  case failed(AllocationFailure)
  /// It gave up on the node after so many steps; the real one after 10 seconds.
  case timedOut(steps: Int)

  /// As Kubernetes v1.35 words it. Of an error of the allocator the real message has the detail in
  /// prose, which our case carries as data.
  public var kubernetesMessage: String {
    switch self {
    case .claims(.noClaim(let name)): "resourceclaim.resource.k8s.io \"\(name)\" not found"
    case .claims(.noTemplate): "waiting for dynamic resource controller to create the resourceclaim"
    case .claims(.claimInUse): "resourceclaim in use"
    case .claims(.noClass(let request, let deviceClass)):
      "request \(request): device class \(deviceClass) does not exist"
    case .notAvailable: "resourceclaim not available on the node"
    case .noFit: "cannot allocate all claims"
    case .invalidPool: "invalid resource pools were encountered"
    case .failed: "the allocator of device claims reported an error"
    case .timedOut: "timed out trying to allocate devices"
    }
  }
}

extension FilterPlugin {
  /// Refuses nodes whose devices cannot serve the pod's claims.
  ///
  /// All its refusals are UnschedulableAndUnresolvable: evicting pods is never tried for devices. The
  /// answers hold for the moment of `prepare`: pods that a trial of preemption takes off a node keep
  /// their devices, as in the original, whose allocator is made in PreFilter. Differs: where the
  /// original gives up on the pod as a whole (an error of the allocator), this refuses the node and
  /// all that are asked after it.
  public static let dynamicResources = FilterPlugin(
    name: "DynamicResources", isFixedInTrials: true, known: .dynamicResources
  ) { pod, state in
    let spec = state.spec(of: pod)
    if spec.resourceClaims.isEmpty { return nil }
    let table = state.deviceClaims
    switch table.needs(of: spec, pod) {
    case .failure(let error):
      let failure = FilterFailure(.unresolvable, [.devices(.claims(error.problem))])
      return PreparedFilter(passes: { _, _ in false }, explain: { _, _ in failure })
    case .success(let needs):
      let question = DeviceQuestion(table: table, needs: needs)
      return PreparedFilter(
        passes: { node, _ in question.reason(node) == nil },
        explain: { node, _ in
          question.reason(node).map { FilterFailure(.unresolvable, [.devices($0)]) }
        })
    }
  }
}

/// The claims of one pod, asked of node after node.
private final class DeviceQuestion {
  let table: DeviceClaimTable
  let needs: DeviceClaimTable.Needs
  private var givenUp: AllocationFailure?

  init(table: DeviceClaimTable, needs: DeviceClaimTable.Needs) {
    self.table = table
    self.needs = needs
  }

  func reason(_ node: NodeIndex) -> DeviceClaimReason? {
    if let givenUp { return .failed(givenUp) }
    if !needs.open.isEmpty {
      switch table.outcome(for: needs.open, on: node) {
      case .allocated: break
      case .noFit: return .noFit
      case .invalidPool: return .invalidPool
      case .stepLimit(let steps): return .timedOut(steps: steps)
      case .failed(let failure):
        givenUp = failure
        return .failed(failure)
      }
    }
    for claim in needs.allocated where !table.isAvailable(claim, on: node) {
      return .notAvailable(claim: table.claims[claim].claim.name)
    }
    return nil
  }
}

extension ScorePlugin {
  /// Prefers nodes that serve requests by an early alternative: 8 less its index, summed over the
  /// requests with alternatives, as a share of the best node's sum.
  ///
  /// A pod with an allocated and an open claim makes the original report an error here when several
  /// nodes are feasible (it counts the results by claim); this scores the open ones.
  public static func dynamicResources(weight: Int = 2) -> ScorePlugin {
    ScorePlugin(name: "DynamicResources", weight: weight, known: .dynamicResources) {
      pod, state, nodes in
      let spec = state.spec(of: pod)
      if spec.resourceClaims.isEmpty { return nil }
      let table = state.deviceClaims
      guard case .success(let needs) = table.needs(of: spec, pod) else { return nil }
      let raw = nodes.map { node in
        guard !needs.open.isEmpty,
          case .allocated(let allocations) = table.outcome(for: needs.open, on: node)
        else { return 0 }
        return zip(needs.open, allocations).reduce(0) { $0 + earliness($1.0, $1.1) }
      }
      return ScoreColumn(raw: raw, normalized: Normalization.proportional(raw))
    }
  }

  private static func earliness(_ claim: DeviceClaim, _ allocation: ClaimAllocation) -> Int {
    var sum = 0
    for case .firstAvailable(let name, let alternatives) in claim.requests {
      for (index, alternative) in alternatives.enumerated()
      where allocation.devices.contains(where: { $0.request == "\(name)/\(alternative.name)" }) {
        sum += DeviceClaim.maximumAlternatives - index
      }
    }
    return sum
  }
}

extension Scheduler {
  /// The pod's allocated claims that some node lacks, by number, after a search that found no node:
  /// what `ClusterState.idleClaim` may choose from.
  ///
  /// As in the original only nodes count that got as far as this filter, and for whose devices the
  /// allocator had an answer to the claims that are still open.
  public func unavailableClaims(of pod: PodIndex, in state: ClusterState) -> [Int] {
    let spec = state.spec(of: pod)
    guard !spec.resourceClaims.isEmpty, let profile = profile(for: pod, in: state),
      case .success(let needs) = state.deviceClaims.needs(of: spec, pod),
      !needs.allocated.isEmpty
    else { return [] }
    var before: [PreparedFilter] = []
    for plugin in profile.filters {
      if case .dynamicResources? = plugin.known { break }
      if let filter = plugin.prepare(pod, state), !filter.passesAll { before.append(filter) }
    }
    let question = DeviceQuestion(table: state.deviceClaims, needs: needs)
    var lacking: Set<Int> = []
    for node in state.nodes.indices where before.allSatisfy({ $0.passes(node, state) }) {
      guard case .notAvailable? = question.reason(node) else { continue }
      for claim in needs.allocated where !state.deviceClaims.isAvailable(claim, on: node) {
        lacking.insert(claim)
      }
    }
    return lacking.sorted()
  }
}
