import ServingSim
import Simulation
import Testing
import Wording

@testable import Labs

/// The experiments' numbers, worked by hand beside them.
@Suite struct ExperimentTests {
  private func value(
    _ id: String, _ metric: String, _ settings: String...
  ) throws -> Double {
    let one = try #require(experiment(id))
    let result = try one.result(one.choices(from: settings))
    return try #require(result.metric(metric)?.value, "\(id) \(metric)")
  }

  // MARK: Attention

  /// 1,024 tokens, heads of 64, 64 KiB on the chip, no mask. 32,768 numbers: tiles of 32,768 / 256
  /// = 128 keys and min(128, 64) = 64 queries.
  @Test func attentionByHand() throws {
    let set = ["context_tokens=1024", "head_dimension=64", "on_chip_kib=64", "causal=off"]
    let one = try #require(experiment("attention"))
    let result = try one.result(one.choices(from: set))
    func mebi(_ numbers: Double) -> Double { (numbers * 2 / 1_048_576 * 10).rounded() / 10 }
    // 4 N d + 4 N^2 = 262,144 + 4,194,304.
    #expect(result.metric("naive_traffic")?.value == mebi(4_456_448))
    // 8 passes: 2 N d + 8 (2 N d + 2 N) loads, 9 (N d + 2 N) stores.
    #expect(result.metric("flash_traffic")?.value == mebi(1_196_032 + 608_256))
    // 16 passes: N d + 16 x 2 N d loads, N d + N stores.
    #expect(result.metric("flash2_traffic")?.value == mebi(2_162_688 + 66_560))
    // 4,456,448 / 2,229,248.
    #expect(result.metric("traffic_ratio")?.value == 2)
    #expect(result.metric("score_matrix")?.value == 2)
    // 4 N^2 d = 268,435,456 operations for 8,912,896 bytes; A100: 312e12 / 2039e9.
    #expect(result.metric("naive_intensity")?.value == 30.1)
    #expect(result.metric("gpu_balance")?.value == 153.0)
    #expect(result.reasons.map(\.key).contains("lab.experiment.attention.bound.memory.memory"))
  }

