/// A statement: operations that are tried together, then undone or kept.
extension KAIBoard {
  struct Operation {
    enum Kind {
      case evict(before: Status)
      case pipeline(before: Status, node: Int?, groups: [Int])
      case allocate
      /// Undid the eviction at this place of the log.
      case unevict(Int)
    }

    let pod: Int
    let kind: Kind
    /// The pod was on its way out by this statement before.
    let wasLeaving: Bool
    let action: KAI.Action
    /// The group that gets the room of an eviction.
    let beneficiary: Int?
    var isValid = true
  }

  func evict(_ p: Int, _ action: KAI.Action, for group: Int?) {
    let before = pods[p].status
    log.append(
      Operation(
        pod: p, kind: .evict(before: before), wasLeaving: pods[p].isLeavingVirtually,
        action: action, beneficiary: group))
    leave(p, before)
  }

  private func leave(_ p: Int, _ before: Status) {
    setStatus(p, .releasing)
    pods[p].isLeavingVirtually = true
    if let n = pods[p].node {
      removeSpot(p, node: n, before)
      addSpot(p, node: n, .releasing, pods[p].groups)
    }
    charge(p, times: -1)
  }

  private func stay(_ p: Int, _ before: Status, wasLeaving: Bool) {
    setStatus(p, before)
    pods[p].isLeavingVirtually = wasLeaving
    if let n = pods[p].node {
      removeSpot(p, node: n, .releasing)
      addSpot(p, node: n, before, pods[p].groups)
    }
    charge(p, times: 1)
  }

  /// Gives a pod a place that others leave. On the node that it was evicted from it simply stays,
  /// unless another shared GPU was chosen.
  func pipeline(_ p: Int, to n: Int, _ shared: [Int], _ action: KAI.Action) {
    if let spot = spot(p, on: n) {
      let moves = pods[p].isShared && !shared.isEmpty && shared != spot.groups
      if !moves {
        unevict(p, action)
        return
      }
    }
    let before = pods[p]
    log.append(
      Operation(
        pod: p, kind: .pipeline(before: before.status, node: before.node, groups: before.groups),
        wasLeaving: before.isLeavingVirtually, action: action, beneficiary: nil))
    setStatus(p, .pipelined)
    pods[p].isLeavingVirtually = false
    pods[p].node = n
    pods[p].groups = shared
    addSpot(p, node: n, .pipelined, shared)
    charge(p, times: 1)
  }

  /// The earliest eviction of the pod in this statement did not happen.
  private func unevict(_ p: Int, _ action: KAI.Action) {
    let place = log.firstIndex { operation in
      guard operation.pod == p, operation.isValid, case .evict = operation.kind else {
        return false
      }
      return true
    }
    guard let place, case .evict(let before) = log[place].kind else { return }
    stay(p, before, wasLeaving: log[place].wasLeaving)
    log[place].isValid = false
    log.append(
      Operation(
        pod: p, kind: .unevict(place), wasLeaving: false, action: action, beneficiary: nil))
  }

  func allocate(_ p: Int, to n: Int, _ shared: [Int], _ action: KAI.Action) {
    log.append(
      Operation(
        pod: p, kind: .allocate, wasLeaving: pods[p].isLeavingVirtually, action: action,
        beneficiary: nil))
    setStatus(p, .allocated)
    pods[p].node = n
    pods[p].groups = shared
    addSpot(p, node: n, .allocated, shared)
    charge(p, times: 1)
  }

  private func unallocate(_ p: Int) {
    guard let n = pods[p].node else { return }
    setStatus(p, .pending)
    removeSpot(p, node: n, .allocated)
    charge(p, times: -1)
    pods[p].node = nil
    pods[p].groups = []
  }

  /// A gang whose places are not all free yet waits as a whole.
  func pipelineAllAllocated(ofGroup g: Int, _ action: KAI.Action) {
    let places = log.indices.filter { i in
      guard pods[log[i].pod].group == g, log[i].isValid, case .allocate = log[i].kind else {
        return false
      }
      return true
    }
    for i in places {
      let p = log[i].pod
      let (node, shared) = (pods[p].node, pods[p].groups)
      unallocate(p)
      log[i].isValid = false
      if let node { pipeline(p, to: node, shared, action) }
    }
  }

  /// Undoes everything after the first `count` operations.
  func rollback(to count: Int) {
    while log.count > count, let operation = log.popLast() {
      guard operation.isValid else { continue }
      let p = operation.pod
      switch operation.kind {
      case .evict(let before): stay(p, before, wasLeaving: operation.wasLeaving)
      case .unevict(let place):
        guard case .evict(let before) = log[place].kind else { continue }
        leave(p, before)
        log[place].isValid = true
      case .allocate: unallocate(p)
      case .pipeline(let before, let node, let shared):
        charge(p, times: -1)
        if let n = pods[p].node { removeSpot(p, node: n, .pipelined) }
        setStatus(p, before)
        pods[p].isLeavingVirtually = operation.wasLeaving
        pods[p].node = node
        pods[p].groups = shared
        restoreAccepted(p)
      }
    }
  }

  /// What a pod holds is that of its last spot.
  private func restoreAccepted(_ p: Int) {
    guard pods[p].isShared, let node = pods[p].node else { return }
    let portion = nodes[node].portion(of: pods[p])
    pods[p].acceptedGPUs = (portion * 100).rounded() * Double(pods[p].devices) / 100
  }

  func discard() { rollback(to: 0) }

  /// Keeps what the statement did and reports it.
  func commit() {
    for operation in log where operation.isValid {
      let pod = pods[operation.pod]
      let group = groups[pod.group]
      switch operation.kind {
      case .evict:
        pods[operation.pod].isLeavingVirtually = false
        report.decisions.append(.evict(eviction(operation)))
      case .pipeline, .allocate:
        guard let n = pod.node else { continue }
        let bind = KAI.Bind(
          pod: pod.name, podGroup: group.name, node: nodes[n].name,
          gpuGroups: pod.groups.map { groupNames[$0] }, action: operation.action)
        if case .allocate = operation.kind {
          report.decisions.append(.bind(bind))
        } else {
          report.decisions.append(.pipeline(bind))
        }
        report.placedBy[operation.pod] = operation.action
      case .unevict: break
      }
    }
    log = []
  }

  private func eviction(_ operation: Operation) -> KAI.Eviction {
    let pod = pods[operation.pod]
    let left = pod.spots.last { $0.status == .releasing }?.node ?? pod.node
    return KAI.Eviction(
      pod: pod.name, podGroup: groups[pod.group].name, queue: groups[pod.group].queueName,
      node: left.map { nodes[$0].name } ?? "", action: operation.action,
      beneficiary: operation.beneficiary.map { groups[$0].name },
      movesTo: pod.status == .pipelined ? pod.node.map { nodes[$0].name } : nil)
  }
}
