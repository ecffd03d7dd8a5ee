import Learning

/// The learner's record on disk: a log of events that only grows, and a snapshot of the state for a fast start.
///
/// Opening and refreshing only read. Each write takes the lock for as long as it lasts, so several copies of the program
/// may run: each sees the others' events when it refreshes or writes. An event is on the disk when `append` returns.
public struct ProgressStore: Sendable {
  /// The state after all events that this copy knows.
  public var state: LearnerState { known.state }
  /// What was found and dealt with since the store was opened, in order, each once.
  public private(set) var notices: [StoreNotice] = []

  private let layout: Layout
  private let files: FileClient
  private let migrations: [Migration]
  private var known = Snapshot()
  private var snapshotBytes = 0

  /// Opens the store in `directory` without writing anything; a directory that is not there is an empty store.
  public init(directory: String, files: FileClient = .system) throws(StoreProblem) {
    try self.init(directory: directory, files: files, migrations: [])
  }

  init(
    directory: String, files: FileClient, migrations: [Migration]
  ) throws(StoreProblem) {
    layout = Layout(directory: directory)
    self.files = files
    self.migrations = migrations
    if try storedVersion() ?? Layout.version < Layout.version {
      try locked { store throws(StoreProblem) in try store.migrate() }
    }
    try loadSnapshot()
    try refresh()
  }

  /// The store's directory.
  public var path: String { layout.directory }

  /// Takes in what other copies wrote since. Only reads.
  public mutating func refresh() throws(StoreProblem) {
    let start = known.logBytes - known.tailCount
    guard let bytes = try read(layout.log, from: start) else {
      if known.logBytes > 0 { known = Snapshot() }
      return
    }
    guard bytes.count >= known.tailCount,
      Snapshot.hash(bytes[..<known.tailCount]) == known.tailHash
    else { return try reload() }
    try take(bytes, new: bytes[known.tailCount...])
  }

  /// Writes events and waits until they are on the disk.
  ///
  /// When it throws, none of the events counts as stored: what a full disk took of them is taken off again.
  public mutating func append(_ events: [LearnerEvent]) throws(StoreProblem) {
    guard !events.isEmpty else { return }
    try locked { store throws(StoreProblem) in
      try store.refresh()
      try store.repairTornLine()
      var lines = events
      if store.known.logBytes == 0 { lines.insert(Self.firstEvent(before: events[0]), at: 0) }
      try store.write(Array(lines.map { $0.line + "\n" }.joined().utf8))
      try store.refresh()
    }
  }

  /// Writes the snapshot when the log has grown by `growth` bytes since the last one (0: when it has grown at all).
  ///
  /// Losing it costs time at the next start and nothing else.
  public mutating func saveSnapshot(growth: Int = 0) throws(StoreProblem) {
    guard known.logBytes > snapshotBytes + max(0, growth - 1) else { return }
    try locked { store throws(StoreProblem) in
      try store.replace(store.layout.snapshot, with: store.known.bytes)
      store.snapshotBytes = store.known.logBytes
    }
  }

  /// Every event of the log in the order of writing, damaged lines left out.
  public func events() throws(StoreProblem) -> [LearnerEvent] {
    LogPiece((try read(layout.log, from: 0) ?? [])[...]).events
  }

  /// The planner's parameters are stored with the data that they shaped, ahead of the first event.
  private static func firstEvent(before event: LearnerEvent) -> LearnerEvent {
    LearnerEvent(
      // Sorts before every event of its millisecond.
      id: String(event.id.prefix(10)) + "-planner", moment: event.moment,
      kind: .schedulerSet(.standard))
  }
}

// MARK: Backup and restore

extension ProgressStore {
  /// Writes everything into one new file: a header line, then the log's lines. Gives back the number of events.
  public func backUp(to path: String, now: Moment) throws(StoreProblem) -> Int {
    guard try size(path) == nil else { throw .exists(path: path) }
    let log = try read(layout.log, from: 0) ?? []
    let piece = LogPiece(log[...])
    let header = Layout.backupHeader(events: piece.lines, now: now)
    try replace(path, with: Array(header.utf8) + log[..<piece.bytes])
    return piece.events.count
  }

