extension Kueue {
  /// Pod sets that found no place in the topology of a flavor.
  public struct TopologyRefused: Hashable, Sendable, Codable {
    public let podSets: [String]
    /// Empty when no flavor with a topology came into question.
    public let flavor: String
    public let reason: TopologyRefusal
    /// Whether the question was asked as if no workload were admitted, so that nobody's leaving
    /// would help.
    public let isAssumingEmpty: Bool
  }

  /// How a search for places in the topology of a flavor went, when the cycle explains: the levels
  /// with what fits into each domain, what was chosen and by which rule.
  public struct TopologyExplanation: Hashable, Sendable, Codable {
    public let flavor: String
    /// Whether the search looked at the nodes as if no workload were admitted.
    public let isAssumingEmpty: Bool
    public let trace: TopologyTrace
  }
}
