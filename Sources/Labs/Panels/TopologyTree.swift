/// Domains of the cluster (zone, rack, NVLink domain, node), the nodes' devices in the leaves.
public struct TopologyTree: Sendable, Hashable {
  /// A domain; children follow their parent.
  public struct Domain: Sendable, Hashable {
    public let name: String
    /// Name of its level: `zone`, `rack`, `node`.
    public let level: String
    /// 0 for the widest.
    public let depth: Int
    /// Thousandths of devices nobody holds, of the whole domain.
    public let freeMilli: Int
    public let totalMilli: Int
    /// Of the lowest level only, one a device.
    public let cells: [Picture.Cell]

    public init(
      name: String, level: String, depth: Int, freeMilli: Int, totalMilli: Int,
      cells: [Picture.Cell] = []
    ) {
      self.name = name
      self.level = level
      self.depth = depth
      self.freeMilli = freeMilli
      self.totalMilli = totalMilli
      self.cells = cells
    }
  }

  public let domains: [Domain]
  /// Names of the owners that cells refer to.
  public let owners: [String]

  public init(domains: [Domain], owners: [String]) {
    self.domains = domains
    self.owners = owners
  }
}
