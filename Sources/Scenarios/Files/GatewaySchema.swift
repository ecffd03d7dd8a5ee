import Labs

/// What a scenario of the gateway lab may have.
let gatewayProperties: [(String, JSONValue)] = [
  ("traffic", gatewayTraffic), ("workflow", workflow), ("retrieval", retrieval),
  ("experiment", experiment),
]

private let gatewayTraffic = SchemaPart.object(
  [
    ("max_model_tokens", .whole),
    (
      "questions",
      SchemaPart.object(
        [
          ("topics", .whole), ("intents_per_topic", .whole), ("spread_percent", .whole),
          ("wording_percent", .whole),
        ], required: ["topics", "intents_per_topic"])
    ),
    (
      "backends",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("name", .text),
            ("pool", SchemaPart.object([("replicas", .whole)], required: ["replicas"])),
            (
              "provider",
              SchemaPart.object(
                [
                  ("first_token_ms", distributionSchema), ("token_us", .whole),
                  ("error_percent", .whole),
                  ("input_cents_per_million", .whole), ("output_cents_per_million", .whole),
                ], required: ["first_token_ms", "token_us"])
            ),
            (
              "outages",
              SchemaPart.list(SchemaPart.object(SchemaPart.time("start") + SchemaPart.time("end")))
            ),
          ], required: ["name"]))
    ),
    (
      "models",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("name", .text),
            (
              "backends",
              SchemaPart.list(
                SchemaPart.object(
                  [("backend", .text), ("weight", .whole), ("priority", .whole)],
                  required: ["backend"]))
            ),
          ], required: ["name", "backends"]))
    ), ("tenants", SchemaPart.list(tenant)),
  ] + SchemaPart.time("cache_lifetime"),
  required: ["max_model_tokens", "backends", "models", "tenants"])

private let tenant = SchemaPart.object(
  [
    ("name", .text), ("model", .text), ("arrivals", arrivalsSchema),
    ("prompt_tokens", distributionSchema),
    ("output_tokens", distributionSchema), ("max_tokens", .whole), ("shared_prefix_tokens", .whole),
    ("sheddable", .truth),
    (
      "budgets",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("tokens", .whole), ("input_percent", .whole), ("cached_percent", .whole),
            ("output_percent", .whole),
          ] + SchemaPart.time("window"), required: ["tokens"]))
    ),
  ], required: ["name", "model", "arrivals", "prompt_tokens", "output_tokens", "max_tokens"])

private let workflowNeed = JSONValue.object([
  (
    "oneOf",
    .array([
      .text,
      SchemaPart.object(
        [
          (
            "any",
            SchemaPart.list(
              SchemaPart.object(
                [
                  ("step", .text),
                  (
                    "endings",
                    SchemaPart.list(
                      SchemaPart.words("succeeded", "failed", "errored", "skipped", "omitted"))
                  ),
                ], required: ["step"]))
          )
        ], required: ["any"]),
    ])
  )
])

private let workflow = SchemaPart.object(
  [
    ("parallelism", .whole), ("changed_for_rerun", SchemaPart.list(.text)),
    (
      "groups",
      SchemaPart.list(
        SchemaPart.object(
          [("name", .text), ("parallelism", .whole)], required: ["name", "parallelism"]))
    ),
    (
      "steps",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("name", .text), ("needs", SchemaPart.list(workflowNeed)),
            ("duration_ms", distributionSchema),
            ("failure_percent", .whole),
            (
              "retry",
              SchemaPart.object(
                [
                  ("limit", .whole), ("policy", SchemaPart.words("Always", "OnFailure", "OnError")),
                  ("factor", .whole),
                ] + SchemaPart.time("backoff") + SchemaPart.time("cap")
                  + SchemaPart.time("max_duration"), required: ["limit"])
            ), ("memo_key", .text), ("cacheable", .truth), ("spot", .truth), ("goes_on", .truth),
            ("wanted", .truth), ("group", .text), ("items", .whole),
          ] + SchemaPart.time("timeout"), required: ["name", "duration_ms"]))
    ),
  ] + SchemaPart.time("deadline") + SchemaPart.time("pod_start")
    + SchemaPart.time("mean_spot_life"), required: ["steps"])

private let experiment = SchemaPart.object(
  [
    ("users_per_day", .whole), ("days", .whole),
    (
      "arms",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("name", .text), ("weight", .whole), ("accepted_per_ten_thousand", .whole),
            ("novelty_per_ten_thousand", .whole), ("novelty_half_life_days", .whole),
            ("score", .whole), ("lost_percent", .whole),
          ], required: ["name", "accepted_per_ten_thousand"]))
    ),
  ], required: ["users_per_day", "days", "arms"])

private let retrieval = SchemaPart.object([
  (
    "vectors",
    SchemaPart.object(
      [("count", .whole), ("dimension", .whole), ("clusters", .whole), ("queries", .whole)],
      required: ["count", "dimension", "clusters", "queries"])
  ),
  (
    "corpus",
    SchemaPart.object(
      [
        ("documents", .whole), ("document_words", .whole), ("topics", .whole),
        ("passages_per_document", .whole), ("passage_words", .whole), ("questions", .whole),
        ("paraphrase_percent", .whole), ("name_percent", .whole),
      ],
      required: [
        "documents", "document_words", "topics", "passages_per_document", "passage_words",
        "questions",
      ])
  ),
  (
    "answers",
    SchemaPart.object(
      [("instruction_tokens", .whole), ("answer_tokens", .whole), ("max_model_tokens", .whole)]
        + SchemaPart.time("mean_gap"),
      required: ["instruction_tokens", "answer_tokens", "max_model_tokens"])
  ),
])
