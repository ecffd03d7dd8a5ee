import Foundation
import Testing

@testable import Wording

/// Sentences that a person reads live in the string table; this finds keys that are used and
/// missing, and sentences that nobody says.
@Suite struct WordingUseTests {
  @Test func everyKeyInTheSourcesHasAnEntry() throws {
    let known = Set(allEntries.map(\.key))
    let areas = ["tutor", "common", "lab", "learning", "report", "command", "export"]
    for file in try swiftFiles(under: "Sources") where !file.path.contains("/Wording/") {
      let text = try String(contentsOf: file, encoding: .utf8)
      // Every second piece between quotation marks is a literal, or at least begins as one.
      for key in text.split(separator: "\"", omittingEmptySubsequences: false) {
        let area = key.prefix { $0 != "." }
        guard areas.contains(String(area)), area.count + 1 < key.count, !key.hasSuffix("."),
          key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }),
          !key.hasSuffix(".yml"), !key.hasSuffix(".json"), !key.hasSuffix(".md")
        else { continue }
        #expect(
          known.contains(String(key)), "\(file.lastPathComponent) says \(key), which has no entry")
      }
    }
  }

  /// An entry is used when its key stands in the sources, or when they hold its beginning up to a
  /// dot (`lab.knob.`) and each word of the rest (`block_size`), from which the key is put together
  /// at run time.
  @Test func everyEntryIsUsed() throws {
    var literals: Set<Substring> = []
    var beginnings: Set<Substring> = []
    var words: Set<Substring> = []
    for file in try swiftFiles(under: "Sources") where !file.path.contains("/Wording/") {
      let text = try String(contentsOf: file, encoding: .utf8)
      words.formUnion(text.split { !isOfWord($0) })
      for piece in text.split(separator: "\"", omittingEmptySubsequences: false) {
        let key = piece.prefix { isOfWord($0) || $0 == "." }
        if key == piece { literals.insert(piece) }
        if key.hasSuffix(".") { beginnings.insert(key) }
      }
    }
    for key in allEntries.map(\.key) {
      let isComposed = beginnings.contains { beginning in
        key.hasPrefix(beginning)
          && key.dropFirst(beginning.count).split(separator: ".").allSatisfy {
            words.contains($0) || Int($0) != nil
          }
      }
      #expect(literals.contains(key[...]) || isComposed, "nothing says \(key)")
    }
  }

  private func isOfWord(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "_-".contains(character))
  }
}

/// The project's root, found from this file.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

func swiftFiles(under folder: String) throws -> [URL] {
  let base = root.appendingPathComponent(folder)
  let walker = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
  return (walker?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
    .sorted { $0.path < $1.path }
}
