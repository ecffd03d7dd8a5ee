extension Volcano {
  /// One scheduling session: a snapshot and a configuration that fit together.
  public struct Session: Sendable {
    public let snapshot: Snapshot
    public let configuration: Configuration

    /// Throws with every problem of the snapshot.
    public init(
      _ snapshot: Snapshot, _ configuration: Configuration = .standard
    ) throws(InvalidSnapshot) {
      let problems = snapshot.problems
      if !problems.isEmpty { throw InvalidSnapshot(problems: problems) }
      self.snapshot = snapshot
      self.configuration = configuration
    }

    /// For which tasks the session records every node it looked at.
    public enum Explaining: Hashable, Sendable {
      case nothing
      case podGroup(String)
      case everything
    }

    /// Runs the actions in order. The same session always gives the same outcome.
    public func run(explaining: Explaining = .nothing) -> SessionOutcome {
      var engine = Engine(snapshot, configuration, explaining: explaining)
      for action in configuration.actions {
        engine.action = action
        switch action {
        case .enqueue: engine.enqueue()
        case .allocate: engine.allocate()
        case .backfill: engine.backfill()
        case .preempt: engine.preempt()
        case .reclaim: engine.reclaim()
        }
      }
      return engine.close()
    }
  }
}
