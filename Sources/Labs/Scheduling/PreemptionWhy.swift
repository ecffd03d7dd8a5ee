import Cluster
import KubeScheduling
import Wording

// What DefaultPreemption came to: who must go, who was spared, why not elsewhere.

extension SchedulingReplay {
  /// Adds the outcome and one row a node that was asked.
  func add(_ result: PreemptionResult, to explanation: inout Labs.Explanation) {
    explanation.sentences += sentences(of: result)
    if !result.trials.isEmpty { explanation.tables.append(table(of: result)) }
    if case .nominate(let candidate) = result.outcome {
      explanation.tables.append(victims(of: candidate))
    }
  }

  private func sentences(of result: PreemptionResult) -> [Message] {
    func say(_ key: String, _ arguments: String...) -> Message {
      Message("lab.scheduling.preemption." + key, arguments: arguments)
    }
    switch result.outcome {
    case .nominate(let candidate):
      var sentences = [
        say(
          "nominates", nodeName(candidate.node), String(candidate.victims.count),
          String(result.candidates.count))
      ]
      if let criterion = result.decidingCriterion, result.candidates.count > 1 {
        sentences.append(say("criterion." + criterion.rawValue))
      }
      return sentences
    case .noCandidate:
      return [
        result.potential.isEmpty ? say("nobody") : say("none", String(result.potential.count))
      ]
    case .notEligible(.policyNever): return [say("never")]
    case .notEligible(.victimsLeaving(let node, let pod)):
      return [say("leaving", name(pod), nodeName(node))]
    case .notEligible(.otherScheduler): return [say("other")]
    case .notEligible(.disabled): return [say("disabled")]
    }
  }

  private func table(of result: PreemptionResult) -> Labs.Explanation.Table {
    Labs.Explanation.Table(
      title: Message("lab.scheduling.table.preemption"),
      columns: [
        Message("lab.column.node"), Message("lab.column.verdict"), Message("lab.column.reason"),
      ],
      rows: result.trials.prefix(40).map { trial in
        let (verdict, detail) = say(trial.verdict)
        return [.plain(nodeName(trial.node)), .message(verdict), detail]
      })
  }

  private func say(
    _ verdict: PreemptionTrial.Verdict
  ) -> (Message, Labs.Explanation.Value) {
    func text(_ key: String) -> Message { Message("lab.scheduling.preemption.verdict." + key) }
    func first(_ failure: FilterFailure) -> Labs.Explanation.Value {
      failure.reasons.first.map { .message(say($0)) } ?? .plain(failure.plugin)
    }
    switch verdict {
    case .unresolvable(let failure): return (text("unresolvable"), first(failure))
    case .noLowerPriorityPods: return (text("no-lower"), .plain(""))
    case .stillDoesNotFit(let failure): return (text("no-fit"), first(failure))
    case .needsNoVictims: return (text("no-victims"), .plain(""))
    case .candidate(let candidate):
      return (
        text("candidate"),
        .message(
          Message(
            "lab.scheduling.preemption.costs", String(candidate.victims.count),
            String(candidate.violations),
            candidate.victims.prefix(4).map { "\(name($0.pod)) (\($0.priority))" }
              .joined(separator: ", ")))
      )
    }
  }

  private func victims(of candidate: PreemptionCandidate) -> Labs.Explanation.Table {
    let gone = candidate.victims.map { victim -> [Labs.Explanation.Value] in
      [
        .plain(name(victim.pod)), .number(victim.priority),
        .message(Message("lab.scheduling.preemption.goes")),
        victim.failure.reasons.first.map { .message(say($0)) } ?? .plain(""),
      ]
    }
    let spared = candidate.spared.map { pod -> [Labs.Explanation.Value] in
      [
        .plain(name(pod.pod)), .number(pod.priority),
        .message(Message("lab.scheduling.preemption.stays")),
        .plain(pod.violates.joined(separator: ", ")),
      ]
    }
    return Labs.Explanation.Table(
      title: Message("lab.scheduling.table.victims", nodeName(candidate.node)),
      columns: [
        Message("lab.column.pod"), Message("lab.column.priority"), Message("lab.column.verdict"),
        Message("lab.column.reason"),
      ], rows: Array((gone + spared).prefix(40)))
  }
}
