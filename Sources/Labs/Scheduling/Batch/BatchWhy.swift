import Cluster
import ClusterRun
import Wording

/// What the reasons of Volcano and KAI have in common.
struct BatchNarrator {
  let world: World

  func unserved(_ reason: Unserved, of job: JobIndex) -> Labs.Explanation {
    let who = world.jobs[job].name
    switch reason {
    case .unknownQueue(let queue): return say("lab.batch.unknown-queue", who, queue)
    case .groupMissing: return say("lab.batch.group-missing", who)
    case .unknownLevel(let level): return say("lab.batch.unknown-level", who, level)
    case .notSimulated(let features):
      var explanation = say("lab.batch.not-simulated", who)
      explanation.sentences = features.map(message)
      return explanation
    }
  }

  private func message(_ feature: PodFeature) -> Message {
    switch feature {
    case .deviceClaims: Message("lab.batch.feature.claims")
    case .podAffinity: Message("lab.batch.feature.pod-affinity")
    case .topologySpread: Message("lab.batch.feature.spread")
    case .topology: Message("lab.batch.feature.topology")
    case .shareBesideWholeGPUs: Message("lab.batch.feature.share")
    case .resource(let name): Message("lab.batch.feature.resource", name.text)
    }
  }

  func say(_ key: String, _ arguments: String...) -> Labs.Explanation {
    Labs.Explanation(headline: Message(key, arguments: arguments))
  }

  /// `default/train-0` is `train-0`: jobs and pods have unique names here.
  func short(_ id: String) -> String {
    id.split(separator: "/", maxSplits: 1).last.map(String.init) ?? id
  }

  /// An amount with the unit of its resource: cores, MiB, else its own.
  func amount(_ value: Double, _ resource: String) -> String {
    if value >= 9e15 { return "inf" }
    return switch resource {
    case "cpu": cores(whole(value))
    case "memory": mebibytes(whole(value))
    default: formatted(value, decimals: value == value.rounded() ? 0 : 2)
    }
  }

  private func whole(_ value: Double) -> Int {
    value.isFinite ? Int(min(max(value, -9e15), 9e15)) : 0
  }
}
