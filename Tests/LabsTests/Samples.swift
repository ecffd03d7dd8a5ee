import AutoscalingSim
import Cluster
import ServingSim
import Simulation
import Traffic

@testable import Labs

/// Small scenarios whose sums can be done by hand.
enum Samples {
  /// Two GPUs; `long` holds one for 100 s, `wide` asks for both at second 10 and runs 50 s.
  static let twoPods = LabScenario.scheduling(
    SchedulingScenario(
      heading: ScenarioHeading(title: "two pods"),
      nodes: [
        NodeGroup(name: "n", count: 1, cpu: .cores(8), memory: .gibi(64), gpus: 2)
      ],
      pods: [
        pods("long", at: 0, gpus: 1, seconds: 100), pods("wide", at: 10, gpus: 2, seconds: 50),
      ]))

  /// Two H100 cut by DRA. `four` and `two` leave room for one 1g.10gb on the first; `pair` wants two
  /// on one GPU, and v1.35's allocator leaks the counters of the second GPU while it looks.
  static let leak = LabScenario.scheduling(
    {
      var group = NodeGroup(name: "n", count: 1, cpu: .cores(32), memory: .gibi(64), gpus: 2)
      group.devices = .partitions(model: "h100-80gb")
      var scenario = SchedulingScenario(
        heading: ScenarioHeading(title: "leak"), nodes: [group])
      scenario.jobs = [
        claimJob("four", "4g.40gb", at: 0, seconds: 600),
        claimJob("two", "2g.20gb", at: 5, seconds: 900),
        claimJob("pair", "1g.10gb", count: 2, at: 60, seconds: 300),
      ]
      return scenario
    }())

  private static func claimJob(
    _ name: String, _ profile: String, count: Int = 1, at second: Int, seconds: Int
  ) -> JobClass {
    var shape = PodShape(cpu: .cores(1), memory: .gibi(1))
    shape.claims = [
      DeviceWish(
        options: [
          DeviceWish.Option(
            deviceClass: "mig.nvidia.com", count: count,
            selectors: ["device.attributes[\"gpu.nvidia.com\"].profile == \"\(profile)\""])
        ], matchAttribute: count > 1 ? "gpu.nvidia.com/parentUUID" : "")
    ]
    return JobClass(
      name: name,
      arrivals: Arrivals(count: 1, start: .zero + .seconds(second), pattern: .together),
      podSets: [JobClass.PodSet(name: "main", count: 1, shape: shape)],
      durationSeconds: .fixed(seconds))
  }

  /// Two groups of three members on four GPUs, members arriving in turn.
  static let twoGroups = LabScenario.scheduling(
    SchedulingScenario(
      heading: ScenarioHeading(title: "two groups"),
      nodes: [
        NodeGroup(name: "n", count: 1, cpu: .cores(8), memory: .gibi(64), gpus: 4)
      ],
      pods: [
        group("a", atMilliseconds: 0), group("b", atMilliseconds: 500),
      ], end: SimTime(nanoseconds: 100_000_000_000)))

