import Cluster
import DeviceAllocation
import Labs
import Wording

// Devices and claims of DRA (`resource.k8s.io/v1`, Kubernetes v1.34 and later).

/// More devices in ResourceSlices than anybody would read or apply.
private let mostDevices = 20_000

extension ManifestWriter {
  /// DeviceClasses, the ResourceSlices of the nodes and the ResourceClaimTemplates of the jobs; none
  /// for a scenario without devices and claims.
  mutating func deviceObjects(
    _ nodes: [NodeGroup], _ jobs: [UnrolledScenario.Work]
  ) -> [ManifestValue] {
    let offering = nodes.filter { $0.devices != nil }
    let claiming = jobs.filter { $0.job.podSets.contains { !$0.shape.claims.isEmpty } }
    guard !offering.isEmpty || !claiming.isEmpty else { return [] }
    note(Message("export.note.dra", MIGNode.driver))
    if target != .kubeScheduler { note(Message("export.note.dra-target", target.title)) }
    var result = DeviceWish.deviceClasses.map(deviceClassValue)
    var slices = offering.flatMap { $0.deviceSlices(node: $0.name) }
    let devices = slices.reduce(0) { $0 + $1.devices.count }
    if devices > mostDevices {
      note(Message("export.note.dra-large", String(devices), String(mostDevices)))
      slices = []
    }
    if slices.contains(where: { !$0.sharedCounters.isEmpty }) {
      note(Message("export.note.dra-partitions"))
    }
    if offering.contains(where: { $0.isTimeSliced }) { note(Message("export.note.dra-shares")) }
    result += slices.map(sliceValue)
    var seen: Set<String> = []
    for work in claiming {
      for set in work.job.podSets {
        for (number, wish) in set.shape.claims.enumerated() {
          let name = claimTemplateName(work, set, number)
          guard seen.insert(work.job.namespace + "/" + name).inserted else { continue }
          result.append(templateValue(wish, name: name, namespace: work.job.namespace))
        }
      }
    }
    return result
  }

  /// All jobs of one class share their templates.
  func claimTemplateName(
    _ work: UnrolledScenario.Work, _ set: JobClass.PodSet, _ number: Int
  ) -> String {
    "\(work.origin)-\(set.name)-\(number)"
  }
}

extension NodeGroup {
  fileprivate var isTimeSliced: Bool {
    if case .timeSliced? = devices { return true }
    return false
  }
}

private func selectorValues(_ texts: [String]) -> ManifestValue? {
  .some(texts.map { .object(("cel", .object(("expression", .text($0))))) })
}

private func deviceClassValue(_ deviceClass: DeviceClass) -> ManifestValue {
  .object(
    ("apiVersion", .text("resource.k8s.io/v1")), ("kind", .text("DeviceClass")),
    ("metadata", .object(("name", .text(deviceClass.name)))),
    ("spec", .object(("selectors", selectorValues(deviceClass.selectors.map(\.cel))))))
}

private func sliceValue(_ slice: ResourceSlice) -> ManifestValue {
  var node: String?
  if case .shared(.node(let name)) = slice.placement { node = name }
  return .object(
    ("apiVersion", .text("resource.k8s.io/v1")), ("kind", .text("ResourceSlice")),
    ("metadata", .object(("name", .text(slice.name)))),
    (
      "spec",
      .object(
        ("driver", .text(slice.driver)), ("nodeName", node.map { .text($0) }),
        (
          "pool",
          .object(
            ("name", .text(slice.pool)), ("generation", .number(slice.generation)),
            ("resourceSliceCount", .number(slice.sliceCount)))
        ),
        ("sharedCounters", .some(slice.sharedCounters.map { counterSetValue($0, key: "name") })),
        ("devices", .some(slice.devices.map(deviceValue))))
    ))
}

private func deviceValue(_ device: Device) -> ManifestValue {
  .object(
    ("name", .text(device.name)),
    (
      "attributes",
      device.attributes.isEmpty
        ? nil : .map(device.attributes.map { ($0.name, attributeValue($0.value)) })
    ),
    (
      "capacity",
      device.capacities.isEmpty
        ? nil
        : .map(
          device.capacities.map {
            ($0.name, .object(("value", .text(quantity(bytes: $0.amount)))))
          })
    ),
    (
      "consumesCounters", .some(device.consumes.map { counterSetValue($0, key: "counterSet") })
    ))
}

private func attributeValue(_ value: AttributeValue) -> ManifestValue {
  switch value {
  case .string(let text): .object(("string", .text(text)))
  case .int(let number): .object(("int", .number(number)))
  case .bool(let truth): .object(("bool", .truth(truth)))
  }
}

private func counterSetValue(_ set: CounterSet, key: String) -> ManifestValue {
  .object(
    (key, .text(set.name)),
    (
      "counters",
      .map(set.counters.map { ($0.name, .object(("value", .text(String($0.value))))) })
    ))
}

private func templateValue(
  _ wish: DeviceWish, name: String, namespace: String
) -> ManifestValue {
  let claim = wish.template(named: name, namespace: namespace).claim
  let requests = claim.requests.map { request -> ManifestValue in
    switch request {
    case .exactly(let one):
      .object(("name", .text(request.name)), ("exactly", .map(requestEntries(one))))
    case .firstAvailable(_, let options):
      .object(
        ("name", .text(request.name)),
        (
          "firstAvailable",
          .some(options.map { .map([("name", .text($0.name))] + requestEntries($0)) })
        ))
    }
  }
  return .object(
    ("apiVersion", .text("resource.k8s.io/v1")), ("kind", .text("ResourceClaimTemplate")),
    ("metadata", metadata(name, namespace)),
    (
      "spec",
      .object(
        (
          "spec",
          .object(
            (
              "devices",
              .object(
                ("requests", .some(requests)),
                (
                  "constraints",
                  .some(
                    claim.constraints.map {
                      .object(("matchAttribute", .text($0.attribute)))
                    })
                ))
            ))
        ))
    ))
}

private func requestEntries(_ request: DeviceRequest) -> [(String, ManifestValue)] {
  var entries: [(String, ManifestValue)] = [("deviceClassName", .text(request.deviceClass))]
  if let selectors = selectorValues(request.selectors.map(\.cel)) {
    entries.append(("selectors", selectors))
  }
  switch request.mode {
  case .exactCount(let count):
    entries.append(("allocationMode", .text("ExactCount")))
    entries.append(("count", .number(count)))
  case .all: entries.append(("allocationMode", .text("All")))
  }
  return entries
}
