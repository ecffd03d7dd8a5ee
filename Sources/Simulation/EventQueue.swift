import HeapModule

/// The future of a simulation: events in one total order, which is stated here and nowhere else.
///
/// Earlier time first, then lower rank, then first scheduled. `Payload` should be a small struct or
/// enum: closures and class references double the cost of each event.
public struct EventQueue<Payload: Sendable>: Sendable {
  /// One scheduled event.
  public struct Entry: Comparable, Sendable {
    public let time: SimTime
    /// Order among events of one moment; lower first. Rooms name their ranks.
    public let rank: Int
    let sequence: Int
    public let payload: Payload

    private var key: (SimTime, Int, Int) { (time, rank, sequence) }
    public static func < (a: Entry, b: Entry) -> Bool { a.key < b.key }
    public static func == (a: Entry, b: Entry) -> Bool { a.key == b.key }
  }

  private var heap = Heap<Entry>()
  private var nextSequence = 0

  public init() {}

  public var count: Int { heap.count }
  public var isEmpty: Bool { heap.isEmpty }
  /// Time of the next event; `nil` when nothing is scheduled.
  public var nextTime: SimTime? { heap.min?.time }

  /// What comes next; `nil` when nothing is scheduled.
  public var first: Payload? { heap.min?.payload }

  /// Adds an event. Among events of one time and rank the first scheduled comes first.
  public mutating func schedule(_ payload: Payload, at time: SimTime, rank: Int = 0) {
    heap.insert(Entry(time: time, rank: rank, sequence: nextSequence, payload: payload))
    nextSequence += 1
  }

  /// Removes and returns the next event; `nil` when nothing is scheduled.
  public mutating func popNext() -> Entry? { heap.popMin() }
}
