import Simulation

/// Engine steps one after the other: how prefill and decode filled each step's token budget.
public struct BatchTimeline: Sendable, Hashable {
  /// One step of the engine.
  public struct Step: Sendable, Hashable {
    /// From 0, in the whole run.
    public let number: Int
    public let start: SimTime
    public let duration: SimDuration
    /// Tokens of sequences that computed several at once (prompt chunks), and of the others.
    public let prefillTokens: Int
    public let decodeTokens: Int
    public let sequences: Int
    public let waiting: Int

    public init(
      number: Int, start: SimTime, duration: SimDuration, prefillTokens: Int, decodeTokens: Int,
      sequences: Int, waiting: Int
    ) {
      self.number = number
      self.start = start
      self.duration = duration
      self.prefillTokens = prefillTokens
      self.decodeTokens = decodeTokens
      self.sequences = sequences
      self.waiting = waiting
    }
  }
  /// What one request computed in the present step.
  public struct Share: Sendable, Hashable {
    public let name: String
    /// Index of the owner in the picture.
    public let owner: Int
    public let tokens: Int
    /// Tokens that it had in the KV cache before.
    public let before: Int

    public init(name: String, owner: Int, tokens: Int, before: Int) {
      self.name = name
      self.owner = owner
      self.tokens = tokens
      self.before = before
    }
  }

  /// A stretch of the run around the present step, ascending.
  public let steps: [Step]
  /// Index into `steps` of the present one; `nil` before the first.
  public let present: Int?
  /// `max_num_batched_tokens`.
  public let tokenBudget: Int
  /// Who computed in the present step, in scheduling order.
  public let shares: [Share]

  public init(steps: [Step], present: Int?, tokenBudget: Int, shares: [Share]) {
    self.steps = steps
    self.present = present
    self.tokenBudget = tokenBudget
    self.shares = shares
  }
}
