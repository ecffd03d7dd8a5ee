import Simulation

/// An analysis of a canary: takes measurements when they are due and says how it ends.
///
/// Argo Rollouts 9f8d111d, `analysis/analysis.go`: a metric fails, is inconclusive or an error as
/// soon as its limit is passed (the last of these rules wins when several are), and then no metric
/// is measured any more; else it succeeds with its count. The run is as bad as its worst metric. A
/// measurement that errs is not counted and is repeated after 10 s. Measurements take no time.
public struct AnalysisRun: Sendable {
  /// One measurement.
  public struct Measurement: Hashable, Sendable {
    public let metric: Int
    public let time: SimTime
    /// `nil` when there was nothing to measure, which is an error.
    public let value: Double?
    public let phase: AnalysisPhase
  }

  /// Why a metric ended.
  public enum Verdict: Hashable, Sendable {
    case failed(count: Int, limit: Int)
    case inconclusive(count: Int, limit: Int)
    case errors(inARow: Int, limit: Int)
    case successesInARow(Int)
    case countReached(Int)
    /// All its measurements were made, without so many successes in a row.
    case tooFewSuccessesInARow(limit: Int)
    /// Another metric, or somebody, ended the run.
    case stopped
  }

  /// How a metric stands.
  public struct Result: Hashable, Sendable {
    public internal(set) var phase = AnalysisPhase.pending
    public internal(set) var verdict: Verdict?
    public internal(set) var successful = 0
    public internal(set) var failed = 0
    public internal(set) var inconclusive = 0
    public internal(set) var errors = 0
    public internal(set) var errorsInARow = 0
    public internal(set) var successesInARow = 0
    var last: Measurement?
    /// Measurements that did not err.
    public var count: Int { successful + failed + inconclusive }
  }

  public let metrics: [AnalysisMetric]
  public let start: SimTime
  public private(set) var results: [Result]
  public private(set) var measurements: [Measurement] = []
  public private(set) var phase = AnalysisPhase.running
  /// Whether somebody ended it.
  public private(set) var isStopped = false

  private var probes: [CanaryProbe]

  public init(_ metrics: [AnalysisMetric], start: SimTime) {
    self.metrics = metrics
    self.start = start
    results = metrics.map { _ in Result() }
    probes = metrics.map { CanaryProbe($0.query) }
  }

  /// When a measurement is due next; `nil` when none is.
  public var nextTime: SimTime? {
    guard !phase.isCompleted, !isEnding else { return nil }
    return metrics.indices.compactMap(dueTime(of:)).min()
  }

  /// Takes what is due. `counts` are all requests since the analysis began. The new measurements
  /// come back.
  public mutating func advance(to time: SimTime, counts: CanaryCounts) -> [Measurement] {
    guard !phase.isCompleted else { return [] }
    var taken: [Measurement] = []
    if !isEnding {
      for metric in metrics.indices {
        guard let due = dueTime(of: metric), due <= time else { continue }
        taken.append(measure(metric, at: time, counts))
      }
      measurements += taken
    }
    assess()
    // A metric that ended the run ends the others with it.
    if isEnding, !phase.isCompleted { assess() }
    return taken
  }

  /// Ends the run now: what was measured so far counts.
  public mutating func stop() {
    guard !phase.isCompleted else { return }
    isStopped = true
    assess()
  }

  private var isEnding: Bool {
    isStopped
      || metrics.indices.contains {
        !metrics[$0].isDryRun
          && [.failed, .error, .inconclusive].contains(results[$0].phase)
      }
  }

  private func dueTime(of metric: Int) -> SimTime? {
    let result = results[metric]
    guard !result.phase.isCompleted else { return nil }
    guard let last = result.last else { return start + metrics[metric].initialDelay }
    if last.phase == .error { return last.time + .seconds(10) }
    if let count = metrics[metric].effectiveCount, result.count >= count { return nil }
    return last.time + (metrics[metric].interval ?? .seconds(10))
  }

  private mutating func measure(
    _ metric: Int, at time: SimTime, _ counts: CanaryCounts
  ) -> Measurement {
    let value = probes[metric].measure(counts)
    let phase = value.map { metrics[metric].conditions.judge($0) } ?? .error
    results[metric].phase = .running
    switch phase {
    case .successful:
      results[metric].successful += 1
      results[metric].successesInARow += 1
      results[metric].errorsInARow = 0
    case .failed:
      results[metric].failed += 1
      results[metric].successesInARow = 0
      results[metric].errorsInARow = 0
    case .error:
      results[metric].errors += 1
      results[metric].errorsInARow += 1
      results[metric].successesInARow = 0
    default:
      results[metric].inconclusive += 1
      results[metric].successesInARow = 0
      results[metric].errorsInARow = 0
    }
    let measurement = Measurement(metric: metric, time: time, value: value, phase: phase)
    results[metric].last = measurement
    return measurement
  }

