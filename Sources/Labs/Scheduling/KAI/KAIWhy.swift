import BatchQueueing
import Cluster
import ClusterRun
import Wording

/// KAI's reasons as sentences and tables.
struct KAINarrator {
  let world: World
  private var common: BatchNarrator { BatchNarrator(world: world) }
  static let mostRows = 40

  init(world: World) { self.world = world }

  func explain(_ reason: KAIReason, of job: JobIndex) -> Labs.Explanation {
    let who = world.jobs[job].name
    switch reason {
    case .unserved(let reason): return common.unserved(reason, of: job)
    case .bindFailed(let bind):
      return common.say("lab.batch.bind-failed", common.short(bind.pod), bind.node)
    case .bound(let bind, let minimum, let table):
      var explanation = common.say(
        "lab.kai.bound", common.short(bind.pod), bind.node, bind.action.rawValue)
      if minimum > 1 {
        explanation.sentences.append(Message("lab.kai.gang", who, String(minimum)))
      }
      if !bind.gpuGroups.isEmpty { explanation.sentences.append(Message("lab.kai.shared")) }
      explanation.tables = table.map { [scores($0)] } ?? []
      return explanation
    case .nominated(let bind, let table):
      var explanation = common.say("lab.kai.pipelined", common.short(bind.pod), bind.node)
      explanation.tables = table.map { [scores($0)] } ?? []
      return explanation
    case .evicted(let eviction, let shares): return explain(eviction, shares)
    case .waiting(let waiting, let shares, let divisions):
      var explanation = common.say(
        "lab.kai.waiting", who, String(waiting.pods), waiting.queue)
      explanation.sentences = waiting.reasons.flatMap(say)
      explanation.tables = [self.shares(shares)]
      explanation.tables += waiting.reasons.compactMap(verdicts)
      if let division = divisions.first(where: { $0.resource == .gpu }) {
        explanation.tables.append(self.division(division))
      }
      return explanation
    }
  }

  private func explain(_ eviction: KAI.Eviction, _ shares: KAI.QueueTree) -> Labs.Explanation {
    let pod = common.short(eviction.pod)
    let winner = eviction.beneficiary.map(common.short) ?? ""
    var explanation: Labs.Explanation
    switch (eviction.action, eviction.movesTo) {
    case (.staleGangEviction, _): explanation = common.say("lab.kai.stale", pod)
    case (_, let target?): explanation = common.say("lab.kai.moved", pod, target, winner)
    case (.reclaim, nil):
      explanation = common.say("lab.kai.reclaimed", pod, eviction.queue, winner)
      explanation.sentences = [Message("lab.kai.reclaim-rule")]
    case (.preempt, nil): explanation = common.say("lab.kai.preempted", pod, winner)
    case (.consolidation, nil), (.allocate, nil):
      explanation = common.say("lab.kai.evicted", pod, winner)
    }
    explanation.tables = [self.shares(shares)]
    return explanation
  }

  // MARK: Waiting

  private func say(_ reason: KAI.WaitReason) -> [Message] {
    switch reason {
    case .notReady(let subGroup, let ready, let minimum):
      [
        subGroup.map {
          Message("lab.kai.not-ready-subgroup", $0, String(ready), String(minimum))
        } ?? Message("lab.kai.not-ready", String(ready), String(minimum))
      ]
    case .unknownQueue(let queue): [Message("lab.kai.unknown-queue", queue)]
    case .queueHasChildren(let queue): [Message("lab.kai.not-leaf", queue)]
    case .overLimit(let queue, let resource, let limit, let allocated, let requested):
      [sum("lab.kai.over-limit", queue, resource, limit, allocated, requested)]
    case .nonPreemptibleOverQuota(
      let queue, let resource, let deserved, let allocated, let requested):
      [sum("lab.kai.non-preemptible", queue, resource, deserved, allocated, requested)]
    case .largerThanAnyNode(let pod, let resource, let requested, let largest):
      [
        Message(
          "lab.kai.too-large", common.short(pod), word(resource), amount(requested, resource),
          amount(largest, resource))
      ]
    case .noNode(let pod, let found, let minimum, _, let nodes, _):
      [Message("lab.kai.no-node", common.short(pod), String(found), String(minimum))]
        + nodes.map { Message("lab.kai.node.\($0.reason.word)", String($0.nodes)) }
    case .consolidation(let failure): [say(failure, "consolidation")]
    case .reclaim(let failure): [say(failure, "reclaim")]
    case .preempt(let failure): [say(failure, "preempt")]
    }
  }

