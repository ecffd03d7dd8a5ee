import Simulation

/// Fake nodes and pods through time, moved by stages alone.
///
/// Objects that look the same are in the same state: a state is matched against the stages once,
/// and an object is a number. The signs `<now>`, `<name>` and `<ip>` stand for what differs.
///
/// Simplified: every change of an object costs at least a millisecond and reaches the stages at once;
/// API server and etcd never hold KWOK up.
///
/// Source: KWOK v0.8, `pkg/utils/lifecycle/lifecycle.go` `Match` and `Delay` (matching, weights,
/// delays), `pkg/kwok/controllers/pod_controller.go` `preprocess`, `addStageJob` and `playStage` (a
/// change replaces what was planned, but only when a stage matches it; a patch that changes nothing
/// is not sent) and `utils.go` `checkNeedStrategicMergePatchWithTyped` (times are compared as the API
/// keeps them: in whole seconds).
public struct KwokRun: Sendable {
  public let setup: KwokSetup
  public private(set) var states: [State] = []
  public private(set) var changes: [Change] = []
  /// Changes that were not kept because there were too many.
  public private(set) var unkeptChanges = 0
  /// How often each stage happened.
  public private(set) var plays: [Int]
  public private(set) var events = 0
  /// Writes to the API: creations, deletions, patches.
  public private(set) var writes = 0
  public private(set) var readyNodes = 0
  public private(set) var readyPods = 0
  public private(set) var gone = 0
  /// The first of those that came to rest under a stage, in the order of time.
  public private(set) var rests: [Rest] = []
  /// How many came to rest so, and how many of them because they never waited.
  public private(set) var restCount = 0
  public private(set) var endlessCount = 0
  /// Per sample: end of the interval, writes in it, ready nodes and pods at its end.
  public private(set) var samples: [Sample] = []
  public private(set) var isFinished = false

  private var random: SeededGenerator
  private var places: [KwokValue: [Int]] = [:]
  /// State of each object; -1: not there.
  private var objects: [Int32]
  /// The stage that each object waits for; -1 none.
  private var planned: [Int32]
  private var groupOf: [Int32]
  /// Second of each object's last write, and its changes since it last had to wait.
  private var written: [Int32]
  private var unwaited: [Int32]
  private var firstOf: [Int] = []
  private var wheel: KwokWheel
  /// Creations and deletions to come, the next one last.
  private var creations: [(time: Int, object: Int)] = []
  private var deletions: [(time: Int, object: Int)] = []
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  private let endMilliseconds: Int
  private let sampleEvery: Int
  private var nextSample: Int
  private var writesAtSample = 0
  private let stagesOf: [KwokStage.Resource: [Int]]
  /// By state: the stage that alone can happen to it and leaves it as it is (a heartbeat), -1
  /// without; its delay and how far that spreads. Nearly all events are of this kind.
  private var beats: [(stage: Int, delay: Int, span: Int)] = []
  /// Objects that only beat. Nothing but their deletion touches them, so they stand outside the wheel
  /// and are carried on from one sample to the next.
  private var beaters: [Int32] = []
  /// Place of each object among them, -1 none, and the millisecond of its next beat.
  private var beaterPlace: [Int32]
  private var nextBeat: [Int]

  /// Changes that are kept for looking at.
  private static var mostChanges: Int { 40_000 }
  private static var mostRests: Int { 1_000 }
  /// Changes one upon the other, without a wait between them, after which an object is left alone.
  public static var mostUnwaited: Int { 10_000 }
  /// Milliseconds from which on a delay counts as a wait.
  private static var leastWait: Int { 10 }

  public init(_ setup: KwokSetup) {
    self.setup = setup
    random = SeededGenerator(seed: setup.seed, stream: "kwok")
    plays = [Int](repeating: 0, count: setup.stages.count)
    let count = setup.groups.reduce(0) { $0 + max(0, $1.count) }
    objects = [Int32](repeating: -1, count: count)
    planned = [Int32](repeating: -1, count: count)
    groupOf = [Int32](repeating: 0, count: count)
    written = [Int32](repeating: -1, count: count)
    unwaited = [Int32](repeating: 0, count: count)
    beaterPlace = [Int32](repeating: -1, count: count)
    nextBeat = [Int](repeating: 0, count: count)
    wheel = KwokWheel(objects: count)
    endMilliseconds = max(1, setup.end.nanoseconds / 1_000_000)
    sampleEvery = max(1, endMilliseconds / 480)
    nextSample = sampleEvery
    var stagesOf: [KwokStage.Resource: [Int]] = [:]
    for (at, stage) in setup.stages.enumerated() {
      stagesOf[stage.resource, default: []].append(at)
    }
    self.stagesOf = stagesOf
    plan()
  }

