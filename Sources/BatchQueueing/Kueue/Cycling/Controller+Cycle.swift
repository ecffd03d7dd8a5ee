import Simulation

/// One scheduling cycle.
///
/// Source: Kueue's `pkg/scheduler/scheduler.go`.
extension Kueue.Controller {
  /// Looks at the head of every queue once. With `explaining`, decisions carry every flavor and
  /// every candidate for preemption that was looked at; it changes no decision.
  public mutating func cycle(now: SimTime, explaining: Bool = false) -> Kueue.CycleOutcome {
    var cycle = beginCycle(now: now, explaining: explaining)
    while advance(&cycle) {}
    return cycle.outcome
  }

  /// Begins a cycle, to be ended by `advance`: nothing else may change the controller meanwhile.
  /// Between the steps it shows the cluster with the heads out of their queues.
  public mutating func beginCycle(now: SimTime, explaining: Bool = false) -> Kueue.Cycle {
    endBackoffs(now: now)
    var heads: [(record: Int, queue: Int)] = []
    for queue in queues.indices
    where queues[queue].activeCount > 0 && ledger.tree.nodes[queue].isActive {
      if let record = pop(queue) { heads.append((record, queue)) }
    }
    if !heads.isEmpty { cycles += 1 }
    return Kueue.Cycle(
      number: cycles, heads: heads, run: CycleRun(ledger: ledger, now: now, explains: explaining))
  }

  /// Looks at one more head; `false` when the cycle is over.
  public mutating func advance(_ cycle: inout Kueue.Cycle) -> Bool {
    guard !cycle.isOver else { return false }
    // Moved, not copied, so that the run works on the only copy.
    cycle.run.controller = self
    self = Kueue.Controller()
    cycle.step()
    self = cycle.run.controller
    cycle.run.controller = Kueue.Controller()
    return !cycle.isOver
  }

  /// What a cycle would say of a waiting workload if it were a head now, with every flavor and
  /// candidate; `nil` for one that does not wait in a queue. Nothing changes.
  public func why(_ key: String) -> Kueue.Decision? {
    guard let number = numbers[key], let record = records[number], record.queue >= 0,
      record.place == .active || record.place == .parked
    else { return nil }
    var copy = self
    let wasParked = record.place == .parked
    copy.leaveQueue(number)
    copy.records[number]?.place = .inFlight
    copy.records[number]?.progress = nil
    var cycle = Kueue.Cycle(
      number: cycles, heads: [(number, record.queue)],
      run: CycleRun(ledger: ledger, now: .zero, explains: true))
    while copy.advance(&cycle) {}
    var decision = cycle.outcome.decisions.first
    decision?.whereabouts = wasParked ? .parked : .queued
    return decision
  }
}

extension Kueue {
  /// A cycle under way, a head at a time: first each is nominated, then each is served.
  public struct Cycle: Sendable {
    enum Phase: Sendable {
      case nominating(next: Int)
      case serving([Int], next: Int)
      case fairly(Tournament)
      case over
    }

    let number: Int
    private let heads: [(record: Int, queue: Int)]
    var run: CycleRun
    private var phase: Phase

    init(number: Int, heads: [(record: Int, queue: Int)], run: CycleRun) {
      self.number = number
      self.heads = heads
      self.run = run
      phase = heads.isEmpty ? .over : .nominating(next: 0)
    }

    public var isOver: Bool {
      if case .over = phase { true } else { false }
    }

    /// What was decided so far; all once it is over.
    public var outcome: CycleOutcome {
      CycleOutcome(number: number, time: run.now, decisions: run.decisions)
    }

    mutating func step() {
      switch phase {
      case .nominating(let next):
        run.nominate(heads[next])
        phase = next + 1 < heads.count ? .nominating(next: next + 1) : run.order()
      case .serving(let places, let next):
        guard next < places.count else { return end() }
        phase = .serving(places, next: next + 1)
        run.process(places[next])
      case .fairly(var tournament):
        phase = .over
        guard let place = run.pop(&tournament) else { return end() }
        run.process(place)
        phase = .fairly(tournament)
      case .over: break
      }
    }

    private mutating func end() {
      run.requeueAll()
      phase = .over
    }
  }
}

