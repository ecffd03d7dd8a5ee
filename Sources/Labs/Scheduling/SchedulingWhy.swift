import Cluster
import KubeScheduling
import Simulation
import Wording

extension SchedulingReplay {
  func subjects(at step: Int) -> [Subject] {
    var order: [PodIndex] = []
    if let item = traceStep(step) { order.append(item.pod) }
    order += waiting(at: step) + running(at: step)
    var seen: Set<PodIndex> = []
    return order.filter { seen.insert($0).inserted }.map {
      Subject(id: name($0), state: state(of: $0, at: step))
    }
  }

  func isServed(_ subject: String, at step: Int) -> Bool? {
    instance.arrivals.firstIndex { $0.pod.name == subject }.map { pod in
      fates[pod].placedStep.map { $0 <= step } ?? false
    }
  }

  private func state(of pod: PodIndex, at step: Int) -> Message {
    let fate = fates[pod]
    guard let arrived = fate.arrivedStep, arrived <= step else {
      return Message("lab.scheduling.state.not-arrived")
    }
    if let finished = fate.finishedStep, finished <= step {
      return Message("lab.scheduling.state.finished")
    }
    if let placed = fate.placedStep, placed <= step {
      return Message("lab.scheduling.state.running", nodeName(run.steps[placed - 1].node))
    }
    let attempts = fate.attempts.count { $0 <= step }
    return Message("lab.scheduling.state.waiting", String(attempts))
  }

