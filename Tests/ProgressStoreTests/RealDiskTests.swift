import Foundation
import Learning
import Testing
import Wording

@testable import ProgressStore

/// The real file system: modes, threads that write at once, what the system says when it refuses.
@Suite struct RealDiskTests {
  private func withDirectory(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "aiinfra-tutor-store-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path + "/deep/store")
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
  }

  @Test func onlyTheLearnerMayRead() throws {
    try withDirectory { directory in
      var store = try ProgressStore(directory: directory)
      #expect(!FileManager.default.fileExists(atPath: directory))
      try store.append([event(1)])
      try store.saveSnapshot()
      _ = try store.backUp(to: directory + "/b.jsonl", now: moment(1))
      #expect(try mode(directory) == 0o700)
      let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
      #expect(names == ["b.jsonl", "events.jsonl", "lock", "snapshot.json", "store.json"])
      for name in names { #expect(try mode(directory + "/" + name) == 0o600, "\(name)") }
      #expect(try ProgressStore(directory: directory).state == store.state)
    }
  }

  @Test func writersAtOnceLoseNothing() async throws {
    let directory = NSTemporaryDirectory() + "aiinfra-tutor-store-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let (writers, each) = (6, 25)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          var store = try ProgressStore(directory: directory)
          for number in 0..<each {
            try store.append([event(writer * 1_000 + number)])
            if number % 10 == writer { try store.saveSnapshot() }
          }
        }
      }
      try await group.waitForAll()
    }
    let store = try ProgressStore(directory: directory)
    let expected = (0..<writers).flatMap { writer in (0..<each).map { writer * 1_000 + $0 } }
    #expect(numbers(store) == expected)
    #expect(store.notices.isEmpty)
    #expect(store.state == LearnerState.fold(try store.events()))
    #expect(store.state.eventCount == writers * each + 1, "one planner event, not one for each")
  }

  @Test func aDirectoryThatCannotBeMadeSaysWhy() throws {
    var store = try ProgressStore(directory: "/dev/null/store")
    let problem = #expect(throws: StoreProblem.self) { try store.append([event(1)]) }
    let text = try #require(problem).message
    #expect(Wording(.english)(text) == "/dev/null/store: Not a directory")
  }

  @Test func everyMessageHasItsWords() {
    let keys = Set(allEntries.map(\.key))
    let problems: [StoreProblem] = [
      .file(FileProblem(path: "p", reason: "r")), .newer(path: "p", version: 2, ours: 1),
      .unreadable(path: "p"), .noBackup(path: "p"), .damagedBackup(path: "p", line: 3),
      .exists(path: "p"),
    ]
    let notices: [StoreNotice] = [
      .damagedLine(path: "p", line: 1), .tornLine(path: "p", keptIn: "q"),
      .snapshotRebuilt(path: "p"), .migrated(from: 0, keptIn: "q"),
    ]
    for message in problems.map(\.message) + notices.map(\.message) {
      #expect(keys.contains(message.key), "\(message.key)")
      #expect(!Wording(.chinese)(message).contains("{"))
    }
  }
}
