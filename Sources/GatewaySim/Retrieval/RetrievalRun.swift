import ServingSim
import Simulation
import Traffic

/// Builds an index, asks it, and lets a model answer out of what was found.
///
/// A value that advances in slices: first the index grows node by node, then one query after the
/// other is searched (also exactly, for the truth), then the serving fleet answers.
public struct RetrievalRun: Sendable {
  /// What a run is busy with.
  public enum Phase: Hashable, Sendable { case building, searching, answering, done }

  public let setup: RetrievalSetup
  /// `nil` for vectors.
  public let corpus: Corpus?
  /// What is searched when the source is a corpus.
  public let chunks: [Chunk]
  public let base: VectorSet
  public let queries: VectorSet
  public private(set) var phase = Phase.building
  /// By query.
  public private(set) var records: [RetrievalRecord] = []
  /// The fleet that answers; `nil` without one, or before all searches are done.
  public private(set) var serving: ServingRun?
  public private(set) var hnsw: HNSWIndex?
  public private(set) var ivf: IVFIndex?
  private let exact: ExactIndex
  private var keyword = KeywordIndex()
  private var nextChunk = 0
  private var scratch = SearchScratch()
  private var arrivals: [SimTime] = []

  /// Throws what the answering engine would refuse at the start.
  public init(_ setup: RetrievalSetup) throws(EngineConfig.Problem) {
    if let answering = setup.answering {
      let empty = ServingSetup(
        engine: answering.engine, workload: Workload(name: "", requests: []),
        stepTime: answering.stepTime, fleet: answering.fleet)
      if let problem = empty.problems().first { throw problem }
    }
    self.setup = setup
    switch setup.source {
    case .vectors(let plan, let count):
      (base, queries) = plan.make(queries: count, seed: setup.seed)
      corpus = nil
      chunks = []
    case .corpus(let plan):
      let corpus = Corpus(plan, seed: setup.seed)
      let chunks = corpus.chunks(setup.chunking)
      var base = VectorSet(dimension: setup.dimension)
      var queries = VectorSet(dimension: setup.dimension)
      base.reserve(chunks.count)
      for chunk in chunks {
        base.append(
          corpus.vocabulary.embedding(of: corpus.words(of: chunk), dimension: setup.dimension))
      }
      for question in corpus.questions {
        queries.append(
          corpus.vocabulary.embedding(of: question.words[...], dimension: setup.dimension))
      }
      (self.base, self.queries, self.corpus, self.chunks) = (base, queries, corpus, chunks)
    }
    exact = ExactIndex(base)
    if searchesVectors {
      switch setup.index {
      case .exact: break
      case .hnsw(let settings, _): hnsw = HNSWIndex(base, settings: settings, seed: setup.seed)
      case .ivf(let lists, _): ivf = IVFIndex(base, lists: lists, seed: setup.seed)
      }
    }
    if let answering = setup.answering {
      var random = SeededGenerator(seed: setup.seed, stream: "questions")
      arrivals = Arrivals(count: queries.count, pattern: .poisson(meanGap: answering.meanGap))
        .times(&random)
    }
  }

  /// Whether embeddings are searched at all.
  public var searchesVectors: Bool { corpus == nil || setup.method != .keyword }
  private var searchesWords: Bool { corpus != nil && setup.method != .dense }

  /// Does up to `count` further things; false when the run is over.
  public mutating func advance(events count: Int) -> Bool {
    var left = max(0, count)
    while left > 0, phase != .done {
      switch phase {
      case .building: left -= build(left)
      case .searching:
        search(records.count)
        left -= 1
        if records.count == queries.count { startAnswering() }
      case .answering:
        // The fleet counts moments; how many are dealt with at once changes nothing.
        if serving?.advance(events: left) != true { phase = .done }
        left = 0
      case .done: break
      }
    }
    return phase != .done
  }

  /// Runs to the end.
  public mutating func finish() { while advance(events: 100_000) {} }

  // MARK: Building

  /// Returns how many entries were dealt with, at least 1.
  private mutating func build(_ most: Int) -> Int {
    let size = searchesWords ? chunks.count : 0
    let texts = min(most, size - nextChunk)
    if texts > 0, let corpus {
      for chunk in nextChunk..<nextChunk + texts { keyword.append(corpus.words(of: chunks[chunk])) }
      nextChunk += texts
      return texts
    }
    if let index = hnsw, !index.isComplete {
      let nodes = min(most, base.count - index.count)
      _ = hnsw?.build(nodes: nodes)
      return max(1, nodes)
    }
    if let index = ivf, !index.isComplete {
      _ = ivf?.build(vectors: most)
      return most
    }
    phase = queries.count > 0 ? .searching : .done
    return 0
  }

