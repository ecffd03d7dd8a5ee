import ArgumentParser
import Diagnostics
import Foundation
import Labs
import Scenarios
import Simulation
import TerminalUI

/// `aiinfra-tutor scenario`: scenarios from and to Kubernetes manifests.
struct ScenarioCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "scenario", abstract: help("command.scenario.about"),
      subcommands: [
        ScenarioImportCommand.self, ScenarioExportCommand.self, ScenarioCheckCommand.self,
      ])
  }
}

/// `scenario import FILE...`: what kubectl prints becomes a scenario.
struct ScenarioImportCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "import", abstract: help("command.scenario.import.about"),
      discussion: help("command.scenario.import.more"))
  }

  @Argument(help: ArgumentHelp(help("command.scenario.import.files"), valueName: "file"))
  var files: [String]

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(help("command.scenario.import.output"), valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp(help("command.scenario.import.title"), valueName: "text"))
  var title: String?

  @Option(
    help: ArgumentHelp(
      help("command.scenario.import.block"), valueName: "tokens"))
  var prefixBlockTokens: Int?

  @Flag(help: ArgumentHelp(help("command.scenario.import.partial")))
  var partial = false

  @Flag(help: ArgumentHelp(help("command.scenario.quiet")))
  var quiet = false

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    if let tokens = prefixBlockTokens, !prefixBlockTokenRange.contains(tokens) {
      throw desk.failure(
        "command.problem.scenario.block", String(tokens),
        String(prefixBlockTokenRange.upperBound))
    }
    let dashes = files.count { $0 == "-" }
    if dashes > 1 { throw desk.failure("command.problem.scenario.stdin", String(dashes)) }
    if let trace = files.first(where: RequestTraceImport.knows) {
      guard files.count == 1 else { throw desk.failure("command.problem.scenario.trace", trace) }
      return try importTrace(trace, desk)
    }
    if prefixBlockTokens != nil {
      throw desk.failure("command.problem.scenario.block.manifests", files.first ?? "-")
    }
    let texts = try files.map { ManifestFile(name: $0, text: try desk.text(of: $0)) }
    if let stages = texts.first(where: { holdsOnlyStages($0.text) }) {
      guard texts.count == 1 else {
        throw desk.failure("command.problem.scenario.stages", stages.name)
      }
      return try importStages(stages, desk)
    }
    if texts.count == 1, let text = texts.first, ArgoImport.knows(text.text) {
      return try importWorkflow(text, desk)
    }
    let read = importManifests(texts, title: title ?? standardTitle)
    if !quiet { tell(read.notes.map { desk.say("command.scenario.note") + ": " + $0.description }) }
    // Refusals are the cause when nothing is left to schedule.
    tell((read.refusals + read.problems).map(\.description))
    guard let scenario = read.scenario, let file = read.written(), read.problems.isEmpty else {
      // Everything is said already.
      throw ExitCode(read.refusals.isEmpty || partial ? 2 : 1)
    }
    guard read.refusals.isEmpty || partial else {
      throw CommandFailure(
        message: desk.say("command.scenario.import.refused", String(read.refusals.count)),
        status: 1)
    }
    // A gang that no state of this cluster can hold is found only now.
    guard file.problems.isEmpty else {
      tell(file.problems.map(\.description))
      throw ExitCode(1)
    }
    if !quiet { tell(file.notes.map { desk.say("command.scenario.note") + ": " + $0.description }) }
    if let output, output != "-" {
      try writeFile(Array(file.text.utf8), to: output)
    } else {
      try put(file.text)
    }
    if !quiet {
      tell([
        desk.say(
          "command.scenario.import.done",
          String(scenario.nodes.reduce(0) { $0 + $1.count }), String(scenario.jobs.count),
          String(scenario.queues.count), String(read.refusals.count))
      ])
    }
  }

  /// Whether every object of the file is a Stage; manifests of a cluster may have some beside others.
  private func holdsOnlyStages(_ text: String) -> Bool {
    let kinds = text.split(separator: "\n").filter { $0.hasPrefix("kind:") }
    return !kinds.isEmpty && kinds.allSatisfy { $0.dropFirst(5).contains("Stage") }
  }

  /// Stages of KWOK become a scenario of fake nodes and pods that they move.
  private func importStages(_ file: ManifestFile, _ desk: Desk) throws {
    let read = readKwokStages(file.text, file: file.name)
    guard let stages = read.value else {
      tell(read.problems.map(\.description))
      throw ExitCode(1)
    }
    let text = writeScenario(kwokScenario(stages, title: title ?? standardTitle))
    if let output, output != "-" {
      try writeFile(Array(text.utf8), to: output)
    } else {
      try put(text)
    }
    if !quiet { tell([desk.say("command.scenario.import.stages", String(stages.count))]) }
  }

  /// A workflow of Argo becomes a scenario of the gateway lab.
  private func importWorkflow(_ file: ManifestFile, _ desk: Desk) throws {
    let read = importArgoWorkflow(file.text, file: file.name, title: title ?? standardTitle)
    if !quiet {
      // Steps of one template share what is to be said of it.
      var told: Set<String> = []
      let notes = read.notes.map { desk.say("command.scenario.note") + ": " + $0.description }
      tell(notes.filter { told.insert($0).inserted })
    }
    tell((read.refusals + read.problems).map(\.description))
    guard let scenario = read.scenario else { throw ExitCode(2) }
    guard read.refusals.isEmpty || partial else {
      throw CommandFailure(
        message: desk.say("command.scenario.import.refused", String(read.refusals.count)),
        status: 1)
    }
    let text = writeScenario(.gateway(scenario))
    if let output, output != "-" {
      try writeFile(Array(text.utf8), to: output)
    } else {
      try put(text)
    }
  }

  /// A request trace becomes a serving scenario that plays it.
  private func importTrace(_ path: String, _ desk: Desk) throws {
    var trace = RequestTraceImport(file: path, prefixBlockTokens: prefixBlockTokens)
    let error = readPieces(of: path) { piece in
      trace.read(piece)
      return trace.wantsMore
    }
    if let error {
      throw desk.failure("command.problem.scenario.read", path, String(cString: strerror(error)))
    }
    trace.finish()
    if prefixBlockTokens != nil, let format = trace.format, !format.isOwn {
      throw desk.failure("command.problem.scenario.block.format", path, format.rawValue)
    }
    guard trace.problems.isEmpty else {
      tell(trace.problems.map(\.description))
      throw ExitCode(2)
    }
    // Found beside the scenario, or by its whole path.
    let whole = absolute(path)
    let isBeside =
      output.map { $0 != "-" && folder(of: absolute($0)) == folder(of: whole) } ?? false
    let name = isBeside ? String(whole.dropFirst(folder(of: whole).count)) : whole
    let text = writeScenario(trace.scenario(title: title ?? standardTitle, trace: name))
    let again = readScenario(
      text, file: output ?? "-",
      traceBytes: { _, take in readPieces(of: path, take) == nil })
    guard again.problems.isEmpty else {
      tell(again.problems.map(\.description))
      throw ExitCode(1)
    }
    if let output, output != "-" {
      try writeFile(Array(text.utf8), to: output)
    } else {
      try put(text)
    }
    if !quiet {
      tell([
        desk.say(
          "command.scenario.import.trace", String(trace.played), name, String(trace.longest))
      ])
    }
    if trace.played < trace.rows {
      tell([
        desk.say(
          "command.scenario.import.trace.cut", name, String(trace.rows), String(trace.played))
      ])
    }
  }

  private func folder(of path: String) -> Substring {
    path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)
  }

  private var standardTitle: String {
    let name = files.first.flatMap { $0.split(separator: "/").last.map(String.init) } ?? "-"
    return name == "-" ? "kubectl" : name
  }
}

