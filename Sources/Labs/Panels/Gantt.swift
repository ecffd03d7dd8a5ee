import Simulation
import Wording

/// What happened to each job or request over the run, as bars over simulated time.
public struct Gantt: Sendable, Hashable {
  /// A stretch of time in one state.
  public struct Bar: Sendable, Hashable {
    /// Ordered by what is shown where several fall on one character.
    public enum State: Int, Sendable, Hashable, CaseIterable, Comparable {
      /// In a queue.
      case waiting
      /// Some of its pods hold resources, but it does not work yet (a gang that is not complete).
      case holding
      case working
      /// A request whose prompt is computed.
      case prefill
      /// A request whose keys and values travel from one replica to another.
      case transfer
      /// A component that is being called.
      case call
      /// A call that went wrong.
      case failed
      /// Work that an eviction or a failure threw away.
      case lost

      public static func < (a: State, b: State) -> Bool { a.rawValue < b.rawValue }
    }
    public let start: SimTime
    /// Not before `start`.
    public let end: SimTime
    public let state: State

    public init(start: SimTime, end: SimTime, state: State) {
      self.start = start
      self.end = max(start, end)
      self.state = state
    }
  }
  /// One job or request; its bars ascend in time and do not overlap.
  public struct Row: Sendable, Hashable {
    public let name: String
    /// The name to show in its place where it is a word of ours.
    public let title: Message?
    /// What it asks for, in a few characters: `4x8 GPU`.
    public let note: String
    /// The same for the note.
    public let noteTitle: Message?
    /// Index of the owner whose colour and letter it has in the picture.
    public let owner: Int
    public let bars: [Bar]

    public init(
      name: String, title: Message? = nil, note: String = "", noteTitle: Message? = nil,
      owner: Int, bars: [Bar]
    ) {
      self.name = name
      self.title = title
      self.note = note
      self.noteTitle = noteTitle
      self.owner = owner
      self.bars = bars
    }
  }

  /// In the order of arrival.
  public let rows: [Row]
  /// The last moment of the run.
  public let end: SimTime

  public init(rows: [Row], end: SimTime) {
    self.rows = rows
    self.end = end
  }

  /// The state that a row's character shows for the time from `from` up to `to`: the one that tells
  /// most of those that fall into it; `nil` when none does.
  public static func state(of row: Row, from: SimTime, to: SimTime) -> Bar.State? {
    var found: Bar.State?
    for bar in row.bars where bar.start < to && (bar.end > from || bar.start == bar.end) {
      if bar.end == bar.start, bar.start < from { continue }
      if let known = found { found = max(known, bar.state) } else { found = bar.state }
    }
    return found
  }
}
