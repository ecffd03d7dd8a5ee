import AddressedYAML

/// What Argo's templates put into each other: texts with `{{names}}`, and lists of items.
struct ArgoValues {
  /// By name without braces: `workflow.parameters.x`, `inputs.parameters.x`, `item`.
  private(set) var known: [String: String] = [:]

  subscript(name: String) -> String? {
    get { known[name] }
    set { known[name] = newValue }
  }

  /// What a called template sees of its caller's: the workflow's own.
  var global: ArgoValues {
    var inner = ArgoValues()
    inner.known = known.filter { $0.key.hasPrefix("workflow.") }
    return inner
  }

  /// With an item of a loop.
  func with(_ item: YAMLNode?) -> ArgoValues {
    var inner = self
    inner.known = known.filter { $0.key != "item" && !$0.key.hasPrefix("item.") }
    switch item?.content {
    case .scalar(let text, _): inner.known["item"] = substituted(text)
    case .map(let entries):
      for entry in entries {
        if case .scalar(let text, _) = entry.value.content {
          inner.known["item." + entry.key] = substituted(text)
        }
      }
    case .list, nil: break
    }
    return inner
  }

  /// The text with what is known in the place of its names; the others stay.
  func substituted(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.range(ofText: "{{") {
      result += rest[..<open.lowerBound]
      guard let close = rest[open.upperBound...].range(ofText: "}}") else {
        return result + rest[open.lowerBound...]
      }
      let key = String(rest[open.upperBound..<close.lowerBound].trimmingSpaces)
      result += known[key] ?? "{{\(key)}}"
      rest = rest[close.upperBound...]
    }
    return result + rest
  }
}

extension YAMLValue {
  /// A single value as written, whatever YAML takes it for; `nil` for lists, maps and nothing.
  var rawText: String? {
    guard case .scalar(let text, _) = node.content, !node.isNull else { return nil }
    return text
  }

  /// The elements of a list; `nil` for anything else.
  var elements: [YAMLNode]? {
    if case .list(let nodes) = node.content { nodes } else { nil }
  }
}
