import ServingSim
import Simulation
import Wording

/// Replacement policies on a reference string: the blocks that a scenario's prompts need, or a
/// made-up string. Hit rate by policy and cache size, Belady's optimum as the bound, the winner and
/// where its hits come from.
public struct ReplacementExperiment: LabExperiment {
  public let id = "replacement"
  public let lab = LabID.serving
  public let usesScenario = true
  public let knobs = [
    Knob(
      id: "references", kind: .word(ReferencePattern.allCases.map(\.rawValue)),
      standard: .word("mix")),
    Knob(
      id: "cache_percent", unit: "%", kind: .whole(1...100, stops: Self.sizes),
      standard: .whole(10)),
    Knob(
      id: "block_size", unit: "tokens",
      kind: .whole(1...1_024, stops: [8, 16, 32, 64, 128, 256]), standard: .whole(16)),
  ]
  public let metrics =
    ReplacementPolicy.allCases.map {
      MetricDefinition(
        id: Self.metric($0), unit: "%", decimals: 1, better: $0 == .optimal ? .neither : .higher)
    } + [
      MetricDefinition(id: "cache_blocks", unit: "blocks", better: .neither),
      MetricDefinition(id: "distinct_blocks", unit: "blocks", better: .neither),
      MetricDefinition(id: "best_possible", unit: "%", decimals: 1, better: .neither),
    ]

  /// Cache sizes, in percent of the different blocks.
  static let sizes = [1, 2, 5, 10, 20, 30, 50, 75, 100]
  /// Uses of blocks that are looked at: whole requests from the first one until there are so many.
  static let mostUses = 100_000

  public init() {}

  static func metric(_ policy: ReplacementPolicy) -> String {
    switch policy {
    case .lru: "hit_rate_lru"
    case .lfu: "hit_rate_lfu"
    case .fifo: "hit_rate_fifo"
    case .s3fifo: "hit_rate_s3_fifo"
    case .optimal: "hit_rate_optimal"
    }
  }

  public func matters(_ knob: Knob, hasScenario: Bool) -> Bool {
    switch knob.id {
    case "references": !hasScenario
    case "block_size": hasScenario
    default: true
    }
  }

  public func begin(
    complete choices: Choices, scenario: LabScenario?, seed: Seed
  ) throws(LabProblem) -> any ExperimentRun {
    guard case .serving(let serving) = scenario else {
      let pattern = ReferencePattern(rawValue: choices.word("references")) ?? .mix
      return ReplacementExperimentRun(
        self, choices, pattern.references(seed: seed),
        source: Message("lab.experiment.replacement.made." + pattern.rawValue))
    }
    let workload = ServingInstance(serving, seed: seed, loadPercent: 100).workload
    let size = choices.whole("block_size")
    var prompts: [TokenList] = []
    var uses = 0
    for request in workload.requests {
      guard uses < Self.mostUses else { break }
      // An adapter's keys and values are its own; 0 is the base model.
      prompts.append(TokenList(request.prompt, adapter: request.adapter ?? 0))
      uses += request.promptTokens / size
    }
    let references = BlockReferences(prompts: prompts, blockSize: size)
    guard references.accessCount > 0 else {
      throw LabProblem(
        Message("lab.problem.no-references", serving.heading.title, String(size)))
    }
    return ReplacementExperimentRun(
      self, choices, references,
      source: Message(
        "lab.experiment.replacement.scenario", serving.heading.title, grouped(prompts.count),
        grouped(workload.requests.count), String(size)))
  }
}

/// Every policy at every size, one after the other.
struct ReplacementExperimentRun: ExperimentRun {
  private let experiment: ReplacementExperiment
  private let choices: Choices
  private let references: BlockReferences
  private let source: Message
  /// Percent of the different blocks, ascending.
  private let sizes: [Int]
  private let accesses: Int
  private var runs: [ReplacementRun] = []
  private var current: ReplacementRun?

  init(
    _ experiment: ReplacementExperiment, _ choices: Choices, _ references: BlockReferences,
    source: Message
  ) {
    self.experiment = experiment
    self.choices = choices
    self.references = references
    self.source = source
    sizes = Set(ReplacementExperiment.sizes + [choices.whole("cache_percent")]).sorted()
    accesses = references.accessCount
  }

