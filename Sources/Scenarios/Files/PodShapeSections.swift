import AddressedYAML
import Cluster
import DeviceAllocation
import Diagnostics
import Labs
import Simulation

// What the pods of a job's set ask for, and how a set wants to lie in the topology.

extension YAMLMap {
  /// `memory_mib` or, for amounts that are no whole number of them, `memory_bytes`.
  func memory() -> Bytes? {
    if has("memory_mib"), has("memory_bytes") {
      log.report(
        line: line(of: "memory_bytes"), "both 'memory_mib' and 'memory_bytes' are given")
    }
    if let bytes = optional("memory_bytes")?.whole(in: 0...1 << 57, unit: "bytes") {
      return Bytes(bytes)
    }
    return optional("memory_mib")?.whole(in: 0...100_000_000, unit: "MiB").map { .mebi($0) }
  }

  /// `extended: {name: count}`.
  func extendedResources() -> ResourceList {
    var list = ResourceList()
    for (name, value) in optional("extended")?.map()?.all() ?? [] {
      let resource = ResourceName(name)
      guard resource.isExtended, resource != .nvidiaGPU, name.contains("/") else {
        value.report(
          "'\(shortened(name))' is no extended resource",
          hint: "names such as rdma/hca; cpu, memory and GPUs have keys of their own")
        continue
      }
      if let count = value.whole(in: 0...1_000_000_000) { list[resource] = count }
    }
    return list
  }

  /// The keys of a pod that stand in a pod set. Without cpu or memory it requests none.
  func podShape() -> PodShape {
    let cpu = optional("cpu_milli")?.whole(in: 0...10_000_000, unit: "thousandths of a core")
    let memory = memory()
    let gpus = optional("gpus")?.whole(in: 0...64, unit: "GPUs") ?? 0
    let milli = optional("gpu_milli")?.whole(in: 1...999, unit: "thousandths of a GPU") ?? 0
    if gpus > 0, milli > 0 {
      log.report(
        line: line(of: "gpu_milli"), "a pod has either whole GPUs or a share of one",
        hint: "remove 'gpus' or 'gpu_milli'")
    }
    var shape = PodShape(
      cpu: cpu.map(MilliCPU.init), memory: memory, gpus: gpus, gpuMilli: milli)
    shape.extended = extendedResources()
    shape.labels = labels("labels")
    shape.tolerations = maps("tolerations").compactMap(readToleration)
    shape.nodeSelector = labels("node_selector")
    shape.requirements = maps("required_labels").compactMap { map in
      defer { map.finish() }
      return readRequirement(map)
    }
    shape.preferences = maps("preferred_labels").compactMap { map in
      defer { map.finish() }
      let weight = map.required("weight")?.whole(in: 1...100)
      guard let weight, let requirement = readRequirement(map) else { return nil }
      return Pod.PreferredTerm(weight: weight, requirements: [requirement])
    }
    shape.spread = maps("spread").compactMap(readSpread)
    shape.neighbours = maps("neighbours").compactMap(readNeighbour)
    shape.images = texts("images")
    shape.claims = maps("claims").compactMap(readWish)
    return shape
  }

  /// `topology: {required: KEY}` and its slices.
  func topology() -> JobClass.Topology? {
    guard let map = optional("topology")?.map() else { return nil }
    defer { map.finish() }
    let modes = JobClass.Topology.Mode.allCases
    let given = modes.filter { map.has($0.rawValue) }
    guard given.count == 1, let mode = given.first else {
      map.log.report(
        line: map.line, "'topology' says exactly one of required, preferred, unconstrained",
        hint: "for example {required: topology.kubernetes.io/rack}")
      _ = map.all()
      return nil
    }
    let value = map.required(mode.rawValue)
    let level = mode == .unconstrained ? (value?.truth() == true ? "" : nil) : value?.text()
    let size = map.optional("slice_size")?.whole(in: 1...10_000, unit: "pods") ?? 0
    let sliceLevel = map.optional("slice_level")?.text() ?? ""
    if (size > 0) == sliceLevel.isEmpty {
      map.log.report(
        line: map.line, "'slice_size' and 'slice_level' go together",
        hint: "slice_size pods stay in one domain of slice_level")
    }
    guard let level else { return nil }
    return JobClass.Topology(mode: mode, level: level, sliceSize: size, sliceLevel: sliceLevel)
  }
}

private func readNeighbour(_ map: YAMLMap) -> NeighbourRule? {
  defer { map.finish() }
  let words = NeighbourRule.Kind.allCases.map(\.rawValue)
  let kind = map.required("kind", hint: words.joined(separator: " or "))?.word(of: words)
  let selector = map.has("selector") ? map.labels("selector") : nil
  let other =
    selector == nil
    ? map.required("of", hint: "the name of a class of pods or jobs, or 'selector'")?.text() : ""
  let key = map.required("topology_key")?.labelKey()
  let weight = map.optional("weight")?.whole(in: 1...100)
  guard let kind = kind.flatMap(NeighbourRule.Kind.init), let other, let key else { return nil }
  return NeighbourRule(
    kind: kind, of: other, selector: selector, topologyKey: key, weight: weight)
}

private func readWish(_ map: YAMLMap) -> DeviceWish? {
  defer { map.finish() }
  let attribute = map.optional("match_attribute")?.text() ?? ""
  let options: [DeviceWish.Option]
  if map.has("first_available") {
    options = map.maps("first_available").compactMap { inner in
      defer { inner.finish() }
      return readOption(inner)
    }
    if options.isEmpty {
      map.log.report(line: map.line(of: "first_available"), "'first_available' lists nothing")
    }
  } else {
    options = readOption(map).map { [$0] } ?? []
  }
  return options.isEmpty ? nil : DeviceWish(options: options, matchAttribute: attribute)
}

private func readOption(_ map: YAMLMap) -> DeviceWish.Option? {
  let name = map.required("device_class")?.text()
  let count = map.optional("count")?.whole(in: 1...32, unit: "devices") ?? 1
  let takesAll = map.optional("all")?.truth() ?? false
  if takesAll, map.has("count") {
    map.log.report(line: map.line(of: "count"), "'all' and 'count' exclude each other")
  }
  if let name, !DeviceWish.deviceClasses.contains(where: { $0.name == name }) {
    let known = DeviceWish.deviceClasses.map(\.name)
    map.log.report(
      line: map.line(of: "device_class"), "there is no device class '\(shortened(name))'",
      hint: nearestMatch(to: name, in: known).map { "did you mean '\($0)'?" }
        ?? "classes: " + known.joined(separator: ", "))
  }
  let selectors = (map.optional("selectors")?.list() ?? []).compactMap { value -> String? in
    guard let text = value.text() else { return nil }
    do {
      _ = try DeviceSelector(cel: text)
      return text
    } catch {
      value.report("'\(shortened(text))' is no selector that is simulated: \(error)")
      return nil
    }
  }
  return name.map {
    DeviceWish.Option(deviceClass: $0, count: count, selectors: selectors, takesAll: takesAll)
  }
}
