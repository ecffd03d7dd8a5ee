import BatchQueueing
import Simulation

/// Why a recorded input does not say enough for its recorded answer; `nil` for all but one case.
func incompleteKueueCase(_ suite: String, _ reader: GoldenReader) -> String? {
  guard suite == "kueue-cycle", reader.text("upstreamCase") == "191bf5988b",
    let workloads = try? reader.object("input").list("workloads"),
    !workloads.contains(where: { workload in
      let podSets = (try? GoldenReader(workload).list("podSets")) ?? []
      return podSets.contains { GoldenReader($0).isGiven("limits") }
    })
  else { return nil }
  return "the pod's limit, below its request, keeps it out; the recorded input leaves limits out"
}

/// Suites `kueue-flavor` and `kueue-cycle`: the whole controller.
func replayKueueCycle(_ input: GoldenReader, _ expected: GoldenReader) throws {
  var controller = Kueue.Controller(try configuration(input))
  let workloads = try input.list("workloads").map { try GoldenReader($0).workload() }
  for (workload, held) in workloads {
    // A workload that reaches no queue, or holds quota of a queue that is gone, is in no list.
    if let held { try? controller.add(held) } else { try controller.add(workload, now: .zero) }
  }
  let before = controller.holders
  let outcome = controller.cycle(now: .zero)
  let after = controller.holders

  let wanted = try expected.object("newlyReserved")
  try GoldenMismatch.check(
    "newlyReserved", wanted.keys, after.filter { !before.contains($0) })
  for key in wanted.keys {
    let admission = try wanted.object(key).admission()
    guard case .holding(let got, _, _) = controller.state(of: key) else { continue }
    try GoldenMismatch.check("queue of \(key)", admission.clusterQueue, got.clusterQueue)
    try GoldenMismatch.check("pod sets of \(key)", admission.podSets, got.podSets)
  }
  try GoldenMismatch.check(
    "stillReserved", try expected.textList("stillReserved").sorted(),
    after.filter { before.contains($0) })
  try GoldenMismatch.check(
    "preempted",
    try expected.list("preempted").map {
      let victim = GoldenReader($0)
      return "\(victim.text("workload") ?? "?") \(victim.text("reason") ?? "?")"
    }.sorted(), outcome.victims.map { "\($0.workload) \($0.reason.rawValue)" }.sorted())
  let left = try expected.object("leftInQueue")
  let inadmissible = try expected.object("inadmissible")
  let queues = Set(left.keys + inadmissible.keys + controller.clusterQueueNames).sorted()
  for queue in queues {
    let pending = controller.pending(clusterQueue: queue)
    try GoldenMismatch.check(
      "leftInQueue \(queue)", try left.textList(queue).sorted(), pending.queued.sorted())
    try GoldenMismatch.check(
      "inadmissible \(queue)", try inadmissible.textList(queue).sorted(), pending.parked.sorted())
  }
}

private func configuration(_ input: GoldenReader) throws -> Kueue.Configuration {
  let labels = try input.object("namespaces")
  var namespaces: [String: [String: String]] = [:]
  for namespace in labels.keys {
    let object = try labels.object(namespace)
    namespaces[namespace] = [:]
    for key in object.keys { namespaces[namespace]?[key] = object.text(key) ?? "" }
  }
  var configuration = Kueue.Configuration(
    resourceFlavors: try input.list("flavors").map { try GoldenReader($0).resourceFlavor() },
    clusterQueues: try input.clusterQueues(), cohorts: try input.cohorts(),
    localQueues: try input.list("localQueues").map {
      let reader = GoldenReader($0)
      return Kueue.LocalQueue(
        namespace: reader.text("namespace") ?? "", name: try reader.name(),
        clusterQueue: reader.text("clusterQueue") ?? "")
    }, namespaces: namespaces,
    fairSharing: try input.bool("fairSharing")
      ? Kueue.Configuration.defaultFairSharing : nil)
  if let gates = try input.optional("gates", { $0 }) {
    for gate in gates.keys {
      switch gate {
      case "PartialAdmission": configuration.partialAdmission = try gates.bool(gate)
      case "SchedulingEquivalenceHashing":
        configuration.equivalenceHashing = try gates.bool(gate)
      default: throw GoldenReader.Unreadable(what: "feature gate \(gate) is not simulated")
      }
    }
  }
  return configuration
}

/// One pod set against given usage: which flavor, and how.
func replayKueueFlavor(_ input: GoldenReader, _ expected: GoldenReader) throws {
  guard let queue = input.text("clusterQueue") else {
    throw GoldenReader.Unreadable(what: "\"clusterQueue\": no text")
  }
  let queues = try input.clusterQueues()
  let names = Set(
    queues.flatMap { $0.resourceGroups.flatMap { $0.flavors.map(\.flavor) } })
  let podSet = try input.object("podSet")
  let question = Kueue.FlavorQuestion(
    clusterQueues: queues, cohorts: try input.cohorts(),
    resourceFlavors: names.sorted().map { Kueue.ResourceFlavor(name: $0) },
    usage: try input.optional("usage") { usage in
      var amounts: [String: [Kueue.FlavoredResource: Int]] = [:]
      for name in usage.keys { amounts[name] = try usage.object(name).flavoredAmounts() }
      return amounts
    } ?? [:], clusterQueue: queue,
    podSets: [
      Kueue.PodSet(
        name: "main", count: try podSet.int("count"),
        requests: try podSet.object("perPod").amounts())
    ])
  let answer = question.answer()
  try GoldenMismatch.check("mode", expected.text("mode"), answer.mode.rawValue)
  let flavors = try expected.optional("flavors") { $0 }
  for resource in flavors?.keys ?? [] {
    try GoldenMismatch.check(
      "flavor for \(resource)", flavors?.text(resource), answer.flavors.first?[resource])
  }
}
