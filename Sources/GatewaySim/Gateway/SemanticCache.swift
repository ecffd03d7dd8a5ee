import Simulation

/// What people ask: questions that mean the same in other words, and questions that only sound alike.
///
/// A guess at what embeddings of questions look like: topics lie anywhere, the intents of a topic
/// near its centre, each wording near its intent. What a question means is known, so a wrong answer
/// out of the cache is counted and not guessed.
public struct QuestionPlan: Hashable, Sendable {
  public var topics: Int
  public var intentsPerTopic: Int
  /// Length of what an intent has of its own, in hundredths of the topic's: at 50 two intents of a
  /// topic have a cosine of 1 / (1 + 0.5^2) = 0.80.
  public var spreadPercent: Int
  /// Length of what a wording adds: at 25 two wordings of an intent have 1 / (1 + 0.25^2) = 0.94.
  public var wordingPercent: Int

  public init(topics: Int, intentsPerTopic: Int, spreadPercent: Int, wordingPercent: Int) {
    self.topics = max(1, topics)
    self.intentsPerTopic = max(1, intentsPerTopic)
    self.spreadPercent = max(0, spreadPercent)
    self.wordingPercent = max(0, wordingPercent)
  }

  public var intents: Int { topics * intentsPerTopic }

  /// Components of a question's embedding.
  public static let dimension = 32
}

/// A question as the cache sees it, and what it really means.
public struct Question: Hashable, Sendable {
  public let intent: Int
  /// Of length 1.
  let vector: [SIMD8<Float>]
}

/// Draws questions; frequent intents are asked as Zipf says: the n-th is 1/n as frequent as the first.
struct QuestionSource: Sendable {
  private let plan: QuestionPlan
  private let intents: [[Float]]
  private let popularity: [Double]

  init(_ plan: QuestionPlan, seed: Seed) {
    self.plan = plan
    var random = NormalDraws(SeededGenerator(seed: seed, stream: "questions-meaning"))
    let size = QuestionPlan.dimension
    var intents: [[Float]] = []
    for _ in 0..<plan.topics {
      let topic = Self.unit((0..<size).map { _ in Float(random.next()) })
      for _ in 0..<plan.intentsPerTopic {
        intents.append(
          Self.near(topic, Float(plan.spreadPercent) / 100, &random))
      }
    }
    // Neighbouring numbers are of one topic: the ranks are shuffled.
    var order = Array(intents.indices)
    var shuffle = SeededGenerator(seed: seed, stream: "questions-ranks")
    shuffle.shuffle(&order)
    self.intents = order.map { intents[$0] }
    var sum = 0.0
    popularity = order.indices.map { rank in
      sum += 1 / Double(rank + 1)
      return sum
    }
  }

  func draw(_ random: inout SeededGenerator) -> Question {
    let at = random.unit() * (popularity.last ?? 0)
    var intent = 0
    while intent < popularity.count - 1, popularity[intent] <= at { intent += 1 }
    var normal = NormalDraws(random)
    let vector = Self.near(intents[intent], Float(plan.wordingPercent) / 100, &normal)
    random = normal.generator
    return Question(intent: intent, vector: Self.eights(vector))
  }

  /// The direction with something of its own added, of length 1.
  private static func near(
    _ centre: [Float], _ length: Float, _ random: inout NormalDraws
  ) -> [Float] {
    let own = unit(centre.map { _ in Float(random.next()) })
    return unit(zip(centre, own).map { $0 + length * $1 })
  }

  private static func unit(_ vector: [Float]) -> [Float] {
    let length = vector.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? vector.map { $0 / length } : vector
  }

  private static func eights(_ vector: [Float]) -> [SIMD8<Float>] {
    stride(from: 0, to: vector.count, by: 8).map { start in
      var eight = SIMD8<Float>.zero
      for lane in 0..<8 where start + lane < vector.count { eight[lane] = vector[start + lane] }
      return eight
    }
  }
}

/// How answers are used again.
public struct SemanticCacheSettings: Hashable, Sendable {
  /// Least cosine of two questions that are taken for the same, in thousandths.
  public var thresholdPerMille: Int
  /// Answers older than this are not used.
  public var lifetime: SimDuration
  /// Whether tenants see only their own answers.
  public var isPerTenant: Bool

  public init(thresholdPerMille: Int, lifetime: SimDuration, isPerTenant: Bool) {
    self.thresholdPerMille = thresholdPerMille
    self.lifetime = lifetime
    self.isPerTenant = isPerTenant
  }
}

/// Answers by what was asked; looks at all of them, which is exact.
struct SemanticCache: Sendable {
  struct Entry: Sendable {
    let question: Question
    let tenant: Int
    let request: Int
    let stored: SimTime
  }
  let settings: SemanticCacheSettings
  private(set) var entries: [Entry] = []

  /// Newest answers kept.
  static let capacity = 4_096

  init(_ settings: SemanticCacheSettings) { self.settings = settings }

  mutating func store(_ question: Question, tenant: Int, request: Int, at time: SimTime) {
    if entries.count == Self.capacity { entries.removeFirst() }
    entries.append(Entry(question: question, tenant: tenant, request: request, stored: time))
  }

  /// The most similar usable answer and its cosine in thousandths, whether or not it is similar
  /// enough; `nil` when there is none at all.
  func nearest(
    _ question: Question, tenant: Int, at time: SimTime
  ) -> (entry: Entry, perMille: Int)? {
    var best: (place: Int, cosine: Float)?
    for (place, entry) in entries.enumerated() {
      if settings.isPerTenant, entry.tenant != tenant { continue }
      if time - entry.stored > settings.lifetime { continue }
      let cosine = Self.cosine(entry.question.vector, question.vector)
      if cosine > (best?.cosine ?? -2) { best = (place, cosine) }
    }
    return best.map { (entries[$0.place], Int(($0.cosine * 1_000).rounded(.down))) }
  }

  private static func cosine(_ a: [SIMD8<Float>], _ b: [SIMD8<Float>]) -> Float {
    var sum = SIMD8<Float>.zero
    for place in a.indices { sum += a[place] * b[place] }
    let four = sum.lowHalf + sum.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
