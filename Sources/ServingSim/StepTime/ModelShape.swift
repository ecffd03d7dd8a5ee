import Simulation

/// The shape of a dense transformer with grouped-query attention, 16-bit weights and keys/values.
public struct ModelShape: Hashable, Sendable {
  public let name: String
  public let layers: Int
  public let hidden: Int
  public let heads: Int
  public let keyValueHeads: Int
  public let headDimension: Int
  public let feedForward: Int
  public let vocabulary: Int

  /// 32 layers, as in the public configuration of Llama 3.1 8B (same shape as Llama 3 8B).
  public static let llama31With8B = ModelShape(
    name: "Llama-3.1-8B", layers: 32, hidden: 4_096, heads: 32, keyValueHeads: 8,
    headDimension: 128, feedForward: 14_336, vocabulary: 128_256)

  /// Weights of one layer: query, key and value projections, output projection, three feed-forward
  /// matrices.
  ///
  /// 4096 x (4096 + 2048) + 4096 x 4096 + 3 x 4096 x 14336 = 218 103 808 for Llama 3.1 8B.
  public var parametersPerLayer: Int {
    hidden * (heads * headDimension + 2 * keyValueHeads * headDimension)
      + heads * headDimension * hidden + 3 * hidden * feedForward
  }

  /// Bytes of all weights: the layers, the embedding and the output head, 2 bytes each. Leaves out
  /// norms.
  public var weightBytes: Int { 2 * (layers * parametersPerLayer + 2 * hidden * vocabulary) }

  /// Keys and values (2) of every layer and key/value head, 2 bytes each.
  ///
  /// 2 x 32 x 8 x 128 x 2 = 131 072 bytes for Llama 3.1 8B.
  public var keyValueBytesPerToken: Int { 2 * layers * keyValueHeads * headDimension * 2 }

  /// KV blocks (the reserved one included) that fit beside the weights, rounded down; at least 1.
  ///
  /// `memoryPercent` is vLLM's `gpu_memory_utilization`. Leaves out activations and CUDA graphs,
  /// which vLLM measures and subtracts: the real number is some per cent smaller.
  public func blockCount(on gpu: GPUProfile, blockSize: Int, memoryPercent: Int = 90) -> Int {
    let free = gpu.memory.count / 100 * memoryPercent - weightBytes
    return max(1, free / (keyValueBytesPerToken * blockSize))
  }
}