  private mutating func plan() {
    var object = 0
    for (at, group) in setup.groups.enumerated() {
      firstOf.append(object)
      for number in 0..<max(0, group.count) {
        groupOf[object] = Int32(truncatingIfNeeded: at)
        let start = max(1, (group.start + group.gap * number).nanoseconds / 1_000_000)
        creations.append((start, object))
        if let life = group.lifetime {
          deletions.append((start + max(1, life.nanoseconds / 1_000_000), object))
        }
        object += 1
      }
    }
    creations.sort { ($0.time, $0.object) > ($1.time, $1.object) }
    deletions.sort { ($0.time, $0.object) > ($1.time, $1.object) }
  }

  public var time: SimTime {
    SimTime(nanoseconds: (isFinished ? endMilliseconds : wheel.now) * 1_000_000)
  }
  public var progressPerMille: Int {
    isFinished ? 1_000 : min(999, wheel.now * 1_000 / endMilliseconds)
  }
  public var objectCount: Int { objects.count }

  /// `workers-17`
  public func name(of object: Int) -> String {
    let group = Int(groupOf[object])
    return "\(setup.groups[group].name)-\(object - firstOf[group])"
  }

  /// Equal setups give equal digests.
  public var digestText: String {
    var digest = RunDigest()
    digest.feed(Int(truncatingIfNeeded: hash))
    digest.feed(writes, events, readyNodes, readyPods)
    for play in plays { digest.feed(play) }
    for object in objects { digest.feed(Int(object)) }
    return digest.text()
  }

  /// Handles up to `events` further events; false when the run is finished.
  public mutating func advance(events count: Int) -> Bool {
    guard !isFinished else { return false }
    for _ in 0..<max(1, count) {
      let own = min(creations.last?.time ?? .max, deletions.last?.time ?? .max)
      let limit = min(endMilliseconds, own, nextSample)
      if let object = wheel.pop(until: limit) {
        events += 1
        happen(to: object)
      } else if own <= limit {
        // Nothing waits up to there.
        events += 1
        if let next = creations.last, next.time == own {
          creations.removeLast()
          create(next.object)
        } else if let next = deletions.popLast() {
          askDeletion(of: next.object, at: next.time)
        }
      } else if nextSample <= endMilliseconds {
        settleBeats(until: nextSample)
        sample()
      } else {
        settleBeats(until: endMilliseconds)
        isFinished = true
        return false
      }
    }
    return true
  }

  private mutating func sample() {
    samples.append(
      Sample(
        time: SimTime(nanoseconds: nextSample * 1_000_000), writes: writes - writesAtSample,
        readyNodes: readyNodes, readyPods: readyPods))
    writesAtSample = writes
    nextSample += sampleEvery
  }

  // MARK: Events

  private mutating func create(_ object: Int) {
    let group = setup.groups[Int(groupOf[object])]
    move(object, to: state(group.object(), group.resource), .created)
  }

  private mutating func happen(to object: Int) {
    let stage = Int(planned[object])
    planned[object] = -1
    let from = Int(objects[object])
    guard stage >= 0, from >= 0 else { return }
    plays[stage] += 1
    let to = successor(of: from, stage)
    if to == from {
      let second = Int32(truncatingIfNeeded: wheel.now / 1_000)
      switch freshness(of: from, stage) {
      case .none: return rest(object, stage, .nothingChanges)
      case .seconds where written[object] == second: return rest(object, stage, .nothingChanges)
      case .seconds, .always: break
      }
      writes += 1
      written[object] = second
      mix(object, stage, at: wheel.now)
      noteBeat(from, stage)
      plan(object)
    } else {
      move(object, to: to, .stage(stage))
    }
  }

  /// Whether a stage that leaves the look as it is writes newer times into it.
  private mutating func freshness(of state: Int, _ stage: Int) -> KwokStage.Freshness {
    if let known = states[state].freshness[stage] { return known }
    let found = setup.stages[stage].freshness(states[state].value)
    states[state].freshness[stage] = found
    return found
  }

  private mutating func rest(_ object: Int, _ stage: Int, _ reason: Rest.Reason) {
    mix(object, -2 - stage, at: wheel.now)
    restCount += 1
    if case .endless = reason { endlessCount += 1 }
    guard rests.count < Self.mostRests else { return }
    rests.append(
      Rest(
        time: SimTime(nanoseconds: wheel.now * 1_000_000), object: object, stage: stage,
        reason: reason))
  }

