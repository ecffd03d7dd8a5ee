/// The SHA-1 digest (FIPS 180-4) in 40 hexadecimal digits, with which LeaderWorkerSet makes the keys of
/// its groups.
func sha1(_ text: String) -> String {
  var message = Array(text.utf8)
  let bitCount = UInt64(message.count) &* 8
  message.append(0x80)
  while message.count % 64 != 56 { message.append(0) }
  for shift in stride(from: 56, through: 0, by: -8) {
    message.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
  }
  var digest: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
  for block in stride(from: 0, to: message.count, by: 64) {
    var words = (0..<16).map { index in
      (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(message[block + 4 * index + $1]) }
    }
    for index in 16..<80 {
      let mixed = words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
      words.append(rotate(mixed, by: 1))
    }
    var (a, b, c, d, e) = (digest[0], digest[1], digest[2], digest[3], digest[4])
    for index in 0..<80 {
      let (mix, constant) = round(index, b, c, d)
      let next = rotate(a, by: 5) &+ mix &+ e &+ constant &+ words[index]
      (a, b, c, d, e) = (next, a, rotate(b, by: 30), c, d)
    }
    digest = zip(digest, [a, b, c, d, e]).map { $0 &+ $1 }
  }
  return digest.map { word in
    let hex = String(word, radix: 16)
    return String(repeating: "0", count: 8 - hex.count) + hex
  }.joined()
}

private func round(_ index: Int, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> (UInt32, UInt32) {
  switch index {
  case ..<20: return ((b & c) | (~b & d), 0x5a82_7999)
  case ..<40: return (b ^ c ^ d, 0x6ed9_eba1)
  case ..<60: return ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
  default: return (b ^ c ^ d, 0xca62_c1d6)
  }
}

private func rotate(_ word: UInt32, by count: UInt32) -> UInt32 {
  word << count | word >> (32 - count)
}
