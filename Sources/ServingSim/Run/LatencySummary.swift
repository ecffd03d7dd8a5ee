import Simulation

/// Mean and nearest-rank percentiles of durations; mean rounded down to whole ns.
public struct LatencySummary: Hashable, Sendable {
  public let count: Int
  public let mean: SimDuration
  public let p50: SimDuration
  public let p95: SimDuration
  public let p99: SimDuration
  public let max: SimDuration

  /// `nil` for no values.
  init?(_ values: [SimDuration]) {
    self.init(weighted: WeightedDurations(values.lazy.map { ($0.nanoseconds, 1) }))
  }

  /// Values in ns with how often each occurs; less than once is not at all.
  init?(weighted values: WeightedDurations) {
    var (least, most, total) = (Int.max, Int.min, 0)
    for item in values where item.times > 0 {
      least = Swift.min(least, item.value)
      most = Swift.max(most, item.value)
      total += item.times
    }
    guard total > 0 else { return nil }
    let ranks = RankFinder(values, least: least, most: most)
    func percentile(_ percent: Int) -> SimDuration {
      SimDuration(nanoseconds: ranks.value(atRank: Swift.max(1, (total * percent + 99) / 100)))
    }
    count = total
    // Mean of the distance from the smallest value, so that the sum stays small.
    var sum = 0
    for item in values where item.times > 0 { sum += (item.value - least) * item.times }
    mean = SimDuration(nanoseconds: least + sum / total)
    p50 = percentile(50)
    p95 = percentile(95)
    p99 = percentile(99)
    max = SimDuration(nanoseconds: most)
  }
}

/// Durations in ns with how often each occurs, 8 bytes for nearly all of them: one for each of many
/// millions of steps.
struct WeightedDurations: Sequence, Sendable {
  typealias Element = (value: Int, times: Int)
  fileprivate static let bitsOfTimes = 16
  fileprivate static let mostTimes = 1 << bitsOfTimes
  private static let values = 0..<(1 << 47)
  fileprivate var packed: [Int] = []
  /// What has no room in one word.
  fileprivate var others: [Element] = []

  init() {}

  init(_ items: some Sequence<Element>) {
    packed.reserveCapacity(items.underestimatedCount)
    for item in items { append(item.value, times: item.times) }
  }

  mutating func reserveCapacity(_ count: Int) { packed.reserveCapacity(count) }

  mutating func append(_ value: Int, times: Int) {
    if Self.values.contains(value), times >= 0, times < Self.mostTimes {
      packed.append(value << Self.bitsOfTimes | times)
    } else {
      others.append((value, times))
    }
  }

  func makeIterator() -> Iterator { Iterator(self) }

  struct Iterator: IteratorProtocol {
    private let items: WeightedDurations
    private var place = 0

    init(_ items: WeightedDurations) { self.items = items }

    mutating func next() -> Element? {
      defer { place += 1 }
      let count = items.packed.count
      guard place >= count else {
        let word = items.packed[place]
        return (
          word >> WeightedDurations.bitsOfTimes, word & (WeightedDurations.mostTimes - 1)
        )
      }
      return place - count < items.others.count ? items.others[place - count] : nil
    }
  }
}

/// Finds values by rank without sorting millions of them: counted in up to 65,536 drawers of equal
/// width, and only the drawer with the rank is sorted.
private struct RankFinder {
  private let values: WeightedDurations
  private let least: Int
  private let shift: Int
  private var drawers: [Int]

  init(_ values: WeightedDurations, least: Int, most: Int) {
    self.values = values
    self.least = least
    let range = UInt64(bitPattern: Int64(most &- least))
    shift = Swift.max(0, 64 - range.leadingZeroBitCount - 16)
    drawers = [Int](repeating: 0, count: Int(range >> UInt64(shift)) + 1)
    for item in values where item.times > 0 { drawers[drawer(of: item.value)] += item.times }
  }

  private func drawer(of value: Int) -> Int {
    Int(UInt64(bitPattern: Int64(value &- least)) >> UInt64(shift))
  }

  /// Ranks count from 1.
  func value(atRank rank: Int) -> Int {
    var before = 0
    var chosen = 0
    while chosen < drawers.count - 1, before + drawers[chosen] < rank {
      before += drawers[chosen]
      chosen += 1
    }
    let inside = values.filter { $0.times > 0 && drawer(of: $0.value) == chosen }
      .sorted { $0.value < $1.value }
    for item in inside {
      before += item.times
      if before >= rank { return item.value }
    }
    return inside.last?.value ?? least
  }
}
