import AddressedYAML
import Cluster
import Diagnostics
import Labs
import Simulation

/// One Kubernetes object of a manifest, with the parts that every kind has.
struct ManifestObject {
  let map: YAMLMap
  let kind: String
  /// Without the version: `kueue.x-k8s.io`; empty for the core group.
  let group: String
  let name: String
  let namespace: String
  let labels: LabelSet
  let annotations: LabelSet
  /// Kind and name of the controller that owns it.
  let owner: (kind: String, name: String)?

  /// `nil` when it is no object; the log tells why.
  init?(_ map: YAMLMap) {
    guard let kind = map.required("kind", hint: "every Kubernetes object has one")?.text(),
      let version = map.required("apiVersion")?.text(),
      let metadata = map.required("metadata")?.map(),
      let name = metadata.required("name")?.text()
    else { return nil }
    self.map = map
    self.kind = kind
    group = version.contains("/") ? String(version.split(separator: "/")[0]) : ""
    self.name = name
    namespace = metadata.optional("namespace")?.text() ?? "default"
    labels = metadata.anyLabels("labels")
    annotations = metadata.anyLabels("annotations", among: ManifestKey.annotations)
    owner = metadata.maps("ownerReferences").lazy.compactMap { reference -> (String, String)? in
      guard reference.optional("controller")?.truth() == true,
        let kind = reference.optional("kind")?.text(), let name = reference.optional("name")?.text()
      else { return nil }
      return (kind, name)
    }.first.map { (kind: $0.0, name: $0.1) }
  }

  var spec: YAMLMap? { map.optional("spec")?.map() }
  var line: Int { map.line }
  /// `Job default/train`.
  var title: String { "\(kind) \(namespace)/\(shortened(name))" }
}

extension YAMLMap {
  /// `{key: value}` where values may be empty texts.
  ///
  /// Only those of `names` when it is given. More than 1,000 are refused: no real object has them.
  func anyLabels(_ key: String, among names: Set<String>? = nil) -> LabelSet {
    var labels = LabelSet()
    let entries = (optional(key)?.map()?.all() ?? []).filter { names?.contains($0.key) ?? true }
    guard entries.count <= 1_000 else {
      log.report(line: line(of: key), "more than 1000 \(key)")
      return labels
    }
    for (name, value) in entries {
      if let found = ForbiddenCharacter.first(in: name) {
        value.report(found.message, hint: found.hint)
        continue
      }
      if let text = value.anyText() { labels[name] = text }
    }
    return labels
  }

  /// A map of quantities; cpu in milli, everything else in its own unit, rounded up.
  func quantities(_ key: String) -> ResourceList {
    var list = ResourceList()
    let entries = optional(key)?.map()?.all() ?? []
    guard entries.count <= 1_000 else {
      log.report(line: line(of: key), "more than 1000 \(key)")
      return list
    }
    for (name, value) in entries {
      if let found = ForbiddenCharacter.first(in: name) {
        value.report(found.message, hint: found.hint)
        continue
      }
      if let amount = value.quantity(of: ResourceName(name)) { list[ResourceName(name)] = amount }
    }
    return list
  }
}

extension YAMLValue {
  /// A quantity that is not negative, in the unit that schedulers count the resource in.
  func quantity(of resource: ResourceName) -> Int? {
    guard let text = scalarText() else { return nil }
    guard let milli = milliQuantity(text) else {
      report("'\(path)' is no quantity: '\(shortened(text))'", hint: "for example 500m, 4 or 64Gi")
      return nil
    }
    guard milli >= 0 else {
      report("'\(path)' cannot be negative: '\(shortened(text))'")
      return nil
    }
    return resource == .cpu ? milli : (milli + 999) / 1_000
  }
}

/// The objects of a text with one or more YAML documents (or one JSON document), `List`s opened.
func manifestObjects(_ text: String, log: ProblemLog) -> [ManifestObject] {
  var objects: [ManifestObject] = []
  for document in documents(of: text) {
    guard
      let map = YAMLMap.parse(
        document.text, log: log, firstLine: document.firstLine, isForeign: true)
    else {
      continue
    }
    if map.optional("kind")?.text()?.hasSuffix("List") == true, map.has("items") {
      objects += map.maps("items").compactMap(ManifestObject.init)
    } else if let object = ManifestObject(map) {
      objects.append(object)
    }
  }
  return objects
}

/// Documents between `---` lines; those of blanks and comments only are left out.
func documents(of text: String) -> [(text: String, firstLine: Int)] {
  var result: [(text: String, firstLine: Int)] = []
  var lines: [Substring] = []
  var first = 1
  func close(at number: Int) {
    let isEmpty = lines.allSatisfy { line in
      let rest = line.drop { $0.isWhitespace }
      return rest.isEmpty || rest.hasPrefix("#")
    }
    if !isEmpty { result.append((lines.joined(separator: "\n"), first)) }
    lines = []
    first = number + 1
  }
  var number = 0
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    number += 1
    let isMark = line == "---" || line.hasPrefix("--- ") || line == "---\r" || line == "..."
    if isMark { close(at: number) } else { lines.append(line) }
  }
  close(at: number)
  return result
}
