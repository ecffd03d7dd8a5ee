import AutoscalingSim
import Simulation
import Wording

extension AutoscalingReplay {
  /// More of one kind are not listed.
  private static var mostListed: Int { 40 }

  func subjects(at step: Int) -> [Subject] {
    let view = view(at: step)
    let named = decision(at: step)?.subjects ?? []
    var all: [Subject] = view.versions.indices.map { revision in
      Subject(id: scalerName(revision), state: scalerState(view.versions[revision]), owner: -1)
    }
    let pods = view.pods.sorted {
      ($0.stage.isStarting ? 0 : 1, $0.index) < ($1.stage.isStarting ? 0 : 1, $1.index)
    }
    all += pods.prefix(Self.mostListed).map {
      Subject(id: podNames[$0.index], state: podState($0), owner: $0.index)
    }
    if let name = named.first, !all.contains(where: { $0.id == name }),
      let pod = podNames.firstIndex(of: name)
    {
      all.append(Subject(id: name, state: Message("lab.autoscaling.state.gone"), owner: pod))
    }
    all += view.held.prefix(Self.mostListed).map {
      Subject(id: "r\($0)", state: Message("lab.autoscaling.state.held"), owner: -1)
    }
    all += view.waiting.prefix(Self.mostListed).map {
      Subject(id: "r\($0)", state: Message("lab.autoscaling.state.waiting"), owner: -1)
    }
    all += unserved(at: step)
    let first = all.filter { named.contains($0.id) }
    return first + all.filter { !named.contains($0.id) }
  }

  private func scalerState(_ version: ServiceView.VersionView) -> Message {
    Message(
      "lab.autoscaling.state.scaler", String(version.replicas), String(version.ready),
      String(version.starting))
  }

  private func podState(_ pod: ServiceView.PodView) -> Message {
    if pod.isEjected { return Message("lab.autoscaling.state.ejected") }
    if pod.stage == .ready {
      let numbers = [pod.running, pod.waiting, pod.failures, pod.answered].map(String.init)
      return pod.failures > 0
        ? Message("lab.autoscaling.state.failing", arguments: numbers)
        : Message("lab.autoscaling.state.ready", arguments: Array(numbers.prefix(2)))
    }
    return Message("lab.autoscaling.stage-name." + pod.stage.word)
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    if let revision = run.setup.revisions.indices.first(where: { scalerName($0) == subject.id }) {
      return whyScale(revision, at: step)
    }
    if let pod = podNames.firstIndex(of: subject.id) { return whyPod(pod, at: step) }
    if let number = requestNumber(subject.id) {
      return whyRequest(number, subject, at: step)
    }
    return Explanation(headline: Message("lab.why.nobody", subject.id))
  }

  // MARK: The autoscaler

  private func whyScale(_ revision: Int, at step: Int) -> Explanation {
    guard let row = lastLook(of: revision, at: step) else {
      return Explanation(headline: Message("lab.autoscaling.why.no-look", versionName(revision)))
    }
    var explanation = Explanation(
      headline: Message(
        "lab.autoscaling.why.scale", versionName(revision), String(row.desired), String(row.ready),
        String(row.starting)))
    switch row.decision {
    case .kpa(let decision, let outcome):
      explanation.sentences += kpaSentences(decision, outcome)
    case .hpa(let answer, let decision):
      explanation.sentences.append(Message("lab.autoscaling.hpa." + answer.reason.rawValue))
      explanation.sentences.append(decision.reason.message)
    case .kedaPoll(let decision): explanation.sentences.append(decision.reason.message)
    case .apa(let decision):
      explanation.sentences.append(
        Message("lab.autoscaling.apa." + decision.rule.reason.rawValue))
      if decision.stabilized != decision.rule.pods {
        explanation.sentences.append(
          Message("lab.autoscaling.why.cooldown", String(decision.stabilized)))
      }
    case .none: explanation.sentences.append(Message("lab.autoscaling.why.fixed"))
    }
    explanation.tables.append(
      Explanation.Table(
        title: Message(
          "lab.autoscaling.table.decision", formatted(row.time.inSeconds, decimals: 0)),
        columns: [Message("lab.column.item"), Message("lab.column.value")],
        rows: decisionFacts(row).map { [.message($0.title), $0.value] }))
    explanation.tables.append(recentLooks(revision, at: step))
    return explanation
  }