  /// A cluster with taints, spreading, shares and everything that a decision or reason can be
  /// about.
  static let mixed: LabScenario = {
    var tolerant = pods("tolerant", at: 20, gpus: 2, seconds: 300)
    tolerant.tolerations = [Toleration(key: "gpu", .exists)]
    var web = PodClass(
      name: "web", arrivals: Arrivals(count: 5, pattern: .evenly(gap: .seconds(3))),
      cpu: .cores(2), memory: .gibi(4), durationSeconds: .uniform(60...90))
    web.isService = true
    web.preferences = [
      Pod.PreferredTerm(
        weight: 10, requirements: [LabelRequirement(WellKnownLabel.zone, .in, ["b"])])
    ]
    web.spread = [
      SpreadRule(
        topologyKey: WellKnownLabel.zone, maxSkew: 1, whenUnsatisfiable: .doNotSchedule)
    ]
    var share = PodClass(
      name: "share", arrivals: Arrivals(count: 6, pattern: .poisson(meanGap: .seconds(10))),
      cpu: .cores(1), memory: .gibi(1), gpuMilli: .choice([.init(value: 400, weight: 1)]),
      durationSeconds: .exponential(mean: 100, within: 10...300))
    share.tolerations = [Toleration(key: "gpu", .exists)]
    var picky = pods("picky", at: 30, gpus: 1, seconds: 60)
    picky.requirements = [LabelRequirement("kind", .in, ["new"])]
    return .scheduling(
      SchedulingScenario(
        heading: ScenarioHeading(title: "mixed"),
        nodes: [
          NodeGroup(
            name: "gpu", count: 2, cpu: .cores(16), memory: .gibi(64), gpus: 4,
            taints: [Taint(key: "gpu", effect: .noSchedule)], zones: ["a", "b"]),
          NodeGroup(name: "plain", count: 2, cpu: .cores(4), memory: .gibi(16), zones: ["a", "b"]),
          NodeGroup(
            name: "spare", count: 1, cpu: .cores(6), memory: .gibi(12),
            taints: [Taint(key: "rather-not", effect: .preferNoSchedule)], zones: ["b"]),
          NodeGroup(
            name: "closed", count: 1, cpu: .cores(4), memory: .gibi(16), isUnschedulable: true),
        ], pods: [tolerant, web, share, picky], end: SimTime(nanoseconds: 600_000_000_000)))
  }()

  /// More jobs of different size than a small cluster can take, and a service beside them.
  static let crowd = LabScenario.scheduling(
    SchedulingScenario(
      heading: ScenarioHeading(title: "crowd"),
      nodes: [
        NodeGroup(
          name: "n", count: 12, cpu: .cores(16), memory: .gibi(64), gpus: 4, zones: ["a", "b"])
      ],
      pods: [
        PodClass(
          name: "job", arrivals: Arrivals(count: 60, pattern: .poisson(meanGap: .seconds(2))),
          cpu: .cores(2), memory: .gibi(4),
          gpus: .choice([
            .init(value: 1, weight: 2), .init(value: 2, weight: 1), .init(value: 4, weight: 1),
          ]), durationSeconds: .uniform(20...200)),
        PodClass(
          name: "api", arrivals: Arrivals(count: 20, pattern: .evenly(gap: .seconds(3))),
          cpu: .cores(1), memory: .gibi(2), durationSeconds: nil, isService: true),
      ]))

  /// Two teams with quota, gangs that need more than there is, an urgent job, neighbours and images.
  static let teams: LabScenario = {
    func shape(_ gpus: Int) -> PodShape {
      PodShape(cpu: .cores(2), memory: .gibi(8), gpus: gpus)
    }
    func job(_ name: String, _ queue: String, count: Int, at second: Int, pods: Int) -> JobClass {
      var job = JobClass(
        name: name,
        arrivals: Arrivals(
          count: count, start: SimTime(nanoseconds: second * 1_000_000_000),
          pattern: .evenly(gap: .seconds(20))), queue: queue,
        podSets: [JobClass.PodSet(name: "main", count: pods, shape: shape(1))],
        durationSeconds: .uniform(100...300))
      job.podGap = .milliseconds(100)
      return job
    }
    var red = job("red", "red", count: 3, at: 0, pods: 6)
    red.gangMinimum = 6
    red.checkpoint = .seconds(30)
    var blue = job("blue", "blue", count: 3, at: 0, pods: 6)
    blue.gangMinimum = 6
    blue.declaredPercent = 200
    var urgent = job("urgent", "blue", count: 2, at: 60, pods: 2)
    urgent.priority = 100
    var friends = job("friends", "red", count: 6, at: 5, pods: 1)
    friends.podSets[0].shape.neighbours = [
      NeighbourRule(kind: .near, of: "urgent", topologyKey: WellKnownLabel.hostname, weight: 50)
    ]
    friends.podSets[0].shape.gpus = 0
    friends.podSets[0].shape.gpuMilli = 300
    friends.podSets[0].shape.images = ["model:1"]
    var small = NodeGroup(name: "s", count: 1, cpu: .cores(32), memory: .gibi(128), gpus: 4)
    small.images = [NodeImage(name: "model:1", size: .gibi(20))]
    var scenario = SchedulingScenario(
      heading: ScenarioHeading(title: "teams"),
      nodes: [
        small, NodeGroup(name: "n", count: 2, cpu: .cores(16), memory: .gibi(64), gpus: 4),
      ], end: SimTime(nanoseconds: 3_600_000_000_000))
    scenario.jobs = [red, blue, urgent, friends]
    func queue(_ name: String, _ parent: String, _ gpus: Int?) -> QueueClass {
      var queue = QueueClass(name: name, parent: parent)
      if let gpus {
        queue.quotas = [
          .init(resource: .nvidiaGPU, nominal: gpus),
          .init(resource: .cpu, nominal: 40_000),
          .init(resource: .memory, nominal: 128 << 30),
        ]
        queue.preemption = .init(withinQueue: "LowerPriority", reclaim: "Any")
      }
      return queue
    }
    scenario.queues = [queue("all", "", nil), queue("red", "all", 4), queue("blue", "all", 8)]
    return .scheduling(scenario)
  }()

