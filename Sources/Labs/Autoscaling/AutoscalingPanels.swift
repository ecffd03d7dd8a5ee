import AutoscalingSim
import Simulation
import Wording

// The views beside the picture.

extension AutoscalingReplay {
  var panels: [PanelKind] {
    [.scaling, .holding, .coldStart] + (run.setup.rollout == nil ? [] : [.rollout])
  }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    guard panels.contains(kind) else { return nil }
    switch kind {
    case .scaling: return .scaling(scaling(at: step))
    case .holding: return .holding(holding(at: step))
    case .coldStart: return .coldStart(coldStarts)
    case .rollout: return .rollout(rollout(at: step))
    default: return nil
    }
  }

  private func scaling(at step: Int) -> Timeline {
    Timeline(
      series: [
        curve("desired", "pods") { Double($0.desired) },
        curve("ready", "pods") { Double($0.ready) },
        curve("starting", "pods") { Double($0.starting) },
      ],
      facts: run.setup.revisions.indices.flatMap { revision in
        lastLook(of: revision, at: step).map { decisionFacts($0) } ?? []
      })
  }

  private func holding(at step: Int) -> Timeline {
    let view = view(at: step)
    func fact(_ key: String, _ value: Int) -> Timeline.Fact {
      Timeline.Fact(title: Message(key), value: .number(value))
    }
    return Timeline(
      series: [
        curve("held", "requests") { Double($0.held) },
        curve("in_pods", "requests") { Double($0.inPods) },
      ],
      facts: [
        fact("lab.number.held", view.held.count),
        fact("lab.number.waiting-in-pods", view.waiting.count),
        fact("lab.number.in-pods", view.versions.reduce(0) { $0 + $1.load - $1.held }),
        fact("lab.number.cold", view.tally.metColdStart),
        fact("lab.number.rejected", view.tally.rejected),
        fact("lab.number.timed-out", view.tally.timedOut),
        fact("lab.number.retries", view.tally.retries),
      ])
  }

  /// Pods that were started during the run, until they were ready.
  private var coldStarts: StageChart {
    var rows: [StageChart.Row] = []
    for (pod, bars) in lives.enumerated() {
      let start = bars.filter { $0.stage < PodStage.ready.rawValue }
      guard let first = start.first, let last = start.last else { continue }
      rows.append(
        StageChart.Row(
          name: podNames[pod],
          note: formatted((last.end - first.start).inSeconds, decimals: 1) + " s",
          owner: pod, bars: start))
    }
    return StageChart(
      stages: PodStage.allCases.filter(\.isStarting).map {
        Message("lab.autoscaling.stage-name." + $0.word)
      }, rows: rows, start: .zero, end: run.now)
  }

  private func rollout(at step: Int) -> Timeline {
    let view = view(at: step)
    var percents: [Series.Point] = [Series.Point(timeNanoseconds: 0, value: 0)]
    for event in run.events {
      guard case .rollout(_, let percent) = event.kind else { continue }
      percents.append(
        Series.Point(timeNanoseconds: event.time.nanoseconds, value: Double(percent)))
    }
    percents.append(
      Series.Point(
        timeNanoseconds: run.now.nanoseconds, value: percents.last?.value ?? 0))
    var facts: [Timeline.Fact] = []
    for version in view.versions {
      facts.append(
        Timeline.Fact(
          title: Message("lab.number.version"),
          value: .message(
            Message(
              "lab.autoscaling.fact.share", version.name, String(version.percent),
              String(version.ready)))))
    }
    facts.append(
      Timeline.Fact(
        title: Message("lab.number.canary-requests"), value: .number(view.tally.canaryRequests)))
    facts.append(
      Timeline.Fact(
        title: Message("lab.number.canary-failures"), value: .number(view.tally.canaryFailures)))
    if case .aborted(let failed, let all, let pValue) = view.rollout {
      facts.append(
        Timeline.Fact(
          title: Message("lab.number.verdict"),
          value: .plain(
            "\(failed)/\(all)" + (pValue.map { ", p " + formatted($0, decimals: 4) } ?? ""))))
    }
    return Timeline(
      series: [Series(id: "canary_weight", unit: "%", points: percents)], facts: facts)
  }

  // MARK: The numbers of a decision

  /// Every number on the way to a decision, in the order in which it was computed.
  func decisionFacts(_ row: TickRow) -> [Timeline.Fact] {
    func fact(_ key: String, _ value: Explanation.Value) -> Timeline.Fact {
      Timeline.Fact(title: Message("lab.autoscaling.fact." + key), value: value)
    }
    func number(_ value: Double, _ decimals: Int = 2) -> Explanation.Value {
      .plain(formatted(value, decimals: decimals))
    }
    var facts: [Timeline.Fact] = []
    if run.setup.revisions.count > 1 {
      facts.append(fact("version", .plain(versionName(row.revision))))
    }
    switch row.decision {
    case .kpa(let decision, let outcome):
      guard case .kpa(let kpa) = run.setup.autoscaler else { break }
      facts += [
        fact("target", number(kpa.spec.targetValue)), fact("ready", .number(decision.readyPods)),
        fact("stable", number(decision.stable.observed)),
        fact("stable-wish", wish(decision.stable)),
        fact("panic", number(decision.panicWish.observed)),
        fact("panic-wish", wish(decision.panicWish)),
        fact(
          "limits",
          .plain("\(Int(min(decision.fewestPods, 1e9)))...\(Int(min(decision.mostPods, 1e9)))")),
        fact("panic-ratio", number(decision.panicRatio)),
        fact("mode", .message(Message("lab.autoscaling.panic." + decision.panic.rawValue))),
        fact("wish", .number(decision.undelayedPods)),
        fact("decision", .number(decision.desiredPods)),
        fact("burst", .number(decision.excessBurstCapacity)),
        fact("path", .plain(outcome.mode.rawValue)),
        fact("condition", .plain(outcome.condition.rawValue)),
        fact("want", .number(outcome.want)),
      ]
    case .hpa(let answer, let decision):
      facts += [
        fact("current", .number(decision.current)),
        fact("mean", number(Double(answer.mean) / 1_000)),
        fact("ratio", number(answer.ratio, 3)), fact("adjusted", number(answer.adjustedRatio, 3)),
        fact("measured", .number(answer.measured)), fact("missing", .number(answer.missing)),
        fact("unready", .number(answer.unready)),
        fact("rule", .message(Message("lab.autoscaling.hpa." + answer.reason.rawValue))),
        fact("wish", answer.replicas.map { .number($0) } ?? .plain("-")),
        fact("stabilized", .number(decision.stabilized)),
        fact("decision", .number(decision.desired)),
        fact("reason", .message(decision.reason.message)),
      ]
    case .kedaPoll(let decision):
      facts += [
        fact("metric", number(decision.metric, 1)), fact("current", .number(decision.current)),
        fact("decision", .number(decision.replicas)),
        fact("reason", .message(decision.reason.message)),
      ]
    case .apa(let decision):
      facts += [
        fact("current", .number(decision.current)), fact("mean", number(decision.usePerPod)),
        fact("ratio", number(decision.rule.ratio, 3)), fact("wish", .number(decision.rule.wanted)),
        fact("rule", .message(Message("lab.autoscaling.apa." + decision.rule.reason.rawValue))),
        fact("stabilized", .number(decision.stabilized)),
        fact("decision", .number(decision.desired)),
      ]
    case .none:
      facts.append(fact("ready", .number(row.ready)))
    }
    return facts
  }

  private func wish(_ wish: KPADecision.Wish) -> Explanation.Value {
    let pods = formatted(min(wish.pods, 1e9), decimals: 0)
    return wish.bound == .none
      ? .plain(pods)
      : .message(
        Message("lab.autoscaling.bound." + wish.bound.rawValue, pods, String(wish.bounded)))
  }
}

