import Wording

/// A run as text for other programs.
public struct RunExport: Sendable {
  public let outcome: RunOutcome
  private let say: Wording

  /// `wording` says the decisions' sentences; names of fields are the same in every language.
  public init(_ outcome: RunOutcome, wording: Wording = Wording(.english)) {
    self.outcome = outcome
    say = wording
  }

  /// Everything in one object: lab, seed, choices, metrics, events, digest, decisions, series.
  public var json: String { value.text }

  /// As `json`, as a value to be put into something larger.
  public var value: JSONValue {
    .object([
      ("lab", .string(outcome.lab.rawValue)), ("seed", .string(outcome.seed.text)),
      ("choices", .object(outcome.choices.sorted.map { ($0.id, .string($0.value.description)) })),
      ("metrics", Self.metrics(outcome.metrics)), ("events", .whole(outcome.events)),
      ("digest", .string(outcome.digest)), ("decisions", .array(decisions)),
      (
        "series",
        .array(
          outcome.replay.series.map { series in
            .object([
              ("id", .string(series.id)), ("unit", .string(series.unit)),
              (
                "points",
                .array(
                  series.points.map {
                    .array([.whole($0.timeNanoseconds), .number($0.value, decimals: 6)])
                  })
              ),
            ])
          })
      ),
    ])
  }

  /// `{"name": {"value", "unit"}}` in the lab's order; a metric without a value has null.
  public static func metrics(_ metrics: [Metric]) -> JSONValue {
    .object(
      metrics.map { metric in
        (
          metric.definition.id,
          .object([
            (
              "value",
              metric.value.map { .number($0, decimals: metric.definition.decimals) } ?? .null
            ), ("unit", .string(metric.definition.unit)),
          ])
        )
      })
  }

  private var decisions: [JSONValue] {
    guard outcome.replay.stepCount >= 1 else { return [] }
    return (1...outcome.replay.stepCount).compactMap { step in
      outcome.replay.decision(at: step).map {
        .object([
          ("step", .whole(step)), ("time_ns", .whole($0.time.nanoseconds)),
          ("kind", .string($0.kind)), ("subjects", .array($0.subjects.map(JSONValue.string))),
          ("sentence", .string(say($0.sentence))),
        ])
      }
    }
  }

  /// `metric,value,unit`; no value is an empty field.
  public var metricsCSV: String {
    csv(
      ["metric", "value", "unit"],
      outcome.metrics.map {
        [$0.definition.id, $0.value == nil ? "" : $0.text, $0.definition.unit]
      })
  }

  /// `step,time_ns,kind,subjects,sentence`; subjects are separated by spaces.
  public var decisionsCSV: String {
    guard outcome.replay.stepCount >= 1 else {
      return csv(["step", "time_ns", "kind", "subjects", "sentence"], [])
    }
    return csv(
      ["step", "time_ns", "kind", "subjects", "sentence"],
      (1...outcome.replay.stepCount).compactMap { step in
        outcome.replay.decision(at: step).map {
          [
            String(step), String($0.time.nanoseconds), $0.kind,
            $0.subjects.joined(separator: " "), say($0.sentence),
          ]
        }
      })
  }

  /// `series,unit,time_ns,value`.
  public var seriesCSV: String {
    csv(
      ["series", "unit", "time_ns", "value"],
      outcome.replay.series.flatMap { series in
        series.points.map {
          [series.id, series.unit, String($0.timeNanoseconds), formatted($0.value, decimals: 6)]
        }
      })
  }
}

extension Sweep {
  /// A column for each axis and metric, a row for each combination.
  public var csvText: String {
    csv(
      axes.map(\.knob) + (rows.first?.metrics.map(\.definition.id) ?? []),
      rows.map { row in
        row.values.map(\.description) + row.metrics.map { $0.value == nil ? "" : $0.text }
      })
  }

  /// `[{"set": {knob: value}, "metrics": {...}, "digest"}]`.
  public var jsonValue: JSONValue {
    .array(
      rows.map { row in
        .object([
          (
            "set",
            .object(zip(axes, row.values).map { ($0.knob, .string($1.description)) })
          ), ("metrics", RunExport.metrics(row.metrics)), ("digest", .string(row.digest)),
        ])
      })
  }
}

/// RFC 4180 text with line feeds: fields with a comma, quote or line break are quoted.
public func csv(_ head: [String], _ rows: [[String]]) -> String {
  ([head] + rows).map { $0.map(csvField).joined(separator: ",") + "\n" }.joined()
}

private func csvField(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2c || $0 == 0x0a || $0 == 0x0d })
  else { return text }
  return "\""
    + text.split(separator: "\"", omittingEmptySubsequences: false)
    .joined(separator: "\"\"") + "\""
}
