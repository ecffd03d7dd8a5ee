import AddressedYAML
import Labs
import Simulation
import Traffic

// How large a scenario may become. Each number of a file has a range of its own; what they make
// together is bounded here, before anything is made of them.

/// The most that one scenario may make in all: what a machine with some GB of memory still runs.
enum ScenarioLimit {
  static let pods = 2_000_000
  static let nodes = 200_000
  static let devices = 2_000_000
  static let nodeFailures = 2_000_000
  /// Pods that are made anew because jobs break.
  static let restarts = 10_000_000
  static let requests = 2_000_000
  /// Prompts and answers together.
  static let tokens = 20_000_000_000
  /// Each turn's prompt consists of the pieces of all turns before.
  static let promptPieces = 50_000_000
  /// Latest arrival in seconds; simulated time ends after 292 years.
  static let arrivalSeconds = 315_360_000
}

/// One entry's part of something that is bounded in all.
struct SizeShare {
  let name: String
  let amount: Int
  let line: Int
}

extension ProblemLog {
  /// False after a report, at the largest share, that the sum is more than it may be.
  func accepts(_ shares: [SizeShare], of things: String, most: Int, hint: String) -> Bool {
    let sum = shares.reduce(0) { $0.plus($1.amount) }
    guard sum > most, let largest = shares.max(by: { $0.amount < $1.amount }) else { return true }
    let part =
      shares.count == 1 || largest.amount == sum
      ? "'\(largest.name)'" : "'\(largest.name)', the largest part of them,"
    report(
      line: largest.line,
      "the scenario would have \(sum == .max ? "more than \(Int.max)" : String(sum)) \(things), "
        + "at most \(most) are simulated; \(part) makes \(largest.amount)", hint: hint)
    return false
  }
}

extension YAMLMap {
  /// Lines of the maps of a list; that of the key for each when some of them could not be read.
  func lines(of key: String, count: Int) -> [Int] {
    let lines = maps(key).map(\.line)
    return lines.count == count
      ? lines : Array(repeating: line(of: key), count: count)
  }

  // MARK: Scheduling

  /// Whether the cluster is small enough for its nodes to be named one by one.
  func acceptsNodes(_ groups: [NodeGroup]) -> Bool {
    let lines = lines(of: "nodes", count: groups.count)
    let nodes = zip(groups, lines).map { group, line in
      SizeShare(name: group.name, amount: group.count, line: line)
    }
    guard
      log.accepts(
        nodes, of: "nodes", most: ScenarioLimit.nodes, hint: "a smaller 'count', or fewer groups")
    else { return false }
    let devices = zip(groups, lines).map { group, line in
      SizeShare(
        name: group.name, amount: group.count.times(group.gpus).times(group.devicesPerGPU),
        line: line)
    }
    return log.accepts(
      devices, of: "devices", most: ScenarioLimit.devices,
      hint: "fewer nodes or GPUs, or smaller 'time_sliced'")
  }

  /// Reports more pods, failures of nodes or failures of jobs than can be simulated.
  func reportSize(of scenario: SchedulingScenario) {
    let jobLines = lines(of: "jobs", count: scenario.jobs.count)
    var pods = zip(scenario.pods, lines(of: "pods", count: scenario.pods.count)).map { pods, line in
      SizeShare(
        name: pods.name, amount: pods.arrivals.count.times(max(1, pods.groupSize)), line: line)
    }
    pods += zip(scenario.jobs, jobLines).map { job, line in
      SizeShare(name: job.name, amount: job.podsOfAll, line: line)
    }
    if let trace = scenario.trace {
      pods.append(
        SizeShare(
          name: trace.file, amount: min(trace.count, trace.rows.count), line: line(of: "trace")))
    }
    _ = log.accepts(
      pods, of: "pods", most: ScenarioLimit.pods,
      hint: "fewer arrivals, smaller jobs, or fewer 'replicas'")
    let restarts = zip(scenario.jobs, jobLines).map { job, line in
      SizeShare(name: job.name, amount: job.restartsOfAll, line: line)
    }
    _ = log.accepts(
      restarts, of: "pods made anew after failures", most: ScenarioLimit.restarts,
      hint: "breaks that are rarer, or fewer 'retries'")
    reportFailures(of: scenario)
  }

  private func reportFailures(of scenario: SchedulingScenario) {
    guard let failures = scenario.failures else { return }
    let nodes = scenario.nodes
      .filter { failures.groups.isEmpty || failures.groups.contains($0.name) }
      .reduce(0) { $0.plus($1.count) }
    let cycle = failures.meanTimeBetween + failures.meanRepair
    let expected =
      Double(nodes) * Double(failures.until.nanoseconds) / Double(max(1, cycle.nanoseconds))
    guard expected > Double(ScenarioLimit.nodeFailures) else { return }
    log.report(
      line: line(of: "node_failures"),
      "\(nodes) nodes would fail \(Int(min(1e18, expected))) times, at most \(ScenarioLimit.nodeFailures) failures are simulated",
      hint: "a longer mean_time_between, an earlier 'until', or fewer 'groups'")
  }

