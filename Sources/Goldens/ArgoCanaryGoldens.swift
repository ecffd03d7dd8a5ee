import AutoscalingSim
import Foundation

/// Replays cases of kind `argo-basic-canary-replicas`: how a canary without a traffic router divides its pods.
///
/// Throws `GoldenFileError` when the data is no JSON object with cases. A case that cannot be read fails.
public func replayArgoCanaryGolden(data: Data) throws -> GoldenFileResult {
  guard let cases = try goldenObject(data)["cases"] as? [Any] else {
    throw GoldenFileError("argo-basic-canary-replicas: no list \"cases\"")
  }
  var result = GoldenFileResult(format: "argo-basic-canary-replicas")
  judgeGoldens(cases, into: &result) { reader in
    let maxWeight = try reader.size("max_weight", orElse: 100)
    guard maxWeight >= 1 else {
      throw GoldenReader.Unreadable(what: "\"max_weight\": \(maxWeight) is below 1")
    }
    let split = CanarySplit.approximating(
      weight: try reader.size("weight"), maxWeight: maxWeight,
      replicas: try reader.size("replicas"), maxSurge: try reader.size("max_surge"))
    try GoldenMismatch.check("canary", try reader.int("canary"), split.canary)
    try GoldenMismatch.check("stable", try reader.int("stable"), split.stable)
  }
  return result
}
