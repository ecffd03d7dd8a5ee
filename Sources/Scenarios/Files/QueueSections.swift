import AddressedYAML
import Cluster
import Diagnostics
import Labs
import Simulation

/// The sections about quota: `flavors`, `queues`, and that everything they name is there.
func readQueueSections(_ map: YAMLMap) -> (flavors: [FlavorClass], queues: [QueueClass]) {
  let flavors = map.maps("flavors").compactMap(readFlavor)
  let queueMaps = map.maps("queues")
  let queues = queueMaps.compactMap(readQueue)
  reportRepeated(flavors.map(\.name), in: map, key: "flavors")
  reportRepeated(queues.map(\.name), in: map, key: "queues")
  let known = flavors.map(\.name) + [QueueClass.standardFlavor]
  for (at, queue) in queues.enumerated() {
    for quota in queue.quotas where !known.contains(quota.flavor) {
      map.log.report(
        line: queueMaps.count == queues.count ? queueMaps[at].line : map.line(of: "queues"),
        "queue '\(queue.name)' has a quota of the flavor '\(shortened(quota.flavor))', which is not in 'flavors'",
        hint: nearestMatch(to: quota.flavor, in: known).map { "did you mean '\($0)'?" } ?? "")
    }
  }
  reportParents(queues, lines: queueMaps.map(\.line), log: map.log)
  return (flavors, queues)
}

/// Parents must exist and no queue may be above itself.
private func reportParents(_ queues: [QueueClass], lines: [Int], log: ProblemLog) {
  let names = queues.map(\.name)
  guard lines.count == queues.count else { return }
  for (at, queue) in queues.enumerated() where !queue.parent.isEmpty {
    guard names.contains(queue.parent) else {
      log.report(
        line: lines[at],
        "queue '\(queue.name)' is below '\(shortened(queue.parent))', which is not in 'queues'",
        hint: nearestMatch(to: queue.parent, in: names).map { "did you mean '\($0)'?" }
          ?? "queues: " + names.joined(separator: ", "))
      continue
    }
    var path = [queue.name]
    var above = queue.parent
    while !above.isEmpty {
      if let first = path.firstIndex(of: above) {
        if first == 0 {
          log.report(
            line: lines[at],
            "the queues form a circle: " + (path + [above]).joined(separator: " is below "),
            hint: "one of them must have no 'parent'")
        }
        break
      }
      path.append(above)
      above = queues.first { $0.name == above }?.parent ?? ""
    }
  }
}

private func readFlavor(_ map: YAMLMap) -> FlavorClass? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  let flavor = FlavorClass(
    name: name ?? "", nodeLabels: map.labels("node_labels"),
    taints: map.maps("taints").compactMap(readTaint),
    tolerations: map.maps("tolerations").compactMap(readToleration),
    levels: map.texts("topology_levels"))
  return name == nil ? nil : flavor
}

private func readQueue(_ map: YAMLMap) -> QueueClass? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  var queue = QueueClass(name: name ?? "", parent: map.optional("parent")?.text() ?? "")
  queue.quotas = map.maps("quotas").compactMap { inner in
    defer { inner.finish() }
    return readQuota(inner)
  }
  for (at, quota) in queue.quotas.enumerated()
  where queue.quotas[..<at].contains(where: {
    $0.flavor == quota.flavor && $0.resource == quota.resource
  }) {
    map.log.report(
      line: map.line(of: "quotas"),
      "two quotas of '\(quota.resource)' in flavor '\(quota.flavor)'", hint: "keep one of them")
  }
  queue.weightPercent = map.optional("weight_percent")?.whole(in: 0...100_000, unit: "%") ?? 100
  queue.priority = map.optional("priority")?.whole(in: -1_000_000...1_000_000) ?? 0
  queue.strategy =
    map.optional("strategy")?.word(of: QueueClass.strategies) ?? QueueClass.strategies[0]
  if let inner = map.optional("preemption")?.map() {
    defer { inner.finish() }
    queue.preemption = QueueClass.Preemption(
      withinQueue: inner.optional("within_queue")?.word(of: QueueClass.Preemption.withinWords)
        ?? "Never",
      reclaim: inner.optional("reclaim")?.word(of: QueueClass.Preemption.reclaimWords) ?? "Never",
      borrow: inner.optional("borrow")?.word(of: QueueClass.Preemption.borrowWords) ?? "Never",
      borrowThreshold: inner.optional("borrow_max_priority")?.whole())
  }
  if let inner = map.optional("fungibility")?.map() {
    defer { inner.finish() }
    let words = QueueClass.Fungibility.words
    queue.fungibility = QueueClass.Fungibility(
      whenCanBorrow: inner.optional("when_can_borrow")?.word(of: words) ?? "MayStopSearch",
      whenCanPreempt: inner.optional("when_can_preempt")?.word(of: words) ?? "TryNextFlavor")
  }
  return name == nil ? nil : queue
}

/// Words for resources in quotas; each carries its unit.
let quotaResources: [(word: String, resource: ResourceName, factor: Int)] = [
  ("gpus", .nvidiaGPU, 1), ("cpu_milli", .cpu, 1), ("memory_mib", .memory, 1 << 20),
  ("pods", .pods, 1),
]

/// `{flavor, resource, nominal, borrowing_limit, lending_limit}`.
func readQuota(_ map: YAMLMap) -> QueueClass.Quota? {
  let flavor = map.optional("flavor")?.text() ?? QueueClass.standardFlavor
  let words = quotaResources.map(\.word)
  let value = map.required("resource", hint: "one of: " + words.joined(separator: ", "))
  // An extended resource stands under its own name.
  let name = value?.text()
  let kind =
    name?.contains("/") == true
    ? name.map { (word: $0, resource: ResourceName($0), factor: 1) }
    : value?.word(of: words).flatMap { word in quotaResources.first { $0.word == word } }
  let range = 0...1_000_000_000
  let nominal = map.required("nominal")?.whole(in: range)
  let borrowing = map.optional("borrowing_limit")?.whole(in: range)
  let lending = map.optional("lending_limit")?.whole(in: range)
  if let lending, let nominal, lending > nominal {
    map.log.report(
      line: map.line(of: "lending_limit"),
      "lending_limit \(lending) is more than the nominal quota \(nominal)")
  }
  guard let kind, let nominal else { return nil }
  return QueueClass.Quota(
    flavor: flavor, resource: kind.resource, nominal: nominal * kind.factor,
    borrowingLimit: borrowing.map { $0 * kind.factor },
    lendingLimit: lending.map { $0 * kind.factor })
}
