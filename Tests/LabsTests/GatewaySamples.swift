import GatewaySim
import Simulation
import Traffic

@testable import Labs

/// Small scenarios of the gateway lab.
extension Samples {
  private static func gateway(_ part: GatewayScenario.Part) -> LabScenario {
    .gateway(GatewayScenario(heading: ScenarioHeading(title: "sample"), part: part))
  }

  /// A pool that is too small, a provider that fails behind it, and one that is down for a while.
  static let gateway: LabScenario = {
    func tenant(
      _ name: String, count: Int, gap: Int, budgets: [TokenBudget] = [], isSheddable: Bool = false
    ) -> GatewayTenant {
      GatewayTenant(
        name: name,
        arrivals: Arrivals(count: count, pattern: .poisson(meanGap: .milliseconds(gap))), route: 0,
        promptTokens: .uniform(200...3_000), outputTokens: .uniform(5...60), maxTokens: 60,
        sharedPrefixTokens: 128, budgets: budgets, isSheddable: isSheddable)
    }
    func provider(errorPercent: Int) -> GatewayTrafficScenario.Backend.Kind {
      .provider(
        ModelProvider(
          firstTokenMilliseconds: .uniform(200...600), tokenMicroseconds: 9_000,
          errorPercent: errorPercent, inputCentsPerMillion: 100, outputCentsPerMillion: 300))
    }
    return gateway(
      .traffic(
        GatewayTrafficScenario(
          tenants: [
            tenant(
              "lab", count: 40, gap: 60,
              budgets: [TokenBudget(limit: 30_000, window: .seconds(2))]),
            tenant("site", count: 40, gap: 40, isSheddable: true),
          ],
          routes: [
            ModelRoute(
              model: "chat",
              backends: [
                .init(backend: 0, weight: 3), .init(backend: 1), .init(backend: 2, priority: 1),
              ])
          ],
          backends: [
            .init(name: "pool", kind: .pool(replicas: 2)),
            .init(
              name: "near", kind: provider(errorPercent: 0),
              outages: [.init(start: .zero, end: .zero + .seconds(2))]),
            .init(name: "far", kind: provider(errorPercent: 30)),
          ],
          questions: QuestionPlan(
            topics: 3, intentsPerTopic: 4, spreadPercent: 50, wordingPercent: 25),
          cacheLifetime: .seconds(600), maxModelTokens: 4_096)))
  }()

  /// Steps that fail, fan out, lose their nodes, and run a second time.
  static let workflow: LabScenario = {
    func step(
      _ name: String, _ seconds: Int, needs: [Int] = [], failurePercent: Int = 0,
      isOnSpot: Bool = false, key: String? = nil
    ) -> WorkflowStep {
      WorkflowStep(
        name: name, needs: needs.map { [.init($0)] }, duration: .fixed(seconds * 1_000),
        failurePercent: failurePercent,
        retry: failurePercent > 0 || isOnSpot ? RetryRule(limit: 2, backoff: .seconds(5)) : nil,
        memoKey: key, isOnSpot: isOnSpot)
    }
    let trains = (0..<4).map {
      step("train-\($0)", 100 + 10 * $0, needs: [1], failurePercent: 20, isOnSpot: true)
    }
    return gateway(
      .workflow(
        WorkflowPlan(
          name: "nightly",
          steps: [
            step("fetch", 30, key: "day-1"), step("clean", 20, needs: [0], key: "day-1"),
          ] + trains + [step("compare", 10, needs: [2, 3, 4, 5]), step("side", 300, needs: [0])],
          podStart: .seconds(2), meanSpotLife: .seconds(400), changedForRerun: [1])))
  }()

  /// From question to answer.
  static let documents = gateway(
    .retrieval(
      RetrievalScenario(
        source: .corpus(
          CorpusPlan(
            documents: 20, documentWords: 200, topics: 3, passagesPerDocument: 2, passageWords: 30,
            questions: 20, paraphrasePercent: 50, namePercent: 30)),
        answers: .init(
          instructionTokens: 100, answerTokens: 20, meanGap: .milliseconds(100),
          maxModelTokens: 8_192))))

  /// An index and nothing else.
  static let vectors = gateway(
    .retrieval(
      RetrievalScenario(
        source: .vectors(
          ClusteredVectors(count: 300, dimension: 12, clusters: 10), queries: 20))))

  /// A prompt that is better at first, and loses users.
  static let experiment = gateway(
    .experiment(
      ExperimentScenario(
        arms: [
          .init(name: "old", acceptedPerTenThousand: 4_000),
          .init(
            name: "new", acceptedPerTenThousand: 4_600, noveltyPerTenThousand: 1_000, score: 63,
            lostPercent: 12),
        ], usersPerDay: 60, days: 8)))

  /// Losing users of one arm makes the arms unequal; a decision that comes before the last day can
  /// be stopped by that.
  static let lostUsers = gateway(
    .experiment(
      ExperimentScenario(
        arms: [
          .init(name: "old", acceptedPerTenThousand: 4_000),
          .init(name: "new", acceptedPerTenThousand: 4_600, lostPercent: 40),
        ], usersPerDay: 400, days: 8)))
}
