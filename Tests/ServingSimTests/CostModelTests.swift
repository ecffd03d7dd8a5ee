import ServingSim
import Simulation
import Testing

/// Laws of the cost model, and sums that can be done by hand.
struct CostModelTests {
  @Test func shapesHaveTheirPublishedSizes() {
    // Weights in millions as the model cards name them; norms and biases are left out here.
    let published: [(ModelShape, total: Double, active: Double, perToken: Int)] = [
      (.llama31With8B, 8_030, 8_030, 131_072), (.llama3With70B, 70_554, 70_554, 327_680),
      (.llama2With7B, 6_738, 6_738, 524_288), (.llama2With70B, 68_977, 68_977, 327_680),
      (.qwen3With8B, 8_191, 8_191, 147_456), (.qwen3With32B, 32_762, 32_762, 262_144),
      (.qwen25With72B, 72_706, 72_706, 327_680), (.deepSeekV3, 671_000, 37_600, 70_272),
    ]
    for (model, total, active, perToken) in published {
      #expect(abs(Double(model.parameters) / 1e6 / total - 1) < 0.001, "\(model.name)")
      #expect(abs(Double(model.activeParameters) / 1e6 / active - 1) < 0.01, "\(model.name)")
      #expect(model.keyValueBytesPerToken == perToken, "\(model.name)")
    }
  }

  @Test(arguments: [
    ("meta-llama/Meta-Llama-3-8B-Instruct", "Llama-3-8B"), ("Llama-2-70b-hf", "Llama-2-70B"),
    ("Llama-3.1-70B-Instruct", "Llama-3.1-70B"), ("Qwen/Qwen3-32B", "Qwen3-32B"),
    ("internlm-20b", "InternLM-20B"), ("deepseek-ai/DeepSeek-V3", "DeepSeek-V3"),
  ])
  func modelsAreFoundByName(name: String, found: String) {
    #expect(ModelShape.named(name)?.name == found)
  }

  @Test func unknownNamesAreNoModel() {
    #expect(ModelShape.named("Mixtral-8x7B") == nil)
    #expect(ModelShape.named("") == nil)
    #expect(GPUProfile.named("rtx-4090")?.name == "RTX4090-24G")
    #expect(GPUProfile.named("H100-80G")?.shortName == "h100")
    #expect(GPUProfile.named("h200") == nil)
  }

  /// Steps of all kinds, the same on every machine.
  private static let loads: [StepLoad] = {
    var generator = SeededGenerator(seed: Seed("cost-model"), stream: "loads")
    return (0..<60).map { i in
      var load = StepLoad()
      if i % 3 != 1 {
        for _ in 0...generator.below(40) {
          load.add(tokens: 1, before: generator.below(8_000), isSampled: true)
        }
      }
      if i % 3 != 0 {
        for _ in 0...generator.below(3) {
          load.add(
            tokens: 2 + generator.below(700), before: generator.below(8_000),
            isSampled: generator.below(2) == 0)
        }
      }
      return load
    }
  }()

  private static let models: [CostModel] = {
    var models = GPUProfile.all.map { CostModel(gpu: $0, model: .llama31With8B) }
    let layouts: [(ModelShape, ParallelLayout, NumberPrecision, KernelLaunch)] = [
      (.llama3With70B, ParallelLayout(tensorParallel: 4), .sixteenBit, .measured),
      (.qwen3With32B, ParallelLayout(tensorParallel: 2, pipelineParallel: 4), .sixteenBit, .eager),
      (
        .llama3With70B, ParallelLayout(pipelineParallel: 3, pipelining: .drained),
        NumberPrecision(weights: .four, keyValues: .eight), .standardGraphs(maxSequences: 128)
      ),
      (
        .deepSeekV3, ParallelLayout(tensorParallel: 8, expertParallel: 32),
        NumberPrecision(weights: .eight), .standardGraphs(maxSequences: 256)
      ),
      (.deepSeekV3, ParallelLayout(tensorParallel: 16, pipelineParallel: 2), .sixteenBit, .eager),
    ]
    for (model, layout, precision, launch) in layouts {
      if let model = try? CostModel(
        gpu: .h100, model: model, layout: layout, precision: precision, launch: launch)
      {
        models.append(model)
      }
    }
    return models
  }()

