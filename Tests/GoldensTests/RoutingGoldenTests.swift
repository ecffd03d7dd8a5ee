import Foundation
import Goldens
import Testing

/// The cases about routers under `Tests/Goldens/serving`.
struct RoutingGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens/serving")

  @Test(arguments: [
    ("epp-scorers.json", 163), ("dynamo-kv-cost.json", 70),
    ("dynamo-mocker-polynomial.json", 20), ("dynosim-replay.json", 13),
    ("argo-canary.json", 373),
  ])
  func agreesWithTheRecording(file: String, cases: Int) throws {
    let result = try replayGolden(data: Data(contentsOf: Self.folder.appending(path: file)))
    #expect(result.failures == [], "\(file)")
    #expect(result.passed == cases && result.skipped == 0, "\(file)")
  }

  @Test(arguments: [
    ("epp-scorers.json", "0.16666666666666666", "0.16666667"),
    ("epp-scorers.json", "\"argmax\": [5]", "\"argmax\": [4]"),
    ("epp-scorers.json", "0.9167065073041167", "0.9167065"),
    ("dynamo-kv-cost.json", "2563.5625", "2563.56"),
    ("dynamo-kv-cost.json", "\"argmin\": 1", "\"argmin\": 0"),
    ("dynamo-mocker-polynomial.json", "16.5166038609989", "16.5166"),
    (
      "argo-canary.json",
      #""canary": 1,"max_surge": 1,"max_weight": 100,"replicas": 1,"stable": 1,"weight": 1}"#,
      #""canary": 0,"max_surge": 1,"max_weight": 100,"replicas": 1,"stable": 1,"weight": 1}"#
    ),
    ("dynosim-replay.json", "\"first_admit_ms\": 22.642156", "\"first_admit_ms\": 22.646"),
    ("dynosim-replay.json", "\"reused_input_tokens\": 512", "\"reused_input_tokens\": 528"),
    ("dynosim-replay.json", "\"mean_ttft_ms\": 364.96", "\"mean_ttft_ms\": 384.96"),
  ])
  func aChangedAnswerIsNoticed(file: String, from: String, to: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
    let compact = from.replacingOccurrences(of: ": ", with: ":")
    let found = text.range(of: from) ?? text.range(of: compact)
    let place = try #require(found)
    let changed = text.replacingCharacters(
      in: place, with: text.contains(from) ? to : to.replacingOccurrences(of: ": ", with: ":"))
    #expect(try replayGolden(data: Data(changed.utf8)).failed == 1)
  }

  /// Scorers of which the files at hand have no case with all their fields.
  @Test(arguments: [
    #"{"scorer": "active-request-scorer", "input": {"active": [0, 3, 4], "idle_threshold": 0, "max_busy_score": 0.5}, "expected": [1, 0.125, 0]}"#,
    #"{"scorer": "saturation", "input": {"queue": [5, 0], "kv": [0.4, 0.4]}, "expected": 0.75}"#,
    #"{"scorer": "saturation", "input": {"queue": [5, 0], "kv": [0.4, 0.4], "stale": [false, true]}, "expected": {"saturation": 1.0, "saturated": true}}"#,
    #"{"scorer": "saturation", "input": {"queue": [], "kv": []}, "expected": 1.0}"#,
  ])
  func scorersWithoutARecording(text: String) throws {
    let result = try replayGolden(
      data: Data(#"{"kind": "epp-scorers", "cases": [\#(text)]}"#.utf8))
    #expect(result.passed == 1, "\(result.failures)")
  }

  @Test(arguments: [
    #"{"id": "a"}"#, "7", #"{"scorer": "what", "input": {}, "expected": []}"#,
    #"{"scorer": "context-length-aware", "input": {"min": 5, "max": 1, "context_tokens": 3}, "expected": 0}"#,
    #"{"scorer": "saturation", "input": {"queue": [1], "kv": [0.5], "queue_threshold": 0}, "expected": 1}"#,
    #"{"fn": "nothing"}"#,
    #"{"input": {"weights": {}, "workers": [{}]}, "expected": []}"#,
  ])
  func anUnreadableCaseFails(text: String) throws {
    for kind in ["epp-scorers", "dynamo-kv-router-cost", "dynamo-mocker-polynomial"] {
      let result = try replayGolden(data: Data(#"{"kind": "\#(kind)", "cases": [\#(text)]}"#.utf8))
      #expect(result.failed == 1 && result.passed == 0)
    }
  }
}
