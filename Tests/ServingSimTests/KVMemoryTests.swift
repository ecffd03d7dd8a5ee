import Simulation
import Testing

@testable import ServingSim

struct KVMemoryTests {
  private func heads(_ heads: Int, _ dimension: Int) -> KVAttention {
    .heads(keyValueHeads: heads, headDimension: dimension)
  }

  @Test(arguments: [
    // 2 x 8 x 128 x 2 bytes, 32 layers
    (KVAttention.heads(keyValueHeads: 8, headDimension: 128), 32, KVNumberFormat.bf16, 1, 131_072),
    (.heads(keyValueHeads: 8, headDimension: 128), 32, .fp8, 4, 16_384),
    // 16 GPUs for 8 heads: one head each, kept twice.
    (.heads(keyValueHeads: 8, headDimension: 128), 32, .fp16, 16, 16_384),
    // Multi-query: 2 x 1 x 64 x 2 bytes, 10 layers, the same on each of 4 GPUs
    (.heads(keyValueHeads: 1, headDimension: 64), 10, .fp16, 4, 2_560),
    // 4 bits: 2 x 3 x 5 x 4 = 120 bits = 15 bytes
    (.heads(keyValueHeads: 3, headDimension: 5), 1, .fp4, 1, 15),
    // 13 x 4 = 52 bits round up to 7 bytes
    (.latent(rank: 12, positionDimension: 1), 2, .int4, 8, 14),
    // DeepSeek-V3: (512 + 64) x 2 bytes, 61 layers, whatever TP is
    (.latent(rank: 512, positionDimension: 64), 61, .bf16, 8, 70_272),
  ])
  func bytesPerToken(
    attention: KVAttention, layers: Int, format: KVNumberFormat, tp: Int, bytes: Int
  ) throws {
    let layout = try KVLayout(
      attention: attention, layers: layers, format: format, tensorParallel: tp, blockSize: 16)
    #expect(layout.bytesPerToken == bytes && layout.bytesPerBlock == 16 * bytes)
    #expect(layout.bytesPerTokenOverAllGPUs == tp * bytes)
  }

  @Test func copiesBeginBeyondOneGPUPerHead() throws {
    let copies = try [1, 4, 8, 16, 32].map {
      try KVLayout(attention: heads(8, 128), layers: 1, tensorParallel: $0).copies
    }
    #expect(copies == [1, 1, 1, 2, 4])
    let latent = try KVLayout(
      attention: .latent(rank: 512, positionDimension: 64), layers: 1, tensorParallel: 8)
    #expect(latent.copies == 8 && latent.headsPerGPU == nil)
  }

  /// A block of one layer is 16 x 4096 = 65 536 bytes; 3 layers. 10 pages make 3 blocks and one page
  /// is left over.
  @Test func blocksAreWholeOnesOfAllLayers() throws {
    let layout = try KVLayout(attention: heads(8, 128), layers: 3)
    let memory = KVMemory(layout: layout, memory: Bytes(10 * 65_536 + 5))
    #expect(memory.blocks == 3 && memory.tokens == 48 && memory.unused == Bytes(65_541))
    #expect(memory.sequences(ofTokens: 16) == 3 && memory.sequences(ofTokens: 17) == 1)
    #expect(memory.sequences(ofTokens: 49) == 0 && memory.sequences(ofTokens: 0) == .max)
    #expect(KVMemory(layout: layout, memory: Bytes(-1)).blocks == 0)
  }

  @Test(arguments: [
    (8, KVAttention.Kind.groupedQuery), (32, .multiHead), (1, .multiQuery),
  ])
  func kinds(heads: Int, kind: KVAttention.Kind) {
    #expect(self.heads(heads, 128).kind(queryHeads: 32) == kind)
  }

  @Test func impossibleShapesAreRefused() {
    #expect(throws: KVLayout.Problem.tooSmall(field: .layers, value: 0)) {
      try KVLayout(attention: heads(8, 128), layers: 0)
    }
    #expect(throws: KVLayout.Problem.tooSmall(field: .positionDimension, value: -1)) {
      try KVLayout(attention: .latent(rank: 512, positionDimension: -1), layers: 1)
    }
    for large in [1 << 40, Int.max] {
      #expect(throws: KVLayout.Problem.tooLarge) {
        try KVLayout(attention: heads(large, large), layers: large)
      }
      #expect(throws: KVLayout.Problem.tooLarge) {
        try KVLayout(attention: heads(8, 128), layers: 32, tensorParallel: large, blockSize: large)
      }
    }
  }
}
