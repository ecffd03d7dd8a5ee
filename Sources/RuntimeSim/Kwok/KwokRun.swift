import Simulation

/// Fake nodes and pods through time, moved by stages alone.
///
/// Objects that look the same are in the same state: a state is matched against the stages once,
/// and an object is a number. The signs `<now>`, `<name>` and `<ip>` stand for what differs.
///
/// Simplified: every change of an object costs at least a millisecond and reaches the stages at once;
/// API server and etcd never hold KWOK up.
///
/// Source: KWOK v0.7, `pkg/utils/lifecycle` (matching, weights, delays),
/// `pkg/kwok/controllers` (a change replaces what was planned for the object).
public struct KwokRun: Sendable {
  /// Something that changed an object's state; heartbeats, which change nothing, are only counted.
  public struct Change: Sendable, Hashable {
    public enum Cause: Sendable, Hashable {
      case created, deletionAsked
      case stage(Int)
    }
    public let time: SimTime
    public let object: Int
    public let cause: Cause
    /// Indices of `states`; -1: it was not there, or it is gone.
    public let from: Int
    public let to: Int
  }
  /// A stage that may happen to a state.
  struct Choice: Sendable {
    let stage: Int
    /// `nil` where the weight's expression gave nothing to go by.
    let weight: Int?
    /// Milliseconds.
    let delay: Int
    let jitter: Int?
  }
  /// A look of objects, with what can happen to it.
  public struct State: Sendable {
    public let value: KwokValue
    public let resource: KwokStage.Resource
    /// Its condition `Ready` is `True`.
    public let isReady: Bool
    public let phase: String
    var choices: [Choice]?
    /// Where each stage leads, by index of the stages; -2 unknown, -1 gone.
    var successors: [Int]
    var population = 0
  }

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
  /// Per sample: end of the interval, writes in it, ready nodes and pods at its end.
  public private(set) var samples: [Sample] = []
  public private(set) var isFinished = false

  public struct Sample: Sendable, Hashable {
    public let time: SimTime
    public let writes: Int
    public let readyNodes: Int
    public let readyPods: Int
  }

  private var random: SeededGenerator
  private var places: [KwokValue: [Int]] = [:]
  /// State of each object; -1: not there.
  private var objects: [Int32]
  /// The stage that each object waits for; -1 none, -2 its creation, and none else.
  private var planned: [Int32]
  private var groupOf: [Int32]
  private var firstOf: [Int] = []
  private var wheel: KwokWheel
  /// Deletions to come, the next one last.
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

  /// Changes that are kept for looking at.
  private static var mostChanges: Int { 40_000 }

