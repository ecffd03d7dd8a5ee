/// Something that the learner did: one line of the record.
///
/// Events name content by identifier and never repeat it. They are only ever added; what was done
/// by mistake is taken back by a later `undo` event.
public struct LearnerEvent: Hashable, Sendable, Identifiable {
  /// Unique and, as text, in the order of making: see `EventMaker`.
  public let id: String
  public let moment: Moment
  public let kind: Kind

  public init(id: String, moment: Moment, kind: Kind) {
    self.id = id
    self.moment = moment
    self.kind = kind
  }

  /// What was done; the record's README lists the keys of each.
  public enum Kind: Hashable, Sendable {
    case lessonOpened(lesson: String)
    /// The reader stands at `line` of the lesson's file, which has `of` lines.
    case lessonPosition(lesson: String, line: Int, of: Int)
    case lessonFinished(lesson: String)
    case predictionMade(PredictionRecord)
    case questionAnswered(Answer)
    case challengeOpened(challenge: String)
    /// Hint number `step` (from 1) of a challenge or question was read.
    case hintShown(place: String, step: Int)
    case challengeAttempt(Attempt)
    /// A project of the landscape was looked at.
    case entryMet(entry: String)
    /// The learner says to know it already (`isKnown`), or takes that back.
    case markedKnown(Scope, isKnown: Bool)
    case scenarioSaved(lab: String, name: String)
    /// The rule by which reviews are planned from here on.
    case schedulerSet(FSRS)
    /// What was recorded about `scope` before counts no longer.
    case reset(Scope)
    /// The event of that id counts no longer. An undo can be undone.
    case undo(event: String)
    /// A kind that a newer version wrote: kept, and ignored in every sum.
    case unknown(kind: String)
  }

  /// A part of the record.
  public enum Scope: Hashable, Sendable {
    case everything
    case lesson(String)
    case topic(String)
    case challenge(String)
    /// A question by its global id `lesson/question`.
    case question(String)
  }
}

/// A prediction made before a figure or a run showed its outcome.
public struct PredictionRecord: Hashable, Sendable {
  /// `lesson/prediction` or `challenge/ID`.
  public let place: String
  /// The option's number from 0, or the number that was typed, as text.
  public let answer: String
  public let isRight: Bool
  /// 0 to 100: 100 for right, for a number less the further off it was.
  public let score: Int

  public init(place: String, answer: String, isRight: Bool, score: Int) {
    self.place = place
    self.answer = answer
    self.isRight = isRight
    self.score = score
  }
}

/// A question's answer.
public struct Answer: Hashable, Sendable {
  /// Global id: `lesson/question`.
  public let question: String
  /// Numbers of the chosen options, from 0, ascending.
  public let options: [Int]
  public let isRight: Bool
  public let rating: Rating
  /// Asked because it was due, not in the course of the lesson.
  public let isReview: Bool
  /// Time between showing and answering; `nil` when it was not measured.
  public let milliseconds: Int?

  public init(
    question: String, options: [Int], isRight: Bool, rating: Rating, isReview: Bool,
    milliseconds: Int? = nil
  ) {
    self.question = question
    self.options = options
    self.isRight = isRight
    self.rating = rating
    self.isReview = isReview
    self.milliseconds = milliseconds
  }
}

/// A finished run of a challenge with what is needed to run it again.
public struct Attempt: Hashable, Sendable {
  /// A knob and the value that was chosen for it, as text that the knob reads back.
  public struct Choice: Hashable, Sendable {
    public let knob: String
    public let value: String
    public init(knob: String, value: String) {
      self.knob = knob
      self.value = value
    }
  }

  /// What an objective's metric came out as.
  public struct Measured: Hashable, Sendable {
    public let metric: String
    /// `nil` when the run gave no value.
    public let value: Double?
    public let isMet: Bool
    /// 0 to 3.
    public let stars: Int
    public init(metric: String, value: Double?, isMet: Bool, stars: Int) {
      self.metric = metric
      self.value = value
      self.isMet = isMet
      self.stars = stars
    }
  }

  /// Whether an instance with an unseen seed met the targets too.
  public struct Unseen: Hashable, Sendable {
    public let seed: String
    public let isPassed: Bool
    public init(seed: String, isPassed: Bool) {
      self.seed = seed
      self.isPassed = isPassed
    }
  }

  public let challenge: String
  /// The challenge file's version.
  public let version: Int
  public let seed: String
  /// The learner's levers, sorted by knob.
  public let choices: [Choice]
  /// In the challenge's order of objectives.
  public let objectives: [Measured]
  public let isPassed: Bool
  /// 0 to 3.
  public let stars: Int
  public let unseen: [Unseen]
  /// Digest of the run on `seed`.
  public let digest: String
  /// What the learner had predicted, as in `PredictionRecord.answer`; `nil` without a prediction.
  public let prediction: String?

  public init(
    challenge: String, version: Int, seed: String, choices: [Choice], objectives: [Measured],
    isPassed: Bool, stars: Int, unseen: [Unseen], digest: String, prediction: String? = nil
  ) {
    self.challenge = challenge
    self.version = version
    self.seed = seed
    self.choices = choices
    self.objectives = objectives
    self.isPassed = isPassed
    self.stars = stars
    self.unseen = unseen
    self.digest = digest
    self.prediction = prediction
  }
}

/// Makes events with fresh identifiers.
///
/// An id is 26 digits of a base-32 alphabet in ascending order: 10 for the milliseconds, 3 for a
/// counter, 13 for the entropy of this copy of the program. Ids of one copy ascend; ids of two
/// copies differ as long as their entropy does.
public struct EventMaker: Hashable, Sendable {
  private let entropy: UInt64
  private var counter = 0

  /// `entropy`: 64 random bits of this run of the program, handed in by the door.
  public init(entropy: UInt64) { self.entropy = entropy }

  /// An event with an identifier above all that this maker has given out in the same millisecond.
  public mutating func make(_ kind: LearnerEvent.Kind, at moment: Moment) -> LearnerEvent {
    let id =
      Self.base32(UInt64(clamping: moment.milliseconds), digits: 10)
      + Self.base32(UInt64(counter), digits: 3) + Self.base32(entropy, digits: 13)
    // Never starts again, also when the clock goes back to a millisecond that was used before.
    counter = (counter + 1) % 32_768
    return LearnerEvent(id: id, moment: moment, kind: kind)
  }

  /// Digits and capitals without I, L, O and U, which people misread.
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  private static func base32(_ number: UInt64, digits: Int) -> String {
    String(
      (0..<digits).reversed().map { digit in
        let shift = UInt64(digit * 5)
        return alphabet[Int(number >> shift & 31)]
      })
  }
}
