import BatchQueueing
import Cluster
import ClusterRun
import Wording

/// Volcano's reasons as sentences and tables.
struct VolcanoNarrator {
  let world: World
  private var common: BatchNarrator { BatchNarrator(world: world) }
  static let mostRows = 40

  init(world: World) { self.world = world }

  func explain(_ reason: VolcanoReason, of job: JobIndex) -> Labs.Explanation {
    let who = world.jobs[job].name
    switch reason {
    case .unserved(let reason): return common.unserved(reason, of: job)
    case .bindFailed(let bind):
      return common.say("lab.batch.bind-failed", common.short(bind.task), bind.node)
    case .invalid(let problems):
      return common.say("lab.volcano.invalid", who, String(problems.count))
    case .bound(let minimum, let placement):
      guard let placement, let node = placement.node else {
        return common.say("lab.volcano.bound", who, String(minimum))
      }
      var explanation = common.say(
        "lab.volcano.bound-to", common.short(placement.task), node,
        String(placement.scores.count), String(placement.scores.count + placement.refusals.count))
      if minimum > 1 {
        explanation.sentences.append(Message("lab.volcano.gang", who, String(minimum)))
      }
      explanation.tables = tables(placement)
      return explanation
    case .evicted(let eviction): return explain(eviction)
    case .nominated(let pipelined, let placement):
      var explanation = common.say(
        "lab.volcano.nominated", common.short(pipelined.task), pipelined.node)
      explanation.tables = placement.map(tables) ?? []
      return explanation
    case .waiting(let waiting, let queue, let placements):
      return explain(waiting, queue, placements, who)
    }
  }

  private func explain(_ eviction: Volcano.Eviction) -> Labs.Explanation {
    var explanation = common.say(
      eviction.action == .reclaim ? "lab.volcano.reclaimed" : "lab.volcano.preempted",
      common.short(eviction.task), eviction.node, common.short(eviction.preemptor))
    explanation.sentences = [Message("lab.volcano.votes")]
    explanation.tables = [
      Labs.Explanation.Table(
        title: Message("lab.volcano.table.votes"),
        columns: [
          Message("lab.volcano.column.tier"), Message("lab.volcano.column.plugin"),
          Message("lab.volcano.column.victims"),
        ],
        rows: eviction.votes.prefix(Self.mostRows).map {
          [
            .number($0.tier + 1), .plain($0.plugin.rawValue),
            .plain(names($0.tasks)),
          ]
        })
    ]
    return explanation
  }

  private func names(_ tasks: [String]) -> String {
    let few = tasks.prefix(8).map(common.short).joined(separator: ", ")
    return tasks.count > 8 ? few + ", ..." : few
  }

  // MARK: Waiting

  private func explain(
    _ waiting: Volcano.WaitingPodGroup, _ queue: Volcano.QueueReport?,
    _ placements: [Volcano.Placement], _ who: String
  ) -> Labs.Explanation {
    var explanation = common.say(
      "lab.volcano.waiting", who, String(waiting.pending + waiting.pipelined), waiting.queue,
      String(waiting.ready), String(waiting.minMember))
    for obstacle in waiting.obstacles { explanation.sentences += say(obstacle, waiting.queue) }
    if let queue { explanation.tables.append(table(queue)) }
    if let last = placements.last(where: { $0.node == nil }) ?? placements.last {
      explanation.tables += tables(last)
    }
    return explanation
  }