  private var policies: [ReplacementPolicy] { ReplacementPolicy.allCases }
  private var count: Int { sizes.count * policies.count }

  /// Blocks of a cache of so many percent, rounded down but at least 1.
  private func capacity(_ percent: Int) -> Int {
    max(1, references.distinctBlocks * percent / 100)
  }

  var progressPerMille: Int {
    let done = runs.count * accesses + (current?.accesses ?? 0)
    return min(1_000, done * 1_000 / max(1, count * accesses))
  }

  mutating func advance(events: Int) -> Bool {
    var left = max(1, events)
    while runs.count < count, left > 0 {
      var run =
        current
        ?? ReplacementRun(
          starting: references, policy: policies[runs.count % policies.count],
          capacity: capacity(sizes[runs.count / policies.count]))
      // Held twice, its arrays would be copied.
      current = nil
      let before = run.accesses
      let goesOn = run.advance(accesses: left)
      left -= max(1, run.accesses - before)
      if goesOn { current = run } else { runs.append(run) }
    }
    return runs.count < count
  }

  private func runs(of percent: Int) -> [ReplacementRun] {
    guard let at = sizes.firstIndex(of: percent) else { return [] }
    let first = at * policies.count
    return Array(runs[first..<first + policies.count])
  }

  // MARK: Result

  func result() -> ExperimentResult {
    let percent = choices.whole("cache_percent")
    let chosen = runs(of: percent)
    let repeats = accesses - references.distinctBlocks
    var values: [String: Double] = [
      "cache_blocks": Double(capacity(percent)),
      "distinct_blocks": Double(references.distinctBlocks),
      "best_possible": 100 * Double(repeats) / Double(max(1, accesses)),
    ]
    for run in chosen { values[ReplacementExperiment.metric(run.policy)] = 100 * run.hitRate }
    return ExperimentResult(
      choices: choices, metrics: experiment.metrics.map { Metric($0, values[$0.id]) },
      chart: chart(percent), tables: [bySize(percent), byPolicy(chosen)],
      sums: sums(repeats), reasons: reasons(chosen))
  }

  private func name(_ policy: ReplacementPolicy) -> Message {
    Message("lab.experiment.replacement.policy." + policy.rawValue)
  }

  private func chart(_ percent: Int) -> ExperimentChart {
    ExperimentChart(
      shape: .lines(
        policies.enumerated().map { at, policy in
          ExperimentChart.Line(
            title: name(policy),
            points: sizes.enumerated().map { place, size in
              .init(
                x: Double(capacity(size)),
                y: 100 * runs[place * policies.count + at].hitRate)
            })
        }, marker: Double(capacity(percent))),
      xTitle: Message("lab.experiment.replacement.x"), yTitle: Message("lab.number", "%"))
  }

  private func bySize(_ percent: Int) -> ExperimentTable {
    ExperimentTable(
      id: "by_size", title: Message("lab.experiment.replacement.sizes"),
      columns: [
        .init(
          id: "cache_percent", title: Message("lab.experiment.replacement.column.percent"),
          decimals: 0),
        .init(
          id: "cache_blocks", title: Message("lab.experiment.replacement.column.blocks"),
          decimals: 0),
      ]
        + policies.map {
          .init(
            id: ReplacementExperiment.metric($0) + "_percent", title: name($0), decimals: 1)
        },
      rows: sizes.map { size in
        [.number(Double(size)), .number(Double(capacity(size)))]
          + runs(of: size).map { .number(100 * $0.hitRate) }
      }, chosen: sizes.firstIndex(of: percent))
  }

  private func byPolicy(_ chosen: [ReplacementRun]) -> ExperimentTable {
    let columns: [(String, String, Int?)] = [
      ("policy", "policy", nil), ("hits", "hits", 0), ("usable_hit_rate_percent", "usable", 1),
      ("evictions", "evictions", 0), ("evicted_unused", "unused", 0),
      ("idle_room_percent", "idle", 1), ("percent_of_optimum", "bound", 1),
    ]
    let best = chosen.first { $0.policy == .optimal }?.hits ?? 0
    return ExperimentTable(
      id: "by_policy", title: Message("lab.experiment.replacement.policies"),
      columns: columns.map { id, word, decimals in
        .init(
          id: id, title: Message("lab.experiment.replacement.column." + word), decimals: decimals)
      },
      rows: chosen.map { run in
        [
          .message(name(run.policy)), .number(Double(run.hits)),
          .number(100 * run.usableHitRate), .number(Double(run.evictions)),
          .number(Double(run.evictedUnused)),
          .number(100 * run.idleShare),
          best > 0 ? .number(100 * Double(run.hits) / Double(best)) : .none,
        ]
      }, chosen: nil)
  }

