import DeviceAllocation

/// How much of each DRA GPU is taken, with sums by node.
struct DeviceGPUUse: Sendable {
  /// By node: the numbers of its GPUs.
  private let ofNode: [[Int]]
  private let nodeOf: [Int]
  private var units: [Int]
  /// Devices in use, by GPU: one without units still touches it.
  private var devices: [Int]
  private var free: [Int]
  private var whole: [Int]
  private var milli: [Int]

  init(_ gpus: DeviceGPUs, nodes: [String]) {
    let numbers = Dictionary(
      nodes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    nodeOf = gpus.gpus.map { numbers[$0.node] ?? -1 }
    var ofNode = nodes.map { _ in [Int]() }
    for (gpu, node) in nodeOf.enumerated() where node >= 0 { ofNode[node].append(gpu) }
    self.ofNode = ofNode
    units = nodeOf.map { _ in 0 }
    devices = units
    milli = units
    free = ofNode.map { $0.count * 1_000 }
    whole = ofNode.map(\.count)
  }

  mutating func change(_ parts: [DeviceGPUs.Part], by sign: Int, _ gpus: DeviceGPUs) {
    for part in parts {
      let node = nodeOf[part.gpu]
      guard node >= 0 else { continue }
      if devices[part.gpu] == 0 { whole[node] -= 1 }
      units[part.gpu] += sign * part.units
      devices[part.gpu] += sign
      if devices[part.gpu] == 0 { whole[node] += 1 }
      free[node] += milli[part.gpu]
      milli[part.gpu] = gpus.milli(units[part.gpu], of: part.gpu)
      free[node] -= milli[part.gpu]
    }
  }

  func gpus(of node: Int) -> [Int] { ofNode.indices.contains(node) ? ofNode[node] : [] }
  func freeMilli(of node: Int) -> Int { free.indices.contains(node) ? free[node] : 0 }
  func wholeFree(of node: Int) -> Int { whole.indices.contains(node) ? whole[node] : 0 }
  func takenMilli(of node: Int) -> [Int] { gpus(of: node).map { milli[$0] } }
}
