import Foundation
import KubeScheduling
import Labs
import Scenarios
import Simulation
import Testing

/// The published FGD comparison, from the files that ship.
@Suite struct FGDExperimentTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("challenges/traces")

  static func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: folder.appendingPathComponent(name)))
  }

  static func trace() throws -> GPUSharingTrace {
    var nodes = GPUNodeListReader(file: "nodes")
    nodes.read(try bytes("openb_node_list_all_node.csv"))
    nodes.finish()
    var pods = GPUPodListReader(file: "pods", nodes: nodes.nodes)
    pods.read(try bytes("openb_pod_list_default.csv"))
    pods.finish()
    #expect(nodes.problems.isEmpty && pods.problems.isEmpty)
    return pods.trace
  }

  static func published() throws -> PublishedCurves {
    let parsed = PublishedCurvesReader.read(try bytes("fgd-expected.csv"), file: "published")
    #expect(parsed.problems.isEmpty)
    return try #require(parsed.value)
  }

  @Test func traceIsWhole() throws {
    let trace = try Self.trace()
    #expect(trace.nodes.count == 1_523)
    #expect(trace.pods.count == 8_152)
    #expect(trace.capacityMilli == 6_212_000)
    #expect(trace.onGPUNodes.nodes.count == 1_213)
    // What the published logs say of the cluster they ran on: 107,018 cores.
    #expect(trace.onGPUNodes.nodes.reduce(0) { $0 + $1.cpuMilli } == 107_018_000)
    #expect(trace.pods.reduce(0) { $0 + trace.classes[Int($1)].gpuMilli } == 6_086_800)
    #expect(trace.typicalPods.entries.count == 35)
  }

  @Test func publishedPointsAreAllThere() throws {
    let published = try Self.published()
    #expect(published.points.count == 252)
    #expect(published.point(.allocated, .fgd, at: 100)?.mean == 95.23)
    #expect(published.loads(.allocated).count == 14)
  }

  @Test func arrivalsGoToTheTarget() throws {
    let trace = try Self.trace()
    for (percent, isMore) in [(130, true), (50, false)] {
      var generator = SeededGenerator(seed: Seed("1"))
      let arrivals = trace.arrivals(percent: percent, using: &generator)
      let asked = arrivals.reduce(0) { $0 + trace.classes[Int($1)].gpuMilli }
      let target = percent * trace.capacityMilli / 100
      #expect((arrivals.count > trace.pods.count) == isMore)
      // The last pod drawn may have eight GPUs, of which one was looked at; the last taken out too.
      #expect(abs(asked - target) <= 8_000)
    }
  }

  /// All six on one seed of the whole trace: the order, and each within a seed's spread of the
  /// published mean. The means over 30 seeds are in the README of the traces.
  @Test func oneSeedShowsThePublishedOrder() throws {
    let trace = try Self.trace().onGPUNodes
    var experiment = try #require(GPUSharingExperiment(trace: trace, seeds: 1))
    while experiment.advance() {}
    let comparison = PublishedComparison(experiment, try Self.published())
    #expect(comparison.rows.count == 6)
    #expect(comparison.isInOrder == true)
    for row in comparison.rows {
      let published = try #require(row.published)
      // Three published standard deviations, and the tolerance of the means.
      let reach = PublishedComparison.tolerance + 3 * published.deviation
      #expect(abs(row.allocated.mean - published.mean) <= reach, "\(row.policy)")
    }
  }

  @Test func sameSeedSameCurve() throws {
    var trace = try Self.trace().onGPUNodes
    trace.nodes = Array(trace.nodes.prefix(40))
    let experiment = try #require(GPUSharingExperiment(trace: trace, seeds: 1))
    for policy in [GPUSharingPolicy.random, .fgd] {
      #expect(experiment.run(policy, seed: 3) == experiment.run(policy, seed: 3))
      #expect(experiment.run(policy, seed: 3) != experiment.run(policy, seed: 4))
    }
  }

  @Test func nothingToCompareIsNoExperiment() {
    let node = GPUNodeShape(cpuMilli: 1, memory: 1, gpus: 1)
    let pod = GPUPodShape(cpuMilli: 1, memory: 1, gpus: 1, milliPerGPU: 1)
    let plain = GPUPodShape(cpuMilli: 1, memory: 1, gpus: 0, milliPerGPU: 0)
    let cases: [(GPUSharingTrace, [GPUSharingPolicy], Int)] = [
      (GPUSharingTrace(nodes: [], pods: [pod]), [.fgd], 1),
      (GPUSharingTrace(nodes: [node], pods: [plain]), [.fgd], 1),
      (GPUSharingTrace(nodes: [node], pods: [pod]), [], 1),
      (GPUSharingTrace(nodes: [node], pods: [pod]), [.fgd], 0),
    ]
    for (trace, policies, seeds) in cases {
      #expect(GPUSharingExperiment(trace: trace, policies: policies, seeds: seeds) == nil)
    }
    // A pod of one thousandth on one GPU is drawn until the target is met.
    let small = GPUSharingTrace(nodes: [node], pods: [pod])
    var generator = SeededGenerator(seed: Seed("1"))
    #expect(small.arrivals(percent: 130, using: &generator).count == 1_300)
  }
}
