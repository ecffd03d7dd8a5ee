import Simulation

/// The GPUs whose step times are known or estimated.
///
/// Fitted on 2026-11-23 by least squares to public operator measurements: A100, H100 and A40 from
/// microsoft/vidur (commit 7d47513, MIT), RTX cards from casys-kaist/LLMServingSim (commit 5daddb2,
/// MIT, vLLM 0.19 operator profiles). The rows are in `challenges/measured`; `sim serving
/// --experiment accuracy` holds the profiles against them. Data sheets are quoted from memory.
extension GPUProfile {
  public static let all = [a100, h100, a40, l4, mi300x, rtxPro6000, rtx4090]

  /// Attention was measured with Llama 2 70B on two GPUs.
  public static let a100 = GPUProfile(
    name: "A100-80G", memory: .gibi(80),
    dataSheet: DataSheet(
      teraflops16Bit: 312, memoryBandwidth: 2_039, linkBandwidth: 600, hasEightBitFloat: false),
    linear: Linear(
      fixed: 38.073, teraflops: 219.279, bandwidth: 1625.515, exponent: 1.544, passes: 11.652),
    decode: Decode(fixed: 16.3911, bandwidth: 1583.729, perSequence: 0.0067),
    prefill: Prefill(
      tile: 64, fixed: 2.086, teraflops: 133.4245, perContextToken: 0, perChunkToken: 144.0409),
    mixed: Decode(fixed: 2.086 + 16.3911, bandwidth: 1583.729, perSequence: 0.0067),
    head: Head(fixed: 0, bandwidth: 1625.515, perSequence: 1.072),
    allReduce: AllReduce(fixed: 45.03, perGPU: 1.275, bandwidth: 169.208),
    evidence: [
      .linear: .fitted(meanError: 4.3, heldOut: 4.4),
      .decodeAttention: .fitted(meanError: 11.1, heldOut: 12.5),
      .prefillAttention: .fitted(meanError: 11, heldOut: 11.2),
      .mixedAttention: .assumed(.chunksThenDecodes, expectedError: 25),
      .head: .assumed(.headLikeLinear, expectedError: 20),
      .allReduce: .fitted(meanError: 11.1, heldOut: 13),
    ])

  /// The public table of H100 decode attention implies more than the HBM bandwidth and was left
  /// out, so attention is the A100's, scaled.
  public static let h100 = GPUProfile(
    name: "H100-80G", memory: .gibi(80),
    dataSheet: DataSheet(
      teraflops16Bit: 989, memoryBandwidth: 3_350, linkBandwidth: 900, hasEightBitFloat: true),
    linear: Linear(
      fixed: 32.658, teraflops: 689.493, bandwidth: 2995.949, exponent: 1.469, passes: 15.418),
    decode: h100Decode, prefill: h100Prefill, mixed: oneAfterTheOther(h100Prefill, h100Decode),
    head: Head(fixed: 0, bandwidth: 2995.949, perSequence: 1.072),
    allReduce: AllReduce(fixed: 27.117, perGPU: 0.648, bandwidth: 352.334),
    evidence: [
      .linear: .fitted(meanError: 4.6, heldOut: 5.3),
      .decodeAttention: .assumed(.scaledFromA100, expectedError: 20),
      .prefillAttention: .assumed(.scaledFromA100, expectedError: 20),
      .mixedAttention: .assumed(.scaledFromA100, expectedError: 30),
      .head: .assumed(.headLikeLinear, expectedError: 20),
      .allReduce: .fitted(meanError: 9.5, heldOut: 8.8),
    ])
  private static let h100Decode = Decode(fixed: 10, bandwidth: 2_600, perSequence: 0.02)
  private static let h100Prefill = Prefill(
    tile: 64, fixed: 4, teraflops: 350, perContextToken: 0, perChunkToken: 80)

  /// Attention is the A100's with 696 of 2,039 GB/s and 150 of 312 TFLOP/s.
  public static let a40 = GPUProfile(
    name: "A40-48G", memory: .gibi(48),
    dataSheet: DataSheet(
      teraflops16Bit: 150, memoryBandwidth: 696, linkBandwidth: 112, hasEightBitFloat: false),
    linear: Linear(
      fixed: 30.625, teraflops: 110.662, bandwidth: 545.038, exponent: 1.658, passes: 9.803),
    decode: a40Decode, prefill: a40Prefill, mixed: oneAfterTheOther(a40Prefill, a40Decode),
    head: Head(fixed: 0, bandwidth: 545.038, perSequence: 1.072),
    allReduce: AllReduce(fixed: 20, perGPU: 0, bandwidth: 28),
    evidence: [
      .linear: .fitted(meanError: 4.7, heldOut: nil),
      .decodeAttention: .assumed(.scaledFromA100, expectedError: 25),
      .prefillAttention: .assumed(.scaledFromA100, expectedError: 25),
      .mixedAttention: .assumed(.scaledFromA100, expectedError: 30),
      .head: .assumed(.headLikeLinear, expectedError: 20),
      .allReduce: .assumed(.quarterOfTheLink, expectedError: 50),
    ])
  private static let a40Decode = Decode(fixed: 16.3911, bandwidth: 540.6, perSequence: 0.02)
  private static let a40Prefill = Prefill(
    tile: 64, fixed: 2.086, teraflops: 64.1, perContextToken: 0, perChunkToken: 422)

