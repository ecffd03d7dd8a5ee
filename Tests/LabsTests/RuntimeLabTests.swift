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

  static func scenario(_ diagnosis: Diagnosis? = nil) -> LabScenario {
    .runtime(
      RuntimeScenario(
        heading: ScenarioHeading(title: "test"), subject: .node(world()),
        end: .zero + .seconds(900), diagnosis: diagnosis))
  }

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
    // At least one pod is not ready because of it, or came to be so only late.
    #expect((outcome.metric("ready_pods")?.value ?? 0) < 2 || cause == .badProbe)
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
}
