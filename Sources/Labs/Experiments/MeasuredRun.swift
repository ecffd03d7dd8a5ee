import ServingSim
import Simulation
import Traffic

/// One run of a real engine: what it was given, and when each request got its tokens.
public struct MeasuredRun: Sendable {
  /// One request with its measured times in milliseconds.
  public struct Row: Hashable, Sendable {
    public let request: InferenceRequest
    public let timeToFirstToken: Double
    public let timePerOutputToken: Double
    public let endToEnd: Double
    public let queueTime: Double

    public init(
      request: InferenceRequest, timeToFirstToken: Double, timePerOutputToken: Double,
      endToEnd: Double, queueTime: Double
    ) {
      self.request = request
      self.timeToFirstToken = timeToFirstToken
      self.timePerOutputToken = timePerOutputToken
      self.endToEnd = endToEnd
      self.queueTime = queueTime
    }
  }
  /// The settings of the engine that a description names.
  public struct Settings: Hashable, Sendable {
    /// `nil`: as many as fit beside the weights.
    public var keyValueBlocks: Int?
    public var blockSize = 16
    public var maxSequences = 128
    public var tokenBudget = 2_048
    /// `nil`: no request of the run is cut.
    public var maxModelTokens: Int?
    public var prefixCaching = true
    /// Each step is scheduled while the one before it runs, as vLLM does by itself.
    public var schedulesAhead = true

    public init() {}
  }

  public let name: String
  /// Name and version of the engine, as the description has it.
  public let engine: String
  public let cost: CostModel
  public let settings: Settings
  public let rows: [Row]

  public init(name: String, engine: String, cost: CostModel, settings: Settings, rows: [Row]) {
    self.name = name
    self.engine = engine
    self.cost = cost
    self.settings = settings
    self.rows = rows
  }

  /// Blocks of the KV cache, the reserved one included.
  public var blockCount: Int {
    settings.keyValueBlocks ?? cost.blockCount(blockSize: settings.blockSize)
  }

  /// The same requests on the simulated engine; throws what vLLM would reject at the start.
  public func simulated() throws(EngineConfig.Problem) -> ServingRun {
    let longest = rows.map { $0.request.promptTokens + $0.request.outputTokens }.max() ?? 1
    var setup = ServingSetup(
      engine: EngineConfig(
        blockSize: settings.blockSize, blockCount: blockCount,
        tokenBudget: settings.tokenBudget, maxSequences: settings.maxSequences,
        maxModelTokens: settings.maxModelTokens ?? longest + 1,
        prefixCaching: settings.prefixCaching),
      workload: Workload(name: name, requests: rows.map(\.request)), stepTime: .gpu(cost))
    setup.schedulesAhead = settings.schedulesAhead
    var run = try ServingRun(setup)
    run.finish()
    return run
  }
}

/// A measured run beside the simulated one.
public struct RunAccuracy: Sendable {
  public enum Quantity: String, CaseIterable, Hashable, Sendable {
    case timeToFirstToken = "ttft_mean_ms"
    /// From admission to the first token.
    case timeToFirstTokenUnqueued = "ttft_without_queueing_mean_ms"
    case timePerOutputToken = "tpot_mean_ms"
    case endToEnd = "e2e_mean_ms"
    /// Output tokens over the time from the first arrival to the last token.
    case throughput = "output_tokens_per_s"

    /// Whether it must be within the tolerance; end to end follows from the others.
    public var isJudged: Bool { self != .endToEnd }
  }
  public struct Line: Hashable, Sendable {
    public let quantity: Quantity
    public let measured: Double
    public let simulated: Double

    /// In per cent of the measured value.
    public var error: Double { (simulated / measured - 1) * 100 }
    public var isWithinTolerance: Bool { abs(error) <= RunAccuracy.tolerance }
  }

  /// In per cent.
  public static let tolerance = 10.0

  public let run: MeasuredRun
  /// Without quantities that the run has no value of.
  public let lines: [Line]
  public let preemptions: Int
  public let steps: Int
  /// Requests that the simulated engine finished.
  public let finished: Int

  /// Simulates the run; throws what vLLM would reject at the start.
  public init(_ run: MeasuredRun) throws(EngineConfig.Problem) {
    self.run = run
    let simulated = try run.simulated()
    let metrics = simulated.metrics()
    preemptions = metrics.preemptions
    steps = metrics.steps
    finished = metrics.finished
    let unqueued: [Double] = simulated.records.compactMap { record in
      guard let first = record.firstToken, let admitted = record.admitted else { return nil }
      return (first - admitted).inMilliseconds
    }
    let answered = run.rows.filter { $0.request.outputTokens > 1 }
    let tokens = run.rows.reduce(0) { $0 + $1.request.outputTokens }
    let first = run.rows.map { Double($0.request.arrival.nanoseconds) / 1e6 }.min() ?? 0
    let last = run.rows.map { Double($0.request.arrival.nanoseconds) / 1e6 + $0.endToEnd }.max()
    let ownLast = simulated.records.compactMap { $0.lastToken?.nanoseconds }.max()
    func throughput(_ tokens: Int, until end: Double?) -> Double? {
      end.flatMap { $0 > first ? Double(tokens) / ($0 - first) * 1_000 : nil }
    }
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    let pairs: [(Quantity, Double?, Double?)] = [
      (
        .timeToFirstToken, mean(run.rows.map(\.timeToFirstToken)),
        metrics.timeToFirstToken?.mean.inMilliseconds
      ),
      (
        .timeToFirstTokenUnqueued, mean(run.rows.map { $0.timeToFirstToken - $0.queueTime }),
        mean(unqueued)
      ),
      (
        .timePerOutputToken, mean(answered.map(\.timePerOutputToken)),
        metrics.timePerOutputToken?.mean.inMilliseconds
      ),
      (.endToEnd, mean(run.rows.map(\.endToEnd)), metrics.endToEnd?.mean.inMilliseconds),
      (
        .throughput, throughput(tokens, until: last),
        throughput(metrics.outputTokens, until: ownLast.map { Double($0) / 1e6 })
      ),
    ]
    lines = pairs.compactMap { quantity, measured, simulated in
      guard let measured, let simulated, measured > 0 else { return nil }
      return Line(quantity: quantity, measured: measured, simulated: simulated)
    }
  }

  /// Whether every judged quantity is there and within the tolerance.
  public var isWithinTolerance: Bool {
    let judged = lines.filter(\.quantity.isJudged)
    return judged.count == Quantity.allCases.count(where: \.isJudged)
      && judged.allSatisfy(\.isWithinTolerance)
  }
}
