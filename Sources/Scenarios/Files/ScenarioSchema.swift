import Labs

/// The JSON Schema (draft 2020-12) of a lab's scenario files, for editors that complete and check YAML.
///
/// It knows keys, types and the labs' knobs; `readScenario` checks more (files of traces, what excludes what).
public func scenarioSchema(_ lab: any Lab) -> JSONValue {
  var properties: [(String, JSONValue)] = [
    ("version", .object([("const", .whole(scenarioVersion))])),
    ("lab", .object([("const", .string(lab.id.rawValue))])),
    ("title", text), ("title_zh", text), ("about", text), ("about_zh", text),
    ("choices", choices(of: lab)), ("try", list(claim(of: lab))), ("end_s", whole),
    ("end_ms", whole),
  ]
  var required = ["version", "lab", "title"]
  switch lab.id {
  case .scheduling:
    properties += [
      ("nodes", list(nodes)), ("pods", list(pods)), ("trace", podTrace), ("jobs", list(jobs)),
      ("flavors", list(flavor)), ("queues", list(queue)), ("events", list(event)),
      ("node_failures", nodeFailures), ("budgets", list(budget)),
    ]
    required.append("nodes")
  case .serving:
    properties += [
      ("max_model_tokens", whole), ("requests", list(requests)), ("trace", requestTrace),
      ("outages", list(outage)), ("random_outages", randomOutages),
    ]
    required.append("max_model_tokens")
  case .runtime: properties += runtimeProperties
  case .autoscaling:
    properties += autoscalingProperties
  case .gateway: properties += gatewayProperties
  }
  return .object(
    [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string("aiinfra-tutor scenario: \(lab.id.rawValue)")),
    ] + fields(properties, required: required))
}

private func choices(of lab: any Lab) -> JSONValue {
  object(lab.knobs.map { ($0.id, schema(of: $0)) })
}

private func claim(of lab: any Lab) -> JSONValue {
  let number = JSONValue.object([("type", .string("number"))])
  let metric = JSONValue.object([("enum", .array(lab.metrics.map { .string($0.id) }))])
  return object(
    [
      ("text", text), ("text_zh", text), ("choices", choices(of: lab)),
      (
        "expect",
        list(
          object(
            [("metric", metric), ("at_least", number), ("at_most", number)], required: ["metric"]))
      ),
    ], required: ["text", "expect"])
}

private func schema(of knob: Knob) -> JSONValue {
  switch knob.kind {
  case .toggle: truth
  case .word(let words): .object([("enum", .array(words.map(JSONValue.string)))])
  case .whole(let range, _):
    .object([
      ("type", .string("integer")), ("minimum", .whole(range.lowerBound)),
      ("maximum", .whole(range.upperBound)),
    ])
  }
}

private let text = SchemaPart.text
private let whole = SchemaPart.whole
private let truth = SchemaPart.truth

private func list(_ items: JSONValue) -> JSONValue { SchemaPart.list(items) }

private func fields(
  _ properties: [(String, JSONValue)], required: [String] = []
) -> [(String, JSONValue)] {
  [
    ("type", .string("object")), ("additionalProperties", .truth(false)),
    ("required", .array(required.map(JSONValue.string))), ("properties", .object(properties)),
  ]
}

private func object(
  _ properties: [(String, JSONValue)], required: [String] = []
) -> JSONValue {
  .object(fields(properties, required: required))
}

private func words(_ words: String...) -> JSONValue {
  .object([("enum", .array(words.map(JSONValue.string)))])
}

private let labels = JSONValue.object([
  ("type", .string("object")), ("additionalProperties", text),
])

private let distribution: JSONValue = {
  let limits = [("min", whole), ("max", whole)]
  return .object([
    (
      "oneOf",
      .array([
        whole, object([("uniform", object(limits, required: ["min", "max"]))]),
        object([
          (
            "exponential",
            object([("mean", whole)] + limits, required: ["mean", "min", "max"])
          )
        ]),
        object([
          (
            "lognormal",
            object(
              [("median", whole), ("sigma_percent", whole)] + limits,
              required: ["median", "sigma_percent", "min", "max"])
          )
        ]),
        object([
          (
            "choice",
            list(object([("value", whole), ("weight", whole)], required: ["value", "weight"]))
          )
        ]),
      ])
    )
  ])
}()

private let arrivals = object(
  [
    ("count", whole), ("start_s", whole), ("start_ms", whole),
    ("pattern", words("together", "evenly", "poisson", "uniform")), ("gap_s", whole),
    ("gap_ms", whole), ("mean_gap_s", whole), ("mean_gap_ms", whole), ("until_s", whole),
    ("until_ms", whole),
  ], required: ["count", "pattern"])

