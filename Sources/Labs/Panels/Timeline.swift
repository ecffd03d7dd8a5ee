import Wording

/// Some curves over the run and what the numbers are at the present step.
public struct Timeline: Sendable, Hashable {
  /// In one unit, so that they can share an axis.
  public let series: [Series]
  public let facts: [Fact]

  /// A number with its name.
  public struct Fact: Sendable, Hashable {
    public let title: Message
    public let value: Explanation.Value
    public init(title: Message, value: Explanation.Value) {
      self.title = title
      self.value = value
    }
  }

  public init(series: [Series], facts: [Fact]) {
    self.series = series
    self.facts = facts
  }
}
