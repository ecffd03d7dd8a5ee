import Simulation

/// Pending workloads: into the queues and out of them.
extension Kueue.Controller {
  /// Puts a workload without quota into its queue.
  mutating func enqueue(_ number: Int, now: SimTime) {
    guard let record = records[number], let queue = queueNumber(of: record.workload) else {
      records[number]?.place = .nowhere
      return
    }
    records[number]?.queue = queue
    let isKnownInadmissible =
      strategy(queue) == .bestEffortFIFO && queues[queue].parkedShapes.contains(record.shape)
    if isInBackoff(number, now: now) || isKnownInadmissible { park(number) } else { push(number) }
    if let until = record.notBefore, until > now { backoffs.append((until, number)) }
  }

  func strategy(_ queue: Int) -> Kueue.QueueingStrategy {
    catalog.queues[queue].object.queueingStrategy
  }

  func isInBackoff(_ number: Int, now: SimTime) -> Bool {
    records[number]?.notBefore.map { $0 > now } ?? false
  }

  private func entry(_ number: Int, _ stamp: Int) -> Kueue.QueuePlace? {
    records[number].map {
      Kueue.QueuePlace(
        priority: $0.workload.priority, time: $0.orderTime, uid: $0.workload.uid, key: $0.key,
        record: number, stamp: stamp)
    }
  }

  mutating func push(_ number: Int) {
    let stamp = stamp()
    guard let entry = entry(number, stamp), let record = records[number] else { return }
    records[number]?.place = .active
    records[number]?.stamp = stamp
    queues[record.queue].heap.insert(entry)
    queues[record.queue].activeCount += 1
    queues[record.queue].activeByShape[record.shape, default: 0] += 1
  }

  mutating func park(_ number: Int) {
    let stamp = stamp()
    guard let entry = entry(number, stamp), let record = records[number] else { return }
    records[number]?.place = .parked
    records[number]?.stamp = stamp
    queues[record.queue].parked.append(entry)
    queues[record.queue].parkedCount += 1
  }

  /// Takes the head out; `nil` for an empty queue.
  mutating func pop(_ queue: Int) -> Int? {
    queues[queue].popCycle += 1
    if let sticky = queues[queue].sticky, let record = records[sticky], record.place == .active,
      record.queue == queue
    {
      forgetActive(sticky)
      records[sticky]?.place = .inFlight
      return sticky
    }
    while let entry = queues[queue].heap.popFirst() {
      guard let record = records[entry.record], record.place == .active,
        record.stamp == entry.stamp
      else { continue }
      forgetActive(entry.record)
      records[entry.record]?.place = .inFlight
      return entry.record
    }
    return nil
  }

  private mutating func forgetActive(_ number: Int) {
    guard let record = records[number] else { return }
    queues[record.queue].activeCount -= 1
    let left = (queues[record.queue].activeByShape[record.shape] ?? 1) - 1
    queues[record.queue].activeByShape[record.shape] = left > 0 ? left : nil
  }

  /// Forgets a workload that waits.
  mutating func leaveQueue(_ number: Int) {
    guard let record = records[number], record.queue >= 0 else { return }
    if record.place == .active { forgetActive(number) }
    if record.place == .parked { queues[record.queue].parkedCount -= 1 }
    if queues[record.queue].sticky == number { queues[record.queue].sticky = nil }
    records[number]?.place = .nowhere
  }

  /// Everything parked goes back into the queue, except what is in back-off or of a namespace that
  /// the queue does not take.
  mutating func unpark(_ queue: Int, now: SimTime) {
    queues[queue].releaseCycle = queues[queue].popCycle
    queues[queue].parkedShapes = []
    let parked = queues[queue].parked
    guard !parked.isEmpty else { return }
    queues[queue].parked = []
    var kept: [Kueue.QueuePlace] = []
    for entry in parked {
      guard let record = records[entry.record], record.place == .parked,
        record.stamp == entry.stamp
      else { continue }
      if isInBackoff(entry.record, now: now) || namespaceProblem(record.workload, queue) != nil {
        kept.append(entry)
      } else {
        queues[queue].parkedCount -= 1
        push(entry.record)
      }
    }
    queues[queue].parked = kept
  }

  /// Workloads whose back-off is over are tried again.
  mutating func endBackoffs(now: SimTime) {
    guard backoffs.contains(where: { $0.until <= now }) else { return }
    let over = backoffs.filter { $0.until <= now }
    backoffs.removeAll { $0.until <= now }
    for backoff in over where isValid(backoff) {
      let number = backoff.record
      guard let record = records[number] else { continue }
      queues[record.queue].parkedCount -= 1
      records[number]?.place = .nowhere
      records[number]?.notBefore = nil
      enqueue(number, now: now)
    }
  }

  /// The next moment at which something changes by itself; `nil` for never.
  public var nextWakeUp: SimTime? { backoffs.filter(isValid).map(\.until).min() }

  private func isValid(_ backoff: (until: SimTime, record: Int)) -> Bool {
    guard let record = records[backoff.record] else { return false }
    return record.place == .parked && record.notBefore == backoff.until
  }

  func namespaceProblem(_ workload: Kueue.Workload, _ queue: Int) -> Kueue.PendingReason? {
    var labels: [String: String] = [:]
    if let namespaces = configuration.namespaces {
      guard let known = namespaces[workload.namespace] else { return .namespaceMissing }
      labels = known
    }
    guard let selector = catalog.queues[queue].object.namespaceSelector else { return nil }
    return selector.matches(labels) ? nil : .namespaceMismatch
  }

  // MARK: After a cycle

  /// Why a workload goes back.
  enum Requeue {
    case failedAfterNomination, namespaceMismatch, generic, pendingPreemption, noFit, noCandidates
  }

  /// Puts a head back: into the queue if there is reason to hope, else aside.
  mutating func requeue(_ number: Int, _ reason: Requeue, now: SimTime) {
    guard let record = records[number], record.place == .inFlight else { return }
    let queue = record.queue
    let isBestEffort = strategy(queue) == .bestEffortFIFO
    if reason == .pendingPreemption {
      queues[queue].sticky = isBestEffort ? number : nil
    }
    let isImmediate =
      isBestEffort
      ? reason == .failedAfterNomination || reason == .pendingPreemption
      : reason != .namespaceMismatch
    if !isInBackoff(number, now: now),
      isImmediate || queues[queue].releaseCycle >= queues[queue].popCycle
        || record.hasPendingFlavors
    {
      return push(number)
    }
    park(number)
    guard configuration.equivalenceHashing, isBestEffort,
      reason == .noFit || reason == .noCandidates
    else { return }
    queues[queue].parkedShapes.insert(record.shape)
    guard queues[queue].activeByShape[record.shape] != nil else { return }
    let alike = queues[queue].heap.elements.filter { entry in
      records[entry.record].map {
        $0.place == .active && $0.stamp == entry.stamp && $0.shape == record.shape
      } ?? false
    }
    for entry in alike {
      forgetActive(entry.record)
      park(entry.record)
    }
    let rest = queues[queue].heap.elements.filter { entry in
      records[entry.record].map { $0.place == .active && $0.stamp == entry.stamp } ?? false
    }
    queues[queue].heap = Kueue.BinaryHeap(rest)
  }
}
