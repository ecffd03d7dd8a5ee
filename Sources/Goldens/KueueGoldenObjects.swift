import BatchQueueing
import Foundation
import Simulation

/// Kueue's objects in the schema of `Tests/Goldens/queueing/README.md`.
extension GoldenReader {
  func clusterQueues() throws -> [Kueue.ClusterQueue] {
    try list("clusterQueues").map { item in
      let reader = GoldenReader(item)
      let preemption = try reader.object("preemption")
      let fungibility = try reader.object("fungibility")
      return Kueue.ClusterQueue(
        name: try reader.name(), cohort: reader.text("cohort"),
        queueingStrategy: try reader.choice("queueing"), resourceGroups: try reader.groups(),
        preemption: Kueue.Preemption(
          withinClusterQueue: try preemption.choice("withinClusterQueue"),
          reclaimWithinCohort: try preemption.choice("reclaimWithinCohort"),
          borrowWithinCohort: try preemption.optional("borrowWithinCohort") {
            Kueue.BorrowWithinCohort(
              policy: try $0.choice("policy"),
              maxPriorityThreshold: try $0.optionalInt("maxPriorityThreshold"))
          }),
        flavorFungibility: Kueue.FlavorFungibility(
          whenCanBorrow: try fungibility.choice("whenCanBorrow"),
          whenCanPreempt: try fungibility.choice("whenCanPreempt"),
          preference: fungibility.text("preference") == nil
            ? nil : try fungibility.choice("preference")),
        fairWeight: try reader.optionalDouble("fairWeight") ?? 1,
        namespaceSelector: try reader.optional("namespaceSelector") { try $0.labelSelector() },
        stopPolicy: reader.text("stopPolicy") == nil ? .none : try reader.choice("stopPolicy"))
    }
  }

  func cohorts() throws -> [Kueue.Cohort] {
    try list("cohorts", orElse: []).map { item in
      let reader = GoldenReader(item)
      return Kueue.Cohort(
        name: try reader.name(), parent: reader.text("parent"), resourceGroups: try reader.groups(),
        fairWeight: try reader.optionalDouble("fairWeight") ?? 1)
    }
  }

  private func groups() throws -> [Kueue.ResourceGroup] {
    try list("groups", orElse: []).map { item in
      let group = GoldenReader(item)
      let flavors = try group.list("flavors", orElse: []).map { item in
        let flavor = GoldenReader(item)
        let resources = try flavor.object("resources")
        var quotas: [String: Kueue.Quota] = [:]
        for name in resources.keys {
          let quota = try resources.object(name)
          quotas[name] = Kueue.Quota(
            nominal: try quota.int("nominal"),
            borrowingLimit: try quota.optionalInt("borrowingLimit"),
            lendingLimit: try quota.optionalInt("lendingLimit"))
        }
        guard let name = flavor.text("flavor") else {
          throw GoldenReader.Unreadable(what: "\"flavor\": no text")
        }
        return Kueue.FlavorQuotas(flavor: name, resources: quotas)
      }
      return Kueue.ResourceGroup(resources: try group.textList("resources"), flavors: flavors)
    }
  }

  /// A workload, and the quota that it holds if it holds some.
  func workload() throws -> (workload: Kueue.Workload, held: Kueue.HeldWorkload?) {
    let workload = Kueue.Workload(
      namespace: text("namespace") ?? "", name: try name(), uid: text("uid") ?? "",
      localQueue: text("localQueue"), priority: try int("priority", orElse: 0),
      createdAt: try time("createdAt") ?? SimTime(nanoseconds: .min),
      podSets: try list("podSets").map { try GoldenReader($0).podSet() })
    let conditions = try optional("conditions") { $0 }
    let evicted = try conditions?.optional("Evicted") { $0 }
    var orderTime = workload.createdAt
    if let evicted, evicted.text("status") == "True",
      ["PodsReadyTimeout", "AdmissionCheck"].contains(evicted.text("reason"))
    {
      orderTime = try evicted.time("at") ?? orderTime
    }
    var ordered = workload
    ordered.createdAt = orderTime
    let held = try optional("admitted") { admitted in
      Kueue.HeldWorkload(
        workload: ordered, admission: try admitted.admission(),
        // Without the condition the present counts.
        reservedAt: try conditions?.optional("QuotaReserved") { try $0.time("at") ?? .zero }
          ?? .zero,
        isEvicted: evicted?.text("status") == "True")
    }
    return (ordered, held)
  }

  private func podSet() throws -> Kueue.PodSet {
    let selector = try optional("nodeSelector") { $0 }
    var requests: [String: Int] = [:]
    let perPod = try object("perPod")
    for name in perPod.keys { requests[name] = try perPod.int(name) }
    var labels: [String: String] = [:]
    for key in selector?.keys ?? [] { labels[key] = selector?.text(key) ?? "" }
    let required = try optional("nodeAffinity") {
      try $0.optional("requiredDuringSchedulingIgnoredDuringExecution") { $0 }
    }
    let terms = try required??.list("nodeSelectorTerms", orElse: []).map {
      Kueue.NodeSelectorTerm(try GoldenReader($0).requirements())
    }
    return Kueue.PodSet(
      name: try name(), count: try int("count"), minCount: try optionalInt("minCount"),
      requests: requests, limits: try optional("limits") { try $0.amounts() } ?? [:],
      nodeSelector: labels, affinity: Kueue.NodeAffinity(required: terms ?? nil),
      tolerations: try list("tolerations", orElse: []).map {
        let toleration = GoldenReader($0)
        return Kueue.Toleration(
          key: toleration.text("key") ?? "", operator: toleration.text("operator") ?? "Equal",
          value: toleration.text("value") ?? "", effect: toleration.text("effect") ?? "")
      })
  }

