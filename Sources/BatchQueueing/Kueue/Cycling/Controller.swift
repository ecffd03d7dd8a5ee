import Simulation

extension Kueue {
  /// Kueue as a value: queues, quota in use, workloads that wait.
  ///
  /// The caller brings workloads and events and runs cycles; whatever a cycle decides takes effect
  /// at once, except that victims hold their quota until `evicted` says that their pods are gone.
  /// Admission checks are left out, and the second that Kueue waits before it retries parked
  /// workloads after an event: they are back in their queues at once.
  public struct Controller: Sendable {
    public private(set) var configuration: Configuration
    /// What is wrong about the configuration.
    public private(set) var problems: [ConfigurationProblem] = []
    /// Cycles run with at least one head.
    public internal(set) var cycles = 0

    var catalog: Catalog
    var ledger: Ledger
    /// By node number of the ClusterQueue.
    var queues: [PendingQueue]
    var records: [Record?] = []
    var numbers: [String: Int] = [:]
    private var freeRecords: [Int] = []
    private var nextStamp = 0
    private var shapes: [Shape: Int] = [:]
    private var localQueues: [LocalQueueKey: String] = [:]
    /// Ends of back-offs; those that no longer are the `notBefore` of a parked record are void.
    var backoffs: [(until: SimTime, record: Int)] = []
    /// The nodes of each flavor with a topology, without admitted workloads; by flavor name.
    var topologies: [String: TopologySnapshot] = [:]

    /// Workloads alike for scheduling.
    private struct Shape: Hashable {
      let priority: Int
      let podSets: [PodSet]
    }

    private struct LocalQueueKey: Hashable {
      let namespace: String
      let name: String
    }

    public init(_ configuration: Configuration) {
      self.configuration = configuration
      let tree = QuotaTree(
        clusterQueues: configuration.clusterQueues, cohorts: configuration.cohorts)
      catalog = Catalog(
        clusterQueues: configuration.clusterQueues, flavors: configuration.resourceFlavors,
        tree: tree)
      ledger = Ledger(tree: tree)
      queues = Array(repeating: PendingQueue(), count: tree.queueNumbers.count)
      rebuild()
    }

    /// Nothing at all.
    init() {
      configuration = Configuration(resourceFlavors: [], clusterQueues: [], localQueues: [])
      let tree = QuotaTree(clusterQueues: [])
      catalog = Catalog(clusterQueues: [], flavors: [], tree: tree)
      ledger = Ledger(tree: tree)
      queues = []
    }

    var method: PreemptionMethod {
      configuration.fairSharing.map { .fair($0) } ?? .classical
    }

    // MARK: Events

    /// A new workload. It waits in no queue while its LocalQueue or ClusterQueue does not exist.
    public mutating func add(_ workload: Workload, now: SimTime) throws(WorkloadProblem) {
      let record = try register(workload)
      enqueue(record, now: now)
    }

    /// A workload that holds quota already, whatever the quota says.
    public mutating func add(_ held: HeldWorkload) throws(WorkloadProblem) {
      let key = held.workload.key
      guard ledger.tree.queueNumbers[held.admission.clusterQueue] != nil else {
        throw .noSuchClusterQueue(key: key, clusterQueue: held.admission.clusterQueue)
      }
      let number = try register(held.workload)
      records[number]?.admission = held.admission
      records[number]?.reservedAt = held.reservedAt
      records[number]?.isEvicted = held.isEvicted
      if held.usage.keys.contains(where: { ledger.tree.index[$0] == nil }) {
        records[number]?.place = .holding(-1)
        rebuild()
      } else {
        hold(number)
      }
    }

    /// The workload is done, or deleted: its quota is free, and it is forgotten.
    public mutating func finish(_ key: String, now: SimTime) throws(WorkloadProblem) {
      guard let number = numbers[key] else { throw .unknown(key: key) }
      release(number, now: now)
      leaveQueue(number)
      records[number] = nil
      numbers[key] = nil
      freeRecords.append(number)
    }

