import Simulation

/// Search by words: BM25 with Lucene's settings and its idf ln(1 + (N - n + 0.5) / (n + 0.5)), which
/// is never negative.
public struct KeywordIndex: Sendable {
  /// How fast a word's repetitions stop counting (k1), Lucene's default.
  public static let saturation = 1.2
  /// How much a long text is held back (b), Lucene's default.
  public static let lengthShare = 0.75

  private struct Posting: Sendable {
    let text: Int32
    let times: Int32
  }
  private var postings: [Int: [Posting]] = [:]
  private var lengths: [Int] = []
  private var totalLength = 0

  public init() {}

  /// Texts so far.
  public var count: Int { lengths.count }

  /// Adds a text; its number is the count before.
  public mutating func append(_ words: ArraySlice<Int>) {
    let text = Int32(lengths.count)
    var place = 0
    let sorted = words.sorted()
    while place < sorted.count {
      var end = place
      while end < sorted.count, sorted[end] == sorted[place] { end += 1 }
      postings[sorted[place], default: []]
        .append(Posting(text: text, times: Int32(end - place)))
      place = end
    }
    lengths.append(words.count)
    totalLength += words.count
  }

  /// Bytes of the lists: 8 a posting and 4 a text's length.
  public var bytes: Int { postings.values.reduce(0) { $0 + $1.count } * 8 + lengths.count * 4 }

  /// How rare a word is; 0 for a word that no text has, which cannot match anyway.
  public func inverseFrequency(of word: Int) -> Double {
    guard let texts = postings[word]?.count else { return 0 }
    return DeterministicMath.log(
      1 + (Double(count - texts) + 0.5) / (Double(texts) + 0.5))
  }

  /// The `k` texts with the highest scores, the best first; among equals the earlier text. Texts
  /// without any of the words are never found. A word that is asked twice counts twice.
  public func search(_ query: [Int], k: Int) -> [(text: Int, score: Double)] {
    guard k > 0, count > 0 else { return [] }
    let mean = Double(totalLength) / Double(count)
    var scores: [Int32: Double] = [:]
    for word in query {
      guard let list = postings[word] else { continue }
      let rarity = inverseFrequency(of: word)
      for posting in list {
        let times = Double(posting.times)
        let length = Double(lengths[Int(posting.text)])
        let norm = 1 - Self.lengthShare + Self.lengthShare * length / max(1, mean)
        scores[posting.text, default: 0] +=
          rarity * times / (times + Self.saturation * norm)
      }
    }
    return scores.map { (text: Int($0.key), score: $0.value) }
      .sorted { ($1.score, $0.text) < ($0.score, $1.text) }
      .prefix(k).map { $0 }
  }

  /// Postings read for a query: what a search costs.
  public func postingsRead(for query: [Int]) -> Int {
    query.reduce(0) { $0 + (postings[$1]?.count ?? 0) }
  }
}
