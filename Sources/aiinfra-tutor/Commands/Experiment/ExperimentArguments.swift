import ArgumentParser
import Diagnostics
import Foundation
import KubeScheduling
import Labs
import Scenarios
import Wording

/// A comparison with numbers of others, run to its end and shown.
protocol Experiment {
  func run(format: SimCommand.Format, _ desk: Desk) throws
}

/// The options of `aiinfra-tutor sim LAB --experiment NAME`.
struct ExperimentArguments: ParsableArguments {
  enum Name: String, CaseIterable {
    case fgd, accuracy, attention
    case keyValueMemory = "kv-memory"
    case replacement

    var lab: LabID { self == .fgd ? .scheduling : .serving }

    /// The experiment of the lab that it shows; `nil` for comparisons with measured numbers.
    var computed: (any LabExperiment)? { Labs.experiment(rawValue) }

    /// One line for the list.
    var title: Message { Message("command.experiment.title." + rawValue) }
  }
  /// The word that lists the experiments in place of a name.
  static let listing = "list"

  static let mostSeeds = 1_000
  static let standardSeeds = 30

  @Option(help: ArgumentHelp(help("command.experiment.name"), valueName: "name"))
  var experiment: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(help("command.experiment.seeds"), valueName: "count"))
  var seeds: Int?

  @Option(help: ArgumentHelp(help("command.experiment.policies"), valueName: "a,b,..."))
  var policies: String?

  @Option(help: ArgumentHelp(help("command.experiment.nodes"), valueName: "file"))
  var traceNodes: String?

  @Option(help: ArgumentHelp(help("command.experiment.pods"), valueName: "file"))
  var tracePods: String?

  @Flag(help: ArgumentHelp(help("command.experiment.allNodes")))
  var allNodes = false

  @Option(help: ArgumentHelp(help("command.experiment.measuredRun"), valueName: "file"))
  var measuredRun: [String] = []

  /// What an experiment takes besides `--format`.
  private func options(of name: Name) -> [String] {
    let common = name.computed.map {
      ["--set", "--seed"] + ($0.usesScenario ? ["--scenario"] : [])
    }
    return (common ?? []) + own.filter { $0.name == name }.map(\.option)
  }

  /// Options by the experiment they belong to, with whether they were given.
  private var own: [(name: Name, option: String, isGiven: Bool)] {
    [
      (.fgd, "--seeds", seeds != nil), (.fgd, "--policies", policies != nil),
      (.fgd, "--trace-nodes", traceNodes != nil), (.fgd, "--trace-pods", tracePods != nil),
      (.fgd, "--all-nodes", allNodes), (.accuracy, "--measured-run", !measuredRun.isEmpty),
    ]
  }

  /// The experiment that is asked for, its files read; `nil` when none is.
  ///
  /// - Parameters:
  ///   - others: options given that belong to a run on a scenario.
  ///   - begin: starts one that has knobs, with the options of the command.
  func experiment(
    lab: String, others: [String], _ desk: Desk,
    begin: (any LabExperiment) throws -> any Experiment
  ) throws -> (any Experiment)? {
    guard let experiment else {
      if let first = own.first(where: \.isGiven) {
        throw desk.failure(
          "command.problem.experiment.only", first.option, first.name.rawValue)
      }
      return nil
    }
    if experiment == Self.listing, LabID(rawValue: lab) != nil {
      let names = Name.allCases.filter { $0.lab.rawValue == lab }
      return ExperimentList(items: names.map { ($0.rawValue, $0.title, options(of: $0)) })
    }
    guard let name = Name(rawValue: experiment) else {
      let names = Name.allCases.filter { LabID(rawValue: lab) == nil || $0.lab.rawValue == lab }
      throw desk.failure(
        "command.problem.experiment", experiment, lab,
        names.map(\.rawValue).joined(separator: ", "))
    }
    guard lab == name.lab.rawValue else {
      throw desk.failure("command.problem.experiment.lab", experiment, name.lab.rawValue)
    }
    let taken = options(of: name)
    let strange = (others + own.filter(\.isGiven).map(\.option)).filter { !taken.contains($0) }
    if let other = strange.first {
      throw desk.failure(
        "command.problem.experiment.options", experiment, taken.joined(separator: ", "), other)
    }
    if let computed = name.computed { return try begin(computed) }
    return name == .fgd
      ? try sharing(desk) : try AccuracyExperiment(files: measuredRun, desk)
  }

  private func sharing(_ desk: Desk) throws -> FGDExperiment {
    let seeds = self.seeds ?? Self.standardSeeds
    guard (1...Self.mostSeeds).contains(seeds) else {
      throw desk.failure(
        "command.problem.experiment.seeds", String(seeds), String(Self.mostSeeds))
    }
    let traces = try TraceFiles(desk)
    var trace = try traces.trace(nodes: traceNodes, pods: tracePods)
    if !allNodes { trace = trace.onGPUNodes }
    guard
      let run = GPUSharingExperiment(
        trace: trace, policies: try chosenPolicies(desk), seeds: seeds)
    else {
      throw desk.failure(
        "command.problem.experiment.trace", String(GPUSharingExperiment.mostScores))
    }
    // What was published is about the published trace.
    let isPublishedTrace = traceNodes == nil && tracePods == nil
    return FGDExperiment(
      experiment: run,
      published: isPublishedTrace ? try traces.published() : PublishedCurves([]))
  }

  private func chosenPolicies(_ desk: Desk) throws -> [GPUSharingPolicy] {
    guard let policies else { return GPUSharingPolicy.allCases }
    let known = GPUSharingPolicy.allCases
    var chosen: Set<GPUSharingPolicy> = []
    for word in policies.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let policy = known.first(where: { [$0.rawValue, $0.publishedName].contains(word) })
      else {
        throw desk.failure(
          "command.problem.experiment.policy", word,
          known.map(\.rawValue).joined(separator: ", "))
      }
      chosen.insert(policy)
    }
    return known.filter(chosen.contains)
  }
}
