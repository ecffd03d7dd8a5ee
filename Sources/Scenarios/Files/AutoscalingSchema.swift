import Labs

/// What a scenario of the autoscaling lab may have.
let autoscalingProperties: [(String, JSONValue)] = [
  ("traffic", SchemaPart.list(traffic)), ("even_gaps", .truth), ("work_ms", distributionSchema),
  ("parallelism", .whole), ("error_permille", .whole), ("broken_pod_every", .whole),
  ("canary", canary),
]

private let traffic = SchemaPart.object(
  [
    ("shape", SchemaPart.words("constant", "ramp", "bursts", "diurnal")), ("rate_milli", .whole),
    ("to_rate_milli", .whole), ("from_s", .whole), ("from_ms", .whole), ("until_s", .whole),
    ("until_ms", .whole), ("period_s", .whole), ("period_ms", .whole), ("length_s", .whole),
    ("length_ms", .whole), ("day_s", .whole), ("day_ms", .whole),
  ], required: ["shape", "rate_milli"])

private let canary = SchemaPart.object(
  [
    ("start_s", .whole), ("start_ms", .whole), ("error_permille", .whole), ("work_percent", .whole),
    (
      "steps",
      SchemaPart.list(
        SchemaPart.object(
          [("percent", .whole), ("hold_s", .whole), ("hold_ms", .whole)], required: ["percent"]))
    ),
  ], required: ["steps"])
