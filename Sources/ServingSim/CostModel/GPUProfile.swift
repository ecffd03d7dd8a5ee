import Simulation

/// What a GPU needs for the parts of an engine step: times in microseconds, compute in TFLOP/s,
/// bandwidth in GB/s.
///
/// The formulas stand in `CostModel`; `evidence` says which numbers were fitted and which assumed.
public struct GPUProfile: Hashable, Sendable {
  /// Projections, feed-forward, norms and residual of one layer: (compute^p + memory^p)^(1/p)
  /// between two rooflines.
  public struct Linear: Hashable, Sendable {
    public let fixed: Double
    public let teraflops: Double
    public let bandwidth: Double
    /// How sharply the two rooflines meet.
    public let exponent: Double
    /// Passes over the activations.
    public let passes: Double
  }
  /// Attention of sequences that compute one token.
  public struct Decode: Hashable, Sendable {
    public let fixed: Double
    public let bandwidth: Double
    public let perSequence: Double
  }
  /// Attention of prompt chunks.
  public struct Prefill: Hashable, Sendable {
    public let tile: Int
    public let fixed: Double
    public let teraflops: Double
    /// Nanoseconds per token before the chunk.
    public let perContextToken: Double
    /// Nanoseconds per token of the chunk.
    public let perChunkToken: Double
  }
  /// Output head and sampler.
  public struct Head: Hashable, Sendable {
    public let fixed: Double
    public let bandwidth: Double
    public let perSequence: Double
  }
  /// One sum over the GPUs of a group.
  public struct AllReduce: Hashable, Sendable {
    public let fixed: Double
    /// For each GPU beyond two.
    public let perGPU: Double
    public let bandwidth: Double

    /// 2 (gpus - 1) / gpus of the bytes pass each link of a ring; 0 for one GPU.
    public func microseconds(gpus: Int, bytes: Double) -> Double {
      if gpus < 2 { return 0 }
      let count = Double(gpus)
      return fixed + perGPU * (count - 2) + bytes * 2 * (count - 1) / count / (bandwidth * 1e3)
    }
  }
  /// Peaks of the data sheet; `nil` where it names none.
  public struct DataSheet: Hashable, Sendable {
    public let teraflops16Bit: Double?
    public let memoryBandwidth: Double
    /// NVLink and Infinity Fabric: both directions together; PCIe cards: one direction.
    public let linkBandwidth: Double
    /// Whether it multiplies 8-bit floating-point numbers twice as fast as 16-bit ones.
    public let hasEightBitFloat: Bool
  }

  public let name: String
  public let memory: Bytes
  public let dataSheet: DataSheet
  public let linear: Linear
  public let decode: Decode
  public let prefill: Prefill
  /// The decode part (and the fixed time) of a step that has both chunks and decodes.
  public let mixed: Decode
  public let head: Head
  public let allReduce: AllReduce
  /// How each of linear, attention, head and all-reduce came about.
  public let evidence: [CostPart: Evidence]

  /// Prompt chunks and decodes one after the other, for GPUs on which nobody measured both.
  static func oneAfterTheOther(_ prefill: Prefill, _ decode: Decode) -> Decode {
    Decode(
      fixed: prefill.fixed + decode.fixed, bandwidth: decode.bandwidth,
      perSequence: decode.perSequence)
  }

  /// The profile with this name, or with this short one.
  public static func named(_ name: String) -> GPUProfile? {
    all.first { $0.name == name || $0.shortName == name }
  }

  /// Lower case without the memory size: `h100`, `rtx-pro-6000`.
  public var shortName: String { Self.shortNames[name] ?? name }

  private static let shortNames = [
    "A100-80G": "a100", "H100-80G": "h100", "A40-48G": "a40", "L4-24G": "l4",
    "MI300X-192G": "mi300x", "RTXPRO6000-96G": "rtx-pro-6000", "RTX4090-24G": "rtx-4090",
  ]
}
