import ServingSim
import Simulation
import Wording

/// How much KV cache a token needs and how much of it fits: MHA, GQA and MLA, number formats,
/// tensor parallelism, model by model and GPU by GPU.
public struct KVMemoryExperiment: LabExperiment {
  public let id = "kv-memory"
  public let lab = LabID.serving
  public let knobs = [
    Knob(id: "model", kind: .word(servingModels.map(\.word)), standard: .word("llama-3.1-8b")),
    Knob(id: "gpu", kind: .word(GPUProfile.all.map(\.shortName)), standard: .word("a100")),
    Knob(
      id: "tensor_parallel_size", unit: "GPUs", kind: .whole(1...64, stops: [1, 2, 4, 8, 16]),
      standard: .whole(1)),
    Knob(
      id: "kv_format", kind: .word(KVNumberFormat.allCases.map(\.rawValue)),
      standard: .word("bf16")),
    Knob(id: "weight_bits", kind: .word(["16", "8", "4"]), standard: .word("16")),
    Knob(
      id: "context_tokens", unit: "tokens",
      kind: .whole(
        1...4_194_304, stops: [512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072]),
      standard: .whole(8_192)),
    Knob(
      id: "block_size", unit: "tokens",
      kind: .whole(1...1_024, stops: [1, 8, 16, 32, 64, 128, 256]), standard: .whole(16)),
    Knob(
      id: "gpu_memory_percent", unit: "%", kind: .whole(1...100, stops: [50, 70, 80, 90, 92, 95]),
      standard: .whole(90)),
  ]
  public let metrics = [
    MetricDefinition(id: "kv_per_token", unit: "KiB", decimals: 2, better: .lower),
    MetricDefinition(id: "kv_per_request", unit: "GiB", decimals: 3, better: .lower),
    MetricDefinition(id: "weights_per_gpu", unit: "GiB", decimals: 2, better: .lower),
    MetricDefinition(id: "kv_room", unit: "GiB", decimals: 2, better: .higher),
    MetricDefinition(id: "kv_capacity", unit: "tokens", better: .higher),
    MetricDefinition(id: "requests_fit", unit: "requests", better: .higher),
    MetricDefinition(id: "kv_copies", unit: "x", better: .lower),
  ]

  public init() {}

  public func begin(
    complete choices: Choices, scenario: LabScenario?, seed: Seed
  ) throws(LabProblem) -> any ExperimentRun {
    let setup = Setup(choices)
    let chosen = try setup.sum(setup.model, setup.gpu)
    return ReadyExperiment(value: result(choices, setup, chosen))
  }

  private struct Setup {
    let model: ModelShape
    let gpu: GPUProfile
    let tensorParallel: Int
    let format: KVNumberFormat
    let weights: NumberPrecision.Weights
    let context: Int
    let blockSize: Int
    let percent: Int

    init(_ choices: Choices) {
      model =
        servingModels.first { $0.word == choices.word("model") }?.shape ?? .llama31With8B
      gpu = GPUProfile.named(choices.word("gpu")) ?? .a100
      tensorParallel = choices.whole("tensor_parallel_size")
      format = KVNumberFormat(rawValue: choices.word("kv_format")) ?? .bf16
      weights =
        Int(choices.word("weight_bits")).flatMap(NumberPrecision.Weights.init) ?? .sixteen
      context = choices.whole("context_tokens")
      blockSize = choices.whole("block_size")
      percent = choices.whole("gpu_memory_percent")
    }

    /// The sum for one model on GPUs of one kind; throws when it cannot be divided so.
    func sum(_ model: ModelShape, _ gpu: GPUProfile) throws(LabProblem) -> Sum {
      let cost: CostModel
      do {
        cost = try CostModel(
          gpu: gpu, model: model, layout: ParallelLayout(tensorParallel: tensorParallel),
          precision: NumberPrecision(weights: weights, keyValues: .sixteen))
      } catch { throw LabProblem(error.message(model)) }
      let layout: KVLayout
      do {
        layout = try KVLayout(
          attention: model.keyValueAttention, layers: model.layers, format: format,
          tensorParallel: tensorParallel, blockSize: blockSize)
      } catch { throw LabProblem(Message("lab.problem.kv-layout", model.name)) }
      let usable = gpu.memory.count / 100 * percent
      let room = usable - cost.weightBytesPerGPU
      return Sum(
        model: model, gpu: gpu, usable: usable, weights: cost.weightBytesPerGPU, room: room,
        memory: KVMemory(layout: layout, memory: Bytes(room)))
    }
  }

