import Simulation

/// The KV cache that fits into a piece of GPU memory.
public struct KVMemory: Hashable, Sendable {
  public let layout: KVLayout
  /// For keys and values on each GPU; what weights, activations and graphs need is gone already.
  public let memory: Bytes

  /// Negative memory counts as none.
  public init(layout: KVLayout, memory: Bytes) {
    self.layout = layout
    self.memory = max(Bytes(0), memory)
  }

  /// Blocks, rounded down in two steps as in vLLM: pages of one layer first, then shared out among
  /// the layers.
  public var blocks: Int { memory.count / layout.bytesPerBlockPerLayer / layout.layers }

  /// Tokens in whole blocks.
  public var tokens: Int { blocks * layout.blockSize }

  /// What fills no block.
  public var unused: Bytes { Bytes(memory.count - blocks * layout.bytesPerBlock) }

  /// Sequences of that length that fit at once without sharing, each in blocks of its own.
  /// `Int.max` for sequences without tokens.
  public func sequences(ofTokens length: Int) -> Int {
    guard length > 0 else { return .max }
    let needed = (length - 1) / layout.blockSize + 1
    return blocks / needed
  }
}
