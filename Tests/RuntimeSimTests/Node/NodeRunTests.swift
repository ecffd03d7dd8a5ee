import RuntimeSim
import Simulation
import Testing

@Suite struct NodeRunTests {
  @Test func aPodsWayIsToldInTheKubeletsWords() {
    let run = NodeScenes.run([NodeScenes.pod { $0.deletedAt = .zero + .seconds(120) }])
    #expect(
      run.codes() == ["Scheduled", "Pulling", "Pulled", "Created", "Started", "Killing"])
    #expect(run.leaks == [])
    #expect(run.tally.readyTimes.count == 1)
  }

  /// 10 s doubling to 300 s between the end of a container and its next start; the first restart
  /// comes at once. Each wait is followed by up to half of it (at most 30 s) and the next second.
  @Test func crashesWaitTwiceAsLongEachTime() {
    let run = NodeScenes.run(
      [
        NodeScenes.pod {
          $0.containers[0].app.runs = .seconds(1)
          $0.containers[0].app.exitCode = 1
        }
      ], seconds: 3_600)
    var gaps: [Int] = []
    var ended: SimTime?
    for record in run.records where record.container == 0 {
      switch record.kind {
      case .container(.terminated): ended = record.time
      case .container(.running):
        if let ended { gaps.append((record.time - ended).nanoseconds / 1_000_000) }
      default: break
      }
    }
    let waits = [0, 10, 20, 40, 80, 160, 300, 300, 300]
    #expect(gaps.count >= waits.count)
    for (gap, wait) in zip(gaps, waits) {
      #expect(gap >= wait * 1_000 && gap <= wait * 1_000 + max(2_500, min(wait * 500, 95_000)))
    }
  }

  @Test func layersThatAreThereAreNotFetchedAgain() {
    let images = [NodeScenes.image("app"), NodeScenes.image("other")]
    let run = NodeScenes.run(
      [
        NodeScenes.pod("a"),
        NodeScenes.pod("b") {
          $0.boundAt = .zero + .seconds(60)
          $0.containers[0].image = "other"
        },
      ], images: images)
    #expect(run.tally.pulledBytes == (30 + 100 + 100) << 20)
    #expect(run.tally.dedupedBytes == 30 << 20)
  }

  @Test func serializedPullsWaitForOneAnother() {
    func time(_ isSerialized: Bool) -> Int {
      var node = NodeShape()
      node.kubelet.serializesPulls = isSerialized
      let run = NodeScenes.run(
        [
          NodeScenes.pod("a"),
          NodeScenes.pod("b") {
            $0.boundAt = .zero + .seconds(2)
            $0.containers[0].image = "other"
          },
        ], node: node,
        images: [
          NodeScenes.image("app", mebibytes: 2_000), NodeScenes.image("other", mebibytes: 5),
        ])
      return run.readyTime(of: 1)?.nanoseconds ?? .max
    }
    #expect(time(true) > 2 * time(false))
  }

  @Test func aLazyImageIsReadySooner() {
    func time(_ isLazy: Bool) -> Int {
      var node = NodeShape()
      node.registry.isLazy = isLazy
      let run = NodeScenes.run(
        [NodeScenes.pod()], node: node,
        images: [NodeScenes.image("app", mebibytes: 4_000, isLazy: true)])
      return run.readyTime(of: 0)?.nanoseconds ?? .max
    }
    #expect(time(false) > 5 * time(true))
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let policy: KubeletSettings.TopologyPolicy
    let gpus: Int
    let cores: Int
    let code: String?
    var testDescription: String { name }
  }

  /// Two NUMA nodes with 2 GPUs and 8 cores each.
  @Test(arguments: [
    Refusal(name: "four GPUs anywhere", policy: .none, gpus: 4, cores: 2, code: nil),
    Refusal(name: "five GPUs", policy: .none, gpus: 5, cores: 2, code: "UnexpectedAdmissionError"),
    Refusal(
      name: "three on one", policy: .singleNUMANode, gpus: 3, cores: 2,
      code: "TopologyAffinityError"),
    Refusal(name: "two on one", policy: .singleNUMANode, gpus: 2, cores: 8, code: nil),
    Refusal(
      name: "three need two, so two is best", policy: .restricted, gpus: 3, cores: 12, code: nil),
    Refusal(
      name: "GPUs need two, cores one", policy: .restricted, gpus: 3, cores: 2,
      code: "TopologyAffinityError"),
    Refusal(name: "best effort takes it", policy: .bestEffort, gpus: 3, cores: 2, code: nil),
    Refusal(
      name: "too many cores", policy: .none, gpus: 1, cores: 17, code: "UnexpectedAdmissionError"),
  ])
  func devicesAndCoresAreAligned(refusal: Refusal) {
    var node = NodeShape(
      cpuMilli: 16_000, numaNodes: 2, devices: [DeviceOffer(resource: "gpu", perNUMA: [2, 2])])
    node.kubelet.topologyPolicy = refusal.policy
    node.kubelet.hasStaticCPUs = true
    let run = NodeScenes.run(
      [
        NodeScenes.pod {
          $0.containers[0].isGuaranteed = true
          $0.containers[0].cpuMilli = refusal.cores * 1_000
          $0.containers[0].devices = [.init(resource: "gpu", count: refusal.gpus)]
        }
      ], node: node)
    let failed = run.records.compactMap { record -> String? in
      if case .phase(.failed, let reason) = record.kind { reason?.code } else { nil }
    }
    #expect(failed == (refusal.code.map { [$0] } ?? []))
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    let name: String
    let fault: RuntimeFault
    let code: String
    var testDescription: String { name }
  }

  @Test(arguments: [
    Broken(name: "CNI", fault: RuntimeFault(.networkAdd, .error), code: "FailedCreatePodSandBox"),
    Broken(
      name: "CNI hangs", fault: RuntimeFault(.networkAdd, .hang), code: "FailedCreatePodSandBox"),
    Broken(name: "registry", fault: RuntimeFault(.resolve, .error), code: "Failed"),
    Broken(name: "attach", fault: RuntimeFault(.attach, .error), code: "FailedAttachVolume"),
    Broken(name: "stage", fault: RuntimeFault(.stage, .error), code: "FailedMount"),
    Broken(name: "attach hangs", fault: RuntimeFault(.attach, .hang), code: "FailedAttachVolume"),
    Broken(
      name: "DRA", fault: RuntimeFault(.prepare, .error), code: "FailedPrepareDynamicResources"),
    Broken(name: "shim", fault: RuntimeFault(.startContainer, .error), code: "Failed"),
    Broken(name: "hook", fault: RuntimeFault(.postStart, .error), code: "FailedPostStartHook"),
    Broken(name: "probe", fault: RuntimeFault(.probe, .error), code: "Unhealthy"),
  ])
  func everyFaultIsHeardOf(broken: Broken) {
    let run = NodeScenes.run(
      [
        NodeScenes.pod {
          $0.volumes = ["data"]
          $0.hasClaims = true
          $0.containers[0].postStart = .milliseconds(100)
          $0.containers[0].livenessProbe = ProbePlan(period: .seconds(2))
          $0.containers[0].readinessProbe = ProbePlan(period: .seconds(2))
          $0.deletedAt = .zero + .seconds(400)
        }
      ], faults: [broken.fault], seconds: 3_000)
    #expect(run.codes().contains(broken.code))
    #expect(run.leaks == [])
  }

  @Test func aSlowStarterIsKilledByItsLivenessProbe() {
    func restarts(_ hasStartupProbe: Bool) -> Int {
      NodeScenes.run([
        NodeScenes.pod {
          $0.containers[0].app.startup = .seconds(60)
          $0.containers[0].livenessProbe = ProbePlan(period: .seconds(10))
          if hasStartupProbe {
            $0.containers[0].startupProbe = ProbePlan(period: .seconds(5), failureThreshold: 30)
          }
        }
      ]).tally.restarts
    }
    #expect(restarts(false) > 3)
    #expect(restarts(true) == 0)
  }

  @Test func initContainersRunOneAfterTheOtherAndSidecarsStay() {
    let run = NodeScenes.run([
      NodeScenes.pod {
        $0.deletedAt = .zero + .seconds(100)
        var first = ContainerPlan(name: "setup", role: .initial, image: "app")
        first.app.runs = .seconds(3)
        let side = ContainerPlan(name: "proxy", role: .sidecar, image: "app")
        $0.containers = [first, side] + $0.containers
      }
    ])
    let states = run.records.compactMap { record -> String? in
      switch record.kind {
      case .container(.running): "\(record.container) runs"
      case .container(.terminated): "\(record.container) ends"
      default: nil
      }
    }
    #expect(states == ["0 runs", "0 ends", "1 runs", "2 runs", "2 ends", "1 ends"])
  }

  @Test func aPodThatDoesNotListenIsKilledAfterItsGracePeriod() {
    let run = NodeScenes.run([
      NodeScenes.pod {
        $0.deletedAt = .zero + .seconds(60)
        $0.grace = .seconds(7)
        $0.containers[0].app.stops = nil
      }
    ])
    let end = run.records.first { $0.kind == .container(.terminated(exitCode: 137)) }
    let after = ((end?.time ?? .zero) - (.zero + .seconds(60))).inSeconds
    #expect(after >= 7 && after < 7.1)
    #expect(run.tally.kills == 1)
  }

  @Test func aFullDiskEvictsTheWriter() {
    let run = NodeScenes.run(
      [
        NodeScenes.pod("calm"),
        NodeScenes.pod("writer") {
          $0.containers[0].app.writesPerSecond = 100 << 20
          $0.containers[0].app.writesAtMost = 100 << 30
        },
        NodeScenes.pod("late") { $0.boundAt = .zero + .seconds(200) },
      ], node: NodeShape(diskBytes: 30 << 30))
    #expect(run.phase(of: 0) == .running)
    #expect(run.codes(1).contains("Evicted"))
    #expect(run.codes(2).contains("Evicted"))
    #expect(run.tally.evictions == 1)
  }

  @Test func oneAttachmentTooManyWaits() {
    let run = NodeScenes.run(
      (0..<3).map { at in NodeScenes.pod("p\(at)") { $0.volumes = ["v\(at)"] } },
      node: NodeShape(attachLimit: 2), seconds: 400)
    #expect(run.tally.readyTimes.count == 2)
    #expect(run.codes(2).contains("FailedAttachVolume"))
    // The wait of 2 min 3 s ends without an event.
    #expect(!run.codes(2).contains("FailedMount"))
  }

  @Test func unusedImagesAreCollected() {
    let images = (0..<5).map { NodeScenes.image("i\($0)", mebibytes: 1_500) }
    let pods = (0..<5).map { at in
      NodeScenes.pod("p\(at)") {
        $0.boundAt = .zero + .seconds(at * 100)
        $0.deletedAt = .zero + .seconds(at * 100 + 90)
        $0.containers[0].image = "i\(at)"
      }
    }
    // 10 GiB of system and 5 x 5.1 GiB of images: above 85 % of 33 GiB with the fourth.
    var node = NodeShape(diskBytes: 33 << 30)
    node.kubelet.evictionPercent = 2
    let run = NodeScenes.run(pods, node: node, images: images, seconds: 1_200)
    #expect(run.tally.imagesRemoved >= 1)
    #expect(run.tally.evictions == 0)
  }

  // MARK: Rules that were held against the kubelet's source

  /// Restarts wait anew after 10 min without a failure, however short the longest wait is.
  @Test(arguments: [(300, 10), (700, 0)]) func restartsForgetAfterTenMinutes(
    runsSeconds: Int, leastGap: Int
  ) {
    var node = NodeShape()
    node.kubelet.mostCrashBackOff = .seconds(20)
    let run = NodeScenes.run(
      [
        NodeScenes.pod {
          $0.containers[0].app.runs = .seconds(runsSeconds)
          $0.containers[0].app.exitCode = 1
        }
      ], node: node, seconds: 3 * runsSeconds)
    var gaps: [Double] = []
    var ended: SimTime?
    for record in run.records {
      if case .container(.terminated) = record.kind { ended = record.time }
      if record.kind == .container(.running), let ended {
        gaps.append((record.time - ended).inSeconds)
      }
    }
    #expect(gaps.count >= 2)
    #expect(gaps.dropFirst().allSatisfy { leastGap > 0 ? $0 >= Double(leastGap) : $0 < 3 })
  }

  /// The kubelet does not look at a resource that its node knows nothing of.
  @Test func anUnknownDeviceIsNotMissed() {
    let run = NodeScenes.run([
      NodeScenes.pod { $0.containers[0].devices = [.init(resource: "example.com/fpga", count: 1)] }
    ])
    #expect(run.phase(of: 0) == .running)
    #expect(run.tally.refused == 0)
  }

  /// Two GPUs: what an init container had, the others have after it; a sidecar keeps its own.
  @Test(arguments: [
    (ContainerPlan.Role.initial, 2, 2, true), (.initial, 2, 1, true), (.initial, 1, 2, true),
    (.initial, 3, 1, false), (.sidecar, 1, 1, true), (.sidecar, 1, 2, false),
  ])
  func devicesOfInitContainersAreUsedAgain(
    role: ContainerPlan.Role, first: Int, second: Int, isAdmitted: Bool
  ) {
    let run = NodeScenes.run(
      [
        NodeScenes.pod {
          var before = ContainerPlan(name: "before", role: role, image: "app")
          if role == .initial { before.app.runs = .seconds(1) }
          before.devices = [.init(resource: "gpu", count: first)]
          $0.containers[0].devices = [.init(resource: "gpu", count: second)]
          $0.containers.insert(before, at: 0)
          $0.deletedAt = .zero + .seconds(100)
        }
      ], node: NodeShape(devices: [DeviceOffer(resource: "gpu", perNUMA: [2])]))
    #expect((run.tally.refused == 0) == isAdmitted)
    let held = run.records.compactMap { record -> Int? in
      if case .devices(let count) = record.kind { count } else { nil }
    }
    let most = role == .initial ? max(first, second) : first + second
    #expect(held == (isAdmitted ? [most, 0] : []))
    #expect(run.leaks == [])
  }

  /// Sidecars wait for the others within the pod's one grace period, and get 2 s at least.
  @Test(arguments: [(nil, nil, 12.0), (3, 1, 4.0), (3, nil, 10.0)] as [(Int?, Int?, Double)])
  func sidecarsShareTheGracePeriod(mainStops: Int?, sideStops: Int?, total: Double) {
    let run = NodeScenes.run([
      NodeScenes.pod {
        var side = ContainerPlan(name: "proxy", role: .sidecar, image: "app")
        side.app.stops = sideStops.map { .seconds($0) }
        $0.containers[0].app.stops = mainStops.map { .seconds($0) }
        $0.containers.insert(side, at: 0)
        $0.grace = .seconds(10)
        $0.deletedAt = .zero + .seconds(60)
      }
    ])
    let killings = run.records.filter {
      if case .event(.killing) = $0.kind { true } else { false }
    }
    #expect(killings.map { $0.time.inSeconds } == [60, 60])
    let ends = run.records.compactMap { record -> (Int, Double)? in
      if case .container(.terminated) = record.kind {
        (record.container, record.time.inSeconds - 60)
      } else {
        nil
      }
    }
    #expect(ends.map(\.0) == [1, 0])
    #expect(abs((ends.last?.1 ?? 0) - total) < 0.15)
  }

  /// GPUs on both sockets, cores asked for as well: the hints and what they come to.
  @Test func theTopologyManagersWeighingIsKept() {
    var node = NodeShape(
      cpuMilli: 16_000, numaNodes: 2, devices: [DeviceOffer(resource: "gpu", perNUMA: [2, 2])])
    node.kubelet.topologyPolicy = .restricted
    node.kubelet.hasStaticCPUs = true
    func pod(_ name: String, gpus: Int, at second: Int) -> PodPlan {
      NodeScenes.pod(name) {
        $0.boundAt = .zero + .seconds(second)
        $0.containers[0].isGuaranteed = true
        $0.containers[0].cpuMilli = 2_000
        $0.containers[0].devices = [.init(resource: "gpu", count: gpus)]
      }
    }
    let run = NodeScenes.run(
      [pod("one", gpus: 1, at: 0), pod("pair", gpus: 3, at: 10)], node: node)
    #expect(run.alignments.map(\.isAdmitted) == [true, false])
    let second = run.alignments[1]
    #expect(second.providers.map(\.resource.name) == ["gpu", "cpu"])
    #expect(second.providers[0].free == [1, 2])
    #expect(second.providers[0].hints.map { $0.mask?.nodes } == [[0, 1]])
    #expect(second.providers[1].hints.map { $0.mask?.nodes } == [[0], [1], [0, 1]])
    #expect(second.providers[1].hints.map(\.isPreferred) == [true, true, false])
    #expect(second.merged.isPreferred == false)
  }
}