  private func say(_ failure: KAI.SearchFailure, _ action: String) -> Message {
    switch failure {
    case .notPreemptible: Message("lab.kai.search.not-preemptible", action)
    case .notEnoughGPUs(let free, let needed):
      Message("lab.kai.search.gpus", action, amount(free, .gpu), amount(needed, .gpu))
    case .notEnoughGPUMemory(let free, let needed):
      Message(
        "lab.kai.search.gpu-memory", action, formatted(free, decimals: 0),
        formatted(needed, decimals: 0))
    case .refused(let verdict): say(verdict, action)
    case .nonPreemptibleOverQuota(
      let queue, let resource, let deserved, let allocated, let requested):
      sum("lab.kai.non-preemptible", queue, resource, deserved, allocated, requested)
    case .similarFailed(let group):
      Message("lab.kai.search.similar", action, common.short(group))
    case .noVictims: Message("lab.kai.search.no-victims", action)
    case .nothingWorked(let scenarios, let verdict):
      verdict.map { say($0, action) }
        ?? Message("lab.kai.search.nothing", action, String(scenarios))
    case .wouldLosePods(let scenarios):
      Message("lab.kai.search.would-lose", action, String(scenarios))
    }
  }

  private func say(_ verdict: KAI.ReclaimVerdict, _ action: String) -> Message {
    switch verdict {
    case .allowed, .unknownQueue: Message("lab.kai.search.nothing", action, "0")
    case .aboveFairShare(let queue, let resource, let allocated, let requested, let share):
      sum("lab.kai.above-fair-share", queue, resource, share, allocated, requested)
    case .nonPreemptibleAboveDeserved(
      let queue, let resource, let allocated, let requested, let deserved):
      sum("lab.kai.non-preemptible", queue, resource, deserved, allocated, requested)
    case .victimWithinShare(let reclaimer, let victim, let remaining, let allocatable, _, _, _):
      Message(
        "lab.kai.victim-within", reclaimer, victim, amount(remaining.gpu, .gpu),
        amount(allocatable.gpu, .gpu))
    case .saturated(let queue, let sibling, let resource, let ratio, let siblingRatio):
      Message(
        "lab.kai.saturated", queue, sibling, word(resource), formatted(ratio, decimals: 2),
        formatted(siblingRatio, decimals: 2))
    }
  }

  /// Queue, resource, bound, allocated, requested.
  private func sum(
    _ key: String, _ queue: String, _ resource: KAI.Resource, _ bound: Double,
    _ allocated: Double, _ requested: Double
  ) -> Message {
    Message(
      key, queue, word(resource), amount(bound, resource), amount(allocated, resource),
      amount(requested, resource))
  }

  private func word(_ resource: KAI.Resource) -> String {
    switch resource {
    case .cpu: "cpu"
    case .memory: "memory"
    case .gpu: "GPU"
    }
  }

  private func amount(_ value: Double, _ resource: KAI.Resource) -> String {
    value == KAI.unlimited ? "inf" : common.amount(value, word(resource))
  }

  // MARK: Tables

  private func shares(_ tree: KAI.QueueTree) -> Labs.Explanation.Table {
    Labs.Explanation.Table(
      title: Message("lab.kai.table.shares"),
      columns: ["queue", "deserved", "fair-share", "allocated", "request", "limit"].map {
        Message("lab.kai.column.\($0)")
      },
      rows: tree.queues.prefix(Self.mostRows).map { queue in
        [.plain(queue.id)]
          + [
            queue.gpu.deserved, queue.gpu.fairShare, queue.gpu.allocated, queue.gpu.request,
            queue.gpu.limit,
          ].map { .plain(amount($0, .gpu)) }
      })
  }