  /// A causal mask: naive moves the same, flash-2 about half of the keys and values.
  @Test func attentionUnderAMask() throws {
    let whole = try value("attention", "flash2_traffic", "causal=off")
    let causal = try value("attention", "flash2_traffic", "causal=on")
    #expect((0.5...0.53).contains(causal / whole))
    #expect(
      try value("attention", "naive_traffic", "causal=off")
        == value("attention", "naive_traffic", "causal=on"))
    // More room on the chip, but tiles of queries end at d rows.
    #expect(try value("attention", "flash2_traffic", "on_chip_kib=512", "causal=off") == whole)
    #expect(
      try value("attention", "flash_traffic", "on_chip_kib=512")
        < value("attention", "flash_traffic"))
  }

  @Test func attentionCurvesEndAtTheChosenLength() throws {
    let one = try #require(experiment("attention"))
    for tokens in [16, 100, 8_192, 1_048_576] {
      let result = try one.result(one.choices(from: ["context_tokens=\(tokens)"]))
      guard case .lines(let lines, _) = result.chart.shape else {
        Issue.record("no curves")
        continue
      }
      #expect(lines.count == 3)
      #expect(lines.allSatisfy { $0.points.last?.x == Double(tokens) })
      let table = try #require(result.tables.first)
      let chosen = try #require(table.chosen)
      #expect(table.rows[chosen].first == .number(Double(tokens)))
    }
  }

  // MARK: KV memory

  /// Llama 3.1 8B: 2 x 32 x 8 x 128 x 2 = 131,072 bytes a token. Weights: 32 x 218,103,808 + 2 x
  /// 4,096 x 128,256 = 8,029,995,008 numbers, 16,059,990,016 bytes. 80 GiB / 100 x 90 less these:
  /// 61,249,421,216 bytes, 29,205 blocks of 2,097,152 bytes; 512 blocks for 8,192 tokens.
  @Test func keyValueMemoryByHand() throws {
    #expect(try value("kv-memory", "kv_per_token") == 128)
    #expect(try value("kv-memory", "kv_per_request") == 1)
    #expect(try value("kv-memory", "weights_per_gpu") == 14.96)
    #expect(try value("kv-memory", "kv_capacity") == 29_205 * 16)
    #expect(try value("kv-memory", "requests_fit") == 57)
    #expect(try value("kv-memory", "kv_per_token", "kv_format=fp8") == 64)
    // 57 x 2 and a bit: halves of blocks add up.
    #expect(try value("kv-memory", "requests_fit", "kv_format=fp8") == 114)
  }

  @Test func attentionKinds() throws {
    // Multi-head: 2 x 32 x 32 x 128 x 2; latent: 61 x 576 x 2 = 70,272.
    #expect(try value("kv-memory", "kv_per_token", "model=llama-2-7b") == 512)
    #expect(
      try value("kv-memory", "kv_per_token", "model=deepseek-v3", "weight_bits=8") == 68.63)
    // Eight heads over 16 GPUs: two copies. Latent vectors: one on every GPU.
    #expect(
      try value("kv-memory", "kv_copies", "model=llama-3.1-70b", "tensor_parallel_size=16") == 2)
    let latent = ["model=deepseek-v3", "weight_bits=8", "gpu=h100", "tensor_parallel_size=16"]
    let one = try #require(experiment("kv-memory"))
    let result = try one.result(one.choices(from: latent))
    #expect(result.metric("kv_copies")?.value == 16)
    #expect(result.metric("kv_per_token")?.value == 68.63)
    #expect(result.reasons.map(\.key).contains("lab.experiment.kv-memory.copies.latent"))
  }

  /// The lab's engine and the experiment agree on what fits, for every model and GPU.
  @Test func agreesWithTheEngine() throws {
    let one = try #require(experiment("kv-memory"))
    for (word, shape) in servingModels {
      for gpu in GPUProfile.all {
        for parallel in [1, 2, 4, 8] {
          let layout = ParallelLayout(tensorParallel: parallel)
          guard let cost = try? CostModel(gpu: gpu, model: shape, layout: layout) else {
            continue
          }
          let result = try one.result(
            one.choices(from: [
              "model=\(word)", "gpu=\(gpu.shortName)", "tensor_parallel_size=\(parallel)",
            ]))
          let tokens = Int(result.metric("kv_capacity")?.value ?? 0)
          #expect(
            tokens == cost.blockCount(blockSize: 16) * 16, "\(word) \(gpu.name) TP \(parallel)")
        }
      }
    }
  }

  @Test func weightsThatDoNotFit() throws {
    let one = try #require(experiment("kv-memory"))
    let result = try one.result(one.choices(from: ["model=llama-3.1-70b", "gpu=l4"]))
    #expect(result.metric("kv_capacity")?.value == nil)
    #expect(result.metric("requests_fit")?.value == nil)
    #expect(result.reasons.first?.key == "lab.experiment.kv-memory.weights")
    // 40 heads of InternLM are not offered; 64 heads do not divide by 3.
    #expect(throws: LabProblem.self) {
      try one.result(one.choices(from: ["model=llama-3.1-70b", "tensor_parallel_size=3"]))
    }
  }

  // MARK: Replacement

  /// The optimum is never beaten, larger caches never hurt LRU, and a cache for everything hits all
  /// repeated uses.
  @Test(arguments: ReferencePattern.allCases)
  func theOptimumIsTheBound(pattern: ReferencePattern) throws {
    let one = try #require(experiment("replacement"))
    // Seeds change nothing in a loop.
    for seed in pattern == .mix ? ["lesson", "two"] : ["lesson"] {
      let result = try one.result(
        one.choices(from: ["references=\(pattern.rawValue)"]), seed: Seed(seed))
      let table = try #require(result.tables.first)
      let rates = table.rows.map { row in
        row.dropFirst(2).compactMap { if case .number(let rate) = $0 { rate } else { nil } }
      }
      #expect(rates.allSatisfy { $0.count == 5 && $0.max() == $0.last }, "seed \(seed)")
      #expect(zip(rates, rates.dropFirst()).allSatisfy { $0[0] <= $1[0] }, "seed \(seed)")
      #expect(Set(rates.last ?? []).count == 1, "all fits, seed \(seed)")
      let most = try #require(result.metric("best_possible")?.value)
      #expect(abs(most - (rates.last?.first ?? 0)) < 0.06, "seed \(seed)")
    }
  }

  /// 1,000 blocks in turn: LRU drops each block just before it comes again.
  @Test func aLoopBeatsRecency() throws {
    let one = try #require(experiment("replacement"))
    let result = try one.result(one.choices(from: ["references=loop", "cache_percent=50"]))
    #expect(result.metric("hit_rate_lru")?.value == 0)
    #expect(result.metric("hit_rate_fifo")?.value == 0)
    // 19 of 20 rounds repeat, and 499 of 1,000 blocks can be waiting each time; the last place is
    // needed for what passes by. 19 / 20 x 499 / 999 = 47.45 %.
    let best = try #require(result.metric("hit_rate_optimal")?.value)
    #expect((47.3...47.6).contains(best), "\(best)")
    #expect(result.reasons.map(\.key).contains("lab.experiment.replacement.cause.reach"))
  }

  @Test func whoWinsAndWhy() {
    func verdict(_ uses: [Int], capacity: Int) -> ReplacementVerdict? {
      let references = BlockReferences(requests: uses.map { [$0] })
      let runs = ReplacementPolicy.allCases.map {
        ReplacementRun(references, policy: $0, capacity: capacity)
      }
      return ReplacementVerdict(runs, of: references)
    }
    #expect(verdict([1, 2, 3], capacity: 2) == .nothingRepeats)
    #expect(verdict([1, 2, 1, 2], capacity: 2) == .everythingFits(blocks: 2))
    #expect(verdict([1, 1, 2, 3], capacity: 1) == .alike(hits: 1, repeats: 1))
    // 1 is used three times before 2 and 3 pass by: LFU keeps it, LRU and FIFO do not.
    guard case .wins(let win)? = verdict([1, 1, 1, 2, 3, 1, 2, 3, 1], capacity: 2) else {
      Issue.record("nobody wins")
      return
    }
    #expect(win.winners.contains(.lfu))
    #expect(win.hits == 4)
    #expect(win.other == .lru)
    #expect(win.otherHits == 2)
    #expect(win.cause == .keepsPopular(more: 2, blocks: 2))
  }

  /// Slices change nothing.
  @Test func slicesChangeNothing() throws {
    let one = try #require(experiment("replacement"))
    let whole = try one.result(Choices())
    var run = try one.begin(Choices(), seed: Seed("lesson"))
    var slices = 0
    while run.advance(events: 7_919) {
      slices += 1
      #expect((0...1_000).contains(run.progressPerMille))
    }
    #expect(slices > 50)
    #expect(run.result() == whole)
  }

  // MARK: All

  @Test func everyNameHasItsWords() {
    for one in allExperiments {
      let messages =
        [one.title, one.about] + one.knobs.flatMap { [$0.title, $0.help] }
        + one.knobs.flatMap { knob in knob.stops.map { knob.title(of: $0) } }
        + one.metrics.flatMap { [$0.title, $0.help] }
      guard let result = try? one.result(Choices()) else {
        Issue.record("\(one.id) does not work as it stands")
        continue
      }
      for language in Language.allCases {
        let say = Wording(language)
        for message in messages {
          #expect(say(message) != message.key, "\(one.id): \(message.key)")
        }
        let texts =
          result.sums + result.reasons + [result.chart.xTitle, result.chart.yTitle]
          + result.tables.flatMap { [$0.title] + $0.columns.map(\.title) }
        for message in texts {
          let text = say(message)
          #expect(text != message.key, "\(one.id): \(message.key)")
          #expect(!text.contains("{"), "\(one.id): \(text)")
        }
        #expect(
          result.tables.allSatisfy { table in
            table.rows.allSatisfy { $0.count == table.columns.count }
          })
      }
    }
  }

  @Test func whatCannotBe() throws {
    let one = try #require(experiment("attention"))
    for text in ["context_tokens=0", "context_tokens=x", "gpu=tpu", "colour=red", "causal"] {
      #expect(throws: LabProblem.self, "\(text)") { try one.choices(from: [text]) }
    }
    #expect(throws: LabProblem.self) {
      try one.begin(Choices(["colour": .whole(1)]), seed: Seed("x"))
    }
  }
}
