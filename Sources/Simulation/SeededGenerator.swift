/// The seed of a run: any text a person can say aloud.
public struct Seed: Hashable, Sendable, Codable, CustomStringConvertible {
  public let text: String
  public init(_ text: String) { self.text = text }
  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
  public var description: String { text }

  /// The 64-bit FNV-1a hash of the text's UTF-8 bytes, from which the generator starts.
  public var hash64: UInt64 { fnv1a64(text.utf8) }
}

/// The only source of randomness in the house: xoshiro256** (Blackman and Vigna, 2018), its state
/// filled by SplitMix64.
///
/// Own lines, so that no toolchain or library update changes an answer. Hand it in; never make one
/// inside a simulator without a seed from outside.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The generator of a seed; `stream` separates independent uses of one seed (for example arrivals
  /// and durations), so that drawing more of one does not shift the other.
  public init(seed: Seed, stream: String = "") {
    var mix = SplitMix64(
      state: stream.isEmpty ? seed.hash64 : Seed(seed.text + "\u{0}" + stream).hash64)
    state = (mix.next(), mix.next(), mix.next(), mix.next())
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    let result = rotate(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotate(state.3, by: 45)
    return result
  }

  /// A whole number in `0..<bound`, without bias (rejection). `bound` must be at least 1.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound >= 1, "below(_:) needs a bound of at least 1")
    let limit = UInt64(bound)
    let tooSmall = (0 &- limit) % limit
    while true {
      let word = next()
      if word >= tooSmall { return Int(word % limit) }
    }
  }

  /// A number in [0, 1) with 53 random bits.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An exponential waiting time with the given mean.
  public mutating func exponential(mean: SimDuration) -> SimDuration {
    let wait = -DeterministicMath.log(1 - unit()) * Double(mean.nanoseconds)
    return SimDuration(nanoseconds: Int(wait.rounded()))
  }

  /// Puts the elements into a random order (Fisher-Yates, from the end).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for i in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(i, below(i + 1)) }
  }
}

private struct SplitMix64 {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

private func rotate(_ x: UInt64, by k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
