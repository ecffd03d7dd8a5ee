import Cluster
import KubeScheduling
import Simulation

/// What DefaultPreemption answered: every node's filter status, the candidates with their victims, and
/// the node chosen.
struct GoldenPreemptionExpectation {
  let filter: [GoldenStatus]
  let postFilterCode: String
  let candidates: [GoldenCandidate]
  let nominatedNode: String
  let nominatedAnyOf: [String]?

  init(_ recorded: GoldenPluginExpectation) throws {
    guard let filter = recorded.filter, let code = recorded.postFilterCode,
      let candidates = recorded.candidates, let nominated = recorded.nominatedNode
    else {
      throw GoldenFileError(
        "the expectation lacks 'filter', 'postFilterCode', 'candidates' or 'nominatedNode'")
    }
    self.filter = filter
    postFilterCode = code
    self.candidates = candidates
    nominatedNode = nominated
    nominatedAnyOf = recorded.nominatedAnyOf
  }
}

struct GoldenCandidate: Decodable {
  var node: String
  var victims: [String]
  var numPDBViolations: Int

  var line: String { "\(node): \(victims), \(numPDBViolations) violations" }
}

func judgePreemption(
  _ expect: GoldenPreemptionExpectation, _ budgets: [PodDisruptionBudget], _ pod: PodIndex,
  _ state: ClusterState
) throws -> KubeGoldenMismatch? {
  var scheduler = Scheduler(.kubernetesDefault())
  let explanation = scheduler.explain(pod, in: state)
  guard expect.filter.count == state.nodes.count else {
    throw GoldenFileError("\(expect.filter.count) statuses for \(state.nodes.count) nodes")
  }
  for examination in explanation.examined {
    let (node, name) = (examination.node, state.nodes[examination.node].name)
    if let mismatch = compare(expect.filter[node], examination.failure, node: name) {
      return mismatch
    }
  }
  // The draw says where the search begins; below 100 nodes it only orders equals.
  var random = SeededGenerator(seed: Seed("golden"))
  return judge(
    scheduler.preempt(pod, in: state, pdbs: budgets, random: &random), expect, state)
}

// A function of its own: within the one above, the optimizer of Swift 6.3 crashes (copy propagation).
private func judge(
  _ result: PreemptionResult, _ expect: GoldenPreemptionExpectation, _ state: ClusterState
) -> KubeGoldenMismatch? {
  var candidates: [String] = []
  for candidate in result.candidates {
    candidates.append(
      GoldenCandidate(
        node: state.nodes[candidate.node].name,
        victims: candidate.victims.map { state.name(of: $0.pod) },
        numPDBViolations: candidate.violations
      ).line)
  }
  if let mismatch = KubeGoldenMismatch.compare(
    "candidates", expected: expect.candidates.map(\.line).sorted(), got: candidates.sorted())
  {
    return mismatch
  }
  if let mismatch = KubeGoldenMismatch.compare(
    "postFilter", expected: expect.postFilterCode,
    got: result.node == nil ? "Unschedulable" : "Success")
  {
    return mismatch
  }
  var chosen = ""
  if let node = result.node { chosen = state.nodes[node].name }
  let possible = expect.nominatedAnyOf ?? [expect.nominatedNode]
  let tied = result.tied.isEmpty ? [chosen] : result.tied.map { state.nodes[$0].name }
  if let mismatch = KubeGoldenMismatch.compare(
    "nominated, or equally good:", expected: possible.sorted(), got: tied.sorted())
  {
    return mismatch
  }
  if possible.contains(chosen) { return nil }
  return KubeGoldenMismatch(expected: "one of \(possible)", got: "node '\(chosen)'")
}
