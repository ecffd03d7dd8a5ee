/// Looks at question and text word by word, as late interaction does (ColBERT, Khattab and Zaharia
/// 2020): for each word of the question its best match in the text, summed up.
///
/// A word matches itself with 1, another with the likeness of what they mean, 0 at least; grammar
/// matches nothing.
public struct Reranker: Sendable {
  private let vocabulary: Vocabulary
  /// For each word of the question: itself, and its likeness to every concept asked so far.
  private var asked: [(word: Int, concept: Int?, known: [Int: Float])]

  public init(_ vocabulary: Vocabulary, question: [Int]) {
    self.vocabulary = vocabulary
    asked = question.filter { $0 >= Vocabulary.fillers }
      .map { ($0, vocabulary.concept(of: $0), [:]) }
  }

  /// The score of a text, 0 up to the number of the question's words.
  public mutating func score(_ text: ArraySlice<Int>) -> Double {
    var sum = 0.0
    for place in asked.indices { sum += Double(best(place, in: text)) }
    return sum
  }

  private mutating func best(_ place: Int, in text: ArraySlice<Int>) -> Float {
    var best: Float = 0
    for word in text {
      if word == asked[place].word { return 1 }
      guard let mine = asked[place].concept, let theirs = vocabulary.concept(of: word) else {
        continue
      }
      // Another word for the same thing is nearly as good as the word.
      let likeness: Float
      if let known = asked[place].known[theirs] {
        likeness = known
      } else {
        likeness = vocabulary.likeness(mine, theirs) * 0.95
        asked[place].known[theirs] = likeness
      }
      if likeness > best { best = likeness }
    }
    return best
  }
}
