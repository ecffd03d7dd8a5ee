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
    let path = content.indexPath
    do {
      let problems = try content.writeIndex()
      guard problems.isEmpty else {
        throw desk.failure(
          "command.problem.index",
          problems.prefix(3).map(\.description)
            .joined(separator: "; "))
      }
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw desk.failure("command.problem.write", path, error.localizedDescription)
    }
    try put(lines: [path])
  }
}
