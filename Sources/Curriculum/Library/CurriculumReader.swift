import Diagnostics

/// Reads single content files, on demand.
public struct CurriculumReader: Sendable {
  public let files: ContentFiles

  public init(files: ContentFiles) { self.files = files }

  /// The lesson in that file of the content directory (`LessonSummary.file`).
  public func lesson(at path: String) -> Parsed<Lesson> {
    parsed(path, Lesson.parse)
  }
  /// The challenge in that file (`ChallengeSummary.file`).
  public func challenge(at path: String) -> Parsed<Challenge> {
    parsed(path, Challenge.parse)
  }
  /// The map and its stages.
  public func landscape() -> Parsed<Landscape> {
    parsed(Self.landscapePath, Landscape.parse)
  }
  /// `topics` are those of the landscape; `nil` when they are not known.
  public func glossary(topics: [String]?) -> Parsed<Glossary> {
    parsed(Self.glossaryPath) { Glossary.parse($0, file: $1, topics: topics) }
  }

  /// Paths of all lesson files, by name; README.md is for authors.
  public var lessonPaths: [String] {
    paths(in: "lessons", suffix: ".md").filter { !$0.hasSuffix("/README.md") }
  }
  /// Paths of all challenge files, by name.
  public var challengePaths: [String] { paths(in: "challenges", suffix: ".yml") }
  /// Names of all scenarios, sorted.
  public var scenarioNames: [String] {
    (files.list("challenges/scenarios") ?? []).filter { $0.hasSuffix(".yml") }
      .map { String($0.dropLast(4)) }.sorted()
  }

  public static let landscapePath = "lessons/landscape.yml"
  public static let glossaryPath = "lessons/glossary.yml"

  /// Far more than anybody reads in a lesson; what is larger is no text for people, and laying it
  /// out takes minutes.
  private static let mostBytes = 1_000_000

  private func paths(in folder: String, suffix: String) -> [String] {
    (files.list(folder) ?? []).filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }.sorted()
      .map { "\(folder)/\($0)" }
  }

  private func parsed<Value>(_ path: String, _ parse: (String, String) -> Parsed<Value>) -> Parsed<
    Value
  > {
    guard let bytes = files.read(path) else {
      return Parsed(
        value: nil,
        problems: [ContentProblem(file: path, line: 0, message: "there is no such file")])
    }
    guard bytes.count <= Self.mostBytes else {
      return Parsed(
        value: nil,
        problems: [
          ContentProblem(
            file: path, line: 0,
            message: "the file has \(bytes.count) bytes, at most \(Self.mostBytes) are read",
            hint: "split it")
        ])
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return Parsed(
        value: nil,
        problems: [
          ContentProblem(
            file: path, line: firstInvalidLine(bytes), message: "the file is not UTF-8 text",
            hint: "save it with the encoding UTF-8")
        ])
    }
    return parse(text, path)
  }
}

/// Line in which the first byte that is not UTF-8 stands.
private func firstInvalidLine(_ bytes: [UInt8]) -> Int {
  var line = 1
  for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
    if String(validating: part, as: UTF8.self) == nil { return line }
    line += 1
  }
  return 0
}