  private mutating func assess() {
    let ending = isEnding
    var worst: AnalysisPhase?
    var isComplete = true
    for metric in metrics.indices {
      let (phase, verdict) = assess(metric, ending: ending)
      results[metric].phase = phase
      results[metric].verdict = verdict
      guard phase.isCompleted else {
        isComplete = false
        continue
      }
      if metrics[metric].isDryRun {
        worst = worst ?? .successful
      } else {
        worst = max(worst ?? phase, phase)
      }
    }
    if ending {
      phase = worst ?? .successful
    } else if isComplete, let worst {
      phase = worst
    }
  }

  private func assess(_ index: Int, ending: Bool) -> (AnalysisPhase, Verdict?) {
    let result = results[index]
    let metric = metrics[index]
    if result.phase.isCompleted { return (result.phase, result.verdict) }
    guard result.last != nil else { return ending ? (.successful, .stopped) : (.pending, nil) }
    if result.errorsInARow > metric.consecutiveErrorLimit {
      return (.error, .errors(inARow: result.errorsInARow, limit: metric.consecutiveErrorLimit))
    }
    if result.inconclusive > metric.inconclusiveLimit {
      return (
        .inconclusive,
        .inconclusive(count: result.inconclusive, limit: metric.inconclusiveLimit)
      )
    }
    if metric.failureLimit >= 0, result.failed > metric.failureLimit {
      return (.failed, .failed(count: result.failed, limit: metric.failureLimit))
    }
    let inARow = metric.consecutiveSuccessLimit
    if inARow > 0, result.successesInARow >= inARow {
      return (.successful, .successesInARow(result.successesInARow))
    }
    if let count = metric.effectiveCount, result.count >= count {
      guard inARow > 0 else { return (.successful, .countReached(count)) }
      return (
        metric.failureLimit >= 0 ? .inconclusive : .failed, .tooFewSuccessesInARow(limit: inARow)
      )
    }
    return ending ? (.successful, .stopped) : (.running, nil)
  }
}

/// Turns counts into the number that a metric asks for.
private struct CanaryProbe: Sendable {
  private let query: CanaryQuery
  private var last = CanaryCounts()
  private var alwaysValid: AlwaysValidTest?
  private var design: GroupSequentialDesign?
  private var look = 0

  init(_ query: CanaryQuery) {
    self.query = query
    switch query {
    case .failuresAlwaysValid(let mixture): alwaysValid = AlwaysValidTest(mixture: mixture)
    case .failuresGroupSequential(let shape, let looks, let alpha):
      design = GroupSequentialDesign(shape: shape, looks: looks, alpha: alpha)
    default: break
    }
  }

  /// `nil` when there is nothing to measure.
  mutating func measure(_ counts: CanaryCounts) -> Double? {
    defer { last = counts }
    switch query {
    case .successRate:
      let trials = counts.canary.trials - last.canary.trials
      guard trials > 0 else { return nil }
      return Double(counts.canary.successes - last.canary.successes) / Double(trials)
    case .meanLatency:
      let count = counts.canaryLatency.count - last.canaryLatency.count
      guard count > 0 else { return nil }
      let sum =
        counts.canaryLatency.mean * Double(counts.canaryLatency.count)
        - last.canaryLatency.mean * Double(last.canaryLatency.count)
      return sum / Double(count)
    case .failuresPValue: return comparison(counts)?.pValue
    case .failuresAlwaysValid:
      guard counts.canary.trials > 0, counts.stable.trials > 0 else { return nil }
      alwaysValid?.look(control: counts.stable, treatment: counts.canary)
      // Evidence that the canary is better is no reason to stop it.
      guard let alwaysValid else { return nil }
      return counts.canary.rate < counts.stable.rate ? alwaysValid.pValue : 1
    case .failuresGroupSequential:
      guard let design, let test = comparison(counts) else { return nil }
      let bound = design.bounds[min(look, design.bounds.count - 1)]
      look += 1
      return -test.statistic - bound
    case .latencyPValue:
      return DifferenceTest.means(
        control: counts.stableLatency, treatment: counts.canaryLatency, sides: .treatmentLarger
      )?.pValue
    }
  }

  /// A lower success rate of the canary counts.
  private func comparison(_ counts: CanaryCounts) -> DifferenceTest? {
    DifferenceTest.proportions(
      control: counts.stable, treatment: counts.canary, sides: .treatmentSmaller)
  }
}