  private func division(_ level: KAI.LevelDivision) -> Labs.Explanation.Table {
    Labs.Explanation.Table(
      title: Message("lab.kai.table.division", amount(level.total, .gpu)),
      columns: ["queue", "deserved", "weight", "request", "fair-share"].map {
        Message("lab.kai.column.\($0)")
      },
      rows: zip(level.claimants, level.division.fairShare).prefix(Self.mostRows).map {
        claimant, share in
        [
          .plain(claimant.id), .plain(amount(claimant.deserved, .gpu)),
          .plain(formatted(claimant.overQuotaWeight, decimals: 2)),
          .plain(amount(claimant.request, .gpu)), .plain(amount(share, .gpu)),
        ]
      })
  }

  private func scores(_ table: KAI.PlacementTable) -> Labs.Explanation.Table {
    Labs.Explanation.Table(
      title: Message("lab.scheduling.table.scores"),
      columns: [Message("lab.column.node")]
        + ["availability", "gpusharing", "resourcetype", "nominatednode", "placement"].map {
          Message("lab.plain", $0)
        } + [Message("lab.column.total")],
      rows: table.scores.prefix(Self.mostRows).map { score in
        [.plain((score.node == table.chosen ? "> " : "") + score.node)]
          + [
            score.availability, score.gpuSharing, score.resourceType, score.nominated,
            score.placement, score.total,
          ].map { .plain(formatted($0, decimals: 2)) }
      })
  }

  /// What every node said about the pod without a place.
  private func verdicts(_ reason: KAI.WaitReason) -> Labs.Explanation.Table? {
    guard case .noNode(_, _, _, _, _, let details) = reason, !details.isEmpty else { return nil }
    return Labs.Explanation.Table(
      title: Message("lab.scheduling.table.filters"),
      columns: [Message("lab.column.node"), Message("lab.column.reason")],
      rows: details.prefix(Self.mostRows).flatMap { verdict in
        verdict.reasons.map { [.plain(verdict.node), .message(say($0))] }
      })
  }

  private func say(_ reason: KAI.NodeReason) -> Message {
    switch reason {
    case .cpu(let needed, let free):
      Message("lab.kai.short", "cpu", amount(needed, .cpu), amount(free, .cpu))
    case .memory(let needed, let free):
      Message("lab.kai.short", "memory", amount(needed, .memory), amount(free, .memory))
    case .pods(let needed, let free): Message("lab.kai.short", "pods", String(needed), String(free))
    case .gpus(let needed, let free):
      Message("lab.kai.short", "GPU", amount(needed, .gpu), amount(free, .gpu))
    case .gpuShare(let needed, _, let whole, let fitting):
      Message(
        "lab.kai.share-short", amount(needed, .gpu), String(whole), String(fitting))
    case .overLimit(let queue, let resource, let limit, let allocated, let requested):
      sum("lab.kai.over-limit", queue, resource, limit, allocated, requested)
    case .nonPreemptibleOverQuota(
      let queue, let resource, let deserved, let allocated, let requested):
      sum("lab.kai.non-preemptible", queue, resource, deserved, allocated, requested)
    case .gpuMemoryUnknown, .podsForSharing, .notReady, .notAllowed:
      Message("lab.kai.node.\(reason.kind.word)", "1")
    }
  }
}

extension KAI.NodeReason.Kind {
  /// Its part of a key of the string table.
  fileprivate var word: String {
    switch self {
    case .cpu: "cpu"
    case .memory: "memory"
    case .pods: "pods"
    case .gpus: "gpus"
    case .gpuShare: "gpu-share"
    case .gpuMemoryUnknown: "gpu-memory"
    case .podsForSharing: "pods-for-sharing"
    case .notReady: "not-ready"
    case .notAllowed: "not-allowed"
    case .overLimit: "over-limit"
    case .nonPreemptibleOverQuota: "non-preemptible"
    }
  }
}