  private func sums(_ repeats: Int) -> [Message] {
    var uses = [Int](repeating: 0, count: references.distinctBlocks)
    for blocks in references.requests { for block in blocks { uses[block] += 1 } }
    return [
      source,
      Message(
        "lab.experiment.replacement.sum", grouped(accesses), grouped(references.distinctBlocks),
        grouped(repeats),
        formatted(100 * Double(repeats) / Double(max(1, accesses)), decimals: 1),
        grouped(uses.count { $0 == 1 })),
    ]
  }

  private func reasons(_ chosen: [ReplacementRun]) -> [Message] {
    func say(_ word: String, _ texts: String...) -> Message {
      Message("lab.experiment.replacement.verdict." + word, arguments: texts)
    }
    switch ReplacementVerdict(chosen, of: references) {
    case nil: return []
    case .everythingFits(let blocks): return [say("fits", grouped(blocks))]
    case .nothingRepeats: return [say("once")]
    case .alike(let hits, let repeats):
      let reach =
        ReplacementVerdict.isOutOfReach(hits: hits, repeats: repeats)
        ? [reach(.lru, hits, of: repeats)] : []
      return [say("alike", grouped(hits))] + reach + bound(chosen, hits: hits)
    case .wins(let win):
      let names = win.winners.map(\.shortName).joined(separator: ", ")
      func rate(_ hits: Int) -> String {
        formatted(100 * Double(hits) / Double(max(1, accesses)), decimals: 1)
      }
      return [
        say(
          "wins", names, rate(win.hits), win.other.shortName, rate(win.otherHits),
          grouped(win.moreHits)), cause(win),
      ] + idle(chosen, win) + bound(chosen, hits: win.hits)
    }
  }

  private func reach(_ policy: ReplacementPolicy, _ hits: Int, of repeats: Int) -> Message {
    Message(
      "lab.experiment.replacement.cause.reach", policy.shortName, grouped(hits), grouped(repeats))
  }

  private func cause(_ win: ReplacementVerdict.Win) -> Message {
    switch win.cause {
    case .outOfReach(let repeats, let reached): reach(win.other, reached, of: repeats)
    case .keepsPopular(let more, let blocks):
      Message(
        "lab.experiment.replacement.cause.popular", grouped(more), grouped(win.moreHits),
        grouped(blocks))
    case .followsRecent(let more):
      Message(
        "lab.experiment.replacement.cause.recent", grouped(more), grouped(win.moreHits),
        win.other.shortName)
    }
  }

  /// How much room went to blocks after their last use, of the winner and the other.
  private func idle(_ chosen: [ReplacementRun], _ win: ReplacementVerdict.Win) -> [Message] {
    let shares = [win.winners.first, win.other].compactMap { policy in
      chosen.first { $0.policy == policy }.map { formatted(100 * $0.idleShare, decimals: 1) }
    }
    guard shares.count == 2, let first = win.winners.first else { return [] }
    return [
      Message(
        "lab.experiment.replacement.idle", first.shortName, shares[0], win.other.shortName,
        shares[1])
    ]
  }

  private func bound(_ chosen: [ReplacementRun], hits: Int) -> [Message] {
    guard let best = chosen.first(where: { $0.policy == .optimal }), best.hits > 0 else {
      return []
    }
    return [
      Message(
        "lab.experiment.replacement.bound", formatted(100 * best.hitRate, decimals: 1),
        formatted(100 * Double(hits) / Double(best.hits), decimals: 1))
    ]
  }
}

extension ReplacementPolicy {
  /// As papers write it: a name in every language.
  fileprivate var shortName: String {
    switch self {
    case .lru: "LRU"
    case .lfu: "LFU"
    case .fifo: "FIFO"
    case .s3fifo: "S3-FIFO"
    case .optimal: "Belady"
    }
  }
}
