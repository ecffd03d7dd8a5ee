import Foundation
import Testing

@testable import Goldens

/// Answers of Kueue at commit ff69552e79ad (Tests/Goldens/queueing/README.md tells how recorded).
@Suite struct KueueGoldenTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Goldens/queueing")

  @Test(
    arguments: [
      ("kueue-available", 7), ("kueue-drs", 13), ("kueue-preemption-classical", 36),
      ("kueue-preemption-fair", 26), ("kueue-flavor", 3),
    ])
  func everyCaseAgrees(suite: String, cases: Int) throws {
    let data = try Data(contentsOf: Self.folder.appendingPathComponent(suite + ".json"))
    let result = try replayGolden(data: data)
    #expect(result.format == suite)
    #expect(result.failures.prefix(9) == [])
    #expect(result.passed == cases)
    #expect(result.skipped == 0)
  }

  /// One case's answer follows from a limit that its input does not have: the README tells.
  @Test func everyCycleAgrees() throws {
    let data = try Data(contentsOf: Self.folder.appendingPathComponent("kueue-cycle.json"))
    let result = try replayGolden(data: data)
    #expect(result.failures.prefix(9) == [])
    #expect(result.passed == 55)
    #expect(result.skips.map(\.case) == ["kueue-cycle-034"])
    // With the limit, the answer follows.
    let text = String(decoding: data, as: UTF8.self)
    let request = #""perPod":{"cpu":200}"#
    let found = text.ranges(of: request)
    #expect(found.count == 1)
    let limited = text.replacing(request, with: #""limits":{"cpu":100},"# + request)
    let complete = try replayGolden(data: Data(limited.utf8))
    #expect(complete.failures == [])
    #expect(complete.passed == 56)
  }

  /// A case must not pass because nothing was compared, nor take the program down.
  @Test(
    arguments: [
      ("kueue-available", #"{"input":{"clusterQueues":[],"usage":{}},"expected":{}}"#),
      (
        "kueue-available",
        #"{"input":{"clusterQueues":[],"usage":{}},"expected":{"available":{"q":{"a/b":1}}}}"#
      ),
      ("kueue-drs", #"{"input":{"clusterQueues":[],"usage":{}},"expected":[]}"#),
      ("kueue-flavor", #"{"input":{},"expected":{}}"#), ("kueue-cycle", #"{"input":{}}"#),
      ("kueue-cycle", "7"), ("kueue-preemption-fair", #"{"input":{"admitted":5}}"#),
    ])
  func emptyAndOddCasesFail(suite: String, content: String) throws {
    let text = #"{"suite":"\#(suite)","cases":[\#(content)]}"#
    let result = try replayGolden(data: Data(text.utf8))
    #expect(result.passed == 0)
    #expect(result.failed == 1)
  }
}
