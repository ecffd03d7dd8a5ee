/// The search for devices that serve all claims of a pod on one node.
///
/// The structured allocator of Kubernetes v1.35.4 (`incubating`): depth first, claims in order,
/// requests in order, one device at a time, devices in the order of pools, slices and devices; the
/// first full solution is taken. Nothing is scored. The recursion of the original is a stack of
/// frames here, so that the search is a value that advances in slices: dropping it cancels it.
public struct AllocationSearch: Sendable {
  /// `nil` while the search goes on.
  public private(set) var outcome: AllocationOutcome?
  public private(set) var effort = AllocationEffort()
  /// Empty unless asked for.
  public private(set) var trace = AllocationTrace()

  private let options: AllocationOptions
  private let explains: Bool
  let plan: AllocationPlan?
  private let inUse: AllocatedDevices
  private let hasInvalidPool: Bool
  private var stack: [Frame] = []
  private var signal: Signal = .enter(Place(), insideList: false)
  private var state = AttemptState()

  /// `pools`: the node's, in the order in which they shall be searched; `nil` for the order of
  /// `DeviceInventory.pools`.
  public init(
    claims: [DeviceClaim], on node: DeviceNode, inventory: DeviceInventory,
    inUse: AllocatedDevices, pools: [DevicePool]? = nil,
    options: AllocationOptions = AllocationOptions(), explains: Bool = false
  ) {
    let pools =
      pools ?? inventory.pools(for: node, partitionable: options.partitionableDevices)
    self.options = options
    self.explains = explains
    self.inUse = inUse
    hasInvalidPool = pools.contains { if case .invalid = $0.state { true } else { false } }
    do {
      let plan = try AllocationPlan(
        claims, on: node, pools: pools, inventory: inventory, quirks: options.quirks)
      self.plan = plan
      state = AttemptState(plan: plan, inUse: inUse, quirks: options.quirks)
    } catch {
      plan = nil
      outcome = .failed(error.failure)
    }
  }

  /// Searches to the end, at the latest to the limit of steps.
  public static func run(
    claims: [DeviceClaim], on node: DeviceNode, inventory: DeviceInventory,
    inUse: AllocatedDevices, pools: [DevicePool]? = nil,
    options: AllocationOptions = AllocationOptions()
  ) -> AllocationOutcome {
    var search = AllocationSearch(
      claims: claims, on: node, inventory: inventory, inUse: inUse, pools: pools,
      options: options)
    return search.finish()
  }

  /// Searches to the end, at the latest to the limit of steps.
  public mutating func finish() -> AllocationOutcome {
    while true {
      if let outcome { return outcome }
      advance(steps: 1 << 16)
    }
  }

  /// Goes on for about so many steps; whether there is more to do.
  @discardableResult
  public mutating func advance(steps: Int) -> Bool {
    guard outcome == nil, let plan else { return false }
    let (sum, over) = effort.steps.addingReportingOverflow(max(1, steps))
    let end = over ? options.stepLimit : min(sum, options.stepLimit)
    while outcome == nil {
      if effort.steps >= options.stepLimit {
        outcome = .stepLimit(options.stepLimit)
      } else if effort.steps >= end {
        return true
      } else {
        switch signal {
        case .enter(let place, let insideList): enter(place, insideList, plan)
        case .look: look(plan, until: end)
        case .back(let answer): back(answer, plan)
        }
      }
    }
    return false
  }

  // MARK: Frames

  /// One required device: of a claim, a request, an alternative of it, and the how manieth.
  private struct Place: Sendable {
    var claim = 0
    var request = 0
    var alternative = 0
    var device = 0
  }

  private enum Answer: Sendable {
    case found
    case none
    /// The limit of 32 devices in a claim was met.
    case limit
    case failed(AllocationFailure)
  }

  private enum Signal: Sendable {
    case enter(Place, insideList: Bool)
    /// The frame on top looks at its next device.
    case look
    case back(Answer)
  }

  private enum Frame: Sendable {
    /// The boundary to an earlier claim.
    case claim
    /// Works through the alternatives of a request.
    case list(Place, onlyLimits: Bool)
    /// Works through the devices for one place; `taken` is the one being tried.
    case exact(Place, insideList: Bool, next: Int, taken: Int?)
    /// One of all devices, without a choice.
    case all(Place, taken: Int)
  }

  private mutating func enter(_ place: Place, _ insideList: Bool, _ plan: AllocationPlan) {
    effort.places += 1
    guard place.claim < plan.requests.count else {
      outcome = .allocated(state.allocations(plan))
      return
    }
    guard place.request < plan.requests[place.claim].count else {
      stack.append(.claim)
      signal = .enter(Place(claim: place.claim + 1), insideList: false)
      return
    }
    let request = plan.requests[place.claim][place.request]
    if request.isList, !insideList {
      stack.append(.list(place, onlyLimits: true))
      signal = .enter(place, insideList: true)
      return
    }
    let alternative = request.alternatives[place.alternative]
    if alternative.isAll, alternative.all.isEmpty {
      signal = .back(.none)
    } else if place.device >= alternative.count {
      signal = .enter(Place(claim: place.claim, request: place.request + 1), insideList: false)
    } else if state.results[place.claim].count + (alternative.count - place.device)
      > DeviceClaim.maximumDevices
    {
      signal = .back(.limit)
    } else if alternative.isAll {
      takeOneOfAll(place, insideList, alternative, plan)
    } else {
      stack.append(.exact(place, insideList: insideList, next: 0, taken: nil))
      signal = .look
    }
  }

