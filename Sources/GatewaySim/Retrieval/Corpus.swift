import Simulation

/// What a made-up collection of documents is like.
///
/// A guess at what matters about text for retrieval, not a language: words are numbers, several words
/// mean the same concept, concepts of a topic lie near each other, and names (error codes, part
/// numbers) mean nothing to an embedding model.
public struct CorpusPlan: Hashable, Sendable {
  public var documents: Int
  /// Words of a document.
  public var documentWords: Int
  public var topics: Int
  /// Passages in a document that a question can be about.
  public var passagesPerDocument: Int
  /// Words of such a passage; it must lie wholly in what the model is given.
  public var passageWords: Int
  public var questions: Int
  /// How often, in per cent, a question says a concept with another word than the passage.
  public var paraphrasePercent: Int
  /// How many questions, in per cent, ask by a name that only their passage has.
  public var namePercent: Int

  public init(
    documents: Int, documentWords: Int, topics: Int, passagesPerDocument: Int, passageWords: Int,
    questions: Int, paraphrasePercent: Int, namePercent: Int
  ) {
    self.documents = documents
    self.documentWords = documentWords
    self.topics = topics
    self.passagesPerDocument = passagesPerDocument
    self.passageWords = passageWords
    self.questions = questions
    self.paraphrasePercent = paraphrasePercent
    self.namePercent = namePercent
  }
}

/// Documents, and questions of which it is known where their answers stand.
public struct Corpus: Sendable {
  /// A place in a document.
  public struct Passage: Hashable, Sendable {
    public let document: Int
    /// Words of the document.
    public let range: Range<Int>
  }
  /// A question and where its answer stands.
  public struct Question: Hashable, Sendable {
    public let words: [Int]
    public let passage: Passage
    /// Whether it asks by the name that only the passage has.
    public let hasName: Bool
    /// Concepts that it says with another word than the passage.
    public let paraphrased: Int
  }

  public let documents: [[Int]]
  public let questions: [Question]
  public let vocabulary: Vocabulary

  /// The same plan and seed make the same texts on every machine.
  public init(_ plan: CorpusPlan, seed: Seed) {
    let vocabulary = Vocabulary(topics: max(1, plan.topics), seed: seed)
    var writer = CorpusWriter(plan, vocabulary, seed: seed)
    documents = (0..<max(1, plan.documents)).map { writer.document($0) }
    questions = (0..<max(0, plan.questions)).map { _ in writer.question() }
    self.vocabulary = vocabulary
  }
}

/// The words of a corpus and what they mean.
public struct Vocabulary: Sendable {
  /// Words that say the same concept.
  static let synonyms = 3
  static let conceptsPerTopic = 40
  /// Words of grammar: frequent, and saying nothing.
  static let fillers = 60
  /// Components of a meaning; embeddings of fewer keep the first ones.
  public static let dimension = 256

  let topics: Int
  /// The meaning of each concept, topic by topic.
  private(set) var meanings: VectorSet

  init(topics: Int, seed: Seed) {
    self.topics = topics
    var random = NormalDraws(SeededGenerator(seed: seed, stream: "meanings"))
    meanings = VectorSet(dimension: Self.dimension)
    meanings.reserve(topics * Self.conceptsPerTopic)
    for _ in 0..<topics {
      let centre = (0..<Self.dimension).map { _ in Float(random.next()) }
      for _ in 0..<Self.conceptsPerTopic {
        // The topic is as strong in a concept's meaning as what is its own.
        meanings.append(centre.map { $0 + Float(random.next()) })
      }
    }
  }

  var concepts: Int { topics * Self.conceptsPerTopic }
  var firstName: Int { Self.fillers + concepts * Self.synonyms }

  /// The concept that a word says; `nil` for grammar and names.
  func concept(of word: Int) -> Int? {
    guard word >= Self.fillers, word < firstName else { return nil }
    return (word - Self.fillers) / Self.synonyms
  }

  func word(concept: Int, synonym: Int) -> Int {
    Self.fillers + concept * Self.synonyms + synonym % Self.synonyms
  }

  /// A word as people see it: `the-7`, `concept-12b`, `ID-4`.
  public func spelling(of word: Int) -> String {
    if word < Self.fillers { return "the-\(word)" }
    guard let concept = concept(of: word) else { return "ID-\(word - firstName)" }
    let letters = ["a", "b", "c"]
    return "concept-\(concept)" + letters[(word - Self.fillers) % Self.synonyms]
  }

  /// The embedding of a stretch of words: the mean of what its words mean, of length 1, in the first
  /// `dimension` components. Words without a concept add nothing, as a model cannot know a name that
  /// it never read.
  public func embedding(of words: ArraySlice<Int>, dimension: Int) -> [Float] {
    let chunks = (min(dimension, Self.dimension) + 7) / 8
    var sum = [SIMD8<Float>](repeating: .zero, count: chunks)
    let perMeaning = meanings.chunksPerVector
    for word in words {
      guard let concept = concept(of: word) else { continue }
      for chunk in 0..<chunks { sum[chunk] += meanings.chunks[concept * perMeaning + chunk] }
    }
    let components = (0..<min(dimension, Self.dimension)).map { sum[$0 / 8][$0 % 8] }
    let length = components.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? components.map { $0 / length } : components
  }