  /// One model on GPUs of one kind; bytes of each GPU.
  private struct Sum {
    let model: ModelShape
    let gpu: GPUProfile
    let usable: Int
    let weights: Int
    /// Negative when the weights alone do not fit.
    let room: Int
    let memory: KVMemory

    var layout: KVLayout { memory.layout }
    var fits: Bool { room >= 0 }
    var kind: KVAttention.Kind { layout.attention.kind(queryHeads: model.heads) }
  }

  private func result(_ choices: Choices, _ setup: Setup, _ chosen: Sum) -> ExperimentResult {
    let blocks = blocksPerRequest(setup)
    let values: [String: Double?] = [
      "kv_per_token": kibi(chosen.layout.bytesPerToken),
      "kv_per_request": gibi(Double(blocks) * Double(chosen.layout.bytesPerBlock)),
      "weights_per_gpu": gibi(chosen.weights),
      "kv_room": chosen.fits ? gibi(chosen.room) : nil,
      "kv_capacity": chosen.fits ? Double(chosen.memory.tokens) : nil,
      "requests_fit": chosen.fits
        ? Double(chosen.memory.sequences(ofTokens: setup.context)) : nil,
      "kv_copies": Double(chosen.layout.copies),
    ]
    let models = servingModels.map { ($0.word, try? setup.sum($0.shape, setup.gpu)) }
    let gpus = GPUProfile.all.map { ($0.shortName, try? setup.sum(setup.model, $0)) }
    return ExperimentResult(
      choices: choices, metrics: metrics.map { Metric($0, values[$0.id] ?? nil) },
      chart: ExperimentChart(
        shape: .bars(
          models.map { word, sum in
            ExperimentChart.Bar(
              label: sum.map { word + " " + $0.kind.rawValue } ?? word,
              value: sum.map { kibi($0.layout.bytesPerToken) } ?? 0,
              isChosen: sum?.model == setup.model)
          }, decimals: 1),
        xTitle: Message("lab.experiment.kv-memory.x"),
        yTitle: Message("lab.experiment.kv-memory.y")),
      tables: [
        table(
          "by_model", Message("lab.experiment.kv-memory.models", setup.gpu.name), models, setup,
          chosen: servingModels.firstIndex { $0.shape == setup.model }),
        table(
          "by_gpu", Message("lab.experiment.kv-memory.gpus", setup.model.name), gpus, setup,
          chosen: GPUProfile.all.firstIndex(of: setup.gpu)),
      ], sums: sums(setup, chosen), reasons: reasons(setup, chosen))
  }

  private func blocksPerRequest(_ setup: Setup) -> Int {
    (setup.context + setup.blockSize - 1) / setup.blockSize
  }
  private func kibi(_ bytes: Int) -> Double { Double(bytes) / 1_024 }
  private func gibi(_ bytes: Int) -> Double { gibi(Double(bytes)) }
  private func gibi(_ bytes: Double) -> Double { bytes / 1_073_741_824 }

  // MARK: Shown

  private func table(
    _ id: String, _ title: Message, _ sums: [(String, Sum?)], _ setup: Setup, chosen: Int?
  ) -> ExperimentTable {
    let columns: [(String, String, Int?)] = [
      ("name", "name", nil), ("attention", "attention", nil),
      ("kv_bytes_per_token", "token", 0), ("weights_gib", "weights", 1),
      ("kv_tokens", "tokens", 0), ("requests", "requests", 0), ("note", "note", nil),
    ]
    return ExperimentTable(
      id: id, title: title,
      columns: columns.map { id, word, decimals in
        .init(
          id: id, title: Message("lab.experiment.kv-memory.column." + word), decimals: decimals)
      },
      rows: sums.map { name, sum in
        guard let sum else {
          return [
            .word(name), .none, .none, .none, .none, .none,
            .message(Message("lab.experiment.kv-memory.undivided")),
          ]
        }
        return [
          .word(name), .word(sum.kind.rawValue), .number(Double(sum.layout.bytesPerToken)),
          .number(gibi(sum.weights)),
          sum.fits ? .number(Double(sum.memory.tokens)) : .none,
          sum.fits ? .number(Double(sum.memory.sequences(ofTokens: setup.context))) : .none,
          sum.fits ? .word("") : .message(Message("lab.experiment.kv-memory.tooLarge")),
        ]
      }, chosen: chosen)
  }

