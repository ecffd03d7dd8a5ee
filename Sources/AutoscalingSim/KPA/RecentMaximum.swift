import Simulation

/// The largest whole number of the last seconds, counted in slots of absolute time.
///
/// Source: knative/serving 98e5ef90, `pkg/autoscaler/aggregation/max`. A window of 30 s with slots
/// of 2 s looks at 15 slots including the current one. What could never be the maximum again is
/// forgotten, so that the entries fall from front to back.
struct RecentMaximum: Hashable, Sendable {
  private struct Entry: Hashable, Sendable {
    let slot: Int
    let value: Int
  }

  private let slots: Int
  private let slotSeconds: Int
  private var entries: [Entry] = []

  /// `duration` rounds up to whole slots, at least one.
  init(duration: SimDuration, slotSeconds: Int) {
    let slot = SimDuration.seconds(max(1, slotSeconds)).nanoseconds
    slots = max(0, duration.nanoseconds - 1) / slot + 1
    self.slotSeconds = max(1, slotSeconds)
  }

  /// Adds a value and returns the largest of the window that ends in its slot.
  mutating func record(_ value: Int, at time: SimTime) -> Int {
    let slot = slot(of: time)
    while let last = entries.last, last.value <= value { entries.removeLast() }
    while let first = entries.first, slot - first.slot >= slots { entries.removeFirst() }
    if let last = entries.last, last.slot == slot {
      // A larger value of the same slot stands for both.
      return entries[0].value
    }
    entries.append(Entry(slot: slot, value: value))
    return entries[0].value
  }

  /// Whole seconds first, then slots, both rounded down.
  private func slot(of time: SimTime) -> Int {
    floorDivide(floorDivide(time.nanoseconds, 1_000_000_000), slotSeconds)
  }
}

private func floorDivide(_ a: Int, _ b: Int) -> Int {
  let (whole, rest) = a.quotientAndRemainder(dividingBy: b)
  return rest < 0 ? whole - 1 : whole
}