/// `scenario export FILE|NAME --for SYSTEM`: a scenario becomes manifests.
struct ScenarioExportCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "export", abstract: help("command.scenario.export.about"),
      discussion: help("command.scenario.export.more"))
  }

  @Argument(help: ArgumentHelp(help("command.scenario.export.file"), valueName: "file|name"))
  var scenario: String

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(help("command.scenario.export.target"), valueName: "system"))
  var target: String

  @Option(help: ArgumentHelp(help("command.scenario.export.seed"), valueName: "text"))
  var seed = "lesson"

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(help("command.scenario.export.output"), valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp(help("command.scenario.export.script"), valueName: "file"))
  var script: String?

  @Flag(help: ArgumentHelp(help("command.scenario.quiet")))
  var quiet = false

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    if target == Self.kwok { return try exportKwok(desk) }
    guard let target = ManifestTarget(rawValue: target) else {
      throw desk.failure(
        "command.problem.scenario.target", self.target,
        (ManifestTarget.allCases.map(\.rawValue) + [Self.kwok]).joined(separator: ", "))
    }
    let input = try desk.scenario(scenario)
    guard case .scheduling(let scheduling) = input else {
      throw desk.failure("command.problem.scenario.lab", scenario, input.lab.rawValue)
    }
    let export: ManifestExport
    do {
      export = try exportManifests(scheduling, for: target, seed: Seed(seed))
    } catch {
      throw CommandFailure(message: desk.say(error.message))
    }
    if let output, output != "-" {
      try writeFile(Array(export.text.utf8), to: output)
    } else {
      try put(export.text)
    }
    if let script { try writeFile(Array(export.script.utf8), to: script) }
    if !quiet {
      tell(export.notes.map { desk.say("command.scenario.note") + ": " + desk.say($0) })
    }
  }
}

