import Simulation
import Testing

@testable import GatewaySim

/// Cutting, word search, fusion and reranking, by hand and by law.
struct TextSearchTests {
  @Test(arguments: [
    // words, size, overlap, chunks: ceil((words - overlap) / (size - overlap))
    (2_000, 400, 100, 7), (100_000, 500, 50, 223), (400, 400, 100, 1), (401, 400, 0, 2),
    (1, 400, 399, 1), (10, 3, 2, 8),
  ]) func documentsAreCutAsTheFormulaSays(words: Int, size: Int, overlap: Int, count: Int) {
    let ranges = Chunking(size: size, overlap: overlap).ranges(words: words)
    #expect(ranges.count == count)
    #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == words)
    for (a, b) in zip(ranges, ranges.dropFirst()) {
      #expect(a.upperBound - b.lowerBound == overlap)
    }
  }

  @Test func wordSearchByHand() {
    var index = KeywordIndex()
    index.append([1, 1, 2][...])
    index.append([1, 3, 4][...])
    index.append([5, 5, 5][...])
    // Word 2 is in 1 of 3 texts: ln(1 + 2.5 / 1.5) = 0.980829; all are 3 long, so that
    // tf / (tf + 1.2) = 1 / 2.2. Word 1 is in 2: ln(1 + 1.5 / 2.5) = 0.470004.
    let found = index.search([2, 1], k: 10)
    #expect(found.map(\.text) == [0, 1])
    #expect(abs(found[0].score - (0.980_829_253 / 2.2 + 0.470_003_629 * 2 / 3.2)) < 1e-8)
    #expect(abs(found[1].score - 0.470_003_629 / 2.2) < 1e-8)
    #expect(index.search([9], k: 3).isEmpty)
    #expect(index.postingsRead(for: [2, 1, 9]) == 3)
  }

  @Test func fusionAddsInversePlaces() {
    let fused = RankFusion.fuse([[7, 8, 9], [9, 7]])
    // 7: 1/61 + 1/62; 9: 1/63 + 1/61; 8: 1/62.
    #expect(fused.map(\.text) == [7, 9, 8])
    #expect(fused[0].score == 1.0 / 61 + 1.0 / 62)
    #expect(fused[1].score == 1.0 / 63 + 1.0 / 61)
    #expect(RankFusion.fuse([[1, 2], [2, 1]]).map(\.text) == [1, 2])
  }

  @Test(arguments: ["x", "y", "z"]) func answersStandWhereTheCorpusSays(seed: String) {
    let plan = CorpusPlan(
      documents: 12, documentWords: 300, topics: 3, passagesPerDocument: 3, passageWords: 40,
      questions: 40, paraphrasePercent: 50, namePercent: 50)
    let corpus = Corpus(plan, seed: Seed(seed))
    #expect(corpus.documents.allSatisfy { $0.count == 300 })
    for question in corpus.questions {
      let passage = corpus.documents[question.passage.document][question.passage.range]
      #expect(passage.count == 40)
      let concepts = Set(passage.compactMap(corpus.vocabulary.concept))
      for word in question.words {
        guard let concept = corpus.vocabulary.concept(of: word) else { continue }
        #expect(concepts.contains(concept))
      }
      let names = question.words.filter { $0 >= corpus.vocabulary.firstName }
      #expect(names.count == (question.hasName ? 1 : 0))
      for name in names {
        #expect(passage.contains(name))
        #expect(corpus.documents.flatMap { $0 }.count { $0 == name } == 1)
      }
    }
    let whole = corpus.chunks(Chunking(size: 1_000, overlap: 0))
    #expect(whole.count == 12)
    #expect(corpus.questions.allSatisfy { $0.passage.wordsCovered(by: whole) == 40 })
  }

  static func setup(_ seed: String, _ method: RetrievalSetup.Method, reranks: Bool = false)
    -> RetrievalSetup
  {
    RetrievalSetup(
      source: .corpus(
        CorpusPlan(
          documents: 60, documentWords: 300, topics: 6, passagesPerDocument: 3, passageWords: 40,
          questions: 60, paraphrasePercent: 60, namePercent: 40)),
      index: .hnsw(.init(links: 8, efConstruction: 40), ef: 64), method: method,
      chunking: Chunking(size: 100, overlap: 40), dimension: 64, k: 5, candidates: 20,
      reranks: reranks, seed: Seed(seed))
  }

  /// Names are found by words, paraphrases by embeddings. A fusion of five results may be worse than
  /// the better of both, because it knows places only; looked at again word by word it is the best.
  @Test(arguments: ["1", "2", "3"]) func fusionAndRerankingFindWhatEitherFinds(
    seed: String
  ) throws {
    func grounded(_ method: RetrievalSetup.Method, reranks: Bool) throws -> Double {
      var run = try RetrievalRun(Self.setup(seed, method, reranks: reranks))
      run.finish()
      #expect(run.records.count == 60)
      return run.metrics().grounded ?? -1
    }
    let best = try grounded(.hybrid, reranks: true)
    for method in RetrievalSetup.Method.allCases {
      #expect(try best > grounded(method, reranks: false), "\(method)")
      if method != .hybrid { #expect(try best > grounded(method, reranks: true), "\(method)") }
    }
  }

  @Test func slicesChangeNothing() throws {
    var whole = try RetrievalRun(Self.setup("s", .hybrid, reranks: true))
    whole.finish()
    var sliced = try RetrievalRun(Self.setup("s", .hybrid, reranks: true))
    while sliced.advance(events: 3) {}
    #expect(sliced.digestText == whole.digestText)
    #expect(sliced.events == whole.events)
  }
}
