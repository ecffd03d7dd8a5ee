// Measures the scheduling cycle: admit, decide, place, one pod after the other.
//
//     swift run -c release SchedulerBench [speed] [growth] [classes] [decisions]
//
// Without arguments all of them. Prints Markdown tables. Nodes have 64 CPU, 256 GiB, 8 GPUs, room for
// 110 pods, and lie in three zones. Best of three runs; processor time of the one thread, so that
// other work on the machine counts less.
import Cluster
import Foundation
import KubeScheduling
import Simulation

func nodes(_ count: Int) -> [Node] {
  (0..<count).map { index in
    Node(
      name: "node-\(index)",
      allocatable: ResourceList(cpu: .cores(64), memory: .gibi(256), gpus: 8, pods: 110),
      labels: [
        WellKnownLabel.hostname: "node-\(index)", WellKnownLabel.zone: "zone-\(index % 3)",
      ])
  }
}

enum Kind {
  static let small = Pod(
    name: "", labels: ["app": "web"],
    containers: [ResourceList(cpu: MilliCPU(500), memory: .gibi(1))])
  static let oneGPU = Pod(
    name: "", labels: ["app": "train"],
    containers: [ResourceList(cpu: .cores(4), memory: .gibi(16), gpus: 1)])
  static var spread: Pod {
    var pod = small
    pod.spreadConstraints = [
      TopologySpreadConstraint(
        maxSkew: 1, topologyKey: WellKnownLabel.zone,
        selector: LabelSelector(matchLabels: ["app": "web"]))
    ]
    return pod
  }
  static var soft: Pod {
    var pod = small
    pod.spreadConstraints = [
      TopologySpreadConstraint(
        maxSkew: 3, topologyKey: WellKnownLabel.hostname, whenUnsatisfiable: .scheduleAnyway,
        selector: LabelSelector(matchLabels: ["app": "web"])),
      TopologySpreadConstraint(
        maxSkew: 5, topologyKey: WellKnownLabel.zone, whenUnsatisfiable: .scheduleAnyway,
        selector: LabelSelector(matchLabels: ["app": "web"])),
    ]
    return pod
  }
  static var lonely: Pod {
    var pod = small
    pod.podAntiAffinity.preferred = [
      .init(
        weight: 50,
        term: PodAffinityTerm(
          topologyKey: WellKnownLabel.hostname,
          selector: LabelSelector(matchLabels: ["app": "web"])))
    ]
    return pod
  }
}

struct Measured {
  var seconds = 0.0
  var placed = 0
  var examined = 0
  var digest: UInt64 = 0
}

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func resident() -> Int {
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
    return 0
  }
  return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
}

func measure(
  _ empty: ClusterState, _ profile: SchedulingProfile, _ kinds: [Pod], pods: Int,
  keep: inout ClusterState?
) -> Measured {
  var state = empty
  var scheduler = Scheduler(profile)
  var result = Measured()
  let begin = processorSeconds()
  for number in 0..<pods {
    var pod = kinds[number % kinds.count]
    pod.name = "pod-\(number)"
    let index = state.admit(pod)
    let decision = scheduler.schedule(index, in: state)
    result.examined += decision.feasible + decision.refused
    guard let node = decision.node else { continue }
    state.place(index, on: node)
    result.placed += 1
    result.digest = (result.digest ^ UInt64(node)) &* 0x100_0000_01b3
  }
  result.seconds = processorSeconds() - begin
  keep = state
  return result
}

func best(
  _ state: ClusterState, _ profile: SchedulingProfile, _ kinds: [Pod], pods: Int, runs: Int = 3
) -> Measured {
  var keep: ClusterState?
  let all = (0..<runs).map { _ in measure(state, profile, kinds, pods: pods, keep: &keep) }
  return all.min { $0.seconds < $1.seconds } ?? Measured()
}

func thousands(_ value: Double) -> String {
  var digits = String(Int(value.rounded()))
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return ([digits] + groups).joined(separator: ",")
}

