import Cluster
import Diagnostics
import Labs
import Simulation
import Testing

@testable import Scenarios

@Suite struct ManifestImportTests {
  @Test(
    arguments: [
      ("0", 0), ("4", 4_000), ("500m", 500), ("1.5", 1_500), ("0.1", 100), (".5", 500),
      ("64Gi", 64 << 30 * 1_000), ("1e3", 1_000_000), ("2E3", 2_000_000), ("1k", 1_000_000),
      ("1n", 1), ("1500u", 2), ("1.0005", 1_001), ("-1", -1_000), ("-0.5", -500), ("12E", nil),
      ("", nil), (".", nil), ("1x", nil), ("1e99", nil), ("1Kii", nil), ("--1", nil),
      ("99999999999999999999", nil), ("1.2.3", nil), ("٤", nil),
    ] as [(String, Int?)])
  func quantities(text: String, milli: Int?) {
    #expect(milliQuantity(text) == (text == "64Gi" ? (64 << 30) * 1_000 : milli), "\(text)")
  }

  private let cluster = """
    apiVersion: v1
    kind: List
    items:
      - apiVersion: v1
        kind: Node
        metadata:
          name: gpu-1.example
          labels: {kubernetes.io/hostname: gpu-1.example, topology.kubernetes.io/zone: a}
        spec:
          taints: [{key: gpu, value: "", effect: NoSchedule}]
        status:
          allocatable: {cpu: 63500m, memory: 263848852Ki, nvidia.com/gpu: "8", pods: "110", rdma/hca: 2}
          images: [{names: ["vllm:1"], sizeBytes: 9000000}]
          conditions: [{type: Ready, status: "True"}]
      - apiVersion: v1
        kind: Node
        metadata:
          name: gpu-2.example
          labels: {kubernetes.io/hostname: gpu-2.example, topology.kubernetes.io/zone: a}
        spec:
          taints: [{key: gpu, value: "", effect: NoSchedule}]
        status:
          allocatable: {cpu: 63500m, memory: 263848852Ki, nvidia.com/gpu: "8", pods: "110", rdma/hca: 2}
          images: [{names: ["vllm:1"], sizeBytes: 9000000}]
          conditions: [{type: Ready, status: "True"}]
      - apiVersion: v1
        kind: ConfigMap
        metadata: {name: nothing}
    ---
    apiVersion: kueue.x-k8s.io/v1beta1
    kind: ClusterQueue
    metadata: {name: red-cq}
    spec:
      cohort: all
      namespaceSelector: {}
      queueingStrategy: StrictFIFO
      preemption: {withinClusterQueue: LowerPriority, reclaimWithinCohort: Any, borrowWithinCohort: {policy: LowerPriority, maxPriorityThreshold: 5}}
      flavorFungibility: {whenCanBorrow: Borrow}
      fairSharing: {weight: "2.5"}
      resourceGroups:
        - coveredResources: ["nvidia.com/gpu", "cpu"]
          flavors:
            - name: a100
              resources:
                - {name: nvidia.com/gpu, nominalQuota: 8, borrowingLimit: 4, lendingLimit: "2"}
                - {name: cpu, nominalQuota: "100"}
    ---
    apiVersion: kueue.x-k8s.io/v1beta1
    kind: ResourceFlavor
    metadata: {name: a100}
    spec: {nodeLabels: {kind: a100}, topologyName: racks}
    ---
    apiVersion: kueue.x-k8s.io/v1alpha1
    kind: Topology
    metadata: {name: racks}
    spec: {levels: [{nodeLabel: rack}, {nodeLabel: kubernetes.io/hostname}]}
    ---
    apiVersion: kueue.x-k8s.io/v1beta1
    kind: LocalQueue
    metadata: {name: red, namespace: ml}
    spec: {clusterQueue: red-cq}
    ---
    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: high}
    value: 1000
    ---
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: train
      namespace: ml
      labels: {kueue.x-k8s.io/queue-name: red}
      annotations: {aiinfra-tutor/duration-seconds: "90", kueue.x-k8s.io/job-min-parallelism: "2"}
    spec:
      parallelism: 4
      completions: 4
      backoffLimit: 1
      template:
        metadata:
          labels: {app: train}
          annotations: {kueue.x-k8s.io/podset-required-topology: rack}
        spec:
          priorityClassName: high
          containers:
            - {name: a, image: "vllm:1", resources: {limits: {nvidia.com/gpu: 2}, requests: {cpu: 500m, memory: 1Gi}}}
            - {name: b, resources: {requests: {cpu: "1"}}}
          tolerations: [{operator: Exists}]
          volumes: [{name: tmp, emptyDir: {}}, {name: token, projected: {sources: []}}]
          affinity:
            podAntiAffinity:
              preferredDuringSchedulingIgnoredDuringExecution:
                - weight: 7
                  podAffinityTerm: {topologyKey: rack, labelSelector: {matchLabels: {app: train}}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec:
      nodeName: gpu-1.example
      containers: [{name: a, resources: {requests: {cpu: 250m}}}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: done}
    spec: {containers: [{name: a}]}
    status: {phase: Succeeded}
    ---
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
    """

