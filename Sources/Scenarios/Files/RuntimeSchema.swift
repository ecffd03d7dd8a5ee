import Labs
import RuntimeSim

/// The keys of runtime scenarios.
let runtimeProperties: [(String, JSONValue)] = [
  (
    "diagnosis",
    SchemaPart.object(
      [("causes", SchemaPart.list(SchemaPart.word(RuntimeCause.allCases.map(\.rawValue))))],
      required: ["causes"])
  ), ("node", node), ("images", SchemaPart.list(image)), ("pods", SchemaPart.list(pods)),
  (
    "latencies_ms",
    SchemaPart.object(
      RuntimeCall.allCases.map {
        (
          $0.rawValue,
          .object([("oneOf", .array([SchemaPart.whole, SchemaPart.list(SchemaPart.whole)]))])
        )
      })
  ), ("faults", SchemaPart.list(fault)), ("kwok", kwok),
]

private let node = SchemaPart.object([
  ("cpu_milli", SchemaPart.whole), ("memory_mib", SchemaPart.whole), ("max_pods", SchemaPart.whole),
  ("numa_nodes", SchemaPart.whole),
  (
    "devices",
    SchemaPart.list(
      SchemaPart.object(
        [
          ("resource", SchemaPart.text), ("per_numa", SchemaPart.list(SchemaPart.whole)),
          ("unhealthy", SchemaPart.whole),
        ], required: ["resource", "per_numa"]))
  ), ("disk_gib", SchemaPart.whole), ("system_gib", SchemaPart.whole),
  ("unpack_mb_per_s", SchemaPart.whole),
  ("lazy_metadata_permille", SchemaPart.whole),
  ("present_images", SchemaPart.list(SchemaPart.text)),
])

private let image = SchemaPart.object(
  [
    ("name", SchemaPart.text),
    (
      "layers",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("digest", SchemaPart.text), ("mib", SchemaPart.whole),
            ("unpacked_mib", SchemaPart.whole),
          ],
          required: ["digest", "mib"]))
    ), ("estargz", SchemaPart.truth), ("exists", SchemaPart.truth),
  ], required: ["name"])

private let probe = SchemaPart.object([
  ("initial_delay_s", SchemaPart.whole), ("period_s", SchemaPart.whole),
  ("timeout_s", SchemaPart.whole),
  ("success_threshold", SchemaPart.whole), ("failure_threshold", SchemaPart.whole),
  ("wrong_port", SchemaPart.truth),
])

private let container = SchemaPart.object(
  [
    ("name", SchemaPart.text),
    ("role", SchemaPart.word(ContainerPlan.Role.allCases.map(\.rawValue))),
    ("image", SchemaPart.text),
    ("image_pull_policy", SchemaPart.word(ContainerPlan.PullPolicy.allCases.map(\.rawValue))),
    ("cpu_milli", SchemaPart.whole), ("memory_mib", SchemaPart.whole),
    ("guaranteed", SchemaPart.truth), ("devices", SchemaPart.any),
    ("startup_probe", probe), ("readiness_probe", probe), ("liveness_probe", probe),
    ("exit_code", SchemaPart.whole), ("failing_starts", SchemaPart.whole),
    ("ignores_sigterm", SchemaPart.truth),
    ("writes_mib_per_s", SchemaPart.whole), ("writes_at_most_mib", SchemaPart.whole),
  ]
    + ["post_start", "pre_stop", "starts_in", "runs", "stops_in", "hangs_after", "answers_in"]
    .flatMap(SchemaPart.time), required: ["name", "image"])

private let pods = SchemaPart.object(
  [
    ("name", SchemaPart.text), ("arrivals", arrivalsSchema),
    ("restart_policy", SchemaPart.word(PodPlan.RestartPolicy.allCases.map(\.rawValue))),
    ("grace_s", SchemaPart.whole), ("priority", SchemaPart.whole),
    ("volumes", SchemaPart.list(SchemaPart.text)),
    ("shared_volumes", SchemaPart.truth), ("claims", SchemaPart.truth),
    ("containers", SchemaPart.list(container)),
  ] + SchemaPart.time("lifetime"), required: ["name", "containers"])

private let fault = SchemaPart.object(
  [
    ("call", SchemaPart.word(RuntimeCall.allCases.map(\.rawValue))),
    ("kind", SchemaPart.word(["error", "delay", "hang"])),
    ("pods", SchemaPart.list(SchemaPart.text)),
    ("times", SchemaPart.whole), ("chance_permille", SchemaPart.whole),
  ] + ["delay", "from", "until"].flatMap(SchemaPart.time), required: ["call", "kind"])

private let kwok = SchemaPart.object(
  [
    ("standard_stages", SchemaPart.truth), ("stages", SchemaPart.list(SchemaPart.any)),
    (
      "objects",
      SchemaPart.list(
        SchemaPart.object(
          [
            ("name", SchemaPart.text),
            ("kind", SchemaPart.word(KwokStage.Resource.allCases.map(\.rawValue))),
            ("count", SchemaPart.whole), ("labels", SchemaPart.any),
            ("annotations", SchemaPart.any), ("owner_kind", SchemaPart.text),
            ("containers", SchemaPart.whole), ("init_containers", SchemaPart.whole),
            ("finalizers", SchemaPart.list(SchemaPart.text)),
          ] + ["start", "gap", "lifetime"].flatMap(SchemaPart.time),
          required: ["name", "kind", "count"]))
    ),
  ], required: ["objects"])
