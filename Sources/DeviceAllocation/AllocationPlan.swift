/// The claims of a pod against one node's pools, checked and laid out before the search.
///
/// The rules of Kubernetes v1.35.4, structured allocator `incubating`: classes must exist, All is
/// resolved to devices, and no claim may need more than 32 devices at the least.
struct AllocationPlan: Sendable {
  /// A device of the node, in the order of the search.
  struct Candidate: Sendable {
    let pool: Int
    let slice: Int
    let device: Int
    let index: DeviceInventory.DeviceIndex
  }

  struct Alternative: Sendable {
    let request: DeviceRequest
    /// `request`, or `request/alternative`.
    let title: String
    /// The alternative's own name; `nil` for a request without alternatives.
    let alternative: String?
    let deviceClass: DeviceClass
    /// How many devices it needs.
    var count = 0
    /// For All: which, by index in `candidates`.
    var all: [Int] = []
    /// Number of the alternative in the whole plan.
    let number: Int
    var isAll: Bool { request.mode == .all }
  }

  struct Request: Sendable {
    let name: String
    let isList: Bool
    var alternatives: [Alternative]
  }

  let inventory: DeviceInventory
  let node: DeviceNode
  let pools: [DevicePool]
  let claims: [DeviceClaim]
  let candidates: [Candidate]
  private(set) var requests: [[Request]] = []
  private(set) var alternativeCount = 0

  init(
    _ claims: [DeviceClaim], on node: DeviceNode, pools: [DevicePool],
    inventory: DeviceInventory, quirks: AllocationOptions.Quirks
  ) throws(AllocationStop) {
    self.inventory = inventory
    self.node = node
    self.pools = pools
    self.claims = claims
    var candidates: [Candidate] = []
    for (number, pool) in pools.enumerated() where pool.state == .usable {
      for slice in pool.slices {
        for (device, index) in inventory.deviceIndices[slice].enumerated() {
          candidates.append(Candidate(pool: number, slice: slice, device: device, index: index))
        }
      }
    }
    self.candidates = candidates
    for claim in claims {
      var planned: [Request] = []
      var minimum = 0
      for request in claim.requests {
        let next = try plan(request, of: claim, quirks: quirks)
        minimum += next.alternatives.map(\.count).min() ?? 0
        if minimum > 1 << 40 { minimum = 1 << 40 }
        planned.append(next)
      }
      if minimum > DeviceClaim.maximumDevices {
        throw AllocationStop(.tooManyDevices(claim: claim.name, atLeast: minimum))
      }
      requests.append(planned)
    }
  }

  func device(_ candidate: Int) -> Device {
    let place = candidates[candidate]
    return inventory.slices[place.slice].devices[place.device]
  }

  func driver(_ candidate: Int) -> String { inventory.slices[candidates[candidate].slice].driver }

  func id(_ candidate: Int) -> DeviceID { inventory.deviceIDs[candidates[candidate].index] }

  private mutating func plan(
    _ request: DeviceClaim.Request, of claim: DeviceClaim, quirks: AllocationOptions.Quirks
  ) throws(AllocationStop) -> Request {
    if request.alternatives.isEmpty {
      throw AllocationStop(.emptyRequest(claim: claim.name, request: request.name))
    }
    var planned: [Alternative] = []
    // Selector results by the alternative under which they are kept.
    var kept: [[Bool?]] = Array(repeating: [], count: request.alternatives.count)
    for (index, inner) in request.alternatives.enumerated() {
      let title = request.hasAlternatives ? "\(request.name)/\(inner.name)" : request.name
      guard let deviceClass = inventory.classNamed(inner.deviceClass) else {
        throw AllocationStop(
          .unknownClass(claim: claim.name, request: title, deviceClass: inner.deviceClass))
      }
      var next = Alternative(
        request: inner, title: title, alternative: request.hasAlternatives ? inner.name : nil,
        deviceClass: deviceClass, number: alternativeCount)
      alternativeCount += 1
      switch inner.mode {
      case .exactCount(let count):
        if count < 1 {
          throw AllocationStop(.badCount(claim: claim.name, request: title, count: count))
        }
        next.count = count
      case .all:
        let key = quirks.contains(.subrequestAll) ? max(0, index - 1) : index
        if kept[key].isEmpty { kept[key] = Array(repeating: nil, count: candidates.count) }
        next.all = try allDevices(next, claim: claim, kept: &kept[key])
        next.count = next.all.count
      }
      planned.append(next)
    }
    return Request(
      name: request.name, isList: request.hasAlternatives, alternatives: planned)
  }

  private func allDevices(
    _ alternative: Alternative, claim: DeviceClaim, kept: inout [Bool?]
  ) throws(AllocationStop) -> [Int] {
    var chosen: [Int] = []
    var next = 0
    for (number, pool) in pools.enumerated() {
      switch pool.state {
      case .obsolete: continue
      case .incomplete, .invalid:
        throw AllocationStop(
          .allFromUnreadyPool(claim: claim.name, request: alternative.title, pool: pool))
      case .usable: break
      }
      while next < candidates.count, candidates[next].pool == number {
        if kept[next] == nil {
          kept[next] = try choice(next, by: alternative, claim: claim) == nil
        }
        if kept[next] == true { chosen.append(next) }
        next += 1
      }
    }
    return chosen
  }

  /// Why the alternative does not choose the device; `nil` when it does. Class before request, and
  /// the node of a device placed for itself last.
  func choice(
    _ candidate: Int, by alternative: Alternative, claim: DeviceClaim
  ) throws(AllocationStop) -> DeviceRefusal? {
    let device = device(candidate)
    for (origin, selectors) in [
      (
        DeviceRefusal.Origin.deviceClass(alternative.deviceClass.name),
        alternative.deviceClass.selectors
      ),
      (.request, alternative.request.selectors),
    ] {
      for selector in selectors {
        switch selector.outcome(for: device, driver: driver(candidate)) {
        case .chosen: continue
        case .refused(let comparison): return .selector(origin, comparison)
        case .failed(let comparison, let fault):
          throw AllocationStop(
            .selector(
              claim: claim.name, request: alternative.title, device: id(candidate), comparison,
              fault))
        }
      }
    }
    if inventory.slices[candidates[candidate].slice].placement == .perDevice,
      !(device.placement?.matches(node) ?? false)
    {
      return .otherNode
    }
    return nil
  }
}

/// Ends a search as a whole.
struct AllocationStop: Error {
  let failure: AllocationFailure
  init(_ failure: AllocationFailure) { self.failure = failure }
}