  private func sums(_ setup: Setup, _ sum: Sum) -> [Message] {
    let layout = sum.layout
    func say(_ word: String, _ texts: String...) -> Message {
      Message("lab.experiment.kv-memory.sum." + word, arguments: texts)
    }
    let bits = String(layout.format.bits)
    var sums: [Message] = []
    switch layout.attention {
    case .heads(let heads, let dimension):
      sums.append(
        say(
          "heads", grouped(layout.layers), grouped(layout.headsPerGPU ?? heads),
          grouped(dimension), bits, grouped(layout.bytesPerToken), grouped(heads),
          grouped(layout.tensorParallel)))
    case .latent(let rank, let position):
      sums.append(
        say(
          "latent", grouped(layout.layers), grouped(rank), grouped(position), bits,
          grouped(layout.bytesPerToken)))
    }
    func giga(_ bytes: Int) -> String { formatted(gibi(bytes), decimals: 2) }
    sums.append(
      say(
        "room", giga(sum.gpu.memory.count), String(setup.percent), giga(sum.weights),
        giga(sum.room)))
    guard sum.fits else { return sums }
    let memory = sum.memory
    return sums + [
      say(
        "blocks", grouped(sum.room), grouped(layout.blockSize), grouped(layout.bytesPerToken),
        grouped(memory.blocks), grouped(memory.tokens)),
      say(
        "requests", grouped(setup.context), grouped(layout.blockSize),
        grouped(blocksPerRequest(setup)), grouped(memory.blocks),
        grouped(memory.sequences(ofTokens: setup.context))),
    ]
  }

  private func reasons(_ setup: Setup, _ sum: Sum) -> [Message] {
    var reasons: [Message] = []
    if !sum.fits {
      reasons.append(
        Message(
          "lab.experiment.kv-memory.weights", sum.model.name,
          formatted(gibi(sum.weights), decimals: 1), sum.gpu.name,
          formatted(gibi(sum.usable), decimals: 1)))
    }
    let layout = sum.layout
    if layout.copies > 1 {
      reasons.append(
        Message(
          layout.headsPerGPU == nil
            ? "lab.experiment.kv-memory.copies.latent" : "lab.experiment.kv-memory.copies.heads",
          String(layout.tensorParallel), String(layout.copies),
          String(sum.model.keyValueHeads)))
    }
    if case .heads(let heads, let dimension) = layout.attention, heads < sum.model.heads {
      reasons.append(
        Message(
          "lab.experiment.kv-memory.grouped", String(sum.model.heads), String(heads),
          formatted(Double(sum.model.heads) / Double(heads), decimals: 1), String(dimension)))
    }
    if case .latent(let rank, let position) = layout.attention {
      // What plain attention of the same heads would keep, keys as wide as their two parts.
      let keys = sum.model.headDimension
      let values = sum.model.latent?.valueDimension ?? keys
      let plain = sum.model.heads * (keys + values)
      reasons.append(
        Message(
          "lab.experiment.kv-memory.latent", String(sum.model.heads), grouped(plain),
          String(rank + position),
          formatted(Double(plain) / Double(rank + position), decimals: 1)))
    }
    return reasons + [Message("lab.experiment.kv-memory.note")]
  }
}

extension ModelShape {
  /// What one token leaves in the cache of one layer.
  fileprivate var keyValueAttention: KVAttention {
    if let latent {
      return .latent(rank: latent.keyValueRank, positionDimension: latent.rotaryDimension)
    }
    return .heads(keyValueHeads: keyValueHeads, headDimension: headDimension)
  }
}
