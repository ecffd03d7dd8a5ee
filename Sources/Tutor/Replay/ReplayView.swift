import Labs
import TerminalUI

/// Steps through a finished run: debriefs and the lab show the same one.
public enum ReplayAction: Hashable, Sendable {
  case next, previous
  case forward, backward
  case first, last
  case nextOfInterest, previousOfInterest
  case play
  case nextSubject, previousSubject
  /// Opens the answer to "why" for the chosen subject, or closes it.
  case why
  case nextChart
  /// The next view beside the picture, and at last the picture again.
  case nextPanel
  case pictureDown, pictureUp
}

/// A finished run at one of its steps, with what is asked about it. What a step shows is computed when the step is
/// reached, not while drawing.
struct ReplayView: Sendable {
  let outcome: RunOutcome
  let series: [Series]
  private(set) var step = 0
  private(set) var isPlaying = false
  private(set) var picture: Picture
  private(set) var subjects: [Subject]
  /// Index among `subjects`.
  private(set) var subject = 0
  /// Which of the run's views stands in the picture's place; 0 is the picture itself.
  private(set) var panelIndex = 0
  private(set) var panel: Panel?
  /// The answer to "why"; `nil` while it is closed.
  private(set) var explanation: Explanation?
  /// First line shown of the answer.
  var whyTop = 0
  /// Which series the chart shows; nothing but the picture in small places until it was asked for.
  private(set) var chart = 0
  private(set) var wantsChart = false
  /// First row shown of the picture; `nil` follows the chosen subject.
  private(set) var pictureTop: Int?
  /// The subject that the learner chose: it stays chosen as long as it is there.
  private var followed: String?

  /// Kinds of decisions that a learner looks for.
  static let kindsOfInterest: Set<String> = [
    "preempted", "rejected", "unschedulable", "waits", "aborted", "pended", "deadlock", "failed",
    "released", "event-warning", "panic", "holding", "pod-ejected", "pod-killed", "rolled-back",
    "limited", "shed", "attempt-failed", "gateway-failed", "ejected", "wrong-hit", "interrupted",
    "given-up", "omitted", "killed", "unready", "missed", "not-grounded", "decided",
  ]
  /// Looked for only in runs without any of those: a cache evicts all the time, and one would never get past it.
  static let commonKind = "evicted"
  private let wantedKinds: Set<String>
  /// The run has such a decision at all.
  let hasInterest: Bool

  init(_ outcome: RunOutcome, step: Int = 0) {
    self.outcome = outcome
    series = outcome.replay.series
    let replay = outcome.replay
    func has(_ kinds: Set<String>) -> Bool {
      (0..<replay.stepCount).contains { at in
        replay.decision(at: at + 1).map { kinds.contains($0.kind) } ?? false
      }
    }
    let hasRare = has(Self.kindsOfInterest)
    wantedKinds = hasRare ? Self.kindsOfInterest : [Self.commonKind]
    hasInterest = hasRare || has([Self.commonKind])
    picture = Picture(title: outcome.replay.picture(at: 0).title, rows: [], owners: [])
    subjects = []
    go(to: step)
  }

  var stepCount: Int { outcome.replay.stepCount }
  var isWhyOpen: Bool { explanation != nil }
  var chosenSubject: Subject? { subjects.indices.contains(subject) ? subjects[subject] : nil }
  /// Decisions that page keys pass over at once.
  var jump: Int { max(10, stepCount / 20) }
  /// Decisions between two pictures while it plays: a long run takes about half a minute.
  private var stride: Int { max(1, stepCount / 400) }

  mutating func go(to wanted: Int) {
    let replay = outcome.replay
    step = min(max(0, wanted), stepCount)
    picture = replay.picture(at: step)
    subjects = replay.subjects(at: step)
    showPanel()
    subject = followed.flatMap { id in subjects.firstIndex { $0.id == id } } ?? 0
    if isWhyOpen { explain() }
  }

  private mutating func explain() {
    explanation = chosenSubject.map { outcome.replay.why($0, at: step) }
  }

  mutating func pause() { isPlaying = false }

  private mutating func showPanel() {
    let panels = outcome.replay.panels
    panel = panelIndex > 0 ? outcome.replay.panel(panels[panelIndex - 1], at: step) : nil
  }

