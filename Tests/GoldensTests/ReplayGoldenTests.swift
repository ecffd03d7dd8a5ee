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
