import AutoscalingSim
import GatewaySim
import RuntimeSim
import Simulation
import Testing
import Traffic
import Wording

@testable import Labs

/// What would help is found by running in the labs of the runtime, autoscaling and gateway too.
@Suite struct WhatIfEverywhereTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let scenario: LabScenario
    let settings: [String]
    /// Kind of the decision at which somebody goes without; `nil`: whoever does at the end.
    let kind: String?
    /// A knob that must be among what helps.
    let knob: String
    var testDescription: String { name }
  }

  /// Searches run a scenario dozens of times: these are small.
  private static func seconds(_ n: Int) -> SimTime { .zero + .seconds(n) }

  /// Three requests a second to a service that begins with no pod.
  static let service = LabScenario.autoscaling(
    AutoscalingScenario(
      heading: ScenarioHeading(
        title: "small",
        choices: Choices([
          "image_mib": .whole(2_000), "model_mib": .whole(500), "warm_up_s": .whole(5),
          "container_concurrency": .whole(10),
        ])),
      part: .service(
        ServiceScenario(
          traffic: .constant(milli: 3_000, end: seconds(20)),
          workMilliseconds: .exponential(mean: 100, within: 10...1_000), end: seconds(60)))))

  /// Two providers, the first of which fails often, and a budget that is too small.
  static let providers: LabScenario = {
    func provider(errorPercent: Int) -> GatewayTrafficScenario.Backend.Kind {
      .provider(
        ModelProvider(
          firstTokenMilliseconds: .uniform(200...600), tokenMicroseconds: 9_000,
          errorPercent: errorPercent, inputCentsPerMillion: 100, outputCentsPerMillion: 300))
    }
    func tenant(_ name: String, budgets: [TokenBudget] = []) -> GatewayTenant {
      GatewayTenant(
        name: name,
        arrivals: Arrivals(count: 15, pattern: .poisson(meanGap: .milliseconds(300))), route: 0,
        promptTokens: .uniform(200...1_000), outputTokens: .uniform(5...60), maxTokens: 60,
        sharedPrefixTokens: 128, budgets: budgets)
    }
    return .gateway(
      GatewayScenario(
        heading: ScenarioHeading(title: "providers"),
        part: .traffic(
          GatewayTrafficScenario(
            tenants: [
              tenant("lab", budgets: [TokenBudget(limit: 2_000, window: .seconds(3_600))]),
              tenant("site"),
            ],
            routes: [
              ModelRoute(
                model: "chat", backends: [.init(backend: 0), .init(backend: 1, priority: 1)])
            ],
            backends: [
              .init(name: "near", kind: provider(errorPercent: 60)),
              .init(name: "far", kind: provider(errorPercent: 0)),
            ],
            questions: QuestionPlan(
              topics: 3, intentsPerTopic: 4, spreadPercent: 50, wordingPercent: 25),
            cacheLifetime: .seconds(600), maxModelTokens: 4_096))))
  }()

  static let documents = LabScenario.gateway(
    GatewayScenario(
      heading: ScenarioHeading(title: "documents"),
      part: .retrieval(
        RetrievalScenario(
          source: .corpus(
            CorpusPlan(
              documents: 6, documentWords: 150, topics: 2, passagesPerDocument: 2,
              passageWords: 30, questions: 8, paraphrasePercent: 50, namePercent: 30))))))

  /// A server that its liveness probe kills before it is up.
  static let slowStarter = RuntimeLabTests.scenario { world in
    world.pods[0].plan.containers[0].app.startup = .seconds(60)
    world.pods[0].plan.containers[0].livenessProbe = ProbePlan(failureThreshold: 3)
    world.pods[0].plan.containers[0].readinessProbe = ProbePlan(period: .seconds(5))
  }

  static let cases: [Case] = [
    Case(
      name: "a budget refuses a request", scenario: providers, settings: [],
      kind: "limited", knob: "budget_percent"),
    Case(
      name: "a request fails for good", scenario: providers, settings: ["num_retries=0"],
      kind: "gateway-failed", knob: "num_retries"),
    Case(
      name: "a step fails for good", scenario: Samples.workflow, settings: ["retry_limit=0"],
      kind: "given-up", knob: "spot_life_percent"),
    Case(
      name: "a passage is not found", scenario: documents, settings: ["top_k=1"],
      kind: "not-grounded", knob: "search_method"),
    Case(
      name: "a request is timed out", scenario: service,
      settings: ["request_timeout_s=10"], kind: nil, knob: "request_timeout_s"),
    Case(
      name: "a pod is never ready", scenario: slowStarter, settings: [], kind: nil,
      knob: "startup_probe"),
  ]

  private func search(
    _ lab: any Lab, _ scenario: LabScenario, _ choices: Choices, _ subject: String,
    _ moment: SimTime
  ) throws -> WhatIf {
    var search = try WhatIf(
      lab, scenario, choices: choices, seed: Seed("help"), subject: subject, moment: moment)
    while search.advance(events: 100_000) {}
    return search
  }

  @Test(arguments: cases) func theSmallestChangeThatHelpsIsFound(of item: Case) throws {
    let lab = try #require(allLabs.first { $0.id == item.scenario.lab })
    let choices = try lab.choices(from: item.settings)
    let outcome = try lab.run(item.scenario, choices: choices, seed: Seed("help"))
    let replay = outcome.replay
    let end = replay.stepCount
    let subject = try #require(
      item.kind.map { kind in
        (1...end).compactMap { step -> String? in
          let decision = replay.decision(at: step)
          return decision?.kind == kind ? decision?.subjects.first : nil
        }.first { replay.isServed($0, at: end) == false }
      } ?? replay.subjects(at: end).first { replay.isServed($0.id, at: end) == false }?.id)
    #expect(replay.isServed(subject, at: end) == false)
    #expect(replay.servedTime(subject, around: end) == nil)
    let answer = try search(lab, item.scenario, choices, subject, replay.time(at: end))
    #expect(answer.unchanged == nil)
    #expect(
      answer.findings.contains { $0.knob == item.knob },
      "\(subject): \(answer.findings.map { "\($0.knob)=\($0.to)" })")
    #expect(Set(answer.findings.map(\.distance)).count <= 1)
    for finding in answer.findings {
      #expect(lab.isWayOut(try #require(lab.knob(finding.knob))))
      var changed = outcome.choices
      changed[finding.knob] = finding.to
      let other = try lab.run(item.scenario, choices: changed, seed: Seed("help")).replay
      let step = other.lastStep(by: replay.time(at: end))
      let time = try #require(other.servedTime(subject, around: step))
      #expect(time == finding.served && time <= replay.time(at: end))
    }
  }

  /// A request that only waits is served later anyhow; what helps serves it sooner.
  @Test func aHeldRequestIsServedSooner() throws {
    let lab = AutoscalingLab()
    let replay = try lab.run(Self.service, seed: Seed("help")).replay
    let step = try #require(
      (1...replay.stepCount).first { step in
        replay.subjects(at: step).contains { $0.state.key == "lab.autoscaling.state.held" }
      })
    let subject = try #require(
      replay.subjects(at: step).first { $0.state.key == "lab.autoscaling.state.held" })
    #expect(replay.isServed(subject.id, at: step) == false)
    let answer = try search(
      lab, Self.service, Choices(), subject.id, replay.time(at: step))
    let unchanged = try #require(answer.unchanged)
    #expect(unchanged > replay.time(at: step))
    let better = answer.improvements + answer.findings
    #expect(better.contains { $0.knob == "initial_pods" })
    #expect(better.allSatisfy { ($0.served ?? .zero) < unchanged })
    let served = try #require(replay.servedStep(subject.id, around: step))
    #expect(replay.isServed(subject.id, at: served) == true)
    #expect(replay.isServed(subject.id, at: served - 1) == false)
  }

  /// Whoever is served at one step is served at all later ones of the run.
  @Test(arguments: [0, 1, 2]) func beingServedLasts(number: Int) throws {
    let scenario = [Self.providers, Self.service, Self.slowStarter][number]
    let lab = try #require(allLabs.first { $0.id == scenario.lab })
    let replay = try lab.run(scenario, seed: Seed("help")).replay
    var asked = 0
    for step in stride(from: 0, through: replay.stepCount, by: max(1, replay.stepCount / 12)) {
      for subject in replay.subjects(at: step).prefix(8) {
        guard let isServed = replay.isServed(subject.id, at: step) else { continue }
        asked += 1
        let since = replay.servedStep(subject.id, around: step)
        #expect(isServed == (since.map { $0 <= step } ?? false), "\(subject.id) at \(step)")
        #expect(replay.subject(subject.id, at: replay.stepCount) != nil)
      }
    }
    #expect(asked > 10)
  }

  /// A workflow can be asked about like one of its steps.
  @Test func aWorkflowFails() throws {
    let lab = GatewayLab()
    let replay = try lab.run(
      Samples.workflow, choices: lab.choices(from: ["retry_limit=0"]), seed: Seed("help")
    ).replay
    let end = replay.stepCount
    let workflow = try #require(replay.subject("nightly", at: end))
    #expect(replay.isServed("nightly", at: end) == false)
    #expect(workflow.state.key == "lab.workflow.run-failed")
    let why = replay.why(workflow, at: end)
    #expect(why.headline.key == "lab.workflow.run-failed" && !why.sentences.isEmpty)
    #expect(why.tables.contains { $0.title.key == "lab.table.history" && !$0.rows.isEmpty })
  }
}
