import Foundation

/// Replays a golden file of any kind: a recording of a real system is given to our simulator and the answers compared.
///
/// The kind of a file is its `format`, else its `suite`, else its `schema` when that is a string, else its `kind`. Throws
/// `GoldenFileError` for a file that is no JSON object, names no kind, or names one that nobody here knows.
public func replayGolden(data: Data) throws -> GoldenFileResult {
  let kind = try goldenKind(of: data)
  switch kind {
  case "kube-scheduler-golden/1": return try replayKubeSchedulerGolden(data: data)
  case "vllm-blocks/1", "vllm-sched/1", "vllm-workload/1": return try replayVLLMGolden(data: data)
  case "sglang-radix/1": return try replaySGLangRadixGolden(data: data)
  case "kv-memory/1": return try replayKVMemoryGolden(data: data)
  case "epp-scorers": return try replayEndpointPickerGolden(data: data)
  case "dynamo-kv-router-cost", "dynamo-mocker-polynomial":
    return try replayDynamoGolden(data: data, kind: kind)
  case "dynosim-offline-replay": return try replayDynamoReplayGolden(data: data)
  case "knative-kpa-scale", "knative-metric-window", "aibrix-apa":
    return try replayAutoscalingGolden(data: data, kind: kind)
  case "argo-basic-canary-replicas": return try replayArgoCanaryGolden(data: data)
  case "kai-division", "kai-reclaim": return try replayKAIGolden(data: data)
  case "kueue-tas": return try replayKueueTASGolden(data: data)
  case "volcano-binpack", "volcano-cycle": return try replayVolcanoGolden(data: data)
  case "kueue-available", "kueue-cycle", "kueue-drs", "kueue-flavor",
    "kueue-preemption-classical", "kueue-preemption-fair":
    return try replayKueueGolden(data: data, suite: kind)
  default:
    throw GoldenFileError("the kind '\(kind.prefix(60))' is not known")
  }
}

/// The name by which a golden file says what it is.
public func goldenKind(of data: Data) throws -> String {
  let head: Head
  do {
    head = try JSONDecoder().decode(Head.self, from: data)
  } catch {
    throw GoldenFileError("not a JSON object of golden cases")
  }
  guard let kind = head.kind else {
    throw GoldenFileError("neither 'format' nor 'suite', 'schema' or 'kind' says what it is")
  }
  return kind
}

private struct Head: Decodable {
  let kind: String?

  private enum Keys: String, CodingKey, CaseIterable { case format, suite, schema, kind }

  init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: Keys.self)
    kind =
      Keys.allCases.lazy
      .compactMap { (try? object.decodeIfPresent(String.self, forKey: $0)) ?? nil }.first
  }
}
