import AddressedYAML
import Cluster
import Labs

// Quota objects of Kueue, Volcano and KAI as queues of a scenario.

extension ManifestObject {
  /// Kueue's ClusterQueue or Cohort; its flavored quotas, limits and policies.
  func kueueQueue(_ report: inout ManifestReport) -> QueueClass {
    let parentKey = kind == "Cohort" ? ["parentName", "parent"] : ["cohortName", "cohort"]
    var queue = QueueClass(
      name: name, parent: parentKey.lazy.compactMap { spec?.optional($0)?.text() }.first ?? "")
    for group in spec?.maps("resourceGroups") ?? [] {
      for flavor in group.maps("flavors") {
        let flavorName = flavor.required("name")?.text() ?? ""
        for resource in flavor.maps("resources") {
          guard let name = resource.required("name")?.text().map({ ResourceName($0) }),
            let nominal = resource.required("nominalQuota")?.quantity(of: name)
          else { continue }
          guard name == .cpu || name == .memory || name == .pods || name.text.contains("/") else {
            report.note(
              self, "the quota of \(shortened(name.text)) is left out; no pod here asks for it")
            continue
          }
          queue.quotas.append(
            QueueClass.Quota(
              flavor: flavorName, resource: name, nominal: nominal,
              borrowingLimit: resource.optional("borrowingLimit")?.quantity(of: name),
              lendingLimit: resource.optional("lendingLimit")?.quantity(of: name)))
        }
      }
    }
    queue.strategy =
      spec?.optional("queueingStrategy")?.word(of: QueueClass.strategies)
      ?? QueueClass.strategies[0]
    if let map = spec?.optional("preemption")?.map() {
      queue.preemption.withinQueue =
        map.optional("withinClusterQueue")?.word(of: QueueClass.Preemption.withinWords) ?? "Never"
      queue.preemption.reclaim =
        map.optional("reclaimWithinCohort")?.word(of: QueueClass.Preemption.reclaimWords) ?? "Never"
      if let borrow = map.optional("borrowWithinCohort")?.map() {
        queue.preemption.borrow =
          borrow.optional("policy")?.word(of: QueueClass.Preemption.borrowWords) ?? "Never"
        queue.preemption.borrowThreshold = borrow.optional("maxPriorityThreshold")?.whole()
      }
    }
    if let map = spec?.optional("flavorFungibility")?.map() {
      queue.fungibility = QueueClass.Fungibility(
        whenCanBorrow: word(map, "whenCanBorrow") ?? "MayStopSearch",
        whenCanPreempt: word(map, "whenCanPreempt") ?? "TryNextFlavor")
    }
    if let weight = spec?.optional("fairSharing")?.map()?.optional("weight")?.scalarText(),
      let milli = milliQuantity(weight)
    {
      queue.weightPercent = min(100_000, max(0, milli / 10))
    }
    queue.roundMemory { report.note(self, $0) }
    if kind == "ClusterQueue" { refuseUnlike(&report) }
    return queue
  }

  /// What of a ClusterQueue would change who is admitted.
  private func refuseUnlike(_ report: inout ManifestReport) {
    guard let spec else { return }
    refuseStopped(&report)
    if let selector = spec.optional("namespaceSelector")?.map() {
      if !selector.entries.isEmpty {
        report.note(self, "its namespaceSelector is not looked at; every namespace may use it")
      }
    } else {
      report.refuse(self, "without namespaceSelector no namespace may use it")
    }
    for key in [
      "admissionChecks", "admissionChecksStrategy", "admissionScope", "concurrentAdmissionPolicy",
    ] where spec.has(key) {
      report.refuse(self, line: spec.line(of: key), "'\(key)' is not simulated")
    }
    if spec.optional("flavorFungibility")?.map()?.has("preference") == true {
      report.refuse(self, "'flavorFungibility.preference' is not simulated")
    }
  }

  /// A stopped ClusterQueue or LocalQueue admits nothing.
  func refuseStopped(_ report: inout ManifestReport) {
    guard let policy = spec?.optional("stopPolicy"), let text = policy.text(), text != "None" else {
      return
    }
    report.refuse(
      self, line: policy.line, "it is stopped (\(shortened(text))), which is not simulated")
  }

  /// Older versions say Borrow and Preempt for MayStopSearch.
  private func word(_ map: YAMLMap, _ key: String) -> String? {
    guard let text = map.optional(key)?.text() else { return nil }
    if text == "Borrow" || text == "Preempt" { return "MayStopSearch" }
    return map.optional(key)?.word(of: QueueClass.Fungibility.words)
  }