    /// The pods of an evicted workload are gone: its quota is free and it queues again.
    public mutating func evicted(
      _ key: String, now: SimTime, cause: EvictionCause = .preempted
    ) throws(WorkloadProblem) {
      guard let number = numbers[key], let record = records[number],
        case .holding = record.place
      else { throw .unknown(key: key) }
      release(number, now: now)
      records[number]?.place = .nowhere
      records[number]?.admission = nil
      records[number]?.isEvicted = false
      records[number]?.arePodsReady = false
      switch cause {
      case .podsReadyTimeout:
        let rule = configuration.waitForPodsReady
        if rule?.requeuingTimestamp != .creation { records[number]?.orderTime = now }
        let timeouts = record.timeouts + 1
        records[number]?.timeouts = timeouts
        if let limit = rule?.backoffLimit, timeouts > limit {
          records[number]?.place = .deactivated
          return
        }
        if let wait = rule?.backoff(after: timeouts) {
          records[number]?.notBefore = SimTime(
            nanoseconds: Amount.sum(now.nanoseconds, wait.nanoseconds))
        }
      case .admissionCheck: records[number]?.orderTime = now
      case .preempted, .clusterQueueStopped, .nodeFailures: break
      }
      enqueue(number, now: now)
    }

    /// All pods of a workload are ready.
    public mutating func podsReady(_ key: String) throws(WorkloadProblem) {
      guard let number = numbers[key] else { throw .unknown(key: key) }
      records[number]?.arePodsReady = true
      records[number]?.timeouts = 0
    }

    /// Workloads whose pods should have been ready by now; the caller evicts them.
    public func overdue(now: SimTime) -> [String] {
      guard let timeout = configuration.waitForPodsReady?.timeout else { return [] }
      return records.compactMap { record in
        guard let record, case .holding = record.place, !record.arePodsReady, !record.isEvicted,
          Amount.difference(now.nanoseconds, record.reservedAt.nanoseconds) >= timeout.nanoseconds
        else { return nil }
        return record.key
      }.sorted()
    }

    /// Changes queues, quotas, cohorts or flavors. Everything parked is tried again.
    public mutating func reconfigure(now: SimTime, _ change: (inout Configuration) -> Void) {
      change(&configuration)
      rebuild()
      for queue in queues.indices { unpark(queue, now: now) }
      for number in records.indices where records[number]?.place == .nowhere {
        enqueue(number, now: now)
      }
    }

    // MARK: Quota

    /// Charges what the record's admission holds.
    mutating func hold(_ number: Int) {
      guard let record = records[number], let admission = record.admission,
        let queue = ledger.tree.queueNumbers[admission.clusterQueue]
      else { return }
      let held = HeldWorkload(workload: record.workload, admission: admission)
      let holding = ledger.insert(
        Holding(
          workload: number, key: record.key, uid: record.workload.uid,
          priority: record.workload.priority, orderTime: record.orderTime,
          reservedAt: record.reservedAt, queue: queue, uses: ledger.tree.uses(held.usage),
          isEvicted: record.isEvicted, placements: placements(record)))
      records[number]?.place = .holding(holding)
      records[number]?.queue = queue
    }

    private mutating func release(_ number: Int, now: SimTime) {
      guard let record = records[number], case .holding(let holding) = record.place else { return }
      // The queue of a holding may have been deleted.
      guard holding >= 0 else { return }
      ledger.delete(holding)
      queues[record.queue].generation += 1
      unparkTree(of: record.queue, now: now)
    }

    /// Everything parked in the same tree of cohorts gets another chance.
    mutating func unparkTree(of queue: Int, now: SimTime) {
      guard ledger.tree.hasParent(queue) else { return unpark(queue, now: now) }
      var open = [ledger.tree.root(of: queue)]
      while let cohort = open.popLast() {
        open += ledger.tree.nodes[cohort].childCohorts
        for queue in ledger.tree.nodes[cohort].childQueues { unpark(queue, now: now) }
      }
    }

    // MARK: Building

    private mutating func register(_ workload: Workload) throws(WorkloadProblem) -> Int {
      try workload.check()
      guard numbers[workload.key] == nil else { throw .duplicate(key: workload.key) }
      let shape = Shape(priority: workload.priority, podSets: workload.podSets)
      let shapeNumber = shapes[shape] ?? shapes.count
      shapes[shape] = shapeNumber
      let record = Record(workload, catalog, shape: shapeNumber)
      let number = freeRecords.popLast() ?? records.count
      if number == records.count { records.append(nil) }
      records[number] = record
      numbers[record.key] = number
      return number
    }

    func queueNumber(of workload: Workload) -> Int? {
      workload.localQueue.flatMap {
        localQueues[LocalQueueKey(namespace: workload.namespace, name: $0)]
      }.flatMap { ledger.tree.queueNumbers[$0] }
    }

    mutating func stamp() -> Int {
      nextStamp += 1
      return nextStamp
    }

