import Cluster

/// Amounts by node and their sums by domain of a topology key, changed node by node.
struct KeyTally: Sendable {
  let key: String
  /// Per node: 0 when it lacks the key, else its domain.
  let codes: [Int32]
  /// By domain code; entry 0 stays 0.
  private(set) var sums: [Int]
  /// Over all domains.
  private(set) var total = 0
  private var amounts: [Int]

  init(_ key: String, _ state: ClusterState) {
    self.key = key
    let column = state.nodeLabels.column(key)
    codes = column.codes
    sums = Array(repeating: 0, count: column.values.count + 1)
    amounts = Array(repeating: 0, count: column.codes.count)
  }

  /// What the node holds now.
  mutating func set(_ amount: Int, on node: NodeIndex) {
    let code = Int(codes[node])
    let change = amount - amounts[node]
    if code == 0 || change == 0 { return }
    amounts[node] = amount
    sums[code] += change
    total += change
  }

  @inline(__always)
  func sum(_ node: NodeIndex) -> Int { sums[Int(codes[node])] }

  var bytes: Int { amounts.count * 8 + sums.count * 8 }
}