  func admission() throws -> Kueue.Admission {
    guard let queue = text("clusterQueue") else {
      throw GoldenReader.Unreadable(what: "\"clusterQueue\": no text")
    }
    return Kueue.Admission(
      clusterQueue: queue,
      podSets: try list("podSets").map { item in
        let reader = GoldenReader(item)
        var flavors: [String: String] = [:]
        if let chosen = try reader.optional("flavors", { $0 }) {
          for resource in chosen.keys { flavors[resource] = chosen.text(resource) }
        }
        return Kueue.PodSetAssignment(
          name: try reader.name(), count: try reader.int("count"), flavors: flavors,
          usage: try reader.optional("usage") { try $0.amounts() } ?? [:])
      })
  }

  func resourceFlavor() throws -> Kueue.ResourceFlavor {
    var labels: [String: String] = [:]
    for key in ["labels", "nodeLabels"] {
      guard let object = try optional(key, { $0 }) else { continue }
      for name in object.keys { labels[name] = object.text(name) ?? "" }
    }
    return Kueue.ResourceFlavor(
      name: try name(), nodeLabels: labels,
      nodeTaints: try list("taints", orElse: []).map {
        let taint = GoldenReader($0)
        return Kueue.Taint(
          key: taint.text("key") ?? "", value: taint.text("value") ?? "",
          effect: taint.text("effect") ?? "NoSchedule")
      })
  }

  func labelSelector() throws -> Kueue.LabelSelector {
    var labels: [String: String] = [:]
    if let object = try optional("matchLabels", { $0 }) {
      for key in object.keys { labels[key] = object.text(key) ?? "" }
    }
    return Kueue.LabelSelector(matchLabels: labels, matchExpressions: try requirements())
  }

  private func requirements() throws -> [Kueue.LabelRequirement] {
    try list("matchExpressions", orElse: []).map {
      let reader = GoldenReader($0)
      return Kueue.LabelRequirement(
        key: reader.text("key") ?? "", operator: try reader.choice("operator"),
        values: try reader.textList("values"))
    }
  }

  // MARK: Smaller parts

  func name() throws -> String {
    guard let name = text("name") else { throw Unreadable(what: "\"name\": no text") }
    return name
  }

  func choice<Choice: RawRepresentable<String>>(_ key: String) throws -> Choice {
    guard let text = text(key), let choice = Choice(rawValue: text) else {
      throw Unreadable(what: "\"\(key)\": \(text(key) ?? "no text") is no \(Choice.self)")
    }
    return choice
  }

  /// An absent or null list is empty.
  func textList(_ key: String) throws -> [String] {
    guard let values = try optionalList(key) else { return [] }
    return try values.map {
      guard let text = $0 as? String else { throw Unreadable(what: "\"\(key)\": no text") }
      return text
    }
  }

  func optionalInt(_ key: String) throws -> Int? { isGiven(key) ? try int(key) : nil }

  func optionalDouble(_ key: String) throws -> Double? { isGiven(key) ? try double(key) : nil }

  func optional<Value>(_ key: String, _ body: (GoldenReader) throws -> Value) throws -> Value? {
    isGiven(key) ? try body(object(key)) : nil
  }

  private func optionalList(_ key: String) throws -> [Any]? { isGiven(key) ? try list(key) : nil }

  /// Seconds relative to the case's present.
  func time(_ key: String) throws -> SimTime? {
    guard let seconds = try optionalInt(key) else { return nil }
    let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { throw Unreadable(what: "\"\(key)\": beyond simulated time") }
    return SimTime(nanoseconds: nanoseconds)
  }

  /// Amounts by name.
  func amounts() throws -> [String: Int] {
    var amounts: [String: Int] = [:]
    for key in keys { amounts[key] = try int(key) }
    return amounts
  }

  /// Amounts by flavored resource, written `flavor/resource`.
  func flavoredAmounts() throws -> [Kueue.FlavoredResource: Int] {
    var amounts: [Kueue.FlavoredResource: Int] = [:]
    for key in keys { amounts[try Self.flavoredResource(key)] = try int(key) }
    return amounts
  }

  /// A flavor has no slash in its name, a resource may.
  static func flavoredResource(_ text: String) throws -> Kueue.FlavoredResource {
    guard let slash = text.firstIndex(of: "/") else {
      throw Unreadable(what: "\"\(text)\": no flavor/resource")
    }
    return Kueue.FlavoredResource(
      flavor: String(text[..<slash]), resource: String(text[text.index(after: slash)...]))
  }
}
