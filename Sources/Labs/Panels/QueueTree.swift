import Wording

/// Queues under their parents at one moment, with quota and use of one or more resources.
public struct QueueTree: Sendable, Hashable {
  /// Quota and use of one resource (or flavored resource) at a node, in the resource's unit. What a
  /// system does not know is `nil`.
  public struct Amount: Sendable, Hashable {
    /// `nvidia.com/gpu`, `a100/nvidia.com/gpu`.
    public let resource: String
    /// What the node is entitled to: nominal or deserved quota, of its whole subtree.
    public let nominal: Int
    public let used: Int
    /// Used beyond the nominal quota.
    public let borrowed: Int
    /// Nominal quota that others use at the moment.
    public let lent: Int
    /// The most it may use; `nil` without a limit.
    public let limit: Int?
    /// What its pending work asks for on top.
    public let pending: Int

    public init(
      resource: String, nominal: Int, used: Int, borrowed: Int = 0, lent: Int = 0,
      limit: Int? = nil, pending: Int = 0
    ) {
      self.resource = resource
      self.nominal = nominal
      self.used = used
      self.borrowed = borrowed
      self.lent = lent
      self.limit = limit
      self.pending = pending
    }

    /// An amount of this resource with its unit: cores of `cpu`, GiB of `memory`, plain numbers of
    /// everything else. The amounts themselves are thousandths of a core, and bytes.
    public func text(_ amount: Int) -> String {
      switch resource.split(separator: "/").last {
      case "cpu":
        return formatted(Double(amount) / 1_000, decimals: amount % 1_000 == 0 ? 0 : 1)
      case "memory", "ephemeral-storage":
        let isWhole = amount % (1 << 30) == 0
        return formatted(Double(amount) / Double(1 << 30), decimals: isWhole ? 0 : 1) + " GiB"
      default: return String(amount)
      }
    }
  }
  /// A queue or a group of queues.
  public struct Node: Sendable, Hashable {
    public let name: String
    /// 0 for roots; children follow their parent.
    public let depth: Int
    public let isLeaf: Bool
    public let amounts: [Amount]
    /// Jobs that wait in it, itself and below.
    public let waiting: Int
    /// Its weight or share, in the words of the system.
    public let note: Message?

    public init(
      name: String, depth: Int, isLeaf: Bool, amounts: [Amount], waiting: Int,
      note: Message? = nil
    ) {
      self.name = name
      self.depth = depth
      self.isLeaf = isLeaf
      self.amounts = amounts
      self.waiting = waiting
      self.note = note
    }
  }

  /// Parents before their children.
  public let nodes: [Node]

  public init(nodes: [Node]) { self.nodes = nodes }
}
