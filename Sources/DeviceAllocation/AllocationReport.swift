/// What a search came to, request by request: the answer to "which device, and why not the others".
public struct AllocationReport: Hashable, Sendable {
  /// One request, or one alternative of a prioritised list.
  public struct Request: Hashable, Sendable {
    public let claim: String
    /// `request`, or `request/alternative`.
    public let title: String
    public let deviceClass: String
    /// The how manieth alternative of how many, from 1; `nil` for a plain request.
    public let alternative: Int?
    public let alternatives: Int
    /// Devices that it needs; with `isAll` as many as its selectors choose on the node.
    public let wanted: Int
    public let isAll: Bool
    /// Most devices that it held at one time of the search.
    public let found: Int
    /// Whether the search came to it.
    public let wasTried: Bool
    /// Why it did without the devices that it did not take, alike ones together.
    public let refusals: [Refusal]
  }

  /// Devices refused for the same reason, as each was met first.
  public struct Refusal: Hashable, Sendable {
    public let why: DeviceRefusal
    public let devices: [DeviceID]
  }

  public let outcome: AllocationOutcome
  public let requests: [Request]
  /// Devices looked at and places entered.
  public let steps: Int
  /// Steps of the search that the report leaves out because it was too long.
  public let leftOut: Int
}

extension AllocationSearch {
  /// The report of a finished search that explains; `nil` without an end, or when the claims could
  /// not be laid out at all.
  public var report: AllocationReport? {
    guard let outcome, let plan else { return nil }
    struct Key: Hashable {
      let claim: Int
      let title: String
    }
    var held: [Key: Int] = [:]
    var most: [Key: Int] = [:]
    for event in trace.events {
      let key = Key(claim: event.claim, title: event.request)
      switch event.what {
      case .took: held[key, default: 0] += 1
      case .gaveBack: held[key, default: 0] -= 1
      case .refused: break
      }
      most[key] = max(most[key] ?? 0, held[key] ?? 0)
    }
    var refusals: [Key: [AllocationReport.Refusal]] = [:]
    for event in trace.firstRefusals {
      guard case .refused(let why) = event.what else { continue }
      let key = Key(claim: event.claim, title: event.request)
      let device = plan.inventory.deviceIDs[event.device]
      var list = refusals[key] ?? []
      if let at = list.firstIndex(where: { $0.why == why }) {
        list[at] = AllocationReport.Refusal(why: why, devices: list[at].devices + [device])
      } else {
        list.append(AllocationReport.Refusal(why: why, devices: [device]))
      }
      refusals[key] = list
    }
    var requests: [AllocationReport.Request] = []
    for (claim, planned) in plan.requests.enumerated() {
      for request in planned {
        for (number, option) in request.alternatives.enumerated() {
          let key = Key(claim: claim, title: option.title)
          requests.append(
            AllocationReport.Request(
              claim: plan.claims[claim].name, title: option.title,
              deviceClass: option.deviceClass.name,
              alternative: request.isList ? number + 1 : nil,
              alternatives: request.alternatives.count, wanted: option.count,
              isAll: option.isAll, found: most[key] ?? 0, wasTried: most[key] != nil,
              refusals: refusals[key] ?? []))
        }
      }
    }
    return AllocationReport(
      outcome: outcome, requests: requests, steps: effort.steps, leftOut: trace.leftOut)
  }
}