  /// One team fills the cluster, then the others come for what they deserve, each a little.
  static let lending: LabScenario = {
    func jobs(
      _ name: String, _ queue: String, count: Int, at second: Int, gpus: Int, priority: Int = 0
    ) -> JobClass {
      var job = JobClass(
        name: name,
        arrivals: Arrivals(
          count: count, start: SimTime(nanoseconds: second * 1_000_000_000),
          pattern: .evenly(gap: .seconds(15))), queue: queue,
        podSets: [
          JobClass.PodSet(
            name: "main", count: 1,
            shape: PodShape(cpu: .cores(2), memory: .gibi(8), gpus: gpus))
        ], durationSeconds: .fixed(900))
      job.priority = priority
      return job
    }
    var scenario = SchedulingScenario(
      heading: ScenarioHeading(title: "lending"),
      nodes: [NodeGroup(name: "n", count: 4, cpu: .cores(64), memory: .gibi(256), gpus: 8)],
      end: SimTime(nanoseconds: 3_600_000_000_000))
    scenario.jobs = [
      jobs("red", "red", count: 32, at: 0, gpus: 1),
      jobs("red-urgent", "red", count: 2, at: 700, gpus: 2, priority: 50),
      jobs("blue", "blue", count: 6, at: 600, gpus: 2),
      jobs("green", "green", count: 6, at: 610, gpus: 1),
    ]
    scenario.queues = [("red", 8), ("blue", 12), ("green", 4)].map { name, gpus in
      var queue = QueueClass(name: name)
      queue.quotas = [.init(resource: .nvidiaGPU, nominal: gpus)]
      return queue
    }
    return .scheduling(scenario)
  }()

  /// Chats on a KV cache so short that requests wait, are preempted and evict each other's blocks.
  static let shortMemory = LabScenario.serving(
    ServingScenario(
      heading: ScenarioHeading(
        title: "short memory",
        choices: Choices(["kv_tokens": .whole(1_600), "block_size": .whole(16)])),
      requests: [
        RequestClass(
          name: "chat",
          arrivals: Arrivals(count: 30, pattern: .poisson(meanGap: .milliseconds(60))),
          promptTokens: .uniform(20...300),
          outputTokens: .lognormal(median: 60, sigmaPercent: 60, within: 10...200),
          sharedPrefixTokens: 64, sharedPrefixes: 2, turns: .uniform(1...2),
          turnGapMilliseconds: .fixed(800)),
        RequestClass(
          name: "urgent",
          arrivals: Arrivals(count: 8, pattern: .evenly(gap: .milliseconds(150))),
          promptTokens: .fixed(200), outputTokens: .fixed(40), priority: -1),
        RequestClass(
          name: "huge", arrivals: Arrivals(count: 1, pattern: .together),
          promptTokens: .fixed(5_000), outputTokens: .fixed(5)),
      ], maxModelTokens: 1_024))