    /// Numbers everything anew after the objects changed.
    private mutating func rebuild() {
      problems = []
      localQueues = [:]
      for queue in configuration.localQueues {
        let key = LocalQueueKey(namespace: queue.namespace, name: queue.name)
        if localQueues[key] == nil {
          localQueues[key] = queue.clusterQueue
        } else {
          problems.append(.duplicate(.localQueue, name: "\(queue.namespace)/\(queue.name)"))
        }
      }
      var extra: Set<FlavoredResource> = []
      for record in records {
        guard let record, case .holding = record.place, let admission = record.admission else {
          continue
        }
        extra.formUnion(HeldWorkload(workload: record.workload, admission: admission).usage.keys)
      }
      var tree = QuotaTree(
        clusterQueues: configuration.clusterQueues, cohorts: configuration.cohorts,
        extra: extra.sorted())
      problems += tree.problems
      let known = Set(configuration.resourceFlavors.map(\.name))
      if known.count < configuration.resourceFlavors.count {
        var seen: Set<String> = []
        for flavor in configuration.resourceFlavors where !seen.insert(flavor.name).inserted {
          problems.append(.duplicate(.resourceFlavor, name: flavor.name))
        }
      }
      catalog = Catalog(
        clusterQueues: configuration.clusterQueues, flavors: configuration.resourceFlavors,
        tree: tree)
      var stopped: [Int] = []
      for (number, queue) in catalog.queues.enumerated() {
        let missing = Set(queue.object.resourceGroups.flatMap { $0.flavors.map(\.flavor) })
          .subtracting(known).sorted()
        problems += missing.map { .flavorMissing(clusterQueue: queue.object.name, flavor: $0) }
        if queue.object.stopPolicy != .none || !missing.isEmpty { stopped.append(number) }
      }
      tree.deactivate(queues: stopped)
      let old = queues
      let oldNames = ledger.tree.nodes.prefix(old.count).map(\.name)
      ledger = Ledger(tree: tree)
      ledger.setTopology(topologies)
      queues = Array(repeating: PendingQueue(), count: tree.queueNumbers.count)
      for (number, name) in oldNames.enumerated() {
        guard let queue = tree.queueNumbers[name] else { continue }
        queues[queue].popCycle = old[number].popCycle
        queues[queue].releaseCycle = old[number].releaseCycle
        queues[queue].sticky = old[number].sticky
        queues[queue].generation = old[number].generation + 1
      }
      for number in records.indices { resettle(number) }
    }

    /// Puts a record where it belongs under new numbers.
    private mutating func resettle(_ number: Int) {
      guard let record = records[number] else { return }
      records[number]?.renumber(catalog)
      records[number]?.progress = nil
      switch record.place {
      case .holding:
        let exists =
          record.admission.map { ledger.tree.queueNumbers[$0.clusterQueue] != nil } ?? false
        if exists {
          hold(number)
        } else {
          records[number]?.place = .holding(-1)
          records[number]?.queue = -1
        }
      case .active, .parked:
        records[number]?.place = .nowhere
        guard let queue = queueNumber(of: record.workload) else {
          records[number]?.queue = -1
          return
        }
        records[number]?.queue = queue
        if record.place == .active { push(number) } else { park(number) }
      case .nowhere, .inFlight, .deactivated: break
      }
    }
  }
}

extension Kueue.Workload {
  /// The first request that is above its limit.
  var requestAboveLimit: Kueue.PendingReason? {
    for podSet in podSets where !podSet.limits.isEmpty {
      for (resource, requested) in podSet.requests.sorted(by: { $0.key < $1.key }) {
        if let limit = podSet.limits[resource], requested > limit {
          return .requestAboveLimit(
            podSet: podSet.name, resource: resource, requested: requested, limit: limit)
        }
      }
    }
    return nil
  }

  /// Refuses what no API server would let through.
  func check() throws(Kueue.WorkloadProblem) {
    guard (1...8).contains(podSets.count) else {
      throw .podSetCount(key: key, count: podSets.count)
    }
    var names: Set<String> = []
    for podSet in podSets {
      guard names.insert(podSet.name).inserted else {
        throw .duplicatePodSet(key: key, podSet: podSet.name)
      }
      guard podSet.count >= 0, podSet.count <= Int32.max,
        podSet.minCount.map({ (1...max(1, podSet.count)).contains($0) }) ?? true
      else { throw .badCount(key: key, podSet: podSet.name) }
      for (resource, amount) in podSet.requests.sorted(by: { $0.key < $1.key }) where amount < 0 {
        throw .negativeRequest(key: key, podSet: podSet.name, resource: resource)
      }
    }
  }
}
