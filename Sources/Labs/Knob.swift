import Wording

/// Something a learner can turn: a name, a unit and the values it can take. All values are whole
/// numbers, words or truth values, so that a choice written in a file is exactly the choice that
/// runs.
public struct Knob: Sendable, Identifiable {
  public enum Kind: Sendable, Hashable {
    /// On or off.
    case toggle
    /// One of some words, in the order in which left and right walk through them.
    case word([String])
    /// A whole number in the range; `stops` are the values that left and right walk through,
    /// ascending.
    case whole(ClosedRange<Int>, stops: [Int])
  }

  /// Lower snake case, ends in its unit where it has one: `block_size_tokens`.
  public let id: String
  /// Unit of a whole number as shown: `tokens`, `%`, `ms`; empty when it has none.
  public let unit: String
  public let kind: Kind
  /// The value when neither scenario nor learner chose one: the real system's default where it has
  /// one.
  public let standard: KnobValue
  /// Whole numbers that are no amount (0 for "no limit"): entry `lab.value.WORD`.
  private(set) var meanings: [Int: String] = [:]

  public init(id: String, unit: String = "", kind: Kind, standard: KnobValue) {
    self.id = id
    self.unit = unit
    self.kind = kind
    self.standard = standard
  }

  /// The knob whose `number` stands for a word instead of an amount.
  func meaning(_ word: String, at number: Int = 0) -> Knob {
    var knob = self
    knob.meanings[number] = word
    return knob
  }

  /// Short name; entry `lab.knob.ID` of the string table.
  public var title: Message { Message("lab.knob." + id) }
  /// What it does in the real system and under which name; entry `lab.knob.ID.help`.
  public var help: Message { Message("lab.knob." + id + ".help") }
  /// Name of a word value; entry `lab.knob.ID.WORD`. Whole numbers and truth values name
  /// themselves, but for those with a meaning of their own.
  public func title(of value: KnobValue) -> Message {
    switch value {
    case .word(let word): Message("lab.knob." + id + "." + word)
    case .toggle(let isOn): Message(isOn ? "lab.on" : "lab.off")
    case .whole(let n):
      if let meaning = meanings[n] {
        Message("lab.value." + meaning, String(n))
      } else if countedUnits.contains(unit) {
        Message("lab.count." + unit, String(n))
      } else {
        Message("lab.number", withUnit(String(n), unit))
      }
    }
  }

  /// The next value in the direction of left (-1) or right (+1); the same value at either end.
  public func neighbour(of value: KnobValue, direction: Int) -> KnobValue {
    switch (kind, value) {
    case (.toggle, _):
      return .toggle(direction > 0)
    case (.word(let words), .word(let word)):
      let at = (words.firstIndex(of: word) ?? 0) + direction
      return words.indices.contains(at) ? .word(words[at]) : value
    case (.whole(_, let stops), .whole(let n)):
      let next = direction > 0 ? stops.first { $0 > n } : stops.last { $0 < n }
      return next.map(KnobValue.whole) ?? value
    default:
      return standard
    }
  }

  /// Every value that left and right can reach, in order.
  public var stops: [KnobValue] {
    switch kind {
    case .toggle: [.toggle(false), .toggle(true)]
    case .word(let words): words.map(KnobValue.word)
    case .whole(_, let stops): stops.map(KnobValue.whole)
    }
  }

  /// The value that a text means for this knob (`--set` on the command line, a scalar in YAML), or
  /// why it means none.
  public func value(from text: String) throws(LabProblem) -> KnobValue {
    switch kind {
    case .toggle:
      switch text.lowercased() {
      case "on", "true", "yes", "1": return .toggle(true)
      case "off", "false", "no", "0": return .toggle(false)
      default: throw LabProblem(Message("lab.problem.toggle", id, text))
      }
    case .word(let words):
      guard words.contains(text) else {
        throw LabProblem(Message("lab.problem.word", id, text, words.joined(separator: ", ")))
      }
      return .word(text)
    case .whole(let range, _):
      guard let n = Int(text), range.contains(n) else {
        throw LabProblem(
          Message(
            "lab.problem.whole", id, text, String(range.lowerBound), String(range.upperBound), unit)
        )
      }
      return .whole(n)
    }
  }
}

/// The value of a knob.
public enum KnobValue: Hashable, Sendable, CustomStringConvertible {
  case toggle(Bool)
  case word(String)
  case whole(Int)

  /// The text that `Knob.value(from:)` reads back.
  public var description: String {
    switch self {
    case .toggle(let isOn): isOn ? "on" : "off"
    case .word(let word): word
    case .whole(let n): String(n)
    }
  }
}

/// A value for each knob of a lab.
public struct Choices: Hashable, Sendable {
  private var values: [String: KnobValue]

  public init(_ values: [String: KnobValue] = [:]) { self.values = values }

  /// The choice for a knob; `nil` leaves it to the scenario.
  public subscript(id: String) -> KnobValue? {
    get { values[id] }
    set { values[id] = newValue }
  }

  /// Identifiers and values, sorted by identifier.
  public var sorted: [(id: String, value: KnobValue)] {
    values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// These choices where made, `other`'s elsewhere.
  public func over(_ other: Choices) -> Choices {
    Choices(other.values.merging(values) { _, mine in mine })
  }

  /// The whole number chosen for `id`; 0 when it is not a whole-number knob of a complete set of
  /// choices.
  public func whole(_ id: String) -> Int {
    if case .whole(let n) = values[id] { n } else { 0 }
  }
  /// The word chosen for `id`; empty when it is not a word knob of a complete set of choices.
  public func word(_ id: String) -> String {
    if case .word(let word) = values[id] { word } else { "" }
  }
  /// Whether `id` is on; false when it is not a toggle of a complete set of choices.
  public func isOn(_ id: String) -> Bool { values[id] == .toggle(true) }
}

/// Why a lab cannot do what was asked, as a message for people.
public struct LabProblem: Error, Hashable, Sendable {
  public let message: Message
  public init(_ message: Message) { self.message = message }
}
