import AutoscalingSim
import Simulation
import Wording

/// A run of the autoscaling lab to be walked: a step is a look of the autoscaler or something that
/// happened to pods, paths or versions; between them requests come and go.
struct AutoscalingReplay: Replay {
  let run: ServiceRun
  /// By pod index.
  let podNames: [String]
  /// What each pod went through, by pod index.
  let lives: [[StageChart.Bar]]
  /// Where in the ends each request is, by number; -1 for one that did not end.
  private let endPlaces: [Int32]
  /// Places of the ends without an answer, in their order.
  let unservedEnds: [Int]

  init(run: ServiceRun) {
    self.run = run
    podNames = run.podRevisions.enumerated().map {
      "\(run.setup.revisions[$0.element].name)-\($0.offset)"
    }
    lives = podLives(of: run)
    var places = [Int32](repeating: -1, count: run.tally.arrived)
    for (place, end) in run.ends.enumerated() where places.indices.contains(Int(end.number)) {
      places[Int(end.number)] = Int32(truncatingIfNeeded: place)
    }
    endPlaces = places
    unservedEnds = run.ends.indices.filter { run.ends[$0].outcome != .served }
  }

  var stepCount: Int { run.events.count }

  func event(_ step: Int) -> ServiceEvent? {
    step >= 1 && step <= run.events.count ? run.events[step - 1] : nil
  }

  func time(at step: Int) -> SimTime { event(step)?.time ?? .zero }

  func view(at step: Int) -> ServiceView {
    step >= 1 && step <= run.events.count ? run.view(after: step - 1) : run.start
  }

  /// How a request ended; `nil` for one that had not when the run was over.
  func end(ofRequest number: Int) -> RequestEnd? {
    guard endPlaces.indices.contains(number), endPlaces[number] >= 0 else { return nil }
    return run.ends[Int(endPlaces[number])]
  }

  func versionName(_ revision: Int) -> String { run.setup.revisions[revision].name }

  /// The last look at or before a step, of one version.
  func lastLook(of revision: Int, at step: Int) -> TickRow? {
    var at = min(step, run.events.count)
    while at >= 1 {
      if case .look(let row) = run.events[at - 1].kind, run.rows[row].revision == revision {
        return run.rows[row]
      }
      at -= 1
    }
    return nil
  }

  // MARK: Decisions

  func decision(at step: Int) -> Decision? {
    guard let event = event(step) else { return nil }
    let (kind, sentence, subjects) = say(event.kind)
    return Decision(time: event.time, sentence: sentence, kind: kind, subjects: subjects)
  }

  private func say(_ kind: ServiceEvent.Kind) -> (String, Message, [String]) {
    switch kind {
    case .look(let row): return sayLook(run.rows[row])
    case .scaled(let revision, let from, let to):
      return (
        "scaled",
        Message(
          to > from ? "lab.autoscaling.scaled.up" : "lab.autoscaling.scaled.down",
          versionName(revision), String(from), String(to)), [scalerName(revision)]
      )
    case .stage(let pod, let stage):
      return (
        stage == .ready ? "ready" : stage == .gone ? "gone" : "pod-stage",
        Message("lab.autoscaling.stage." + stage.word, podNames[pod]), [podNames[pod]]
      )
    case .nodeJoined(let node):
      return ("node", Message("lab.autoscaling.node-joined", String(node)), [])
    case .holding(let revision):
      return (
        "holding", Message("lab.autoscaling.holding", versionName(revision)),
        [scalerName(revision)]
      )
    case .released(let revision, let requests, let longest):
      return (
        "let-go",
        Message(
          "lab.autoscaling.released", versionName(revision), String(requests),
          formatted(longest.inSeconds, decimals: 1)), [scalerName(revision)]
      )
    case .mode(let revision, let mode):
      return (
        "path", Message("lab.autoscaling.path." + mode.rawValue, versionName(revision)),
        [scalerName(revision)]
      )
    case .rollout(let state, let percent): return sayRollout(state, percent)
    case .ejected(let pod):
      return ("pod-ejected", Message("lab.autoscaling.ejected", podNames[pod]), [podNames[pod]])
    case .returned(let pod):
      return ("pod-returned", Message("lab.autoscaling.returned", podNames[pod]), [podNames[pod]])
    case .killed(let pod, let requests):
      return (
        "pod-killed", Message("lab.autoscaling.killed", podNames[pod], String(requests)),
        [podNames[pod]]
      )
    }
  }

