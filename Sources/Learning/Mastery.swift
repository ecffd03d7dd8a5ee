/// What a topic, or a whole stage, offers to learn; made from the content's index.
public struct LearningMaterial: Hashable, Sendable {
  /// Topics whose mark "known" makes the lessons known.
  public let topics: [String]
  public let lessons: [String]
  /// Global ids: `lesson/question`.
  public let questions: [String]
  public let challenges: [String]

  public init(topics: [String], lessons: [String], questions: [String], challenges: [String]) {
    self.topics = topics
    self.lessons = lessons
    self.questions = questions
    self.challenges = challenges
  }
}

/// How well something is mastered, from three sources.
///
/// - Lessons: mean progress; finished and known count 100 %.
/// - Questions: mean probability that each is known today by FSRS; 0 for one never answered or
///   answered wrong last.
/// - Challenges: mean of best stars / 3.
///
/// `percent` weighs them 30 : 40 : 30, a guess of ours that puts remembering first; a source
/// without material drops out and the others share its weight.
public struct Mastery: Hashable, Sendable {
  public static let weights = (lessons: 30, questions: 40, challenges: 30)

  /// 0 to 100 each; `nil` when there is no such material.
  public let lessonPercent: Double?
  public let questionPercent: Double?
  public let challengePercent: Double?

  /// 0 to 100, rounded down, so that 100 means all; `nil` when there is nothing to master.
  public var percent: Int? {
    let parts = [
      (lessonPercent, Self.weights.lessons), (questionPercent, Self.weights.questions),
      (challengePercent, Self.weights.challenges),
    ].compactMap { part, weight in part.map { (percent: $0, weight: Double(weight)) } }
    guard !parts.isEmpty else { return nil }
    let sum = parts.reduce(0) { $0 + $1.percent * $1.weight }
    return Int(sum / parts.reduce(0) { $0 + $1.weight } + 1e-9)
  }
}

extension LearnerState {
  /// The mastery of `material` on `date`.
  public func mastery(of material: LearningMaterial, on date: CivilDate) -> Mastery {
    let isKnown = !material.topics.isEmpty && material.topics.allSatisfy(knownTopics.contains)
    return Mastery(
      lessonPercent: mean(material.lessons) { isKnown ? 100 : Double(lessons[$0]?.percent ?? 0) },
      questionPercent: mean(material.questions) { 100 * knowledge(of: $0, on: date) },
      challengePercent: mean(material.challenges) {
        100 * Double(challenges[$0]?.bestStars ?? 0) / 3
      })
  }

  private func mean(_ ids: [String], _ value: (String) -> Double) -> Double? {
    ids.isEmpty ? nil : ids.reduce(0) { $0 + value($1) } / Double(ids.count)
  }
}

/// How good the learner's predictions are: only the first at each place counts.
public struct Calibration: Hashable, Sendable {
  public let made: Int
  public let right: Int
  /// Mean score, 0 to 100, rounded; `nil` before the first prediction.
  public let meanScore: Int?
}

extension LearnerState {
  public var calibration: Calibration {
    let all = predictions.sorted { $0.key < $1.key }.map(\.value)
    let sum = all.reduce(0) { $0 + $1.score }
    return Calibration(
      made: all.count, right: all.count(where: \.isRight),
      meanScore: all.isEmpty ? nil : (sum + all.count / 2) / all.count)
  }
}
