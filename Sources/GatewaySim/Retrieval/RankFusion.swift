/// Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): one ranking out of several, by places
/// only, because scores of different searches cannot be added.
public enum RankFusion {
  /// The constant of the paper, also the default of Elasticsearch and OpenSearch.
  public static let constant = 60

  /// Every text of every ranking, the highest sum of 1 / (60 + place) first; places begin at 1, and
  /// among equal sums the smaller number comes first.
  public static func fuse(_ rankings: [[Int]]) -> [(text: Int, score: Double)] {
    var scores: [Int: Double] = [:]
    for ranking in rankings {
      for (place, text) in ranking.enumerated() {
        scores[text, default: 0] += 1 / Double(constant + place + 1)
      }
    }
    return scores.map { (text: $0.key, score: $0.value) }
      .sorted { ($1.score, $0.text) < ($0.score, $1.text) }
  }
}
