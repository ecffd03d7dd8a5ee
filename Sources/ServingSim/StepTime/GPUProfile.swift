import Simulation

/// What a GPU needs for the parts of an engine step: times in microseconds, compute in TFLOP/s,
/// bandwidth in GB/s.
///
/// The numbers were fitted on 2026-11-23 by least squares to public operator measurements: A100
/// from microsoft/vidur (commit 7d47513, MIT), RTX cards from casys-kaist/LLMServingSim (commit
/// 5daddb2, MIT, vLLM 0.19 operator profiles). Where `assumed` names a part, nothing was measured
/// and the number is a guess by the reason given.
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

  public let name: String
  public let memory: Bytes
  public let linear: Linear
  public let decode: Decode
  public let prefill: Prefill
  /// The decode part (and the fixed time) of a step that has both chunks and decodes.
  public let mixed: Decode
  public let head: Head
  /// Parts that nobody measured here, with the reason for the number; empty when all are fitted.
  public let assumed: [String]

  /// Fitted error: linear layers 4 %, decode and prefill attention 11 %.
  public static let a100 = GPUProfile(
    name: "A100-80G", memory: .gibi(80),
    linear: Linear(
      fixed: 38.073, teraflops: 219.279, bandwidth: 1625.515, exponent: 1.544, passes: 11.652),
    decode: Decode(fixed: 16.3911, bandwidth: 1583.729, perSequence: 0.0067),
    prefill: Prefill(
      tile: 64, fixed: 2.086, teraflops: 133.4245, perContextToken: 0, perChunkToken: 144.0409),
    mixed: Decode(fixed: 2.086 + 16.3911, bandwidth: 1583.729, perSequence: 0.0067),
    head: Head(fixed: 0, bandwidth: 1625.515, perSequence: 1.072),
    assumed: [
      "mixed steps: prefill and decode attention one after the other",
      "head: bandwidth of the linear layers, sampler as measured on RTX PRO 6000",
    ])

  /// Fitted error: linear layers 3 %, decode 7 %, prefill 11 %, mixed steps 26 %.
  public static let rtxPro6000 = GPUProfile(
    name: "RTXPRO6000-96G", memory: .gibi(96),
    linear: Linear(
      fixed: 19.423, teraflops: 390.749, bandwidth: 1449.356, exponent: 1.574, passes: 9.98),
    decode: Decode(fixed: 12.5099, bandwidth: 1423.8742, perSequence: 0.068),
    prefill: Prefill(
      tile: 64, fixed: 6.7787, teraflops: 323.2141, perContextToken: 16.059,
      perChunkToken: 21.4312),
    mixed: Decode(fixed: 6.8311, bandwidth: 554.5079, perSequence: 0.555),
    head: Head(fixed: 0, bandwidth: 1454.027, perSequence: 1.072), assumed: [])

  /// Fitted error: linear layers 4 %, decode 8 %, prefill 9 %, mixed steps 12 %.
  public static let rtx4090 = GPUProfile(
    name: "RTX4090-24G", memory: .gibi(24),
    linear: Linear(
      fixed: 75.459, teraflops: 173.04, bandwidth: 1037.368, exponent: 2.696, passes: 40),
    decode: Decode(fixed: 12.2575, bandwidth: 911.0803, perSequence: 0.207),
    prefill: Prefill(
      tile: 128, fixed: 7.7385, teraflops: 142.9579, perContextToken: 15.5829,
      perChunkToken: 31.0957),
    mixed: Decode(fixed: 9.1588, bandwidth: 439.2388, perSequence: 1.1712),
    head: Head(fixed: 176.787, bandwidth: 1121.879, perSequence: 2.853), assumed: [])

  public static let all = [a100, rtxPro6000, rtx4090]
}
