import Cluster
import ClusterRun
import Simulation
import Wording

// What Gödel's dispatcher, schedulers and binder say about a pod.

extension SchedulingReplay {
  func explain(_ reason: GodelReason) -> Labs.Explanation {
    var explanation = Labs.Explanation(headline: say(reason))
    if let scheduler = reason.scheduler {
      explanation.sentences.append(
        Message("lab.scheduling.godel.scheduler", String(scheduler + 1)))
    }
    if case .conflict(let node, let rivals, let failure) = reason.verdict {
      explanation.sentences += failure?.reasons.map { say($0) } ?? []
      if !rivals.isEmpty { explanation.tables.append(table(of: rivals, on: node)) }
    }
    if let cycle = reason.cycle { explanation.tables.append(verdicts(cycle)) }
    return explanation
  }

  private func say(_ reason: GodelReason) -> Message {
    let pod = name(reason.pod)
    func say(_ key: String, _ arguments: String...) -> Message {
      Message("lab.scheduling.godel." + key, arguments: [pod] + arguments)
    }
    switch reason.verdict {
    case .bound: return say("bound")
    case .conflict(let node, let rivals, _):
      return say("conflict", nodeName(node), String(rivals.count))
    case .rejectedWithGroup(let left, let needed):
      return say("rejected", String(left), String(needed))
    case .notPlaced(let placed, let needed):
      return say("not-placed", String(placed), String(needed))
    case .waitingForPods(let existing, let minimum):
      return say("pods", String(existing), String(minimum))
    case .timedOut(let after):
      return say("timed-out", clockText(SimTime.zero + after))
    }
  }

  private func table(
    of rivals: [GodelReason.Rival], on node: NodeIndex
  ) -> Labs.Explanation.Table {
    Labs.Explanation.Table(
      title: Message("lab.scheduling.table.rivals", nodeName(node)),
      columns: [Message("lab.column.pod"), Message("lab.column.scheduler")],
      rows: rivals.prefix(40).map { [.plain(name($0.pod)), .number($0.scheduler + 1)] })
  }
}
