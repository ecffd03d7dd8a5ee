import Simulation

/// The steps of a replica: a packed row for each that was not plain, and one entry for each stretch
/// of plain ones, with a word for each of its steps at which blocks moved.
///
/// A packed row takes 112 bytes, a stretch 88, a word 8.
struct StepLog: Sendable {
  /// Plain steps that follow each other.
  struct Stretch: Sendable {
    /// Number of its first step, and plain steps before it.
    let first: Int
    let plainBefore: Int
    let start: Int
    /// Tokens that the first step attends to.
    let context: Int
    var count: Int32
    let sequences: Int32
    let waiting: Int32
    let stopped: Int32
    let freeBlocks: Int32
    let cachedHashes: Int32
    let unusedSlots: Int32
    let firstWord: Int32
    let stop: StepRow.Stop
  }
  /// A plain step at which blocks were handed out or named.
  struct Word: Sendable {
    /// From the start of its stretch.
    let step: UInt8
    let taken: Int16
    let evicted: Int16
    /// Distinct names more than before.
    let named: Int16
  }
  /// So long is a stretch at most, so that any row can be made quickly.
  ///
  /// A word has eight bits for its place in it.
  static let longest = 256

  private(set) var count = 0
  /// End of the last step in ns; 0 before the first.
  private(set) var end = 0
  private(set) var rows: [PackedRow] = []
  private(set) var stretches: [Stretch] = []
  private(set) var words: [Word] = []
  let blockSize: Int
  let usableBlocks: Int

  init(blockSize: Int, usableBlocks: Int) {
    self.blockSize = blockSize
    self.usableBlocks = usableBlocks
  }

  mutating func append(_ row: StepRow) {
    rows.append(PackedRow(row))
    count += 1
    end = row.end.nanoseconds
  }

  /// What plain steps have in common, as it was before the first of them.
  struct Plain {
    let start: Int
    let context: Int
    let sequences: Int
    let waiting: Int
    let stop: StepRow.Stop
    let stopped: Int
    let freeBlocks: Int
    let cachedHashes: Int
    let unusedSlots: Int
  }

  /// Adds plain steps that end at `ends`; those that continue a stretch become part of it, so that
  /// the log does not tell in which pieces they were made.
  mutating func append(
    _ plain: Plain, ends: ArraySlice<Int>, _ events: [EngineScheduler.PlainEvent]
  ) {
    var at = 0
    var event = 0
    var context = plain.context
    var before = (taken: 0, evicted: 0, hashes: plain.cachedHashes)
    var free = plain.freeBlocks
    var unused = plain.unusedSlots
    while at < ends.count {
      var room = 0
      if let last = stretches.last, last.first + Int(last.count) == count,
        last.sequences == plain.sequences, last.waiting == plain.waiting, last.stop == plain.stop,
        last.stopped == plain.stopped
      {
        room = Self.longest - Int(last.count)
      }
      if room <= 0 {
        let start = at == 0 ? plain.start : ends[ends.startIndex + at - 1]
        stretches.append(
          Stretch(
            first: count, plainBefore: count - rows.count, start: start, context: context,
            count: 0, sequences: Int32(clamping: plain.sequences),
            waiting: Int32(clamping: plain.waiting), stopped: Int32(clamping: plain.stopped),
            freeBlocks: Int32(clamping: free), cachedHashes: Int32(clamping: before.hashes),
            unusedSlots: Int32(clamping: unused), firstWord: Int32(clamping: words.count),
            stop: plain.stop))
        room = Self.longest
      }
      let piece = min(room, ends.count - at)
      let base = Int(stretches[stretches.count - 1].count)
      while event < events.count, events[event].step < at + piece {
        let item = events[event]
        let taken = item.taken - before.taken
        words.append(
          Word(
            step: UInt8(base + item.step - at), taken: Int16(clamping: taken),
            evicted: Int16(clamping: item.evicted - before.evicted),
            named: Int16(clamping: item.cachedHashes - before.hashes)))
        before = (item.taken, item.evicted, item.cachedHashes)
        free -= taken
        unused += taken * blockSize
        event += 1
      }
      stretches[stretches.count - 1].count += Int32(piece)
      unused -= piece * plain.sequences
      context += piece * plain.sequences
      count += piece
      at += piece
    }
    end = ends.last ?? end
  }
}

/// A `StepRow` in 112 bytes.
struct PackedRow: Sendable {
  private let start: Int
  private let end: Int
  private let numbers:
    (
      Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32,
      Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32
    )
  private let stop: StepRow.Stop

  init(_ row: StepRow) {
    func small(_ number: Int) -> Int32 { Int32(clamping: number) }
    start = row.start.nanoseconds
    end = row.end.nanoseconds
    stop = row.stop
    numbers = (
      small(row.scheduledTokens), small(row.decodeTokens), small(row.sequences),
      small(row.running), small(row.waiting), small(row.freeBlocks), small(row.cachedHashes),
      small(row.heldBlocks), small(row.unusedSlots), small(row.admitted), small(row.hitTokens),
      small(row.knownTokens), small(row.preempted), small(row.finished), small(row.evicted),
      small(row.recomputedTokens), small(row.emitted), small(row.swappedBlocks),
      small(row.adaptersLoaded), small(row.steadyTokens), small(row.stopped)
    )
  }