  private func sayRollout(_ state: RolloutState, _ percent: Int) -> (String, Message, [String]) {
    switch state {
    case .notBegun, .step:
      return ("rollout", Message("lab.autoscaling.rollout.step", String(percent)), [])
    case .promoted: return ("rollout", Message("lab.autoscaling.rollout.promoted"), [])
    case .aborted(let failed, let all, let pValue):
      let numbers = [String(failed), String(all)]
      return (
        "rolled-back",
        pValue.map {
          Message(
            "lab.autoscaling.rollout.tested",
            arguments: numbers + [formatted($0, decimals: 4)])
        } ?? Message("lab.autoscaling.rollout.aborted", arguments: numbers), []
      )
    }
  }

  func scalerName(_ revision: Int) -> String {
    run.setup.revisions.count > 1
      ? "autoscaler-" + versionName(revision) : "autoscaler"
  }

  private func sayLook(_ row: TickRow) -> (String, Message, [String]) {
    let subject = [scalerName(row.revision)]
    func number(_ value: Double) -> String { formatted(value, decimals: 1) }
    switch row.decision {
    case .kpa(let decision, _):
      let isNews = decision.panic == .begins || decision.panic == .ends
      let key =
        switch decision.panic {
        case .begins: "lab.autoscaling.look.panic"
        case .extended, .held: "lab.autoscaling.look.panicking"
        case .calm, .ends: "lab.autoscaling.look.stable"
        }
      return (
        isNews ? "panic" : "look",
        Message(
          key, String(decision.desiredPods), number(decision.stable.observed),
          number(decision.panicWish.observed), String(decision.readyPods)), subject
      )
    case .hpa(let answer, let decision):
      return (
        "look",
        Message(
          "lab.autoscaling.look.hpa", String(decision.desired), String(decision.current),
          formatted(answer.ratio, decimals: 2), answer.replicas.map(String.init) ?? "-"), subject
      )
    case .kedaPoll(let decision):
      return (
        "look",
        Message(
          decision.isActive ? "lab.autoscaling.look.active" : "lab.autoscaling.look.inactive",
          number(decision.metric), String(decision.current), String(decision.replicas)), subject
      )
    case .apa(let decision):
      return (
        "look",
        Message(
          "lab.autoscaling.look.apa", String(decision.desired), String(decision.current),
          number(decision.usePerPod), formatted(decision.rule.ratio, decimals: 2)), subject
      )
    case .none:
      return (
        "look",
        Message("lab.autoscaling.look.none", String(row.ready), String(row.inPods)), subject
      )
    }
  }
}

extension PodStage {
  /// Part of the keys `lab.autoscaling.stage.WORD`.
  var word: String {
    switch self {
    case .scheduling: "scheduling"
    case .node: "node"
    case .image: "image"
    case .unpack: "unpack"
    case .create: "create"
    case .model: "model"
    case .load: "load"
    case .warmUp: "warm-up"
    case .probe: "probe"
    case .ready: "ready"
    case .draining: "draining"
    case .gone: "gone"
    }
  }
}

/// What each pod went through, by pod index.
func podLives(of run: ServiceRun) -> [[StageChart.Bar]] {
  let count = run.podRevisions.count
  var lives = [[StageChart.Bar]](repeating: [], count: count)
  var open = [(since: SimTime, stage: PodStage)?](repeating: nil, count: count)
  for event in run.events {
    guard case .stage(let pod, let stage) = event.kind else { continue }
    if let item = open[pod], item.since < event.time {
      lives[pod].append(
        StageChart.Bar(start: item.since, end: event.time, stage: item.stage.rawValue))
    }
    open[pod] = stage == .gone ? nil : (event.time, stage)
  }
  for pod in open.indices {
    guard let item = open[pod] else { continue }
    lives[pod].append(
      StageChart.Bar(start: item.since, end: run.now, stage: item.stage.rawValue))
  }
  return lives
}
