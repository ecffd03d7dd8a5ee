/// SHA-256 (FIPS 180-4) over bytes fed in pieces.
///
/// Own lines because `Simulation` imports no cryptography: a digest here proves equality of runs,
/// it guards no secret.
public struct SHA256: Sendable {
  private var h: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var length: UInt64 = 0
  private var w = [UInt32](repeating: 0, count: 64)

  public init() { pending.reserveCapacity(4_096) }

  /// Feeds bytes; how they are cut into pieces does not matter.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    pending.append(contentsOf: bytes)
    if pending.count >= 4_032 { consumeBlocks() }
  }

  /// The digest of everything fed so far, as 64 lower-case hexadecimal digits. More may be fed
  /// afterwards.
  public func hex() -> String {
    var copy = self
    copy.consumeBlocks()
    let bits = (copy.length + UInt64(copy.pending.count)) * 8
    copy.pending.append(0x80)
    while copy.pending.count % 64 != 56 { copy.pending.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      copy.pending.append(UInt8((bits >> UInt64(shift)) & 0xff))
    }
    copy.consumeBlocks()
    return copy.h.map(hex8).joined()
  }

  private mutating func consumeBlocks() {
    let whole = pending.count / 64 * 64
    pending.withUnsafeBufferPointer { bytes in
      for start in stride(from: 0, to: whole, by: 64) { Self.compress(bytes, start, &h, &w) }
    }
    pending.removeFirst(whole)
    length += UInt64(whole)
  }

  private static func compress(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ h: inout [UInt32], _ w: inout [UInt32]
  ) {
    for i in 0..<16 {
      let o = start + i * 4
      w[i] =
        UInt32(bytes[o]) << 24 | UInt32(bytes[o + 1]) << 16 | UInt32(bytes[o + 2]) << 8
        | UInt32(bytes[o + 3])
    }
    for i in 16..<64 {
      let a = w[i - 15]
      let b = w[i - 2]
      let s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >> 3)
      let s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >> 10)
      w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
    }
    var (a, b, c, d) = (h[0], h[1], h[2], h[3])
    var (e, f, g, k) = (h[4], h[5], h[6], h[7])
    for i in 0..<64 {
      let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let t1 = k &+ s1 &+ ((e & f) ^ (~e & g)) &+ roundConstants[i] &+ w[i]
      let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
      (k, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
    }
    let after = [a, b, c, d, e, f, g, k]
    for i in 0..<8 { h[i] = h[i] &+ after[i] }
  }
}

/// The digest of a run: a canonical encoding of its state changes, in whole numbers only.
///
/// Feed numbers and short texts in the order in which they happened. The result names its version
/// and hash, for example `v1-sha256:9f86d0...`.
public struct RunDigest: Sendable {
  private var hash = SHA256()

  public init() {}

  /// Eight bytes, least significant first.
  public mutating func feed(_ number: Int) {
    withUnsafeBytes(of: UInt64(bitPattern: Int64(number)).littleEndian) { hash.update($0) }
  }

  /// Each number as eight bytes, in order.
  public mutating func feed(_ numbers: Int...) { for number in numbers { feed(number) } }

  /// The length in bytes, then the UTF-8 bytes.
  public mutating func feed(_ text: String) {
    feed(text.utf8.count)
    hash.update(text.utf8)
  }

  /// Version, hash and the 64 hexadecimal digits of everything fed so far.
  public func text() -> String { "v1-sha256:" + hash.hex() }
}

private func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { (x >> n) | (x << (32 - n)) }

private func hex8(_ word: UInt32) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}

private let roundConstants: [UInt32] = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
  0xab1c_5ed5,
  0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7,
  0xc19b_f174,
  0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc,
  0x76f9_88da,
  0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351,
  0x1429_2967,
  0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e,
  0x9272_2c85,
  0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585,
  0x106a_a070,
  0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f,
  0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
  0xc671_78f2,
]