/// A cycle at work. The controller changes only by admissions and by marks on victims; everything
/// that is merely reserved happens in `work`.
struct CycleRun: Sendable {
  /// Handed in for each step.
  var controller = Kueue.Controller()
  let now: SimTime
  let explains: Bool
  private(set) var decisions: [Kueue.Decision] = []

  /// The ledger with what earlier heads of this cycle took or reserved.
  private var work: Kueue.Ledger
  private var entries: [Kueue.Entry] = []
  /// Victims of this cycle, in order.
  private var victims: [Int] = []
  private var requeues: [(record: Int, reason: Kueue.Controller.Requeue, decision: Int)] = []

  init(ledger: Kueue.Ledger, now: SimTime, explains: Bool) {
    self.now = now
    self.explains = explains
    work = ledger
  }

  // MARK: Nomination

  mutating func nominate(_ head: (record: Int, queue: Int)) {
    let (number, queue) = head
    guard let record = controller.records[number] else { return }
    if let problem = controller.namespaceProblem(record.workload, queue)
      ?? record.workload.requestAboveLimit
    {
      put(
        number, .pending(problem), problem == .namespaceMismatch ? .namespaceMismatch : .generic)
      return
    }
    if let progress = record.progress, controller.cycles - progress.cycle > 1,
      controller.queues[queue].generation > progress.generation
    {
      controller.records[number]?.progress = nil
    }
    let found = assign(number, nominated: nil)
    entries.append(
      Kueue.Entry(
        record: number, queue: queue, priority: record.workload.priority,
        time: record.orderTime, assignment: found.assignment, targets: found.targets,
        trace: found.trace))
  }

  private typealias Found = (
    assignment: Kueue.Assignment, targets: [Kueue.Target], trace: Kueue.PreemptionTrace
  )

  /// Flavors, and victims where needed, for all pods or for fewer; remembers where the search
  /// stopped.
  private mutating func assign(_ number: Int, nominated: [[Int: Int]]?) -> Found {
    guard let record = controller.records[number] else {
      return (Kueue.Assignment(), [], Kueue.PreemptionTrace(isOn: false))
    }
    let assigner = Kueue.FlavorAssigner(
      catalog: controller.catalog, method: controller.method, claim: record.claim,
      queue: record.queue, orderTime: record.orderTime, progress: record.progress?.steps ?? [],
      nominated: nominated, explains: explains)
    let full = assigner.assign(&work)
    var found: Found = (full, [], Kueue.PreemptionTrace(isOn: explains))
    if full.mode == .preempt {
      (found.targets, found.trace) = targets(for: full, record)
    }
    let isServed = full.mode == .fit || !found.targets.isEmpty
    if !isServed, controller.configuration.partialAdmission, record.claim.canShrink {
      let smaller: Found? = Kueue.PodSetReducer(record.claim).search { counts in
        let assignment = assigner.assign(counts: counts, &work)
        if assignment.mode == .fit {
          return (assignment, [], Kueue.PreemptionTrace(isOn: explains))
        }
        guard assignment.mode == .preempt else { return nil }
        let (targets, trace) = targets(for: assignment, record)
        return targets.isEmpty ? nil : (assignment, targets, trace)
      }
      if let smaller { found = smaller }
    }
    if found.assignment.mode == .preempt {
      let targets = found.targets.map(\.holding)
      for target in targets { work.takeOut(target) }
      found.assignment.reservePlaces(in: work.topology, assumingEmpty: targets.isEmpty)
      for target in targets.reversed() { work.putBack(target) }
    }
    controller.records[number]?.progress = (
      found.assignment.progress, controller.cycles, controller.queues[record.queue].generation
    )
    return found
  }

  private mutating func targets(
    for assignment: Kueue.Assignment, _ record: Kueue.Record
  ) -> ([Kueue.Target], Kueue.PreemptionTrace) {
    let preemptor = Kueue.Preemptor(
      queue: record.queue, priority: record.workload.priority, orderTime: record.orderTime,
      rules: controller.catalog.queues[record.queue].object.preemption,
      uses: assignment.requested, needs: assignment.needs,
      topologyRequests: assignment.topologyRequests)
    var trace = Kueue.PreemptionTrace(isOn: explains)
    let targets = work.targets(for: preemptor, method: controller.method, trace: &trace)
    return (targets, trace)
  }

  // MARK: Processing

