import Simulation

/// How well a question was known.
public enum Rating: Int, CaseIterable, Sendable, Comparable {
  case again = 1
  case hard, good, easy

  public static func < (a: Rating, b: Rating) -> Bool { a.rawValue < b.rawValue }

  /// The word in the record.
  public var name: String { ["again", "hard", "good", "easy"][rawValue - 1] }
  public init?(name: String) {
    guard let rating = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = rating
  }

  /// The rating that an answer earns: wrong is Again; right is Good, after a hint or slowly Hard.
  ///
  /// Slow is more than 60 s, a guess of ours: reading four options takes about 20 s. Easy is never
  /// concluded; the learner may choose it.
  public init(isRight: Bool, usedHint: Bool, milliseconds: Int?) {
    let isSlow = (milliseconds ?? 0) > 60_000
    self = !isRight ? .again : usedHint || isSlow ? .hard : .good
  }
}

/// The review planner FSRS-6 (open-spaced-repetition): when will this be forgotten, so when should
/// it be asked again?
///
/// Two numbers describe a memory: stability, the days after which it is recalled with 90 %
/// probability, and difficulty from 1 to 10. Without fuzz and without learning steps, so that a
/// date can be worked out by hand. Days are days of the learner's calendar. Agrees with py-fsrs
/// 6.3.2 (`Tests/References/fsrs`).
public struct FSRS: Hashable, Sendable {
  /// Name of the algorithm in the record.
  public static let version = "FSRS-6"

  /// The 21 parameters w0 to w20.
  public let parameters: [Double]
  /// Wanted probability of recall on the due day.
  public let retention: Double
  /// Longest interval in days.
  public let maximumInterval: Int

  /// The published default parameters and 90 % retention.
  public static let standard = FSRS(
    checkedParameters: [
      0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
      0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
    ], retention: 0.9, maximumInterval: 36_500)

  /// `nil` unless there are 21 finite parameters with a decay (the last) above 0 and a retention
  /// between 0 and 1.
  public init?(parameters: [Double], retention: Double = 0.9, maximumInterval: Int = 36_500) {
    guard parameters.count == 21, parameters.allSatisfy(\.isFinite), parameters[20] > 0,
      retention > 0, retention < 1, maximumInterval >= 1
    else { return nil }
    self.init(
      checkedParameters: parameters, retention: retention, maximumInterval: maximumInterval)
  }

  private init(checkedParameters: [Double], retention: Double, maximumInterval: Int) {
    self.parameters = checkedParameters
    self.retention = retention
    self.maximumInterval = maximumInterval
  }

  /// What is remembered of one question.
  public struct Memory: Hashable, Sendable {
    /// Days after which recall has fallen to 90 %.
    public let stability: Double
    /// 1 (easy) to 10.
    public let difficulty: Double
    public init(stability: Double, difficulty: Double) {
      self.stability = stability
      self.difficulty = difficulty
    }
  }

  /// The memory after a first answer.
  public func first(_ rating: Rating) -> Memory {
    Memory(
      stability: max(Self.minimumStability, parameters[rating.rawValue - 1]),
      difficulty: Self.clamped(firstDifficulty(rating)))
  }

  /// The memory after an answer `days` after the one before.
  public func next(_ memory: Memory, after days: Int, _ rating: Rating) -> Memory {
    let stability: Double
    if days < 1 {
      stability = sameDayStability(memory, rating)
    } else if rating == .again {
      stability = forgottenStability(memory, recall: recall(memory, after: days))
    } else {
      stability = recalledStability(memory, recall: recall(memory, after: days), rating)
    }
    return Memory(
      stability: max(Self.minimumStability, stability),
      difficulty: nextDifficulty(memory.difficulty, rating))
  }

  /// Probability of recall `days` after the last answer: a power curve through 90 % at `stability`
  /// days.
  public func recall(_ memory: Memory, after days: Int) -> Double {
    pow(1 + factor * Double(max(0, days)) / memory.stability, -parameters[20])
  }

  /// Whole days until recall falls to the wanted retention, at least 1.
  public func interval(_ memory: Memory) -> Int {
    let days = memory.stability / factor * (pow(retention, -1 / parameters[20]) - 1)
    // Halves go to the even neighbour, as in the reference.
    let whole = days.rounded(.toNearestOrEven)
    return whole < Double(maximumInterval) ? max(1, Int(whole)) : maximumInterval
  }

  private static let minimumStability = 0.001

  private var factor: Double { pow(0.9, -1 / parameters[20]) - 1 }
  private func pow(_ x: Double, _ y: Double) -> Double { DeterministicMath.pow(x, y) }
  private func exp(_ x: Double) -> Double { DeterministicMath.exp(x) }
  private static func clamped(_ difficulty: Double) -> Double { min(max(difficulty, 1), 10) }

  private func firstDifficulty(_ rating: Rating) -> Double {
    parameters[4] - exp(parameters[5] * Double(rating.rawValue - 1)) + 1
  }

  /// A step towards hard or easy that gets smaller near 10, pulled a little towards an easy first
  /// answer.
  private func nextDifficulty(_ difficulty: Double, _ rating: Rating) -> Double {
    let step = -parameters[6] * Double(rating.rawValue - 3)
    let damped = difficulty + (10 - difficulty) * step / 9
    return Self.clamped(
      parameters[7] * firstDifficulty(.easy) + (1 - parameters[7]) * damped)
  }

  private func sameDayStability(_ memory: Memory, _ rating: Rating) -> Double {
    let growth =
      exp(parameters[17] * (Double(rating.rawValue - 3) + parameters[18]))
      * pow(memory.stability, -parameters[19])
    return memory.stability * (rating == .again ? growth : max(growth, 1))
  }

  private func forgottenStability(_ memory: Memory, recall: Double) -> Double {
    let long =
      parameters[11] * pow(memory.difficulty, -parameters[12])
      * (pow(memory.stability + 1, parameters[13]) - 1) * exp((1 - recall) * parameters[14])
    return min(long, memory.stability / exp(parameters[17] * parameters[18]))
  }

  private func recalledStability(
    _ memory: Memory, recall: Double, _ rating: Rating
  ) -> Double {
    let penalty = rating == .hard ? parameters[15] : 1
    let bonus = rating == .easy ? parameters[16] : 1
    let growth =
      exp(parameters[8]) * (11 - memory.difficulty) * pow(memory.stability, -parameters[9])
      * (exp((1 - recall) * parameters[10]) - 1) * penalty * bonus
    return memory.stability * (1 + growth)
  }
}

extension FSRS {
  /// `fsrs`, `retention`, `maximum_interval`, `parameters`.
  var json: JSON {
    .record([
      "fsrs": .string(Self.version), "retention": .number(retention),
      "maximum_interval": .integer(maximumInterval),
      "parameters": .array(parameters.map(JSON.number)),
    ])
  }

  /// `nil` when the object is of another version of the algorithm or incomplete.
  init?(json: JSON) {
    guard json["fsrs"]?.string == Self.version, let retention = json["retention"]?.number,
      let maximum = json["maximum_interval"]?.integer, let list = json["parameters"]?.array
    else { return nil }
    self.init(
      parameters: list.compactMap(\.number), retention: retention, maximumInterval: maximum)
  }
}
