import ArgumentParser
import Foundation
import Reporting

/// `aiinfra-tutor report`: the progress as a document.
struct ReportCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case html, md, json }

  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "report", abstract: help("command.report.about"))
  }

  @Option(help: ArgumentHelp(help("command.report.format"), valueName: "html|md|json"))
  var format: Format?

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(help("command.report.output"), valueName: "file"))
  var output: String?

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let report = makeReport(
      try desk.learner(), index: try desk.index(), now: desk.now, language: desk.say.language)
    let text =
      switch format ?? formatOfName ?? .md {
      case .html: report.html
      case .md: report.markdown
      case .json: report.json
      }
    guard let output, output != "-" else {
      return try put(text.hasSuffix("\n") ? text : text + "\n")
    }
    try writeFile(Array(text.utf8), to: output)
  }

  /// `report.html` asks for HTML.
  private var formatOfName: Format? {
    output.flatMap { $0.split(separator: ".").last }.flatMap { Format(rawValue: String($0)) }
  }
}
