/// What there is of a pool's counters, and what an attempt has consumed of them.
///
/// Sums have 128 bits: no choice of 64-bit values can overflow them.
struct CounterLedger: Sendable {
  struct Line: Sendable {
    let set: String
    let counter: String
    let value: Int
    /// By devices that are allocated, on other nodes too.
    var used: Int128 = 0
    /// By devices taken in this attempt.
    var taken: Int128 = 0
    var isExceeded: Bool { Int128(value) - used < taken }
  }

  /// What one device consumes: lines of the ledger with amounts.
  typealias Bill = [(line: Int, amount: Int128)]

  private(set) var lines: [Line] = []
  private var numbers: [String: [String: Int]] = [:]

  init(_ sets: [CounterSet]) {
    for set in sets {
      for counter in set.counters where numbers[set.name]?[counter.name] == nil {
        numbers[set.name, default: [:]][counter.name] = lines.count
        lines.append(Line(set: set.name, counter: counter.name, value: counter.value))
      }
    }
  }

  /// Counters that the ledger does not have are left out.
  func bill(for device: Device) -> Bill {
    var bill: Bill = []
    for set in device.consumes {
      for counter in set.counters {
        if let line = numbers[set.name]?[counter.name] {
          bill.append((line, Int128(counter.value)))
        }
      }
    }
    return bill
  }

  mutating func use(_ bill: Bill) {
    for (line, amount) in bill { lines[line].used += amount }
  }

  /// Takes the bill, unless any counter of the pool would then be exceeded, on the bill or not.
  mutating func take(_ bill: Bill) -> Bool {
    for (line, amount) in bill { lines[line].taken += amount }
    if lines.contains(where: \.isExceeded) {
      give(bill)
      return false
    }
    return true
  }

  mutating func give(_ bill: Bill) {
    for (line, amount) in bill { lines[line].taken -= amount }
  }

  /// Every counter that would be exceeded with this bill.
  func shortages(with bill: Bill) -> [DeviceRefusal.Counter] {
    var needed = Array(repeating: Int128(0), count: lines.count)
    for (line, amount) in bill { needed[line] += amount }
    return lines.indices.compactMap { index in
      let line = lines[index]
      guard Int128(line.value) - line.used < line.taken + needed[index] else { return nil }
      return DeviceRefusal.Counter(
        set: line.set, counter: line.counter, value: line.value, used: Int(clamping: line.used),
        usedInAttempt: Int(clamping: line.taken), needed: Int(clamping: needed[index]))
    }
  }
}
