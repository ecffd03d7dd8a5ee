import Curriculum
import Labs
import Learning

extension JSON {
  /// The same value with the keys of every object in ascending order.
  var sorted: JSON {
    switch self {
    case .array(let values): .array(values.map(\.sorted))
    case .object(let members):
      .object(
        members.map { Member($0.key, $0.value.sorted) }.sorted { $0.key < $1.key })
    default: self
    }
  }

  static func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

  /// Whole numbers without a point, no value as null.
  static func amount(_ value: Double?) -> JSON {
    guard let value, value.isFinite else { return .null }
    return value == value.rounded() && value.magnitude < 1e15
      ? .integer(Int(value)) : .number(value)
  }

  /// `{"name": {"value", "unit"}}`.
  static func metrics(_ metrics: [Metric]) -> JSON {
    .object(
      metrics.map {
        Member(
          $0.definition.id,
          .record(["value": .amount($0.value), "unit": .string($0.definition.unit)]))
      })
  }

  static func choices(_ choices: Choices) -> JSON {
    .object(choices.sorted.map { Member($0.id, .string($0.value.description)) })
  }
}

extension Metric {
  /// Number and unit, as people write them.
  var textWithUnit: String {
    definition.unit.isEmpty || value == nil ? text : text + " " + definition.unit
  }
}