  // MARK: Serving

  /// Reports more requests, tokens or pieces of prompts than can be simulated.
  func reportSize(of scenario: ServingScenario) {
    let classes = zip(scenario.requests, lines(of: "requests", count: scenario.requests.count))
    func shares(_ amount: (RequestClass) -> Int) -> [SizeShare] {
      classes.map { SizeShare(name: $0.name, amount: amount($0), line: $1) }
    }
    var requests = shares { $0.arrivals.count.times($0.turns.expected) }
    var tokens = shares { requests in
      requests.arrivals.count.times(requests.tokensOfConversation(atMost: scenario.maxModelTokens))
    }
    if let trace = scenario.trace {
      let line = line(of: "trace")
      let rows = min(trace.count, trace.rows.count)
      requests.append(SizeShare(name: trace.file, amount: rows, line: line))
      let all = trace.rows.reduce(0) {
        $0.plus(min(scenario.maxModelTokens, $1.promptTokens.plus($1.outputTokens)))
      }
      tokens.append(
        SizeShare(
          name: trace.file, amount: (all / max(1, trace.rows.count)).times(rows), line: line))
    }
    guard
      log.accepts(
        requests, of: "requests", most: ScenarioLimit.requests,
        hint: "fewer arrivals, or fewer 'turns'"),
      log.accepts(
        tokens, of: "tokens of prompts and answers", most: ScenarioLimit.tokens,
        hint: "fewer or shorter requests, or fewer 'turns'")
    else { return }
    _ = log.accepts(
      shares { kind in
        kind.arrivals.count.times(kind.turns.expected).times(kind.turns.upperBound.plus(1))
      }, of: "pieces of prompts", most: ScenarioLimit.promptPieces,
      hint: "conversations with fewer 'turns'")
  }
}

// MARK: What one entry makes

extension NodeGroup {
  /// Devices that DRA offers for each GPU; of partitions, the most that any of our models has.
  fileprivate var devicesPerGPU: Int {
    switch devices {
    case nil: 0
    case .whole: 1
    case .partitions: 32
    case .timeSliced(let replicas): replicas
    }
  }
}

extension JobClass {
  /// Pods of one job, of all its groups.
  private var podsOfOne: Int {
    podSets.reduce(0) { $0.plus($1.count) }
      .times(kind == .leaderWorkerSet ? max(1, replicas) : 1)
  }

  fileprivate var podsOfAll: Int { arrivals.count.times(podsOfOne) }

  /// Pods made anew because jobs break by themselves, as many as are expected.
  fileprivate var restartsOfAll: Int {
    let most = retries + 1
    let breaks: Int
    switch failures {
    case .none: return 0
    case .after(let times): breaks = min(most, times.count)
    case .chance(let perMille):
      breaks = perMille >= 1_000 ? most : min(most, perMille / (1_000 - perMille) + 1)
    case .meanTimeBetween(let mean):
      // Attempts until one outlives its work, when nothing is saved: e^(work / mean).
      let work = Double((durationSeconds?.expected ?? .max / 2)) * 1e9
      let ratio = min(40, work / Double(max(1, mean.nanoseconds)))
      breaks = Int(min(Double(most), DeterministicMath.exp(ratio)))
    }
    return arrivals.count.times(breaks).times(restartsWhole ? podsOfOne : 1)
  }
}

extension RequestClass {
  /// Tokens of all turns together, as many as are expected; a request has at most `most`.
  fileprivate func tokensOfConversation(atMost most: Int) -> Int {
    let turns = turns.expected
    let step = promptTokens.expected.plus(outputTokens.expected)
    let grown = step.times(turns.times(turns + 1) / 2).plus(turns.times(sharedPrefixTokens))
    return min(grown, turns.times(most))
  }
}

extension Distribution {
  /// The mean, nearly: what many draws come to.
  fileprivate var expected: Int {
    func cut(_ value: Double, _ range: ClosedRange<Int>) -> Int {
      Int(max(Double(range.lowerBound), min(Double(range.upperBound), value)))
    }
    switch self {
    case .fixed(let value): return value
    case .uniform(let range):
      return range.lowerBound + (range.upperBound - range.lowerBound) / 2
    case .exponential(let mean, let range): return cut(Double(mean), range)
    case .lognormal(let median, let sigma, let range):
      let deviation = Double(sigma) / 100
      return cut(Double(median) * DeterministicMath.exp(deviation * deviation / 2), range)
    case .choice(let options):
      let weight = options.reduce(0.0) { $0 + Double($1.weight) }
      return Int(
        options.reduce(0.0) { $0 + Double($1.value) * Double($1.weight) } / max(1, weight))
    }
  }
}

extension Int {
  /// Sums and products of amounts that are not negative; `Int.max` where they do not fit.
  func plus(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  func times(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
