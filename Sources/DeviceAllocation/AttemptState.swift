/// What an attempt has taken so far, and what follows from it.
struct AttemptState: Sendable {
  struct Result: Sendable {
    let candidate: Int
    let title: String
  }

  /// The common value of a constraint's devices, and how many they are.
  private struct Match: Sendable {
    var value: AttributeValue?
    var devices = 0
  }

  private enum Choice: Sendable {
    case unknown
    case chosen
    case refused(DeviceRefusal)
  }

  /// Per claim: its devices in the order of allocation.
  private(set) var results: [[Result]] = []
  private var taken: [Bool] = []
  private var matches: [[Match]] = []
  /// Per alternative, per device: what its selectors said.
  private var choices: [[Choice]] = []
  /// Made when a device with counters is first met.
  private var ledgers: [CounterLedger] = []
  /// Per pool: its ledger.
  private var ledgerOfPool: [Int?] = []
  private var ledgerByName: [String: Int] = [:]
  private var bills: [CounterLedger.Bill?] = []
  private var sharesByName = false

  init() {}

  init(plan: AllocationPlan, inUse: AllocatedDevices, quirks: AllocationOptions.Quirks) {
    results = Array(repeating: [], count: plan.claims.count)
    taken = Array(repeating: false, count: plan.candidates.count)
    matches = plan.claims.map { Array(repeating: Match(), count: $0.constraints.count) }
    choices = Array(repeating: [], count: plan.alternativeCount)
    ledgerOfPool = Array(repeating: nil, count: plan.pools.count)
    bills = Array(repeating: nil, count: plan.candidates.count)
    sharesByName = quirks.contains(.countersByPoolName)
  }

  func allocations(_ plan: AllocationPlan) -> [ClaimAllocation] {
    zip(plan.claims, results).map { claim, results in
      ClaimAllocation(
        claim: claim.name,
        devices: results.map {
          ClaimAllocation.Entry(
            request: $0.title, device: plan.id($0.candidate),
            index: plan.candidates[$0.candidate].index)
        })
    }
  }

  func isFree(_ candidate: Int, _ plan: AllocationPlan, _ inUse: AllocatedDevices) -> Bool {
    !inUse[plan.candidates[candidate].index] && !taken[candidate]
  }

  /// Why the device cannot be a candidate at all; `nil` when it can: it is free, and the selectors
  /// choose it.
  mutating func unsuited(
    _ candidate: Int, for alternative: AllocationPlan.Alternative, claim: Int,
    _ plan: AllocationPlan, _ inUse: AllocatedDevices
  ) throws(AllocationStop) -> DeviceRefusal? {
    if inUse[plan.candidates[candidate].index] { return .inUse }
    if taken[candidate] { return .taken }
    if choices[alternative.number].isEmpty {
      choices[alternative.number] = Array(repeating: .unknown, count: plan.candidates.count)
    }
    switch choices[alternative.number][candidate] {
    case .chosen: return nil
    case .refused(let refusal): return refusal
    case .unknown: break
    }
    let refusal = try plan.choice(candidate, by: alternative, claim: plan.claims[claim])
    choices[alternative.number][candidate] = refusal.map { .refused($0) } ?? .chosen
    return refusal
  }

  /// Takes the device, or says why not. `detailed`: with all numbers of a shortage.
  mutating func take(
    _ candidate: Int, for alternative: AllocationPlan.Alternative, claim: Int,
    _ plan: AllocationPlan, _ inUse: AllocatedDevices, _ options: AllocationOptions,
    detailed: Bool
  ) -> DeviceRefusal? {
    if inUse[plan.candidates[candidate].index] { return .inUse }
    if taken[candidate] { return .taken }
    let device = plan.device(candidate)
    if !device.consumes.isEmpty {
      guard options.partitionableDevices else { return .partitionsSwitchedOff }
      let (ledger, bill) = ledgerAndBill(candidate, plan, inUse)
      if !ledgers[ledger].take(bill) {
        return .counters(detailed ? ledgers[ledger].shortages(with: bill) : [])
      }
    }
    if let refusal = join(candidate, device, alternative, claim, plan) {
      if !device.consumes.isEmpty, !options.quirks.contains(.counterLeak) {
        giveCounters(candidate, plan)
      }
      return .constraint(refusal)
    }
    taken[candidate] = true
    results[claim].append(Result(candidate: candidate, title: alternative.title))
    return nil
  }

