import Curriculum
import Labs
import Learning
import Simulation
import Wording

/// A challenge with the lab and the scenario that it runs on.
struct ChallengeRun {
  let challenge: Challenge
  let lab: any Lab
  let scenario: LabScenario

  /// Reads the scenario and finds the lab of a challenge.
  init(_ challenge: Challenge, content: Content, say: Wording) throws {
    self.challenge = challenge
    guard let lab = LabID(rawValue: challenge.lab).map(Labs.lab) else {
      throw CommandFailure(message: say("command.problem.challenge.lab", challenge.lab))
    }
    self.lab = lab
    let parsed = content.scenario(challenge.scenario)
    guard let scenario = parsed.value else { throw CommandFailure(message: parsed.trouble) }
    self.scenario = scenario
  }

  /// The fixed choices, the starting levers, and `settings` over them.
  func choices(_ settings: [Setting]) throws(LabProblem) -> Choices {
    var choices = Choices()
    for setting in challenge.settings(over: settings) {
      choices[setting.knob] = try lab.requireKnob(setting.knob).value(from: setting.value)
    }
    return choices
  }

  func outcome(_ settings: [Setting], seed: String) throws(LabProblem) -> RunOutcome {
    try lab.run(scenario, choices: try choices(settings), seed: Seed(seed))
  }

  /// Runs the answer on its seed and on the unseen ones, runs the baselines, and judges.
  func judged(
    _ settings: [Setting], seed: String, language: String
  ) throws(LabProblem) -> (outcome: RunOutcome, verdict: Verdict) {
    let outcome = try outcome(settings, seed: seed)
    var baselines: [(name: String, metrics: [Metric])] = []
    for baseline in challenge.baselines {
      baselines.append(
        (baseline.name.text(language), try self.outcome(baseline.settings, seed: seed).metrics))
    }
    var unseen: [(seed: String, metrics: [Metric])] = []
    for other in challenge.unseenSeeds(of: seed) {
      unseen.append((other, try self.outcome(settings, seed: other).metrics))
    }
    let verdict = judge(
      challenge.objectives, measured: outcome.metrics, baselines: baselines, unseen: unseen)
    return (outcome, verdict)
  }
}
