import GatewaySim
import ServingSim
import Simulation
import Wording

extension GatewayLab {
  func begin(
    _ scenario: RetrievalScenario, _ choices: Choices, _ seed: Seed
  ) throws(LabProblem) -> any LabRun {
    let index: RetrievalSetup.Index =
      switch choices.word("index") {
      case "exact": .exact
      case "ivf": .ivf(lists: choices.whole("ivf_lists"), probes: choices.whole("ivf_probes"))
      default:
        .hnsw(
          HNSWIndex.Settings(
            links: choices.whole("hnsw_m"),
            efConstruction: choices.whole("hnsw_ef_construction")),
          ef: choices.whole("hnsw_ef_search"))
      }
    var answering: RetrievalSetup.Answering?
    if let answers = scenario.answers {
      let (engine, stepTime) = try engine(choices, maxModelTokens: answers.maxModelTokens)
      let gap = answers.meanGap.nanoseconds
      answering = RetrievalSetup.Answering(
        engine: engine, stepTime: stepTime,
        fleet: FleetShape(
          replicas: choices.whole("replicas"), routing: .leastRequest, seed: seed),
        instructionTokens: answers.instructionTokens, answerTokens: answers.answerTokens,
        meanGap: SimDuration(
          nanoseconds: gap / choices.whole("load_percent") * 100))
    }
    let setup = RetrievalSetup(
      source: scenario.source, index: index,
      method: RetrievalSetup.Method(rawValue: choices.word("search_method")) ?? .dense,
      chunking: Chunking(
        size: choices.whole("chunk_words"), overlap: choices.whole("overlap_words")),
      dimension: choices.whole("embedding_dimension"), k: choices.whole("top_k"),
      candidates: choices.whole("candidates"), reranks: choices.isOn("rerank"),
      answering: answering, seed: seed)
    do {
      return RetrievalLabRun(
        run: try RetrievalRun(setup), lab: self, choices: choices, seed: seed)
    } catch {
      throw LabProblem(error.message)
    }
  }
}

struct RetrievalLabRun: LabRun {
  var run: RetrievalRun
  let lab: GatewayLab
  let choices: Choices
  let seed: Seed

  /// Entries, then queries, then moments of the fleet: one event each.
  mutating func advance(events: Int) -> Bool { run.advance(events: events) }

  /// The index is a half, the queries a quarter, the answers the rest.
  var progressPerMille: Int {
    switch run.phase {
    case .building:
      return (run.hnsw?.count ?? 0) * 500 / max(1, run.base.count)
    case .searching:
      return 500 + run.records.count * 250 / max(1, run.queries.count)
    case .answering:
      guard let serving = run.serving else { return 750 }
      return 750 + serving.doneRequests * 249 / max(1, serving.records.count)
    case .done: return 1_000
    }
  }

  var time: SimTime { run.serving?.now ?? .zero }

  func outcome() -> RunOutcome {
    let metrics = run.metrics()
    let values: [String: Double?] = [
      "recall": metrics.recall.map { $0 * 100 }, "distances": metrics.distances,
      "search_mean": metrics.searchMean, "search_p95": metrics.searchP95,
      "index_size": Double(metrics.indexBytes) / 1e6,
      "build_distances": Double(metrics.buildDistances), "entries": Double(metrics.entries),
      "grounded": metrics.grounded.map { $0 * 100 },
      "reciprocal_rank": metrics.reciprocalRank, "context_tokens": metrics.promptTokens,
      "answer_start_p50": metrics.firstTokenP50?.inMilliseconds,
      "answer_start_p95": metrics.firstTokenP95?.inMilliseconds,
      "answer_p95": metrics.answerP95?.inMilliseconds,
    ]
    var assumptions = [
      AssumedPart(
        part: Message("lab.retrieval.assumed.parts"),
        reason: Message("lab.retrieval.assumed.parts.why"), expectedError: 50)
    ]
    if let answering = run.setup.answering { assumptions += assumedParts(answering.stepTime) }
    return RunOutcome(
      lab: .gateway, seed: seed, choices: choices, metrics: lab.measured(values),
      events: run.events, digest: run.digestText, assumptions: assumptions,
      replay: RetrievalReplay(run: run))
  }
}
