import Wording

/// What a lab runs on: the cluster and its pods, the engine and its requests. Together with choices
/// and a seed it gives one run, the same everywhere.
public enum LabScenario: Sendable, Hashable {
  case runtime(RuntimeScenario)
  case scheduling(SchedulingScenario)
  case serving(ServingScenario)
  case autoscaling(AutoscalingScenario)
  case gateway(GatewayScenario)

  public var lab: LabID {
    switch self {
    case .runtime: .runtime
    case .scheduling: .scheduling
    case .serving: .serving
    case .autoscaling: .autoscaling
    case .gateway: .gateway
    }
  }

  public var heading: ScenarioHeading {
    switch self {
    case .runtime(let scenario): scenario.heading
    case .scheduling(let scenario): scenario.heading
    case .serving(let scenario): scenario.heading
    case .autoscaling(let scenario): scenario.heading
    case .gateway(let scenario): scenario.heading
    }
  }

  public var title: String { heading.title }
  public var about: String { heading.about }
  /// The scenario's own defaults for knobs; what it leaves open gets the knob's standard value.
  public var choices: Choices { heading.choices }

  /// The same scenario with other defaults, for saving a lab with its knobs as they stand.
  public func with(choices: Choices) -> LabScenario {
    switch self {
    case .runtime(var scenario):
      scenario.heading.choices = choices
      return .runtime(scenario)
    case .scheduling(var scenario):
      scenario.heading.choices = choices
      return .scheduling(scenario)
    case .serving(var scenario):
      scenario.heading.choices = choices
      return .serving(scenario)
    case .autoscaling(var scenario):
      scenario.heading.choices = choices
      return .autoscaling(scenario)
    case .gateway(var scenario):
      scenario.heading.choices = choices
      return .gateway(scenario)
    }
  }
}

/// What every scenario says about itself.
public struct ScenarioHeading: Sendable, Hashable {
  public var title: String
  /// The title in Simplified Chinese; empty when there is none.
  public var titleChinese: String
  /// What it shows and where its numbers come from, Markdown.
  public var about: String
  /// The same in Simplified Chinese; empty when there is none.
  public var aboutChinese: String
  public var choices: Choices
  /// What to try, and what it shows.
  public var claims: [ScenarioClaim] = []

  public init(
    title: String, titleChinese: String = "", about: String = "", aboutChinese: String = "",
    choices: Choices = Choices()
  ) {
    self.title = title
    self.titleChinese = titleChinese
    self.about = about
    self.aboutChinese = aboutChinese
    self.choices = choices
  }

  /// The title in the interface's language; English where nobody wrote it.
  public func title(in language: Language) -> String {
    language == .chinese && !titleChinese.isEmpty ? titleChinese : title
  }

  /// `about` in the interface's language; English where nobody wrote it.
  public func about(in language: Language) -> String {
    language == .chinese && !aboutChinese.isEmpty ? aboutChinese : about
  }
}
