import Foundation
import Scenarios
import Testing

/// The recordings of the real vLLM under `Tests/Goldens/kv-cache`, replayed field by field.
struct VLLMGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens/kv-cache")

  private static func files(_ name: String) -> [String] {
    let all = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: name).path)
    return (all ?? []).filter { $0.hasSuffix(".json") }.sorted().map { "\(name)/\($0)" }
  }

  @Test func allRecordingsAreHere() {
    #expect(Self.files("vllm").count == 31)
    #expect(Self.files("workloads").count == 2)
  }

  @Test(arguments: files("vllm") + files("workloads"))
  func agreesWithVLLM(file: String) throws {
    let data = try Data(contentsOf: Self.folder.appending(path: file))
    let result = try replayVLLMGolden(data: data)
    #expect(result.failures.isEmpty, "\(file)")
    #expect(result.passed > 0 && result.skipped == 0, "\(file)")
  }

  @Test func aChangedNumberIsNoticed() throws {
    let url = Self.folder.appending(path: "vllm/blocks-align.json")
    let text = try String(contentsOf: url, encoding: .utf8)
    let changed = text.replacingOccurrences(of: "[1, 0, [], [1, 2, 3", with: "[1, 0, [], [1, 3, 2")
      .replacingOccurrences(of: "[1,0,[],[1,2,3", with: "[1,0,[],[1,3,2")
    #expect(changed != text)
    let result = try replayVLLMGolden(data: Data(changed.utf8))
    #expect(result.failed > 0)
    #expect(result.failures.first?.expected.hasPrefix("ops[") == true)
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"schema":"vllm-blocks/9","traces":[]}"#, #"{"schema":"vllm-sched/1"}"#,
  ])
  func anUnknownFileIsRefused(text: String) {
    #expect(throws: GoldenFileError.self) { try replayVLLMGolden(data: Data(text.utf8)) }
  }

  @Test(arguments: [
    #"{"schema":"vllm-blocks/1","traces":[{"id":"a"}]}"#,
    #"{"schema":"vllm-sched/1","traces":[7]}"#,
    #"{"schema":"vllm-workload/1","name":"a","requests":[[0]]}"#,
  ])
  func anUnreadableCaseFails(text: String) throws {
    let result = try replayVLLMGolden(data: Data(text.utf8))
    #expect(result.failed == 1 && result.passed == 0)
  }
}