func fixed(_ value: Double, _ decimals: Int) -> String {
  String(format: "%.\(decimals)f", value)
}

func row(_ cells: [String]) { print("| " + cells.joined(separator: " | ") + " |") }

func speed() {
  row(["profile and pods", "nodes", "pods", "pods/s", "us/pod", "examined/pod", "ns per node"])
  row(Array(repeating: "---", count: 7))
  for count in [1_000, 5_000] {
    let state = ClusterState(nodes: nodes(count))
    let all = SchedulingProfile.kubernetesDefault(percentageOfNodesToScore: 100)
    let packing = SchedulingProfile.kubernetesDefault(
      fit: .mostAllocated([WeightedResource(.nvidiaGPU), WeightedResource(.cpu)]))
    let cases: [(String, SchedulingProfile, Pod, Int)] = [
      ("default", .kubernetesDefault(), Kind.small, 20 * count),
      ("default, all nodes", all, Kind.small, 20 * count),
      ("MostAllocated, 1 GPU", packing, Kind.oneGPU, 8 * count),
      ("DoNotSchedule zone spread", .kubernetesDefault(), Kind.spread, 20 * count),
      ("ScheduleAnyway host and zone", .kubernetesDefault(), Kind.soft, 10 * count),
      ("preferred anti-affinity", .kubernetesDefault(), Kind.lonely, 10 * count),
    ]
    for (name, profile, pod, pods) in cases {
      let result = best(state, profile, [pod], pods: pods)
      row([
        name, thousands(Double(count)), thousands(Double(result.placed)),
        thousands(Double(pods) / result.seconds),
        fixed(result.seconds * 1e6 / Double(pods), 2), String(result.examined / pods),
        fixed(result.seconds * 1e9 / Double(max(1, result.examined)), 2),
      ])
    }
  }
  print()
}

func classes() {
  row(["classes", "nodes", "pods/s"])
  row(Array(repeating: "---", count: 3))
  let state = ClusterState(nodes: nodes(5_000))
  for count in [1, 10, 100, 1_000, 50_000] {
    let kinds = (0..<count).map { kind in
      var pod = Kind.small
      pod.containers = [ResourceList(cpu: MilliCPU(100 + kind), memory: .mebi(200 + kind % 97))]
      return pod
    }
    let result = best(state, .kubernetesDefault(), kinds, pods: 50_000, runs: 1)
    row([thousands(Double(count)), "5,000", thousands(50_000 / result.seconds)])
  }
  print()
}

func growth() {
  row(["nodes", "pods", "s", "pods/s", "examined/pod", "ns per node", "bytes/node", "bytes/pod"])
  row(Array(repeating: "---", count: 8))
  for count in [1_000, 10_000, 100_000] {
    let before = resident()
    let state = ClusterState(nodes: nodes(count))
    let built = resident()
    var keep: ClusterState?
    let pods = 10 * count
    var result = measure(state, .kubernetesDefault(), [Kind.small], pods: pods, keep: &keep)
    let after = resident()
    // The first run also meets fresh memory; the million is measured once.
    if count < 100_000 {
      keep = nil
      let again = best(state, .kubernetesDefault(), [Kind.small], pods: pods)
      if again.seconds < result.seconds { result = again }
    }
    row([
      thousands(Double(count)), thousands(Double(result.placed)), fixed(result.seconds, 2),
      thousands(Double(pods) / result.seconds), String(result.examined / pods),
      fixed(result.seconds * 1e9 / Double(result.examined), 2),
      thousands(Double(built - before) / Double(count)),
      thousands(Double(after - built) / Double(pods)),
    ])
  }
  print()
}

let wanted = CommandLine.arguments.dropFirst()
for (name, run) in [
  ("speed", speed), ("classes", classes), ("growth", growth), ("decisions", Decisions.table),
]
where wanted.isEmpty || wanted.contains(name) {
  run()
}
