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
    let index = steps.firstIndex { $0.from >= time } ?? steps.count
    if index < steps.count && steps[index].from == time || index == 0 { return index }
    steps.insert(Step(from: time, free: steps[index - 1].free), at: index)
    return index
  }

  /// Whether the amounts are free all the time from `start` to `end`.
  func fits(_ amounts: [Int], from start: SimTime, to end: SimTime) -> Bool {
    for (index, step) in steps.enumerated() {
      if step.from >= end { break }
      let stepEnd = index + 1 < steps.count ? steps[index + 1].from : nil
      if let stepEnd, stepEnd <= start { continue }
      if !isEnough(step.free, amounts) { return false }
    }
    return true
  }

  /// The first moment, not before `earliest`, from which a job finds its amounts until its end; `nil`
  /// when there is none.
  func earliestStart(
    of job: Backfill.Job, amounts: [Int], notBefore earliest: SimTime
  ) -> SimTime? {
    let moments = [earliest] + steps.map(\.from).filter { $0 > earliest }
    return moments.first { fits(amounts, from: $0, to: job.end(from: $0)) }
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
