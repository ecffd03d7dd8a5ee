import Cluster
import Labs
import Simulation
import Wording

// Machines for KWOK, and what makes their pods end.

extension ManifestWriter {
  /// A machine that KWOK plays. Its annotation is the one of KWOK's documentation; the taint there
  /// keeps real pods away and is not needed in a cluster where every machine is played.
  mutating func node(_ group: NodeGroup) -> ManifestValue {
    let name = group.name
    var labels = group.labels
    if labels[WellKnownLabel.hostname] == nil { labels[WellKnownLabel.hostname] = name }
    var annotations = [("kwok.x-k8s.io/node", "fake")]
    if !group.gpuModel.isEmpty { annotations.append((ManifestKey.gpuModel, group.gpuModel)) }
    if !isKubernetesName(name) { note(Message("export.note.name", name)) }
    var amounts: [(String, ManifestValue)] = [
      ("cpu", .text(quantity(milli: group.cpu.count))),
      ("memory", .text(quantity(bytes: group.memory.count))),
      ("pods", .text(String(group.maxPods))),
    ]
    // Offered by DRA they are in ResourceSlices.
    if group.gpus > 0, group.devices == nil {
      amounts.append((ResourceName.nvidiaGPU.text, .text(String(group.gpus))))
    }
    for entry in group.extended.entries {
      amounts.append((entry.name.text, .text(String(entry.amount))))
    }
    return .object(
      ("apiVersion", .text("v1")), ("kind", .text("Node")),
      (
        "metadata",
        .object(
          ("name", .text(name)), ("labels", .texts(pairs(labels))),
          ("annotations", .texts(annotations)))
      ),
      (
        "spec",
        group.taints.isEmpty && !group.isUnschedulable
          ? nil
          : .object(
            ("taints", .some(group.taints.map(taintValue))),
            ("unschedulable", group.isUnschedulable ? .truth(true) : nil))
      ),
      (
        "status",
        .object(
          ("allocatable", .map(amounts)), ("capacity", .map(amounts)),
          (
            "images",
            .some(
              group.images.map {
                .object(
                  ("names", .list([.text($0.name)])), ("sizeBytes", .number($0.size.count)))
              })
          ))
      ))
  }
}

/// KWOK's Stage (`kwok.x-k8s.io/v1alpha1`) by which a pod succeeds as long after it became ready as
/// its annotation says. `delay.durationFrom` is read with `time.ParseDuration`, hence the unit. Of
/// several stages that match only those with a weight count, so that KWOK's own `pod-complete` of
/// weight 0, by which pods of Jobs succeed at once, stands back.
let durationStage = ManifestValue.object(
  ("apiVersion", .text("kwok.x-k8s.io/v1alpha1")), ("kind", .text("Stage")),
  ("metadata", .object(("name", .text("aiinfra-tutor-pod-duration")))),
  (
    "spec",
    .object(
      ("resourceRef", .object(("apiGroup", .text("v1")), ("kind", .text("Pod")))),
      (
        "selector",
        .object(
          (
            "matchExpressions",
            .list([
              expression(".metadata.deletionTimestamp", "DoesNotExist"),
              expression(durationPath, "Exists"),
              expression(".status.phase", "In", ["Running"]),
            ])
          ))
      ), ("weight", .number(1)),
      (
        "delay",
        .object(
          (
            "durationFrom", .object(("expressionFrom", .text(durationPath + " + \"s\"")))
          ))
      ),
      (
        "next",
        .object(
          (
            "statusTemplate",
            .lines(
              """
              {{ $now := Now }}
              phase: Succeeded
              containerStatuses:
              {{ range .spec.containers }}
              - name: {{ .name | Quote }}
                image: {{ .image | Quote }}
                ready: false
                started: false
                restartCount: 0
                state:
                  terminated:
                    exitCode: 0
                    reason: Completed
                    startedAt: {{ $now | Quote }}
                    finishedAt: {{ $now | Quote }}
              {{ end }}
              """)
          ))
      ))
  ))

private let durationPath = ".metadata.annotations[\"\(ManifestKey.duration)\"]"

private func expression(
  _ key: String, _ word: String, _ values: [String] = []
) -> ManifestValue {
  .object(("key", .text(key)), ("operator", .text(word)), ("values", .texts(values)))
}

func serviceObject(_ service: Service) -> ManifestValue {
  .object(
    ("apiVersion", .text("v1")), ("kind", .text("Service")),
    ("metadata", metadata(service.name, service.namespace)),
    (
      "spec",
      .object(
        // Without ports only a headless Service is allowed; schedulers read the selector.
        ("clusterIP", .text("None")), ("selector", .texts(pairs(service.selector))))
    ))
}

// MARK: Words of the API

/// `500m` or whole cores.
func quantity(milli: Int) -> String {
  milli % 1_000 == 0 ? String(milli / 1_000) : "\(milli)m"
}

/// Bytes in the largest binary unit of which they are a whole number.
func quantity(bytes: Int) -> String {
  guard bytes != 0 else { return "0" }
  for (unit, bits) in [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)]
  where bytes % (1 << bits) == 0 {
    return "\(bytes >> bits)\(unit)"
  }
  return String(bytes)
}

/// An amount in the unit of its resource.
func quantity(_ amount: Int, of resource: ResourceName) -> String {
  switch resource {
  case .cpu: quantity(milli: amount)
  case .memory, .ephemeralStorage: quantity(bytes: amount)
  default: String(amount)
  }
}

func pairs(_ labels: LabelSet) -> [(String, String)] { labels.labels.map { ($0.key, $0.value) } }

func taintValue(_ taint: Taint) -> ManifestValue {
  .object(
    ("key", .text(taint.key)), ("value", taint.value.isEmpty ? nil : .text(taint.value)),
    ("effect", .text(taint.effect.rawValue)))
}

func tolerationValue(_ toleration: Toleration) -> ManifestValue {
  .object(
    ("key", toleration.key.isEmpty ? nil : .text(toleration.key)),
    ("operator", .text(toleration.operator.rawValue)),
    ("value", toleration.value.isEmpty ? nil : .text(toleration.value)),
    ("effect", (toleration.effect?.rawValue).map { .text($0) }))
}

func metadata(
  _ name: String, _ namespace: String = "default", labels: [(String, String)] = [],
  annotations: [(String, String)] = []
) -> ManifestValue {
  .object(
    ("name", .text(name)), ("namespace", namespace == "default" ? nil : .text(namespace)),
    ("labels", .texts(labels)), ("annotations", .texts(annotations)))
}

/// A DNS-1123 subdomain, as names of nodes and pods must be.
func isKubernetesName(_ name: String) -> Bool {
  let parts = name.split(separator: ".", omittingEmptySubsequences: false)
  return name.utf8.count <= 253
    && parts.allSatisfy { part in
      !part.isEmpty && part.first != "-" && part.last != "-"
        && part.utf8.allSatisfy {
          (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
        }
    }
}
