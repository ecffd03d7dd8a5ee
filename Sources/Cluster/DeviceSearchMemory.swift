import DeviceAllocation
import Synchronization

/// Outcomes of device searches, by what they depend on.
///
/// A reference, so that copies of a table share it: what it remembers is a function of the key, and
/// forgetting costs only time.
final class DeviceSearchMemory: Sendable {
  struct Key: Hashable {
    /// Number of a list of claims.
    let claims: Int
    let node: NodeIndex
    /// Stands for the node's own devices in use.
    let usage: UInt64
    /// Stands for all other devices in use.
    let shared: UInt64
  }

  private struct Store {
    var outcomes: [Key: AllocationOutcome] = [:]
    var numbers: [[DeviceClaim]: Int] = [:]
    var pools: [NodeIndex: [DevicePool]] = [:]
    /// Numbers go on when `numbers` is emptied, so that a key never means something else.
    var next = 0
  }

  private static let mostOutcomes = 1 << 17
  private static let mostShapes = 1 << 12

  private let store = Mutex(Store())

  func number(of claims: [DeviceClaim]) -> Int {
    store.withLock { store in
      if let known = store.numbers[claims] { return known }
      if store.numbers.count >= Self.mostShapes { store.numbers = [:] }
      store.next += 1
      store.numbers[claims] = store.next
      return store.next
    }
  }

  func outcome(_ key: Key) -> AllocationOutcome? { store.withLock { $0.outcomes[key] } }

  func remember(_ key: Key, _ outcome: AllocationOutcome) {
    store.withLock { store in
      if store.outcomes.count >= Self.mostOutcomes { store.outcomes = [:] }
      store.outcomes[key] = outcome
    }
  }

  func pools(_ node: NodeIndex, _ find: () -> [DevicePool]) -> [DevicePool] {
    if let known = store.withLock({ $0.pools[node] }) { return known }
    let found = find()
    store.withLock { $0.pools[node] = found }
    return found
  }
}
