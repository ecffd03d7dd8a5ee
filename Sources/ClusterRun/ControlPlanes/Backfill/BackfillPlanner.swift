import BatchQueueing
import Cluster
import Simulation

/// One look at queue and cluster: who starts, who waits and why, what is promised.
struct BackfillPlanner {
  /// What was decided about one unit.
  struct Outcome {
    let unit: StartUnit
    let verdict: BackfillReason.Verdict
    /// Empty: it waits.
    let places: [StartReservation.Place]
  }

  let policy: Backfill.Policy
  /// Jobs of the queue that are looked at under EASY and conservative.
  let depth: Int
  /// Numbers in reasons are worked out only when they are asked for.
  let explaining: Bool
  var timeline: BackfillTimeline
  private(set) var outcomes: [Outcome] = []

  init(
    policy: Backfill.Policy, depth: Int, explaining: Bool, timeline: BackfillTimeline
  ) {
    self.policy = policy
    self.depth = depth
    self.explaining = explaining
    self.timeline = timeline
  }

  /// `units` in the order of the queue; `promises` of the last look, for conservative backfilling.
  mutating func plan(_ units: [StartUnit], promises: [StartReservation]) {
    switch policy {
    case .fifo: planInOrder(units)
    case .easy: planEasily(units)
    case .conservative: planConservatively(units, promises)
    }
  }

  private mutating func start(
    _ unit: StartUnit, _ places: [StartReservation.Place], _ verdict: BackfillReason.Verdict
  ) {
    timeline.start(unit, at: places)
    outcomes.append(Outcome(unit: unit, verdict: verdict, places: places))
  }

  private mutating func wait(_ unit: StartUnit, _ verdict: BackfillReason.Verdict) {
    outcomes.append(Outcome(unit: unit, verdict: verdict, places: []))
  }

  /// Starts units from the front as long as they fit; the position of the first that does not.
  private mutating func startInOrder(_ units: [StartUnit]) -> Int {
    for (position, unit) in units.enumerated() {
      guard let places = timeline.places(for: unit, at: timeline.now) else { return position }
      start(unit, places, .inOrder)
    }
    return units.count
  }

  private func noRoom(_ unit: StartUnit) -> BackfillReason.Verdict {
    guard explaining else { return .noRoom(placeable: 0, of: unit.pods.count) }
    var bare = timeline
    bare.reservations = []
    let ends = timeline.holders.compactMap(\.end).max() ?? timeline.now
    var atLast = bare.state(at: max(ends, timeline.now))
    let last = timeline.packer.packAsMany(unit.pods, &atLast).count
    if last < unit.pods.count { return .neverFits(placeable: last, of: unit.pods.count) }
    var state = timeline.state
    return .noRoom(
      placeable: timeline.packer.packAsMany(unit.pods, &state).count, of: unit.pods.count)
  }

  // MARK: FIFO

  private mutating func planInOrder(_ units: [StartUnit]) {
    let head = startInOrder(units)
    guard head < units.count else { return }
    wait(units[head], noRoom(units[head]))
    for unit in units[(head + 1)...] { wait(unit, .behind(head: units[head].job)) }
  }

  // MARK: EASY

  private mutating func planEasily(_ units: [StartUnit]) {
    let position = startInOrder(units)
    guard position < units.count else { return }
    let head = units[position]
    wait(head, noRoom(head))
    let promise = timeline.earliestStart(of: head)
    timeline.reservations = promise.map { [$0] } ?? []
    for (number, unit) in units[(position + 1)...].enumerated() {
      guard number < depth else {
        wait(unit, .beyondDepth(depth))
        continue
      }
      guard let places = timeline.places(for: unit, at: timeline.now, isHeadFree: true) else {
        wait(unit, whyNotBeside(unit, promise, head))
        continue
      }
      guard let promise else {
        // A head that never fits cannot be delayed.
        start(unit, places, .besideHead(head: head.job))
        continue
      }
      if let end = unit.end(from: timeline.now), end <= promise.start {
        start(unit, places, .endsBeforeHead(head: head.job, spare: promise.start - end))
        continue
      }
      start(unit, places, .besideHead(head: head.job))
      renew(promise, of: head)
    }
  }

