import ClusterRun
import Wording

// What blocks a queue: its quota, who is first in line, who borrows.

extension SchedulingReplay {
  /// The scenario's queues, as something that can be asked about.
  func queueSubjects(at step: Int) -> [Subject] {
    guard !scenario.queues.isEmpty else { return [] }
    return queueTree(at: step).nodes.map {
      Subject(id: $0.name, state: Message("lab.queue.state", String($0.waiting)))
    }
  }

  /// `nil` when there is no such queue.
  func whyQueue(_ name: String, at step: Int) -> Labs.Explanation? {
    guard !scenario.queues.isEmpty else { return nil }
    let tree = queueTree(at: step)
    guard let node = tree.nodes.first(where: { $0.name == name }) else { return nil }
    var explanation = Labs.Explanation(
      headline: Message(
        node.waiting > 0 ? "lab.queue.why" : "lab.queue.why.nobody", name, String(node.waiting)))
    explanation.sentences = node.amounts.map { sum($0) }
    for other in tree.nodes where other.isLeaf && other.name != name {
      for amount in other.amounts where amount.borrowed > 0 {
        explanation.sentences.append(
          Message(
            "lab.queue.borrows", other.name, told(amount.borrowed, amount.resource),
            amount.resource))
      }
    }
    guard let first = firstInLine(of: name, at: step) else { return explanation }
    let why = self.why(Subject(id: jobName(first), state: Message("lab.queue.first")), at: step)
    explanation.sentences.append(Message("lab.queue.head", jobName(first)))
    explanation.sentences += [why.headline] + why.sentences
    explanation.tables = why.tables
    return explanation
  }

  /// Quota, use and what is asked for, in one sentence.
  private func sum(_ amount: QueueTree.Amount) -> Message {
    let numbers = [amount.nominal, amount.used, amount.borrowed, amount.lent, amount.pending]
      .map { told($0, amount.resource) }
    guard let limit = amount.limit, limit < .max else {
      return Message("lab.queue.sum", arguments: [amount.resource] + numbers)
    }
    return Message(
      "lab.queue.sum.limit", arguments: [amount.resource] + numbers + [told(limit, amount.resource)]
    )
  }

  /// The job that its control plane looks at next, else the one that waits longest.
  private func firstInLine(of queue: String, at step: Int) -> JobIndex? {
    let moment = run.moment(after: step)
    for line in moment.lines where line.kind == .queue(queue) {
      if case .jobs(let jobs) = line.members, let first = jobs.first { return first }
    }
    return world.jobs.indices.first { job in
      world.jobs[job].queue == queue
        && (history.phase(ofJob: job, at: step) == .queued
          || world.pods(of: job).contains {
            let phase = history.phase(of: $0, at: step)
            return phase == .waiting || phase == .gated
          })
    }
  }

  private func told(_ count: Int, _ resource: String) -> String {
    if count == .max { return "inf" }
    let plain = resource.split(separator: "/").last.map(String.init) ?? resource
    return plain == "cpu" ? cores(count) : plain == "memory" ? mebibytes(count) : String(count)
  }
}
