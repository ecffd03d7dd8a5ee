import Curriculum
import Diagnostics
import Labs
import Simulation
import Wording

/// Reads all content and holds it against the labs: scenarios, knobs, values, metrics, the numbers
/// quoted in lessons and challenges, and the answers of challenges.
struct ContentCheck {
  let content: Content
  let say: Wording
  /// Whether simulators run: quoted numbers and challenges are judged only then.
  let hasRuns: Bool

  /// Seeds on which a challenge must fail as it stands and pass with its reference: a week of each
  /// kind of year.
  static let seeds = ["2026-W48", "2026-W53", "2027-W01"]

  func run() -> (catalog: Catalog, problems: [ContentProblem]) {
    let parsed = Catalog.load(content.files)
    // `load` gives a value whatever it finds.
    let catalog =
      parsed.value
      ?? Catalog(
        landscape: ContentIndex.empty.landscape, glossary: Glossary(terms: []), lessons: [],
        challenges: [])
    let shelf = ScenarioShelf(content)
    var problems = parsed.problems + shelf.problems
    let references = ReferenceCheck(shelf: shelf, say: say)
    problems += catalog.labReferences.flatMap(references.problems)
    if hasRuns {
      let numbers = NumberCheck(shelf: shelf, say: say)
      problems += catalog.lessons.flatMap { numbers.problems($0) }
      problems += catalog.challenges.flatMap { numbers.problems($0) }
      problems += catalog.challenges.flatMap { challengeProblems($0) }
      problems += content.reader.scenarioNames.flatMap { claimProblems($0, shelf[$0]) }
    }
    // One mistake may be found in two ways, and a reference stands in several keys of one line.
    var seen: Set<ContentProblem> = []
    return (catalog, problems.filter { seen.insert($0).inserted }.sorted())
  }

  // MARK: Scenarios

  /// What a scenario promises under 'try' happens, with each of the seeds.
  private func claimProblems(_ name: String, _ scenario: LabScenario?) -> [ContentProblem] {
    guard let scenario else { return [] }
    let lab = Labs.lab(scenario.lab)
    var problems: [ContentProblem] = []
    for (number, claim) in scenario.heading.claims.enumerated() {
      for seed in ScenarioClaim.seeds {
        let place = "entry \(number + 1) of 'try' with the seed \(seed)"
        let file = "challenges/scenarios/\(name).yml"
        do {
          for (expectation, measured) in try claim.broken(in: lab, scenario, seed: Seed(seed)) {
            problems.append(
              ContentProblem(
                file: file, line: 0,
                message: "\(place): \(expectation.metric) is "
                  + (measured?.textWithUnit ?? "missing"),
                hint: "it should be"
                  + (expectation.atLeast.map { " at least \($0)" } ?? "")
                  + (expectation.atMost.map { " at most \($0)" } ?? "")))
          }
        } catch {
          problems.append(
            ContentProblem(file: file, line: 0, message: "\(place): \(say(error.message))"))
        }
      }
    }
    return problems
  }

  // MARK: Challenges

  /// The starting choices fail and the reference passes, on every one of the seeds.
  private func challengeProblems(_ challenge: Challenge) -> [ContentProblem] {
    let line = challenge.places["reference"] ?? 0
    guard let run = try? ChallengeRun(challenge, content: content, say: say) else { return [] }
    do {
      for seed in Self.seeds {
        let start = try run.outcome([], seed: seed)
        if challenge.objectives.allSatisfy({ $0.isMet(by: start.value(of: $0)) }) {
          return [
            ContentProblem(
              file: challenge.file, line: challenge.places["levers"] ?? line,
              message: "the starting choices pass already with the seed \(seed)",
              hint: "start the levers elsewhere or ask for more")
          ]
        }
        for other in [seed] + challenge.unseenSeeds(of: seed) {
          let outcome = try run.outcome(challenge.reference.settings, seed: other)
          for objective in challenge.objectives
          where !objective.isMet(by: outcome.value(of: objective)) {
            return [missed(objective, outcome, challenge, seed: other, line: line)]
          }
        }
      }
    } catch {
      return [ContentProblem(file: challenge.file, line: line, message: say(error.message))]
    }
    return []
  }

  private func missed(
    _ objective: Objective, _ outcome: RunOutcome, _ challenge: Challenge, seed: String, line: Int
  ) -> ContentProblem {
    ContentProblem(
      file: challenge.file, line: line,
      message: "the reference does not pass with the seed \(seed): \(objective.metric) is "
        + (outcome.metric(objective.metric)?.textWithUnit ?? "missing"),
      hint: "the target is \(objective.goal.rawValue) \(objective.target)")
  }
}

extension RunOutcome {
  /// The value of an objective's metric.
  fileprivate func value(of objective: Objective) -> Double? { metric(objective.metric)?.value }
}

/// All scenarios of a content directory, read once.
struct ScenarioShelf {
  private var scenarios: [String: LabScenario] = [:]
  private(set) var problems: [ContentProblem] = []

  init(_ content: Content) {
    for name in content.reader.scenarioNames {
      let parsed = content.scenario(name)
      scenarios[name] = parsed.value
      problems += parsed.problems
    }
  }

  subscript(name: String) -> LabScenario? { scenarios[name] }

  /// Measures what a content file asks for; `nil` when the lab, scenario, experiment or metric does
  /// not exist, which is reported elsewhere.
  func metric(_ measurement: LabMeasurement) throws(LabProblem) -> Metric? {
    guard let name = measurement.experiment else {
      return try outcome(
        lab: measurement.lab, scenario: measurement.scenario, settings: measurement.settings,
        seed: measurement.seed)?.metric(measurement.metric)
    }
    guard let experiment = Labs.experiment(name),
      measurement.scenario.isEmpty || scenarios[measurement.scenario] != nil
    else { return nil }
    let choices = try experiment.choices(
      from: measurement.settings.map { $0.knob + "=" + $0.value })
    return try experiment.result(
      choices, scenario: scenarios[measurement.scenario], seed: Seed(measurement.seed)
    ).metric(measurement.metric)
  }

  /// Runs what a content file asks for; `nil` when the lab or the scenario does not exist, which is
  /// reported elsewhere.
  func outcome(
    lab name: String, scenario: String, settings: [Setting], seed: String
  ) throws(LabProblem) -> RunOutcome? {
    guard let lab = LabID(rawValue: name).map(Labs.lab), let input = scenarios[scenario]
    else { return nil }
    var choices = Choices()
    for setting in settings {
      choices[setting.knob] = try lab.requireKnob(setting.knob).value(from: setting.value)
    }
    return try lab.run(input, choices: choices, seed: Seed(seed))
  }
}