  @Test func aRealClusterBecomesAScenario() throws {
    let result = importManifests(cluster, file: "c.yml", title: "Ours")
    #expect(result.problems == [])
    #expect(result.refusals == [])
    #expect(result.notes.map(\.message).contains { $0.contains("ConfigMap") })
    let scenario = try #require(result.scenario)
    let nodes = try #require(scenario.nodes.first)
    #expect(scenario.nodes.count == 1)
    #expect(nodes.nodeNames == ["gpu-1.example", "gpu-2.example"])
    #expect(nodes.cpu == MilliCPU(63_500))
    #expect(nodes.memory == Bytes(263_848_852 << 10))
    #expect(nodes.extended[ResourceName("rdma/hca")] == 2)
    let queue = try #require(scenario.queues.first { $0.name == "red-cq" })
    #expect(queue.parent == "all" && queue.strategy == "StrictFIFO" && queue.weightPercent == 250)
    #expect(scenario.queues.contains { $0.name == "all" })
    #expect(queue.quotas[0].lendingLimit == 2 && queue.quotas[1].nominal == 100_000)
    #expect(queue.preemption.borrowThreshold == 5)
    #expect(queue.fungibility.whenCanBorrow == "MayStopSearch")
    #expect(scenario.flavors[0].levels == ["rack", "kubernetes.io/hostname"])
    #expect(scenario.jobs.map(\.name) == ["train", "web"])
    let train = scenario.jobs[0]
    #expect(train.queue == "red-cq" && train.priority == 1_000 && train.retries == 1)
    #expect(train.podSets[0].count == 4 && train.podSets[0].minimum == 2)
    #expect(train.podSets[0].topology?.level == "rack")
    #expect(train.durationSeconds == .fixed(90))
    let shape = train.podSets[0].shape
    #expect(shape.cpu == MilliCPU(1_500) && shape.memory == .gibi(1) && shape.gpus == 2)
    #expect(shape.neighbours[0].selector == ["app": "train"])
    #expect(scenario.jobs[1].runsOn == ["gpu-1.example"])
    #expect(scenario.jobs[1].podSets[0].shape.memory == nil)
    #expect(scenario.budgets[0].maxUnavailable == 0)
    // What was read is a scenario like any other: written and read back, it is the same.
    let written = LabScenario.scheduling(scenario)
    let again = readScenario(writeScenario(written), file: "w.yml") { _ in nil }
    #expect(again.problems.isEmpty, "\(again.problems)")
    #expect(again.value == written)
  }

  @Test func pastOfAVolcanoGangAndItsQueue() throws {
    let text = """
      {"apiVersion": "v1", "kind": "List", "items": [
      {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}, "status": {"allocatable": {"cpu": "8", "memory": "8Gi", "pods": "10"}}},
      {"apiVersion": "scheduling.volcano.sh/v1beta1", "kind": "Queue", "metadata": {"name": "q"}, "spec": {"weight": 3, "capability": {"cpu": "6"}, "deserved": {"cpu": "4"}}},
      {"apiVersion": "scheduling.volcano.sh/v1beta1", "kind": "PodGroup", "metadata": {"name": "g"}, "spec": {"minMember": 2, "queue": "q"}},
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "annotations": {"scheduling.k8s.io/group-name": "g"}}, "spec": {"containers": [{"resources": {"requests": {"cpu": "1"}}}]}},
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b", "annotations": {"scheduling.k8s.io/group-name": "g"}}, "spec": {"containers": [{"resources": {"requests": {"cpu": "1"}}}]}}]}
      """
    let result = importManifests(text, file: "v.json", title: "Volcano")
    #expect(result.problems == [])
    let scenario = try #require(result.scenario)
    #expect(scenario.queues[0].weightPercent == 300)
    #expect(scenario.queues[0].quotas[0].borrowingLimit == 2_000)
    #expect(scenario.jobs.count == 1)
    #expect(scenario.jobs[0].gangMinimum == 2 && scenario.jobs[0].podSets[0].count == 2)
    #expect(scenario.jobs[0].queue == "q")
  }

  static let node = """
    apiVersion: v1
    kind: Node
    metadata: {name: n}
    status: {allocatable: {cpu: 1, memory: 1Gi, pods: 10}}
    ---

    """
  static func pod(_ spec: String) -> String {
    node + """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
        containers: [{name: a}]
        \(spec)
      """
  }