  // MARK: Beats

  /// The same look with newer times, over and over, up to `limit`.
  private mutating func beat(_ object: Int, until limit: Int) {
    var time = nextBeat[object]
    guard time <= limit else { return }
    let (stage, delay, span) = beats[Int(objects[object])]
    var count = 0
    while time <= limit {
      count += 1
      mix(object, stage, at: time)
      time += max(1, span > 0 ? delay + random.below(span) : delay)
    }
    nextBeat[object] = time
    plays[stage] += count
    writes += count
    events += count
  }

  private mutating func settleBeats(until limit: Int) {
    for at in beaters.indices { beat(Int(beaters[at]), until: limit) }
  }

  private mutating func joinBeaters(_ object: Int, at time: Int) {
    nextBeat[object] = time
    beaterPlace[object] = Int32(truncatingIfNeeded: beaters.count)
    beaters.append(Int32(truncatingIfNeeded: object))
  }

  /// Back to the wheel, with the beat that comes next.
  private mutating func leaveBeaters(_ object: Int) {
    let place = Int(beaterPlace[object])
    guard place >= 0 else { return }
    beat(object, until: wheel.now)
    let last = beaters.removeLast()
    if place < beaters.count {
      beaters[place] = last
      beaterPlace[Int(last)] = Int32(truncatingIfNeeded: place)
    }
    beaterPlace[object] = -1
    wheel.insert(object, at: nextBeat[object])
  }

  private mutating func askDeletion(of object: Int, at time: Int) {
    let from = Int(objects[object])
    guard from >= 0 else { return }
    var value = states[from].value
    guard value["metadata"]["deletionTimestamp"] == .null else { return }
    leaveBeaters(object)
    // Nodes go at once unless a finalizer holds them; pods wait for their kubelet's stand-in.
    if states[from].resource == .node, value["metadata"]["finalizers"] == .null {
      move(object, to: -1, .deletionAsked)
      return
    }
    value["metadata"]["deletionTimestamp"] = .text("30s")
    move(object, to: state(value, states[from].resource), .deletionAsked)
  }

  private mutating func move(_ object: Int, to: Int, _ cause: Change.Cause) {
    let from = Int(objects[object])
    if from >= 0 { count(from, -1) }
    objects[object] = Int32(truncatingIfNeeded: to)
    if to >= 0 { count(to, 1) } else { gone += 1 }
    writes += 1
    written[object] = Int32(truncatingIfNeeded: wheel.now / 1_000)
    mix(object, to, at: wheel.now)
    if changes.count < Self.mostChanges {
      changes.append(
        Change(
          time: SimTime(nanoseconds: wheel.now * 1_000_000), object: object, cause: cause,
          from: from, to: to))
    } else {
      unkeptChanges += 1
    }
    if to >= 0, cause == .deletionAsked, knownChoices(of: to).isEmpty {
      // No stage matches: KWOK looks no further, and what was planned still happens.
      return
    }
    wheel.cancel(object)
    planned[object] = -1
    if to >= 0 { plan(object) }
  }

  private mutating func knownChoices(of state: Int) -> [Choice] {
    if let known = states[state].choices { return known }
    let found = choices(of: state)
    states[state].choices = found
    return found
  }

  private mutating func count(_ state: Int, _ change: Int) {
    states[state].population += change
    guard states[state].isReady else { return }
    if states[state].resource == .node { readyNodes += change } else { readyPods += change }
  }

  private mutating func mix(_ object: Int, _ what: Int, at time: Int) {
    hash = (hash ^ UInt64(truncatingIfNeeded: time)) &* 0x0000_0100_0000_01b3
    hash = (hash ^ UInt64(truncatingIfNeeded: object << 20 ^ what)) &* 0x0000_0100_0000_01b3
  }

  // MARK: Stages

  private mutating func noteBeat(_ state: Int, _ stage: Int) {
    guard let choices = states[state].choices, choices.count == 1, let only = choices.first,
      // From a second on every beat writes a newer time.
      min(only.delay, only.jitter ?? only.delay) >= 1_000
    else { return }
    let jitter = only.jitter ?? only.delay
    beats[state] =
      jitter <= only.delay ? (stage, jitter, 0) : (stage, only.delay, jitter - only.delay)
  }

