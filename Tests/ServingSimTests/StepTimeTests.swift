import Foundation
import ServingSim
import Simulation
import Testing

struct StepTimeTests {
  @Test func theModelHasTheKnownSizes() {
    let model = ModelShape.llama31With8B
    #expect(model.parametersPerLayer == 218_103_808)
    #expect(model.keyValueBytesPerToken == 131_072)
    // 32 x 218 103 808 + 2 x 4096 x 128256 = 8.03 billion weights.
    #expect(model.weightBytes == 2 * 8_029_995_008)
  }

  /// The published formulas once more, with the C library's power function and no shared code.
  @Test func agreesWithTheFormulasWrittenAnew() {
    let cases: [(decodes: [Int], chunks: [(Int, Int)])] = [
      ([300], []), (Array(repeating: 1_000, count: 64), []), ([], [(2_048, 0)]),
      ([], [(512, 1_536), (100, 0)]), ([900, 20, 77], [(1_000, 3_000)]),
    ]
    for (decodes, chunks) in cases {
      var load = StepLoad()
      for context in decodes { load.add(tokens: 1, before: context - 1, isSampled: true) }
      for (count, before) in chunks { load.add(tokens: count, before: before, isSampled: true) }
      let got = StepTimeModel.llama8B(on: .rtxPro6000).duration(of: load)
      let expected = rtxPro6000Microseconds(decodes, chunks)
      #expect(abs(Double(got.nanoseconds) / 1_000 - expected) < expected * 1e-9 + 0.001)
    }
  }

  private func rtxPro6000Microseconds(_ decodes: [Int], _ chunks: [(Int, Int)]) -> Double {
    let n = Double(decodes.count + chunks.reduce(0) { $0 + $1.0 })
    let p2 = 2.0 * 218_103_808
    let roof = pow(
      pow(p2 * n / 390.749e6, 1.574) + pow(p2 / 1_449.356e3, 1.574), 1 / 1.574)
    let linear = 19.423 + roof + 9.98 * n * 4_096 * 2 / 1_449.356e3
    let kv = Double(decodes.reduce(0, +)) * 4 * 8 * 128
    let prefill = chunks.reduce(0.0) { sum, chunk in
      let (c, before) = (Double(chunk.0), Double(chunk.1))
      let tiles = (c / 64).rounded(.up) * 64
      return sum + 4 * 32 * 128 * (tiles * before + c * c / 2) / 323.2141e6
        + 16.059 * before / 1_000 + 21.4312 * c / 1_000
    }
    let attention: Double
    if chunks.isEmpty {
      attention = 12.5099 + kv / 1_423.8742e3 + 0.068 * Double(decodes.count)
    } else if decodes.isEmpty {
      attention = 6.7787 + prefill
    } else {
      attention = 6.8311 + prefill + kv / 554.5079e3 + 0.555 * Double(decodes.count)
    }
    let head = 4_096.0 * 128_256 * 2 / 1_454.027e3 + 1.072 * Double(decodes.count + chunks.count)
    return 32 * (linear + attention) + head + 500
  }

  @Test func aStepThatOnlyPreemptsCostsTheSchedulersTime() {
    #expect(StepTimeModel.llama8B(on: .a100).duration(of: StepLoad()) == .microseconds(500))
  }

  /// Of one kind: a chunk of two tokens may be quicker than a decode, which runs another kernel.
  @Test func moreWorkNeverTakesLess() {
    for gpu in GPUProfile.all {
      var before = SimDuration.zero
      for tokens in [2, 16, 64, 512, 2_048, 8_192] {
        var load = StepLoad()
        load.add(tokens: tokens, before: 0, isSampled: true)
        let now = StepTimeModel.llama8B(on: gpu).duration(of: load)
        #expect(now >= before, "\(gpu.name) \(tokens)")
        before = now
      }
    }
  }
}
