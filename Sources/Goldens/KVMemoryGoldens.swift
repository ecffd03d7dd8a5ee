import Foundation
import ServingSim
import Simulation

/// Replays recordings of vLLM's page sizes: format `kv-memory/1`, one case a row.
///
/// Throws `GoldenFileError` when the data is no JSON object with a list of rows. A row that cannot be read fails.
func replayKVMemoryGolden(data: Data) throws -> GoldenFileResult {
  var result = GoldenFileResult(format: "kv-memory/1")
  guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
    let rows = object["rows"] as? [Any]
  else { throw GoldenFileError("kv-memory/1: no list \"rows\"") }
  for (index, row) in rows.enumerated() {
    let reader = GoldenReader(row)
    judgeGolden(rowName(reader, index), into: &result) { try judgeRow(reader) }
  }
  return result
}

/// Several rows have the same model; TP and format tell them apart.
private func rowName(_ row: GoldenReader, _ index: Int) -> String {
  if let name = row.text("id") ?? row.text("name") { return name }
  guard let model = row.text("model"), let tp = try? row.int("tp"),
    let bytes = try? row.int("kv_dtype_bytes")
  else { return "#\(index)" }
  return "\(model), tp \(tp), \(bytes) bytes"
}

private func judgeRow(_ row: GoldenReader) throws {
  let layout = try layout(of: row)
  let memory = KVMemory(layout: layout, memory: .gibi(40))
  let answers = [
    ("bytes_per_token_per_layer_per_gpu", layout.bytesPerTokenPerLayer),
    ("bytes_per_token_per_gpu", layout.bytesPerToken),
    ("bytes_per_block16_per_gpu", layout.bytesPerBlock),
    ("tokens_in_40GiB", memory.tokens),
  ]
  for (field, answer) in answers {
    try GoldenMismatch.check(field, try row.int(field), answer)
  }
}

private func layout(of row: GoldenReader) throws -> KVLayout {
  let attention: KVAttention =
    try row.bool("mla")
    // The recording gives both parts of the latent vector as one head.
    ? .latent(rank: try row.int("head_dim"), positionDimension: 0)
    : .heads(keyValueHeads: try row.int("kv_heads"), headDimension: try row.int("head_dim"))
  let (layers, tensorParallel) = (try row.int("layers"), try row.int("tp"))
  let format = try format(try row.int("kv_dtype_bytes"))
  do throws(KVLayout.Problem) {
    return try KVLayout(
      attention: attention, layers: layers, format: format, tensorParallel: tensorParallel,
      blockSize: 16)
  } catch {
    throw GoldenReader.Unreadable(what: "no layout: \(error)")
  }
}

private func format(_ bytes: Int) throws -> KVNumberFormat {
  switch bytes {
  case 4: return .fp32
  case 2: return .bf16
  case 1: return .fp8
  default: throw GoldenReader.Unreadable(what: "\"kv_dtype_bytes\": \(bytes)")
  }
}
