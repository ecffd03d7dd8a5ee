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
      var work = begin(actions: actions, explaining: explaining)
      while work.advance() {}
      return work.outcome()
    }

    /// The same in steps.
    public func begin(actions: [Action]? = nil, explaining: Bool = false) -> SessionWork {
      SessionWork(
        KAIBoard(snapshot, options: options, explains: explaining),
        actions: actions ?? options.defaultActions)
    }

    /// The queues with their shares before anything is decided.
    public var shares: QueueTree {
      KAIBoard(snapshot, options: options, explains: false).tree
    }
  }
}

extension KAI {
  /// A session under way: a value that advances in steps of a few milliseconds and can be dropped.
  ///
  /// Where a step ends follows from the work alone, and how many are taken at a time changes no
  /// decision.
  public struct SessionWork: Sendable {
    private var work: KAIWork

    init(_ board: KAIBoard, actions: [Action]) { work = KAIWork(board, actions: actions) }

    /// Pods times nodes looked at in one step; a guess at some milliseconds.
    private static let effortOfStep = 30_000

    /// `false` when all actions are done.
    public mutating func advance() -> Bool {
      if !isKnownUniquelyReferenced(&work) { work = KAIWork(copying: work) }
      let end = work.board.effort + Self.effortOfStep
      while work.board.effort < end {
        guard work.step() else { return false }
        work.board.effort += 16
      }
      return true
    }

    /// What was decided so far; all when the actions are done.
    public func outcome() -> SessionOutcome { work.board.outcome() }
  }
}