  private func kpaSentences(
    _ decision: KPADecision, _ outcome: KPAReconciler.Outcome
  ) -> [Message] {
    guard case .kpa(let kpa) = run.setup.autoscaler else { return [] }
    func number(_ value: Double) -> String { formatted(value, decimals: 2) }
    var sentences = [
      Message(
        "lab.autoscaling.why.windows", number(decision.stable.observed),
        number(kpa.spec.targetValue), formatted(min(decision.stable.pods, 1e9), decimals: 0),
        number(decision.panicWish.observed),
        formatted(min(decision.panicWish.pods, 1e9), decimals: 0))
    ]
    let threshold = number(kpa.spec.panicThreshold)
    switch decision.panic {
    case .begins, .extended:
      sentences.append(
        Message("lab.autoscaling.why.panic", number(decision.panicRatio), threshold))
    case .held:
      sentences.append(
        Message(
          "lab.autoscaling.why.held", String(decision.maxPanicPods),
          formatted(kpa.spec.stableWindow.inSeconds, decimals: 0)))
    case .ends: sentences.append(Message("lab.autoscaling.why.ends"))
    case .calm: break
    }
    for wish in [decision.stable, decision.panicWish] where wish.bound != .none {
      sentences.append(
        Message(
          "lab.autoscaling.why.bound." + wish.bound.rawValue,
          formatted(min(wish.pods, 1e9), decimals: 0), String(wish.bounded)))
    }
    if decision.isDelayed {
      sentences.append(
        Message(
          "lab.autoscaling.why.delayed", String(decision.undelayedPods),
          String(decision.desiredPods)))
    }
    if outcome.isBounded {
      sentences.append(
        Message(
          "lab.autoscaling.why.bounds", String(decision.desiredPods), String(outcome.want)))
    }
    if let zero = outcome.zero.message { sentences.append(zero) }
    sentences.append(
      Message(
        decision.excessBurstCapacity < 0
          ? "lab.autoscaling.why.proxy" : "lab.autoscaling.why.serve",
        String(decision.excessBurstCapacity)))
    return sentences
  }

  /// The last looks, newest first.
  private func recentLooks(_ revision: Int, at step: Int) -> Explanation.Table {
    var rows: [[Explanation.Value]] = []
    var at = min(step, run.events.count)
    while at >= 1, rows.count < 10 {
      if case .look(let place) = run.events[at - 1].kind, run.rows[place].revision == revision {
        let row = run.rows[place]
        rows.append([
          .plain(formatted(row.time.inSeconds, decimals: 0) + " s"), .number(row.desired),
          .number(row.ready), .number(row.starting), .number(row.inPods), .number(row.held),
        ])
      }
      at -= 1
    }
    return Explanation.Table(
      title: Message("lab.autoscaling.table.looks"),
      columns: [
        Message("lab.column.time"), Message("lab.number.desired"), Message("lab.number.ready"),
        Message("lab.number.starting"), Message("lab.number.in-pods"), Message("lab.number.held"),
      ], rows: rows)
  }

  // MARK: Pods

  private func whyPod(_ pod: Int, at step: Int) -> Explanation {
    let now = time(at: step)
    let bars = lives[pod].filter { $0.start <= now }
    guard let last = bars.last, let stage = PodStage(rawValue: last.stage) else {
      return Explanation(headline: Message("lab.autoscaling.why.gone", podNames[pod]))
    }
    let isGone = last.end <= now && last.end < run.now
    var explanation = Explanation(
      headline: isGone
        ? Message("lab.autoscaling.why.gone", podNames[pod])
        : Message(
          "lab.autoscaling.stage." + stage.word, podNames[pod]))
    if stage.isStarting, !isGone {
      explanation.sentences.append(
        Message(
          "lab.autoscaling.why.stage." + stage.word,
          formatted((now - last.start).inSeconds, decimals: 1)))
    }
    if !isGone, let seen = view(at: step).pods.first(where: { $0.index == pod }),
      seen.answered > 0
    {
      explanation.sentences.append(
        Message("lab.autoscaling.why.answers", String(seen.answered), String(seen.failures)))
    }
    if let scaled = scaling(before: bars[0].start, of: run.podRevisions[pod]) {
      explanation.sentences.append(
        Message(
          "lab.autoscaling.why.created", formatted(scaled.time.inSeconds, decimals: 1),
          String(scaled.from), String(scaled.to)))
    }
    explanation.tables.append(
      Explanation.Table(
        title: Message("lab.autoscaling.table.stages"),
        columns: [
          Message("lab.column.pod-stage"), Message("lab.column.begins"),
          Message("lab.column.seconds"),
        ],
        rows: bars.compactMap { bar in
          guard let stage = PodStage(rawValue: bar.stage) else { return nil }
          return [
            .message(Message("lab.autoscaling.stage-name." + stage.word)),
            .plain(formatted(bar.start.inSeconds, decimals: 2) + " s"),
            .plain(formatted((min(bar.end, now) - bar.start).inSeconds, decimals: 2)),
          ]
        }))
    return explanation
  }

