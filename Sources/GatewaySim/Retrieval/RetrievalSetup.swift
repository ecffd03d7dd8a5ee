import ServingSim
import Simulation

/// Everything that a retrieval run depends on.
public struct RetrievalSetup: Sendable {
  /// What is searched.
  public enum Source: Hashable, Sendable {
    /// Vectors and queries from the same clouds: how good the index is, and nothing else.
    case vectors(ClusteredVectors, queries: Int)
    /// Documents and questions: from the text to the answer.
    case corpus(CorpusPlan)
  }
  /// How nearest vectors are found.
  public enum Index: Hashable, Sendable {
    case exact
    case hnsw(HNSWIndex.Settings, ef: Int)
    case ivf(lists: Int, probes: Int)
  }
  /// Which rankings lead to the answer.
  public enum Method: String, Hashable, Sendable, CaseIterable {
    /// Embeddings and the index.
    case dense
    /// Words and BM25.
    case keyword
    /// Both, fused by reciprocal rank.
    case hybrid
  }

  public var source: Source
  public var index: Index
  public var method: Method
  public var chunking: Chunking
  /// Components of an embedding, 1...`Vocabulary.dimension`; vectors have their own.
  public var dimension: Int
  /// Results, or chunks handed to the model, at least 1.
  public var k: Int
  /// Chunks taken from each ranking before they are fused or looked at again; at least `k`.
  public var candidates: Int
  /// Whether candidates are looked at again word by word.
  public var reranks: Bool
  public var answering: Answering?
  public var seed: Seed

  public init(
    source: Source, index: Index, method: Method = .dense, chunking: Chunking, dimension: Int,
    k: Int, candidates: Int, reranks: Bool = false, answering: Answering? = nil, seed: Seed
  ) {
    self.source = source
    self.index = index
    self.method = method
    self.chunking = chunking
    self.dimension = min(Vocabulary.dimension, max(1, dimension))
    self.k = max(1, k)
    self.candidates = max(self.k, candidates)
    self.reranks = reranks
    self.answering = answering
    self.seed = seed
  }

  /// The model that answers out of what was found, and what its prompts are like.
  public struct Answering: Sendable {
    public var engine: EngineConfig
    public var stepTime: StepTimeModel
    public var fleet: FleetShape
    /// Tokens of the instructions, which all prompts share.
    public var instructionTokens: Int
    public var answerTokens: Int
    /// Hundredths of a token for a word; 130 is usual for English.
    public var tokensPerHundredWords: Int
    /// Questions come as a Poisson process with this mean gap.
    public var meanGap: SimDuration

    public init(
      engine: EngineConfig, stepTime: StepTimeModel, fleet: FleetShape,
      instructionTokens: Int, answerTokens: Int, tokensPerHundredWords: Int = 130,
      meanGap: SimDuration
    ) {
      self.engine = engine
      self.stepTime = stepTime
      self.fleet = fleet
      self.instructionTokens = max(1, instructionTokens)
      self.answerTokens = max(1, answerTokens)
      self.tokensPerHundredWords = max(1, tokensPerHundredWords)
      self.meanGap = meanGap
    }

    /// Tokens of so many words, rounded up.
    public func tokens(ofWords words: Int) -> Int { (words * tokensPerHundredWords + 99) / 100 }
  }
}

/// What the parts of a search take, from what they count.
///
/// Distances were measured with this index (`make bench-retrieval`, 20,000 x 64, one core): 50 ns for
/// 64 components, most of it waiting for memory. The rest is assumed: an embedding call of 8 ms, a
/// posting of 5 ns, 1 ms for each candidate that a small cross-encoder on a GPU looks at.
public enum RetrievalCosts {
  /// One call of the embedding model.
  public static let embedding = SimDuration.milliseconds(8)
  /// One candidate looked at again.
  public static let reranking = SimDuration.milliseconds(1)

  /// Distances between vectors of so many components.
  public static func distances(_ count: Int, dimension: Int) -> SimDuration {
    SimDuration(nanoseconds: 20 + dimension / 2) * count
  }

  /// Entries of BM25's lists.
  public static func postings(_ count: Int) -> SimDuration {
    SimDuration(nanoseconds: 5) * count
  }
}
