import Cluster
import ClusterRun
import Simulation
import Wording

// What a backfilling batch system says about a job, with its reservations.

extension SchedulingReplay {
  func explain(_ reason: BackfillReason) -> Labs.Explanation {
    var explanation = Labs.Explanation(headline: say(reason.verdict, jobName(reason.job)))
    if let own = reason.reservations.first(where: { $0.job == reason.job }) {
      explanation.sentences.append(
        Message("lab.scheduling.backfill.promised", jobName(own.job), seconds(own.start)))
    }
    if !reason.reservations.isEmpty {
      explanation.tables.append(table(of: reason.reservations))
    }
    if let refusal = reason.refusal { explanation.tables.append(verdicts(refusal)) }
    return explanation
  }

  private func seconds(_ time: SimTime) -> String { clockText(time) }

  private func say(_ verdict: BackfillReason.Verdict, _ job: String) -> Message {
    func say(_ key: String, _ arguments: String...) -> Message {
      Message("lab.scheduling.backfill." + key, arguments: [job] + arguments)
    }
    switch verdict {
    case .inOrder: return say("in-order")
    case .endsBeforeHead(let head, let spare):
      return say("ends-before", jobName(head), seconds(.zero + spare))
    case .besideHead(let head): return say("beside", jobName(head))
    case .inHole: return say("hole")
    case .keptPlace: return say("kept")
    case .noRoom(let placeable, let count):
      return say("no-room", String(placeable), String(count))
    case .behind(let head): return say("behind", jobName(head))
    case .wouldDelay(let other, let by):
      return say("delay", jobName(other), seconds(.zero + by))
    case .placesPromised(let other): return say("places", jobName(other))
    case .neverFits(let placeable, let count):
      return say("never", String(placeable), String(count))
    case .tooFewPods(let existing, let wanted):
      return say("pods", String(existing), String(wanted))
    case .beyondDepth(let depth): return say("depth", String(depth))
    }
  }

  private func table(of reservations: [StartReservation]) -> Labs.Explanation.Table {
    Labs.Explanation.Table(
      title: Message("lab.scheduling.table.reservations"),
      columns: [
        Message("lab.column.job"), Message("lab.column.start"), Message("lab.column.end"),
        Message("lab.column.nodes"),
      ],
      rows: reservations.prefix(40).map { item in
        var nodes: [NodeIndex] = []
        for place in item.places where !nodes.contains(place.node) { nodes.append(place.node) }
        let names = nodes.prefix(4).map { nodeName($0) }.joined(separator: ", ")
        return [
          .plain(jobName(item.job)), .plain(seconds(item.start) + " s"),
          .plain(item.end.map { seconds($0) + " s" } ?? "-"),
          .plain(nodes.count > 4 ? names + ", ..." : names),
        ]
      })
  }
}
