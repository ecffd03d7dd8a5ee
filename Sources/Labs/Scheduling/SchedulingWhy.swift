import Cluster
import ClusterRun
import KubeScheduling
import Simulation
import Wording

extension SchedulingReplay {
  func subjects(at step: Int) -> [Subject] {
    var jobs: [JobIndex] = []
    var pods: [PodIndex] = []
    if let item = traceStep(step) {
      if let pod = item.pod { pods.append(pod) }
      if let job = item.job { jobs.append(job) }
    }
    let isFirstJob = traceStep(step)?.pod == nil
    let alive = world.jobs.indices.filter {
      let phase = history.phase(ofJob: $0, at: step)
      return phase == .queued || phase == .active
    }
    // Those that wait first: they are asked about most.
    let all = alive.flatMap { Array(world.pods(of: $0)) }
    jobs += alive.filter { history.phase(ofJob: $0, at: step) == .queued }
    pods += all.filter {
      let phase = history.phase(of: $0, at: step)
      return phase == .waiting || phase == .gated
    }
    jobs += alive.filter { world.jobs[$0].podCount > 1 }
    pods += all.filter { history.phase(of: $0, at: step).holds }
    var seen: Set<String> = []
    let podSubjects = pods.map { pod in
      Subject(
        id: name(pod), state: state(of: pod, at: step), owner: world.job(of: pod))
    }
    let jobSubjects = jobs.map { job in
      Subject(id: jobName(job), state: state(ofJob: job, at: step), owner: job)
    }
    let queued = jobSubjects.prefix(jobs.count { history.phase(ofJob: $0, at: step) == .queued })
    let order =
      isFirstJob
      ? jobSubjects.prefix(1) + queued + podSubjects + jobSubjects
      : podSubjects.prefix(1) + queued + podSubjects + jobSubjects
    return (order + queueSubjects(at: step)).filter { seen.insert($0.id).inserted }
  }

  func isServed(_ subject: String, at step: Int) -> Bool? {
    servedChanges(of: subject).map { changes in
      changes.last { $0.step <= step }?.isServed ?? false
    }
  }

  func servedStep(_ subject: String, around step: Int) -> Int? {
    guard let changes = servedChanges(of: subject) else { return nil }
    let at = changes.lastIndex { $0.step <= step }
    if let at, changes[at].isServed {
      let unserved = changes[...at].lastIndex { !$0.isServed }
      return changes[unserved.map { $0 + 1 } ?? 0].step
    }
    return changes.first { $0.step > step && $0.isServed }?.step
  }

  /// From which steps on the subject has what it came for or has it no longer: a pod its node, a job
  /// all that it needs. `nil` when nobody has that name.
  private func servedChanges(of subject: String) -> [(step: Int, isServed: Bool)]? {
    if let pod = pod(named: subject) {
      return history.pods[pod].map { (Int($0.step), $0.phase == .running || $0.phase == .done) }
    }
    guard let job = job(named: subject) else { return nil }
    return bars.rows[job].states.map { (Int($0.step), $0.phase == .working || $0.phase == nil) }
  }

  private func pod(named name: String) -> PodIndex? {
    world.plan.pods.firstIndex { $0.name == name }
  }
  private func job(named name: String) -> JobIndex? {
    world.jobs.firstIndex { $0.name == name }
  }

  private func state(of pod: PodIndex, at step: Int) -> Message {
    let attempts = history.attempts[pod].count { $0 <= step }
    switch history.phase(of: pod, at: step) {
    case .absent:
      let job = world.job(of: pod)
      if history.phase(ofJob: job, at: step) == .queued {
        return Message("lab.scheduling.state.queued", world.jobs[job].queue)
      }
      return Message(
        history.pods[pod].contains { $0.step <= step }
          ? "lab.scheduling.state.gone" : "lab.scheduling.state.not-arrived")
    case .waiting: return Message("lab.scheduling.state.waiting", String(attempts))
    case .gated: return Message("lab.scheduling.state.gated")
    case .reserved: return Message("lab.scheduling.state.reserved", node(of: pod, at: step))
    case .running: return Message("lab.scheduling.state.running", node(of: pod, at: step))
    case .ending: return Message("lab.scheduling.state.ending", node(of: pod, at: step))
    case .done: return Message("lab.scheduling.state.finished")
    }
  }

