import Cluster
import ClusterRun
import Simulation
import Testing
import Traffic
import Wording

@testable import Labs
@testable import Scenarios

/// Scenarios written as manifests, and read back.
@Suite struct ManifestExportTests {
  /// A random scenario of which every part has an object or an annotation for the target.
  static func scenario(_ seed: String, for target: ManifestTarget) -> SchedulingScenario {
    var random = SeededGenerator(seed: Seed(seed))
    func pick<T>(_ options: [T]) -> T { options[random.below(options.count)] }
    var scenario = SchedulingScenario(heading: ScenarioHeading(title: "Seed " + seed), nodes: [])
    for index in 0..<1 + random.below(3) {
      var group = NodeGroup(
        name: "group-\(index)", count: 1 + random.below(4),
        cpu: MilliCPU(500 + random.below(9_000)),
        memory: Bytes(1 + random.below(1 << 36)), gpus: random.below(9),
        gpuModel: pick(["", "H100 80G"]), labels: pick([[:], ["kind": "true", "a/b": ""]]),
        taints: pick([[], [Taint(key: "gpu", value: "yes", effect: .noExecute)]]),
        isUnschedulable: random.below(4) == 0, zones: pick([[], ["a", "b"]]))
      group.maxPods = pick([110, 20])
      if random.below(2) == 0 { group.extended = [ResourceName("rdma/hca"): 1 + random.below(8)] }
      if random.below(2) == 0 {
        group.domains = [NodeDomain(key: "rack", prefix: "r", nodesPerDomain: 2)]
      }
      if random.below(3) == 0 { group.images = [NodeImage(name: "vllm:1", size: Bytes(9_001))] }
      scenario.nodes.append(group)
    }
    let isKueue = target == .kueue
    var leaves: [String] = []
    if target != .kubeScheduler {
      scenario.queues.append(QueueClass(name: "org", priority: isKueue ? 0 : 1))
      for index in 0..<1 + random.below(3) {
        var queue = QueueClass(name: "team-\(index)", parent: "org")
        queue.quotas = [
          QueueClass.Quota(
            resource: .nvidiaGPU, nominal: random.below(16),
            borrowingLimit: pick([nil, random.below(8)]))
        ]
        if target != .kai {
          queue.quotas.append(
            QueueClass.Quota(resource: .memory, nominal: random.below(1 << 16) << 20))
        } else {
          queue.quotas.append(QueueClass.Quota(resource: .cpu, nominal: random.below(9_000)))
        }
        queue.weightPercent = 100 * (1 + random.below(4))
        if isKueue {
          queue.strategy = pick(QueueClass.strategies)
          queue.preemption.withinQueue = pick(QueueClass.Preemption.withinWords)
          queue.preemption.reclaim = pick(QueueClass.Preemption.reclaimWords)
          queue.fungibility.whenCanBorrow = pick(QueueClass.Fungibility.words)
          queue.quotas[0].lendingLimit = pick([nil, 0])
        } else {
          queue.priority = random.below(5)
        }
        leaves.append(queue.name)
        scenario.queues.append(queue)
      }
      if isKueue, random.below(2) == 0 {
        scenario.flavors = [
          FlavorClass(
            name: "h100", nodeLabels: ["kind": "h100"],
            taints: [Taint(key: "t", effect: .noSchedule)],
            tolerations: [Toleration(key: "t", .exists)],
            levels: ["rack", "kubernetes.io/hostname"])
        ]
      }
    }
    for index in 0..<1 + random.below(6) {
      scenario.jobs.append(job("job-\(index)", leaves, &random))
    }
    return scenario
  }

