import BatchQueueing
import Cluster
import ClusterRun
import Simulation
import Wording

/// Kueue's reasons as sentences and tables.
struct KueueNarrator {
  let world: World

  private func name(_ job: JobIndex) -> String { world.jobs[job].name }

  func explain(_ reason: KueueReason, of job: JobIndex) -> Labs.Explanation {
    let who = name(job)
    switch reason {
    case .unmanaged: return say("lab.kueue.unmanaged", who)
    case .noQueue(let queue): return say("lab.kueue.no-queue", who, queue)
    case .refused: return say("lab.kueue.refused", who)
    case .deactivated: return say("lab.kueue.deactivated", who)
    case .backoff(let until):
      return say("lab.kueue.backoff", who, clockText(until))
    case .nodeUnusable(let node):
      return say("lab.kueue.node", who, world.state.nodes[node].name)
    case .podsNotReady(let ready, let wanted, let waited):
      return say(
        "lab.kueue.not-ready", who, String(ready), String(wanted),
        clockText(SimTime.zero + waited))
    case .holding(let admission, let since, let isEvicted):
      var explanation = admitted(who, admission)
      explanation.sentences.append(
        Message(
          isEvicted ? "lab.kueue.leaving" : "lab.kueue.since",
          clockText(since)))
      return explanation
    case .victim(let victim, let preemptor):
      var explanation = say(
        "lab.kueue.victim", who, name(preemptor.job), preemptor.decision.clusterQueue)
      explanation.sentences.append(Message(key(victim.reason)))
      explanation.tables = tables(preemptor)
      return explanation
    case .head(let head): return explain(head)
    }
  }

  /// Why a job waits at this moment, with its place in the queue; `nil` when Kueue does not know it.
  func explainWaiting(_ job: JobIndex, _ plane: KueueControlPlane) -> Labs.Explanation? {
    guard let reason = plane.why(job, world) else { return nil }
    guard case .head(let head) = reason else { return explain(reason, of: job) }
    let queue = head.decision.clusterQueue
    let queued = plane.controller.pending(clusterQueue: queue).queued
    let before = queued.prefix { shortName($0) != name(job) }
    let isBehind = before.count < queued.count && !before.isEmpty
    if case .admitted = head.decision.verdict {
      var explanation = say("lab.kueue.next", name(job), queue)
      if isBehind, let first = before.first {
        explanation = say(
          "lab.kueue.behind", name(job), queue, String(before.count), shortName(first))
      }
      explanation.tables = [quotaTable(head)]
      return explanation
    }
    var explanation = explain(head)
    if isBehind, let first = before.first {
      explanation.sentences.append(
        Message("lab.kueue.before", String(before.count), shortName(first)))
    }
    return explanation
  }

  private func say(_ key: String, _ arguments: String...) -> Labs.Explanation {
    Labs.Explanation(headline: Message(key, arguments: arguments))
  }

  // MARK: Heads of a cycle

  private func explain(_ head: KueueHead) -> Labs.Explanation {
    let who = name(head.job)
    let queue = head.decision.clusterQueue
    var explanation: Labs.Explanation
    switch head.decision.verdict {
    case .admitted(let admission, let level):
      explanation = admitted(who, admission)
      if level > 0 { explanation.sentences.append(Message("lab.kueue.borrows", String(level))) }
    case .preempting(let victims):
      explanation = say(
        "lab.kueue.preempting", who,
        victims.map { shortName($0.workload) }.joined(separator: ", "))
    case .waitingForVictimsOfOthers: explanation = say("lab.kueue.waits-for-victims", who)
    case .victimsTaken(let victims):
      explanation = say(
        "lab.kueue.victims-taken", who,
        victims.map { shortName($0.workload) }.joined(separator: ", "))
    case .overtaken(let shortages):
      explanation = say("lab.kueue.overtaken", who)
      for shortage in shortages { explanation.sentences += sum(shortage) }
    case .pending(let reason):
      explanation = pending(who, queue, reason)
    }
    if case .admitted = head.decision.verdict {
    } else {
      for shortage in shortages(head) { explanation.sentences += sum(shortage) }
      for refusal in head.decision.topologyRefusals {
        explanation.sentences.append(topology(refusal))
      }
    }
    explanation.tables = tables(head)
    return explanation
  }

