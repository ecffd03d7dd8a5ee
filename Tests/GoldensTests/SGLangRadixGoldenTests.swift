import Foundation
import Goldens
import Testing

/// The recordings of SGLang's radix cache and of vLLM's page sizes under `Tests/Goldens/kv-cache`.
struct SGLangRadixGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens/kv-cache")

  @Test(arguments: [
    ("sglang/radix-chat.json", 15), ("sglang/radix-cut.json", 15),
    ("sglang/radix-sysprompt.json", 14), ("sglang/radix-tree.json", 14), ("kv-memory.json", 82),
  ])
  func agreesWithTheRecording(file: String, cases: Int) throws {
    let result = try replayGolden(data: Data(contentsOf: Self.folder.appending(path: file)))
    #expect(result.failures.isEmpty, "\(file)")
    #expect(result.passed == cases && result.skipped == 0, "\(file)")
  }

  private func trace(_ ops: String, _ results: String, shape: String = "[]", page: Int = 4) throws
    -> GoldenFileResult
  {
    let text = """
      {"schema": "sglang-radix/1", "traces": [{"name": "t",
        "config": {"page_size": \(page), "eviction_policy": "lru"},
        "ops": \(ops), "results": \(results), "shape": \(shape)}]}
      """
    return try replayGolden(data: Data(text.utf8))
  }

  /// Page size 4: 10 tokens are 2 pages; a prompt that shares 6 of them shares 1 page.
  private let ops = #"[["insert", [[1, 10]], 0, null, 0], ["match", [[1, 6], [2, 6]], null]]"#

  @Test func aTraceWorkedByHand() throws {
    let right = try trace(
      ops, "[[0, 8, 8, 0, 1, 1], [4, 8, 8, 0, 2, 1]]", shape: "[[0, 4, 0, 1, 0], [1, 4, 0, 1, 0]]")
    #expect(right.failures == [] && right.passed == 1)
  }

  @Test(arguments: [
    ("[[0, 8, 8, 0, 1, 1], [8, 8, 8, 0, 2, 1]]", "[[0, 4, 0, 1, 0], [1, 4, 0, 1, 0]]"),
    ("[[0, 8, 8, 0, 1, 1], [4, 8, 8, 0, 1, 1]]", "[[0, 4, 0, 1, 0], [1, 4, 0, 1, 0]]"),
    ("[[0, 8, 8, 0, 1, 1], [4, 8, 8, 0, 2, 1]]", "[[0, 4, 0, 1, 0], [1, 4, 0, 0, 0]]"),
    ("[[0, 8, 8, 0, 1, 1]]", "[]"),
  ])
  func anyOtherNumberIsNoticed(results: String, shape: String) throws {
    #expect(try trace(ops, results, shape: shape).failed == 1)
  }

  @Test(arguments: [
    #"[["unlock", 0]]"#, #"[["insert", [[1, -1]], 0, null, 0]]"#, #"[["policy", "fcfs", []]]"#,
    #"[["match", [[1, 4]], 7]]"#, #"[["lock", 0]]"#, "[7]", "[[]]",
  ])
  func anUnreadableOperationFails(ops: String) throws {
    #expect(try trace(ops, "[[0, 0, 0, 0, 0, 0]]").failed == 1)
  }

  @Test func impossiblePagesFail() throws {
    for page in [0, -1, 1 << 40] { #expect(try trace("[]", "[]", page: page).failed == 1) }
  }

  @Test(arguments: [
    ("layers", 0), ("tp", -3), ("kv_heads", 1 << 60), ("head_dim", Int.max), ("kv_dtype_bytes", 3),
    ("bytes_per_token_per_gpu", 131_073),
  ])
  func aWrongRowFails(field: String, value: Int) throws {
    var row = [
      "layers": 32, "kv_heads": 8, "head_dim": 128, "tp": 1, "kv_dtype_bytes": 2,
      "bytes_per_token_per_layer_per_gpu": 4_096, "bytes_per_token_per_gpu": 131_072,
      "bytes_per_block16_per_gpu": 2_097_152, "tokens_in_40GiB": 327_680,
    ]
    func judge() throws -> GoldenFileResult {
      let fields = row.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
      let text =
        "{\"schema\": \"kv-memory/1\", \"rows\": [{\"mla\": false, \(fields.joined(separator: ", "))}]}"
      return try replayGolden(data: Data(text.utf8))
    }
    #expect(try judge().passed == 1)
    row[field] = value
    #expect(try judge().failed == 1)
  }

  @Test(arguments: [#"{"schema":"sglang-radix/1"}"#, #"{"schema":"kv-memory/1","rows":{}}"#])
  func aFileWithoutCasesIsRefused(text: String) {
    #expect(throws: GoldenFileError.self) { try replayGolden(data: Data(text.utf8)) }
  }
}
