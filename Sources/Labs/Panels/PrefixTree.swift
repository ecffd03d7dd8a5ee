/// What a prefix cache knows at one moment, as a tree: a node is a stretch of tokens that all its
/// continuations share.
public struct PrefixTree: Sendable, Hashable {
  /// A stretch of text in the cache; children follow their parent.
  public struct Node: Sendable, Hashable {
    /// Who computed it first.
    public let name: String
    /// Index of that owner in the picture; -1 for none.
    public let owner: Int
    /// 0 for the beginnings of prompts.
    public let depth: Int
    public let tokens: Int
    /// Requests that hold it at the moment; 0: it may be evicted.
    public let holders: Int
    /// KV blocks in which it lies, copies included.
    public let blocks: Int
    /// In a radix tree: its place, from 0, among the leaves that may be evicted now; `nil` for others.
    public let evictionPlace: Int?

    public init(
      name: String, owner: Int, depth: Int, tokens: Int, holders: Int, blocks: Int,
      evictionPlace: Int? = nil
    ) {
      self.name = name
      self.owner = owner
      self.depth = depth
      self.tokens = tokens
      self.holders = holders
      self.blocks = blocks
      self.evictionPlace = evictionPlace
    }
  }

  /// Parents before their children.
  public let nodes: [Node]
  /// SGLang's tree, whose nodes are locked by their holders; otherwise chains of blocks.
  public let isRadix: Bool

  public init(nodes: [Node], isRadix: Bool = false) {
    self.nodes = nodes
    self.isRadix = isRadix
  }
}
