import BatchQueueing
import Foundation
import Simulation

/// Replays recordings of Kueue: the suites `kueue-available`, `kueue-drs`, `kueue-flavor`,
/// `kueue-preemption-classical`, `kueue-preemption-fair` and `kueue-cycle`. A case that cannot be
/// read fails.
func replayKueueGolden(data: Data, suite: String) throws -> GoldenFileResult {
  guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
    let cases = object["cases"] as? [Any]
  else { throw GoldenFileError("\(suite): no list \"cases\"") }
  var result = GoldenFileResult(format: suite)
  for (index, item) in cases.enumerated() {
    let reader = GoldenReader(item)
    let name = reader.text("id") ?? "#\(index)"
    if let missing = incompleteKueueCase(suite, reader) {
      result.skip(name, reason: missing)
      continue
    }
    judgeGolden(name, into: &result) {
      let input = try reader.object("input")
      switch suite {
      case "kueue-available": try replayAvailable(input, try reader.object("expected"))
      case "kueue-drs": try replayShares(input, try reader.list("expected"))
      case "kueue-preemption-classical":
        try replayPreemption(input, try reader.object("expected"), isFair: false)
      case "kueue-preemption-fair":
        try replayPreemption(input, try reader.object("expected"), isFair: true)
      case "kueue-flavor": try replayKueueFlavor(input, try reader.object("expected"))
      case "kueue-cycle": try replayKueueCycle(input, try reader.object("expected"))
      default: throw GoldenReader.Unreadable(what: "\(suite) is no suite of Kueue")
      }
    }
  }
  return result
}

private func tree(_ input: GoldenReader) throws -> Kueue.QuotaTree {
  let usage = try input.object("usage")
  var used: [(queue: String, amounts: [Kueue.FlavoredResource: Int])] = []
  for queue in usage.keys { used.append((queue, try usage.object(queue).flavoredAmounts())) }
  var tree = Kueue.QuotaTree(
    clusterQueues: try input.clusterQueues(), cohorts: try input.cohorts(),
    extra: used.flatMap { $0.amounts.keys.sorted() })
  for (queue, amounts) in used { tree.add(amounts, clusterQueue: queue) }
  return tree
}

private func replayAvailable(_ input: GoldenReader, _ expected: GoldenReader) throws {
  let tree = try tree(input)
  for field in ["available", "potentialAvailable"] {
    let queues = try expected.object(field)
    guard !queues.keys.isEmpty else { throw GoldenReader.Unreadable(what: "\(field) is empty") }
    for queue in queues.keys {
      let amounts = try queues.object(queue).flavoredAmounts()
      for (fr, amount) in amounts.sorted(by: { $0.key < $1.key }) {
        let got =
          field == "available"
          ? tree.available(clusterQueue: queue, fr)
          : tree.potentialAvailable(clusterQueue: queue, fr)
        try GoldenMismatch.check("\(field) \(queue) \(fr)", .some(amount), got)
      }
    }
  }
}

private func replayShares(_ input: GoldenReader, _ expected: [Any]) throws {
  let tree = try tree(input)
  let extra = try input.optional("extraRequest") { try $0.flavoredAmounts() } ?? [:]
  guard !expected.isEmpty else { throw GoldenReader.Unreadable(what: "nothing expected") }
  for item in expected {
    let node = GoldenReader(item)
    guard let name = node.text("node") else {
      throw GoldenReader.Unreadable(what: "\"node\": no text")
    }
    let share =
      node.text("kind") == "cohort"
      ? tree.share(cohort: name, adding: extra) : tree.share(clusterQueue: name, adding: extra)
    let wanted = node.text("share") == "inf" ? "inf" : "\(try node.int("share"))"
    let got = share.map { $0.published.map { "\($0)" } ?? "inf" } ?? "no such node"
    try GoldenMismatch.check("\(name) share", wanted, got)
    try GoldenMismatch.check(
      "\(name) dominantResource", node.text("dominantResource"), share?.dominantResource)
    try GoldenMismatch.check(
      "\(name) borrowing", try node.bool("borrowing"), share?.isBorrowing ?? false)
  }
}

private func replayPreemption(_ input: GoldenReader, _ expected: GoldenReader, isFair: Bool)
  throws
{
  let incoming = try input.object("incoming").workload().workload
  var requests: [Kueue.FlavoredResource: Int] = [:]
  var needs: Set<Kueue.FlavoredResource> = []
  func ask(_ podSet: Kueue.PodSet, _ resource: String, _ flavor: String) {
    let fr = Kueue.FlavoredResource(flavor: flavor, resource: resource)
    let amount = (podSet.requests[resource] ?? 0).multipliedReportingOverflow(by: podSet.count)
    let sum = (requests[fr] ?? 0).addingReportingOverflow(amount.partialValue)
    requests[fr] = amount.overflow || sum.overflow ? .max : sum.partialValue
  }
  for podSet in incoming.podSets {
    if isFair {
      guard let flavor = input.text("flavor") else {
        throw GoldenReader.Unreadable(what: "\"flavor\": no text")
      }
      ask(podSet, "cpu", flavor)
      needs.insert(Kueue.FlavoredResource(flavor: flavor, resource: "cpu"))
    } else if let assigned = try input.object("assignment").optional(podSet.name, { $0 }) {
      for resource in assigned.keys {
        let choice = try assigned.object(resource)
        guard let flavor = choice.text("flavor") else {
          throw GoldenReader.Unreadable(what: "\"flavor\": no text")
        }
        ask(podSet, resource, flavor)
        if try choice.bool("needsPreemption") {
          needs.insert(Kueue.FlavoredResource(flavor: flavor, resource: resource))
        }
      }
    }
  }
  guard let queue = input.text("clusterQueue") else {
    throw GoldenReader.Unreadable(what: "\"clusterQueue\": no text")
  }
  let strategies: [Kueue.FairSharingStrategy]? =
    isFair
    ? try input.textList("strategies").map {
      guard let strategy = Kueue.FairSharingStrategy(rawValue: $0) else {
        throw GoldenReader.Unreadable(what: "\($0) is no strategy")
      }
      return strategy
    } : nil
  let question = Kueue.PreemptionQuestion(
    clusterQueues: try input.clusterQueues(), cohorts: try input.cohorts(),
    held: try input.list("admitted").compactMap { try GoldenReader($0).workload().held },
    incoming: incoming, clusterQueue: queue, requests: requests, needPreemption: needs,
    fairSharing: strategies.map {
      $0.isEmpty ? [.lessThanOrEqualToFinalShare, .lessThanInitialShare] : $0
    })
  let got = question.answer().victims.map { "\($0.workload) \($0.reason.rawValue)" }.sorted()
  let wanted = try expected.list("victims").map { item in
    let victim = GoldenReader(item)
    return "\(victim.text("workload") ?? "?") \(victim.text("reason") ?? "?")"
  }
  try GoldenMismatch.check("victims", wanted.sorted(), got)
}
