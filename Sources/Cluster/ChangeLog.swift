/// The last changes of a cluster's nodes, so that who worked something out for all nodes need look
/// again only at those that changed.
///
/// A place in the log names the state it was taken on by a hash over its whole history: copies of a
/// state that went different ways do not take each other's places for their own.
public struct ChangeLog: Sendable {
  /// How many changes are kept; who is further behind starts anew.
  static let kept = 4_096

  /// Up to where somebody has read.
  public struct Place: Hashable, Sendable {
    fileprivate let count: Int
    fileprivate let history: UInt64
  }

  /// The node of each change, as a ring, and the history up to and with it.
  private var nodes: [Int32] = []
  private var histories: [UInt64] = []
  private var count = 0
  /// Changes before this one cannot be followed node by node.
  private var firstFollowed = 0
  private var history: UInt64
  private let origin: UInt64

  init(of cluster: Int) {
    origin = Self.mix(UInt64(bitPattern: Int64(cluster)), 1)
    history = origin
  }

  /// The end of the log.
  public var place: Place { Place(count: count, history: history) }

  /// Whether the changes since the place can be told one by one.
  public func canTell(since place: Place) -> Bool {
    if place.count == count { return place.history == history }
    return place.count >= firstFollowed && place.count < count && count - place.count < Self.kept
      && place.history == (place.count == 0 ? origin : histories[(place.count - 1) % Self.kept])
  }

  /// Calls `body` with the node of each change since the place, oldest first. Ask `canTell` before.
  public func forEachChange(since place: Place, _ body: (NodeIndex) -> Void) {
    for change in place.count..<max(place.count, count) {
      let node = Int(nodes[change % Self.kept])
      if node >= 0 { body(node) }
    }
  }

  /// What lies on the node changed; `what` tells different changes apart.
  mutating func noteChange(of node: NodeIndex, _ what: UInt64) {
    history = Self.mix(history, what ^ UInt64(bitPattern: Int64(node)) &* 0x9e37_79b9_7f4a_7c15)
    let at = count % Self.kept
    if at == nodes.count {
      nodes.append(Int32(node))
      histories.append(history)
    } else {
      nodes[at] = Int32(node)
      histories[at] = history
    }
    count += 1
  }

  /// Something became known that no node has yet, for example a further group of pods.
  mutating func noteNews(_ what: Int) { noteChange(of: -1, UInt64(bitPattern: Int64(what))) }

  /// The nodes themselves changed: everything worked out about them is void.
  mutating func noteNewNodes(_ what: Int) {
    noteChange(of: -1, UInt64(bitPattern: Int64(what)))
    firstFollowed = count
  }

  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var z = a &+ b &* 0xbf58_476d_1ce4_e5b9 &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