  func why(_ subject: Subject, at step: Int) -> Labs.Explanation {
    guard let pod = instance.arrivals.firstIndex(where: { $0.pod.name == subject.id }) else {
      return Labs.Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    guard let attempt = fates[pod].attempts.last(where: { $0 <= step }),
      let why = run.why(step: attempt - 1)
    else {
      return Labs.Explanation(
        headline: Message("lab.why.state", subject.id),
        sentences: [state(of: pod, at: step)] + groupSentences(pod, at: step))
    }
    var explanation = why.decision.node.map { whyPlaced(pod, $0, why) } ?? whyNot(pod, why)
    explanation.sentences.append(
      Message(
        "lab.scheduling.why.when",
        formatted(run.steps[attempt - 1].time.inSeconds, decimals: 0),
        String(fates[pod].attempts.count { $0 <= attempt })))
    explanation.sentences += groupSentences(pod, at: step)
    explanation.tables.append(verdicts(why))
    return explanation
  }

  private func whyNot(_ pod: PodIndex, _ why: KubeScheduling.Explanation) -> Labs.Explanation {
    let counts = why.reasonCounts.map { "\($0.nodes) \($0.message)" }.joined(separator: ", ")
    return Labs.Explanation(
      headline: Message("lab.scheduling.why.not", name(pod), wants(pod)),
      sentences: [
        Message(
          "lab.scheduling.why.event", "0/\(instance.nodes.count) nodes are available: \(counts).")
      ])
  }

  private func whyPlaced(
    _ pod: PodIndex, _ node: NodeIndex, _ why: KubeScheduling.Explanation
  ) -> Labs.Explanation {
    var explanation = Labs.Explanation(
      headline: Message("lab.scheduling.why.placed", name(pod), nodeName(node), wants(pod)))
    guard let scores = why.scores else {
      explanation.sentences.append(Message("lab.scheduling.why.only", nodeName(node)))
      return explanation
    }
    let best = scores.best
    explanation.sentences.append(
      best.count > 1
        ? Message(
          "lab.scheduling.why.tie", String(best.count), String(scores.totals[scores.chosen]))
        : Message(
          "lab.scheduling.why.best", nodeName(node), String(scores.totals[scores.chosen]),
          String(scores.nodes.count)))
    if why.examined.count < instance.nodes.count {
      explanation.sentences.append(
        Message(
          "lab.scheduling.why.sampled", String(why.examined.count),
          String(instance.nodes.count), String(why.wanted)))
    }
    if !scores.skipped.isEmpty {
      explanation.sentences.append(
        Message("lab.scheduling.why.silent", scores.skipped.joined(separator: ", ")))
    }
    explanation.tables.append(scoreTable(scores))
    return explanation
  }

  /// Where the pod's group stands, when it has one.
  private func groupSentences(_ pod: PodIndex, at step: Int) -> [Message] {
    guard let group = instance.arrivals[pod].group else { return [] }
    let members = fates.indices.filter { instance.arrivals[$0].group == group }
    let running = members.count { member in fates[member].placedStep.map { $0 <= step } ?? false }
    return [
      Message(
        running == members.count
          ? "lab.scheduling.why.group-runs" : "lab.scheduling.why.group-waits",
        String(running), String(members.count))
    ]
  }

  // MARK: Tables

  /// Rows of a table that people read; larger clusters show the best or first ones.
  private static var mostRows: Int { 40 }

  private func scoreTable(_ scores: ScoreTable) -> Labs.Explanation.Table {
    let order = scores.nodes.indices.sorted {
      (-scores.totals[$0], $0 == scores.chosen ? 0 : 1, $0)
        < (-scores.totals[$1], $1 == scores.chosen ? 0 : 1, $1)
    }
    return Labs.Explanation.Table(
      title: Message("lab.scheduling.table.scores"),
      columns: [Message("lab.column.node")]
        + scores.columns.map {
          Message("lab.column.plugin", $0.plugin, String($0.weight))
        } + [Message("lab.column.total")],
      rows: order.prefix(Self.mostRows).map { position in
        [.plain((position == scores.chosen ? "> " : "") + nodeName(scores.nodes[position]))]
          + scores.columns.map { column in
            .plain("\(column.weight) x \(column.scores.final[position])")
          } + [.number(scores.totals[position])]
      })
  }

  /// What each node that was looked at had to say.
  private func verdicts(_ why: KubeScheduling.Explanation) -> Labs.Explanation.Table {
    var rows: [[Labs.Explanation.Value]] = []
    for examination in why.examined {
      guard let failure = examination.failure else {
        rows.append([
          .plain(nodeName(examination.node)), .message(Message("lab.scheduling.feasible")),
          .plain(""),
        ])
        continue
      }
      for reason in failure.reasons {
        rows.append([
          .plain(nodeName(examination.node)), .plain(failure.plugin), .message(say(reason)),
        ])
      }
    }
    return Labs.Explanation.Table(
      title: Message("lab.scheduling.table.filters"),
      columns: [
        Message("lab.column.node"), Message("lab.column.filter"), Message("lab.column.reason"),
      ], rows: Array(rows.prefix(Self.mostRows * 2)))
  }

  private func say(_ reason: FilterReason) -> Message {
    switch reason {
    case .nodeUnschedulable: Message("lab.scheduling.reason.unschedulable")
    case .nodeNameMismatch(let wanted): Message("lab.scheduling.reason.name", wanted)
    case .untoleratedTaint(let taint):
      Message(
        "lab.scheduling.reason.taint",
        taint.key + (taint.value.isEmpty ? "" : "=" + taint.value) + ":" + taint.effect.rawValue)
    case .nodeSelectorMismatch(let label):
      Message("lab.scheduling.reason.selector", "\(label.key)=\(label.value)")
    case .requiredAffinityMismatch: Message("lab.scheduling.reason.affinity")
    case .tooManyPods(let running, let allowed):
      Message("lab.scheduling.reason.pods", String(running), String(allowed))
    case .insufficient(let resource, let needed, let free, let allocatable):
      Message(
        "lab.scheduling.reason.insufficient", resource.text, amount(needed, resource),
        amount(free, resource), amount(allocatable, resource))
    case .spreadSkew(let key, let domain, let matching, let countsItself, let minimum, let most):
      Message(
        "lab.scheduling.reason.skew", key, domain, String(matching + (countsItself ? 1 : 0)),
        String(minimum), String(most))
    case .spreadLabelMissing(let key): Message("lab.scheduling.reason.no-label", key)
    case .podAffinity(_, let key, let domain, let elsewhere):
      Message("lab.scheduling.reason.pod-affinity", key, domain, String(elsewhere))
    case .podAffinityLabelMissing(_, let key):
      Message("lab.scheduling.reason.pod-affinity-label", key)
    case .podAntiAffinity(let conflict):
      say(conflict, "lab.scheduling.reason.pod-anti-affinity")
    case .existingPodAntiAffinity(let conflict):
      say(conflict, "lab.scheduling.reason.existing-anti-affinity")
    case .gpuShare(let needed, let largest):
      Message("lab.scheduling.reason.share", String(needed), String(largest))
    case .devices(let reason): reason.message
    case .other(let text): Message("lab.scheduling.reason.other", text)
    }
  }

  private func say(_ conflict: AffinityConflict, _ key: String) -> Message {
    let names = conflict.examples.map(name).joined(separator: ", ")
    return Message(
      key, conflict.key, conflict.domain, String(conflict.pods),
      conflict.pods > conflict.examples.count ? names + ", ..." : names)
  }

  private func amount(_ count: Int, _ resource: ResourceName) -> String {
    switch resource {
    case .cpu: cores(count)
    case .memory: mebibytes(count)
    default: String(count)
    }
  }
}
