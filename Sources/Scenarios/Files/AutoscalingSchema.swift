import Labs

/// What a scenario of the autoscaling lab may have.
let autoscalingProperties: [(String, JSONValue)] = [
  ("traffic", SchemaPart.list(traffic)), ("even_gaps", SchemaPart.truth),
  ("work_ms", distributionSchema),
  ("parallelism", SchemaPart.whole), ("error_permille", SchemaPart.whole),
  ("broken_pod_every", SchemaPart.whole),
  ("canary", canary), ("rollout", rollout), ("inference", inference), ("models", models),
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

private let version = SchemaPart.object(
  [
    ("failures_per_million", SchemaPart.whole), ("latency_ms", distributionSchema),
    ("start_s", distributionSchema), ("broken_pod_percent", SchemaPart.whole),
  ], required: ["failures_per_million"])

private let rollout = SchemaPart.object(
  [
    ("replicas", SchemaPart.whole), ("requests_per_s", SchemaPart.whole), ("old", version),
    ("new", version),
    (
      "steps",
      SchemaPart.list(
        SchemaPart.object(
          [("weight", SchemaPart.whole)] + SchemaPart.time("pause"), required: ["weight"]))
    ),
  ], required: ["replicas", "requests_per_s", "old", "new", "steps"])

private let component = SchemaPart.object(
  [
    ("work_us", distributionSchema), ("concurrency", SchemaPart.whole),
    ("start_s", SchemaPart.whole),
  ], required: ["work_us"])

private let inference = SchemaPart.object(
  [
    ("predictor", component), ("transformer", component), ("explainer", component),
    ("explain_permille", SchemaPart.whole), ("explanation_calls", SchemaPart.whole),
    ("hop_us", SchemaPart.whole), ("error_permille", SchemaPart.whole),
    (
      "updates",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("work_percent", SchemaPart.whole), ("error_permille", SchemaPart.whole),
            ("becomes_ready", SchemaPart.truth),
          ] + SchemaPart.time("at")))
    ), ("traffic", SchemaPart.list(traffic)), ("even_gaps", SchemaPart.truth),
  ], required: ["predictor", "traffic"])

private let models = SchemaPart.object(
  [
    ("servers", SchemaPart.whole), ("server_mib", SchemaPart.whole),
    (
      "groups",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("name", SchemaPart.text), ("count", SchemaPart.whole), ("mib", SchemaPart.whole),
            ("weight", SchemaPart.whole),
          ] + SchemaPart.time("loading") + SchemaPart.time("answer"),
          required: ["name", "count", "mib"]))
    ), ("traffic", SchemaPart.list(traffic)), ("even_gaps", SchemaPart.truth),
  ], required: ["servers", "server_mib", "groups", "traffic"])