  private static func job(
    _ name: String, _ leaves: [String], _ random: inout SeededGenerator
  ) -> JobClass {
    func pick<T>(_ options: [T]) -> T { options[random.below(options.count)] }
    let isGroup = random.below(4) == 0
    var sets: [JobClass.PodSet] = []
    for number in 0..<(isGroup ? 2 : 1 + random.below(2)) {
      var shape = PodShape(
        cpu: pick([nil, MilliCPU(random.below(4_000))]),
        memory: pick([nil, .mebi(random.below(999))]),
        gpus: random.below(3))
      if shape.gpus == 0, random.below(2) == 0 { shape.gpuMilli = 1 + random.below(999) }
      // Sets differ, so that pods of one group are told apart.
      shape.labels = pick([["set": "\(number)"], ["set": "\(number)", "app": "web"]])
      shape.tolerations = pick([[], [Toleration(key: "gpu", value: "yes", effect: .noExecute)]])
      shape.nodeSelector = pick([[:], ["kind": "true"]])
      shape.requirements = pick([[], [LabelRequirement("a/b", .in, ["x", "no"])]])
      shape.preferences = pick([
        [], [Pod.PreferredTerm(weight: 7, requirements: [LabelRequirement("z", .exists)])],
      ])
      shape.spread = pick([
        [], [SpreadRule(topologyKey: "rack", maxSkew: 2, whenUnsatisfiable: .doNotSchedule)],
      ])
      shape.neighbours = pick([
        [], [NeighbourRule(kind: .apart, of: name, topologyKey: "rack", weight: 9)],
        [NeighbourRule(kind: .near, selector: ["app": "web"], topologyKey: "rack", weight: nil)],
      ])
      shape.images = pick([[], ["vllm:1"]])
      let count = isGroup && number == 0 ? 1 : 1 + random.below(4)
      sets.append(
        JobClass.PodSet(
          name: number == 0 ? "main" : "worker", count: count,
          minimum: pick([nil, 1 + random.below(count)]), shape: shape,
          topology: pick([
            nil, JobClass.Topology(mode: .required, level: "rack"),
            JobClass.Topology(
              mode: .unconstrained, level: "", sliceSize: 2, sliceLevel: "kubernetes.io/hostname"),
          ])))
    }
    var job = JobClass(
      name: name,
      arrivals: Arrivals(
        count: 1 + random.below(3), pattern: .poisson(meanGap: .milliseconds(1_500))),
      kind: isGroup ? .leaderWorkerSet : .job, queue: leaves.isEmpty ? "" : pick(["", leaves[0]]),
      priority: pick([0, 1_000, -5, 2_000_001_000]), podSets: sets,
      durationSeconds: pick([nil, .uniform(1...900)]))
    job.progress = pick(JobClass.Progress.allCases)
    job.gangMinimum = pick([nil, sets.reduce(0) { $0 + $1.count }])
    job.retries = pick([0, 3, 6])
    job.declaredPercent = pick([100, 150])
    job.checkpoint = pick([nil, .milliseconds(1_500)])
    job.podGap = pick([.zero, .milliseconds(20)])
    job.restartsWhole = random.below(2) == 0
    job.isPreemptible = random.below(2) == 0
    job.waitsForLeader = isGroup && random.below(2) == 0
    if isGroup, random.below(2) == 0 {
      job.replicas = 1 + random.below(3)
      job.exclusiveTopology = pick(["", "rack"])
      job.subGroups = pick([
        nil, JobClass.SubGroups(size: 1, excludesLeader: random.below(2) == 0),
        JobClass.SubGroups(size: 1, exclusiveTopology: "kubernetes.io/hostname"),
      ])
    }
    job.namespace = pick(["default", "ml"])
    return job
  }

  /// One group for each machine.
  private func machines(_ groups: [NodeGroup]) -> [NodeGroup] {
    groups.flatMap { group in
      group.nodeNames.map { name in
        var one = group
        (one.name, one.names, one.count) = (name, [name], 1)
        return one
      }
    }
  }

  /// Volcano and KAI keep quotas in maps, which have no order.
  private func sorted(_ queues: [QueueClass]) -> [QueueClass] {
    queues.map { queue in
      var queue = queue
      queue.quotas.sort { $0.resource < $1.resource }
      return queue
    }
  }

  /// The parts in which two jobs differ, by name.
  private func differences(_ a: JobClass, _ b: JobClass) -> [String] {
    guard a != b else { return [] }
    return zip(Mirror(reflecting: a).children, Mirror(reflecting: b).children).compactMap { a, b in
      "\(a.value)" == "\(b.value)" ? nil : "\(a.label ?? ""): \(a.value) is not \(b.value)"
    }
  }