  /// How alike two concepts are, -1...1: the cosine of their meanings.
  func likeness(_ a: Int, _ b: Int) -> Float {
    if a == b { return 1 }
    let size = meanings.chunksPerVector
    var dot = SIMD8<Float>.zero
    var (first, second) = (dot, dot)
    for chunk in 0..<size {
      let left = meanings.chunks[a * size + chunk]
      let right = meanings.chunks[b * size + chunk]
      dot += left * right
      first += left * left
      second += right * right
    }
    let lengths = (total(first) * total(second)).squareRoot()
    return lengths > 0 ? total(dot) / lengths : 0
  }

  private func total(_ chunk: SIMD8<Float>) -> Float {
    let four = chunk.lowHalf + chunk.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

/// Writes documents and then asks about their passages.
private struct CorpusWriter {
  private let plan: CorpusPlan
  private let vocabulary: Vocabulary
  private var random: SeededGenerator
  private var passages: [(place: Corpus.Passage, words: [Int], name: Int)] = []

  init(_ plan: CorpusPlan, _ vocabulary: Vocabulary, seed: Seed) {
    self.plan = plan
    self.vocabulary = vocabulary
    random = SeededGenerator(seed: seed, stream: "corpus")
  }

  mutating func document(_ number: Int) -> [Int] {
    let topic = random.below(vocabulary.topics)
    let length = max(1, plan.documentWords)
    var words = (0..<length).map { _ in plainWord(topic) }
    let passageLength = max(1, min(plan.passageWords, length))
    let count = max(1, min(plan.passagesPerDocument, length / passageLength))
    // Passages lie in stretches of their own, so that none overwrites another.
    let stretch = length / count
    for part in 0..<count {
      let start = part * stretch + random.below(stretch - passageLength + 1)
      let range = start..<start + passageLength
      let key = (0..<4).map { _ in concept(of: topic) }
      let name = vocabulary.firstName + passages.count
      for place in range { words[place] = passageWord(key, topic) }
      words[start + random.below(passageLength)] = name
      passages.append(
        (Corpus.Passage(document: number, range: range), Array(words[range]), name))
    }
    return words
  }

  mutating func question() -> Corpus.Question {
    let passage = passages[random.below(passages.count)]
    let hasName = random.below(100) < plan.namePercent
    // What the passage says most: its key concepts, the most frequent first.
    var counts: [Int: Int] = [:]
    var order: [Int] = []
    for word in passage.words {
      guard vocabulary.concept(of: word) != nil else { continue }
      if counts[word] == nil { order.append(word) }
      counts[word, default: 0] += 1
    }
    let ranked = order.enumerated().sorted {
      (-(counts[$0.element] ?? 0), $0.offset) < (-(counts[$1.element] ?? 0), $1.offset)
    }
    var paraphrased = 0
    var words: [Int] = []
    // Who asks by name says little else: a word that the passage has once.
    for entry in hasName ? ranked.suffix(1) : ranked.prefix(4) {
      guard let concept = vocabulary.concept(of: entry.element) else { continue }
      guard random.below(100) < plan.paraphrasePercent else {
        words.append(entry.element)
        continue
      }
      paraphrased += 1
      let own = (entry.element - Vocabulary.fillers) % Vocabulary.synonyms
      let other = own + 1 + random.below(Vocabulary.synonyms - 1)
      words.append(vocabulary.word(concept: concept, synonym: other))
    }
    if hasName { words.append(passage.name) }
    words.append(random.below(Vocabulary.fillers))
    return Corpus.Question(
      words: words, passage: passage.place, hasName: hasName, paraphrased: paraphrased)
  }

  private mutating func concept(of topic: Int) -> Int {
    topic * Vocabulary.conceptsPerTopic + random.below(Vocabulary.conceptsPerTopic)
  }

  private mutating func plainWord(_ topic: Int) -> Int {
    // Half grammar, four in ten of the topic, the rest of any.
    let draw = random.below(10)
    if draw < 5 { return random.below(Vocabulary.fillers) }
    let concept = concept(of: draw < 9 ? topic : random.below(vocabulary.topics))
    return vocabulary.word(concept: concept, synonym: random.below(Vocabulary.synonyms))
  }

  /// A passage says its key concepts again and again, each always with the same word.
  private mutating func passageWord(_ key: [Int], _ topic: Int) -> Int {
    guard random.below(10) < 5 else { return plainWord(topic) }
    let concept = key[random.below(key.count)]
    return vocabulary.word(concept: concept, synonym: concept)
  }
}