extension HPAScaler.Reason {
  var message: Message {
    switch self {
    case .disabledAtZero: Message("lab.autoscaling.hpa.disabled")
    case .outsideBounds: Message("lab.autoscaling.hpa.bounds")
    case .noMetric: Message("lab.autoscaling.hpa.no-metric")
    case .unchanged: Message("lab.autoscaling.hpa.unchanged")
    case .followed: Message("lab.autoscaling.hpa.followed")
    case .stabilized(let wish): Message("lab.autoscaling.hpa.stabilized", String(wish))
    case .rateLimited(let limit): Message("lab.autoscaling.hpa.rate", String(limit))
    case .atMost: Message("lab.autoscaling.hpa.most")
    case .atLeast: Message("lab.autoscaling.hpa.least")
    }
  }
}

extension KEDAScaler.Reason {
  var message: Message {
    switch self {
    case .activated: Message("lab.autoscaling.keda.activated")
    case .active: Message("lab.autoscaling.keda.active")
    case .deactivated: Message("lab.autoscaling.keda.deactivated")
    case .coolingDown(let left):
      Message("lab.autoscaling.keda.cooling", formatted(left.inSeconds, decimals: 0))
    case .raisedToFewest: Message("lab.autoscaling.keda.raised")
    case .inactive: Message("lab.autoscaling.keda.inactive")
    }
  }
}
