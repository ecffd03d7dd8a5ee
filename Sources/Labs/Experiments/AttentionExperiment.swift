import ServingSim
import Simulation
import Wording

/// What FlashAttention saves: bytes that attention of one head and one layer moves between HBM and
/// the chip, tiled against naive, counted from the algorithms.
public struct AttentionExperiment: LabExperiment {
  public let id = "attention"
  public let lab = LabID.serving
  public let knobs = [
    Knob(
      id: "context_tokens", unit: "tokens",
      kind: .whole(16...1_048_576, stops: Self.contexts), standard: .whole(8_192)),
    Knob(
      id: "head_dimension", kind: .whole(16...512, stops: [64, 128, 256]),
      standard: .whole(128)),
    Knob(
      id: "gpu",
      kind: .word(GPUProfile.all.map(\.shortName)), standard: .word("a100")),
    Knob(
      id: "on_chip_kib", unit: "KiB",
      kind: .whole(0...65_536, stops: [0, 16, 32, 64, 100, 164, 228, 512]),
      standard: .whole(0)),
    Knob(id: "causal", kind: .toggle, standard: .toggle(true)),
  ]
  public let metrics = [
    MetricDefinition(id: "naive_traffic", unit: "MiB", decimals: 1, better: .lower),
    MetricDefinition(id: "flash_traffic", unit: "MiB", decimals: 1, better: .lower),
    MetricDefinition(id: "flash2_traffic", unit: "MiB", decimals: 1, better: .lower),
    MetricDefinition(id: "traffic_ratio", unit: "x", decimals: 1, better: .higher),
    MetricDefinition(id: "score_matrix", unit: "MiB", decimals: 1, better: .lower),
    MetricDefinition(id: "naive_intensity", unit: "FLOP/B", decimals: 1, better: .higher),
    MetricDefinition(id: "flash2_intensity", unit: "FLOP/B", decimals: 1, better: .higher),
    MetricDefinition(id: "gpu_balance", unit: "FLOP/B", decimals: 1, better: .neither),
  ]

  static let contexts = [
    512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072,
  ]
  /// Points of a curve.
  static let curvePoints = 32
  /// Bytes of a number: keys, values, queries, scores and outputs are taken as 16 bits, the row
  /// statistics (32 bits in reality, 1 / d of the output) too.
  static let bytesPerNumber = 2

  public init() {}

  public func begin(
    complete choices: Choices, scenario: LabScenario?, seed: Seed
  ) throws(LabProblem) -> any ExperimentRun {
    let setup = Setup(choices)
    guard let traffic = setup.traffic(setup.tokens) else {
      throw LabProblem(
        Message(
          "lab.problem.on-chip", String(setup.dimension),
          String(setup.onChip * Self.bytesPerNumber)))
    }
    return ReadyExperiment(value: result(choices, setup, traffic))
  }

  /// The chosen sizes.
  private struct Setup {
    let tokens: Int
    let dimension: Int
    let gpu: GPUProfile
    /// In numbers.
    let onChip: Int
    let isCausal: Bool

    init(_ choices: Choices) {
      tokens = choices.whole("context_tokens")
      dimension = choices.whole("head_dimension")
      gpu = GPUProfile.named(choices.word("gpu")) ?? .a100
      let own = choices.whole("on_chip_kib") << 10
      onChip = (own > 0 ? own : gpu.onChipMemory.count) / AttentionExperiment.bytesPerNumber
      isCausal = choices.isOn("causal")
    }

    /// Traffic of each algorithm for so many tokens, in the order of `Algorithm`.
    func traffic(_ tokens: Int) -> [AttentionTraffic]? {
      let all = AttentionTraffic.Algorithm.allCases.compactMap {
        AttentionTraffic.closedForm(
          $0, tokens: tokens, headDimension: dimension, onChip: onChip, isCausal: isCausal)
      }
      return all.count == AttentionTraffic.Algorithm.allCases.count ? all : nil
    }

    /// Multiplications and additions that the answer needs: a query with a key and a probability
    /// with a value, d of each; under a causal mask N (N + 1) / 2 pairs instead of N^2.
    var operations: Double {
      let n = Double(tokens)
      let pairs = isCausal ? n * (n + 1) / 2 : n * n
      return 4 * pairs * Double(dimension)
    }
  }

  private func result(
    _ choices: Choices, _ setup: Setup, _ traffic: [AttentionTraffic]
  ) -> ExperimentResult {
    let (naive, flash, flash2) = (bytes(traffic[0]), bytes(traffic[1]), bytes(traffic[2]))
    let sheet = setup.gpu.dataSheet
    let balance = sheet.teraflops16Bit.map { $0 * 1e12 / (sheet.memoryBandwidth * 1e9) }
    let intensities = (naive: setup.operations / naive, flash2: setup.operations / flash2)
    let values: [String: Double?] = [
      "naive_traffic": mebi(naive), "flash_traffic": mebi(flash), "flash2_traffic": mebi(flash2),
      "traffic_ratio": naive / flash2, "score_matrix": scoreMatrix(setup.tokens),
      "naive_intensity": intensities.naive, "flash2_intensity": intensities.flash2,
      "gpu_balance": balance,
    ]
    return ExperimentResult(
      choices: choices, metrics: metrics.map { Metric($0, values[$0.id] ?? nil) },
      chart: chart(setup), tables: [table(setup)], sums: sums(setup, traffic),
      reasons: reasons(setup, traffic, intensities, balance))
  }