extension ScenarioExportCommand {
  fileprivate static let kwok = "kwok"

  /// Stages, fake nodes and pods for a real KWOK.
  fileprivate func exportKwok(_ desk: Desk) throws {
    let input = try desk.scenario(scenario)
    guard case .runtime(let runtime) = input, case .kwok(let world) = runtime.subject else {
      throw desk.failure("command.problem.scenario.kwok", scenario)
    }
    let text = writeKwokStages(world.allStages) + "---\n" + writeKwokObjects(world.groups)
    if let output, output != "-" {
      try writeFile(Array(text.utf8), to: output)
    } else {
      try put(text)
    }
  }
}

/// `scenario check FILE`: everything that is wrong with one scenario.
struct ScenarioCheckCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "check", abstract: help("command.scenario.check.about"))
  }

  @Argument(help: ArgumentHelp(help("command.scenario.check.file"), valueName: "file"))
  var file: String

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    _ = try desk.text(of: file)
    let parsed = try desk.content().scenario(path: absolute(file))
    if parsed.problems.isEmpty {
      return try put(lines: [desk.say("command.scenario.check.good", file)])
    }
    try put(lines: parsed.problems.map(\.description))
    throw ExitCode(1)
  }
}

extension Desk {
  /// The text of a file that the user named.
  fileprivate func text(of path: String) throws -> String {
    do {
      return try readText(path)
    } catch {
      switch error {
      case .system(let number):
        throw failure("command.problem.scenario.read", path, String(cString: strerror(number)))
      case .empty: throw failure("command.problem.scenario.empty", path)
      case .tooLarge:
        throw failure("command.problem.scenario.large", path, String(mostTextBytes >> 20))
      case .notUTF8(let line): throw failure("command.problem.scenario.utf8", path, String(line))
      }
    }
  }

  /// A scenario by its file or its name.
  fileprivate func scenario(_ name: String) throws -> LabScenario {
    let content = try content()
    let isFile = name.contains("/") || name.hasSuffix(".yml") || name.hasSuffix(".yaml")
    if !isFile, !content.reader.scenarioNames.contains(name) {
      let names = content.reader.scenarioNames
      throw failure(
        "command.problem.scenario.name", name,
        nearestMatch(to: name, in: names) ?? names.joined(separator: ", "))
    }
    let parsed = isFile ? content.scenario(path: absolute(name)) : content.scenario(name)
    guard let value = parsed.value, parsed.problems.isEmpty else {
      throw CommandFailure(message: parsed.trouble)
    }
    return value
  }
}

private func absolute(_ path: String) -> String {
  path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}

/// Lines on standard error; nothing of them can steer the terminal.
private func tell(_ lines: [String]) {
  let glyphs = outputGlyphs
  let text = lines.map { Text.clean($0, glyphs: glyphs).trimmedEnd + "\n" }.joined()
  FileHandle.standardError.write(Data(text.utf8))
}