  public init(_ setup: KwokSetup) {
    self.setup = setup
    random = SeededGenerator(seed: setup.seed, stream: "kwok")
    plays = [Int](repeating: 0, count: setup.stages.count)
    let count = setup.groups.reduce(0) { $0 + max(0, $1.count) }
    objects = [Int32](repeating: -1, count: count)
    planned = [Int32](repeating: -1, count: count)
    groupOf = [Int32](repeating: 0, count: count)
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
        let start = (group.start + group.gap * number).nanoseconds / 1_000_000
        planned[object] = -2
        wheel.insert(object, at: start)
        if let life = group.lifetime {
          deletions.append((max(1, start) + max(1, life.nanoseconds / 1_000_000), object))
        }
        object += 1
      }
    }
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
      let limit = min(endMilliseconds, deletions.last?.time ?? .max, nextSample)
      if let object = wheel.pop(until: limit) {
        events += 1
        let stage = Int(planned[object])
        let state = Int(objects[object])
        if stage >= 0, state >= 0, beats[state].stage == stage {
          beat(object, state, stage)
        } else {
          happen(to: object)
        }
        continue
      }
      // Nothing waits up to there.
      if let next = deletions.last, next.time <= min(endMilliseconds, nextSample) {
        deletions.removeLast()
        events += 1
        askDeletion(of: next.object, at: next.time)
      } else if nextSample <= endMilliseconds {
        sample()
      } else {
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

  private mutating func happen(to object: Int) {
    let stage = Int(planned[object])
    planned[object] = -1
    if stage == -2 {
      let group = setup.groups[Int(groupOf[object])]
      move(object, to: state(group.object(), group.resource), .created, isKept: true)
      return
    }
    let from = Int(objects[object])
    guard stage >= 0, from >= 0 else { return }
    plays[stage] += 1
    let to = successor(of: from, stage)
    if to == from {
      writes += 1
      mix(object, stage)
      plan(object)
      noteBeat(from, stage)
    } else {
      move(object, to: to, .stage(stage), isKept: true)
    }
  }

  /// The same look with a newer time, and the same again later.
  private mutating func beat(_ object: Int, _ state: Int, _ stage: Int) {
    plays[stage] += 1
    writes += 1
    mix(object, stage)
    let (_, delay, span) = beats[state]
    wheel.insert(object, at: wheel.now + max(1, span > 0 ? delay + random.below(span) : delay))
  }

  private mutating func askDeletion(of object: Int, at time: Int) {
    let from = Int(objects[object])
    guard from >= 0 else { return }
    var value = states[from].value
    guard value["metadata"]["deletionTimestamp"] == .null else { return }
    // Nodes go at once unless a finalizer holds them; pods wait for their kubelet's stand-in.
    if states[from].resource == .node, value["metadata"]["finalizers"] == .null {
      move(object, to: -1, .deletionAsked, isKept: true)
      return
    }
    value["metadata"]["deletionTimestamp"] = .text("30s")
    move(object, to: state(value, states[from].resource), .deletionAsked, isKept: true)
  }

  private mutating func move(_ object: Int, to: Int, _ cause: Change.Cause, isKept: Bool) {
    let from = Int(objects[object])
    if from >= 0 { count(from, -1) }
    objects[object] = Int32(truncatingIfNeeded: to)
    if to >= 0 { count(to, 1) } else { gone += 1 }
    writes += 1
    mix(object, to)
    if changes.count < Self.mostChanges {
      changes.append(
        Change(
          time: SimTime(nanoseconds: wheel.now * 1_000_000), object: object, cause: cause,
          from: from, to: to))
    } else {
      unkeptChanges += 1
    }
    wheel.cancel(object)
    planned[object] = -1
    if to >= 0 { plan(object) }
  }

  private mutating func count(_ state: Int, _ change: Int) {
    states[state].population += change
    guard states[state].isReady else { return }
    if states[state].resource == .node { readyNodes += change } else { readyPods += change }
  }

  private mutating func mix(_ object: Int, _ what: Int) {
    hash = (hash ^ UInt64(truncatingIfNeeded: wheel.now)) &* 0x0000_0100_0000_01b3
    hash = (hash ^ UInt64(truncatingIfNeeded: object << 20 ^ what)) &* 0x0000_0100_0000_01b3
  }

  // MARK: Stages

  private mutating func noteBeat(_ state: Int, _ stage: Int) {
    guard let choices = states[state].choices, choices.count == 1, let only = choices.first else {
      return
    }
    let jitter = only.jitter ?? only.delay
    beats[state] =
      jitter <= only.delay ? (stage, jitter, 0) : (stage, only.delay, jitter - only.delay)
  }

  /// Picks what happens next to an object, by weight, and when.
  private mutating func plan(_ object: Int) {
    let state = Int(objects[object])
    if states[state].choices == nil { states[state].choices = choices(of: state) }
    guard let choices = states[state].choices, !choices.isEmpty else { return }
    let choice = choices.count == 1 ? choices[0] : pick(choices)
    var wait = choice.delay
    if let jitter = choice.jitter {
      wait = jitter <= wait ? jitter : wait + random.below(jitter - wait)
    }
    planned[object] = Int32(truncatingIfNeeded: choice.stage)
    wheel.insert(object, at: wheel.now + max(1, wait))
  }

  private mutating func pick(_ choices: [Choice]) -> Choice {
    let total = choices.reduce(0) { $0 + max(0, $1.weight ?? 0) }
    guard total > 0 else {
      let weighed = choices.filter { $0.weight != nil }
      let all = weighed.isEmpty ? choices : weighed
      return all[random.below(all.count)]
    }
    var left = random.below(total)
    for choice in choices {
      left -= max(0, choice.weight ?? 0)
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

  private static let most = 1 << 40

  private static func weight(_ amount: KwokStage.Amount, _ object: KwokValue) -> Int? {
    guard let found = amount.from?.values(in: object).first?.scalarText else {
      return amount.standard.map { min(most, $0) }
    }
    return Int(found).map { min(most, $0) }
  }

  /// Milliseconds; `nil` when the stage says nothing.
  private static func duration(_ amount: KwokStage.Amount, _ object: KwokValue) -> Int? {
    if let found = amount.from?.values(in: object).first?.scalarText, !found.isEmpty,
      let given = goDuration(found)
    {
      return min(most, given)
    }
    return amount.standard.map { min(most, $0) }
  }

  /// `1h2m3.5s`, `300ms` in milliseconds; `nil` for anything else. A time of day, `<now>`, is 0.
  static func goDuration(_ text: String) -> Int? {
    if text == KwokTemplate.now { return 0 }
    var rest = text[...]
    var sum = 0.0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      guard let number = Double(digits) else { return nil }
      rest = rest[digits.endIndex...]
      let unit = rest.prefix { $0.isLetter }
      let factors = ["h": 3_600_000.0, "m": 60_000, "s": 1_000, "ms": 1, "us": 0.001, "ns": 1e-6]
      guard let factor = factors[String(unit)] else { return nil }
      sum += number * factor
      rest = rest[unit.endIndex...]
    }
    return sum < 1e12 ? Int(sum) : nil
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
        successors: [Int](repeating: -2, count: setup.stages.count)))
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