  /// What was exported and is read again is the same cluster, the same queues and the same jobs.
  @Test(arguments: ManifestTarget.allCases)
  func readBackItIsTheSame(target: ManifestTarget) throws {
    for number in 0..<60 {
      let seed = "law-\(number)"
      let scenario = Self.scenario(seed, for: target)
      let export = try exportManifests(scenario, for: target, seed: Seed(seed))
      let read = importManifests(export.text, file: "x.yml", title: scenario.heading.title)
      try #require(read.problems == [], "\(target) \(seed)")
      try #require(read.refusals == [], "\(target) \(seed)")
      let back = try #require(read.scenario)
      let unrolled = UnrolledScenario(scenario, seed: Seed(seed))
      #expect(machines(back.nodes) == unrolled.nodes, "\(target) \(seed)")
      #expect(sorted(back.queues) == sorted(scenario.queues), "\(target) \(seed)")
      if target == .kueue { #expect(back.flavors == scenario.flavors, "\(seed)") }
      #expect(back.jobs.map(\.name) == unrolled.jobs.map(\.job.name), "\(target) \(seed)")
      for (got, want) in zip(back.jobs, unrolled.jobs.map(\.job)) {
        #expect(differences(got, want) == [], "\(target) \(seed) \(want.name)")
      }
    }
  }

  /// What is exported is what a run of the same seed has: the same machines, jobs, moments, lengths.
  @Test func theDrawsAreThoseOfARun() {
    for number in 0..<40 {
      let seed = "draws-\(number)"
      var scenario = Self.scenario(seed, for: .kueue)
      scenario.nodes[0].names = scenario.nodes[0].nodeNames.map { $0 + ".example" }
      scenario.heading.choices = Choices([
        "load_percent": .whole(130), "nodes_percent": .whole(150),
      ])
      scenario.pods = [
        PodClass(
          name: "pods",
          arrivals: Arrivals(
            count: 5, pattern: .uniform(until: SimTime(nanoseconds: 9_000_000_000))),
          cpu: MilliCPU(100), memory: .mebi(1), gpus: .uniform(1...3), isPerGPU: true,
          durationSeconds: .exponential(mean: 60, within: 1...600), groupSize: 1 + number % 3)
      ]
      let rows = (0..<20).map { at in
        PodTrace.Row(
          name: "row-\(at)", arrival: SimTime(nanoseconds: at * 1_234_567_890),
          duration: .seconds(at * 10), cpu: MilliCPU(1), memory: .mebi(1), gpus: 1, gpuMilli: 500)
      }
      scenario.trace = PodTrace(
        file: "t.csv", rows: rows, count: 7,
        play: number % 2 == 0
          ? .fill(gap: .milliseconds(700)) : .window(stretchPercent: 50, longest: .seconds(99)))
      let run = SchedulingInstance(
        scenario, seed: Seed(seed), loadPercent: 130, nodesPercent: 150)
      let unrolled = UnrolledScenario(scenario, seed: Seed(seed))
      #expect(unrolled.nodes.map(\.name) == run.nodes.map(\.name), "\(seed)")
      for (mine, theirs) in zip(unrolled.nodes, run.nodes) {
        var labels = mine.labels
        labels[WellKnownLabel.hostname] = mine.name
        #expect(labels == theirs.labels, "\(seed) \(mine.name)")
      }
      // Groups of a LeaderWorkerSet are jobs of their own in a run.
      let jobs = unrolled.jobs.flatMap { work in
        (0..<work.job.replicas).map { group in
          var work = work
          if work.job.replicas > 1 { work.job.name += "/\(group)" }
          return work
        }
      }
      #expect(jobs.map(\.job.name) == run.jobs.map(\.name), "\(seed)")
      #expect(jobs.map(\.job.arrivals.start) == run.jobs.map(\.arrival), "\(seed)")
      #expect(
        jobs.map { $0.job.workSeconds.map(SimDuration.seconds) }
          == run.jobs.map(\.duration), "\(seed)")
      #expect(
        jobs.map { $0.job.podSets.reduce(0) { $0 + $1.count * $1.shape.gpus } }
          == run.jobs.map { $0.pods.reduce(0) { $0 + ($1.effectiveRequest[.nvidiaGPU] ?? 0) } },
        "\(seed)")
    }
  }

  /// The pods of groups have the same names, labels and affinities in a run of what was read back.
  @Test(arguments: ManifestTarget.allCases)
  func groupsKeepTheirPods(target: ManifestTarget) throws {
    var groups = 0
    for number in 0..<40 {
      let seed = "groups-\(number)"
      let scenario = Self.scenario(seed, for: target)
      let export = try exportManifests(scenario, for: target, seed: Seed(seed))
      let back = try #require(
        importManifests(export.text, file: "x.yml", title: "x").scenario)
      func pods(_ scenario: SchedulingScenario) -> [Pod] {
        SchedulingInstance(scenario, seed: Seed(seed)).jobs.filter { $0.group != nil }
          .flatMap(\.pods)
          .map { pod in
            var pod = pod
            // The class of what was read back is the job.
            pod.labels[SchedulingInstance.classLabel] = nil
            return pod
          }
      }
      let (got, want) = (pods(back), pods(scenario))
      #expect(got.map(\.name) == want.map(\.name), "\(target) \(seed)")
      #expect(got.map(\.ownerSelector) == want.map(\.ownerSelector), "\(target) \(seed)")
      for (pod, wanted) in zip(got, want) {
        for label in wanted.labels.labels where label.key.hasPrefix("leaderworkerset") {
          #expect(pod.labels[label.key] == label.value, "\(target) \(seed) \(pod.name)")
        }
        #expect(
          pod.podAntiAffinity.required == wanted.podAntiAffinity.required, "\(target) \(seed)")
      }
      groups += want.count
    }
    #expect(groups > 50)
  }

  /// Memory quotas and arrivals that no system counts in our units: the second round changes nothing.
  @Test(arguments: ManifestTarget.allCases)
  func theSecondRoundChangesNothing(target: ManifestTarget) throws {
    var scenario = SchedulingScenario(
      heading: ScenarioHeading(title: "t"),
      nodes: [NodeGroup(name: "n", count: 2, cpu: MilliCPU(8_000), memory: .mebi(524_288))])
    var queue = QueueClass(name: "team")
    queue.weightPercent = 129
    queue.quotas = [
      QueueClass.Quota(resource: .memory, nominal: 524_287 << 20, borrowingLimit: 3 << 20)
    ]
    if target != .kubeScheduler { scenario.queues = [queue] }
    scenario.jobs = [
      JobClass(
        name: "j",
        arrivals: Arrivals(count: 9, pattern: .poisson(meanGap: .milliseconds(12_345))),
        queue: target == .kubeScheduler ? "" : "team",
        podSets: [JobClass.PodSet(name: "main", count: 1, shape: PodShape(cpu: nil, memory: nil))],
        durationSeconds: .fixed(60))
    ]
    var texts: [String] = []
    for _ in 0..<3 {
      let export = try exportManifests(scenario, for: target, seed: Seed("x"))
      let file = try #require(importManifests(export.text, file: "x.yml", title: "t").written())
      #expect(file.problems == [])
      #expect(file.notes.isEmpty == !texts.isEmpty, "\(file.notes)")
      if texts.isEmpty {
        #expect(file.notes.map(\.message) == ["9 jobs: its arrival is cut to whole milliseconds"])
      }
      #expect(!export.notes.contains { $0.arguments.contains { $0.contains("memory") } })
      texts.append(file.text)
      guard
        case .scheduling(let again)? = readScenario(file.text, file: "y", trace: { _ in nil }).value
      else {
        Issue.record("not read back")
        return
      }
      if target == .kai { #expect(again.queues.first?.quotas.first == queue.quotas.first) }
      scenario = again
    }
    #expect(texts[0] == texts[1] && texts[1] == texts[2], "\(texts[0])\n\(texts[1])")
  }

  @Test func manyNotesAlikeAreOne() throws {
    var scenario = SchedulingScenario(
      heading: ScenarioHeading(title: "t"),
      nodes: [NodeGroup(name: "n", count: 1, cpu: MilliCPU(8_000), memory: .mebi(1_024))])
    scenario.jobs = (0..<300).map { number in
      JobClass(
        name: "j\(number)", arrivals: Arrivals(count: 1, pattern: .together),
        podSets: [JobClass.PodSet(name: "main", count: 1, shape: PodShape(cpu: nil, memory: nil))],
        durationSeconds: nil)
    }
    let notes = try exportManifests(scenario, for: .kubeScheduler, seed: Seed("x")).notes
      .map { Wording(.english)($0) }
    let progress = notes.filter { $0.contains("'progress'") }
    #expect(
      progress.count == 1 && progress[0].hasPrefix("300 jobs: 'progress' is only"), "\(notes)")
    #expect(progress[0].hasSuffix("(j0, j1, j2, ...)"), "\(progress)")
  }
}
