import Foundation
import Goldens
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

  /// Block size 4: with its two outputs request 0 would have two full blocks, its prompt alone has one.
  @Test func aFreedRequestStartsAgainFromItsPrompt() throws {
    let text = #"""
      {"schema": "vllm-blocks/1", "traces": [{"name": "t",
        "config": {"block_size": 4, "num_blocks": 9, "enable_prefix_caching": true,
          "full_sequence_must_fit": false},
        "requests": [[[1, 7]]],
        "ops": [["new", 0, null], ["append", 0, 9, 2], ["free", 0], ["lookup", 0], ["new", 0, null]],
        "results": [[1, 0, [], [1, 2], [], 6, 1], [1, 0, [], [3], [], 5, 2],
          [1, 0, [], [], [], 8, 2], [1, 4, [1], [], [], 8, 2], [1, 4, [1], [3], [], 6, 2]],
        "free_queue": [4, 5, 6, 7, 8, 2], "tables": {"0": [1, 3]}}]}
      """#
    let result = try replayVLLMGolden(data: Data(text.utf8))
    #expect(result.failures == [] && result.passed == 1)
    let kept = text.replacingOccurrences(of: #"["free", 0]"#, with: #"["preempt", 0]"#)
    #expect(try replayVLLMGolden(data: Data(kept.utf8)).failed == 1)
  }

  /// Sizes beyond any engine are refused before anything is reserved or multiplied.
  @Test(arguments: ["4294967296", "9223372036854775807", "-9223372036854775808", "1e300", "1.5"])
  func impossibleSizesFail(size: String) throws {
    for key in ["block_size", "num_blocks"] {
      var config = ["block_size": "4", "num_blocks": "9"]
      config[key] = size
      let sizes = config.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
      let text = """
        {"schema": "vllm-blocks/1", "traces": [{"config": {\(sizes.joined(separator: ", ")),
          "enable_prefix_caching": true, "full_sequence_must_fit": false},
          "requests": [], "ops": [], "results": [], "free_queue": [], "tables": {}}]}
        """
      #expect(try replayVLLMGolden(data: Data(text.utf8)).failed == 1, "\(key) \(size)")
    }
  }
}
