import Simulation

/// What became of one query.
public struct RetrievalRecord: Hashable, Sendable {
  /// What the index found, nearest first: vectors or chunks.
  public internal(set) var found: [Neighbour] = []
  /// What exact search finds.
  public internal(set) var truth: [Neighbour] = []
  /// Chunks by BM25, the best first; empty for vectors.
  public internal(set) var keyword: [Int] = []
  /// What is handed on, the best first.
  public internal(set) var results: [Int] = []
  /// Where reranking moved its candidates: the order before it; empty without reranking.
  public internal(set) var beforeReranking: [Int] = []
  public internal(set) var work = SearchWork()
  public internal(set) var postings = 0
  /// Words of the passage that the results contain together, of how many; 0 of 0 for vectors.
  public internal(set) var covered = 0
  public internal(set) var needed = 0
  /// Place, from 1, of the first result that has at least half of the passage.
  public internal(set) var firstRelevant: Int?
  public internal(set) var promptTokens = 0
  /// When the question came; zero without a model that answers.
  public internal(set) var asked = SimTime.zero
  /// Embedding, search and reranking.
  public internal(set) var embeddingTime = SimDuration.zero
  public internal(set) var searchTime = SimDuration.zero
  public internal(set) var rerankingTime = SimDuration.zero

  /// Share of the true nearest that the index found.
  public var recall: Double { Recall.of(found, truth: truth) }
  /// Whether the whole passage was handed on.
  public var isGrounded: Bool { needed > 0 && covered == needed }
  public var retrievalTime: SimDuration { embeddingTime + searchTime + rerankingTime }
}

/// What a retrieval run amounts to.
public struct RetrievalMetrics: Hashable, Sendable {
  public let queries: Int
  /// Mean share of the true nearest that the index found; `nil` where no vectors are searched.
  public let recall: Double?
  /// Distances for a query, mean; `nil` where no vectors are searched.
  public let distances: Double?
  /// Search without embedding and reranking, mean and the longest of 95 % in microseconds.
  public let searchMean: Double
  public let searchP95: Double
  /// Bytes of the index, the word lists included where they are used.
  public let indexBytes: Int
  /// Distances computed to build it.
  public let buildDistances: Int
  /// Vectors or chunks.
  public let entries: Int
  /// Share of questions whose whole passage was handed on; `nil` for vectors.
  public let grounded: Double?
  /// Mean of 1 / place of the first result with half of the passage; `nil` for vectors.
  public let reciprocalRank: Double?
  /// Tokens of a prompt, mean; `nil` without a model that answers.
  public let promptTokens: Double?
  /// From the question to the first word of the answer, and to its last; `nil` without answers.
  public let firstTokenP50: SimDuration?
  public let firstTokenP95: SimDuration?
  public let answerP95: SimDuration?
}