  private func bytes(_ traffic: AttentionTraffic) -> Double {
    Double(traffic.total * Self.bytesPerNumber)
  }
  private func mebi(_ bytes: Double) -> Double { bytes / 1_048_576 }
  private func scoreMatrix(_ tokens: Int) -> Double {
    mebi(Double(tokens) * Double(tokens) * Double(Self.bytesPerNumber))
  }

  // MARK: Shown

  private func chart(_ setup: Setup) -> ExperimentChart {
    let count = min(Self.curvePoints, setup.tokens)
    let places = (1...count).map { setup.tokens * $0 / count }
    let curves = places.compactMap(setup.traffic)
    let names = ["naive", "flash", "flash2"]
    return ExperimentChart(
      shape: .lines(
        names.enumerated().map { at, name in
          ExperimentChart.Line(
            title: Message("lab.experiment.attention.line." + name),
            points: zip(places, curves).map {
              .init(x: Double($0), y: mebi(bytes($1[at])))
            })
        }, marker: nil),
      xTitle: Message("lab.experiment.attention.x"), yTitle: Message("lab.number", "MiB"))
  }

  private func table(_ setup: Setup) -> ExperimentTable {
    let contexts = Set(Self.contexts + [setup.tokens]).sorted()
    let columns = [
      ("context_tokens", "tokens", 0), ("naive_mib", "naive", 1), ("flash_mib", "flash", 1),
      ("flash2_mib", "flash2", 1), ("naive_by_flash2", "ratio", 1),
      ("score_matrix_mib", "scores", 1),
    ]
    return ExperimentTable(
      id: "by_context", title: Message("lab.experiment.attention.table"),
      columns: columns.map { id, word, decimals in
        .init(
          id: id, title: Message("lab.experiment.attention.column." + word), decimals: decimals)
      },
      rows: contexts.compactMap { tokens in
        setup.traffic(tokens).map { traffic in
          let amounts = traffic.map(bytes)
          return [.number(Double(tokens))] + amounts.map { .number(mebi($0)) } + [
            .number(amounts[0] / amounts[2]), .number(scoreMatrix(tokens)),
          ]
        }
      }, chosen: contexts.firstIndex(of: setup.tokens))
  }

  private func sums(_ setup: Setup, _ traffic: [AttentionTraffic]) -> [Message] {
    let tiles = AttentionTraffic.Tiles(headDimension: setup.dimension, onChip: setup.onChip)
    let (n, d) = (setup.tokens, setup.dimension)
    let passes = (n + tiles.queries - 1) / tiles.queries
    // What flash-2 loads but its queries are keys and values, 2 d numbers each.
    let keys = (traffic[2].loads - n * d) / (2 * d)
    func say(_ word: String, _ numbers: Int...) -> Message {
      Message("lab.experiment.attention.sum." + word, arguments: numbers.map(grouped))
    }
    return [
      say(
        "tiles", setup.onChip * Self.bytesPerNumber, setup.onChip, d, tiles.keys, tiles.queries),
      say("naive", n, d, traffic[0].total, traffic[0].total * Self.bytesPerNumber),
      say(
        setup.isCausal ? "flash2-causal" : "flash2", n, d, passes, keys, traffic[2].total,
        traffic[2].total * Self.bytesPerNumber),
    ]
  }

  private func reasons(
    _ setup: Setup, _ traffic: [AttentionTraffic],
    _ intensities: (naive: Double, flash2: Double), _ balance: Double?
  ) -> [Message] {
    func text(_ value: Double) -> String { formatted(value, decimals: 1) }
    let (naive, flash2) = (bytes(traffic[0]), bytes(traffic[2]))
    // Keys and values of the first reading are 2 N d; queries are N d.
    let again = traffic[2].loads - 3 * setup.tokens * setup.dimension
    let rereading = Message(
      "lab.experiment.attention.again", text(100 * Double(again) / Double(traffic[2].total)))
    var reasons: [Message] = []
    if flash2 < naive {
      reasons.append(
        Message(
          "lab.experiment.attention.saves", text(naive / flash2),
          text(100 * 4 * scoreMatrix(setup.tokens) / mebi(naive))))
    } else {
      reasons.append(Message("lab.experiment.attention.costs", text(flash2 / naive)))
    }
    reasons.append(rereading)
    guard let balance else { return reasons }
    func bound(_ intensity: Double) -> String { intensity < balance ? "memory" : "compute" }
    reasons.append(
      Message(
        "lab.experiment.attention.bound." + bound(intensities.naive) + "."
          + bound(intensities.flash2), setup.gpu.name, text(balance), text(intensities.naive),
        text(intensities.flash2)))
    return reasons + [Message("lab.experiment.attention.note")]
  }
}
