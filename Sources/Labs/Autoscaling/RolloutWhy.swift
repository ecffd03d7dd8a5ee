import AutoscalingSim
import Simulation
import Wording

/// Why the versions have what they have, and the views of a rollout.
extension RolloutReplay {
  private var hasAnalysis: Bool { !run.plan.analyses.isEmpty }

  func subjects(at step: Int) -> [Subject] {
    let fold = fold(step)
    func version(_ ready: Int, _ pods: Int, _ share: Int) -> Message {
      Message("lab.rollout.state.version", String(ready), String(pods), String(share))
    }
    let share = share(fold)
    var all = [
      Subject(id: Self.new, state: version(fold.canaryReady, fold.canaryPods, share), owner: 1),
      Subject(
        id: Self.old, state: version(fold.stableReady, fold.stablePods, 100 - share), owner: 0),
      Subject(
        id: Self.rollout,
        state: Message(
          fold.ending == .promoted
            ? "lab.rollout.state.promoted"
            : fold.isAborted
              ? "lab.rollout.state.aborted"
              : fold.isPaused ? "lab.rollout.state.paused" : "lab.rollout.state.going"), owner: -1),
    ]
    if hasAnalysis {
      all.append(
        Subject(
          id: Self.analysis, state: Message("lab.rollout.state.looks", String(fold.looks)),
          owner: -1))
    }
    let named = decision(at: step)?.subjects ?? []
    return all.filter { named.contains($0.id) } + all.filter { !named.contains($0.id) }
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    switch subject.id {
    case Self.new, Self.old: return whyVersion(subject.id, at: step)
    case Self.rollout: return whyRollout(at: step)
    case Self.analysis where hasAnalysis: return whyAnalysis(at: step)
    default: return Explanation(headline: Message("lab.why.nobody", subject.id))
    }
  }

  // MARK: Versions

  private func whyVersion(_ name: String, at step: Int) -> Explanation {
    let fold = fold(step)
    let isNew = name == Self.new
    let share = share(fold)
    var explanation = Explanation(
      headline: Message(
        "lab.rollout.why.version", name, String(isNew ? fold.canaryReady : fold.stableReady),
        String(isNew ? fold.canaryPods : fold.stablePods), String(isNew ? share : 100 - share)))
    let truth = isNew ? scenario.new : scenario.old
    explanation.sentences.append(
      Message(
        "lab.rollout.why.truth", name,
        formatted(Double(truth.failuresPerMillion) / 10_000, decimals: 2)))
    switch run.plan.strategy {
    case .canary(let steps, let router):
      let weight = canaryWeight(steps: steps, at: fold.step, isAborted: fold.isAborted)
      if let router {
        explanation.sentences.append(
          Message(
            router.isStableScaled ? "lab.rollout.why.routed-scaled" : "lab.rollout.why.routed",
            String(weight), String(run.plan.replicas)))
      } else {
        explanation.sentences.append(
          Message(
            "lab.rollout.why.split", String(weight), String(run.plan.replicas),
            String(run.plan.bounds.maxSurge), String(run.plan.bounds.maxUnavailable)))
        explanation.tables.append(candidates(weight))
      }
    case .blueGreen:
      explanation.sentences.append(
        Message("lab.rollout.why.blue-green", String(run.plan.replicas)))
    }
    if fold.mirror > 0, isNew {
      explanation.sentences.append(Message("lab.rollout.why.mirror", String(fold.mirror)))
    }
    explanation.tables.append(requests(at: step))
    return explanation
  }

  /// Every way to round that Argo considers, with its distance from the weight.
  private func candidates(_ weight: Int) -> Explanation.Table {
    let reason = CanarySplitReason(
      weight: weight, maxWeight: 100, replicas: run.plan.replicas,
      maxSurge: run.plan.bounds.maxSurge)
    return Explanation.Table(
      title: Message("lab.rollout.table.split"),
      columns: [
        Message("lab.rollout.column.new-pods"), Message("lab.rollout.column.all-pods"),
        Message("lab.rollout.column.distance"), Message("lab.column.verdict"),
      ],
      rows: reason.candidates.enumerated().map { index, candidate in
        [
          .number(candidate.canary), .number(candidate.total),
          .plain(formatted(candidate.distance, decimals: 2)),
          .message(
            Message(
              reason.chosen == index ? "lab.rollout.split.chosen" : "lab.rollout.split.farther")),
        ]
      })
  }

  private func requests(at step: Int) -> Explanation.Table {
    let counts = counts(before: step)
    func row(_ name: String, _ all: Int, _ failed: Int) -> [Explanation.Value] {
      [
        .plain(name), .number(all), .number(failed),
        .plain(all > 0 ? formatted(Double(failed) * 100 / Double(all), decimals: 2) + " %" : "-"),
      ]
    }
    return Explanation.Table(
      title: Message("lab.rollout.table.requests"),
      columns: [
        Message("lab.number.version"), Message("lab.rollout.column.requests"),
        Message("lab.rollout.column.failed"), Message("lab.rollout.column.share"),
      ],
      rows: [
        row(Self.old, counts.old, counts.oldFailed), row(Self.new, counts.new, counts.newFailed),
      ])
  }

  // MARK: Steps

