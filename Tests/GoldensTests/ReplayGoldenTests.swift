import Foundation
import Testing

@testable import Goldens

@Suite struct ReplayGoldenTests {
  private func replay(_ text: String) throws -> GoldenFileResult {
    try replayGolden(data: Data(text.utf8))
  }

  @Test(arguments: [
    #"{"format":"f","suite":"s","schema":"x","kind":"k"}"#: "f",
    #"{"suite":"s","schema":"x","kind":"k"}"#: "s", #"{"schema":"x","kind":"k"}"#: "x",
    #"{"schema":{"a":1},"kind":"k"}"#: "k",
  ])
  func theKindIsFoundInOrder(text: String, kind: String) throws {
    #expect(try goldenKind(of: Data(text.utf8)) == kind)
  }

  @Test(arguments: ["[]", "", #"{"cases":[]}"#, #"{"kind":"never-heard-of"}"#, "{"])
  func whatIsUnknownIsAnError(text: String) {
    #expect(throws: GoldenFileError.self) { try replay(text) }
  }

  @Test func notSimulatedIsSkippedNeverPassed() throws {
    let result = try replay(
      #"{"suite":"argo-basic-canary-replicas","cases":[{"id":"a"},{"name":"b"},{"x":1}]}"#)
    #expect(result.format == "argo-basic-canary-replicas")
    #expect(result.passed == 0 && result.failed == 0 && result.skipped == 3)
    #expect(result.skips.map(\.case) == ["a", "b", "#2"])
    #expect(result.skips.allSatisfy { $0.reason.contains("Argo") })
  }

  @Test func recordingsAreHandedToTheirSimulators() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Goldens")
    for (path, format) in [
      ("kube-scheduler/upstream_tables.json", "kube-scheduler-golden/1"),
      ("kv-cache/vllm/blocks-uniq.json", "vllm-blocks/1"),
    ] {
      let result = try replayGolden(
        data: Data(contentsOf: root.appendingPathComponent(path)))
      #expect(result.format == format)
      #expect(result.passed > 0 && result.failed == 0)
    }
  }
}