  /// The same with a replica that dies early.
  static let failing: LabScenario = {
    guard case .serving(var scenario) = shortMemory else { return shortMemory }
    scenario.outages = [
      ReplicaOutage(replica: 0, from: .zero + .seconds(1), until: .zero + .seconds(20))
    ]
    return .serving(scenario)
  }()
  static let adapters = LabScenario.serving(
    ServingScenario(
      heading: ScenarioHeading(title: "adapters"),
      requests: [
        RequestClass(
          name: "tuned",
          arrivals: Arrivals(count: 20, pattern: .poisson(meanGap: .milliseconds(40))),
          promptTokens: .uniform(20...300), outputTokens: .fixed(30), adapters: 6)
      ], maxModelTokens: 1_024))

  /// Waves of requests with silence between them, a broken pod, and a second version that fails more.
  static let service: LabScenario = {
    return .autoscaling(
      AutoscalingScenario(
        heading: ScenarioHeading(
          title: "service",
          choices: Choices([
            "scaling_target": .whole(4), "image_mib": .whole(200), "model_mib": .whole(300),
            "warm_up_s": .whole(2), "stable_window_s": .whole(20),
            "latency_objective_ms": .whole(500), "network_programming_ms": .whole(500),
          ])),
        part: .service(plainService)))
  }()

  private static let plainService: ServiceScenario = {
    func second(_ n: Int) -> SimTime { SimTime(nanoseconds: n * 1_000_000_000) }
    return ServiceScenario(
      traffic: RateProfile([
        .bursts(
          milli: 20_000, period: .seconds(150), length: .seconds(50), start: .zero,
          end: second(450)),
        .ramp(from: 0, to: 40_000, start: second(160), end: second(200)),
        .ramp(from: 100, to: 100, start: second(450), end: second(700)),
      ]), workMilliseconds: .exponential(mean: 300, within: 10...3_000), parallelism: 2,
      errorPermille: 20, brokenPodEvery: 5,
      canary: ServiceScenario.Canary(
        start: second(155),
        steps: [
          .init(percent: 10, hold: .seconds(20)), .init(percent: 50, hold: .seconds(20)),
        ], errorPermille: 250, workPercent: 120), end: second(700))
  }()

  /// A quiet service whose second version fails one request in thirty.
  static let mildCanary: LabScenario = {
    guard case .autoscaling(var scenario) = Samples.service else { return Samples.service }
    var service = plainService
    func second(_ n: Int) -> SimTime { SimTime(nanoseconds: n * 1_000_000_000) }
    service.traffic = .constant(milli: 20_000, end: second(300))
    service.errorPermille = 0
    service.brokenPodEvery = 0
    service.canary = ServiceScenario.Canary(
      start: second(20), steps: [.init(percent: 50, hold: .seconds(250))], errorPermille: 33)
    service.end = second(300)
    scenario.part = .service(service)
    return .autoscaling(scenario)
  }()

  private static func pods(_ name: String, at second: Int, gpus: Int, seconds: Int) -> PodClass {
    PodClass(
      name: name,
      arrivals: Arrivals(
        count: 1, start: SimTime(nanoseconds: second * 1_000_000_000), pattern: .together),
      cpu: .cores(1), memory: .gibi(1), gpus: .fixed(gpus), durationSeconds: .fixed(seconds))
  }

  private static func group(_ name: String, atMilliseconds start: Int) -> PodClass {
    PodClass(
      name: name,
      arrivals: Arrivals(
        count: 1, start: SimTime(nanoseconds: start * 1_000_000), pattern: .together),
      cpu: .cores(1), memory: .gibi(1), gpus: .fixed(1), durationSeconds: .fixed(60),
      groupSize: 3, memberGap: .seconds(1))
  }
}
