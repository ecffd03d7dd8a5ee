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
  let result = scheduler.preempt(pod, in: state, pdbs: budgets, random: &random)
  let candidates = result.candidates.map { candidate in
    GoldenCandidate(
      node: state.nodes[candidate.node].name,
      victims: candidate.victims.map { state.name(of: $0.pod) },
      numPDBViolations: candidate.violations)
  }
  let chosen = result.node.map { state.nodes[$0].name } ?? ""
  let possible = expect.nominatedAnyOf ?? [expect.nominatedNode]
  let tied = result.tied.isEmpty ? [chosen] : result.tied.map { state.nodes[$0].name }
  let checks: [KubeGoldenMismatch?] = [
    .compare(
      "candidates", expected: expect.candidates.map(\.line).sorted(),
      got: candidates.map(\.line).sorted()),
    .compare(
      "postFilter", expected: expect.postFilterCode,
      got: result.node == nil ? "Unschedulable" : "Success"),
    .compare("nominated, or equally good:", expected: possible.sorted(), got: tied.sorted()),
    possible.contains(chosen)
      ? nil : KubeGoldenMismatch(expected: "one of \(possible)", got: "node '\(chosen)'"),
  ]
  return checks.compactMap { $0 }.first
}
