import Labs
import RuntimeSim

/// The keys of runtime scenarios.
let runtimeProperties: [(String, JSONValue)] = [
  (
    "diagnosis",
    SchemaPart.object(
      [("causes", SchemaPart.list(.word(RuntimeCause.allCases.map(\.rawValue))))],
      required: ["causes"])
  ), ("node", node), ("images", SchemaPart.list(image)), ("pods", SchemaPart.list(pods)),
  (
    "latencies_ms",
    SchemaPart.object(
      RuntimeCall.allCases.map {
        ($0.rawValue, .object([("oneOf", .array([.whole, SchemaPart.list(.whole)]))]))
      })
  ), ("faults", SchemaPart.list(fault)), ("kwok", kwok),
]

private let node = SchemaPart.object([
  ("cpu_milli", .whole), ("memory_mib", .whole), ("max_pods", .whole), ("numa_nodes", .whole),
  (
    "devices",
    SchemaPart.list(
      SchemaPart.object(
        [
          ("resource", .text), ("per_numa", SchemaPart.list(.whole)), ("unhealthy", .whole),
        ], required: ["resource", "per_numa"]))
  ), ("disk_gib", .whole), ("system_gib", .whole), ("unpack_mb_per_s", .whole),
  ("lazy_metadata_permille", .whole), ("present_images", SchemaPart.list(.text)),
])

private let image = SchemaPart.object(
  [
    ("name", .text),
    (
      "layers",
      SchemaPart.list(
        SchemaPart.object(
          [("digest", .text), ("mib", .whole), ("unpacked_mib", .whole)],
          required: ["digest", "mib"]))
    ), ("estargz", .truth), ("exists", .truth),
  ], required: ["name"])

private let probe = SchemaPart.object([
  ("initial_delay_s", .whole), ("period_s", .whole), ("timeout_s", .whole),
  ("success_threshold", .whole), ("failure_threshold", .whole), ("wrong_port", .truth),
])

private let container = SchemaPart.object(
  [
    ("name", .text), ("role", .word(ContainerPlan.Role.allCases.map(\.rawValue))),
    ("image", .text),
    ("image_pull_policy", .word(ContainerPlan.PullPolicy.allCases.map(\.rawValue))),
    ("cpu_milli", .whole), ("memory_mib", .whole), ("guaranteed", .truth), ("devices", .any),
    ("startup_probe", probe), ("readiness_probe", probe), ("liveness_probe", probe),
    ("exit_code", .whole), ("failing_starts", .whole), ("ignores_sigterm", .truth),
    ("writes_mib_per_s", .whole), ("writes_at_most_mib", .whole),
  ]
    + ["post_start", "pre_stop", "starts_in", "runs", "stops_in", "hangs_after", "answers_in"]
    .flatMap(SchemaPart.time), required: ["name", "image"])

private let pods = SchemaPart.object(
  [
    ("name", .text), ("arrivals", arrivalsSchema),
    ("restart_policy", .word(PodPlan.RestartPolicy.allCases.map(\.rawValue))),
    ("grace_s", .whole), ("priority", .whole), ("volumes", SchemaPart.list(.text)),
    ("shared_volumes", .truth), ("claims", .truth), ("containers", SchemaPart.list(container)),
  ] + SchemaPart.time("lifetime"), required: ["name", "containers"])

private let fault = SchemaPart.object(
  [
    ("call", .word(RuntimeCall.allCases.map(\.rawValue))),
    ("kind", .word(["error", "delay", "hang"])), ("pods", SchemaPart.list(.text)),
    ("times", .whole), ("chance_permille", .whole),
  ] + ["delay", "from", "until"].flatMap(SchemaPart.time), required: ["call", "kind"])

private let kwok = SchemaPart.object(
  [
    ("standard_stages", .truth), ("stages", SchemaPart.list(.any)),
    (
      "objects",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("name", .text), ("kind", .word(KwokStage.Resource.allCases.map(\.rawValue))),
            ("count", .whole), ("labels", .any), ("annotations", .any), ("owner_kind", .text),
            ("containers", .whole), ("init_containers", .whole),
            ("finalizers", SchemaPart.list(.text)),
          ] + ["start", "gap", "lifetime"].flatMap(SchemaPart.time),
          required: ["name", "kind", "count"]))
    ),
  ], required: ["objects"])
