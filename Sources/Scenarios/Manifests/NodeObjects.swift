import AddressedYAML
import Cluster
import Labs
import Simulation

/// Neighbours that are alike become one group with their names; the order of the nodes stays, as
/// schedulers go by it.
func nodeGroups(_ objects: [ManifestObject], _ report: inout ManifestReport) -> [NodeGroup] {
  var groups: [NodeGroup] = []
  var last: NodeGroup?
  for object in objects {
    guard let group = object.node(&report) else { continue }
    if group == last {
      groups[groups.count - 1].names.append(object.name)
      groups[groups.count - 1].count += 1
    } else {
      last = group
      var first = group
      first.name = "nodes-\(groups.count)"
      first.names = [object.name]
      groups.append(first)
    }
  }
  return groups
}

extension ManifestObject {
  /// One machine, without its name.
  fileprivate func node(_ report: inout ManifestReport) -> NodeGroup? {
    let status = map.optional("status")?.map()
    let key = status?.has("allocatable") == true ? "allocatable" : "capacity"
    guard let status, status.has(key) else {
      map.log.report(
        line: line, "\(title) has neither status.allocatable nor status.capacity",
        hint: "schedulers count what is allocatable")
      return nil
    }
    let amounts = status.quantities(key)
    var group = NodeGroup(
      name: "", count: 1, cpu: amounts.cpu, memory: amounts.memory,
      gpus: amounts[.nvidiaGPU] ?? 0)
    if group.gpus > 64 {
      map.log.report(line: line, "\(title) has \(group.gpus) GPUs; at most 64 are simulated")
      return nil
    }
    group.maxPods = min(100_000, amounts[.pods] ?? 0)
    for entry in amounts.entries where entry.name.isExtended && entry.name != .nvidiaGPU {
      // Huge pages and the like have no slash and no pod here may ask for them.
      if entry.name.text.contains("/") { group.extended[entry.name] = entry.amount }
    }
    group.labels = labels
    if group.labels[WellKnownLabel.hostname] == name { group.labels[WellKnownLabel.hostname] = nil }
    group.gpuModel = annotations[ManifestKey.gpuModel] ?? labels["nvidia.com/gpu.product"] ?? ""
    group.isUnschedulable = spec?.optional("unschedulable")?.truth() ?? false
    group.taints = (spec?.maps("taints").compactMap(manifestTaint) ?? []).filter {
      // The node controller adds it to cordoned nodes; it goes when they are uncordoned.
      !group.isUnschedulable || $0 != .unschedulable
    }
    group.images = status.maps("images").flatMap { image -> [NodeImage] in
      guard let size = image.optional("sizeBytes")?.whole(in: 0...1 << 50) else { return [] }
      return image.texts("names").map { NodeImage(name: $0, size: Bytes(size)) }
    }
    let ready = status.maps("conditions").first { $0.optional("type")?.text() == "Ready" }
    if let ready, ready.optional("status")?.scalarText() != "True" {
      group.isUnschedulable = true
      report.note(self, "is not ready; it takes no new pods")
    }
    if isBeingDeleted {
      group.isUnschedulable = true
      report.note(self, "is being deleted; it takes no new pods")
    }
    return group
  }
}