  // MARK: Searching

  private mutating func search(_ query: Int) {
    var record = RetrievalRecord()
    let wanted = corpus == nil ? setup.k : setup.candidates
    if searchesVectors {
      var work = SearchWork()
      record.truth = exact.search(queries, at: query, k: wanted, work: &work)
      record.found = nearest(query, k: wanted, work: &record.work, exact: record.truth, work)
      record.searchTime = RetrievalCosts.distances(
        record.work.distances, dimension: base.dimension)
    }
    if let corpus {
      rank(corpus.questions[query], corpus, &record)
      record.embeddingTime = searchesVectors ? RetrievalCosts.embedding : .zero
    } else {
      record.results = record.found.map(\.index)
    }
    if !arrivals.isEmpty { record.asked = arrivals[query] }
    records.append(record)
  }

  private mutating func nearest(
    _ query: Int, k: Int, work: inout SearchWork, exact truth: [Neighbour], _ all: SearchWork
  ) -> [Neighbour] {
    if let hnsw, case .hnsw(_, let ef) = setup.index {
      return hnsw.search(queries, at: query, k: k, ef: ef, scratch: &scratch, work: &work)
    }
    if let ivf, case .ivf(_, let probes) = setup.index {
      return ivf.search(queries, at: query, k: k, probes: probes, work: &work)
    }
    work = all
    return truth
  }

  private func rank(
    _ question: Corpus.Question, _ corpus: Corpus, _ record: inout RetrievalRecord
  ) {
    if searchesWords {
      record.keyword = keyword.search(question.words, k: setup.candidates).map(\.text)
      record.postings = keyword.postingsRead(for: question.words)
      record.searchTime += RetrievalCosts.postings(record.postings)
    }
    let dense = record.found.map(\.index)
    var ranked: [Int]
    switch setup.method {
    case .dense: ranked = dense
    case .keyword: ranked = record.keyword
    case .hybrid: ranked = RankFusion.fuse([dense, record.keyword]).map(\.text)
    }
    if setup.reranks {
      ranked = Array(ranked.prefix(setup.candidates))
      record.beforeReranking = ranked
      var reranker = Reranker(corpus.vocabulary, question: question.words)
      let scores = ranked.map { reranker.score(corpus.words(of: chunks[$0])) }
      // Equal scores stay in the order in which they came.
      let order = ranked.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
      record.rerankingTime = RetrievalCosts.reranking * ranked.count
      ranked = order.map { ranked[$0] }
    }
    record.results = Array(ranked.prefix(setup.k))
    let handed = record.results.map { chunks[$0] }
    record.needed = question.passage.range.count
    record.covered = question.passage.wordsCovered(by: handed)
    record.firstRelevant = handed.firstIndex {
      2 * question.passage.wordsCovered(by: [$0]) >= question.passage.range.count
    }.map { $0 + 1 }
    if let answering = setup.answering {
      let words = handed.reduce(question.words.count) { $0 + $1.range.count }
      record.promptTokens = answering.instructionTokens + answering.tokens(ofWords: words)
    }
  }

  // MARK: Answering

  private mutating func startAnswering() {
    guard let answering = setup.answering, corpus != nil else {
      phase = .done
      return
    }
    let requests = records.indices.map { query in
      let record = records[query]
      var prompt = [
        TokenSegment(id: SegmentNumbering.sharedBase, length: answering.instructionTokens)
      ]
      // Chunks are texts of their own: prompts share them only where they begin alike.
      for chunk in record.results {
        prompt.append(
          TokenSegment(
            id: SegmentNumbering.sharedBase + 1 + chunk,
            length: answering.tokens(ofWords: chunks[chunk].range.count)))
      }
      let sofar = prompt.reduce(0) { $0 + $1.length }
      prompt.append(
        TokenSegment(
          id: SegmentNumbering.uniqueBase + query, length: max(1, record.promptTokens - sofar)))
      return InferenceRequest(
        arrival: record.asked + record.retrievalTime, prompt: prompt,
        outputTokens: answering.answerTokens, outputSegment: SegmentNumbering.outputBase + query)
    }
    let order = requests.indices.sorted {
      (requests[$0].arrival, $0) < (requests[$1].arrival, $1)
    }
    servedAt = Array(repeating: 0, count: order.count)
    for (place, query) in order.enumerated() { servedAt[query] = place }
    serving = try? ServingRun(
      ServingSetup(
        engine: answering.engine,
        workload: Workload(name: "answers", requests: order.map { requests[$0] }),
        stepTime: answering.stepTime, fleet: answering.fleet))
    phase = serving == nil ? .done : .answering
  }

