import BatchQueueing
import Cluster
import Simulation

/// One look at queue and cluster, a unit at a time: who starts, who waits and why, what is promised.
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
  private(set) var timeline: BackfillTimeline
  private(set) var outcomes: [Outcome] = []
  /// In the order of the queue.
  private let units: [StartUnit]
  /// Of the last look, for conservative backfilling.
  private let promises: [StartReservation]

  /// What comes next; the number is that of the unit.
  private enum Phase {
    case inOrder(Int)
    /// EASY: the head looks for its start, then those behind it for holes.
    case promising(Int)
    case beside(Int)
    /// Conservative: promises are renewed, then improved, then waiting units are told why.
    case renewing(Int)
    case improving(Int)
    case telling(Int)
    case over
  }

  private var phase: Phase
  private var search: StartSearch?
  private var head = 0
  /// EASY: the head's; its nodes may change, its start does not.
  private var firstPromise: StartReservation?
  /// Conservative: the promise of the unit that looks for a better start.
  private var kept: StartReservation?
  private var isInOrder = true
  private var starts: [JobIndex: BackfillReason.Verdict] = [:]
  private var placesOf: [JobIndex: [StartReservation.Place]] = [:]

  /// `units` in the order of the queue; `promises` of the last look, for conservative backfilling.
  init(
    policy: Backfill.Policy, depth: Int, explaining: Bool, timeline: BackfillTimeline,
    units: [StartUnit], promises: [StartReservation]
  ) {
    self.policy = policy
    self.depth = depth
    self.explaining = explaining
    self.timeline = timeline
    self.units = units
    self.promises = promises
    phase = policy == .conservative ? .renewing(0) : .inOrder(0)
  }

  var isOver: Bool {
    if case .over = phase { true } else { false }
  }

  /// How much a step looks at, roughly: pods that leave and nodes.
  var effortOfStep: Int {
    (1 + timeline.reservations.count) * (16 + timeline.holders.count)
      + timeline.state.nodes.count / 4
  }

  /// Looks at one unit, or at one moment for it.
  mutating func step() {
    if search != nil {
      search?.step(timeline)
      if search?.isOver == false { return }
    }
    switch phase {
    case .inOrder(let number): startInOrder(number)
    case .promising(let number): promise(number)
    case .beside(let number): startBeside(number)
    case .renewing(let number): renew(number)
    case .improving(let number): improve(number)
    case .telling(let number): tell(number)
    case .over: break
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

  /// Units start from the front as long as they fit.
  private mutating func startInOrder(_ number: Int) {
    guard number < units.count else {
      phase = .over
      return
    }
    if let places = timeline.places(for: units[number], at: timeline.now) {
      start(units[number], places, .inOrder)
      phase = .inOrder(number + 1)
      return
    }
    head = number
    wait(units[head], noRoom(units[head]))
    if policy == .fifo {
      for unit in units[(head + 1)...] { wait(unit, .behind(head: units[head].job)) }
      phase = .over
    } else {
      search = StartSearch(units[head], before: nil, in: timeline)
      phase = .promising(head)
    }
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

  // MARK: EASY

  private mutating func promise(_ number: Int) {
    firstPromise = search?.found
    timeline.reservations = firstPromise.map { [$0] } ?? []
    search = nil
    phase = .beside(number + 1)
  }

  private mutating func startBeside(_ number: Int) {
    guard number < units.count, number - head <= depth else {
      for unit in units.dropFirst(number) { wait(unit, .beyondDepth(depth)) }
      phase = .over
      return
    }
    phase = .beside(number + 1)
    let (unit, head) = (units[number], units[head])
    guard let places = timeline.places(for: unit, at: timeline.now, isHeadFree: true) else {
      return wait(unit, whyNotBeside(unit, firstPromise, head))
    }
    guard let promise = firstPromise else {
      // A head that never fits cannot be delayed.
      return start(unit, places, .besideHead(head: head.job))
    }
    if let end = unit.end(from: timeline.now), end <= promise.start {
      return start(unit, places, .endsBeforeHead(head: head.job, spare: promise.start - end))
    }
    start(unit, places, .besideHead(head: head.job))
    renew(promise, of: head)
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

  // Keeps every promise that can be kept, improves what can be improved, and promises new jobs their
  // earliest start.

  private var looked: Int { min(depth, units.count) }

  /// Promises first, so that no improvement touches one.
  private mutating func renew(_ number: Int) {
    guard number < looked else {
      phase = .improving(0)
      return
    }
    phase = .renewing(number + 1)
    let unit = units[number]
    guard let promise = promises.first(where: { $0.job == unit.job }),
      let kept = timeline.renewed(promise, for: unit)
    else { return }
    timeline.reservations.append(kept)
  }

  private mutating func improve(_ number: Int) {
    guard number < looked else { return beginTelling() }
    let unit = units[number]
    guard let done = search else {
      kept = timeline.reservations.first { $0.job == unit.job }
      timeline.reservations.removeAll { $0.job == unit.job }
      search = StartSearch(unit, before: kept?.start, in: timeline)
      return
    }
    search = nil
    phase = .improving(number + 1)
    let found = done.found ?? kept
    if let found, found.start <= timeline.now {
      timeline.start(unit, at: found.places)
      starts[unit.job] = isInOrder ? .inOrder : .inHole
      placesOf[unit.job] = found.places
      return
    }
    isInOrder = false
    if let found { timeline.reservations.append(found) }
  }

  private mutating func beginTelling() {
    let order = Dictionary(units.prefix(looked).enumerated().map { ($1.job, $0) }) { first, _ in
      first
    }
    timeline.reservations.sort { order[$0.job] ?? 0 < order[$1.job] ?? 0 }
    phase = .telling(0)
  }

  private mutating func tell(_ number: Int) {
    guard number < looked else {
      for unit in units.dropFirst(depth) { wait(unit, .beyondDepth(depth)) }
      phase = .over
      return
    }
    phase = .telling(number + 1)
    let unit = units[number]
    if let verdict = starts[unit.job], let places = placesOf[unit.job] {
      outcomes.append(Outcome(unit: unit, verdict: verdict, places: places))
    } else {
      wait(unit, whyPromised(unit, Array(units.prefix(looked))))
    }
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
