import Diagnostics
import Labs
import Simulation
import Testing

@testable import Scenarios

/// Jobs, queues, events and claims of a scheduling scenario.
@Suite struct JobSectionTests {
  private func read(_ text: String) -> Parsed<LabScenario> {
    readScenario(text, file: "s.yml") { _ in nil }
  }

  /// Every key that `ScenarioFileTests` does not have.
  private let everything = """
    version: 1
    lab: scheduling
    title: Everything
    try:
      - text: "Turn it"
        text_zh: 转动
        choices: {gpu_weight: 5}
        expect: [{metric: gpu_allocation, at_least: 12.5}, {metric: makespan, at_most: 900}]
    nodes:
      - name: gpu
        count: 8
        cpu_milli: 64000
        memory_mib: 262144
        gpus: 8
        max_pods: 64
        extended: {"rdma/hca": 8}
        domains: [{key: rack, prefix: r, nodes_per_domain: 4}, {key: a/nvlink, nodes_per_domain: 2}]
        images: [{name: "vllm:1", size_mib: 9000}]
      - {name: odd, cpu_milli: 1000, memory_bytes: 1048577, names: [node.example], extended: {"rdma/hca": 2}}
      - {name: mig, cpu_milli: 1000, memory_mib: 1000, gpus: 1, devices: {partitions: h100-80gb}}
      - {name: ts, cpu_milli: 1000, memory_mib: 1000, gpus: 1, devices: {time_sliced: 4}}
      - {name: dra, cpu_milli: 1000, memory_mib: 1000, gpus: 1, devices: {whole: true}}
    flavors:
      - name: h100
        node_labels: {kind: h100}
        taints: [{key: t, value: v, effect: NoSchedule}]
        tolerations: [{key: t, operator: Exists}]
        topology_levels: [rack, kubernetes.io/hostname]
    queues:
      - {name: org}
      - name: red
        parent: org
        quotas: [{flavor: h100, resource: gpus, nominal: 8, borrowing_limit: 4, lending_limit: 2},
          {resource: memory_mib, nominal: 1024}]
        weight_percent: 250
        priority: 3
        strategy: StrictFIFO
        preemption: {within_queue: LowerPriority, reclaim: Any, borrow: LowerPriority, borrow_max_priority: 100}
        fungibility: {when_can_borrow: TryNextFlavor, when_can_preempt: MayStopSearch}
    jobs:
      - name: train
        arrivals: {count: 3, pattern: together}
        queue: red
        priority: 7
        pods: 4
        minimum_pods: 2
        cpu_milli: 1000
        memory_mib: 1024
        gpus: 8
        duration_s: 600
        declared_percent: 150
        progress: elastic
        gang_minimum: 4
        checkpoint_s: 60
        breaks: {after_s: [30, 90]}
        retries: 2
        restart_whole: true
        preemptible: false
        pod_gap_ms: 100
        topology: {required: rack, slice_size: 2, slice_level: a/nvlink}
        neighbours: [{kind: apart, of: train, topology_key: rack, weight: 9}, {kind: near, selector: {a: b}, topology_key: rack}]
        spread: [{topology_key: rack, max_skew: 2, when_unsatisfiable: DoNotSchedule, selector: {a: b}}]
        images: ["vllm:1"]
      - name: old
        arrivals: {count: 1, pattern: together}
        pods: 2
        extended: {"rdma/hca": 1}
        exact_name: true
        scheduler: second
        namespace: ml
        runs_on: [gpu-0, node.example]
      - name: serve
        arrivals: {count: 1, pattern: together}
        kind: leader-worker-set
        wait_for_leader: true
        replicas: 2
        exclusive_topology: rack
        subgroups: {size: 3, type: LeaderExcluded, exclusive_topology: a/nvlink}
        breaks: {chance_permille: 10}
        pod_sets:
          - {name: leader, count: 1, cpu_milli: 100, memory_mib: 10}
          - name: worker
            count: 3
            minimum: 1
            cpu_milli: 100
            memory_mib: 10
            labels: {a: b}
            topology: {unconstrained: true}
            claims: [{device_class: mig.nvidia.com, count: 2, selectors: ['device.attributes["gpu.nvidia.com"].profile == "1g.10gb"'], match_attribute: m/parent},
              {first_available: [{device_class: gpu.nvidia.com}, {device_class: mig.nvidia.com, count: 2}]}]
    events:
      - {at_s: 60, drain: gpu-0, until_s: 120}
      - {at_ms: 1500, fail: gpu-1}
      - {at_s: 70, repair: gpu-1}
      - {at_s: 80, cordon: gpu-2}
      - {at_s: 90, uncordon: gpu-2}
      - {at_s: 95, quota: {queue: red, flavor: h100, resource: gpus, nominal: 16}}
    node_failures: {mean_time_between_s: 3600, mean_repair_s: 60, until_s: 7200, groups: [gpu]}
    budgets: [{name: keep, labels: {a: b}, max_unavailable: 1}]
    """