  /// The order in which the heads are served.
  func order() -> Kueue.Cycle.Phase {
    controller.configuration.fairSharing == nil
      ? .serving(Kueue.EntryOrder.classical(entries), next: 0)
      : .fairly(Kueue.Tournament(entries, work.tree))
  }

  mutating func pop(_ tournament: inout Kueue.Tournament) -> Int? {
    tournament.pop(&entries, work.tree)
  }

  mutating func requeueAll() {
    for (record, reason, decision) in requeues {
      controller.requeue(record, reason, now: now)
      let isQueued = controller.records[record]?.place == .active
      decisions[decision].whereabouts = isQueued ? .queued : .parked
    }
  }

  mutating func process(_ place: Int) {
    let fits = refresh(place)
    let entry = entries[place]
    let number = entry.record
    switch entry.assignment.mode {
    case .noFit:
      put(number, .pending(reason(entry)), .noFit, entry)
      return
    case .preempt where entry.targets.isEmpty:
      put(number, .pending(.noCandidates), .noCandidates, entry)
      if controller.catalog.queues[entry.queue].object.preemption.reclaimWithinCohort != .any {
        work.reserve(reservation(entry), entry.assignment.placements, queue: entry.queue)
      }
      return
    case .deferredFit:
      controller.records[number]?.progress = nil
      put(number, .waitingForVictimsOfOthers, .pendingPreemption, entry)
      work.reserve(entry.assignment.uses, entry.assignment.placements, queue: entry.queue)
      return
    case .preempt, .fit: break
    }
    let taken = entry.targets.filter { victims.contains($0.holding) }
    if !taken.isEmpty {
      put(number, .victimsTaken(work.victims(taken)), .failedAfterNomination, entry)
      return
    }
    guard fits else {
      put(number, .overtaken(shortages(entry)), .failedAfterNomination, entry)
      return
    }
    victims += entry.targets.map(\.holding)
    work.reserve(entry.assignment.uses, entry.assignment.placements, queue: entry.queue)
    if entry.assignment.mode == .preempt {
      for target in entry.targets { controller.mark(victim: target.holding) }
      controller.records[number]?.progress = nil
      put(number, .preempting(work.victims(entry.targets)), .pendingPreemption, entry)
    } else {
      let admission = controller.admit(number, entry.assignment, now: now)
      put(
        number, .admitted(admission, borrowingLevel: entry.assignment.borrowing), nil, entry)
    }
  }

  /// What is missing for a head beside the earlier ones.
  private enum Missing {
    case nothing, quota, places
  }

  /// Whether the head still fits beside the earlier ones. When its victims are already taken, it is
  /// assigned anew, as if they were gone; when its places are taken, it is assigned anew as things
  /// are. Both times it stays with the flavors that it was nominated with (gates
  /// RecomputeAssignmentUponPreemptionTargetsOverlap, TASRecomputeAssignmentWithinSchedulingCycle).
  private mutating func refresh(_ place: Int) -> Bool {
    let missing = missing(entries[place])
    let overlaps = entries[place].targets.contains { victims.contains($0.holding) }
    guard overlaps || missing == .places else { return missing == .nothing }
    let record = entries[place].record
    let nominated = entries[place].assignment.nomination(
      podSetCount: controller.records[record]?.claim.podSets.count ?? 0)
    controller.records[record]?.progress = nil
    if overlaps { for victim in victims { work.takeOut(victim) } }
    var found = assign(record, nominated: nominated)
    if overlaps {
      for victim in victims { work.putBack(victim) }
      if found.assignment.mode == .fit { found.assignment.mode = .deferredFit }
    }
    entries[place].assignment = found.assignment
    entries[place].targets = found.targets
    entries[place].trace = found.trace
    return self.missing(entries[place]) == .nothing
  }

  /// Looks as if the victims of this cycle and those of the head were gone.
  private mutating func missing(_ entry: Kueue.Entry) -> Missing {
    var gone = victims
    for target in entry.targets where !gone.contains(target.holding) {
      gone.append(target.holding)
    }
    work.removeUsage(of: gone)
    defer { work.addUsage(of: gone) }
    guard work.tree.fits(entry.assignment.uses, entry.queue) else { return .quota }
    return work.topology?.fits(entry.assignment.placements) ?? true ? .nothing : .places
  }

