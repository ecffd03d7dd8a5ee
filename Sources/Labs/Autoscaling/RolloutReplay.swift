import AutoscalingSim
import Simulation
import Wording

/// A rollout to be walked, event by event; between them requests come second by second.
struct RolloutReplay: Replay {
  let run: RolloutRun
  let scenario: RolloutScenario

  static let old = "old"
  static let new = "new"
  static let rollout = "rollout"
  static let analysis = "analysis"

  var stepCount: Int { run.events.count }

  func event(_ step: Int) -> RolloutEvent? {
    step >= 1 && step <= run.events.count ? run.events[step - 1].event : nil
  }

  func time(at step: Int) -> SimTime {
    step >= 1 && step <= run.events.count ? run.events[step - 1].time : .zero
  }

  func fold(_ step: Int) -> RolloutFold {
    var fold = RolloutFold(replicas: run.plan.replicas)
    for item in run.events.prefix(step) { fold.apply(item.event) }
    return fold
  }

  /// The seconds before a step.
  func seconds(before step: Int) -> ArraySlice<RolloutRun.Second> {
    run.seconds.prefix(max(0, Int(time(at: step).nanoseconds / 1_000_000_000) - 1))
  }

  func decision(at step: Int) -> Decision? {
    guard let event = event(step) else { return nil }
    let (kind, sentence, subject) = say(event, at: step)
    return Decision(time: time(at: step), sentence: sentence, kind: kind, subjects: [subject])
  }

  func isServed(_ subject: String, at step: Int) -> Bool? {
    guard subject == Self.new else { return nil }
    return fold(step).ending == .promoted
  }

  // MARK: Sentences

  func name(_ side: BasicCanary.Side) -> String { side == .canary ? Self.new : Self.old }

  private func say(_ event: RolloutEvent, at step: Int) -> (String, Message, String) {
    switch event {
    case .scaled(let side, let from, let to):
      return (
        "scaled",
        Message(
          to > from ? "lab.rollout.scaled.up" : "lab.rollout.scaled.down", name(side),
          String(from), String(to)), name(side)
      )
    case .ready(let side, let pods):
      return ("ready", Message("lab.rollout.ready", name(side), String(pods)), name(side))
    case .weight(let from, let to):
      return ("rollout", Message("lab.rollout.weight", String(from), String(to)), Self.new)
    case .mirroring(let percent):
      return (
        "rollout",
        percent > 0
          ? Message("lab.rollout.mirror", String(percent)) : Message("lab.rollout.mirror.ends"),
        Self.new
      )
    case .stepDone(let index):
      return ("rollout", Message("lab.rollout.step-done", String(index + 1)), Self.rollout)
    case .paused(let length):
      return (
        "paused",
        length.map { Message("lab.rollout.paused", formatted($0.inSeconds, decimals: 0)) }
          ?? Message("lab.rollout.waits"), Self.rollout
      )
    case .pausedInconclusive: return ("paused", Message("lab.rollout.inconclusive"), Self.rollout)
    case .personDecided(let promotes):
      return (
        "decided",
        Message(promotes ? "lab.rollout.person.promotes" : "lab.rollout.person.aborts"),
        Self.rollout
      )
    case .analysisBegan: return ("looked", Message("lab.rollout.analysis-began"), Self.analysis)
    case .analysisEnded(_, let phase):
      return ("decided", Message("lab.rollout.analysis-ended." + phase.word), Self.analysis)
    case .measured(_, let measurement):
      let number = String(run.events.prefix(step).count(where: \.event.isMeasurement))
      return (
        "looked",
        Message(
          "lab.rollout.measured." + measurement.phase.word, number,
          measurement.value.map { formatted($0, decimals: 4) } ?? "-"), Self.analysis
      )
    case .switched(let toNew):
      return (
        "rollout", Message(toNew ? "lab.rollout.switched" : "lab.rollout.switched-back"), Self.new
      )
    case .aborted(let cause): return ("rolled-back", say(cause), Self.rollout)
    case .promoted: return ("rollout", Message("lab.rollout.promoted"), Self.rollout)
    }
  }

  func say(_ cause: RolloutEvent.AbortCause) -> Message {
    guard case .analysis(_, let verdict, _) = cause else {
      return Message("lab.rollout.aborted.person")
    }
    switch verdict {
    case .failed(let count, let limit):
      return Message("lab.rollout.aborted.failed", String(count), String(limit))
    case .errors(let count, let limit):
      return Message("lab.rollout.aborted.errors", String(count), String(limit))
    case .tooFewSuccessesInARow(let limit):
      return Message("lab.rollout.aborted.too-few", String(limit))
    case .inconclusive, .successesInARow, .countReached, .stopped:
      return Message("lab.rollout.aborted.stopped")
    }
  }

  // MARK: Picture

