import Simulation

/// What became of a request in the replay; times count from the first arrival.
public struct DynamoReplayOutcome: Hashable, Sendable {
  public var arrival = SimTime.zero
  /// When a worker first took it up.
  public var firstAdmission: SimTime?
  /// `nil` for a request that never got a token.
  public var firstToken: SimTime?
  public var lastToken: SimTime?
  /// Prompt tokens that the cache saved, at most over its admissions to prefill.
  public var reusedTokens = 0
  /// How often a worker took it up: once, once a stage, and again after each preemption.
  public var admissions = 0
  /// The worker that decoded it, counted within its kind.
  public var worker: Int?
  /// The prefill worker, when prefill and decode have workers of their own.
  public var prefillWorker: Int?

  public init() {}
}

/// The replay as its report sums it up; times in milliseconds.
public struct DynamoReplaySummary: Hashable, Sendable {
  /// A mean and the values at three ranks of a sorted list: `round((n - 1) * p)`, halves up.
  public struct Spread: Hashable, Sendable {
    public var mean = 0.0
    public var median = 0.0
    public var p90 = 0.0
    public var p99 = 0.0

    init(_ values: [Double]) {
      guard !values.isEmpty else { return }
      let sorted = values.sorted()
      func at(_ part: Double) -> Double { sorted[Int((Double(sorted.count - 1) * part).rounded())] }
      mean = values.reduce(0, +) / Double(values.count)
      median = at(0.5)
      p90 = at(0.9)
      p99 = at(0.99)
    }
  }

  public var completedRequests: Int
  public var promptTokens: Int
  public var outputTokens: Int
  public var durationMilliseconds: Double
  public var outputTokensPerSecond: Double
  /// Prompt tokens from the cache as a part of all.
  public var reusedRatio: Double
  public var timeToFirstToken: Spread
  /// Over requests of at least two output tokens.
  public var timePerOutputToken: Spread
  public var endToEnd: Spread
}

extension DynamoReplay {
  /// The summary of the requests that have finished so far.
  public var summary: DynamoReplaySummary {
    func milliseconds(_ later: SimTime, _ earlier: SimTime) -> Double {
      Double((later - earlier).nanoseconds) / 1e6
    }
    var firsts: [Double] = []
    var paces: [Double] = []
    var ends: [Double] = []
    var prompt = 0
    var output = 0
    var reused = 0
    var last = SimTime.zero
    for (request, outcome) in zip(requests, outcomes) {
      guard let first = outcome.firstToken, let end = outcome.lastToken else { continue }
      firsts.append(milliseconds(first, outcome.arrival))
      ends.append(milliseconds(end, outcome.arrival))
      if request.outputTokens > 1 {
        paces.append(milliseconds(end, first) / Double(request.outputTokens - 1))
      }
      prompt += request.promptTokens
      output += request.outputTokens
      reused += outcome.reusedTokens
      last = max(last, end)
    }
    let duration = milliseconds(last, .zero)
    return DynamoReplaySummary(
      completedRequests: firsts.count, promptTokens: prompt, outputTokens: output,
      durationMilliseconds: duration,
      outputTokensPerSecond: duration > 0 ? Double(output) / duration * 1000 : 0,
      reusedRatio: prompt > 0 ? Double(reused) / Double(prompt) : 0,
      timeToFirstToken: .init(firsts), timePerOutputToken: .init(paces), endToEnd: .init(ends))
  }
}