  private func say(_ obstacle: Volcano.Obstacle, _ queue: String) -> [Message] {
    switch obstacle {
    case .notEnqueued(let plugin, let shortages):
      [Message("lab.volcano.not-enqueued", plugin.rawValue)] + shortages.map(say)
    case .queueNotOpen(let state): [Message("lab.volcano.not-open", queue, state.rawValue)]
    case .queueNotLeaf: [Message("lab.volcano.not-leaf", queue)]
    case .hierarchyNotReady(let other): [Message("lab.volcano.hierarchy", other)]
    case .tooFewPods(let valid, let minimum):
      [Message("lab.volcano.too-few", String(valid), String(minimum))]
    case .tooFewPodsOfRole(let role, let valid, let minimum):
      [Message("lab.volcano.too-few-role", role, String(valid), String(minimum))]
    case .queueOverused(let deserved, let allocated):
      [Message("lab.volcano.overused", queue, list(allocated), list(deserved))]
    case .queueLimit(let task, let plugin, let shortages):
      [Message("lab.volcano.limit", common.short(task), queue, plugin.rawValue)]
        + shortages.map(say)
    case .noNode(let task, let failures):
      [Message("lab.volcano.no-node", common.short(task), String(failures.nodes))]
        + failures.counts.map { say($0.reason, nodes: $0.nodes) }
    case .sameRoleFailed(let role, let tasks):
      [Message("lab.volcano.same-role", String(tasks), role)]
    case .gangNotReady(let placed, let minimum):
      [Message("lab.volcano.gang-not-ready", String(placed), String(minimum))]
    case .waitingForRelease(let tasks): [Message("lab.volcano.release", String(tasks))]
    case .noHyperNode(let tier): [Message("lab.volcano.no-hypernode", String(tier))]
    case .gated(let tasks): [Message("lab.volcano.gated", String(tasks))]
    }
  }

  private func say(_ shortage: Volcano.Shortage) -> Message {
    Message(
      "lab.volcano.shortage", shortage.resource, common.amount(shortage.needed, shortage.resource),
      common.amount(shortage.limit, shortage.resource))
  }

  private func say(_ failure: Volcano.NodeFailure, nodes: Int) -> Message {
    let count = String(nodes)
    return switch failure {
    case .insufficient(let resources):
      Message("lab.volcano.node.insufficient", count, resources.joined(separator: ", "))
    case .tooManyPods: Message("lab.volcano.node.pods", count)
    case .cordoned: Message("lab.volcano.node.cordoned", count)
    case .affinityMismatch: Message("lab.volcano.node.affinity", count)
    case .untoleratedTaint(let key): Message("lab.volcano.node.taint", count, key)
    }
  }

  private func list(_ amounts: Volcano.Amounts) -> String {
    amounts.list.filter { $0.value > 0 }.map {
      "\($0.resource) \(common.amount($0.value, $0.resource))"
    }.joined(separator: ", ")
  }

  // MARK: Tables

  private func table(_ queue: Volcano.QueueReport) -> Labs.Explanation.Table {
    let resources = queue.request.list.map(\.resource)
    func cell(_ amounts: Volcano.Amounts?, _ resource: String) -> Labs.Explanation.Value {
      .plain(amounts.map { common.amount($0[resource], resource) } ?? "-")
    }
    return Labs.Explanation.Table(
      title: Message("lab.volcano.table.queue", queue.name),
      columns: ["resource", "deserved", "allocated", "request", "limit"].map {
        Message("lab.volcano.column.\($0)")
      },
      rows: resources.prefix(Self.mostRows).map {
        [
          .plain($0), cell(queue.deserved, $0), cell(queue.allocated, $0), cell(queue.request, $0),
          cell(queue.limit, $0),
        ]
      })
  }

  private func tables(_ placement: Volcano.Placement) -> [Labs.Explanation.Table] {
    var tables: [Labs.Explanation.Table] = []
    if !placement.scores.isEmpty {
      let names = Volcano.ScoreName.allCases.filter { name in
        placement.scores.contains { $0.parts.contains { $0.name == name } }
      }
      tables.append(
        Labs.Explanation.Table(
          title: Message("lab.scheduling.table.scores"),
          columns: [Message("lab.column.node")] + names.map { Message("lab.plain", $0.rawValue) }
            + [Message("lab.column.total")],
          rows: placement.scores.sorted { ($1.total, $0.node) < ($0.total, $1.node) }
            .prefix(Self.mostRows).map { score in
              [.plain((score.node == placement.node ? "> " : "") + score.node)]
                + names.map { name in
                  .plain(
                    formatted(
                      score.parts.first { $0.name == name }?.points ?? 0, decimals: 1))
                } + [.plain(formatted(score.total, decimals: 1))]
            }))
    }
    if !placement.refusals.isEmpty {
      tables.append(
        Labs.Explanation.Table(
          title: Message("lab.scheduling.table.filters"),
          columns: [Message("lab.column.node"), Message("lab.column.reason")],
          rows: placement.refusals.prefix(Self.mostRows).map {
            [.plain($0.node), .message(say($0.reason, nodes: 1))]
          }))
    }
    return tables
  }
}
