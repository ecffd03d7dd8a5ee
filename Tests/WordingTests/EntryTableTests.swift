import Testing

@testable import Wording

@Suite struct EntryTableTests {
  @Test func everyEntryIsFound() {
    let table = EntryTable([allEntries])
    for entry in allEntries {
      #expect(table.entry(entry.key)?.key == entry.key)
      #expect(table.entry(entry.key + "?") == nil)
    }
    #expect(table.entry("") == nil)
  }

  @Test func theFirstOfEqualKeysCounts() {
    let table = EntryTable([
      [Entry("a", en: "first", zh: "一")], [Entry("a", en: "second", zh: "二")],
    ])
    #expect(table.entry("a")?.english == "first")
  }

  /// Up to half of the slots are taken, so that a search for what is not there ends.
  @Test(arguments: [0, 1, 8, 9, 1_000]) func everySizeIsServed(count: Int) {
    let entries = (0..<count).map { Entry("key.\($0)", en: "\($0)", zh: "") }
    let table = EntryTable([[], entries])
    for entry in entries { #expect(table.entry(entry.key)?.english == entry.english) }
    #expect(table.entry("key.\(count)") == nil)
  }
}
