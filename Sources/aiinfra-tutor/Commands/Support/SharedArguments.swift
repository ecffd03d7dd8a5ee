import ArgumentParser
import Foundation
import Learning
import Wording

/// The language of help texts and of sentences about the arguments themselves: `--lang`, else the
/// locale.
let commandWording: Wording = {
  var options = SharedOptions()
  let words = CommandLine.arguments
  for (at, word) in words.enumerated() {
    if word == "--lang", words.indices.contains(at + 1) {
      options.language = Language(rawValue: words[at + 1])
    } else if word.hasPrefix("--lang=") {
      options.language = Language(rawValue: String(word.dropFirst("--lang=".count)))
    }
  }
  return options.wording
}()

/// A help text in the learner's language.
func help(_ key: String) -> String { commandWording(key) }

/// Options that every command understands.
struct SharedArguments: ParsableArguments {
  @Option(help: ArgumentHelp(help("command.option.store"), valueName: "dir"))
  var store: String?

  @Option(help: ArgumentHelp(help("command.option.content"), valueName: "dir"))
  var content: String?

  @Option(help: ArgumentHelp(help("command.option.now"), valueName: "time"))
  var now: String?

  @Option(help: ArgumentHelp(help("command.option.lang"), valueName: "en|zh"))
  var lang: String?

  func options() throws -> SharedOptions {
    var options = SharedOptions()
    options.store = try store.map { try Self.directory($0, option: "--store") }
    options.content = try content.map { try Self.directory($0, option: "--content") }
    options.now = try now.map(Self.moment)
    options.language = try lang.map(Self.language)
    return options
  }

  /// An empty name is a variable of a script that was never set.
  private static func directory(_ path: String, option: String) throws -> String {
    guard !path.isEmpty else {
      throw CommandFailure(message: commandWording("command.problem.nodirectory", option))
    }
    return path
  }

  private static func moment(_ text: String) throws -> Moment {
    let zone = processEnvironment["TZ"] ?? ""
    guard let moment = Moment(text, zone: zone.isEmpty ? "UTC" : zone) else {
      throw CommandFailure(message: commandWording("command.problem.now", text))
    }
    return moment
  }

  private static func language(_ text: String) throws -> Language {
    guard let language = Language(rawValue: text) else {
      throw CommandFailure(message: commandWording("command.problem.lang", text))
    }
    return language
  }
}

/// How a command prints its answer.
enum TextOrJSON: String, ExpressibleByArgument, CaseIterable { case text, json }