/// As they stand in the schemas of other labs.
let arrivalsSchema = arrivals
let distributionSchema = distribution

private let effect = words("NoSchedule", "PreferNoSchedule", "NoExecute")
private let requirement: [(String, JSONValue)] = [
  ("key", text), ("operator", words("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")),
  ("values", list(text)),
]

private let nodes = object(
  [
    ("name", text), ("count", whole), ("cpu_milli", whole), ("memory_mib", whole),
    ("gpus", whole), ("gpu_model", text), ("labels", labels),
    (
      "taints",
      list(
        object([("key", text), ("value", text), ("effect", effect)], required: ["key", "effect"]))
    ), ("unschedulable", truth), ("zones", list(text)), ("memory_bytes", whole),
    ("max_pods", whole), ("extended", amounts), ("names", list(text)),
    (
      "domains",
      list(
        object(
          [("key", text), ("prefix", text), ("nodes_per_domain", whole)],
          required: ["key", "nodes_per_domain"]))
    ),
    ("devices", object([("whole", truth), ("partitions", text), ("time_sliced", whole)])),
    (
      "images",
      list(
        object([("name", text), ("size_mib", whole), ("size_bytes", whole)], required: ["name"]))
    ),
  ], required: ["name", "cpu_milli"])

private let pods = object(
  [
    ("name", text), ("arrivals", arrivals), ("cpu_milli", whole), ("memory_mib", whole),
    ("gpus", distribution), ("gpu_milli", distribution), ("per_gpu", truth),
    ("duration_s", distribution), ("priority", whole), ("labels", labels),
    (
      "tolerations",
      list(
        object([
          ("key", text), ("operator", words("Equal", "Exists")), ("value", text),
          ("effect", effect),
        ]))
    ), ("node_selector", labels), ("required_labels", list(object(requirement))),
    ("preferred_labels", list(object([("weight", whole)] + requirement))),
    (
      "spread",
      list(
        object(
          [
            ("topology_key", text), ("max_skew", whole),
            ("when_unsatisfiable", words("DoNotSchedule", "ScheduleAnyway")), ("selector", labels),
          ], required: ["topology_key", "max_skew", "when_unsatisfiable"]))
    ), ("service", truth), ("group_size", whole), ("member_gap_s", whole),
    ("member_gap_ms", whole),
  ], required: ["name", "arrivals", "cpu_milli", "memory_mib"])

private let amounts = JSONValue.object([
  ("type", .string("object")), ("additionalProperties", whole),
])

private let shape: [(String, JSONValue)] = [
  ("cpu_milli", whole), ("memory_mib", whole), ("memory_bytes", whole), ("extended", amounts),
  ("gpus", whole), ("gpu_milli", whole),
  ("labels", labels),
  (
    "tolerations",
    list(
      object([
        ("key", text), ("operator", words("Equal", "Exists")), ("value", text), ("effect", effect),
      ]))
  ), ("node_selector", labels), ("required_labels", list(object(requirement))),
  ("preferred_labels", list(object([("weight", whole)] + requirement))),
  (
    "spread",
    list(
      object(
        [
          ("topology_key", text), ("max_skew", whole),
          ("when_unsatisfiable", words("DoNotSchedule", "ScheduleAnyway")), ("selector", labels),
        ], required: ["topology_key", "max_skew", "when_unsatisfiable"]))
  ),
  (
    "neighbours",
    list(
      object(
        [
          ("kind", words("near", "apart")), ("of", text), ("selector", labels),
          ("topology_key", text),
          ("weight", whole),
        ], required: ["kind", "topology_key"]))
  ), ("images", list(text)),
  (
    "claims",
    list(
      object(
        deviceOption + [("first_available", list(object(deviceOption))), ("match_attribute", text)])
    )
  ),
  (
    "topology",
    object([
      ("required", text), ("preferred", text), ("unconstrained", truth), ("slice_size", whole),
      ("slice_level", text),
    ])
  ),
]

private let deviceOption: [(String, JSONValue)] = [
  ("device_class", text), ("count", whole), ("all", truth), ("selectors", list(text)),
]

