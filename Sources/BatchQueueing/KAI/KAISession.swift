extension KAI {
  /// One scheduling session: a pure function of a snapshot and of the options.
  ///
  /// A session decides; it does not wait. Its binds, evictions and new places belong into the next
  /// snapshot: bound pods as running, evicted ones as releasing until they are gone, pipelined ones
  /// still as pending.
  public struct Session: Hashable, Sendable {
    public var snapshot: Snapshot
    public var options: Options

    public init(_ snapshot: Snapshot, options: Options = Options()) {
      self.snapshot = snapshot
      self.options = options
    }

    /// Runs actions in the order given, by default that of the options. `explaining` adds the
    /// rounds of the division, score tables, and what each node says about a pod that waits.
    public func run(actions: [Action]? = nil, explaining: Bool = false) -> SessionOutcome {
      let board = KAIBoard(snapshot, options: options, explains: explaining)
      for action in actions ?? options.defaultActions { board.run(action) }
      return board.outcome()
    }

    /// The queues with their shares before anything is decided.
    public var shares: QueueTree {
      KAIBoard(snapshot, options: options, explains: false).tree
    }
  }
}