  /// Volcano's Queue: deserved amounts, capability as the limit, weight.
  func volcanoQueue() -> QueueClass {
    var queue = QueueClass(name: name, parent: spec?.optional("parent")?.text() ?? "")
    if queue.parent == "root" { queue.parent = "" }
    let deserved = spec?.quantities("deserved") ?? [:]
    let capability = spec?.quantities("capability") ?? [:]
    for resource in Set(deserved.entries.map(\.name) + capability.entries.map(\.name)).sorted() {
      let nominal = deserved[resource] ?? 0
      queue.quotas.append(
        QueueClass.Quota(
          resource: resource, nominal: nominal,
          borrowingLimit: capability[resource].map { max(0, $0 - nominal) }))
    }
    queue.weightPercent = (spec?.optional("weight")?.whole(in: 0...65_535) ?? 1) * 100
    queue.weightPercent = min(100_000, queue.weightPercent)
    queue.quotas.removeAll {
      $0.resource != .cpu && $0.resource != .memory && !$0.resource.text.contains("/")
    }
    queue.roundMemory { _ in }
    queue.priority = spec?.optional("priority")?.whole(in: -1_000_000...1_000_000) ?? 0
    return queue
  }

  /// KAI's Queue: quota (deserved), limit and over-quota weight of gpu, cpu (milli) and memory (MB).
  ///
  /// Unset quotas and limits are 0, as KAI reads them; an unset priority is 100.
  func kaiQueue(_ report: inout ManifestReport) -> QueueClass {
    var queue = QueueClass(name: name, parent: spec?.optional("parentQueue")?.text() ?? "")
    queue.priority = spec?.optional("priority")?.whole(in: -1_000_000...1_000_000) ?? 100
    let resources = spec?.optional("resources")?.map()
    for (key, resource, factor) in [
      ("gpu", ResourceName.nvidiaGPU, 1), ("cpu", .cpu, 1), ("memory", .memory, 1_000_000),
    ] {
      guard let map = resources?.optional(key)?.map() else { continue }
      let quota = map.optional("quota")?.decimal() ?? 0
      let limit = map.optional("limit")?.decimal() ?? 0
      if key == "gpu", let weight = map.optional("overQuotaWeight")?.decimal() {
        queue.weightPercent = Int((min(1_000, max(0, weight)) * 100).rounded())
      }
      // -1 is unlimited: no quota of this resource holds the queue back.
      guard quota >= 0 else { continue }
      // Fractions of a MB are whole bytes.
      func amount(_ value: Double) -> Int { Int((min(1e12, value) * Double(factor)).rounded()) }
      let nominal = amount(quota)
      queue.quotas.append(
        QueueClass.Quota(
          resource: resource, nominal: nominal,
          borrowingLimit: limit < 0 ? nil : max(0, amount(limit) - nominal)))
    }
    queue.roundMemory { report.note(self, $0) }
    return queue
  }

  /// Kueue's ResourceFlavor; the levels come from the Topology that it names.
  func flavor(levels: (String) -> [String]) -> FlavorClass {
    FlavorClass(
      name: name, nodeLabels: spec?.anyLabels("nodeLabels") ?? [:],
      taints: spec?.maps("nodeTaints").compactMap(manifestTaint) ?? [],
      tolerations: spec?.maps("tolerations").compactMap(manifestToleration) ?? [],
      levels: spec?.optional("topologyName")?.text().map(levels) ?? [])
  }

  /// The label keys of Kueue's Topology, widest first.
  var topologyLevels: [String] {
    spec?.maps("levels").compactMap { $0.required("nodeLabel")?.text() } ?? []
  }
}

extension QueueClass {
  /// Files of ours know quotas of memory in whole MiB; what is less is cut off.
  fileprivate mutating func roundMemory(_ note: (String) -> Void) {
    func cut(_ amount: Int) -> Int { (amount >> 20) << 20 }
    for at in quotas.indices where quotas[at].resource == .memory {
      let old = quotas[at]
      quotas[at].nominal = cut(old.nominal)
      quotas[at].borrowingLimit = old.borrowingLimit.map(cut)
      quotas[at].lendingLimit = old.lendingLimit.map(cut)
      if quotas[at] != old { note("its quota of memory is cut to whole MiB") }
    }
  }
}
