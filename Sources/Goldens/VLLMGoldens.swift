import Foundation
import ServingSim
import Simulation
import Traffic

/// Replays recordings of vLLM's block manager and scheduler: formats `vllm-blocks/1`, `vllm-sched/1`, `vllm-workload/1`.
///
/// Throws `GoldenFileError` when the data is no JSON object of one of these formats. A case that cannot be read fails.
public func replayVLLMGolden(data: Data) throws -> GoldenFileResult {
  guard let file = try? JSONDecoder().decode(GoldenHead.self, from: data) else {
    throw GoldenFileError("not a JSON object with a \"schema\"")
  }
  var result = GoldenFileResult(format: file.schema)
  switch file.schema {
  case "vllm-blocks/1", "vllm-sched/1":
    let traces = try goldenObject(data)["traces"] as? [Any]
    guard let traces else { throw GoldenFileError("\(file.schema): no list \"traces\"") }
    judgeGoldens(traces, into: &result) { reader in
      file.schema == "vllm-blocks/1" ? try replayBlocks(reader) : try replaySchedule(reader)
    }
  case "vllm-workload/1":
    let reader = GoldenReader(try goldenObject(data))
    judgeGolden(reader.text("id") ?? reader.text("name") ?? "#0", into: &result) {
      try replayWorkload(reader)
    }
  default: throw GoldenFileError("\"\(file.schema)\" is not a recording of vLLM that we know")
  }
  return result
}

private struct GoldenHead: Decodable { let schema: String }
