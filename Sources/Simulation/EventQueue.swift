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
    @usableFromInline let sequence: Int
    public let payload: Payload

    @inlinable init(time: SimTime, rank: Int, sequence: Int, payload: Payload) {
      self.time = time
      self.rank = rank
      self.sequence = sequence
      self.payload = payload
    }

    @inlinable public static func < (a: Entry, b: Entry) -> Bool {
      if a.time != b.time { return a.time < b.time }
      if a.rank != b.rank { return a.rank < b.rank }
      return a.sequence < b.sequence
    }
    @inlinable public static func == (a: Entry, b: Entry) -> Bool {
      a.time == b.time && a.rank == b.rank && a.sequence == b.sequence
    }
  }

  @usableFromInline var heap = Heap<Entry>()
  @usableFromInline var nextSequence = 0

  // Everything is inlinable: millions of events a second need the queue of their own payload.
  @inlinable public init() {}

  @inlinable public var count: Int { heap.count }
  @inlinable public var isEmpty: Bool { heap.isEmpty }
  /// Time of the next event; `nil` when nothing is scheduled.
  @inlinable public var nextTime: SimTime? { heap.min?.time }

  /// What comes next; `nil` when nothing is scheduled.
  @inlinable public var first: Payload? { heap.min?.payload }

  /// Adds an event. Among events of one time and rank the first scheduled comes first.
  @inlinable public mutating func schedule(_ payload: Payload, at time: SimTime, rank: Int = 0) {
    heap.insert(Entry(time: time, rank: rank, sequence: nextSequence, payload: payload))
    nextSequence += 1
  }

  /// Removes and returns the next event; `nil` when nothing is scheduled.
  @inlinable public mutating func popNext() -> Entry? { heap.popMin() }
}
