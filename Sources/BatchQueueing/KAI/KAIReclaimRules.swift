extension KAI {
  /// Whether work may take resources from other queues, and what forbids it.
  public enum ReclaimVerdict: Hashable, Sendable {
    case allowed
    /// The queue would exceed its fair share.
    case aboveFairShare(
      queue: String, resource: Resource, allocated: Double, requested: Double, fairShare: Double)
    /// Work that cannot be preempted has to stay within what the queue deserves.
    case nonPreemptibleAboveDeserved(
      queue: String, resource: Resource, allocated: Double, requested: Double, deserved: Double)
    /// The victim's side keeps what it has: it is within its allocatable share, and the reclaimer
    /// is not starved of what it deserves while the victim has more than it deserves.
    case victimWithinShare(
      reclaimer: String, victim: String, remaining: Amounts, allocatable: Amounts,
      deserved: Amounts, reclaimerWouldHave: Amounts, reclaimerDeserves: Amounts)
    /// The reclaiming side would be more saturated than the side it takes from.
    case saturated(
      queue: String, sibling: String, resource: Resource, ratio: Double, siblingRatio: Double)
    /// The tree lacks the queue.
    case unknownQueue

    public var isAllowed: Bool { self == .allowed }
  }

  /// What a queue would lose to a reclaim.
  public struct ReclaimVictims: Hashable, Sendable {
    /// Position in the tree.
    public var queue: Int
    /// In the order in which they would go.
    public var losses: [Amounts]

    public init(queue: Int, losses: [Amounts]) {
      self.queue = queue
      self.losses = losses
    }
  }
}

extension KAI.QueueTree {
  /// Whether a queue may try to reclaim at all: with the request it stays within its fair share,
  /// and work that cannot be preempted within what it deserves.
  public func canReclaim(_ request: KAI.Amounts, for queue: Int, preemptible: Bool)
    -> KAI.ReclaimVerdict
  {
    guard queues.indices.contains(queue) else { return .unknownQueue }
    let standing = queues[queue]
    if let resource = (standing.allocated + request).firstAbove(standing.fairShare) {
      return .aboveFairShare(
        queue: standing.id, resource: resource, allocated: standing[resource].allocated,
        requested: request[resource], fairShare: standing[resource].fairShare)
    }
    return preemptible ? .allowed : nonPreemptibleVerdict(request, standing)
  }

  /// Whether these victims may go for this request.
  ///
  /// Just below the common ancestor of reclaimer and victim, each victim must come while the
  /// victim's side is above its allocatable share, or while it is above what it deserves and the
  /// reclaimer's side is not. Then, at every level, the reclaimer must not be more saturated than
  /// a sibling it took from, once it is above its own fair share. `saturationMultiplier` is at
  /// least 1; larger is stricter.
  public func reclaimVerdict(
    _ request: KAI.Amounts, for queue: Int, preemptible: Bool, from victims: [KAI.ReclaimVictims],
    saturationMultiplier: Double = 1
  ) -> KAI.ReclaimVerdict {
    guard queues.indices.contains(queue),
      victims.allSatisfy({ queues.indices.contains($0.queue) })
    else { return .unknownQueue }
    var reclaim = Reclaim(request: request)
    for victim in victims {
      if let refusal = take(victim, for: queue, &reclaim) { return refusal }
    }
    for level in path(from: queue) {
      let verdict = boundaryVerdict(
        level, reclaim, preemptible: preemptible, multiplier: max(1, saturationMultiplier))
      if !verdict.isAllowed { return verdict }
    }
    return .allowed
  }

  private struct Reclaim {
    let request: KAI.Amounts
    /// By queue: what is left of its allocation; only of queues that lose something.
    var remaining: [Int: KAI.Amounts] = [:]
    /// By queue: the resources of its losses.
    var involved: [Int: Set<KAI.Resource>] = [:]
  }

  private func take(_ victim: KAI.ReclaimVictims, for queue: Int, _ reclaim: inout Reclaim)
    -> KAI.ReclaimVerdict?
  {
    let (own, other) = sides(queue, victim.queue)
    let resources = Set(
      KAI.Resource.allCases.filter { resource in victim.losses.contains { $0[resource] > 0 } })
    reclaim.remaining[other] = reclaim.remaining[other] ?? queues[other].allocated
    for loss in victim.losses {
      let left = reclaim.remaining[other] ?? queues[other].allocated
      let would = queues[own].allocated + reclaim.request
      let isOverShare = !left.fits(queues[other].allocatable)
      let isStarved = would.fits(queues[own].deserved) && !left.fits(queues[other].deserved)
      if !isOverShare && !isStarved {
        return .victimWithinShare(
          reclaimer: queues[own].id, victim: queues[other].id, remaining: left,
          allocatable: queues[other].allocatable, deserved: queues[other].deserved,
          reclaimerWouldHave: would, reclaimerDeserves: queues[own].deserved)
      }
      for level in path(from: victim.queue) {
        reclaim.remaining[level] = (reclaim.remaining[level] ?? queues[level].allocated) - loss
        reclaim.involved[level, default: []].formUnion(resources)
      }
    }
    return nil
  }

  /// The queues on either path just below the common ancestor.
  private func sides(_ a: Int, _ b: Int) -> (Int, Int) {
    let (first, second) = (path(from: a).reversed(), path(from: b).reversed())
    return zip(first, second).first { $0 != $1 } ?? zip(first, second).suffix(1).first ?? (a, b)
  }

  private func boundaryVerdict(
    _ level: Int, _ reclaim: Reclaim, preemptible: Bool, multiplier: Double
  ) -> KAI.ReclaimVerdict {
    let own = queues[level]
    let would = (reclaim.remaining[level] ?? own.allocated) + reclaim.request
    for sibling in queues.indices where sibling != level && queues[sibling].parent == own.parent {
      guard let left = reclaim.remaining[sibling] else { continue }
      let involved = reclaim.involved[sibling] ?? []
      for resource in KAI.Resource.allCases
      where involved.contains(resource) || reclaim.request[resource] > 0 {
        let (share, siblingShare) = (own[resource].fairShare, queues[sibling][resource].fairShare)
        if share == KAI.unlimited && siblingShare == KAI.unlimited { continue }
        let ratio = saturation(would[resource], share)
        let siblingRatio = saturation(left[resource], siblingShare)
        if ratio > 1 && siblingShare > 0 && ratio * multiplier >= siblingRatio {
          return .saturated(
            queue: own.id, sibling: queues[sibling].id, resource: resource, ratio: ratio,
            siblingRatio: siblingRatio)
        }
      }
    }
    return preemptible ? .allowed : nonPreemptibleVerdict(reclaim.request, own)
  }

  private func nonPreemptibleVerdict(_ request: KAI.Amounts, _ queue: KAI.QueueStanding)
    -> KAI.ReclaimVerdict
  {
    guard let resource = (queue.nonPreemptible + request).firstAbove(queue.deserved) else {
      return .allowed
    }
    return .nonPreemptibleAboveDeserved(
      queue: queue.id, resource: resource, allocated: queue[resource].nonPreemptible,
      requested: request[resource], deserved: queue[resource].deserved)
  }

  private func saturation(_ allocated: Double, _ fairShare: Double) -> Double {
    if fairShare == 0 { return allocated > 0 ? .infinity : 0 }
    return fairShare == KAI.unlimited ? 0 : allocated / fairShare
  }
}
