import Wording

/// What a lab measures: its name, unit and definition.
public struct MetricDefinition: Sendable, Identifiable, Hashable {
  public enum Better: Sendable, Hashable { case lower, higher, neither }

  /// Lower snake case without the unit: `ttft_p95`.
  public let id: String
  /// `ms`, `%`, `tokens/s`, `pods` ...; empty for pure counts.
  public let unit: String
  /// Digits after the point in every output; 0 makes the value a whole number in JSON.
  public let decimals: Int
  public let better: Better

  public init(id: String, unit: String, decimals: Int = 0, better: Better) {
    self.id = id
    self.unit = unit
    self.decimals = decimals
    self.better = better
  }

  /// Short name; entry `lab.metric.ID`.
  public var title: Message { Message("lab.metric." + id) }
  /// How it is computed; entry `lab.metric.ID.help`.
  public var help: Message { Message("lab.metric." + id + ".help") }
}

/// The name of a unit: things that are counted have one in each language, `ms` and `%` are the same
/// in all.
public func unitName(_ unit: String) -> Message {
  countedUnits.contains(unit) ? Message("lab.unit." + unit) : Message("lab.number", unit)
}

/// Units that are things.
let countedUnits: Set<String> = [
  "pods", "requests", "nodes", "layers", "volumes", "links", "words", "keys", "calls", "images",
  "steps", "looks", "models", "servers",
]

/// A measured value.
public struct Metric: Sendable, Hashable {
  public let definition: MetricDefinition
  /// Rounded to the definition's decimals already, so that judging, showing and writing agree;
  /// `nil` when the run gives no value (no finished request has a TTFT).
  public let value: Double?

  public init(_ definition: MetricDefinition, _ value: Double?) {
    self.definition = definition
    var scale = 1.0
    for _ in 0..<definition.decimals { scale *= 10 }
    self.value = value.flatMap { $0.isFinite ? ($0 * scale).rounded() / scale : nil }
  }

  /// The number with exactly the definition's decimals, no grouping, no locale; an en dash when
  /// there is none.
  public var text: String {
    value.map { formatted($0, decimals: definition.decimals) } ?? "\u{2013}"
  }
}

/// `value` with exactly `decimals` digits after the point, rounded half away from zero, without a
/// locale.
public func formatted(_ value: Double, decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let scaled = (value * scale).rounded()
  guard scaled.magnitude < 9e15 else { return String(value) }
  let whole = Int(scaled.magnitude)
  let divisor = Int(scale)
  let sign = scaled < 0 ? "-" : ""
  guard decimals > 0 else { return sign + String(whole) }
  let fraction = String(whole % divisor)
  return sign + String(whole / divisor) + "."
    + String(repeating: "0", count: decimals - fraction.count) + fraction
}
