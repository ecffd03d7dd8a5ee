import Labs
import RuntimeSim
import Simulation
import Testing
import Traffic
import Wording

@Suite struct RuntimeLabTests {
  static let lab = RuntimeLab()

  static func world(_ change: (inout NodeWorld) -> Void = { _ in }) -> NodeWorld {
    var container = ContainerPlan(name: "main", image: "app", cpuMilli: 500)
    container.devices = [.init(resource: "gpu", count: 1)]
    container.livenessProbe = ProbePlan()
    container.postStart = .milliseconds(100)
    var world = NodeWorld(
      node: NodeShape(devices: [DeviceOffer(resource: "gpu", perNUMA: [4])]),
      images: [
        ImagePlan(
          name: "app",
          layers: [ImagePlan.Layer(digest: "a", bytes: 200 << 20, unpackedBytes: 500 << 20)])
      ],
      pods: [
        RuntimePodClass(
          arrivals: Arrivals(count: 2, pattern: .evenly(gap: .seconds(30))),
          plan: PodPlan(
            name: "web", containers: [container], volumes: ["data"], hasClaims: true))
      ])
    change(&world)
    return world
  }

  static func scenario(
    _ diagnosis: Diagnosis? = nil, _ change: (inout NodeWorld) -> Void = { _ in }
  ) -> LabScenario {
    .runtime(
      RuntimeScenario(
        heading: ScenarioHeading(title: "test"), subject: .node(world(change)),
        end: .zero + .seconds(900), diagnosis: diagnosis))
  }

  /// Something of everything, on a node that is too small for it: every knob has a part in it.
  static var crowded: LabScenario {
    func image(_ name: String, layers: Int, mebibytes: Int, isLazy: Bool) -> ImagePlan {
      ImagePlan(
        name: name,
        layers: (0..<layers).map {
          ImagePlan.Layer(
            digest: "\(name)-\($0)", bytes: mebibytes << 20,
            unpackedBytes: (mebibytes * 5 / 2) << 20)
        }, isLazy: isLazy)
    }
    func pods(
      _ name: String, image: String, lifetime: Int? = nil,
      _ change: (inout PodPlan) -> Void = { _ in }
    ) -> RuntimePodClass {
      var plan = PodPlan(name: name, containers: [ContainerPlan(name: "main", image: image)])
      change(&plan)
      return RuntimePodClass(
        arrivals: Arrivals(count: 2, pattern: .evenly(gap: .seconds(7))),
        lifetime: lifetime.map { .seconds($0) }, plan: plan)
    }
    var world = NodeWorld(
      node: NodeShape(
        numaNodes: 2, devices: [DeviceOffer(resource: "gpu", perNUMA: [2, 2])],
        diskBytes: 14 << 30, systemBytes: 6 << 30),
      images: [
        image("wide", layers: 12, mebibytes: 50, isLazy: true),
        image("tall", layers: 1, mebibytes: 600, isLazy: false),
        image("third", layers: 2, mebibytes: 300, isLazy: true),
      ],
      pods: [
        pods("gpu", image: "wide", lifetime: 200) {
          $0.containers[0].cpuMilli = 2_000
          $0.containers[0].isGuaranteed = true
          $0.containers[0].devices = [.init(resource: "gpu", count: 3)]
        },
        pods("crash", image: "tall") {
          $0.containers[0].app.runs = .seconds(1)
          $0.containers[0].app.exitCode = 1
        },
        pods("slow", image: "third", lifetime: 400) {
          $0.grace = .seconds(10)
          $0.volumes = ["data"]
          $0.containers[0].app.startup = .seconds(40)
          $0.containers[0].app.stops = nil
          $0.containers[0].livenessProbe = ProbePlan(period: .seconds(5))
          $0.containers[0].readinessProbe = ProbePlan(period: .seconds(5))
        },
      ])
    world.faults = [RuntimeFault(.networkAdd, .error, times: 2)]
    return .runtime(
      RuntimeScenario(
        heading: ScenarioHeading(title: "crowded"), subject: .node(world),
        end: .zero + .seconds(1_200)))
  }

  static let fake = LabScenario.runtime(
    RuntimeScenario(
      heading: ScenarioHeading(title: "fake"),
      subject: .kwok(KwokWorld(groups: [KwokGroup(name: "n", resource: .node, count: 20)])),
      end: .zero + .seconds(100)))