  @Test func whatIsWrittenIsReadBack() throws {
    let parsed = read(everything)
    #expect(parsed.problems.isEmpty, "\(parsed.problems)")
    let scenario = try #require(parsed.value)
    let again = read(writeScenario(scenario))
    #expect(again.problems.isEmpty, "\(again.problems)\n\(writeScenario(scenario))")
    #expect(again.value == scenario)
    guard case .scheduling(let scheduling) = scenario else { return }
    #expect(scheduling.queues[1].quotas[1].nominal == 1024 << 20)
    #expect(scheduling.jobs[0].podSets[0].topology?.sliceSize == 2)
    #expect(scheduling.jobs[2].restartsWhole)
    #expect(scheduling.jobs[2].replicas == 2)
    #expect(scheduling.jobs[2].exclusiveTopology == "rack")
    #expect(
      scheduling.jobs[2].subGroups
        == JobClass.SubGroups(size: 3, excludesLeader: true, exclusiveTopology: "a/nvlink"))
    #expect(scheduling.heading.claims[0].expectations[1].atMost == 900)
  }

  /// One text of the scenario replaced by another, a text of the line that the message names, and
  /// words of the message.
  static let mistakes: [(name: String, old: String, new: String, line: String, words: String)] = [
    ("unknown parent", "parent: org", "parent: orc", "name: red", "did you mean 'org'"),
    ("circle", "- {name: org}", "- {name: org, parent: red}", "name: org", "circle"),
    (
      "unknown queue", "queue: red\n    priority", "queue: rad\n    priority", "name: train",
      "'red'"
    ),
    (
      "group as queue", "queue: red\n    priority", "queue: org\n    priority", "name: train",
      "group"
    ),
    ("gang of too many", "gang_minimum: 4", "gang_minimum: 5", "gang_minimum", "4 pods"),
    (
      "gang beyond the cluster", "count: 8\n", "count: 3\n", "name: train",
      "the empty cluster has 3"
    ),
    ("minimum beyond count", "minimum_pods: 2", "minimum_pods: 9", "minimum_pods", "9 is more"),
    ("negative quota", "nominal: 8,", "nominal: -8,", "nominal: -8", "-8"),
    (
      "lending beyond nominal", "lending_limit: 2", "lending_limit: 9", "lending_limit", "more than"
    ),
    (
      "two quotas of one", "{resource: memory_mib, n", "{flavor: h100, resource: gpus, n",
      "quotas:", "two quotas"
    ),
    (
      "unknown flavor", "flavor: h100, resource: gpus, nominal: 8",
      "flavor: h10, resource: gpus, nominal: 8", "name: red", "h100"
    ),
    ("unknown node", "fail: gpu-1", "fail: gpu-8", "fail: gpu-8", "no node 'gpu-8'"),
    ("drain without end", "until_s: 120}", "until_s: 60}", "drain: gpu-0", "beginning"),
    ("two kinds of event", "at_s: 70, ", "at_s: 70, fail: gpu-1, ", "at_s: 70", "exactly one"),
    ("unknown metric", "metric: makespan", "metric: makespam", "makespam", "makespan"),
    ("unknown key", "weight_percent", "weight", "weight: 250", "weight"),
    ("leader of two", "{name: leader, count: 1", "{name: leader, count: 2", "pod_sets", "count: 1"),
    ("groups of a job", "pods: 4\n", "pods: 4\n    replicas: 2\n", "replicas: 2", "kind: leader"),
    ("no groups", "replicas: 2", "replicas: 0", "replicas", "0"),
    (
      "too many pods", "arrivals: {count: 1, pattern: together}\n    kind: leader-worker-set",
      "arrivals: {count: 9999999, pattern: together}\n    kind: leader-worker-set", "9999999",
      "9999999"
    ),
    (
      "subgroups of what is left", "{size: 3, type", "{size: 2, type", "subgroups",
      "3 workers of a group do not divide"
    ),
    (
      "subgroup beyond the group", "{size: 3, type", "{size: 5, type", "subgroups", "larger"
    ),
    ("unknown kind of subgroup", "LeaderExcluded", "LeaderOnly", "subgroups", "LeaderWorker"),
    (
      "a plane without affinity", "title: Everything", "title: X\nchoices: {control_plane: kai}",
      "exclusive_topology: rack", "'kai' is simulated without"
    ),
    (
      "topology of two kinds", "{unconstrained: true}", "{unconstrained: true, required: a}",
      "unconstrained", "one of"
    ),
    ("unknown group", "groups: [gpu]", "groups: [gpus]", "groups: [gpus]", "gpus"),
    (
      "exact name of two", "pods: 2\n    extended", "pods: 3\n    extended", "runs_on",
      "2 nodes for 3"
    ),
    ("runs nowhere", "[gpu-0, node.example]", "[gpu-0, node.exampel]", "name: old", "node.exampel"),
    ("one name for two", "names: [node.example]", "names: [node.example, b]", "names:", "2 names"),
    ("no extended resource", "{\"rdma/hca\": 1}", "{memory: 1}", "extended: {memory", "memory"),
    (
      "breaks twice", "{chance_permille: 10}", "{chance_permille: 10, after_s: [1]}",
      "after_s: [1]",
      "one of"
    ),
  ]

  @Test(arguments: mistakes.map(\.name)) func mistakesHaveAnAddress(name: String) throws {
    let mistake = try #require(Self.mistakes.first { $0.name == name })
    #expect(everything.contains(mistake.old), "the scenario has no '\(mistake.old)'")
    let text = everything.replacingOccurrence(of: mistake.old, with: mistake.new)
    let line = text.split(separator: "\n").firstIndex { $0.contains(mistake.line) }
    let parsed = read(text)
    #expect(parsed.value == nil)
    let told = parsed.problems.map { "\($0.line): \($0.message) (\($0.hint))" }
    #expect(
      parsed.problems.contains {
        $0.line == (line ?? -9) + 1 && ($0.message + $0.hint).contains(mistake.words)
      }, "\(told)")
  }
}

extension String {
  /// The first occurrence only.
  fileprivate func replacingOccurrence(of old: String, with new: String) -> String {
    guard let range = self.ranges(of: old).first else { return self }
    return replacingCharacters(in: range, with: new)
  }

  private func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
    String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }
}
