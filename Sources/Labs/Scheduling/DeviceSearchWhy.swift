import Cluster
import DeviceAllocation
import KubeScheduling
import Wording

// Which device served which request, why the others did not, and what would change it.

extension SchedulingReplay {
  /// Nodes of which a sentence says what would change it.
  private static var mostRemedies: Int { 4 }
  /// Names in a list before it says how many more there are.
  private static var mostNames: Int { 4 }
  private static var mostDeviceRows: Int { 120 }

  /// What the claims got, or what would let them.
  func deviceSentences(_ why: KubeScheduling.Explanation) -> [Message] {
    let refused = why.devices.filter { $0.node != why.decision.node }
    var sentences: [Message] = []
    if let report = why.devices.first(where: { $0.node == why.decision.node }),
      case .allocated(let claims) = report.search.outcome
    {
      let names = claims.flatMap(\.devices).map { "\($0.request): \($0.device.device)" }
      sentences.append(
        Message("lab.scheduling.device.gets", some(names), String(report.search.steps)))
    }
    for report in refused.prefix(Self.mostRemedies) {
      let node = nodeName(report.node)
      switch report.remedy {
      case .none: break
      case .endOf(let pods):
        sentences.append(Message("lab.scheduling.device.end-of", node, some(pods.map(name))))
      case .endOfAll(let pods):
        sentences.append(Message("lab.scheduling.device.end-of-all", node, String(pods.count)))
      case .never: sentences.append(Message("lab.scheduling.device.never", node))
      }
    }
    if refused.count > Self.mostRemedies {
      sentences.append(
        Message("lab.scheduling.device.more-nodes", String(refused.count - Self.mostRemedies)))
    }
    return sentences
  }

  /// The behaviours of the real code without which the answer would have been another.
  func quirkSentences(_ why: KubeScheduling.Explanation) -> [Message] {
    why.quirks.flatMap { effect in
      [
        Message("lab.scheduling.quirk." + effect.quirk.word),
        Message("lab.scheduling.quirk.without", some(effect.nodes.map { nodeName($0) })),
      ]
    }
  }

  /// Request by request: how many devices it needs and had, and why not the others; `nil` for a pod
  /// without open claims.
  func deviceTable(_ why: KubeScheduling.Explanation) -> Labs.Explanation.Table? {
    guard !why.devices.isEmpty else { return nil }
    var rows: [[Labs.Explanation.Value]] = []
    for report in why.devices {
      for request in report.search.requests {
        let title =
          request.alternative.map { "\(request.title) (\($0)/\(request.alternatives))" }
          ?? request.title
        let counts = "\(request.found) / \(request.isAll ? "all " : "")\(request.wanted)"
        var reasons = request.refusals.map { refusal in
          refusal.why.message(some(refusal.devices.map(\.device)))
        }
        if !request.wasTried { reasons.insert(untried(request), at: 0) }
        if reasons.isEmpty { reasons = [Message("lab.scheduling.device.served")] }
        for (at, reason) in reasons.enumerated() {
          rows.append([
            .plain(at == 0 ? nodeName(report.node) : ""), .plain(at == 0 ? title : ""),
            .plain(at == 0 ? counts : ""), .message(reason),
          ])
        }
      }
    }
    return Labs.Explanation.Table(
      title: Message("lab.scheduling.table.devices"),
      columns: [
        Message("lab.column.node"), Message("lab.column.request"), Message("lab.column.devices"),
        Message("lab.column.reason"),
      ], rows: Array(rows.prefix(Self.mostDeviceRows)))
  }

  private func untried(_ request: AllocationReport.Request) -> Message {
    if request.isAll && request.wanted == 0 {
      return Message("lab.scheduling.device.all-of-none", request.deviceClass)
    }
    return Message("lab.scheduling.device.untried")
  }

  private func some(_ names: [String]) -> String {
    names.prefix(Self.mostNames).joined(separator: ", ")
      + (names.count > Self.mostNames ? " +\(names.count - Self.mostNames)" : "")
  }
}

extension DeviceRefusal {
  /// Why these devices were refused.
  fileprivate func message(_ devices: String) -> Message {
    func say(_ key: String, _ arguments: String...) -> Message {
      Message("lab.scheduling.device.refused." + key, arguments: [devices] + arguments)
    }
    switch self {
    case .inUse: return say("in-use")
    case .taken: return say("taken")
    case .selector(.deviceClass(let name), let comparison):
      return say("class", comparison.cel, name)
    case .selector(.request, let comparison): return say("selector", comparison.cel)
    case .otherNode: return say("elsewhere")
    case .partitionsSwitchedOff: return say("gate")
    case .counters(let counters):
      guard let first = counters.first else { return say("counters") }
      return say(
        "counter", String(first.needed), "\(first.counter) (\(first.set))",
        String(max(0, first.value - first.used - first.usedInAttempt)), String(first.value),
        String(first.used), String(first.usedInAttempt))
    case .constraint(let constraint):
      guard let has = constraint.has else { return say("lacks", constraint.attribute) }
      return say(
        "constraint", constraint.attribute, has.text, constraint.wanted?.text ?? "-")
    }
  }
}

extension AttributeValue {
  fileprivate var text: String {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let truth): String(truth)
    }
  }
}

extension QuirkEffect.Quirk {
  fileprivate var word: String {
    switch self {
    case .counterLeak: "counter-leak"
    case .subrequestAll: "subrequest-all"
    case .countersByPoolName: "counters-by-pool-name"
    case .allOverCountersCrashes: "all-over-counters"
    case .negativeNamespaceSelector: "negative-namespace-selector"
    }
  }
}

extension DeviceClaim {
  /// `2 mig.nvidia.com (1g.10gb)`, alternatives with `|`.
  var brief: String {
    requests.map { request in
      request.alternatives.map { option in
        let count =
          switch option.mode {
          case .exactCount(let count): String(count)
          case .all: "all"
          }
        let values = option.selectors.flatMap(\.comparisons).map(\.value.text)
        return "\(count) \(option.deviceClass)"
          + (values.isEmpty ? "" : " (\(values.joined(separator: ", ")))")
      }.joined(separator: " | ")
    }.joined(separator: ", ")
  }
}
