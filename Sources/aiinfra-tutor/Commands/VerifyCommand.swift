import ArgumentParser
import Foundation
import Goldens
import Learning

/// `aiinfra-tutor verify FILE-or-DIR…`: recordings of the real systems, replayed.
struct VerifyCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "verify", abstract: help("command.verify.about"),
      discussion: help("command.verify.more"))
  }

  @Argument(help: ArgumentHelp(help("command.verify.paths"), valueName: "file|dir"))
  var paths: [String]

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    var results: [(path: String, result: GoldenFileResult)] = []
    for path in try files(desk) {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw desk.failure("command.problem.read", path)
      }
      do {
        results.append((path, try replayGolden(data: data)))
      } catch {
        throw desk.failure("command.problem.golden", path, "\(error)")
      }
    }
    switch format {
    case .text: try put(lines: text(results, desk))
    case .json: try put(json: json(results))
    }
    if results.contains(where: { $0.result.failed > 0 }) { throw ExitCode(1) }
  }

  /// The files named, and all `*.json` below the directories named, each directory in order of
  /// names.
  private func files(_ desk: Desk) throws -> [String] {
    try paths.flatMap { path -> [String] in
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw desk.failure("command.problem.nofile", path)
      }
      guard isDirectory.boolValue else { return [path] }
      let below = FileManager.default.subpaths(atPath: path) ?? []
      let base = path.hasSuffix("/") ? path : path + "/"
      let found = below.filter { $0.hasSuffix(".json") }.sorted().map { base + $0 }
        .filter { !isFolder($0) }
      guard !found.isEmpty else { throw desk.failure("command.problem.nogoldens", path) }
      return found
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  private func text(
    _ results: [(path: String, result: GoldenFileResult)], _ desk: Desk
  ) -> [String] {
    let glyphs = outputGlyphs
    var lines = columnLines(
      results.map { path, result in
        [
          result.failed > 0 ? glyphs.fail : result.passed > 0 ? glyphs.check : glyphs.middot, path,
          desk.say(
            "command.verify.counts", String(result.passed), String(result.failed),
            String(result.skipped)),
        ]
      })
    for (path, result) in results {
      for failure in result.failures.prefix(5) {
        lines += [
          "", desk.say("command.verify.failure", path, failure.case),
          "  " + desk.say("command.verify.expected", failure.expected),
          "  " + desk.say("command.verify.got", failure.got),
        ]
      }
      for reason in Set(result.skips.map(\.reason)).sorted() {
        let count = result.skips.count { $0.reason == reason }
        lines.append(desk.say("command.verify.skip", path, String(count), reason))
      }
    }
    lines += [
      "",
      desk.say(
        "command.verify.sum", sum(results, \.passed), sum(results, \.failed),
        sum(results, \.skipped), String(results.count)),
    ]
    return lines
  }

  private func sum(
    _ results: [(path: String, result: GoldenFileResult)], _ part: KeyPath<GoldenFileResult, Int>
  ) -> String { String(results.reduce(0) { $0 + $1.result[keyPath: part] }) }

  private func json(_ results: [(path: String, result: GoldenFileResult)]) -> JSON {
    func total(_ part: KeyPath<GoldenFileResult, Int>) -> JSON {
      .integer(results.reduce(0) { $0 + $1.result[keyPath: part] })
    }
    return .record([
      "passed": total(\.passed), "failed": total(\.failed), "skipped": total(\.skipped),
      "files": .array(
        results.map { path, result in
          .record([
            "path": .string(path), "format": .string(result.format),
            "passed": .integer(result.passed), "failed": .integer(result.failed),
            "skipped": .integer(result.skipped),
            "failures": .array(
              result.failures.map {
                .record([
                  "case": .string($0.case), "expected": .string($0.expected),
                  "got": .string($0.got),
                ])
              }),
            "skips": .array(
              result.skips.map {
                .record(["case": .string($0.case), "reason": .string($0.reason)])
              }),
          ])
        }),
    ])
  }
}