  var row: StepRow {
    let n = numbers
    return StepRow(
      start: SimTime(nanoseconds: start), end: SimTime(nanoseconds: end),
      scheduledTokens: Int(n.0), decodeTokens: Int(n.1), sequences: Int(n.2), running: Int(n.3),
      waiting: Int(n.4), freeBlocks: Int(n.5), cachedHashes: Int(n.6), heldBlocks: Int(n.7),
      unusedSlots: Int(n.8), admitted: Int(n.9), hitTokens: Int(n.10), knownTokens: Int(n.11),
      preempted: Int(n.12), finished: Int(n.13), evicted: Int(n.14), recomputedTokens: Int(n.15),
      emitted: Int(n.16), swappedBlocks: Int(n.17), adaptersLoaded: Int(n.18),
      steadyTokens: Int(n.19), stop: stop, stopped: Int(n.20))
  }

  var endTime: Int { end }
  var startTime: Int { start }
}

/// The steps of a replica as rows, made when they are asked for. Walking through all is fast; a
/// single row costs up to 256 step times.
public struct StepRows: RandomAccessCollection, Sendable {
  let log: StepLog
  let timer: StepTimer

  init(log: StepLog, stepTime: StepTimeModel) {
    self.log = log
    timer = StepTimer(stepTime)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { log.count }

  public subscript(position: Int) -> StepRow {
    precondition(position >= 0 && position < log.count, "there is no such step")
    var iterator = Iterator(self, from: position)
    guard let row = iterator.next() else { preconditionFailure("there is no such step") }
    return row
  }

  public func makeIterator() -> Iterator { Iterator(self, from: 0) }

  /// Walks through the rows from a step on.
  public struct Iterator: IteratorProtocol {
    private let rows: StepRows
    private var position: Int
    /// The stretch in which `position` lies, or the next one.
    private var stretch: Int
    private var row: StepRow?
    private var clock: DecodeClock?
    private var word = 0
    private var offset = 0

    init(_ rows: StepRows, from position: Int) {
      self.rows = rows
      self.position = position
      let stretches = rows.log.stretches
      var low = 0
      var high = stretches.count
      while low < high {
        let middle = (low + high) / 2
        if stretches[middle].first + Int(stretches[middle].count) <= position {
          low = middle + 1
        } else {
          high = middle
        }
      }
      stretch = low
      guard low < stretches.count, stretches[low].first < position else { return }
      for _ in stretches[low].first..<position { _ = plainRow() }
    }

    public mutating func next() -> StepRow? {
      guard position < rows.log.count else { return nil }
      defer { position += 1 }
      if stretch < rows.log.stretches.count {
        let item = rows.log.stretches[stretch]
        if position >= item.first { return plainRow() }
        return rows.log.rows[position - item.plainBefore].row
      }
      return rows.log.rows[rows.log.rows.count - (rows.log.count - position)].row
    }

    private mutating func plainRow() -> StepRow {
      let item = rows.log.stretches[stretch]
      if offset == 0 { begin(item) }
      var now = row ?? rows.log.rows[0].row
      now.start = now.end
      now.end = SimTime(nanoseconds: now.start.nanoseconds + (clock?.next() ?? 0))
      now.evicted = 0
      now.unusedSlots -= Int(item.sequences)
      let words = rows.log.words
      if word < words.count, Int(words[word].step) == offset, belongs(word, to: stretch) {
        let moved = words[word]
        now.freeBlocks -= Int(moved.taken)
        now.heldBlocks += Int(moved.taken)
        now.unusedSlots += Int(moved.taken) * rows.log.blockSize
        now.cachedHashes += Int(moved.named)
        now.evicted = Int(moved.evicted)
        word += 1
      }
      row = now
      offset += 1
      if offset == Int(item.count) {
        stretch += 1
        offset = 0
      }
      return now
    }

    private func belongs(_ word: Int, to stretch: Int) -> Bool {
      let stretches = rows.log.stretches
      return stretch + 1 >= stretches.count || word < Int(stretches[stretch + 1].firstWord)
    }

    /// The state before the first step of a stretch, with its start as end.
    private mutating func begin(_ item: StepLog.Stretch) {
      word = Int(item.firstWord)
      clock = DecodeClock(
        rows.timer, decodes: Int(item.sequences), context: item.context)
      let sequences = Int(item.sequences)
      row = StepRow(
        start: SimTime(nanoseconds: item.start), end: SimTime(nanoseconds: item.start),
        scheduledTokens: sequences, decodeTokens: sequences, sequences: sequences,
        running: sequences, waiting: Int(item.waiting), freeBlocks: Int(item.freeBlocks),
        cachedHashes: Int(item.cachedHashes),
        heldBlocks: rows.log.usableBlocks - Int(item.freeBlocks),
        unusedSlots: Int(item.unusedSlots), emitted: sequences, steadyTokens: sequences,
        stop: item.stop, stopped: Int(item.stopped))
    }
  }
}

extension StepRows: Equatable {
  public static func == (a: StepRows, b: StepRows) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0 == $1 }
  }
}
