/// The 64-bit FNV-1a hash: starts generators from texts and finds damage in files; it guards no
/// secret.
///
/// Inlinable, so that the rooms that hash whole files get a loop of their own and no call for each
/// byte.
@inlinable public func fnv1a64(_ bytes: some Sequence<UInt8>) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  return hash
}

/// The same hash of eight bytes at a time, for larger files: each multiplication waits for the one
/// before. A change inside one word always changes the hash.
public func fnv1a64(wordsOf bytes: ArraySlice<UInt8>) -> UInt64 {
  bytes.withUnsafeBytes { bytes in
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let wholeWords = bytes.count & ~7
    for at in stride(from: 0, to: wholeWords, by: 8) {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      hash = (hash ^ word) &* 0x0000_0100_0000_01b3
    }
    for byte in bytes[wholeWords...] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return hash
  }
}
