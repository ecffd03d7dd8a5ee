import Labs

/// What a scenario of the autoscaling lab may have.
let autoscalingProperties: [(String, JSONValue)] = [
  ("traffic", SchemaPart.list(traffic)), ("even_gaps", SchemaPart.truth),
  ("work_ms", distributionSchema),
  ("parallelism", SchemaPart.whole), ("error_permille", SchemaPart.whole),
  ("broken_pod_every", SchemaPart.whole),
  ("canary", canary),
]

private let traffic = SchemaPart.object(
  [
    ("shape", SchemaPart.words("constant", "ramp", "bursts", "diurnal")),
    ("rate_milli", SchemaPart.whole),
    ("to_rate_milli", SchemaPart.whole), ("from_s", SchemaPart.whole),
    ("from_ms", SchemaPart.whole), ("until_s", SchemaPart.whole),
    ("until_ms", SchemaPart.whole), ("period_s", SchemaPart.whole), ("period_ms", SchemaPart.whole),
    ("length_s", SchemaPart.whole),
    ("length_ms", SchemaPart.whole), ("day_s", SchemaPart.whole), ("day_ms", SchemaPart.whole),
  ], required: ["shape", "rate_milli"])

private let canary = SchemaPart.object(
  [
    ("start_s", SchemaPart.whole), ("start_ms", SchemaPart.whole),
    ("error_permille", SchemaPart.whole), ("work_percent", SchemaPart.whole),
    (
      "steps",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("percent", SchemaPart.whole), ("hold_s", SchemaPart.whole),
            ("hold_ms", SchemaPart.whole),
          ], required: ["percent"]))
    ),
  ], required: ["steps"])