private let jobs = object(
  [
    ("name", text), ("arrivals", arrivals), ("kind", words("job", "leader-worker-set")),
    ("queue", text), ("priority", whole), ("pods", whole), ("minimum_pods", whole),
    (
      "pod_sets",
      list(
        object(
          [("name", text), ("count", whole), ("minimum", whole)] + shape,
          required: ["name", "count"]))
    ), ("duration_s", distribution), ("declared_percent", whole),
    ("progress", words("each", "together", "elastic")), ("gang_minimum", whole),
    ("checkpoint_s", whole), ("checkpoint_ms", whole),
    (
      "breaks",
      object([
        ("after_s", list(whole)), ("mean_time_between_s", whole), ("chance_permille", whole),
      ])
    ), ("retries", whole), ("restart_whole", truth), ("preemptible", truth),
    ("pod_gap_s", whole), ("pod_gap_ms", whole), ("wait_for_leader", truth),
    ("replicas", whole), ("exclusive_topology", text),
    (
      "subgroups",
      object(
        [
          ("size", whole), ("type", words("LeaderWorker", "LeaderExcluded")),
          ("exclusive_topology", text),
        ], required: ["size"])
    ),
    ("exact_name", truth), ("namespace", text), ("scheduler", text), ("runs_on", list(text)),
  ] + shape, required: ["name", "arrivals"])

private let flavor = object(
  [
    ("name", text), ("node_labels", labels),
    (
      "taints",
      list(
        object([("key", text), ("value", text), ("effect", effect)], required: ["key", "effect"]))
    ),
    (
      "tolerations",
      list(
        object([
          ("key", text), ("operator", words("Equal", "Exists")), ("value", text),
          ("effect", effect),
        ]))
    ), ("topology_levels", list(text)),
  ], required: ["name"])

private let quota: [(String, JSONValue)] = [
  ("flavor", text), ("resource", text),
  ("nominal", whole), ("borrowing_limit", whole), ("lending_limit", whole),
]

private let queue = object(
  [
    ("name", text), ("parent", text),
    ("quotas", list(object(quota, required: ["resource", "nominal"]))), ("weight_percent", whole),
    ("priority", whole), ("strategy", words("BestEffortFIFO", "StrictFIFO")),
    (
      "preemption",
      object([
        ("within_queue", words("Never", "LowerPriority", "LowerOrNewerEqualPriority")),
        ("reclaim", words("Never", "LowerPriority", "Any")),
        ("borrow", words("Never", "LowerPriority")), ("borrow_max_priority", whole),
      ])
    ),
    (
      "fungibility",
      object([
        ("when_can_borrow", words("MayStopSearch", "TryNextFlavor")),
        ("when_can_preempt", words("MayStopSearch", "TryNextFlavor")),
      ])
    ),
  ], required: ["name"])

private let event = object([
  ("at_s", whole), ("at_ms", whole), ("until_s", whole), ("until_ms", whole), ("fail", text),
  ("repair", text), ("cordon", text), ("uncordon", text), ("drain", text),
  (
    "quota",
    object([("queue", text)] + quota, required: ["queue", "resource", "nominal"])
  ),
])

private let nodeFailures = object([
  ("mean_time_between_s", whole), ("mean_time_between_ms", whole), ("mean_repair_s", whole),
  ("mean_repair_ms", whole), ("until_s", whole), ("until_ms", whole), ("groups", list(text)),
])

private let budget = object(
  [("name", text), ("labels", labels), ("max_unavailable", whole)],
  required: ["name", "labels", "max_unavailable"])

private let podTrace = object(
  [
    ("file", text), ("rows", whole), ("play", words("window", "fill")),
    ("stretch_percent", whole), ("longest_s", whole), ("longest_ms", whole), ("gap_s", whole),
    ("gap_ms", whole),
  ], required: ["file", "rows", "play"])

private let requests = object(
  [
    ("name", text), ("arrivals", arrivals), ("prompt_tokens", distribution),
    ("output_tokens", distribution), ("shared_prefix_tokens", whole), ("shared_prefixes", whole),
    ("turns", distribution), ("turn_gap_ms", distribution), ("priority", whole),
    ("adapters", whole),
  ], required: ["name", "arrivals", "prompt_tokens", "output_tokens"])

private let outage = object(
  [
    ("replica", whole), ("at_s", whole), ("at_ms", whole), ("back_after_s", whole),
    ("back_after_ms", whole),
  ], required: ["replica"])

private let randomOutages = object([
  ("mean_time_between_s", whole), ("mean_time_between_ms", whole), ("mean_repair_s", whole),
  ("mean_repair_ms", whole), ("until_s", whole), ("until_ms", whole),
])

private let requestTrace = object(
  [
    ("file", text),
    (
      "format",
      .object([("enum", .array(RequestTrace.Format.allCases.map { .string($0.rawValue) }))])
    ),
    ("prefix_block_tokens", whole), ("rows", whole), ("stretch_percent", whole),
  ], required: ["file", "rows"])
