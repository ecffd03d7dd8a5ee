import Simulation

/// A running hash of whole numbers, cheap enough for every step of a long run: two lanes of
/// multiplication and mixing, 128 bits. It proves equality of runs; it guards no secret.
struct TraceHash: Hashable, Sendable {
  private var a: UInt64 = 0x243f_6a88_85a3_08d3
  private var b: UInt64 = 0x1319_8a2e_0370_7344

  mutating func mix(_ number: Int) {
    let x = UInt64(bitPattern: Int64(number))
    a = (a ^ x) &* 0x9e37_79b9_7f4a_7c15
    a ^= a >> 29
    b = (b &+ x) &* 0xd6e8_feb8_6659_fd93
    b ^= b >> 32
  }

  mutating func mix(_ tag: Int, _ first: Int, _ second: Int) {
    mix(tag)
    mix(first)
    mix(second)
  }

  func feed(_ digest: inout RunDigest) {
    digest.feed(Int(Int64(bitPattern: a)), Int(Int64(bitPattern: b)))
  }
}