  /// What a head without candidates keeps from later heads: what it asks for, up to its quota, or
  /// up to its borrowing limit when it would borrow.
  private func reservation(_ entry: Kueue.Entry) -> [Kueue.Use] {
    entry.assignment.uses.map { use in
      let cell = work.tree.cell(entry.queue, use.fr)
      let (nominal, used) = (work.tree.nominal[cell], work.tree.usage[cell])
      guard entry.assignment.borrowing > 0 else {
        let own = Kueue.Amount.difference(nominal, used)
        return Kueue.Use(fr: use.fr, amount: max(0, min(use.amount, own)))
      }
      guard let limit = work.tree.borrowingLimit(entry.queue, use.fr) else { return use }
      let left = Kueue.Amount.difference(Kueue.Amount.sum(nominal, limit), used)
      return Kueue.Use(fr: use.fr, amount: min(use.amount, left))
    }
  }

  // MARK: Reporting

  private func reason(_ entry: Kueue.Entry) -> Kueue.PendingReason {
    guard let (podSet, resource) = entry.assignment.unavailable,
      let record = controller.records[entry.record]
    else { return .noFlavorFits }
    return .resourceNotCovered(podSet: record.workload.podSets[podSet].name, resource: resource)
  }

  /// What an earlier head left too little of.
  private func shortages(_ entry: Kueue.Entry) -> [Kueue.Shortage] {
    entry.assignment.requested.compactMap { use in
      let available = work.tree.available(entry.queue, use.fr)
      guard available < use.amount else { return nil }
      return Kueue.Shortage(
        flavoredResource: work.tree.flavoredResources[use.fr], requested: use.amount, assumed: 0,
        available: available, potential: work.tree.potential(entry.queue, use.fr),
        block: work.tree.block(entry.queue, use.fr, isPotential: false))
    }
  }

  /// Notes a decision, and that the workload goes back unless it was admitted.
  private mutating func put(
    _ number: Int, _ verdict: Kueue.Decision.Verdict, _ requeue: Kueue.Controller.Requeue?,
    _ entry: Kueue.Entry? = nil
  ) {
    guard let record = controller.records[number] else { return }
    decisions.append(
      Kueue.Decision(
        workload: record.key, clusterQueue: work.tree.nodes[record.queue].name, verdict: verdict,
        whereabouts: .reserved, borrowingLevel: entry?.assignment.borrowing ?? 0,
        shares: entry?.shares.map { $0.weighted.isFinite ? $0.weighted : nil } ?? [],
        attempts: entry?.assignment.attempts ?? [],
        candidates: entry.map { work.candidates($0.trace) } ?? [],
        topologyRefusals: entry?.assignment.topologyRefusals ?? [],
        topologyTraces: entry?.assignment.topologyTraces ?? []))
    if let requeue { requeues.append((number, requeue, decisions.count - 1)) }
  }
}

extension Kueue.Controller {
  mutating func mark(victim holding: Int) {
    guard let held = ledger.holdings[holding] else { return }
    ledger.markEvicted(holding)
    records[held.workload]?.isEvicted = true
  }

  /// Reserves quota for a workload.
  mutating func admit(
    _ number: Int, _ assignment: Kueue.Assignment, now: SimTime
  ) -> Kueue.Admission {
    guard let record = records[number] else {
      return Kueue.Admission(clusterQueue: "", podSets: [])
    }
    let podSets = assignment.podSets.map { chosen in
      var flavors: [String: String] = [:]
      var usage: [String: Int] = [:]
      for choice in chosen.choices {
        let resource = ledger.tree.resources[choice.resource]
        flavors[resource] = catalog.flavorNames[choice.flavor]
        usage[resource] = chosen.requests.first { $0.resource == choice.resource }?.amount ?? 0
      }
      return Kueue.PodSetAssignment(
        name: chosen.name, count: chosen.count, flavors: flavors, usage: usage,
        topology: assignment.placeOf[chosen.name])
    }
    let admission = Kueue.Admission(
      clusterQueue: ledger.tree.nodes[record.queue].name, podSets: podSets)
    leaveQueue(number)
    records[number]?.admission = admission
    records[number]?.reservedAt = now
    records[number]?.isEvicted = false
    records[number]?.arePodsReady = false
    records[number]?.progress = nil
    hold(number)
    return admission
  }
}