  /// The change of replicas that made a pod.
  private func scaling(
    before time: SimTime, of revision: Int
  ) -> (time: SimTime, from: Int, to: Int)? {
    for event in run.events.reversed() where event.time <= time {
      if case .scaled(revision, let from, let to) = event.kind, to > from {
        return (event.time, from, to)
      }
    }
    return nil
  }

  // MARK: Requests

  private func whyRequest(_ number: Int, _ subject: Subject, at step: Int) -> Explanation {
    let view = view(at: step)
    var explanation = Explanation(headline: Message("lab.why.state", subject.id))
    explanation.sentences.append(subject.state)
    if view.held.contains(number) {
      let place = (view.held.firstIndex(of: number) ?? 0) + 1
      explanation.headline = Message(
        "lab.autoscaling.why.request", subject.id, String(place), String(view.held.count))
      let ready = view.versions.reduce(0) { $0 + $1.ready }
      explanation.sentences = [
        ready == 0
          ? Message("lab.autoscaling.why.no-pod") : Message("lab.autoscaling.why.no-room")
      ]
      for pod in view.pods.filter(\.stage.isStarting).prefix(3) {
        explanation.sentences.append(
          Message(
            "lab.autoscaling.why.waits-for", podNames[pod.index],
            formatted((view.time - pod.createdAt).inSeconds, decimals: 1)))
        explanation.sentences.append(
          Message(
            "lab.autoscaling.why.stage." + pod.stage.word,
            formatted((view.time - pod.stageSince).inSeconds, decimals: 1)))
      }
    } else if view.waiting.contains(number) {
      explanation.sentences = [Message("lab.autoscaling.why.in-queue")]
    }
    if let end = end(ofRequest: number) {
      let isOver = end.time <= view.time
      explanation.sentences.append(
        Message(
          (isOver ? "lab.autoscaling.why.over." : "lab.autoscaling.why.ended.") + end.outcome.word,
          formatted(Double(end.latency) / 1e9, decimals: 2),
          formatted(Double(end.heldFor) / 1e9, decimals: 2), String(end.attempts)))
    }
    return explanation
  }
}

extension KPAReconciler.ZeroStep {
  var message: Message? {
    func seconds(_ left: SimDuration) -> String { formatted(left.inSeconds, decimals: 0) }
    switch self {
    case .notAsked: return nil
    case .disabled: return Message("lab.autoscaling.zero.disabled")
    case .stillActivating: return Message("lab.autoscaling.zero.activating")
    case .activationTimedOut: return Message("lab.autoscaling.zero.timed-out")
    case .recentlyActive(let left):
      return Message("lab.autoscaling.zero.recent", seconds(left))
    case .becomesInactive: return Message("lab.autoscaling.zero.inactive")
    case .activatorNotInPath: return Message("lab.autoscaling.zero.no-activator")
    case .retention(let left): return Message("lab.autoscaling.zero.retention", seconds(left))
    case .grace(let left): return Message("lab.autoscaling.zero.grace", seconds(left))
    case .toZero: return Message("lab.autoscaling.zero.now")
    }
  }
}

extension RequestEnd.Outcome {
  var word: String {
    switch self {
    case .served: "served"
    case .failed: "failed"
    case .rejected: "rejected"
    case .timedOut: "timed-out"
    }
  }
}