  @Test func theLayoutsAreGood() { #expect(Self.models.count == GPUProfile.all.count + 5) }

  @Test func partsAddUpToTheStep() {
    for model in Self.models {
      for load in Self.loads + [StepLoad()] {
        let total = model.breakdown(of: load).total
        let step = Double(model.duration(of: load).nanoseconds) / 1_000
        #expect(abs(total - step) < 0.01, "\(model.gpu.name) \(model.model.name)")
      }
    }
  }

  /// A run of decodes is the same as step after step, to the nanosecond.
  @Test func aDecodeRunIsItsSteps() throws {
    for model in Self.models {
      for (sequences, context) in [(1, 1), (7, 9_001), (64, 64_000), (300, 1_000_003)] {
        var run = try #require(
          model.decodeRun(of: .decoding(sequences: sequences, context: context)))
        for step in 0..<50 {
          let load = StepLoad.decoding(
            sequences: sequences, context: context + step * sequences)
          #expect(run.next() == model.duration(of: load))
        }
        var other = try #require(
          model.decodeRun(of: .decoding(sequences: sequences, context: context)))
        let sum = (0..<50).reduce(SimDuration.zero) { sum, step in
          sum
            + model.duration(
              of: .decoding(sequences: sequences, context: context + step * sequences))
        }
        #expect(other.advance(steps: 50) == sum)
        #expect(other.context == run.context)
      }
      #expect(model.decodeRun(of: Self.loads[1]) == nil)
      #expect(model.decodeRun(of: StepLoad()) == nil)
    }
  }

  @Test func loadsAddUp() {
    var whole = StepLoad()
    var sum = StepLoad()
    for (i, tokens) in [1, 5, 1, 700, 64].enumerated() {
      whole.add(tokens: tokens, before: i * 100, isSampled: i % 2 == 0)
      var part = StepLoad()
      part.add(tokens: tokens, before: i * 100, isSampled: i % 2 == 0)
      sum += part
    }
    #expect(whole == sum)
    #expect(whole.sequences == 5 && !whole.isPureDecode)
  }

  /// More of one thing, all else equal, never takes less.
  @Test func moreNeverTakesLess() {
    for model in Self.models {
      func rises(_ what: String, _ loads: [StepLoad]) {
        let times = loads.map { model.duration(of: $0) }
        #expect(
          zip(times, times.dropFirst()).allSatisfy { $0 <= $1 },
          "\(model.gpu.name) \(model.model.name) \(what)")
      }
      rises("context", [10, 1_000, 100_000].map { .decoding(sequences: 8, context: $0) })
      rises("sequences", (8...600).map { .decoding(sequences: $0, context: 100_000) })
      rises(
        "chunk",
        (2...600).map { tokens in
          var load = StepLoad()
          load.add(tokens: tokens, before: 0, isSampled: true)
          return load
        })
      rises(
        "tokens before a chunk",
        [0, 100, 5_000, 100_000].map { before in
          var load = StepLoad()
          load.add(tokens: 256, before: before, isSampled: true)
          return load
        })
    }
  }

  @Test func oneGPUNeedsNoSums() throws {
    let load = StepLoad.decoding(sequences: 32, context: 32_000)
    let single = CostModel(gpu: .a100, model: .llama31With8B)
    let same = try CostModel(gpu: .a100, model: .llama31With8B, layout: .single)
    #expect(single == same && single.duration(of: load) == same.duration(of: load))
    #expect(single.breakdown(of: load).microseconds(.allReduce) == 0)
    #expect(!single.evidence.contains { $0.part == .allReduce })
    let pair = try CostModel(
      gpu: .a100, model: .llama31With8B, layout: ParallelLayout(tensorParallel: 2))
    let parts = pair.breakdown(of: load)
    // 32 layers x 2 x (45.03 + 32 x 4096 x 2 x 2 x 1/2 / 169 208) us.
    #expect(abs(parts.microseconds(.allReduce) - 64 * (45.03 + 262_144 / 169_208.0)) < 0.001)
    #expect(parts.microseconds(.linear) < single.breakdown(of: load).microseconds(.linear))
    // A large chunk gains more from a second GPU than its sums cost.
    var chunk = StepLoad()
    chunk.add(tokens: 8_192, before: 0, isSampled: true)
    #expect(pair.duration(of: chunk) < single.duration(of: chunk))
  }

  @Test func pipelinesFillAndDrain() throws {
    // 32 equal layers on 4 stages, 8 sequences.
    func model(_ pipelining: ParallelLayout.Pipelining, batches: Int?) throws -> CostModel {
      try CostModel(
        gpu: .h100, model: .llama31With8B,
        layout: ParallelLayout(
          pipelineParallel: 4, microBatches: batches, pipelining: pipelining), cpuMicroseconds: 0)
    }
    let load = StepLoad.decoding(sequences: 8, context: 8_000)
    let alone = try model(.continuous, batches: 1).breakdown(of: load)
    // One micro-batch: 3 hand-overs, nobody to wait for.
    #expect(
      abs(
        alone.microseconds(.pipeline) - 3
          * GPUProfile.h100.allReduce.microseconds(
            gpus: 2, bytes: 8 * 4_096 * 2)) < 0.001)
    // Decodes read the weights once for every micro-batch: four of them cost more than one, but
    // far less than four times as much.
    let one = alone.total
    let full = try model(.continuous, batches: 4).breakdown(of: load).total
    let drained = try model(.drained, batches: 4).breakdown(of: load).total
    #expect(full < drained && drained < 4 * one && full > 0.9 * one)
    #expect(try model(.continuous, batches: 4).breakdown(of: load).microBatches == 4)
    // No more micro-batches than sequences.
    let few = StepLoad.decoding(sequences: 2, context: 2_000)
    #expect(try model(.continuous, batches: 4).breakdown(of: few).microBatches == 2)
  }

  @Test func graphsPadAndSaveLaunches() throws {
    func model(_ launch: KernelLaunch) throws -> CostModel {
      try CostModel(gpu: .h100, model: .llama31With8B, layout: .single, launch: launch)
    }
    let graphs = KernelLaunch.standardGraphs(maxSequences: 128)
    guard case .graphs(let sizes) = graphs else { return }
    #expect(sizes.prefix(5) == [1, 2, 4, 8, 16] && sizes.last == 256 && sizes.count == 35)
    guard case .graphs(let all) = KernelLaunch.standardGraphs(maxSequences: 1_024) else { return }
    #expect(all.last == 512 && all.count == 51)
    let nine = StepLoad.decoding(sequences: 9, context: 9_000)
    #expect(try model(graphs).breakdown(of: nine).paddedTokens == 7)
    #expect(try model(.measured).breakdown(of: nine).paddedTokens == 0)
    #expect(try model(graphs).duration(of: nine) < model(.eager).duration(of: nine))
    // 32 layers x 12 calls x 20 us: the GPU waits for them, but not in large chunks.
    #expect(
      try abs(
        model(.eager).breakdown(of: nine).total - 500
          - max(
            7_680, model(.measured).breakdown(of: nine).total - 500)) < 0.01)
    var chunk = StepLoad()
    chunk.add(tokens: 8_192, before: 0, isSampled: true)
    #expect(try model(.eager).duration(of: chunk) == model(.measured).duration(of: chunk))
    #expect(try model(graphs).duration(of: chunk) == model(.measured).duration(of: chunk))
  }

  @Test func fewerBitsAreQuicker() throws {
    let load = StepLoad.decoding(sequences: 16, context: 64_000)
    func time(_ gpu: GPUProfile, _ precision: NumberPrecision) throws -> SimDuration {
      try CostModel(
        gpu: gpu, model: .llama31With8B, layout: .single, precision: precision
      ).duration(of: load)
    }
    for gpu in GPUProfile.all {
      let sixteen = try time(gpu, .sixteenBit)
      let eight = try time(gpu, NumberPrecision(weights: .eight))
      #expect(eight < sixteen)
      #expect(try time(gpu, NumberPrecision(weights: .four)) < eight)
      #expect(try time(gpu, NumberPrecision(keyValues: .eight)) < sixteen)
    }
  }

  /// E (1 - (1 - k/E)^n) experts are touched: one token touches 8 of 256, many touch all.
  @Test func expertsAreReadWhenTouched() throws {
    let layout = ParallelLayout(tensorParallel: 8)
    let model = try CostModel(
      gpu: .mi300x, model: .deepSeekV3, layout: layout,
      precision: NumberPrecision(weights: .eight))
    func linear(_ sequences: Int) -> Double {
      model.breakdown(of: .decoding(sequences: sequences, context: sequences * 1_000))
        .microseconds(.linear)
    }
    #expect(linear(64) > 3 * linear(1))
    #expect(linear(512) < 2 * linear(128))
    // Four engines of 8 GPUs share experts: each GPU reads fewer of them at the same batch.
    let shared = try CostModel(
      gpu: .mi300x, model: .deepSeekV3,
      layout: ParallelLayout(tensorParallel: 8, expertParallel: 32),
      precision: NumberPrecision(weights: .eight))
    let load = StepLoad.decoding(sequences: 128, context: 128_000)
    #expect(
      shared.breakdown(of: load).microseconds(.linear)
        < model.breakdown(of: load).microseconds(.linear))
    #expect(shared.breakdown(of: load).microseconds(.allToAll) > 0)
    #expect(model.breakdown(of: load).microseconds(.allToAll) == 0)
    #expect(shared.weightBytesPerGPU < model.weightBytesPerGPU / 2)
  }

  @Test func memoryIsDivided() throws {
    let single = CostModel(gpu: .a100, model: .llama31With8B)
    #expect(
      single.blockCount(blockSize: 16)
        == ModelShape.llama31With8B.blockCount(on: .a100, blockSize: 16))
    #expect(single.weightBytesPerGPU == ModelShape.llama31With8B.weightBytes)
    // 70B at 16 bits: 141 GB do not fit one GPU of 80 GiB, and do fit four.
    #expect(CostModel(gpu: .a100, model: .llama3With70B).blockCount(blockSize: 16) == 0)
    let four = try CostModel(
      gpu: .a100, model: .llama3With70B, layout: ParallelLayout(tensorParallel: 4))
    #expect(four.keyValueBytesPerTokenPerGPU == 327_680 / 4)
    #expect(four.weightBytesPerGPU * 4 == ModelShape.llama3With70B.weightBytes)
    #expect(four.blockCount(blockSize: 16) > 20_000)
    // 16 GPUs for 8 key/value heads: each head lies on two GPUs.
    let sixteen = try CostModel(
      gpu: .a100, model: .llama3With70B, layout: ParallelLayout(tensorParallel: 16))
    #expect(sixteen.keyValueBytesPerTokenPerGPU == 327_680 / 8)
    // 61 layers on 4 stages: 15, 15, 16, 15.
    let staged = try CostModel(
      gpu: .mi300x, model: .deepSeekV3, layout: ParallelLayout(pipelineParallel: 4))
    #expect(staged.keyValueBytesPerTokenPerGPU == 16 * 576 * 2)
  }

  @Test func impossibleLayoutsAreRefused() {
    typealias Problem = ParallelLayout.Problem
    let cases: [(ModelShape, ParallelLayout, Problem)] = [
      (
        .llama31With8B, ParallelLayout(tensorParallel: 0),
        .outOfRange(setting: "tensorParallel", value: 0, most: 1_024)
      ),
      (
        .llama31With8B, ParallelLayout(tensorParallel: 3),
        .headsNotDivisible(heads: 32, tensorParallel: 3)
      ),
      (
        .llama31With8B, ParallelLayout(pipelineParallel: 33),
        .moreStagesThanLayers(stages: 33, layers: 32)
      ),
      (.llama31With8B, ParallelLayout(expertParallel: 2), .noExperts(expertParallel: 2)),
      (
        .deepSeekV3, ParallelLayout(tensorParallel: 8, expertParallel: 4),
        .expertGroupNotDivisible(expertParallel: 4, tensorParallel: 8)
      ),
      (
        .deepSeekV3, ParallelLayout(expertParallel: 3),
        .expertsNotDivisible(experts: 256, expertParallel: 3)
      ),
    ]
    for (model, layout, problem) in cases {
      #expect(layout.problems(for: model).first == problem)
      #expect(throws: problem) { try CostModel(gpu: .h100, model: model, layout: layout) }
    }
  }

  @Test func assumptionsAreNamed() throws {
    for gpu in GPUProfile.all {
      for part in [CostPart.linear, .decodeAttention, .prefillAttention, .mixedAttention, .head] {
        #expect(gpu.evidence[part] != nil, "\(gpu.name) \(part)")
      }
    }
    let measured = CostModel(gpu: .rtx4090, model: .llama31With8B)
    #expect(measured.assumedParts.map(\.part) == [.host])
    let assumed = try CostModel(
      gpu: .mi300x, model: .deepSeekV3,
      layout: ParallelLayout(tensorParallel: 8, pipelineParallel: 2, expertParallel: 16),
      precision: NumberPrecision(weights: .eight), launch: .eager)
    #expect(Set(assumed.assumedParts.map(\.part)) == Set(CostPart.allCases))
    #expect(assumed.evidence == assumed.assumedParts)
  }

  @Test func priceOfAMillionTokens() {
    // 4 GPUs for half an hour at 2.50: 5.00 for 10 million tokens.
    let price = ServingPrice(centsPerGPUHour: 250)
    #expect(
      price?.centsPerMillionTokens(gpus: 4, rented: .seconds(1_800), tokens: 10_000_000) == 50)
    #expect(price?.centsPerMillionTokens(gpus: 4, rented: .seconds(1), tokens: 0) == nil)
    #expect(ServingPrice(centsPerGPUHour: -1) == nil)
  }
}