  /// Makes the store what a backup holds. The present log is kept beside it; gives back where (`nil` when there was none).
  public mutating func restore(from path: String, now: Moment) throws(StoreProblem) -> String? {
    let lines = try Self.backupLines(try read(path, from: 0), path: path)
    var keptIn: String?
    try locked { store throws(StoreProblem) in
      let old = try store.read(store.layout.log, from: 0) ?? []
      if !old.isEmpty {
        let name = String(now.description.prefix(19).map { $0 == ":" ? "-" : $0 })
        keptIn = try store.keep(old, as: "restore-" + name)
      }
      try store.replace(store.layout.log, with: Array(lines))
      try store.reload()
    }
    return keptIn
  }

  /// The log inside a backup, checked line by line.
  private static func backupLines(
    _ bytes: [UInt8]?, path: String
  ) throws(StoreProblem) -> ArraySlice<UInt8> {
    guard let bytes else {
      throw .file(FileProblem(path: path, reason: "No such file or directory"))
    }
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let version = Layout.version(of: bytes[..<end], format: "aiinfra-tutor-backup")
    else { throw .noBackup(path: path) }
    guard version <= Layout.version else {
      throw .newer(path: path, version: version, ours: Layout.version)
    }
    let header = try? JSON(bytes: bytes[..<end])
    let log = bytes[(end + 1)...]
    let piece = LogPiece(log)
    if let line = piece.damaged.first { throw .damagedBackup(path: path, line: line + 1) }
    // A backup that was cut has fewer lines than its header says, or an unfinished last one.
    guard piece.bytes == log.count, piece.lines == header?["lines"]?.integer else {
      throw .damagedBackup(path: path, line: piece.lines + 2)
    }
    return log
  }
}

// MARK: Reading

extension ProgressStore {
  /// Uses the snapshot when it fits the log.
  private mutating func loadSnapshot() throws(StoreProblem) {
    guard let bytes = try read(layout.snapshot, from: 0) else { return }
    guard let snapshot = Snapshot(bytes: bytes) else {
      note(.snapshotRebuilt(path: layout.snapshot))
      return
    }
    let start = snapshot.logBytes - snapshot.tailCount
    guard let tail = try read(layout.log, from: start), tail.count >= snapshot.tailCount,
      Snapshot.hash(tail[..<snapshot.tailCount]) == snapshot.tailHash
    else {
      note(.snapshotRebuilt(path: layout.snapshot))
      return
    }
    known = snapshot
    snapshotBytes = snapshot.logBytes
    noteDamage()
  }

  /// Computes everything anew from the log.
  private mutating func reload() throws(StoreProblem) {
    known = Snapshot()
    snapshotBytes = 0
    let bytes = try read(layout.log, from: 0) ?? []
    try take(bytes, new: bytes[...])
  }

  /// Adds the finished lines of `new`, which is the end of `bytes`.
  private mutating func take(
    _ bytes: [UInt8], new: ArraySlice<UInt8>
  ) throws(StoreProblem) {
    let piece = LogPiece(new)
    guard piece.bytes > 0 else { return }
    let isFirst = known.logBytes == 0
    let end = new.startIndex + piece.bytes
    known.damagedLines += piece.damaged.map { $0 + known.logLines }
    known.logBytes += piece.bytes
    known.logLines += piece.lines
    known.tailHash = Snapshot.hash(bytes[(end - known.tailCount)..<end])
    if isFirst {
      known.state = LearnerState.fold(piece.events)
    } else if piece.events.contains(where: { known.state.apply($0) == .needsFold }) {
      known.state = LearnerState.fold(
        LogPiece((try read(layout.log, from: 0) ?? []).prefix(known.logBytes)).events)
    }
    noteDamage()
  }

  private mutating func noteDamage() {
    for line in known.damagedLines { note(.damagedLine(path: layout.log, line: line)) }
  }

  private mutating func note(_ notice: StoreNotice) {
    if !notices.contains(notice) { notices.append(notice) }
  }

  /// The version in `store.json`; `nil` when there is no store yet. Refuses what a newer program made.
  private func storedVersion() throws(StoreProblem) -> Int? {
    guard let bytes = try read(layout.store, from: 0) else { return nil }
    guard let version = Layout.version(of: bytes, format: "aiinfra-tutor-store") else {
      throw .unreadable(path: layout.store)
    }
    guard version <= Layout.version else {
      throw .newer(path: layout.directory, version: version, ours: Layout.version)
    }
    return version
  }
}

// MARK: Writing, under the lock

