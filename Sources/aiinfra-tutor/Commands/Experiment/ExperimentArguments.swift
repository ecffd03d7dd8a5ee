import ArgumentParser
import Diagnostics
import Foundation
import KubeScheduling
import Labs
import Scenarios
import Wording

/// The options of `aiinfra-tutor sim scheduling --experiment fgd`.
struct ExperimentArguments: ParsableArguments {
  static let name = "fgd"
  static let mostSeeds = 1_000
  static let standardSeeds = 30

  @Option(help: ArgumentHelp(help("command.experiment.name"), valueName: "name"))
  var experiment: String?

  @Option(help: ArgumentHelp(help("command.experiment.seeds"), valueName: "count"))
  var seeds: Int?

  @Option(help: ArgumentHelp(help("command.experiment.policies"), valueName: "a,b,..."))
  var policies: String?

  @Option(help: ArgumentHelp(help("command.experiment.nodes"), valueName: "file"))
  var traceNodes: String?

  @Option(help: ArgumentHelp(help("command.experiment.pods"), valueName: "file"))
  var tracePods: String?

  @Flag(help: ArgumentHelp(help("command.experiment.allNodes")))
  var allNodes = false

  /// The experiment that is asked for, its traces read; `nil` when none is.
  ///
  /// - Parameter others: options given that belong to a run on a scenario.
  func experiment(lab: String, others: [String], _ desk: Desk) throws -> FGDExperiment? {
    guard let experiment else {
      let own = [
        ("--seeds", seeds != nil), ("--policies", policies != nil),
        ("--trace-nodes", traceNodes != nil), ("--trace-pods", tracePods != nil),
        ("--all-nodes", allNodes),
      ].filter { $0.1 }.map { $0.0 }
      if let first = own.first { throw desk.failure("command.problem.experiment.only", first) }
      return nil
    }
    guard experiment == Self.name else {
      throw desk.failure(
        "command.problem.experiment", experiment, LabID.scheduling.rawValue, Self.name)
    }
    guard lab == LabID.scheduling.rawValue else {
      throw desk.failure("command.problem.experiment.lab", experiment)
    }
    if let other = others.first {
      throw desk.failure("command.problem.experiment.options", other)
    }
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
