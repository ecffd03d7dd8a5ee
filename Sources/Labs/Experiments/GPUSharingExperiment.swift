import KubeScheduling
import Simulation

/// The comparison of "Beware of Fragmentation" (Weng et al., USENIX ATC 2023): policies against
/// each other on the same arrivals, over several seeds.
///
/// A value that advances by one run, a policy on a seed. Seeds are named 1, 2, ... beforehand; each
/// fixes the order of arrivals, the pods drawn beyond the trace and the order of the nodes, for all
/// policies alike.
public struct GPUSharingExperiment: Sendable {
  public let trace: GPUSharingTrace
  public let policies: [GPUSharingPolicy]
  public let seeds: Int
  /// Arrivals go on to this many percent of the cluster's GPUs.
  public let loadPercent: Int
  /// One curve a seed, by position in `policies`.
  public private(set) var curves: [[LoadCurve]]
  private let typical: TypicalPods
  private var next = 0

  /// Nodes times kinds of pods, at most: 6 bytes of memory each.
  public static let mostScores = 20_000_000

  /// `nil` without nodes that have GPUs, pods that ask for some, policies or seeds, and for more
  /// than `mostScores`.
  public init?(
    trace: GPUSharingTrace, policies: [GPUSharingPolicy] = GPUSharingPolicy.allCases, seeds: Int,
    loadPercent: Int = 130
  ) {
    guard trace.capacityMilli > 0, trace.classes.contains(where: { $0.gpus > 0 }),
      !policies.isEmpty, seeds >= 1, (1...1_000).contains(loadPercent),
      trace.nodes.count * trace.classes.count <= Self.mostScores
    else { return nil }
    self.trace = trace
    self.policies = policies
    self.seeds = seeds
    self.loadPercent = loadPercent
    typical = trace.typicalPods
    curves = Array(repeating: [], count: policies.count)
  }

  public var runCount: Int { policies.count * seeds }
  public var runsDone: Int { next }

  /// Does one run; false when all are done.
  public mutating func advance() -> Bool {
    guard next < runCount else { return false }
    // All policies of a seed before the next seed: a part of the experiment compares too.
    curves[next % policies.count].append(
      run(policies[next % policies.count], seed: next / policies.count + 1))
    next += 1
    return next < runCount
  }

  /// One policy on one seed.
  public func run(_ policy: GPUSharingPolicy, seed: Int) -> LoadCurve {
    let seed = Seed(String(seed))
    var arriving = SeededGenerator(seed: seed, stream: "arrivals")
    let arrivals = trace.arrivals(percent: loadPercent, using: &arriving)
    var ordering = SeededGenerator(seed: seed, stream: "nodes")
    var order = Array(trace.nodes.indices)
    ordering.shuffle(&order)
    var run = GPUSharingRun(
      nodes: trace.nodes, order: order, classes: trace.classes, policy: policy, typical: typical,
      generator: SeededGenerator(seed: seed, stream: "choices"))
    var curve = LoadCurve(mostPercent: loadPercent)
    var arrived = 0
    for podClass in arrivals {
      arrived += trace.classes[Int(podClass)].gpuMilli
      _ = run.schedule(Int(podClass))
      curve.record(
        arrived: arrived, allocated: run.allocatedMilli, fragmented: run.fragmentedMilli,
        capacity: run.capacityMilli)
    }
    return curve
  }

  /// Mean and standard deviation (of a sample) over the seeds done; `nil` before the first, or when
  /// nothing arrived at that load.
  public func summary(
    _ quantity: LoadCurve.Quantity, _ policy: GPUSharingPolicy, at percent: Int
  ) -> SeedSummary? {
    guard let position = policies.firstIndex(of: policy) else { return nil }
    return SeedSummary(curves[position].compactMap { $0.value(quantity, at: percent) })
  }
}

/// Mean and spread of one number over seeds.
public struct SeedSummary: Hashable, Sendable {
  public let mean: Double
  /// Standard deviation of the sample; 0 for one seed.
  public let deviation: Double
  public let seeds: Int

  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    seeds = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = values.count < 2 ? 0 : (squares / Double(values.count - 1)).squareRoot()
  }
}
