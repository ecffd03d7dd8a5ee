import Curriculum
import Labs
import Learning
import Simulation

/// The runs behind a verdict, one after the other: the learner's own, the baselines, the unseen seeds.
struct ChallengeRun: Sendable {
  enum Purpose: Hashable, Sendable {
    case own
    case baseline(LocalText)
    case unseen(String)
  }
  struct Job: Sendable {
    let purpose: Purpose
    let choices: Choices
    let seed: String
  }

  let jobs: [Job]
  /// Metrics of the finished jobs, in order.
  private(set) var done: [[Metric]] = []
  /// The run on the challenge's own seed, with its replay.
  private(set) var own: RunOutcome?
  private var current: any LabRun
  private let lab: any Lab
  private let scenario: LabScenario

  init(
    _ challenge: Challenge, _ scenario: LabScenario, lab: any Lab, choices: Choices, seed: String
  ) throws(LabProblem) {
    var jobs = [Job(purpose: .own, choices: choices, seed: seed)]
    for baseline in challenge.baselines {
      var other = Choices()
      for setting in challenge.settings(over: baseline.settings) {
        other[setting.knob] = try lab.requireKnob(setting.knob).value(from: setting.value)
      }
      jobs.append(Job(purpose: .baseline(baseline.name), choices: other, seed: seed))
    }
    for unseen in challenge.unseenSeeds(of: seed) {
      jobs.append(Job(purpose: .unseen(unseen), choices: choices, seed: unseen))
    }
    self.jobs = jobs
    self.lab = lab
    self.scenario = scenario
    current = try lab.begin(scenario, choices: choices, seed: Seed(seed))
  }

  var isFinished: Bool { done.count == jobs.count }
  var job: Job { jobs[min(done.count, jobs.count - 1)] }
  /// Of the present job, 0...1000.
  var jobPerMille: Int { current.progressPerMille }
  /// Of all jobs, 0...1000.
  var progressPerMille: Int {
    isFinished ? 1_000 : (done.count * 1_000 + jobPerMille) / jobs.count
  }
  var time: SimTime { current.time }

  /// Handles up to `events` further events of the present job; a finished one makes room for the next.
  mutating func advance(events: Int) throws(LabProblem) {
    guard !isFinished, !current.advance(events: events) else { return }
    let outcome = current.outcome()
    if done.isEmpty { own = outcome }
    done.append(outcome.metrics)
    guard !isFinished else { return }
    current = try lab.begin(scenario, choices: job.choices, seed: Seed(job.seed))
  }

  /// The judgement, once everything has run.
  func verdict(_ challenge: Challenge, name: (LocalText) -> String) -> Verdict? {
    guard isFinished, let own else { return nil }
    var baselines: [(name: String, metrics: [Metric])] = []
    var unseen: [(seed: String, metrics: [Metric])] = []
    for (job, metrics) in zip(jobs, done) {
      switch job.purpose {
      case .own: break
      case .baseline(let title): baselines.append((name(title), metrics))
      case .unseen(let seed): unseen.append((seed, metrics))
      }
    }
    return judge(
      challenge.objectives, measured: own.metrics, baselines: baselines, unseen: unseen)
  }
}

/// The run that gives the right number of a prediction whose answer is measured.
struct PredictionRun: Sendable {
  let measurement: LabMeasurement
  private(set) var value: Double?
  /// Whether no run can give it.
  private(set) var hasFailed = false
  private var scenario: LabScenario?
  private var run: (any LabRun)?

  init?(_ prediction: Curriculum.Prediction) {
    guard let measurement = prediction.measurement else { return nil }
    self.measurement = measurement
  }

  mutating func give(_ scenario: LabScenario) { self.scenario = scenario }
  mutating func fail() { hasFailed = true }

  var wantsSlices: Bool { scenario != nil && value == nil && !hasFailed }

  mutating func advance(events: Int) {
    guard let scenario, wantsSlices else { return }
    if run == nil { run = try? begin(scenario) }
    guard run?.advance(events: events) != true else { return }
    value = run?.outcome().metric(measurement.metric)?.value
    hasFailed = value == nil
    run = nil
  }

  private func begin(_ scenario: LabScenario) throws(LabProblem) -> any LabRun {
    let lab = lab(scenario.lab)
    var choices = Choices()
    for setting in measurement.settings {
      choices[setting.knob] = try lab.requireKnob(setting.knob).value(from: setting.value)
    }
    return try lab.begin(scenario, choices: choices, seed: Seed(measurement.seed))
  }
}