  private func pending(
    _ who: String, _ queue: String, _ reason: Kueue.PendingReason
  ) -> Labs.Explanation {
    switch reason {
    case .noFlavorFits: say("lab.kueue.pending", who, queue)
    case .noCandidates: say("lab.kueue.no-candidates", who, queue)
    case .resourceNotCovered(_, let resource):
      say("lab.kueue.not-covered", who, queue, resource)
    case .namespaceMismatch, .namespaceMissing: say("lab.kueue.namespace", who, queue)
    case .requestAboveLimit(_, let resource, let requested, let limit):
      say(
        "lab.kueue.above-limit", who, resource, amount(requested, resource),
        amount(limit, resource))
    }
  }

  private func admitted(_ who: String, _ admission: Kueue.Admission) -> Labs.Explanation {
    var explanation = say("lab.kueue.admitted", who, admission.clusterQueue)
    for podSet in admission.podSets {
      let flavors = podSet.flavors.sorted { $0.key < $1.key }.map {
        "\($0.key) \(amount(podSet.usage[$0.key] ?? 0, $0.key)) (\($0.value))"
      }
      explanation.sentences.append(
        Message(
          "lab.kueue.pod-set", podSet.name, String(podSet.count),
          flavors.joined(separator: ", ")))
      if let topology = podSet.topology {
        let places = topology.domains.map { "\($0.values.joined(separator: "/")) x\($0.count)" }
        explanation.sentences.append(
          Message("lab.kueue.places", podSet.name, places.joined(separator: ", ")))
      }
    }
    return explanation
  }

  // MARK: The sum

  private func shortages(_ head: KueueHead) -> [Kueue.Shortage] {
    head.decision.attempts.flatMap(\.obstacles).compactMap {
      if case .quota(let shortage) = $0 { shortage } else { nil }
    }
  }

  /// What is asked for, what is there, what holds the rest back, and what would be enough.
  private func sum(_ shortage: Kueue.Shortage) -> [Message] {
    let resource = shortage.flavoredResource.resource
    let what = shortage.flavoredResource.description
    let (asked, overflow) = shortage.requested.addingReportingOverflow(shortage.assumed)
    let wanted = overflow ? Int.max : asked
    var messages = [
      Message(
        "lab.kueue.sum", what, amount(wanted, resource), amount(shortage.available, resource))
    ]
    switch shortage.block.limit {
    case .borrowingLimit(let limit, let borrowed):
      messages.append(
        Message(
          "lab.kueue.limit-borrowing", shortage.block.node, what, amount(limit, resource),
          amount(borrowed, resource)))
    case .quota(let total, let used):
      messages.append(
        Message(
          "lab.kueue.limit-quota", shortage.block.node, what, amount(total, resource),
          amount(used, resource)))
    }
    for held in shortage.block.heldBack {
      messages.append(
        Message(
          "lab.kueue.held-back", held.node, amount(held.unused, resource), what,
          amount(held.lendingLimit, resource)))
    }
    if shortage.isBeyondPotential {
      messages.append(
        Message("lab.kueue.never", shortage.block.node, amount(shortage.potential, resource), what))
    } else {
      let missing = max(0, wanted.subtractingReportingOverflow(shortage.available).partialValue)
      messages.append(Message("lab.kueue.enough", amount(missing, resource), what))
    }
    return messages
  }

  private func topology(_ refusal: Kueue.TopologyRefused) -> Message {
    let sets = refusal.podSets.joined(separator: ", ")
    guard case .doesNotFit(let shortfall) = refusal.reason else {
      return Message("lab.kueue.topology-no-level", sets, refusal.flavor)
    }
    return Message(
      refusal.isAssumingEmpty ? "lab.kueue.topology-never" : "lab.kueue.topology-full", sets,
      refusal.flavor, String(shortfall.fitCount), String(shortfall.of))
  }

