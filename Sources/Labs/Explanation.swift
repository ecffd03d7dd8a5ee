import Wording

/// The answer to "why": sentences, and tables with the numbers behind them.
public struct Explanation: Sendable, Hashable {
  /// What was decided, in one sentence.
  public var headline: Message
  /// Further sentences, the most important first.
  public var sentences: [Message]
  public var tables: [Table]

  /// Numbers that belong together, for example a row a node.
  public struct Table: Sendable, Hashable {
    public var title: Message
    /// Column heads; entries.
    public var columns: [Message]
    public var rows: [[Value]]
    public init(title: Message, columns: [Message], rows: [[Value]]) {
      self.title = title
      self.columns = columns
      self.rows = rows
    }
  }
  /// What stands in a table: a name or number as it is, or a message to be said.
  public enum Value: Sendable, Hashable {
    case plain(String)
    case number(Int)
    case message(Message)
  }

  public init(headline: Message, sentences: [Message] = [], tables: [Table] = []) {
    self.headline = headline
    self.sentences = sentences
    self.tables = tables
  }
}