  /// The node that the pod got last.
  private func node(of pod: PodIndex, at step: Int) -> String {
    if !world.jobs[world.job(of: pod)].startsOn.isEmpty,
      history.since(pod, at: step) == 0
    {
      let job = world.job(of: pod)
      return nodeName(world.jobs[job].startsOn[pod - world.pods(of: job).lowerBound])
    }
    let steps = history.attempts[pod].filter { $0 <= step }
    let last = steps.last { run.steps[Int($0) - 1].node != nil }
    return nodeName(last.flatMap { run.steps[Int($0) - 1].node })
  }

  private func state(ofJob job: JobIndex, at step: Int) -> Message {
    let pods = world.pods(of: job)
    let running = pods.count { history.phase(of: $0, at: step) == .running }
    switch history.phase(ofJob: job, at: step) {
    case .unborn: return Message("lab.scheduling.state.not-arrived")
    case .queued: return Message("lab.scheduling.state.queued", world.jobs[job].queue)
    case .failed: return Message("lab.scheduling.state.gave-up")
    case .active, .done:
      if pods.allSatisfy({ history.phase(of: $0, at: step) == .done }) {
        return Message("lab.scheduling.state.finished")
      }
      return Message("lab.scheduling.state.pods", String(running), String(pods.count))
    }
  }