  func picture(at step: Int) -> Picture {
    let fold = fold(step)
    func row(_ name: String, _ ready: Int, _ pods: Int, owner: Int) -> Picture.Row {
      // More than 60 pods are drawn as 60 parts of them.
      let cells = min(pods, 60)
      let full = pods > 0 ? (ready * cells + pods - 1) / pods : 0
      return Picture.Row(
        name: name, note: "\(ready)/\(pods)",
        cells: (0..<cells).map {
          Picture.Cell($0 < full ? .used : .blocked, owner: owner)
        })
    }
    var picture = Picture(
      title: Message("lab.picture.versions"),
      rows: [
        row(Self.old, fold.stableReady, fold.stablePods, owner: 0),
        row(Self.new, fold.canaryReady, fold.canaryPods, owner: 1),
      ], owners: [Self.old, Self.new])
    picture.meanings = [
      .used: Message("lab.picture.versions.ready"),
      .blocked: Message("lab.picture.service-pods.starting"),
    ]
    let counts = counts(before: step)
    picture.numbers = [
      (Message("lab.number.weight"), "\(share(fold)) %"),
      (Message("lab.number.step"), fold.isOver ? "-" : String(fold.step + 1)),
      (Message("lab.number.users-failed"), "\(counts.oldFailed + counts.newFailed)"),
      (Message("lab.number.canary-requests"), String(counts.new)),
      (Message("lab.number.canary-failures"), String(counts.newFailed)),
    ]
    if fold.mirror > 0 {
      picture.numbers.append((Message("lab.number.mirror"), "\(fold.mirror) %"))
    }
    if counts.shadow > 0 {
      picture.numbers.append((Message("lab.number.shadow"), String(counts.shadow)))
    }
    if let value = fold.lastValue {
      picture.numbers.append(
        (Message("lab.number.looks"), "\(fold.looks): " + formatted(value, decimals: 4)))
    }
    return picture
  }

  /// The share of users that the new version gets: by weight, or by pods where nobody divides.
  func share(_ fold: RolloutFold) -> Int {
    guard case .canary(_, router: nil) = run.plan.strategy else { return fold.weight }
    let all = fold.stableReady + fold.canaryReady
    return all > 0 ? fold.canaryReady * 100 / all : 0
  }

  /// Users' requests so far.
  func counts(
    before step: Int
  ) -> (old: Int, oldFailed: Int, new: Int, newFailed: Int, shadow: Int) {
    var counts = (old: 0, oldFailed: 0, new: 0, newFailed: 0, shadow: 0)
    for second in seconds(before: step) {
      counts.new += second.canaryRequests
      counts.newFailed += second.canaryFailed
      counts.old += run.requestsPerSecond - second.canaryRequests
      counts.oldFailed += second.failed - second.canaryFailed
      counts.shadow += second.shadowRequests
    }
    return counts
  }

  // MARK: Curves

  var series: [Series] {
    [
      curve("canary_weight", "%") { Double($0.weight) },
      curve("old_pods", "pods") { Double($0.stablePods) },
      curve("new_pods", "pods") { Double($0.canaryPods) },
      curve("user_failures", "requests") { Double($0.failed) },
    ]
  }

  /// At most 600 points; a longer run is thinned.
  func curve(
    _ id: String, _ unit: String, _ value: (RolloutRun.Second) -> Double
  ) -> Series {
    let stretch = max(1, (run.seconds.count + 599) / 600)
    return Series(
      id: id, unit: unit,
      points: stride(from: 0, to: run.seconds.count, by: stretch).map {
        Series.Point(
          timeNanoseconds: ($0 + 1) * 1_000_000_000, value: value(run.seconds[$0]))
      })
  }
}

/// How a rollout stands after some of its events.
struct RolloutFold {
  var stablePods: Int
  var stableReady: Int
  var canaryPods = 0
  var canaryReady = 0
  var weight = 0
  var mirror = 0
  /// Index of the step at hand.
  var step = 0
  var looks = 0
  var lastValue: Double?
  var isPaused = false
  var isAborted = false
  var ending: RolloutRun.Ending?

  init(replicas: Int) {
    stablePods = replicas
    stableReady = replicas
  }

  var isOver: Bool { ending != nil || isAborted }

  mutating func apply(_ event: RolloutEvent) {
    switch event {
    case .scaled(.stable, _, let to):
      stablePods = to
      stableReady = min(stableReady, to)
    case .scaled(.canary, _, let to):
      canaryPods = to
      canaryReady = min(canaryReady, to)
    case .ready(.stable, let pods): stableReady = pods
    case .ready(.canary, let pods): canaryReady = pods
    case .weight(_, let to): weight = to
    case .mirroring(let percent): mirror = percent
    case .stepDone(let index):
      step = index + 1
      isPaused = false
    case .paused, .pausedInconclusive: isPaused = true
    case .personDecided: isPaused = false
    case .measured(_, let measurement):
      looks += 1
      lastValue = measurement.value
    case .aborted:
      isAborted = true
      isPaused = false
    case .promoted: ending = .promoted
    case .switched, .analysisBegan, .analysisEnded: break
    }
  }
}

extension RolloutEvent {
  var isMeasurement: Bool { if case .measured = self { true } else { false } }
}

extension AnalysisPhase {
  /// Part of the keys `lab.rollout.measured.WORD`.
  var word: String {
    switch self {
    case .successful: "successful"
    case .running: "running"
    case .pending: "pending"
    case .inconclusive: "inconclusive"
    case .error: "error"
    case .failed: "failed"
    }
  }
}