  /// What would change the answer is refused with the line and the reason.
  @Test(arguments: [
    ("volumes: [{name: d, persistentVolumeClaim: {claimName: c}}]", "persistentVolumeClaim"),
    ("hostNetwork: true", "host ports"),
    ("initContainers: [{name: i, ports: [{hostPort: 80}]}]", "host ports"),
    ("resourceClaims: [{name: c}]", "resourceClaims"),
    ("schedulingGates: [{name: g}]", "schedulingGates"),
    (
      "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {matchExpressions: [{key: a, operator: Exists}]}}]}}",
      "label selectors"
    ),
    (
      "topologySpreadConstraints: [{topologyKey: a, maxSkew: 1, whenUnsatisfiable: DoNotSchedule, minDomains: 2, labelSelector: {}}]",
      "minDomains"
    ),
  ])
  func whatIsNotSimulatedIsRefused(spec: String, reason: String) throws {
    let result = importManifests(Self.pod(spec), file: "p.yml", title: "x")
    let refusal = try #require(result.refusals.first)
    #expect(refusal.line >= 6)
    #expect(refusal.message.contains("Pod default/p") && refusal.message.contains(reason))
    #expect(result.scenario?.jobs.isEmpty ?? true)
  }

  @Test(arguments: [
    ("nonsense", "keys and values"), ("a: [", "yaml"), ("", "no Node"),
    ("kind: Pod", "apiVersion"), ("apiVersion: v1\nkind: Pod", "metadata"),
    (node, "nothing to schedule"),
    (
      "apiVersion: v1\nkind: Node\nmetadata: {name: n}\nstatus: {allocatable: {cpu: many}}",
      "no quantity"
    ),
    (
      "apiVersion: v1\nkind: Node\nmetadata: {name: n}\nstatus: {allocatable: {cpu: -1}}",
      "negative"
    ), ("apiVersion: v1\nkind: Node\nmetadata: {name: n}", "status.allocatable"),
    (
      "apiVersion: v1\nkind: Node\nmetadata: {name: n}\nstatus: {allocatable: {nvidia.com/gpu: 65}}",
      "65 GPUs"
    ),
  ])
  func badTextHasAnAddress(text: String, words: String) {
    let result = importManifests(text, file: "b.yml", title: "x")
    #expect(result.scenario == nil)
    let told = result.problems.map(\.description)
    #expect(told.contains { $0.lowercased().contains(words.lowercased()) }, "\(told)")
  }

  /// A LeaderWorkerSet of two groups as kubectl shows it, with the StatefulSets and pods that belong
  /// to it: one class, and no pod twice.
  @Test func aLeaderWorkerSetIsReadOnce() throws {
    let template = "{spec: {containers: [{name: main, resources: {requests: {cpu: 1}}}]}}"
    func pod(_ name: String, of set: String) -> String {
      """
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: \(name)
        labels: {leaderworkerset.sigs.k8s.io/name: llm}
        ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: \(set), uid: x, controller: true}]
      spec: {nodeName: n, containers: [{name: main}]}

      """
    }
    let text = """
      apiVersion: v1
      kind: Node
      metadata: {name: n, labels: {kubernetes.io/hostname: n}}
      status: {allocatable: {cpu: 8, memory: 8Gi, pods: "110"}}
      ---
      apiVersion: leaderworkerset.x-k8s.io/v1
      kind: LeaderWorkerSet
      metadata:
        name: llm
        annotations:
          leaderworkerset.sigs.k8s.io/exclusive-topology: example.com/rack
          leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology: example.com/host
      spec:
        replicas: 2
        startupPolicy: LeaderReady
        leaderWorkerTemplate:
          size: 3
          restartPolicy: None
          subGroupPolicy: {subGroupPolicyType: LeaderExcluded, subGroupSize: 2}
          workerTemplate: \(template)

      """ + ["llm-0", "llm-1"].map { pod($0, of: "llm") }.joined()
      + ["llm-0-1", "llm-0-2"].map { pod($0, of: "llm-0") }.joined()
      + pod("llm-1-1", of: "llm-1")
    let read = importManifests(text, file: "lws.yml", title: "x")
    #expect(read.problems == [] && read.refusals == [], "\(read.problems) \(read.refusals)")
    let scenario = try #require(read.scenario)
    let job = try #require(scenario.jobs.first)
    #expect(scenario.jobs.count == 1)
    #expect(job.name == "llm" && job.hasExactName && job.kind == .leaderWorkerSet)
    #expect(job.replicas == 2 && job.waitsForLeader && !job.restartsWhole)
    #expect(job.podSets.map(\.count) == [1, 2])
    #expect(job.exclusiveTopology == "example.com/rack")
    #expect(
      job.subGroups
        == JobClass.SubGroups(
          size: 2, excludesLeader: true, exclusiveTopology: "example.com/host"))
    #expect(read.notes.contains { $0.message.contains("5 of its pods run") }, "\(read.notes)")
    let wrong = importManifests(
      text.replacing("subGroupSize: 2", with: "subGroupSize: 7"), file: "lws.yml", title: "x")
    #expect(wrong.refusals.contains { $0.message.contains("larger") }, "\(wrong.refusals)")
  }
}