  @Test func replayGoesBothWays() throws {
    let outcome = try Self.lab.run(Self.scenario(), seed: Seed("a"))
    let replay = outcome.replay
    #expect(replay.stepCount > 10)
    let forward = (0...replay.stepCount).map { replay.picture(at: $0) }
    let backward = (0...replay.stepCount).reversed().map { replay.picture(at: $0) }
    #expect(forward == backward.reversed())
    for step in 0...replay.stepCount {
      for kind in replay.panels { #expect(replay.panel(kind, at: step) != nil) }
      for subject in replay.subjects(at: step) { _ = replay.why(subject, at: step) }
    }
    #expect(replay.servedStep("web-0", around: 0) != nil)
    #expect(replay.isServed("web-0", at: replay.stepCount) == true)
  }

  /// Every cause shows in the way that the texts promise, is found by its own pick and by no other,
  /// and is told nowhere before.
  @Test(arguments: RuntimeCause.allCases) func everyCauseCanBeFound(cause: RuntimeCause) throws {
    let causes = [cause] + RuntimeCause.allCases.filter { $0 != cause }
    var found: RunOutcome?
    var scenario = Self.scenario(Diagnosis(causes: causes))
    for number in 0..<200 {
      let seed = Seed("seed-\(number)")
      scenario = Self.scenario(Diagnosis(causes: causes))
      let outcome = try Self.lab.run(scenario, seed: seed)
      if scenario.judge(cause, outcome)?.isRight == true {
        found = outcome
        break
      }
    }
    let outcome = try #require(found)
    for pick in causes {
      let verdict = try #require(scenario.judge(pick, outcome))
      #expect(verdict.isRight == (pick == cause))
      if pick != cause {
        let told = verdict.explanation.sentences.flatMap { [$0.key] + $0.arguments }
        #expect(!told.contains { $0.contains(cause.rawValue) })
      }
    }
    // Pods get ready late, or between two crashes, or never.
    let isSeenLater: Set<RuntimeCause> = [.badProbe, .slowRegistry, .crashingApp]
    #expect((outcome.metric("ready_pods")?.value ?? 0) < 2 || isSeenLater.contains(cause))
    #expect(outcome.choices.sorted.map(\.id).count == Self.lab.knobs.count)
  }

  @Test func theSeedHidesTheSameCauseEachTime() throws {
    let scenario = Self.scenario(Diagnosis(causes: RuntimeCause.allCases))
    let digests = try (0..<3).map { _ in try Self.lab.run(scenario, seed: Seed("x")).digest }
    #expect(Set(digests).count == 1)
  }

  @Test func fakeNodesAreALabToo() throws {
    let scenario = LabScenario.runtime(
      RuntimeScenario(
        heading: ScenarioHeading(title: "kwok"),
        subject: .kwok(
          KwokWorld(groups: [
            KwokGroup(name: "n", resource: .node, count: 20),
            KwokGroup(
              name: "p", resource: .pod, count: 20, gap: .seconds(1), lifetime: .seconds(60)),
          ])), end: .zero + .seconds(600)))
    let outcome = try Self.lab.run(scenario, seed: Seed("a"))
    #expect(outcome.metric("fake_nodes_ready")?.value == 20)
    #expect(outcome.metric("objects_gone")?.value == 20)
    let replay = outcome.replay
    for step in stride(from: 0, through: replay.stepCount, by: 7) {
      _ = replay.picture(at: step)
      _ = replay.panel(.machines, at: step)
      for subject in replay.subjects(at: step) { _ = replay.why(subject, at: step) }
    }
  }

  /// Three GPUs lie on both NUMA nodes, two cores on either: restricted refuses, and why shows the
  /// hints of both managers with what they came to. Nothing is preferred by both, so the merged hint
  /// is the one nearest to what the GPUs need at least: two nodes.
  @Test func whyShowsTheHintsOfNUMANodes() throws {
    let world = Self.world {
      $0.node.numaNodes = 2
      $0.node.devices = [DeviceOffer(resource: "gpu", perNUMA: [2, 2])]
      $0.pods[0].plan.containers[0].isGuaranteed = true
      $0.pods[0].plan.containers[0].cpuMilli = 2_000
      $0.pods[0].plan.containers[0].devices = [.init(resource: "gpu", count: 3)]
    }
    var choices = Choices()
    choices["topology_manager_policy"] = .word("restricted")
    choices["cpu_manager_policy"] = .word("static")
    let scenario = LabScenario.runtime(
      RuntimeScenario(
        heading: ScenarioHeading(title: "numa", choices: choices), subject: .node(world),
        end: .zero + .seconds(100)))
    let replay = try Self.lab.run(scenario, seed: Seed("a")).replay
    let subject = try #require(
      replay.subjects(at: replay.stepCount).first { $0.id == "web-0" })
    let table = try #require(
      replay.why(subject, at: replay.stepCount).tables.first {
        $0.title.key == "lab.runtime.table.topology"
      })
    #expect(table.title.arguments == ["restricted"])
    #expect(
      table.rows == [
        [
          .plain("main"), .plain("gpu x3"), .plain("2 + 2"), .plain("{0,1}"), .plain("-"),
        ],
        [
          .plain("main"), .plain("cpu x2"), .plain("8 + 8"), .plain("{0} {1}"), .plain("{0,1}"),
        ],
        [
          .plain("main"), .message(Message("lab.runtime.topology.merged")),
          .message(Message("lab.runtime.topology.refused")), .plain("-"), .plain("{0,1}"),
        ],
      ])
  }

  /// A stage that finds what it wrote is told of.
  @Test func whyTellsWhatRestsUnderAStage() throws {
    var stage = KwokStage(
      name: "again", resource: .pod,
      requirements: [
        KwokStage.Requirement(path: try KwokPath(".status.phase"), .in, values: ["Pending"])
      ])
    stage.status = try KwokTemplate("message: x")
    let scenario = LabScenario.runtime(
      RuntimeScenario(
        heading: ScenarioHeading(title: "rest"),
        subject: .kwok(
          KwokWorld(
            hasStandardStages: false, stages: [stage],
            groups: [KwokGroup(name: "p", resource: .pod, count: 1)])),
        end: .zero + .seconds(100)))
    let replay = try Self.lab.run(scenario, seed: Seed("a")).replay
    let subject = try #require(replay.subjects(at: replay.stepCount).first)
    #expect(
      replay.why(subject, at: replay.stepCount).sentences
        == [Message("lab.kwok.why.rests", "again")])
    #expect(replay.why(subject, at: 1).sentences == [])
  }
}
