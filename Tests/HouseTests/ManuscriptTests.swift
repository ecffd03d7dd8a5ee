import Foundation
import Testing

/// What reviewers would otherwise say again and again.
@Suite struct ManuscriptTests {
  @Test func sourcesCannotCrashByForce() throws {
    for file in try swiftFiles(under: "Sources") {
      let text = try String(contentsOf: file, encoding: .utf8)
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        let code = line.prefix { $0 != "/" }
        #expect(
          !code.contains("try" + "!") && !code.contains("as" + "! "),
          "\(file.lastPathComponent):\(number + 1)")
      }
    }
  }

  @Test func filesHoldOneIdea() throws {
    for file in try swiftFiles(under: "Sources") {
      let lines = try String(contentsOf: file, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false
      ).count
      #expect(lines <= 500, "\(file.lastPathComponent) has \(lines) lines")
    }
  }

  @Test func projectStandsAlone() throws {
    let places = [
      "Sources", "Tests", "Scripts", "lessons", "challenges", "Package.swift", "Makefile",
      "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "NOTICE",
    ]
    for place in places {
      for file in try files(under: place) {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
        #expect(!text.contains("../" + "shared"), "\(file.path) leaves the project")
        #expect(!text.contains("/work" + "/"), "\(file.path) names a path of one machine")
      }
    }
  }

  @Test func nothingIsLeftForLater() throws {
    for place in ["Sources", "Tests", "lessons", "challenges", "README.md"] {
      for file in try files(under: place) where !file.path.contains("/Goldens/") {
        guard file.lastPathComponent != "ManuscriptTests.swift",
          let text = try? String(contentsOf: file, encoding: .utf8)
        else { continue }
        for word in ["TODO", "FIXME", "lorem ipsum", "coming soon"] {
          #expect(!text.contains(word), "\(file.path) says \(word)")
        }
      }
    }
  }

  private func files(under place: String) throws -> [URL] {
    let base = root.appendingPathComponent(place)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: base.path, isDirectory: &isFolder) else {
      return []
    }
    guard isFolder.boolValue else { return [base] }
    let walker = FileManager.default.enumerator(
      at: base, includingPropertiesForKeys: [.isRegularFileKey])
    let kinds: Set = ["swift", "md", "yml", "c", "h", "py", "sh"]
    return (walker?.allObjects as? [URL] ?? []).filter {
      kinds.contains($0.pathExtension)
        && (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    }
  }
}
