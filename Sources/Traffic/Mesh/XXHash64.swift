/// The 64-bit xxHash (XXH64, xxHash 0.8 specification), which Envoy's consistent hashing uses.
///
/// Own lines, checked against published values: the place of a key on Envoy's ring follows from it.
public func xxHash64(_ bytes: some Collection<UInt8>, seed: UInt64 = 0) -> UInt64 {
  if let hash = bytes.withContiguousStorageIfAvailable({
    xxHash64(UnsafeRawBufferPointer($0), seed: seed)
  }) {
    return hash
  }
  return Array(bytes).withUnsafeBytes { xxHash64($0, seed: seed) }
}

private let prime1: UInt64 = 0x9e37_79b1_85eb_ca87
private let prime2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
private let prime3: UInt64 = 0x1656_67b1_9e37_79f9
private let prime4: UInt64 = 0x85eb_ca77_c2b2_ae63
private let prime5: UInt64 = 0x27d4_eb2f_1656_67c5

private func xxHash64(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
  var at = 0
  var hash: UInt64
  if bytes.count >= 32 {
    var lanes = (seed &+ prime1 &+ prime2, seed &+ prime2, seed, seed &- prime1)
    while at + 32 <= bytes.count {
      lanes.0 = round(lanes.0, word(bytes, at))
      lanes.1 = round(lanes.1, word(bytes, at + 8))
      lanes.2 = round(lanes.2, word(bytes, at + 16))
      lanes.3 = round(lanes.3, word(bytes, at + 24))
      at += 32
    }
    hash =
      rotate(lanes.0, 1) &+ rotate(lanes.1, 7) &+ rotate(lanes.2, 12) &+ rotate(lanes.3, 18)
    for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
      hash = (hash ^ round(0, lane)) &* prime1 &+ prime4
    }
  } else {
    hash = seed &+ prime5
  }
  hash &+= UInt64(bytes.count)
  while at + 8 <= bytes.count {
    hash = rotate(hash ^ round(0, word(bytes, at)), 27) &* prime1 &+ prime4
    at += 8
  }
  if at + 4 <= bytes.count {
    let half = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
    hash = rotate(hash ^ (UInt64(half) &* prime1), 23) &* prime2 &+ prime3
    at += 4
  }
  while at < bytes.count {
    hash = rotate(hash ^ (UInt64(bytes[at]) &* prime5), 11) &* prime1
    at += 1
  }
  hash = (hash ^ (hash >> 33)) &* prime2
  hash = (hash ^ (hash >> 29)) &* prime3
  return hash ^ (hash >> 32)
}

private func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
  UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
}

private func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
  rotate(lane &+ input &* prime2, 31) &* prime1
}

private func rotate(_ x: UInt64, _ by: UInt64) -> UInt64 { (x << by) | (x >> (64 - by)) }
