import GatewaySim
import Simulation
import Traffic

/// What the gateway lab runs on: one of the things that stand at or behind an AI gateway.
public struct GatewayScenario: Sendable, Hashable {
  /// Each with its own knobs and metrics.
  public enum Part: Sendable, Hashable {
    case traffic(GatewayTrafficScenario)
    case workflow(WorkflowPlan)
    case retrieval(RetrievalScenario)
    case experiment(ExperimentScenario)

    /// The word of it in files.
    public var kind: GatewayKind {
      switch self {
      case .traffic: .traffic
      case .workflow: .workflow
      case .retrieval: .retrieval
      case .experiment: .experiment
      }
    }
  }
  public var heading: ScenarioHeading
  public var part: Part

  public init(heading: ScenarioHeading, part: Part) {
    self.heading = heading
    self.part = part
  }
}

/// The kinds of the gateway lab's scenarios.
public enum GatewayKind: String, Sendable, Hashable, CaseIterable {
  case traffic, experiment, workflow, retrieval
}

/// Tenants and what answers them.
public struct GatewayTrafficScenario: Sendable, Hashable {
  /// What answers; engines get their GPU and model from knobs.
  public struct Backend: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
      case pool(replicas: Int)
      case provider(ModelProvider)
    }
    public var name: String
    public var kind: Kind
    public var outages: [GatewayBackend.Outage]

    public init(name: String, kind: Kind, outages: [GatewayBackend.Outage] = []) {
      self.name = name
      self.kind = kind
      self.outages = outages
    }
  }
  public var tenants: [GatewayTenant]
  public var routes: [ModelRoute]
  public var backends: [Backend]
  /// What is asked, for the semantic cache.
  public var questions: QuestionPlan
  /// How long an answer may be used again.
  public var cacheLifetime: SimDuration
  /// Longest sequence of the pools' engines, prompt and answer together.
  public var maxModelTokens: Int

  public init(
    tenants: [GatewayTenant], routes: [ModelRoute], backends: [Backend], questions: QuestionPlan,
    cacheLifetime: SimDuration, maxModelTokens: Int
  ) {
    self.tenants = tenants
    self.routes = routes
    self.backends = backends
    self.questions = questions
    self.cacheLifetime = cacheLifetime
    self.maxModelTokens = maxModelTokens
  }
}

/// What is searched, and who answers out of it.
public struct RetrievalScenario: Sendable, Hashable {
  /// The model that answers and how often it is asked.
  public struct Answers: Sendable, Hashable {
    public var instructionTokens: Int
    public var answerTokens: Int
    /// Between two questions, mean.
    public var meanGap: SimDuration
    public var maxModelTokens: Int

    public init(
      instructionTokens: Int, answerTokens: Int, meanGap: SimDuration, maxModelTokens: Int
    ) {
      self.instructionTokens = instructionTokens
      self.answerTokens = answerTokens
      self.meanGap = meanGap
      self.maxModelTokens = maxModelTokens
    }
  }
  public var source: RetrievalSetup.Source
  /// Only with documents.
  public var answers: Answers?

  public init(source: RetrievalSetup.Source, answers: Answers? = nil) {
    self.source = source
    self.answers = answers
  }
}