  /// Where each query's request stands in the fleet's workload.
  private var servedAt: [Int] = []

  /// What became of a query's answer; `nil` without one.
  public func answer(of query: Int) -> RequestRecord? {
    guard servedAt.indices.contains(query) else { return nil }
    return serving?.records[servedAt[query]]
  }

  // MARK: Results

  /// Things done, however they were sliced: entries, queries, steps of the fleet.
  public var events: Int { base.count + records.count + (serving?.metrics().steps ?? 0) }

  /// Bytes of what is searched.
  public var indexBytes: Int {
    let words = searchesWords ? keyword.bytes : 0
    guard searchesVectors else { return words }
    return words + (hnsw?.bytes ?? ivf?.bytes ?? exact.bytes)
  }

  public func metrics() -> RetrievalMetrics {
    let count = records.count
    func mean(_ value: (RetrievalRecord) -> Double) -> Double {
      records.reduce(0.0) { $0 + value($1) } / Double(max(1, count))
    }
    let searches = records.map(\.searchTime.nanoseconds).sorted()
    let hasTexts = corpus != nil && count > 0
    var first: [Int] = []
    var last: [Int] = []
    for query in records.indices {
      guard let answer = answer(of: query) else { continue }
      if let token = answer.firstToken { first.append((token - records[query].asked).nanoseconds) }
      if let end = answer.ended { last.append((end - records[query].asked).nanoseconds) }
    }
    func percentile(_ percent: Int, _ values: [Int]) -> SimDuration? {
      Statistics.percentile(percent, of: values).map { SimDuration(nanoseconds: $0) }
    }
    return RetrievalMetrics(
      queries: count, recall: searchesVectors && count > 0 ? mean(\.recall) : nil,
      distances: searchesVectors && count > 0 ? mean { Double($0.work.distances) } : nil,
      searchMean: (Statistics.mean(searches) ?? 0) / 1e3,
      searchP95: Double(Statistics.percentile(95, ofSorted: searches) ?? 0) / 1e3,
      indexBytes: indexBytes,
      buildDistances: hnsw?.buildWork.distances ?? ivf?.buildWork.distances ?? 0,
      entries: base.count, grounded: hasTexts ? mean { $0.isGrounded ? 1 : 0 } : nil,
      reciprocalRank: hasTexts ? mean { $0.firstRelevant.map { 1 / Double($0) } ?? 0 } : nil,
      promptTokens: setup.answering != nil && hasTexts ? mean { Double($0.promptTokens) } : nil,
      firstTokenP50: percentile(50, first), firstTokenP95: percentile(95, first),
      answerP95: percentile(95, last))
  }

  /// The digest of what was found and answered.
  public var digestText: String {
    var digest = RunDigest()
    digest.feed(base.count, queries.count, indexBytes)
    for record in records {
      digest.feed(record.work.distances, record.results.count)
      for result in record.results { digest.feed(result) }
      for neighbour in record.found { digest.feed(Int(neighbour.squaredDistance.bitPattern)) }
    }
    if let serving { digest.feed(serving.digestText) }
    return digest.text()
  }
}

extension RetrievalRun {
  /// What another length of the candidate list would give.
  public struct CurvePoint: Hashable, Sendable {
    /// ef of HNSW, lists probed of IVF.
    public let width: Int
    public let recall: Double
    /// Distances for a query, mean.
    public let distances: Double
  }

  /// Recall against work on the same index for lists from short to long; empty for exact search and
  /// before the index is built. Asks up to 50 of the queries.
  public func curve() -> [CurvePoint] {
    guard searchesVectors, phase == .done, !records.isEmpty else { return [] }
    let widths: [Int]
    switch setup.index {
    case .exact: return []
    case .hnsw: widths = [1, 2, 4, 8, 16, 32, 64].map { $0 * max(1, records[0].truth.count / 2) }
    case .ivf(let lists, _):
      widths = [1, 2, 4, 8, 16, 32, 64, 128, 256].filter { $0 <= min(lists, base.count) }
    }
    let asked = min(50, records.count)
    var scratch = SearchScratch()
    return widths.map { width in
      var work = SearchWork()
      var recall = 0.0
      for query in 0..<asked {
        let truth = records[query].truth
        let found =
          hnsw?.search(
            queries, at: query, k: truth.count, ef: width, scratch: &scratch, work: &work)
          ?? ivf?.search(queries, at: query, k: truth.count, probes: width, work: &work) ?? []
        recall += Recall.of(found, truth: truth) / Double(asked)
      }
      return CurvePoint(
        width: width, recall: recall, distances: Double(work.distances) / Double(asked))
    }
  }
}
