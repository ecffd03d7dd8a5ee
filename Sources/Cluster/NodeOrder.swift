/// The order in which kube-scheduler lists nodes.
public enum NodeOrder {
  /// Groups the nodes by region and zone (groups in order of first appearance) and takes one of
  /// each group in turn; inside a group nodes keep their order. The rule of kube-scheduler's node
  /// tree, v1.35.
  public static func zoneRoundRobin(_ nodes: [Node]) -> [NodeIndex] {
    var zoneOfKey: [String: Int] = [:]
    var zones: [[NodeIndex]] = []
    for (index, node) in nodes.enumerated() {
      let key = node.zoneKey
      if let zone = zoneOfKey[key] {
        zones[zone].append(index)
      } else {
        zoneOfKey[key] = zones.count
        zones.append([index])
      }
    }
    var order: [NodeIndex] = []
    order.reserveCapacity(nodes.count)
    var turn = 0
    while order.count < nodes.count {
      for zone in zones where turn < zone.count { order.append(zone[turn]) }
      turn += 1
    }
    return order
  }
}
