import Simulation

/// What is free from now on, as steps in time.
///
/// Invariant: times ascend, the first is now, and each step holds until the next one; the last for ever.
struct ResourceProfile: Sendable {
  struct Step: Hashable, Sendable {
    var from: SimTime
    /// In the order of `resources`.
    var free: [Int]
  }

  /// Names in ascending order.
  let resources: [String]
  private(set) var steps: [Step]

  init(resources: [String], now: SimTime, free: [String: Int]) {
    self.resources = resources
    steps = [Step(from: now, free: resources.map { free[$0] ?? 0 })]
  }

  func amounts(_ requests: [String: Int]) -> [Int] { resources.map { requests[$0] ?? 0 } }

  var freeNow: [Int] { steps[0].free }

  /// More is free from a moment on.
  mutating func release(_ amounts: [Int], from start: SimTime) {
    change(amounts, from: start, to: nil) { Clamped.sum($0, $1) }
  }

  /// Less is free for a while.
  mutating func take(_ amounts: [Int], from start: SimTime, to end: SimTime) {
    change(amounts, from: start, to: end) { Clamped.difference($0, $1) }
  }

  /// Undoes `take`.
  mutating func giveBack(_ amounts: [Int], from start: SimTime, to end: SimTime) {
    change(amounts, from: start, to: end) { Clamped.sum($0, $1) }
  }

  private mutating func change(
    _ amounts: [Int], from start: SimTime, to end: SimTime?, _ operation: (Int, Int) -> Int
  ) {
    let first = split(at: start)
    let last = end.map { split(at: $0) } ?? steps.count
    for index in steps.indices where index >= first && index < last {
      for slot in amounts.indices {
        steps[index].free[slot] = operation(steps[index].free[slot], amounts[slot])
      }
    }
  }

  /// The index of the step that begins at a moment, which is made if need be; moments before the first
  /// step count as its beginning.
  private mutating func split(at time: SimTime) -> Int {
    guard time > steps[0].from else { return 0 }
    let index = self.index(at: time)
    if steps[index].from == time { return index }
    steps.insert(Step(from: time, free: steps[index].free), at: index + 1)
    return index + 1
  }

  /// The step that holds at a moment; the first one for moments before it.
  private func index(at time: SimTime) -> Int {
    var low = 0
    var high = steps.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if steps[middle].from <= time { low = middle } else { high = middle }
    }
    return low
  }

  /// Whether the amounts are free all the time from `start` to `end`.
  func fits(_ amounts: [Int], from start: SimTime, to end: SimTime) -> Bool {
    steps[index(at: start)...].prefix { $0.from < end }.allSatisfy { isEnough($0.free, amounts) }
  }

  /// Whether more was taken than there is, at some moment from `start` to `end`.
  func isOverdrawn(from start: SimTime, to end: SimTime) -> Bool {
    steps[index(at: start)...].prefix { $0.from < end }.contains { $0.free.contains { $0 < 0 } }
  }

  /// The first moment, not before `earliest`, from which a job finds its amounts until its end; `nil`
  /// when there is none.
  func earliestStart(
    of job: Backfill.Job, amounts: [Int], notBefore earliest: SimTime
  ) -> SimTime? {
    var start: SimTime? = earliest
    for index in index(at: earliest)..<steps.count {
      if let start, steps[index].from >= job.end(from: start) { return start }
      if isEnough(steps[index].free, amounts) {
        start = start ?? steps[index].from
      } else {
        start = nil
      }
    }
    return start
  }

  func shortages(_ amounts: [Int], in free: [Int]) -> [Backfill.Shortage] {
    resources.indices.compactMap { slot in
      amounts[slot] > free[slot]
        ? Backfill.Shortage(resource: resources[slot], needed: amounts[slot], free: free[slot])
        : nil
    }
  }

  private func isEnough(_ free: [Int], _ amounts: [Int]) -> Bool {
    zip(free, amounts).allSatisfy { $0 >= $1 }
  }
}
