import Simulation
import Wording

/// What each of many things went through, stage by stage, as bars over simulated time.
public struct StageChart: Sendable, Hashable {
  public struct Bar: Sendable, Hashable {
    public let start: SimTime
    /// Not before `start`.
    public let end: SimTime
    /// Index into `stages`.
    public let stage: Int

    public init(start: SimTime, end: SimTime, stage: Int) {
      self.start = start
      self.end = max(start, end)
      self.stage = stage
    }
  }
  public struct Row: Sendable, Hashable {
    public let name: String
    /// In a few characters: how long it took.
    public let note: String
    /// Index of the owner in the picture.
    public let owner: Int
    /// Ascending in time, without overlaps.
    public let bars: [Bar]

    public init(name: String, note: String, owner: Int, bars: [Bar]) {
      self.name = name
      self.note = note
      self.owner = owner
      self.bars = bars
    }
  }

  /// Names of the stages in the order in which they come.
  public let stages: [Message]
  public let rows: [Row]
  public let start: SimTime
  public let end: SimTime

  public init(stages: [Message], rows: [Row], start: SimTime, end: SimTime) {
    self.stages = stages
    self.rows = rows
    self.start = start
    self.end = max(start, end)
  }
}
