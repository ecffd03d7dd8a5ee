/// The labels of all nodes, turned on their side: one column of small whole numbers per key.
///
/// Strings are compared once, when a requirement is compiled; after that asking a node is two array
/// reads.
public struct NodeLabelIndex: Sendable {
  /// One label key: which value each node has.
  public struct Column: Sendable {
    /// The distinct values, in the order of their first node.
    public fileprivate(set) var values: [String] = []
    /// Per node: 0 when the label is missing, else 1 + the index into `values`.
    public fileprivate(set) var codes: [Int32]
  }

  private var columnOfKey: [String: Int] = [:]
  private var columns: [Column] = []
  private let missing: Column

  init(nodes: [Node]) {
    missing = Column(codes: Array(repeating: 0, count: nodes.count))
    var codeOfValue: [[String: Int32]] = []
    for (index, node) in nodes.enumerated() {
      for label in node.labels.labels {
        let at: Int
        if let known = columnOfKey[label.key] {
          at = known
        } else {
          at = columns.count
          columnOfKey[label.key] = at
          columns.append(missing)
          codeOfValue.append([:])
        }
        if let code = codeOfValue[at][label.value] {
          columns[at].codes[index] = code
        } else {
          columns[at].values.append(label.value)
          let code = Int32(columns[at].values.count)
          codeOfValue[at][label.value] = code
          columns[at].codes[index] = code
        }
      }
    }
  }

  /// The column of a key; of a key that no node has, one in which it is missing everywhere.
  public func column(_ key: String) -> Column { columnOfKey[key].map { columns[$0] } ?? missing }

  /// The requirement as a table over the codes of its key's column.
  public func compile(_ requirement: LabelRequirement) -> CompiledRequirement {
    let column = column(requirement.key)
    return CompiledRequirement(
      codes: column.codes,
      isMet: [requirement.isMet(by: nil)] + column.values.map { requirement.isMet(by: $0) })
  }
}

/// A label requirement against nodes, ready for the hot loop.
public struct CompiledRequirement: Sendable {
  let codes: [Int32]
  let isMet: [Bool]

  /// Whether the node's label meets the requirement.
  @inline(__always)
  public func matches(_ node: NodeIndex) -> Bool { isMet[Int(codes[node])] }
}

extension Array where Element == CompiledRequirement {
  /// All of them.
  @inline(__always)
  public func allMatch(_ node: NodeIndex) -> Bool {
    for requirement in self where !requirement.matches(node) { return false }
    return true
  }
}