  /// Undoes `take` of the device taken last for the claim.
  mutating func giveBack(
    _ candidate: Int, for alternative: AllocationPlan.Alternative, claim: Int,
    _ plan: AllocationPlan
  ) {
    taken[candidate] = false
    results[claim].removeLast()
    leave(plan.claims[claim].constraints.indices, alternative, claim, plan)
    if !plan.device(candidate).consumes.isEmpty { giveCounters(candidate, plan) }
  }

  // MARK: Constraints

  private mutating func join(
    _ candidate: Int, _ device: Device, _ alternative: AllocationPlan.Alternative, _ claim: Int,
    _ plan: AllocationPlan
  ) -> DeviceRefusal.Constraint? {
    let constraints = plan.claims[claim].constraints
    for (index, constraint) in constraints.enumerated() {
      guard applies(constraint, to: alternative) else { continue }
      let value = device.attribute(constraint.attribute, driver: plan.driver(candidate))
      let match = matches[claim][index]
      let wanted = match.devices > 0 ? match.value : nil
      if value == nil || (wanted != nil && wanted != value) {
        leave(0..<index, alternative, claim, plan)
        return DeviceRefusal.Constraint(
          attribute: constraint.attribute, has: value, wanted: wanted)
      }
      matches[claim][index].value = value
      matches[claim][index].devices += 1
    }
    return nil
  }

  private mutating func leave(
    _ range: Range<Int>, _ alternative: AllocationPlan.Alternative, _ claim: Int,
    _ plan: AllocationPlan
  ) {
    for index in range where applies(plan.claims[claim].constraints[index], to: alternative) {
      matches[claim][index].devices -= 1
    }
  }

  private func applies(
    _ constraint: DeviceClaim.MatchAttribute, to alternative: AllocationPlan.Alternative
  ) -> Bool {
    guard let name = alternative.alternative else {
      return constraint.applies(to: alternative.title, alternative: nil)
    }
    let request = String(alternative.title.dropLast(name.count + 1))
    return constraint.applies(to: request, alternative: name)
  }

  // MARK: Counters

  private mutating func ledgerAndBill(
    _ candidate: Int, _ plan: AllocationPlan, _ inUse: AllocatedDevices
  ) -> (ledger: Int, bill: CounterLedger.Bill) {
    let pool = plan.candidates[candidate].pool
    let ledger = ledgerOfPool[pool] ?? openLedger(pool, plan, inUse)
    if let bill = bills[candidate] { return (ledger, bill) }
    let bill = ledgers[ledger].bill(for: plan.device(candidate))
    bills[candidate] = bill
    return (ledger, bill)
  }

  private mutating func openLedger(
    _ pool: Int, _ plan: AllocationPlan, _ inUse: AllocatedDevices
  ) -> Int {
    let offer = plan.pools[pool]
    if sharesByName, let known = ledgerByName[offer.name] {
      ledgerOfPool[pool] = known
      return known
    }
    var ledger = CounterLedger(offer.counterSets)
    for slice in offer.slices + offer.slicesElsewhere {
      let devices = plan.inventory.slices[slice].devices
      for (device, index) in zip(devices, plan.inventory.deviceIndices[slice]) where inUse[index] {
        ledger.use(ledger.bill(for: device))
      }
    }
    ledgers.append(ledger)
    ledgerOfPool[pool] = ledgers.count - 1
    ledgerByName[offer.name] = ledgers.count - 1
    return ledgers.count - 1
  }

  private mutating func giveCounters(_ candidate: Int, _ plan: AllocationPlan) {
    guard let ledger = ledgerOfPool[plan.candidates[candidate].pool], let bill = bills[candidate]
    else { return }
    ledgers[ledger].give(bill)
  }
}
