import Curriculum
import Simulation
import Testing

private let stamps = [
  ContentStamp(path: "lessons/a.md", sizeBytes: 10, modifiedNanoseconds: 5),
  ContentStamp(path: "lessons/b.md", sizeBytes: 11, modifiedNanoseconds: 6),
]

private func ownIndex() throws -> ContentIndex {
  try #require(Catalog.load(ownContent).value).index
}

@Test func theIndexComesBackWhole() throws {
  let index = try ownIndex()
  let fingerprint = ContentFingerprint(stamps)
  let bytes = index.encoded(fingerprint: fingerprint)
  #expect(try ContentIndex.decoded(bytes, fingerprint: fingerprint) == index)
}

@Test func theOrderOfFilesDoesNotMatterButEverythingElseDoes() {
  let fingerprint = ContentFingerprint(stamps)
  #expect(ContentFingerprint(stamps.reversed()) == fingerprint)
  #expect(ContentFingerprint([stamps[0]]) != fingerprint)
  for change in [
    ContentStamp(path: "lessons/c.md", sizeBytes: 11, modifiedNanoseconds: 6),
    ContentStamp(path: "lessons/b.md", sizeBytes: 12, modifiedNanoseconds: 6),
    ContentStamp(path: "lessons/b.md", sizeBytes: 11, modifiedNanoseconds: 7),
  ] {
    #expect(ContentFingerprint([stamps[0], change]) != fingerprint)
  }
}

@Test func aStaleIndexIsNoticed() throws {
  let bytes = try ownIndex().encoded(fingerprint: ContentFingerprint(stamps))
  #expect(throws: ContentIndexProblem.stale) {
    try ContentIndex.decoded(bytes, fingerprint: ContentFingerprint([]))
  }
}

@Test func everyDamageIsNoticed() throws {
  let fingerprint = ContentFingerprint(stamps)
  let whole = try ownIndex().encoded(fingerprint: fingerprint)
  var random = SeededGenerator(seed: Seed("index-damage"))
  for round in 0..<300 {
    var bytes = whole
    if round % 3 == 0 {
      bytes.removeLast(1 + random.below(bytes.count))
    } else {
      // Half of the flips hit the first bytes, where mark, version, fingerprint and checksum are.
      let at = random.below(round % 3 == 1 ? 48 : bytes.count)
      bytes[at] ^= UInt8(1 << random.below(8))
    }
    #expect(throws: ContentIndexProblem.self, "round \(round)") {
      try ContentIndex.decoded(bytes, fingerprint: fingerprint)
    }
  }
  #expect(throws: ContentIndexProblem.damaged) {
    try ContentIndex.decoded([], fingerprint: fingerprint)
  }
}
