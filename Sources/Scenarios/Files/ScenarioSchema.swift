import Labs

/// The JSON Schema (draft 2020-12) of a lab's scenario files, for editors that complete and check YAML.
///
/// It knows keys, types and the labs' knobs; `readScenario` checks more (files of traces, what excludes what).
public func scenarioSchema(_ lab: any Lab) -> JSONValue {
  var properties: [(String, JSONValue)] = [
    ("version", .object([("const", .whole(scenarioVersion))])),
    ("lab", .object([("const", .string(lab.id.rawValue))])),
    ("title", text), ("title_zh", text), ("about", text),
    ("choices", object(lab.knobs.map { ($0.id, schema(of: $0)) })), ("end_s", whole),
    ("end_ms", whole),
  ]
  var required = ["version", "lab", "title"]
  switch lab.id {
  case .scheduling:
    properties += [("nodes", list(nodes)), ("pods", list(pods)), ("trace", podTrace)]
    required.append("nodes")
  case .serving:
    properties += [
      ("max_model_tokens", whole), ("requests", list(requests)), ("trace", requestTrace),
    ]
    required.append("max_model_tokens")
  case .runtime, .autoscaling, .gateway: break
  }
  return .object(
    [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string("aiinfra-tutor scenario: \(lab.id.rawValue)")),
    ] + fields(properties, required: required))
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

private let text = JSONValue.object([("type", .string("string"))])
private let whole = JSONValue.object([("type", .string("integer"))])
private let truth = JSONValue.object([("type", .string("boolean"))])

private func list(_ items: JSONValue) -> JSONValue {
  .object([("type", .string("array")), ("items", items)])
}

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
    ), ("unschedulable", truth), ("zones", list(text)),
  ], required: ["name", "cpu_milli", "memory_mib"])

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
            ("when_unsatisfiable", words("DoNotSchedule", "ScheduleAnyway")),
          ], required: ["topology_key", "max_skew", "when_unsatisfiable"]))
    ), ("service", truth), ("group_size", whole), ("member_gap_s", whole),
    ("member_gap_ms", whole),
  ], required: ["name", "arrivals", "cpu_milli", "memory_mib"])

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
  ], required: ["name", "arrivals", "prompt_tokens", "output_tokens"])

private let requestTrace = object(
  [("file", text), ("rows", whole), ("stretch_percent", whole)], required: ["file", "rows"])
