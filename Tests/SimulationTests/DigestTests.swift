import Testing

@testable import Simulation

@Suite struct DigestTests {
  /// FIPS 180-4 examples, and lengths around the block borders (checked with Python's hashlib).
  @Test(arguments: [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ("x", 55, "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072"),
    ("x", 56, "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e"),
    ("x", 63, "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2"),
    ("x", 64, "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c"),
    ("x", 65, "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9"),
    ("x", 4_032, "6a62b080f3953e056dbb94b8541df3655b6f1863247befb2347ff709988286ff"),
    ("x", 4_095, "deffa2b8b74b214c6f9b3fc3897854f5c1d7ab973da346509026a1032a4ece54"),
  ])
  func sha256OfKnownTexts(piece: String, times: Int, expected: String) {
    var hash = SHA256()
    hash.update(String(repeating: piece, count: times).utf8)
    #expect(hash.hex() == expected)
  }

  @Test func piecesOfAnySizeGiveTheSameHash() {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    var whole = SHA256()
    whole.update(bytes)
    for size in [1, 3, 63, 64, 65, 1_000, 4_031, 4_033] {
      var pieces = SHA256()
      for start in stride(from: 0, to: bytes.count, by: size) {
        pieces.update(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(pieces.hex() == whole.hex(), "in pieces of \(size)")
    }
  }

  @Test func readingTheHashDoesNotEndIt() {
    var hash = SHA256()
    hash.update("a".utf8)
    _ = hash.hex()
    hash.update("bc".utf8)
    #expect(hash.hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  /// sha256 of 8 bytes 01, 8 bytes ff (minus one), 8 bytes 02 and "ab".
  @Test func runDigestEncodesNumbersAndTexts() {
    var digest = RunDigest()
    digest.feed(1, -1)
    digest.feed("ab")
    #expect(
      digest.text()
        == "v1-sha256:768439bb55c7cf2f861b277fe3870e6685230141872113b283c802cfd2b37cb7")
    var other = RunDigest()
    other.feed(1)
    other.feed(-1)
    other.feed("a")
    other.feed("b")
    #expect(other.text() != digest.text(), "where a text ends must count")
  }
}