  private mutating func takeOneOfAll(
    _ place: Place, _ insideList: Bool, _ alternative: AllocationPlan.Alternative,
    _ plan: AllocationPlan
  ) {
    effort.devices += 1
    let candidate = alternative.all[place.device]
    if options.partitionableDevices, options.quirks.contains(.allOverCountersCrashes),
      !plan.device(candidate).consumes.isEmpty, state.isFree(candidate, plan, inUse)
    {
      signal = .back(
        .failed(
          .crash(
            claim: plan.claims[place.claim].name, request: alternative.title,
            device: plan.id(candidate))))
      return
    }
    if let refusal = take(candidate, place, alternative, plan) {
      guard case .constraint(let constraint) = refusal else {
        signal = .back(.none)
        return
      }
      signal = .back(
        .failed(
          .allRefusedByConstraint(
            claim: plan.claims[place.claim].name, request: alternative.title,
            device: plan.id(candidate), constraint)))
      return
    }
    stack.append(.all(place, taken: candidate))
    var next = place
    next.device += 1
    if options.quirks.contains(.subrequestAll) { next.alternative = 0 }
    signal = .enter(next, insideList: insideList)
  }

  /// Looks at devices for the place on top until one is taken or none is left.
  private mutating func look(_ plan: AllocationPlan, until end: Int) {
    guard case .exact(let place, let insideList, var next, _)? = stack.last else { return }
    let alternative = plan.requests[place.claim][place.request].alternatives[place.alternative]
    while next < plan.candidates.count {
      if effort.steps >= end {
        stack[stack.count - 1] = .exact(place, insideList: insideList, next: next, taken: nil)
        return
      }
      let candidate = next
      next += 1
      effort.devices += 1
      do {
        if let refusal = try state.unsuited(
          candidate, for: alternative, claim: place.claim, plan, inUse)
        {
          note(.refused(refusal), candidate, place, alternative, plan)
          continue
        }
      } catch {
        signal = .back(.failed(error.failure))
        stack[stack.count - 1] = .exact(place, insideList: insideList, next: next, taken: nil)
        return
      }
      if take(candidate, place, alternative, plan) != nil { continue }
      stack[stack.count - 1] = .exact(place, insideList: insideList, next: next, taken: candidate)
      var deeper = place
      deeper.device += 1
      signal = .enter(deeper, insideList: insideList)
      return
    }
    stack[stack.count - 1] = .exact(place, insideList: insideList, next: next, taken: nil)
    signal = .back(.none)
  }

  private mutating func back(_ answer: Answer, _ plan: AllocationPlan) {
    guard let frame = stack.popLast() else {
      finish(with: answer)
      return
    }
    switch frame {
    case .claim:
      // Another choice in an earlier claim may leave this one with a smaller alternative.
      if case .limit = answer { signal = .back(.none) }
    case .list(var place, var onlyLimits):
      switch answer {
      case .found, .failed: return
      case .none: onlyLimits = false
      case .limit: break
      }
      place.alternative += 1
      guard place.alternative < plan.requests[place.claim][place.request].alternatives.count else {
        signal = .back(onlyLimits ? .limit : .none)
        return
      }
      stack.append(.list(place, onlyLimits: onlyLimits))
      signal = .enter(place, insideList: true)
    case .exact(let place, let insideList, let next, let taken):
      guard let taken else { return }
      giveBack(taken, place, plan)
      if case .none = answer {
        stack.append(.exact(place, insideList: insideList, next: next, taken: nil))
        signal = .look
      }
    case .all(let place, let taken):
      giveBack(taken, place, plan)
    }
  }

  private mutating func finish(with answer: Answer) {
    switch answer {
    case .found: break
    case .none: outcome = hasInvalidPool ? .invalidPool : .noFit
    case .limit: outcome = .failed(.limitInEveryBranch)
    case .failed(let failure): outcome = .failed(failure)
    }
  }

  // MARK: Devices

  /// Takes the device for the place, or says why not.
  private mutating func take(
    _ candidate: Int, _ place: Place, _ alternative: AllocationPlan.Alternative,
    _ plan: AllocationPlan
  ) -> DeviceRefusal? {
    if let refusal = state.take(
      candidate, for: alternative, claim: place.claim, plan, inUse, options, detailed: explains)
    {
      note(.refused(refusal), candidate, place, alternative, plan)
      return refusal
    }
    note(.took, candidate, place, alternative, plan)
    return nil
  }

  private mutating func giveBack(_ candidate: Int, _ place: Place, _ plan: AllocationPlan) {
    let alternative = plan.requests[place.claim][place.request].alternatives[place.alternative]
    effort.backtracks += 1
    state.giveBack(candidate, for: alternative, claim: place.claim, plan)
    note(.gaveBack, candidate, place, alternative, plan)
  }

  private mutating func note(
    _ what: AllocationTrace.Event.What, _ candidate: Int, _ place: Place,
    _ alternative: AllocationPlan.Alternative, _ plan: AllocationPlan
  ) {
    guard explains else { return }
    trace.note(
      AllocationTrace.Event(
        claim: place.claim, request: alternative.title,
        device: plan.candidates[candidate].index, what: what))
  }
}
