import Simulation

extension GPUProfile {
  /// Memory on the chip that one multiprocessor's programs share, at most: what a tile of attention
  /// has to fit into.
  ///
  /// NVIDIA: CUDA C++ Programming Guide, technical specifications per compute capability, shared
  /// memory per multiprocessor (8.0: 164 KB, 8.6, 8.9 and 12.0: 100 KB, 9.0: 228 KB). AMD: ROCm's
  /// table of GPU specifications, local data share of a compute unit of CDNA 3 (64 KB).
  public var onChipMemory: Bytes {
    switch shortName {
    case "a100": Bytes(164 << 10)
    case "h100": Bytes(228 << 10)
    case "mi300x": Bytes(64 << 10)
    default: Bytes(100 << 10)
    }
  }
}
