import Foundation
import Goldens
import Testing

/// The recordings of the real KAI Scheduler under `Tests/Goldens/queueing`.
struct KAIGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens/queueing")

  @Test(arguments: [("kai-division.json", 56), ("kai-reclaim.json", 24)])
  func agreesWithKAI(file: String, cases: Int) throws {
    let result = try replayGolden(data: Data(contentsOf: Self.folder.appending(path: file)))
    #expect(result.failures == [], "\(file)")
    #expect(result.passed == cases && result.skipped == 0, "\(file)")
  }

  @Test func aChangedNumberIsNoticed() throws {
    let url = Self.folder.appending(path: "kai-division.json")
    let text = try String(contentsOf: url, encoding: .utf8)
    let changed = text.replacingOccurrences(of: "\"1\": 6000", with: "\"1\": 6001")
      .replacingOccurrences(of: "\"1\":6000", with: "\"1\":6001")
    #expect(changed != text)
    #expect(try replayGolden(data: Data(changed.utf8)).failed > 0)
  }

  @Test(arguments: [
    #"{"id": "a"}"#, "7",
    #"{"input": {"phase": "half", "total": 1, "kValue": 0, "queues": []}, "expected": {}}"#,
    #"{"input": {"phase": "full", "total": 1, "kValue": 0, "queues": []}, "expected": {"fairShare": {"a": 1}, "remaining": 1}}"#,
  ])
  func anUnreadableCaseFails(text: String) throws {
    let result = try replayGolden(
      data: Data(#"{"suite": "kai-division", "cases": [\#(text)]}"#.utf8))
    #expect(result.failed == 1 && result.passed == 0)
    let reclaim = try replayGolden(
      data: Data(#"{"suite": "kai-reclaim", "cases": [\#(text)]}"#.utf8))
    #expect(reclaim.failed == 1 && reclaim.passed == 0)
  }
}
