import Curriculum
import Diagnostics
import Foundation
import Labs
import Scenarios

/// The content directory, read on demand.
struct Content: Sendable {
  let place: ContentPlace

  var files: ContentFiles {
    let root = place.path
    return ContentFiles(
      list: { try? FileManager.default.contentsOfDirectory(atPath: root + "/" + $0) },
      read: { FileManager.default.contents(atPath: root + "/" + $0).map(Array.init) })
  }

  /// The index and, when there is none, why.
  func index() -> (index: ContentIndex?, trouble: String) {
    let parsed = Catalog.load(files)
    return (parsed.value?.index, parsed.trouble)
  }

  var reader: CurriculumReader { CurriculumReader(files: files) }

  /// A scenario by the name of its file in `challenges/scenarios`.
  func scenario(_ name: String) -> Parsed<LabScenario> {
    scenario(path: "challenges/scenarios/\(name).yml")
  }

  /// A scenario at a path inside the content directory, or anywhere (absolute).
  func scenario(path: String) -> Parsed<LabScenario> {
    let full = path.hasPrefix("/") ? path : place.path + "/" + path
    guard let bytes = FileManager.default.contents(atPath: full) else {
      return Parsed(
        value: nil,
        problems: [
          ContentProblem(
            file: path, line: 0, message: "there is no such scenario",
            hint: "known: " + reader.scenarioNames.joined(separator: ", "))
        ])
    }
    return readScenario(String(decoding: bytes, as: UTF8.self), file: path) { name in
      FileManager.default.contents(atPath: place.path + "/challenges/traces/" + name)
        .map { String(decoding: $0, as: UTF8.self) }
    }
  }
}

extension Parsed {
  /// Its problems as one text, the most important first.
  var trouble: String {
    problems.isEmpty ? "nothing could be read" : problems.prefix(3).map(\.description).joined(separator: "; ")
  }
}