  private func whyRollout(at step: Int) -> Explanation {
    let fold = fold(step)
    let last = decision(at: step)?.sentence
    var explanation = Explanation(
      headline: last ?? Message("lab.rollout.why.begins", String(run.plan.replicas)))
    if fold.isPaused, run.plan.person == nil {
      explanation.sentences.append(Message("lab.rollout.why.nobody"))
    }
    let worse = RolloutStudy.isWorse(scenario.new, than: scenario.old)
    explanation.sentences.append(
      Message(
        worse ? "lab.rollout.why.worse" : "lab.rollout.why.as-good",
        formatted(Double(scenario.old.failuresPerMillion) / 10_000, decimals: 2),
        formatted(Double(scenario.new.failuresPerMillion) / 10_000, decimals: 2)))
    if case .canary(let steps, _) = run.plan.strategy {
      explanation.tables.append(
        Explanation.Table(
          title: Message("lab.rollout.table.steps"),
          columns: [Message("lab.column.step"), Message("lab.column.state")],
          rows: steps.enumerated().map { index, item in
            [
              .message(say(item)),
              .message(
                Message(
                  index < fold.step
                    ? "lab.rollout.step.done"
                    : index == fold.step && !fold.isOver
                      ? "lab.rollout.step.present" : "lab.rollout.step.to-come")),
            ]
          }))
    }
    return explanation
  }

  private func say(_ step: CanaryStep) -> Message {
    switch step {
    case .setWeight(let weight): Message("lab.rollout.step.weight", String(weight))
    case .pause(nil): Message("lab.rollout.step.pause-person")
    case .pause(let length?):
      Message("lab.rollout.step.pause", formatted(length.inSeconds, decimals: 0))
    case .setCanaryScale(.pods(let pods)): Message("lab.rollout.step.pods", String(pods))
    case .setCanaryScale(.weight(let weight)): Message("lab.rollout.step.scale", String(weight))
    case .setCanaryScale(.matchTraffic): Message("lab.rollout.step.match")
    case .analysis: Message("lab.rollout.step.analysis")
    case .mirror(let percent): Message("lab.rollout.step.mirror", String(percent))
    }
  }

  // MARK: Analysis

  private func whyAnalysis(at step: Int) -> Explanation {
    let fold = fold(step)
    var explanation = Explanation(
      headline: Message("lab.rollout.why.analysis", String(fold.looks)))
    guard let metric = run.plan.analyses.first?.first else { return explanation }
    let looks = metric.count ?? 1
    switch metric.query {
    case .successRate, .meanLatency:
      explanation.sentences.append(Message("lab.rollout.why.threshold"))
    case .failuresPValue, .latencyPValue:
      if looks > 1 {
        // Looking one way at 5 % each time errs half as often as both ways at 10 %.
        let error = GroupSequentialDesign.naiveError(looks: min(looks, 50), alpha: 0.1) / 2
        explanation.sentences.append(
          Message(
            "lab.rollout.why.peeking", String(looks), formatted(error * 100, decimals: 1)))
      } else {
        explanation.sentences.append(Message("lab.rollout.why.once"))
      }
    case .failuresGroupSequential:
      explanation.sentences.append(Message("lab.rollout.why.group-sequential", String(looks)))
    case .failuresAlwaysValid: explanation.sentences.append(Message("lab.rollout.why.always-valid"))
    }
    explanation.sentences.append(
      Message(
        "lab.rollout.why.limit", String(metric.failureLimit),
        String(metric.consecutiveSuccessLimit)))
    explanation.tables.append(measurements(upTo: step).table)
    return explanation
  }

  private func measurements(upTo step: Int) -> TablePanel {
    var rows: [[Explanation.Value]] = []
    for item in run.events.prefix(step) {
      guard case .measured(_, let measurement) = item.event else { continue }
      rows.append([
        .number(rows.count + 1), .plain(formatted(item.time.inSeconds, decimals: 0) + " s"),
        .plain(measurement.value.map { formatted($0, decimals: 4) } ?? "-"),
        .message(Message("lab.rollout.phase." + measurement.phase.word)),
      ])
    }
    return TablePanel(
      Explanation.Table(
        title: Message("lab.rollout.table.looks"),
        columns: [
          Message("lab.rollout.column.look"), Message("lab.column.time"),
          Message("lab.column.value"), Message("lab.column.verdict"),
        ], rows: rows), marked: rows.isEmpty ? [] : [rows.count - 1])
  }

  // MARK: Views

  var panels: [PanelKind] { [.rollout, .scaling] + (hasAnalysis ? [.looks] : []) }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    switch kind {
    case .rollout:
      return .rollout(timeline([curve("canary_weight", "%") { Double($0.weight) }], step))
    case .scaling:
      return .scaling(
        timeline(
          [
            curve("old_pods", "pods") { Double($0.stablePods) },
            curve("new_pods", "pods") { Double($0.canaryPods) },
          ], step))
    case .looks: return hasAnalysis ? .looks(measurements(upTo: step)) : nil
    default: return nil
    }
  }

  private func timeline(_ series: [Series], _ step: Int) -> Timeline {
    let picture = picture(at: step)
    let rows = picture.rows.map {
      Timeline.Fact(title: Message("lab.number.version"), value: .plain("\($0.name): \($0.note)"))
    }
    return Timeline(
      series: series,
      facts: rows + picture.numbers.map { Timeline.Fact(title: $0.title, value: .plain($0.value)) })
  }
}