  // MARK: Tables

  private func tables(_ head: KueueHead) -> [Labs.Explanation.Table] {
    var tables = [quotaTable(head)]
    if !head.decision.candidates.isEmpty {
      tables.append(
        Labs.Explanation.Table(
          title: Message("lab.kueue.table.candidates"),
          columns: [
            Message("lab.kueue.column.workload"), Message("lab.kueue.column.queue"),
            Message("lab.kueue.column.verdict"),
          ],
          rows: head.decision.candidates.prefix(80).map {
            [
              .plain(shortName($0.workload)), .plain($0.clusterQueue),
              .message(verdict($0.verdict)),
            ]
          }))
    }
    return tables
  }

  /// The way from the queue to its root, and its neighbours, with their numbers before the cycle.
  private func quotaTable(_ head: KueueHead) -> Labs.Explanation.Table {
    let nodes = head.tree.nodes
    let wanted = Set(shortages(head).map(\.flavoredResource))
    var root = nodes.firstIndex {
      $0.isClusterQueue && $0.name == head.decision.clusterQueue
    }
    while let place = root, let parent = nodes[place].parent { root = parent }
    var isInside = nodes.map { _ in false }
    for place in nodes.indices {
      isInside[place] = place == root || nodes[place].parent.map { isInside[$0] } ?? false
    }
    var rows: [[Labs.Explanation.Value]] = []
    for (place, node) in nodes.enumerated() where isInside[place] {
      for row in node.rows where wanted.isEmpty || wanted.contains(row.flavoredResource) {
        let resource = row.flavoredResource.resource
        rows.append([
          .plain(String(repeating: "  ", count: node.depth) + node.name),
          .plain(row.flavoredResource.description), .plain(amount(row.subtreeQuota, resource)),
          .plain(amount(row.usage, resource)), .plain(amount(row.borrowed, resource)),
          .plain(amount(row.lent, resource)), .plain(amount(max(0, row.available), resource)),
        ])
      }
    }
    return Labs.Explanation.Table(
      title: Message("lab.kueue.table.quota"),
      columns: [
        "queue", "resource", "quota", "used", "borrowed", "lent", "available",
      ].map { Message("lab.kueue.column.\($0)") }, rows: Array(rows.prefix(80)))
  }

  private func verdict(_ verdict: Kueue.CandidateVerdict) -> Message {
    func share(_ value: Int?) -> String { value.map(String.init) ?? "inf" }
    switch verdict {
    case .taken(let reason): return Message(key(reason))
    case .putBack: return Message("lab.kueue.candidate.put-back")
    case .withinQuota: return Message("lab.kueue.candidate.within-quota")
    case .onlyWithoutBorrowing: return Message("lab.kueue.candidate.only-without-borrowing")
    case .fairShare(let preemptor, let now, let after):
      return Message("lab.kueue.candidate.fair-share", share(preemptor), share(now), share(after))
    case .notNeeded: return Message("lab.kueue.candidate.not-needed")
    case .inVain: return Message("lab.kueue.candidate.in-vain")
    }
  }

  private func key(_ reason: Kueue.PreemptionReason) -> String {
    switch reason {
    case .inClusterQueue: "lab.kueue.reason.own-queue"
    case .inCohortReclamation: "lab.kueue.reason.reclaim"
    case .inCohortReclaimWhileBorrowing: "lab.kueue.reason.reclaim-borrowing"
    case .inCohortFairSharing: "lab.kueue.reason.fair-sharing"
    }
  }

  /// `default/train-0` is `train-0`: jobs have unique names here.
  private func shortName(_ key: String) -> String {
    key.split(separator: "/", maxSplits: 1).last.map(String.init) ?? key
  }

  private func amount(_ count: Int, _ resource: String) -> String {
    if count == Kueue.Quota.unlimited { return "inf" }
    return switch resource {
    case "cpu": cores(count)
    case "memory": mebibytes(count)
    default: String(count)
    }
  }
}
