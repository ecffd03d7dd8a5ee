import Wording

/// The state of a run at one moment, in the shape that every lab's views can draw: bars of cells
/// (GPUs of a node, KV blocks), queues and numbers.
public struct Picture: Sendable, Hashable {
  /// What a cell stands for and who holds it.
  public struct Cell: Sendable, Hashable {
    /// Who holds the cell.
    public enum State: Sendable, Hashable {
      /// Nobody holds it.
      case free
      /// Held by the owner, and nobody else.
      case used
      /// Held by several owners at once (a KV block with a shared prefix, a time-shared GPU).
      case shared
      /// Free to take but with content worth keeping (a cached KV block).
      case cached
      /// Not usable (unschedulable node, reserved block).
      case blocked
    }
    public var state: State
    /// Index into `Picture.owners` of the (first) owner; -1 for none. For a cached block: who
    /// filled it.
    public var owner: Int
    /// How full it is, 0...1000 (a half-filled KV block, a GPU share).
    public var fillPerMille: Int

    public init(_ state: State, owner: Int = -1, fillPerMille: Int = 1000) {
      self.state = state
      self.owner = owner
      self.fillPerMille = fillPerMille
    }
  }
  /// A row of cells with its name: a node with its GPUs, a stretch of the block pool.
  public struct Row: Sendable, Hashable {
    public var name: String
    public var note: String
    public var cells: [Cell]
    public init(name: String, note: String = "", cells: [Cell]) {
      self.name = name
      self.note = note
      self.cells = cells
    }
  }
  /// A queue with its members from head to tail.
  public struct Queue: Sendable, Hashable {
    public var title: Message
    public var members: [String]
    public init(title: Message, members: [String]) {
      self.title = title
      self.members = members
    }
  }

  /// What the cells are: entry `lab.picture.gpus` or `lab.picture.blocks`.
  public var title: Message
  public var rows: [Row]
  /// Names of the owners that cells refer to (pods, requests); stable over a run.
  public var owners: [String]
  public var queues: [Queue]
  /// What a state of a cell means here, where the usual word would mislead.
  public var meanings: [Cell.State: Message] = [:]
  /// Numbers of this moment: name (an entry) and value with unit.
  public var numbers: [(title: Message, value: String)] {
    get { numberPairs.map { ($0.title, $0.value) } }
    set { numberPairs = newValue.map { NumberPair(title: $0.title, value: $0.value) } }
  }
  private var numberPairs: [NumberPair] = []
  private struct NumberPair: Sendable, Hashable {
    var title: Message
    var value: String
  }

  public init(title: Message, rows: [Row], owners: [String], queues: [Queue] = []) {
    self.title = title
    self.rows = rows
    self.owners = owners
    self.queues = queues
  }
}

/// A curve over simulated time.
public struct Series: Sendable, Hashable {
  /// Entry `lab.series.ID`.
  public let id: String
  public let unit: String
  /// Ascending in time.
  public let points: [Point]
  /// A value at a moment.
  public struct Point: Sendable, Hashable {
    public let timeNanoseconds: Int
    public let value: Double
    public init(timeNanoseconds: Int, value: Double) {
      self.timeNanoseconds = timeNanoseconds
      self.value = value
    }
  }
  public init(id: String, unit: String, points: [Point]) {
    self.id = id
    self.unit = unit
    self.points = points
  }
  public var title: Message { Message("lab.series." + id) }
}
