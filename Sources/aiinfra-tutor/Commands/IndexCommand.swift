import ArgumentParser
import Curriculum
import Foundation

import struct ArgumentParser.Option

/// `aiinfra-tutor index`: writes the index of the content for a fast start, beside the content.
/// Installers call it.
struct IndexCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "index", abstract: help("command.index.about"), shouldDisplay: false)
  }

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let content = try desk.content()
    let problems = try content.writeIndex()
    guard problems.isEmpty else {
      throw desk.failure(
        "command.problem.index",
        problems.prefix(3).map(\.description)
          .joined(separator: "; "))
    }
    try put(lines: [content.indexPath])
  }
}
