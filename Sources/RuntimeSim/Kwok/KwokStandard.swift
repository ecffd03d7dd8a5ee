extension KwokStage {
  /// The stages that a cluster of fake nodes needs, made after what KWOK ships (v0.8,
  /// `kustomize/stage/node/fast`, `node/heartbeat`, `pod/fast`): nodes become ready and send
  /// heartbeats, pods become ready, pods of jobs complete, deleted pods go.
  public static let standard: [KwokStage] = {
    var stages: [KwokStage] = []
    func path(_ text: String) -> KwokPath? { try? KwokPath(text) }
    func template(_ text: String) -> KwokTemplate? { try? KwokTemplate(text) }
    guard let ready = path(".status.conditions.[] | select( .type == \"Ready\" ) | .status"),
      let phase = path(".status.phase"), let deleted = path(".metadata.deletionTimestamp"),
      let owner = path(".metadata.ownerReferences.[].kind")
    else { return [] }
    let alive = Requirement(path: deleted, .doesNotExist)
    stages.append(
      KwokStage(
        name: "node-initialize", resource: .node,
        requirements: [Requirement(path: ready, .notIn, values: ["True"])],
        status: template(nodeReady + "phase: Running\n")))
    var heartbeat = KwokStage(
      name: "node-heartbeat", resource: .node,
      requirements: [
        Requirement(path: phase, .in, values: ["Running"]),
        Requirement(path: ready, .in, values: ["True"]),
      ], delay: Amount(20_000), jitter: Amount(25_000), status: template(nodeReady))
    heartbeat.isImmediate = true
    stages.append(heartbeat)
    stages.append(
      KwokStage(
        name: "pod-ready", resource: .pod,
        requirements: [
          alive, Requirement(path: phase, .in, values: ["Pending"]),
          Requirement(path: ready, .notIn, values: ["True"]),
        ], status: template(podReady)))
    stages.append(
      KwokStage(
        name: "pod-complete", resource: .pod,
        requirements: [
          alive, Requirement(path: phase, .in, values: ["Running"]),
          Requirement(path: owner, .in, values: ["Job"]),
        ], status: template(podComplete)))
    stages.append(
      KwokStage(
        name: "pod-delete", resource: .pod, requirements: [Requirement(path: deleted, .exists)],
        deletes: true))
    return stages
  }()

  private static let nodeReady = """
    {{ $now := Now }}
    conditions:
    {{ range NodeConditions }}
    - type: {{ .type | Quote }}
      status: {{ .status | Quote }}
      reason: {{ .reason | Quote }}
      lastHeartbeatTime: {{ $now | Quote }}
    {{ end }}

    """
  private static let podReady = """
    {{ $now := Now }}
    phase: Running
    startTime: {{ $now | Quote }}
    podIP: {{ PodIPWith .spec.nodeName | Quote }}
    conditions:
    - type: Initialized
      status: "True"
    - type: ContainersReady
      status: "True"
    - type: Ready
      status: "True"
    containerStatuses:
    {{ range .spec.containers }}
    - name: {{ .name | Quote }}
      ready: true
      restartCount: 0
      state:
        running:
          startedAt: {{ $now | Quote }}
    {{ end }}

    """
  private static let podComplete = """
    {{ $now := Now }}
    phase: Succeeded
    conditions:
    - type: Ready
      status: "False"
    containerStatuses:
    {{ range .spec.containers }}
    - name: {{ .name | Quote }}
      ready: false
      state:
        terminated:
          exitCode: 0
          reason: Completed
          finishedAt: {{ $now | Quote }}
    {{ end }}

    """
}
