import RuntimeSim
import Simulation

/// Setups for the tests of this folder.
enum NodeScenes {
  static let base = ImagePlan.Layer(digest: "base", bytes: 30 << 20, unpackedBytes: 80 << 20)
  static func image(_ name: String, mebibytes: Int = 100, isLazy: Bool = false) -> ImagePlan {
    ImagePlan(
      name: name,
      layers: [
        base,
        ImagePlan.Layer(
          digest: name, bytes: mebibytes << 20, unpackedBytes: (mebibytes * 5 / 2) << 20),
      ], isLazy: isLazy)
  }

  static func run(
    _ pods: [PodPlan], node: NodeShape = NodeShape(), images: [ImagePlan] = [image("app")],
    faults: [RuntimeFault] = [], seconds: Int = 600, seed: String = "scene",
    latencies: [RuntimeCall: LatencyRange] = [:]
  ) -> NodeRun {
    var run = NodeRun(
      NodeSetup(
        node: node, images: images, pods: pods, latencies: latencies, faults: faults,
        end: .zero + .seconds(seconds), seed: Seed(seed)))
    while run.advance(events: 1_000) {}
    return run
  }

  static func pod(_ name: String = "web", _ change: (inout PodPlan) -> Void = { _ in }) -> PodPlan {
    var pod = PodPlan(
      name: name, containers: [ContainerPlan(name: "main", image: "app", cpuMilli: 500)])
    change(&pod)
    return pod
  }

  /// A random setup: pods of all kinds, faults of all kinds, everything deleted long before the end.
  static func random(_ seed: Int) -> NodeSetup {
    var random = SeededGenerator(seed: Seed("scene-\(seed)"))
    func duration(_ least: Int, _ most: Int) -> SimDuration {
      .milliseconds(least + random.below(most - least + 1))
    }
    func chance(_ percent: Int) -> Bool { random.below(100) < percent }
    let images = (0..<4).map {
      image("image-\($0)", mebibytes: 1 + random.below(300), isLazy: chance(30))
    }
    var node = NodeShape(
      cpuMilli: 4_000 + random.below(20_000), maxPods: 3 + random.below(30),
      numaNodes: 1 + random.below(3), diskBytes: (12 + random.below(30)) << 30,
      attachLimit: 1 + random.below(5))
    node.devices = [DeviceOffer(resource: "gpu", perNUMA: [2, 2, 1], unhealthy: random.below(2))]
    node.kubelet.topologyPolicy = KubeletSettings.TopologyPolicy.allCases[random.below(4)]
    node.kubelet.hasStaticCPUs = chance(50)
    node.kubelet.serializesPulls = chance(50)
    node.registry.isLazy = chance(40)
    func probe() -> ProbePlan? {
      guard chance(40) else { return nil }
      return ProbePlan(
        initialDelay: .seconds(random.below(10)), period: .seconds(1 + random.below(10)),
        successThreshold: 1, failureThreshold: 1 + random.below(4), asksWrongPlace: chance(10))
    }
    let pods = (0..<(1 + random.below(12))).map { number -> PodPlan in
      let roles: [ContainerPlan.Role] =
        (chance(30) ? [.initial] : []) + (chance(30) ? [.sidecar] : [])
        + (chance(20) ? [.initial] : [])
        + [.main] + (chance(30) ? [.main] : [])
      let isGuaranteed = chance(40)
      let containers = roles.enumerated().map { at, role -> ContainerPlan in
        var container = ContainerPlan(
          name: "c\(at)", role: role, image: "image-\(random.below(5))",
          cpuMilli: isGuaranteed ? 1_000 * (1 + random.below(3)) : random.below(2_000),
          isGuaranteed: isGuaranteed)
        if chance(30) { container.devices = [.init(resource: "gpu", count: 1 + random.below(3))] }
        container.app.startup = duration(0, 20_000)
        container.app.stops = chance(20) ? nil : duration(0, 40_000)
        if role == .initial || chance(30) {
          container.app.runs = duration(100, 30_000)
          container.app.exitCode = chance(30) ? 1 : 0
        }
        if chance(10) { container.app.hangsAfter = duration(1_000, 60_000) }
        if role != .initial {
          container.startupProbe = probe()
          container.readinessProbe = probe()
          container.livenessProbe = probe()
          if chance(20) { container.postStart = duration(0, 5_000) }
          if chance(20) { container.preStop = duration(0, 40_000) }
        }
        if chance(10) {
          container.app.writesPerSecond = 100 << 20
          container.app.writesAtMost = 20 << 30
        }
        return container
      }
      let bound = random.below(120)
      return PodPlan(
        name: "p\(number)", boundAt: .zero + .seconds(bound),
        deletedAt: .zero + .milliseconds(bound * 1_000 + random.below(600_000)),
        restartPolicy: PodPlan.RestartPolicy.allCases[random.below(3)],
        grace: .seconds(random.below(40)), priority: random.below(3), containers: containers,
        volumes: (0..<random.below(3)).map { "v\($0 * 3 + random.below(3))" },
        hasClaims: chance(20))
    }
    let faults = (0..<random.below(5)).map { _ -> RuntimeFault in
      let call = RuntimeCall.allCases[random.below(RuntimeCall.allCases.count)]
      let kind: RuntimeFault.Kind =
        chance(50) ? .error : (chance(50) ? .hang : .delay(duration(100, 60_000)))
      return RuntimeFault(
        call, kind, until: .zero + .seconds(700), times: chance(50) ? 3 : nil,
        chancePerMille: chance(50) ? 300 : 1_000)
    }
    return NodeSetup(
      node: node, images: images, pods: pods, faults: faults, end: .zero + .seconds(3_600),
      seed: Seed("run-\(seed)"))
  }
}

extension NodeRun {
  /// `reason codes` of a pod's events, in order.
  func codes(_ pod: Int = 0) -> [String] {
    records.compactMap { record in
      if record.pod == pod, case .event(let event) = record.kind { event.code } else { nil }
    }
  }

  /// One line a record, for looking.
  var text: String {
    records.map {
      "\(Double($0.time.nanoseconds / 1_000_000) / 1_000) p\($0.pod) c\($0.container) \($0.kind)"
    }
    .joined(separator: "\n")
  }
}
