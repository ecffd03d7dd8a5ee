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
      var work = begin(explaining: explaining)
      while work.advance() {}
      return work.close()
    }

    /// The same in steps.
    public func begin(explaining: Explaining = .nothing) -> SessionWork {
      SessionWork(engine: Engine(snapshot, configuration, explaining: explaining))
    }
  }
}

extension Volcano {
  /// A session under way: a value that advances in steps of a few milliseconds and can be dropped.
  ///
  /// Where a step ends follows from the work alone, and how many are taken at a time changes no
  /// decision.
  public struct SessionWork: Sendable {
    private var engine: Engine
    private var next = 0

    init(engine: Engine) { self.engine = engine }

    /// Nodes looked at in one step; a guess at some milliseconds.
    private static let effortOfStep = 25_000

    /// `false` when all actions are done.
    public mutating func advance() -> Bool {
      let end = engine.effort + Self.effortOfStep
      while engine.effort < end {
        if engine.open() { continue }
        engine.effort += 32
        if next > 0, engine.step() { continue }
        guard next < engine.configuration.actions.count else { return false }
        engine.begin(engine.configuration.actions[next])
        engine.effort += 8 * engine.tasks.count
        next += 1
      }
      return true
    }

    /// The outcome, when all actions are done.
    public mutating func close() -> SessionOutcome { engine.close() }
  }
}
