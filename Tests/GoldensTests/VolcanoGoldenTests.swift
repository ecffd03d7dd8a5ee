import Foundation
import Goldens
import Testing

/// The cases about Volcano under `Tests/Goldens/queueing`.
struct VolcanoGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens/queueing")

  @Test(arguments: [("volcano-binpack.json", 7), ("volcano-cycle.json", 14)])
  func agreesWithVolcano(file: String, cases: Int) throws {
    let result = try replayGolden(data: Data(contentsOf: Self.folder.appending(path: file)))
    #expect(result.failures == [], "\(file)")
    #expect(result.passed == cases && result.skipped == 0, "\(file)")
  }

  @Test(arguments: [
    ("volcano-binpack.json", "\"n2\":50.5", "\"n2\":50.6"),
    ("volcano-cycle.json", "\"evicted\":[\"ns1/p28\"]", "\"evicted\":[\"ns1/p26\"]"),
    ("volcano-cycle.json", "\"c1/p0\":\"n1\"", "\"c1/p0\":\"n2\""),
    ("volcano-cycle.json", "\"ns1/pg9\":[\"n4\"]", "\"ns1/pg9\":[\"n3\"]"),
  ])
  func aChangedAnswerIsNoticed(file: String, from: String, to: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
    let changed = text.replacingOccurrences(of: from, with: to)
    #expect(changed != text)
    #expect(try replayGolden(data: Data(changed.utf8)).failed == 1)
  }

  @Test(arguments: [
    #"{"id": "a"}"#, "7",
    #"{"input": {"actions": ["dance"], "plugins": {}, "nodes": [], "queues": [], "podGroups": [], "pods": []}, "expected": {}}"#,
    #"{"input": {"actions": [], "plugins": {"gang": ["what"]}, "nodes": [], "queues": [], "podGroups": [], "pods": []}, "expected": {}}"#,
    #"{"input": {"actions": [], "plugins": {}, "nodes": [{"name": "n", "allocatable": {"cpu": -1}}], "queues": [], "podGroups": [], "pods": []}, "expected": {}}"#,
  ])
  func anUnreadableCaseFails(text: String) throws {
    for suite in ["volcano-binpack", "volcano-cycle"] {
      let result = try replayGolden(
        data: Data(#"{"suite": "\#(suite)", "cases": [\#(text)]}"#.utf8))
      #expect(result.failed == 1 && result.passed == 0)
    }
  }
}
