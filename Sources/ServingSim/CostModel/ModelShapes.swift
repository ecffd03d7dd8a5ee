/// Shapes from the models' public configurations, held against their published parameter counts by
/// a test.
extension ModelShape {
  public static let all = [
    llama31With8B, llama3With8B, llama31With70B, llama3With70B, llama2With7B, llama2With70B,
    qwen3With8B, qwen3With32B, qwen25With72B, internLM20B, deepSeekV3,
  ]

  /// The shape with this name, whatever its case and punctuation: `Meta-Llama-3-8B-Instruct` and
  /// `meta-llama/Llama-3.1-8B` are found by the name that they contain.
  public static func named(_ name: String) -> ModelShape? {
    let wanted = name.lowercased().filter { $0.isLetter || $0.isNumber }
    // The longest name wins, so that 70B is not taken for 7B.
    return all.filter { shape in
      wanted.contains(shape.name.lowercased().filter { $0.isLetter || $0.isNumber })
    }.max { $0.name.count < $1.name.count }
  }

  /// 32 layers; same shape as Llama 3 8B.
  public static let llama31With8B = llama3Small("Llama-3.1-8B")
  public static let llama3With8B = llama3Small("Llama-3-8B")
  private static func llama3Small(_ name: String) -> ModelShape {
    ModelShape(
      name: name, layers: 32, hidden: 4_096, heads: 32, keyValueHeads: 8, headDimension: 128,
      feedForward: 14_336, vocabulary: 128_256)
  }
  public static let llama31With70B = llama3Large("Llama-3.1-70B")
  public static let llama3With70B = llama3Large("Llama-3-70B")
  private static func llama3Large(_ name: String) -> ModelShape {
    ModelShape(
      name: name, layers: 80, hidden: 8_192, heads: 64, keyValueHeads: 8, headDimension: 128,
      feedForward: 28_672, vocabulary: 128_256)
  }
  /// Every head has keys and values of its own.
  public static let llama2With7B = ModelShape(
    name: "Llama-2-7B", layers: 32, hidden: 4_096, heads: 32, keyValueHeads: 32,
    headDimension: 128, feedForward: 11_008, vocabulary: 32_000)
  public static let llama2With70B = ModelShape(
    name: "Llama-2-70B", layers: 80, hidden: 8_192, heads: 64, keyValueHeads: 8,
    headDimension: 128, feedForward: 28_672, vocabulary: 32_000)
  public static let qwen3With8B = ModelShape(
    name: "Qwen3-8B", layers: 36, hidden: 4_096, heads: 32, keyValueHeads: 8, headDimension: 128,
    feedForward: 12_288, vocabulary: 151_936)
  public static let qwen3With32B = ModelShape(
    name: "Qwen3-32B", layers: 64, hidden: 5_120, heads: 64, keyValueHeads: 8,
    headDimension: 128, feedForward: 25_600, vocabulary: 151_936)
  public static let qwen25With72B = ModelShape(
    name: "Qwen2.5-72B", layers: 80, hidden: 8_192, heads: 64, keyValueHeads: 8,
    headDimension: 128, feedForward: 29_568, vocabulary: 152_064)
  public static let internLM20B = ModelShape(
    name: "InternLM-20B", layers: 60, hidden: 5_120, heads: 40, keyValueHeads: 40,
    headDimension: 128, feedForward: 13_824, vocabulary: 103_168)
  /// Weights are published in 8 bits: 671 GB.
  public static let deepSeekV3 = ModelShape(
    name: "DeepSeek-V3", layers: 61, hidden: 7_168, heads: 128, keyValueHeads: 128,
    headDimension: 192, feedForward: 18_432, vocabulary: 129_280,
    experts: Experts(count: 256, perToken: 8, shared: 1, feedForward: 2_048, denseLayers: 3),
    latent: Latent(
      queryRank: 1_536, keyValueRank: 512, rotaryDimension: 64, plainDimension: 128,
      valueDimension: 128))
}