  /// The head may have to take other nodes for its start.
  private mutating func renew(_ promise: StartReservation, of head: StartUnit) {
    timeline.reservations = []
    let places = timeline.places(for: head, at: promise.start)
    timeline.reservations = [
      timeline.reservation(of: head, at: promise.start, places ?? promise.places)
    ]
  }

  private func whyNotBeside(
    _ unit: StartUnit, _ promise: StartReservation?, _ head: StartUnit
  ) -> BackfillReason.Verdict {
    var state = timeline.state
    guard let promise, let places = timeline.packer.pack(unit.pods, &state) else {
      return noRoom(unit)
    }
    return delay(of: head, promise, by: unit, at: places)
  }

  private func delay(
    of other: StartUnit, _ promise: StartReservation, by unit: StartUnit,
    at places: [StartReservation.Place]
  ) -> BackfillReason.Verdict {
    guard explaining else { return .wouldDelay(other.job, by: .zero) }
    var changed = timeline
    changed.reservations.removeAll { $0.job == other.job || $0.job == unit.job }
    changed.start(unit, at: places)
    guard let later = changed.earliestStart(of: other), later.start > promise.start else {
      return .placesPromised(to: other.job)
    }
    return .wouldDelay(other.job, by: later.start - promise.start)
  }

  // MARK: Conservative

  /// Keeps every promise that can be kept, improves what can be improved, and promises new jobs
  /// their earliest start.
  private mutating func planConservatively(
    _ units: [StartUnit], _ promises: [StartReservation]
  ) {
    let looked = Array(units.prefix(depth))
    // Promises first, so that no improvement touches one.
    for unit in looked {
      guard let promise = promises.first(where: { $0.job == unit.job }),
        let kept = timeline.renewed(promise, for: unit)
      else { continue }
      timeline.reservations.append(kept)
    }
    var isInOrder = true
    var waiting: [StartUnit] = []
    var starts: [JobIndex: BackfillReason.Verdict] = [:]
    var placesOf: [JobIndex: [StartReservation.Place]] = [:]
    for unit in looked {
      let kept = timeline.reservations.first { $0.job == unit.job }
      timeline.reservations.removeAll { $0.job == unit.job }
      let found = timeline.earliestStart(of: unit, before: kept?.start) ?? kept
      if let found, found.start <= timeline.now {
        timeline.start(unit, at: found.places)
        starts[unit.job] = isInOrder ? .inOrder : .inHole
        placesOf[unit.job] = found.places
        continue
      }
      isInOrder = false
      waiting.append(unit)
      if let found { timeline.reservations.append(found) }
    }
    let order = Dictionary(looked.enumerated().map { ($1.job, $0) }) { first, _ in first }
    timeline.reservations.sort { order[$0.job] ?? 0 < order[$1.job] ?? 0 }
    for unit in looked {
      if let verdict = starts[unit.job], let places = placesOf[unit.job] {
        outcomes.append(Outcome(unit: unit, verdict: verdict, places: places))
      } else {
        wait(unit, whyPromised(unit, looked))
      }
    }
    for unit in units.dropFirst(depth) { wait(unit, .beyondDepth(depth)) }
  }

  /// Why a unit does not start now: too little room, or somebody's promise.
  private func whyPromised(
    _ unit: StartUnit, _ units: [StartUnit]
  ) -> BackfillReason.Verdict {
    var state = timeline.state
    guard let places = timeline.packer.pack(unit.pods, &state) else { return noRoom(unit) }
    let others = timeline.reservations.filter { $0.job != unit.job }
      .sorted { ($0.start, $0.job) < ($1.start, $1.job) }
    var first: BackfillReason.Verdict?
    for promise in others {
      guard let other = units.first(where: { $0.job == promise.job }) else { continue }
      let verdict = delay(of: other, promise, by: unit, at: places)
      if case .wouldDelay = verdict { return verdict }
      first = first ?? verdict
    }
    return first ?? noRoom(unit)
  }
}
