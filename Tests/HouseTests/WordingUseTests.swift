import Foundation
import Testing

@testable import Wording

/// Sentences that a person reads live in the string table; this finds keys that are used and missing.
@Suite struct WordingUseTests {
  @Test func everyKeyInTheSourcesHasAnEntry() throws {
    let known = Set(allEntries.map(\.key))
    let areas = ["tutor", "common", "lab", "learning", "report", "command"]
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
