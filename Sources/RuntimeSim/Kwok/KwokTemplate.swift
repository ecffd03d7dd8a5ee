/// A Go template that gives YAML, in the part of the language that stages use: variables, `if`,
/// `with`, `range`, pipes and KWOK's functions.
///
/// Times, names and addresses come out as signs that stand for them (`<now>`, `<name>`, `<ip>`): two
/// objects that differ in nothing else are in the same state.
///
/// Source: Go `text/template`, KWOK v0.8 `pkg/utils/gotpl/funcs.go`.
public struct KwokTemplate: Hashable, Sendable {
  public static let now = "<now>"
  static let name = "<name>"
  static let address = "<ip>"

  /// What is not understood, in which line of the template (from 1).
  public struct Problem: Error, Hashable, Sendable {
    public let line: Int
    public let text: String
  }

  public let text: String
  let nodes: [Node]

  indirect enum Node: Hashable, Sendable {
    case text(String)
    case value(Expression)
    case assign(String, Expression)
    /// The first whose condition holds; one without a condition is the `else`.
    case branch([Branch])
    case with(Expression, [Node], otherwise: [Node])
    case range(index: String?, item: String?, Expression, [Node], otherwise: [Node])
  }

  struct Branch: Hashable, Sendable {
    let condition: Expression?
    let nodes: [Node]
  }

  indirect enum Expression: Hashable, Sendable {
    case constant(KwokValue)
    /// `.a.b` of the dot, or of a variable.
    case field(variable: String?, [String])
    case call(String, [Expression])
  }

  public init(_ text: String) throws(Problem) {
    self.text = text
    var parser = KwokTemplateParser(text)
    nodes = try parser.parse()
  }

  /// What the template gives for an object; `.null` when it gives nothing.
  public func render(_ object: KwokValue) -> KwokValue {
    var scope = Scope(root: object, dot: object)
    var out = ""
    scope.write(nodes, to: &out)
    return KwokYAML.parse(out)
  }

  private struct Scope {
    let root: KwokValue
    var dot: KwokValue
    var variables: [String: KwokValue] = [:]

    mutating func write(_ nodes: [Node], to out: inout String) {
      for node in nodes {
        switch node {
        case .text(let text): out += text
        case .value(let expression): out += KwokYAML.flow(value(expression))
        case .assign(let name, let expression): variables[name] = value(expression)
        case .branch(let branches):
          for branch in branches where branch.condition.map({ value($0).isTrue }) ?? true {
            write(branch.nodes, to: &out)
            break
          }
        case .with(let expression, let nodes, let otherwise):
          let new = value(expression)
          if new.isTrue {
            let old = dot
            dot = new
            write(nodes, to: &out)
            dot = old
          } else {
            write(otherwise, to: &out)
          }
        case .range(let index, let item, let expression, let nodes, let otherwise):
          loop(index, item, value(expression).elements, nodes, otherwise, to: &out)
        }
      }
    }

    private mutating func loop(
      _ index: String?, _ item: String?, _ list: [KwokValue], _ nodes: [Node], _ otherwise: [Node],
      to out: inout String
    ) {
      guard !list.isEmpty else {
        write(otherwise, to: &out)
        return
      }
      let old = dot
      for (at, element) in list.enumerated() {
        dot = element
        if let index { variables[index] = .whole(at) }
        if let item { variables[item] = element }
        write(nodes, to: &out)
      }
      dot = old
    }

    func value(_ expression: Expression) -> KwokValue {
      switch expression {
      case .constant(let value): return value
      case .field(let variable, let keys):
        var value = variable.map { $0.isEmpty ? root : variables[$0] ?? .null } ?? dot
        for key in keys { value = value[key] }
        return value
      case .call(let name, let arguments):
        return KwokFunction.call(name, arguments.map(value))
      }
    }
  }
}

/// The functions of templates: Go's own and KWOK's.
enum KwokFunction {
  static let names: Set<String> = [
    "Now", "StartTime", "Quote", "or", "and", "not", "eq", "ne", "index", "printf", "YAML", "dict",
    "NodeConditions", "NodeIP", "NodeName", "NodePort", "NodeIPWith", "PodIPWith", "NodeIPsWith",
    "PodIPsWith", "Version", "len",
  ]

  static func call(_ name: String, _ arguments: [KwokValue]) -> KwokValue {
    switch name {
    case "Now", "StartTime": return .text(KwokTemplate.now)
    case "Quote": return .text("\"" + (arguments.last?.scalarText ?? "") + "\"")
    case "or": return arguments.first(where: \.isTrue) ?? arguments.last ?? .null
    case "and": return arguments.first { !$0.isTrue } ?? arguments.last ?? .null
    case "not": return .truth(!(arguments.first?.isTrue ?? false))
    case "eq":
      guard let first = arguments.first else { return .truth(false) }
      return .truth(arguments.dropFirst().contains { $0.scalarText == first.scalarText })
    case "ne":
      return .truth(arguments.first?.scalarText != arguments.last?.scalarText)
    case "index":
      var value = arguments.first ?? .null
      for key in arguments.dropFirst() {
        if case .whole(let at) = key {
          let list = value.elements
          value = list.indices.contains(at) ? list[at] : .null
        } else {
          value = value[key.scalarText ?? ""]
        }
      }
      return value
    case "printf":
      var text = arguments.first?.scalarText ?? ""
      for argument in arguments.dropFirst() {
        for sign in ["%s", "%d", "%v", "%q"] {
          if let range = firstRange(of: sign, in: text) {
            text.replaceSubrange(range, with: argument.scalarText ?? "")
            break
          }
        }
      }
      return .text(text)
    case "YAML":
      var depth = 0
      if arguments.count > 1, case .whole(let given) = arguments[1] { depth = given }
      return .text(KwokYAML.block(arguments.first ?? .null, depth: max(0, min(8, depth))))
    case "dict": return .object([])
    case "NodeConditions": return nodeConditions
    case "NodeIP", "NodeIPWith", "PodIPWith": return .text(KwokTemplate.address)
    case "NodeIPsWith", "PodIPsWith": return .list([.text(KwokTemplate.address)])
    case "NodeName": return .text(KwokTemplate.name)
    case "NodePort": return .whole(10_250)
    case "Version": return .text("v0")
    case "len": return .whole(arguments.first?.elements.count ?? 0)
    default: return .null
    }
  }

  private static func firstRange(of sign: String, in text: String) -> Range<String.Index>? {
    var at = text.startIndex
    while at < text.endIndex {
      if text[at...].hasPrefix(sign) { return at..<text.index(at, offsetBy: sign.count) }
      at = text.index(after: at)
    }
    return nil
  }

  /// The conditions of a healthy kubelet.
  private static let nodeConditions: KwokValue = {
    func condition(_ type: String, _ status: String, _ reason: String) -> KwokValue {
      .object([
        ("type", .text(type)), ("status", .text(status)), ("reason", .text(reason)),
        ("message", .text(reason)),
      ])
    }
    return .list([
      condition("Ready", "True", "KubeletReady"),
      condition("MemoryPressure", "False", "KubeletHasSufficientMemory"),
      condition("DiskPressure", "False", "KubeletHasNoDiskPressure"),
      condition("PIDPressure", "False", "KubeletHasSufficientPID"),
      condition("NetworkUnavailable", "False", "RouteCreated"),
    ])
  }()
}