  public static let l4 = GPUProfile(
    name: "L4-24G", memory: .gibi(24),
    dataSheet: DataSheet(
      teraflops16Bit: 121, memoryBandwidth: 300, linkBandwidth: 64, hasEightBitFloat: true),
    linear: Linear(fixed: 40, teraflops: 78, bandwidth: 240, exponent: 1.6, passes: 10),
    decode: l4Decode, prefill: l4Prefill, mixed: oneAfterTheOther(l4Prefill, l4Decode),
    head: Head(fixed: 0, bandwidth: 240, perSequence: 1.072),
    allReduce: AllReduce(fixed: 20, perGPU: 0, bandwidth: 8),
    evidence: assumed(25, link: .quarterOfTheLink, linkError: 50))
  private static let l4Decode = Decode(fixed: 14, bandwidth: 225, perSequence: 0.2)
  private static let l4Prefill = Prefill(
    tile: 64, fixed: 8, teraflops: 45, perContextToken: 15, perChunkToken: 60)

  public static let mi300x = GPUProfile(
    name: "MI300X-192G", memory: .gibi(192),
    dataSheet: DataSheet(
      teraflops16Bit: 1_307, memoryBandwidth: 5_300, linkBandwidth: 896, hasEightBitFloat: true),
    linear: Linear(fixed: 45, teraflops: 650, bandwidth: 3_900, exponent: 1.5, passes: 12),
    decode: mi300xDecode, prefill: mi300xPrefill,
    mixed: oneAfterTheOther(mi300xPrefill, mi300xDecode),
    head: Head(fixed: 0, bandwidth: 3_900, perSequence: 1.072),
    allReduce: AllReduce(fixed: 40, perGPU: 1, bandwidth: 250),
    evidence: assumed(30, link: .dataSheet, linkError: 50))
  private static let mi300xDecode = Decode(fixed: 20, bandwidth: 3_500, perSequence: 0.03)
  private static let mi300xPrefill = Prefill(
    tile: 64, fixed: 8, teraflops: 300, perContextToken: 0, perChunkToken: 100)

  public static let rtxPro6000 = GPUProfile(
    name: "RTXPRO6000-96G", memory: .gibi(96),
    dataSheet: DataSheet(
      teraflops16Bit: nil, memoryBandwidth: 1_597, linkBandwidth: 64, hasEightBitFloat: true),
    linear: Linear(
      fixed: 19.423, teraflops: 390.749, bandwidth: 1449.356, exponent: 1.574, passes: 9.98),
    decode: Decode(fixed: 12.5099, bandwidth: 1423.8742, perSequence: 0.068),
    prefill: Prefill(
      tile: 64, fixed: 6.7787, teraflops: 323.2141, perContextToken: 16.059,
      perChunkToken: 21.4312),
    mixed: Decode(fixed: 6.8311, bandwidth: 554.5079, perSequence: 0.555),
    head: Head(fixed: 0, bandwidth: 1454.027, perSequence: 1.072),
    allReduce: AllReduce(fixed: 20, perGPU: 0, bandwidth: 16),
    evidence: [
      .linear: .fitted(meanError: 2.9, heldOut: 3.1),
      .decodeAttention: .fitted(meanError: 7.4, heldOut: 6.6),
      .prefillAttention: .fitted(meanError: 10.7, heldOut: 10.4),
      .mixedAttention: .fitted(meanError: 25.7, heldOut: 25.5),
      .head: .fitted(meanError: 3.5, heldOut: nil),
      .allReduce: .assumed(.quarterOfTheLink, expectedError: 50),
    ])

  public static let rtx4090 = GPUProfile(
    name: "RTX4090-24G", memory: .gibi(24),
    dataSheet: DataSheet(
      teraflops16Bit: 165, memoryBandwidth: 1_008, linkBandwidth: 32, hasEightBitFloat: true),
    linear: Linear(
      fixed: 75.459, teraflops: 173.04, bandwidth: 1037.368, exponent: 2.696, passes: 40),
    decode: Decode(fixed: 12.2575, bandwidth: 911.0803, perSequence: 0.207),
    prefill: Prefill(
      tile: 128, fixed: 7.7385, teraflops: 142.9579, perContextToken: 15.5829,
      perChunkToken: 31.0957),
    mixed: Decode(fixed: 9.1588, bandwidth: 439.2388, perSequence: 1.1712),
    head: Head(fixed: 176.787, bandwidth: 1121.879, perSequence: 2.853),
    allReduce: AllReduce(fixed: 20, perGPU: 0, bandwidth: 8),
    evidence: [
      .linear: .fitted(meanError: 3.6, heldOut: nil),
      .decodeAttention: .fitted(meanError: 8.3, heldOut: 10.3),
      .prefillAttention: .fitted(meanError: 8.6, heldOut: 9.8),
      .mixedAttention: .fitted(meanError: 11.7, heldOut: 15.2),
      .head: .fitted(meanError: 2.8, heldOut: nil),
      .allReduce: .assumed(.quarterOfTheLink, expectedError: 50),
    ])

  /// Nothing measured: everything from the data sheet.
  private static func assumed(
    _ error: Int, link: Assumption, linkError: Int
  ) -> [CostPart: Evidence] {
    [
      .linear: .assumed(.dataSheet, expectedError: error),
      .decodeAttention: .assumed(.dataSheet, expectedError: error),
      .prefillAttention: .assumed(.dataSheet, expectedError: error),
      .mixedAttention: .assumed(.dataSheet, expectedError: error + 10),
      .head: .assumed(.dataSheet, expectedError: error),
      .allReduce: .assumed(link, expectedError: linkError),
    ]
  }
}