  /// The name of the view that is shown; `nil` for runs that have the picture only.
  var panelKey: String? {
    let panels = outcome.replay.panels
    guard !panels.isEmpty else { return nil }
    return "tutor.panel." + (panelIndex == 0 ? "picture" : panels[panelIndex - 1].rawValue)
  }

  /// The chosen subject waits for something that a change might give it.
  var canAskWhatIf: Bool {
    chosenSubject.map { outcome.replay.isServed($0.id, at: step) == false } ?? false
  }

  /// Shows an answer that was found elsewhere in the place of "why".
  mutating func show(_ answer: Explanation) {
    if explanation == nil { whyTop = 0 }
    explanation = answer
  }

  /// Moves the playhead on while it plays; stops at the end.
  mutating func tick() {
    guard isPlaying else { return }
    go(to: step + stride)
    if step >= stepCount { isPlaying = false }
  }

  /// - Returns: whether there was such a decision in that direction.
  @discardableResult
  mutating func perform(_ action: ReplayAction) -> Bool {
    if action != .play { isPlaying = false }
    switch action {
    case .next: go(to: step + 1)
    case .previous: go(to: step - 1)
    case .forward: go(to: step + jump)
    case .backward: go(to: step - jump)
    case .first: go(to: 0)
    case .last: go(to: stepCount)
    case .nextOfInterest: return seek(1)
    case .previousOfInterest: return seek(-1)
    case .play:
      if !isPlaying, step >= stepCount { go(to: 0) }
      isPlaying.toggle()
    case .nextSubject: choose(subject + 1)
    case .previousSubject: choose(subject - 1)
    case .why:
      whyTop = 0
      if isWhyOpen { explanation = nil } else { explain() }
    case .nextChart:
      if wantsChart { chart = series.isEmpty ? 0 : (chart + 1) % (series.count + 1) }
      wantsChart = series.indices.contains(chart)
      if !wantsChart { chart = 0 }
    case .nextPanel:
      // Who turns to another view wants to see it.
      explanation = nil
      panelIndex = (panelIndex + 1) % (outcome.replay.panels.count + 1)
      pictureTop = nil
      showPanel()
    case .pictureDown: pictureTop = min(max(0, rowsOfView - 1), (pictureTop ?? 0) + 4)
    case .pictureUp:
      pictureTop = (pictureTop ?? 0) - 4
      if (pictureTop ?? 0) < 0 { pictureTop = nil }
    }
    return true
  }

  /// Lines that the present view can be scrolled by.
  var rowsOfView: Int {
    switch panel {
    case nil, .heatMap: picture.rows.count
    case .gantt(let gantt), .waterfall(let gantt), .lanes(let gantt): gantt.rows.count
    case .machines(let machines): machines.machines.count
    case .describe(let pods):
      pods.pods.first.map { 12 + $0.containers.count + $0.events.count } ?? 0
    case .batches: 0
    case .prefixTree(let tree): tree.nodes.count
    case .fleet(let fleet): fleet.replicas.count
    case .scaling(let timeline), .holding(let timeline), .rollout(let timeline):
      timeline.facts.count
    case .coldStart(let chart): chart.rows.count
    case .criticalPath(let panel), .budgets(let panel), .looks(let panel),
      .components(let panel), .models(let panel):
      panel.table.rows.count
    case .recallCurve: 0
    case .queues(let tree): tree.nodes.reduce(0) { $0 + 1 + $1.amounts.count }
    case .topology(let tree): tree.domains.count
    }
  }

  private mutating func choose(_ wanted: Int) {
    guard !subjects.isEmpty else { return }
    subject = min(max(0, wanted), subjects.count - 1)
    followed = subjects[subject].id
    pictureTop = nil
    if isWhyOpen {
      whyTop = 0
      explain()
    }
  }

  private mutating func seek(_ direction: Int) -> Bool {
    var at = step + direction
    while at >= 1, at <= stepCount {
      if let kind = outcome.replay.decision(at: at)?.kind, wantedKinds.contains(kind) {
        // The decision is what the learner asked for, so its subject is looked at.
        followed = nil
        go(to: at)
        return true
      }
      at += direction
    }
    return false
  }
}
