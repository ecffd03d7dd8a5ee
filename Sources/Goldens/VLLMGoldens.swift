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
    for (index, trace) in traces.enumerated() {
      let reader = GoldenReader(trace)
      let name = reader.text("id") ?? reader.text("name") ?? "#\(index)"
      judgeGolden(name, into: &result) {
        file.schema == "vllm-blocks/1"
          ? try replayBlocks(reader) : try replaySchedule(reader)
      }
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

private func goldenObject(_ data: Data) throws -> [String: Any] {
  guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
    throw GoldenFileError("not a JSON object")
  }
  return object
}

/// The first place at which we and the recording disagree.
struct GoldenMismatch: Error {
  let place: String
  let expected: String
  let got: String

  static func check<Value: Equatable>(_ place: String, _ expected: Value, _ got: Value)
    throws(GoldenMismatch)
  {
    guard expected != got else { return }
    throw GoldenMismatch(place: place, expected: "\(expected)", got: "\(got)")
  }
}

/// Counts a case: passed unless the replay throws.
func judgeGolden(
  _ name: String, into result: inout GoldenFileResult, _ replay: () throws -> Void
) {
  do {
    try replay()
    result.pass()
  } catch let mismatch as GoldenMismatch {
    result.fail(
      name, expected: "\(mismatch.place): \(mismatch.expected)", got: mismatch.got)
  } catch let problem as GoldenReader.Unreadable {
    result.fail(name, expected: "a readable case", got: problem.what)
  } catch {
    result.fail(name, expected: "a case that can be replayed", got: "\(error)")
  }
}