  /// Picks what happens next to an object, by weight, and when.
  private mutating func plan(_ object: Int) {
    let state = Int(objects[object])
    let choices = knownChoices(of: state)
    guard !choices.isEmpty else { return }
    let choice = choices.count == 1 ? choices[0] : pick(choices)
    var wait = choice.delay
    if let jitter = choice.jitter {
      wait = jitter <= wait ? jitter : wait + random.below(jitter - wait)
    }
    if wait >= Self.leastWait {
      unwaited[object] = 0
    } else {
      unwaited[object] += 1
      if Int(unwaited[object]) > Self.mostUnwaited {
        return rest(object, choice.stage, .endless(changes: Self.mostUnwaited))
      }
    }
    planned[object] = Int32(truncatingIfNeeded: choice.stage)
    let time = wheel.now + max(1, wait)
    if beats[state].stage == choice.stage {
      joinBeaters(object, at: time)
    } else {
      wheel.insert(object, at: time)
    }
  }

  /// Weights below zero shrink the sum and are never picked, as in `Lifecycle.Match`; a sum below
  /// zero, over which KWOK stumbles, counts as none.
  private mutating func pick(_ choices: [Choice]) -> Choice {
    let total = choices.reduce(0) { $0 + ($1.weight ?? 0) }
    guard total > 0 else {
      var all = choices
      if choices.contains(where: { $0.weight == nil }) {
        all = choices.filter { ($0.weight ?? -1) >= 0 }
        if all.isEmpty { all = choices }
      }
      return all[random.below(all.count)]
    }
    var left = random.below(total)
    for choice in choices {
      guard let weight = choice.weight, weight > 0 else { continue }
      left -= weight
      if left < 0 { return choice }
    }
    return choices[choices.count - 1]
  }

  private func choices(of state: Int) -> [Choice] {
    let value = states[state].value
    return (stagesOf[states[state].resource] ?? []).compactMap { at in
      let stage = setup.stages[at]
      guard stage.matches(value) else { return nil }
      let delay = Self.duration(stage.delay, value)
      return Choice(
        stage: at, weight: Self.weight(stage.weight, value), delay: max(0, delay ?? 0),
        jitter: delay == nil ? nil : Self.duration(stage.jitter, value).map { max(0, $0) })
    }
  }

  private mutating func successor(of from: Int, _ stage: Int) -> Int {
    let known = states[from].successors[stage]
    if known != -2 { return known }
    let to =
      setup.stages[stage].applied(to: states[from].value).map { state($0, states[from].resource) }
      ?? -1
    states[from].successors[stage] = to
    return to
  }

  /// The number of a look.
  private mutating func state(_ value: KwokValue, _ resource: KwokStage.Resource) -> Int {
    for known in places[value] ?? [] where states[known].resource == resource { return known }
    let ready = value["status"]["conditions"].elements.contains {
      $0["type"] == .text("Ready") && $0["status"] == .text("True")
    }
    states.append(
      State(
        value: value, resource: resource, isReady: ready,
        phase: value["status"]["phase"].scalarText ?? "",
        successors: [Int](repeating: -2, count: setup.stages.count),
        freshness: [KwokStage.Freshness?](repeating: nil, count: setup.stages.count)))
    beats.append((-1, 0, 0))
    places[value, default: []].append(states.count - 1)
    return states.count - 1
  }

  /// Objects in each state at the present.
  public func population(of state: Int) -> Int { states[state].population }
  public func state(of object: Int) -> Int { Int(objects[object]) }

  // MARK: Questions

  /// How a stage stands to a look.
  public struct Match: Sendable, Hashable {
    public let stage: Int
    /// The first condition that does not hold; `nil` when it matches.
    public let hindrance: String?
    public let weight: Int?
    /// Milliseconds.
    public let delay: Int?
    public let jitter: Int?
  }

  /// Every stage of the look's kind, with what keeps it away.
  public func match(_ state: Int) -> [Match] {
    let value = states[state].value
    return (stagesOf[states[state].resource] ?? []).map { at in
      let stage = setup.stages[at]
      return Match(
        stage: at, hindrance: stage.hindrance(value), weight: Self.weight(stage.weight, value),
        delay: Self.duration(stage.delay, value), jitter: Self.duration(stage.jitter, value))
    }
  }

  /// The stages that may happen to a look, with where they lead; -1: the object is gone.
  public func successors(of state: Int) -> [(stage: Int, to: Int)] {
    guard let choices = states[state].choices else { return [] }
    return choices.compactMap { choice in
      let to = states[state].successors[choice.stage]
      return to == -2 ? nil : (choice.stage, to)
    }
  }
}
