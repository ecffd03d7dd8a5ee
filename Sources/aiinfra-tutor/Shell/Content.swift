import Curriculum
import Diagnostics
import Foundation
import Labs
import Scenarios
import Tutor

/// The content directory, read on demand.
struct Content: Sendable {
  let place: ContentPlace

  var files: ContentFiles {
    let root = place.path
    return ContentFiles(
      list: { folder in
        let names = fileNames(in: root + "/" + folder)
        return names.isEmpty ? nil : names
      },
      read: { FileManager.default.contents(atPath: root + "/" + $0).map(Array.init) })
  }

  /// The file that saves reading all YAML and Markdown at the start; made when the program is built or installed.
  var indexPath: String { place.path + "/content.index" }

  /// The index: from its file when that is there and fresh, else from the content itself.
  ///
  /// - Returns: `nil` and the reasons when the content is not usable at all.
  func index() -> (index: ContentIndex?, trouble: String) {
    if let saved = savedIndex() { return (saved, "") }
    let parsed = Catalog.load(files)
    return (parsed.value?.index, parsed.trouble)
  }

  /// The index file's content; `nil` when it is missing, damaged, of another version or stale.
  func savedIndex() -> ContentIndex? {
    guard let bytes = FileManager.default.contents(atPath: indexPath) else { return nil }
    return try? ContentIndex.decoded(Array(bytes), fingerprint: fingerprint())
  }

  /// Makes the index from the content and writes it beside the content.
  ///
  /// - Returns: problems of the content; the index is written all the same as long as something is usable.
  func writeIndex() throws -> [ContentProblem] {
    let parsed = Catalog.load(files)
    guard let index = parsed.value?.index else { return parsed.problems }
    let bytes = index.encoded(fingerprint: fingerprint())
    try writeFile(bytes, to: indexPath)
    return parsed.problems
  }

  /// Names, sizes and times of the files that the index is made from.
  func fingerprint() -> ContentFingerprint {
    var stamps: [ContentStamp] = []
    for folder in ["lessons", "challenges"] {
      for name in fileNames(in: place.path + "/" + folder) {
        let path = folder + "/" + name
        var information = stat()
        guard stat(place.path + "/" + path, &information) == 0,
          information.st_mode & S_IFMT == S_IFREG
        else { continue }
        let time = information.st_mtim
        stamps.append(
          ContentStamp(
            path: path, sizeBytes: Int(information.st_size),
            modifiedNanoseconds: time.tv_sec * 1_000_000_000 + time.tv_nsec))
      }
    }
    return ContentFingerprint(stamps)
  }

  var reader: CurriculumReader { CurriculumReader(files: files) }

  /// Names and titles of the scenarios.
  var scenarios: [ScenarioSummary] {
    reader.scenarioNames.compactMap { name in
      let path = "challenges/scenarios/\(name).yml"
      guard let bytes = FileManager.default.contents(atPath: place.path + "/" + path),
        let found = readScenarioHeading(String(decoding: bytes, as: UTF8.self), file: path)
      else { return nil }
      return ScenarioSummary(name: name, lab: found.lab, heading: found.heading)
    }
  }

  /// A scenario by the name of its file in `challenges/scenarios`.
  func scenario(_ name: String) -> Parsed<LabScenario> {
    scenario(path: "challenges/scenarios/\(name).yml")
  }

  /// A scenario at a path inside the content directory, or anywhere (absolute).
  func scenario(path: String) -> Parsed<LabScenario> {
    let full = path.hasPrefix("/") ? path : place.path + "/" + path
    do {
      return readScenario(
        try readText(full), file: path,
        traceBytes: { name, take in
          traces(named: name, for: full).contains { readPieces(of: $0, take) == nil }
        })
    } catch {
      return Parsed(value: nil, problems: [problem(error, with: path)])
    }
  }

  /// Where a trace may stand: beside the scenario of a user, or among those that ship.
  private func traces(named name: String, for scenario: String) -> [String] {
    if name.hasPrefix("/") { return [name] }
    let folder = scenario.prefix(through: scenario.lastIndex(of: "/") ?? scenario.startIndex)
    return [folder + name, place.path + "/challenges/traces/" + name]
  }

  private func problem(_ error: TextFileProblem, with path: String) -> ContentProblem {
    func problem(_ message: String, _ hint: String, line: Int = 0) -> ContentProblem {
      ContentProblem(file: path, line: line, message: message, hint: hint)
    }
    return switch error {
    case .system(ENOENT):
      problem(
        "there is no such scenario", "known: " + reader.scenarioNames.joined(separator: ", "))
    case .system(EISDIR): problem("this is a directory", "name a scenario file")
    case .system(let number): problem(String(cString: strerror(number)), "")
    case .empty: problem("the file is empty", "a scenario begins with version, lab and title")
    case .tooLarge:
      problem("larger than \(mostTextBytes >> 20) MiB", "traces stand in files of their own")
    case .notUTF8(let line): problem("not UTF-8 text", "save the file as UTF-8", line: line)
    }
  }
}

extension Parsed {
  /// Its problems as one text, the most important first.
  var trouble: String {
    problems.isEmpty
      ? "nothing could be read" : problems.prefix(3).map(\.description).joined(separator: "; ")
  }
}

/// Names of what a folder holds, without hidden files, in no order; empty when it cannot be read.
private func fileNames(in folder: String) -> [String] {
  (try? FileManager.default.contentsOfDirectory(atPath: folder))?.filter { !$0.hasPrefix(".") }
    ?? []
}