  func why(_ subject: Subject, at step: Int) -> Labs.Explanation {
    let asked = pod(named: subject.id)
    guard let job = asked.map(world.job) ?? job(named: subject.id) else {
      return whyQueue(subject.id, at: step)
        ?? Labs.Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    var explanation = asked.map { why(pod: $0, at: step) } ?? why(job: job, at: step)
    addGroup(job, to: &explanation, at: step)
    return explanation
  }

  private func why(pod: PodIndex, at step: Int) -> Labs.Explanation {
    let job = world.job(of: pod)
    // A pod that does not exist waits with its job.
    if history.phase(ofJob: job, at: step) == .queued, history.phase(of: pod, at: step) == .absent {
      return why(job: job, at: step)
    }
    // Systems that decide by jobs say why the job waits.
    if history.phase(of: pod, at: step) == .waiting,
      let decision = history.lastDecision(of: job, at: step),
      run.steps[decision - 1].kind == .pended,
      decision > history.lastAttempt(of: pod, at: step) ?? 0
    {
      return why(job: job, at: step)
    }
    guard let attempt = history.lastAttempt(of: pod, at: step) else {
      return Labs.Explanation(
        headline: Message("lab.why.state", name(pod)),
        sentences: [state(of: pod, at: step)] + groupSentences(job, at: step))
    }
    guard let why = run.why(step: attempt - 1) else {
      let item = run.steps[attempt - 1]
      return Labs.Explanation(
        headline: Message("lab.why.state", name(pod)),
        sentences: [state(of: pod, at: step), sentence(item)] + groupSentences(job, at: step))
    }
    var explanation = explain(why, step: attempt, pod: pod, job: job)
    explanation.sentences.insert(
      Message(
        "lab.scheduling.why.when",
        clockText(run.steps[attempt - 1].time),
        String(history.attempts[pod].count { $0 <= attempt })),
      at: min(1, explanation.sentences.count))
    explanation.sentences += groupSentences(job, at: step)
    return explanation
  }

  private func why(job: JobIndex, at step: Int) -> Labs.Explanation {
    let pods = world.pods(of: job)
    let attempts = pods.compactMap { history.lastAttempt(of: $0, at: step) }
    let decision = history.lastDecision(of: job, at: step)
    // While it is queued its own last decision counts, later what happened to its pods.
    let isQueued = history.phase(ofJob: job, at: step) == .queued
    let stuck = pods.filter { pod in
      let phase = history.phase(of: pod, at: step)
      return phase == .waiting || phase == .gated || phase == .reserved
    }
    let last =
      isQueued
      ? decision
      : (stuck.compactMap { history.lastAttempt(of: $0, at: step) } + [decision ?? 0]).max()
        .flatMap { $0 > 0 ? $0 : nil } ?? attempts.max()
    if isQueued, last != step, let told = whyKueueWaits(job, at: step) { return told }
    guard let last, let why = run.why(step: last - 1) else {
      return Labs.Explanation(
        headline: Message("lab.why.state", jobName(job)),
        sentences: [state(ofJob: job, at: step)]
          + (last.map { [sentence(run.steps[$0 - 1])] } ?? []) + groupSentences(job, at: step))
    }
    let pod = run.steps[last - 1].pod ?? pods.lowerBound
    var explanation = explain(why, step: last, pod: pod, job: job)
    explanation.sentences.append(
      Message(
        "lab.scheduling.why.at", clockText(run.steps[last - 1].time)))
    explanation.sentences += groupSentences(job, at: step)
    return explanation
  }

  /// What Kueue would say of a waiting job now: its last decision may be old, and jobs behind a head
  /// have none.
  private func whyKueueWaits(_ job: JobIndex, at step: Int) -> Labs.Explanation? {
    let moment = run.moment(after: min(max(0, step), run.steps.count))
    guard let plane = moment.plane as? KueueControlPlane else { return nil }
    return KueueNarrator(world: moment.world).explainWaiting(job, plane)
  }

  /// The answer for what a control plane noted about its decision.
  private func explain(
    _ why: Why, step: Int, pod: PodIndex, job: JobIndex
  ) -> Labs.Explanation {
    switch why {
    case .kube(let cycle, let gang, let preemption):
      var explanation =
        cycle.decision.node.map { whyPlaced(pod, $0, cycle) } ?? whyNot(pod, cycle)
      explanation.sentences += quirkSentences(cycle) + deviceSentences(cycle)
      if let gang { explanation.sentences.append(say(gang)) }
      if let preemption { add(preemption, to: &explanation) }
      explanation.tables.append(verdicts(cycle))
      if let devices = deviceTable(cycle) { explanation.tables.append(devices) }
      return explanation
    case .preemption(let result):
      var explanation = Labs.Explanation(
        headline: Message("lab.scheduling.why.preempts", name(result.pod)))
      add(result, to: &explanation)
      return explanation
    case .deallocation(let done):
      return Labs.Explanation(
        headline: Message("lab.scheduling.why.deallocated", done.claim, name(done.pod)),
        sentences: [
          Message(
            "lab.scheduling.why.deallocated.devices",
            done.devices.map(\.device).joined(separator: ", "),
            done.nodes.map { nodeName($0) }.joined(separator: ", ")),
          Message("lab.scheduling.why.deallocated.rule"),
        ])
    case .kueue(let reason):
      return KueueNarrator(world: world).explain(reason, of: job)
    case .volcano(let reason):
      return VolcanoNarrator(world: world).explain(reason, of: job)
    case .kai(let reason):
      return KAINarrator(world: world).explain(reason, of: job)
    case .backfill(let reason): return explain(reason)
    case .godel(let reason): return explain(reason)
    case .gang(let reason):
      return Labs.Explanation(
        headline: Message("lab.scheduling.why.gang", name(pod), jobName(job)),
        sentences: [say(reason)])
    }
  }

  private func say(_ reason: GangReason) -> Message {
    let seconds = clockText
    switch reason {
    case .tooFewPods(let existing, let minimum):
      return Message("lab.scheduling.gang.few", String(existing), String(minimum))
    case .groupMissing: return Message("lab.scheduling.gang.missing")
    case .waitsForOthers(let holding, let minimum, let deadline):
      return Message(
        "lab.scheduling.gang.waits", String(holding), String(minimum), seconds(deadline))
    case .quorum(let holding, let minimum):
      return Message("lab.scheduling.gang.quorum", String(holding), String(minimum))
    case .timedOut(let holding, let minimum, let waited):
      return Message(
        "lab.scheduling.gang.timeout", String(holding), String(minimum),
        seconds(.zero + waited))
    case .groupDoesNotFit(let placeable, let minimum):
      return Message("lab.scheduling.gang.group", String(placeable), String(minimum))
    }
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
  func verdicts(_ why: KubeScheduling.Explanation) -> Labs.Explanation.Table {
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

  func say(_ reason: FilterReason) -> Message {
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
