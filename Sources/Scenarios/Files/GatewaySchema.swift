import Labs

/// What a scenario of the gateway lab may have.
let gatewayProperties: [(String, JSONValue)] = [
  ("traffic", gatewayTraffic), ("workflow", workflow), ("retrieval", retrieval),
  ("experiment", experiment),
]

private let gatewayTraffic = SchemaPart.object(
  [
    ("max_model_tokens", SchemaPart.whole),
    (
      "questions",
      SchemaPart.object(
        [
          ("topics", SchemaPart.whole), ("intents_per_topic", SchemaPart.whole),
          ("spread_percent", SchemaPart.whole),
          ("wording_percent", SchemaPart.whole),
        ], required: ["topics", "intents_per_topic"])
    ),
    (
      "backends",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("name", SchemaPart.text),
            ("pool", SchemaPart.object([("replicas", SchemaPart.whole)], required: ["replicas"])),
            (
              "provider",
              SchemaPart.object(
                [
                  ("first_token_ms", distributionSchema), ("token_us", SchemaPart.whole),
                  ("error_percent", SchemaPart.whole),
                  ("input_cents_per_million", SchemaPart.whole),
                  ("output_cents_per_million", SchemaPart.whole),
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
            ("name", SchemaPart.text),
            (
              "backends",
              SchemaPart.list(
                SchemaPart.object(
                  [
                    ("backend", SchemaPart.text), ("weight", SchemaPart.whole),
                    ("priority", SchemaPart.whole),
                  ],
                  required: ["backend"]))
            ),
          ], required: ["name", "backends"]))
    ), ("tenants", SchemaPart.list(tenant)),
  ] + SchemaPart.time("cache_lifetime"),
  required: ["max_model_tokens", "backends", "models", "tenants"])

private let tenant = SchemaPart.object(
  [
    ("name", SchemaPart.text), ("model", SchemaPart.text), ("arrivals", arrivalsSchema),
    ("prompt_tokens", distributionSchema),
    ("output_tokens", distributionSchema), ("max_tokens", SchemaPart.whole),
    ("shared_prefix_tokens", SchemaPart.whole),
    ("sheddable", SchemaPart.truth),
    (
      "budgets",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("tokens", SchemaPart.whole), ("input_percent", SchemaPart.whole),
            ("cached_percent", SchemaPart.whole),
            ("output_percent", SchemaPart.whole),
          ] + SchemaPart.time("window"), required: ["tokens"]))
    ),
  ], required: ["name", "model", "arrivals", "prompt_tokens", "output_tokens", "max_tokens"])

private let workflowNeed = JSONValue.object([
  (
    "oneOf",
    .array([
      SchemaPart.text,
      SchemaPart.object(
        [
          (
            "any",
            SchemaPart.list(
              SchemaPart.object(
                [
                  ("step", SchemaPart.text),
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
    ("parallelism", SchemaPart.whole), ("changed_for_rerun", SchemaPart.list(SchemaPart.text)),
    (
      "groups",
      SchemaPart.list(
        SchemaPart.object(
          [("name", SchemaPart.text), ("parallelism", SchemaPart.whole)],
          required: ["name", "parallelism"]))
    ),
    (
      "steps",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("name", SchemaPart.text), ("needs", SchemaPart.list(workflowNeed)),
            ("duration_ms", distributionSchema),
            ("failure_percent", SchemaPart.whole),
            (
              "retry",
              SchemaPart.object(
                [
                  ("limit", SchemaPart.whole),
                  ("policy", SchemaPart.words("Always", "OnFailure", "OnError")),
                  ("factor", SchemaPart.whole),
                ] + SchemaPart.time("backoff") + SchemaPart.time("cap")
                  + SchemaPart.time("max_duration"), required: ["limit"])
            ), ("memo_key", SchemaPart.text), ("cacheable", SchemaPart.truth),
            ("spot", SchemaPart.truth), ("goes_on", SchemaPart.truth),
            ("wanted", SchemaPart.truth), ("group", SchemaPart.text), ("items", SchemaPart.whole),
          ] + SchemaPart.time("timeout"), required: ["name", "duration_ms"]))
    ),
  ] + SchemaPart.time("deadline") + SchemaPart.time("pod_start")
    + SchemaPart.time("mean_spot_life"), required: ["steps"])

private let experiment = SchemaPart.object(
  [
    ("users_per_day", SchemaPart.whole), ("days", SchemaPart.whole),
    (
      "arms",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("name", SchemaPart.text), ("weight", SchemaPart.whole),
            ("accepted_per_ten_thousand", SchemaPart.whole),
            ("novelty_per_ten_thousand", SchemaPart.whole),
            ("novelty_half_life_days", SchemaPart.whole),
            ("score", SchemaPart.whole), ("lost_percent", SchemaPart.whole),
          ], required: ["name", "accepted_per_ten_thousand"]))
    ),
  ], required: ["users_per_day", "days", "arms"])

private let retrieval = SchemaPart.object([
  (
    "vectors",
    SchemaPart.object(
      [
        ("count", SchemaPart.whole), ("dimension", SchemaPart.whole),
        ("clusters", SchemaPart.whole), ("queries", SchemaPart.whole),
      ],
      required: ["count", "dimension", "clusters", "queries"])
  ),
  (
    "corpus",
    SchemaPart.object(
      [
        ("documents", SchemaPart.whole), ("document_words", SchemaPart.whole),
        ("topics", SchemaPart.whole),
        ("passages_per_document", SchemaPart.whole), ("passage_words", SchemaPart.whole),
        ("questions", SchemaPart.whole),
        ("paraphrase_percent", SchemaPart.whole), ("name_percent", SchemaPart.whole),
      ],
      required: [
        "documents", "document_words", "topics", "passages_per_document", "passage_words",
        "questions",
      ])
  ),
  (
    "answers",
    SchemaPart.object(
      [
        ("instruction_tokens", SchemaPart.whole), ("answer_tokens", SchemaPart.whole),
        ("max_model_tokens", SchemaPart.whole),
      ]
        + SchemaPart.time("mean_gap"),
      required: ["instruction_tokens", "answer_tokens", "max_model_tokens"])
  ),
])
