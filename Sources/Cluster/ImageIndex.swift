/// Which nodes have which image, by name.
public struct ImageIndex: Sendable {
  /// One image on the nodes that list it.
  public struct Entry: Sendable {
    /// Nodes ascending, with the size each reports. Of a name that a node lists twice the last size
    /// counts.
    public fileprivate(set) var nodes: [(node: NodeIndex, sizeBytes: Int)] = []
  }

  private var entries: [String: Entry] = [:]

  init(nodes: [Node]) {
    for (index, node) in nodes.enumerated() {
      for image in node.images {
        for name in image.names {
          if entries[name]?.nodes.last?.node == index {
            entries[name]?.nodes.removeLast()
          }
          entries[name, default: Entry()].nodes.append((index, image.sizeBytes))
        }
      }
    }
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// `nil` when no node lists exactly this name.
  public func entry(_ name: String) -> Entry? { entries[name] }
}
