import Learning
import Testing

@testable import ProgressStore

@Suite struct ProgressStoreTests {
  @Test func openingWritesNothing() throws {
    let disk = SimulatedDisk()
    let store = try open(disk)
    #expect(store.state == LearnerState())
    #expect(disk.paths.isEmpty)
    #expect(disk.steps == 0)
  }

  @Test func theLogIsReadable() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1)])
    let lines = try #require(disk.text(log)).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].contains(#""kind":"scheduler_set","fsrs":"FSRS-6","retention":0.9"#))
    #expect(lines[1] == event(1).line)
    #expect(
      disk.text(directory + "/store.json") == """
        {
          "format": "aiinfra-tutor-store",
          "version": 1
        }

        """)
    #expect(try store.events().count == 2)
  }

  @Test func twoCopiesSeeEachOther() throws {
    let disk = SimulatedDisk()
    var one = try open(disk)
    var two = try open(disk)
    try one.append([event(1)])
    try two.append([event(2)])
    try one.append([event(3)])
    #expect(numbers(one) == [1, 2, 3])
    #expect(numbers(two) == [1, 2])
    try two.refresh()
    #expect(two.state == one.state)
    // The other's clock was behind: its event is older than the last one known here.
    try two.append([event(0)])
    try one.refresh()
    #expect(one.state == two.state)
    #expect(one.state == LearnerState.fold(try one.events()))
  }

  @Test func theSnapshotSparesTheLog() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append((1...200).map { event($0) })
    try store.saveSnapshot(growth: 1_000_000)
    #expect(!disk.paths.contains(directory + "/snapshot.json"), "the log has not grown enough")
    try store.saveSnapshot()
    try store.append([event(201)])
    // Damage at the start of the log is not even read.
    disk.put("#" + (disk.text(log) ?? "").dropFirst(), at: log)
    let later = try open(disk)
    #expect(later.state == store.state)
    #expect(later.notices.isEmpty)
    let steps = disk.steps
    var again = store
    try again.saveSnapshot()
    #expect(disk.steps > steps, "one more event")
    let after = disk.steps
    try again.saveSnapshot()
    #expect(disk.steps == after, "nothing new")
  }

  @Test(arguments: [
    ("empty", ""), ("cut", #"{"format":"aiinfra-tutor-snapshot","version":1,"log_by"#),
    ("another format", "{}\n{}\n"),
  ])
  func aDamagedSnapshotIsComputedAnew(name: String, text: String) throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1)])
    disk.put(text, at: directory + "/snapshot.json")
    let later = try open(disk)
    #expect(later.state == store.state, "\(name)")
    #expect(later.notices == [.snapshotRebuilt(path: directory + "/snapshot.json")], "\(name)")
  }

  @Test func everyFlippedBitOfTheSnapshotIsFound() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1), event(2)])
    try store.saveSnapshot()
    let path = directory + "/snapshot.json"
    let good = try #require(disk.bytes(path))
    for index in good.indices {
      var bad = good
      bad[index] ^= 1
      disk.put(String(decoding: bad, as: UTF8.self), at: path)
      #expect(try open(disk).state == store.state, "byte \(index)")
    }
  }

  @Test func aSnapshotOfAnotherLogIsRefused() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1), event(2)])
    try store.saveSnapshot()
    let other = SimulatedDisk()
    var otherStore = try open(other)
    try otherStore.append([event(8), event(9), event(10)])
    disk.put(other.text(log) ?? "", at: log)
    #expect(numbers(try open(disk)) == [8, 9, 10])
    // A copy that was open meanwhile finds out too.
    try store.refresh()
    #expect(numbers(store) == [8, 9, 10])
  }

  @Test func damagedLinesAreSkippedAndNamed() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1), event(2), event(3)])
    var lines = (disk.text(log) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    lines[2] = "{\"id\": garbage"
    disk.put(lines.joined(separator: "\n"), at: log)
    var later = try open(disk)
    #expect(numbers(later) == [1, 3])
    #expect(later.notices == [.damagedLine(path: log, line: 3)])
    try later.append([event(4)])
    try later.saveSnapshot()
    #expect(disk.text(log)?.contains("garbage") == true, "never deleted")
    #expect(try open(disk).notices == [.damagedLine(path: log, line: 3)], "nor forgotten")
  }

  @Test func aTornLineIsKeptAside() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1)])
    let size = try #require(disk.bytes(log)).count
    disk.put((disk.text(log) ?? "") + #"{"id":"x","ti"#, at: log)
    var later = try open(disk)
    #expect(numbers(later) == [1])
    try later.append([event(2)])
    let kept = directory + "/damaged-\(size).jsonl"
    #expect(disk.text(kept) == "{\"id\":\"x\",\"ti\n")
    #expect(later.notices == [.tornLine(path: log, keptIn: kept)])
    #expect(numbers(try open(disk)) == [1, 2])
  }

  @Test func aLineThatLacksOnlyItsEndIsKeptWhole() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1)])
    disk.put((disk.text(log) ?? "") + event(2).line, at: log)
    try store.append([event(3)])
    #expect(numbers(store) == [1, 2, 3])
    #expect(store.notices.isEmpty)
  }

  @Test func aNewerStoreIsRefusedUnharmed() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1)])
    let newer = #"{"format":"aiinfra-tutor-store","version":2}"#
    disk.put(newer, at: directory + "/store.json")
    let before = disk.paths.map { disk.text($0) }
    let problem = StoreProblem.newer(path: directory, version: 2, ours: 1)
    #expect(throws: problem) { try open(disk) }
    #expect(throws: problem, "a copy that was open when it was updated") {
      try store.append([event(2)])
    }
    #expect(disk.paths.map { disk.text($0) } == before)
  }

  @Test func aStoreFileThatSaysNothingIsRefused() throws {
    let disk = SimulatedDisk()
    disk.put("{", at: directory + "/store.json")
    #expect(throws: StoreProblem.unreadable(path: directory + "/store.json")) { try open(disk) }
  }

  @Test func anOlderStoreIsMigratedAndKept() throws {
    let disk = SimulatedDisk()
    disk.put(#"{"format":"aiinfra-tutor-store","version":0}"#, at: directory + "/store.json")
    disk.put("old 1\nold 2\n", at: log)
    let migration = Migration(
      from: 0,
      line: { line in
        let text = String(decoding: line, as: UTF8.self)
        return text.hasPrefix("old")
          ? Array(event(Int(text.suffix(1)) ?? 0).line.utf8) : Array(line)
      })
    let steps = 14
    for step in 1...steps {
      let copy = disk.afterPowerCut(.everything)
      copy.expect(.powerCut(at: step))
      _ = try? ProgressStore(
        directory: directory, files: copy.client, migrations: [migration])
      let later = copy.afterPowerCut(.onlyWhatWasSynced)
      let store = try ProgressStore(
        directory: directory, files: later.client, migrations: [migration])
      #expect(numbers(store) == [1, 2], "step \(step)")
      #expect(later.text(directory + "/events-before-version-1.jsonl") == "old 1\nold 2\n")
      #expect(later.text(directory + "/store.json")?.contains("\"version\": 1") == true)
    }
    #expect(throws: StoreProblem.unreadable(path: directory + "/store.json")) { try open(disk) }
    #expect(disk.text(log) == "old 1\nold 2\n", "without a way to migrate it stays as it was")
    #expect(!disk.paths.contains { $0.contains("events-before") }, "each start would add a copy")
  }

  @Test func eventsOfANewerVersionStay() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1)])
    let line = event(2, .unknown(kind: "dreamt")).line.dropLast() + #","of":[1,2]}"# + "\n"
    disk.put((disk.text(log) ?? "") + line, at: log)
    try store.append([event(3)])
    #expect(numbers(store) == [1, 3])
    #expect(store.notices.isEmpty)
    _ = try store.backUp(to: "/b", now: moment(5))
    #expect(disk.text("/b")?.contains(line) == true)
  }

  @Test func aBackupThatDoesNotFitLeavesNothingBehind() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1)])
    let before = disk.paths
    disk.expect(.refusal(at: 1))
    #expect(throws: StoreProblem.self) { try store.backUp(to: "/b", now: moment(5)) }
    #expect(disk.paths == before)
  }

  @Test func backupAndRestore() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1), event(2)])
    #expect(try store.backUp(to: "/b", now: moment(5)) == 3)
    #expect(throws: StoreProblem.exists(path: "/b")) { try store.backUp(to: "/b", now: moment(6)) }
    try store.append([event(3)])
    let old = disk.text(log)
    let kept = try #require(try store.restore(from: "/b", now: moment(7)))
    #expect(kept == directory + "/events-before-restore-2026-11-23T10-07-00.jsonl")
    #expect(disk.text(kept) == old)
    #expect(numbers(store) == [1, 2])
    try store.append([event(4)])
    #expect(numbers(try open(disk)) == [1, 2, 4])
    // Into an empty directory, as on a new machine.
    let fresh = SimulatedDisk()
    fresh.put(disk.text("/b") ?? "", at: "/b")
    var moved = try open(fresh)
    #expect(try moved.restore(from: "/b", now: moment(8)) == nil)
    #expect(numbers(moved) == [1, 2])
  }

  @Test func aDamagedBackupChangesNothing() throws {
    let disk = SimulatedDisk()
    var store = try open(disk)
    try store.append([event(1), event(2)])
    _ = try store.backUp(to: "/b", now: moment(5))
    let good = try #require(disk.text("/b"))
    let before = disk.text(log)
    let cases: [(String, String, StoreProblem)] = [
      ("not one of ours", "hello\n", .noBackup(path: "/bad")),
      ("empty", "", .noBackup(path: "/bad")),
      ("cut in a line", String(good.dropLast(20)), .damagedBackup(path: "/bad", line: 4)),
      (
        "a line is missing", good.replacing(event(2).line + "\n", with: ""),
        .damagedBackup(path: "/bad", line: 4)
      ),
      (
        "a damaged line", good.replacing(event(1).line, with: "x"),
        .damagedBackup(path: "/bad", line: 3)
      ),
      (
        "newer", good.replacing("backup\",\"version\":1", with: "backup\",\"version\":9"),
        .newer(path: "/bad", version: 9, ours: 1)
      ),
    ]
    for (name, text, problem) in cases {
      disk.put(text, at: "/bad")
      #expect(throws: problem, "\(name)") { try store.restore(from: "/bad", now: moment(7)) }
      #expect(disk.text(log) == before, "\(name)")
    }
    #expect(throws: StoreProblem.self) { try store.restore(from: "/absent", now: moment(7)) }
  }
}