extension ProgressStore {
  private mutating func locked(
    _ body: (inout ProgressStore) throws(StoreProblem) -> Void
  ) throws(StoreProblem) {
    try io { () throws(FileProblem) in try files.makeDirectory(layout.directory) }
    let unlock = try io { () throws(FileProblem) in try files.lock(layout.lock) }
    defer { unlock() }
    // Another copy, perhaps a newer program, may have changed it since this one opened it.
    if try storedVersion() == nil {
      try replace(layout.store, with: Layout.storeFile(version: Layout.version))
    }
    try body(&self)
  }

  /// Moves the bytes of an unfinished last line into a file of their own; when they are a whole event, finishes the line.
  private mutating func repairTornLine() throws(StoreProblem) {
    let torn = try read(layout.log, from: known.logBytes) ?? []
    guard !torn.isEmpty else { return }
    if (try? LearnerEvent(line: torn)) != nil {
      try write([UInt8(ascii: "\n")])
      return try refresh()
    }
    let path = layout.damaged(at: known.logBytes)
    try replace(path, with: torn + [UInt8(ascii: "\n")])
    try cutLog(to: known.logBytes)
    try io { () throws(FileProblem) in try files.sync(layout.log) }
    note(.tornLine(path: layout.log, keptIn: path))
  }

  /// Adds bytes to the log and waits for the disk; a failure leaves the log as it was.
  private func write(_ bytes: [UInt8]) throws(StoreProblem) {
    let before = try size(layout.log)
    do {
      try io { () throws(FileProblem) in
        try files.append(layout.log, bytes)
        try files.sync(layout.log)
        if before == nil { try files.syncDirectory(layout.directory) }
      }
    } catch {
      // Should this fail too, the next write finds a torn line or an event that nobody was told of; both are harmless.
      if before != nil || (try? size(layout.log)) != nil { try? cutLog(to: before ?? 0) }
      throw error
    }
  }

  private func cutLog(to size: Int) throws(StoreProblem) {
    try io { () throws(FileProblem) in try files.truncate(layout.log, size) }
  }

  /// Puts a whole new file in place of `path`, or leaves everything as it was.
  private func replace(_ path: String, with bytes: [UInt8]) throws(StoreProblem) {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    do {
      try io { () throws(FileProblem) in
        try files.write(path + ".new", bytes)
        try files.sync(path + ".new")
        try files.rename(path + ".new", path)
      }
    } catch {
      // Half a file helps nobody and, on a full disk, takes room.
      try? files.remove(path + ".new")
      throw error
    }
    try io { () throws(FileProblem) in try files.syncDirectory(directory) }
  }

  /// Keeps a log that is about to be replaced, under a name that is free.
  private func keep(_ log: [UInt8], as name: String) throws(StoreProblem) -> String {
    var path = layout.kept(name)
    var number = 2
    while try size(path) != nil {
      path = layout.kept(name + "-\(number)")
      number += 1
    }
    try replace(path, with: log)
    return path
  }

  private mutating func migrate() throws(StoreProblem) {
    let from = try storedVersion() ?? Layout.version
    var log = try read(layout.log, from: 0) ?? []
    guard from < Layout.version else { return }
    // Without a way to migrate nothing is written, not even the copy: each start would make another one.
    for version in from..<Layout.version where !migrations.contains(where: { $0.from == version }) {
      throw .unreadable(path: layout.store)
    }
    let keptIn = try keep(log, as: "version-\(Layout.version)")
    for version in from..<Layout.version {
      guard let step = migrations.first(where: { $0.from == version }) else {
        throw .unreadable(path: layout.store)
      }
      let lines = log.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
      log = Array(lines.map { step.line($0) + [UInt8(ascii: "\n")] }.joined())
    }
    try replace(layout.log, with: log)
    try replace(layout.store, with: Layout.storeFile(version: Layout.version))
    note(.migrated(from: from, keptIn: keptIn))
  }

  private func read(_ path: String, from offset: Int) throws(StoreProblem) -> [UInt8]? {
    try io { () throws(FileProblem) in try files.read(path, offset) }
  }

  private func size(_ path: String) throws(StoreProblem) -> Int? {
    try io { () throws(FileProblem) in try files.size(path) }
  }

  private func io<Value>(
    _ body: () throws(FileProblem) -> Value
  ) throws(StoreProblem) -> Value {
    do { return try body() } catch { throw .file(error) }
  }
}
