import Foundation
import Goldens
import Testing

/// The cases about autoscalers under `Tests/Goldens/serving`.
struct AutoscalingGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens/serving")

  @Test(arguments: [
    ("knative-kpa.json", 64), ("knative-window.json", 28), ("aibrix-apa.json", 70),
  ])
  func agreesWithTheRecording(file: String, cases: Int) throws {
    let result = try replayGolden(data: Data(contentsOf: Self.folder.appending(path: file)))
    #expect(result.failures == [], "\(file)")
    #expect(result.passed == cases && result.skipped == 0, "\(file)")
  }

  @Test(arguments: [
    ("knative-kpa.json", #""desired_pods": 13"#, #""desired_pods": 12"#),
    ("knative-kpa.json", #""excess_burst_capacity": -235"#, #""excess_burst_capacity": -234"#),
    ("knative-kpa.json", #""panic_mode": true"#, #""panic_mode": false"#),
    ("knative-kpa.json", #""max_panic_pods": 2"#, #""max_panic_pods": 3"#),
    ("knative-window.json", #""linear_average": 61.2"#, #""linear_average": 61.20001"#),
    ("knative-window.json", #""empty": true"#, #""empty": false"#),
    ("knative-window.json", "18.165819484673452", "18.16583"),
    ("aibrix-apa.json", #""expected": 26"#, #""expected": 27"#),
  ])
  func aChangedAnswerIsNoticed(file: String, from: String, to: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
    let compact = from.replacingOccurrences(of: ": ", with: ":")
    let found = text.range(of: from) ?? text.range(of: compact)
    let changed = text.replacingCharacters(in: try #require(found), with: to)
    #expect(try replayGolden(data: Data(changed.utf8)).failed == 1)
  }

  @Test(arguments: [
    "7", #"{"id": "a"}"#, #"{"spec": {}, "steps": []}"#,
    #"{"window_s": 0, "granularity_s": 1, "events": []}"#,
    #"{"window_s": 1e30, "granularity_s": 1, "events": []}"#,
    #"{"window_s": 1000000000, "granularity_s": 1e-9, "events": []}"#,
    #"{"window_s": 6, "granularity_s": 1, "events": [{"op": "forget", "t_s": 1}]}"#,
    #"{"input": {"current": -4, "use_per_pod": 1, "target": 1, "up_tolerance": 0, "down_tolerance": 0, "max_scale_up_rate": 1, "max_scale_down_rate": 1}, "expected": 1}"#,
  ])
  func anUnreadableCaseFails(text: String) throws {
    for kind in ["knative-kpa-scale", "knative-metric-window", "aibrix-apa"] {
      let result = try replayGolden(data: Data(#"{"kind": "\#(kind)", "cases": [\#(text)]}"#.utf8))
      #expect(result.failed == 1 && result.passed == 0)
    }
  }
}
