import AddressedYAML
import Diagnostics
import Foundation
import Wording

/// `config.yml` in the XDG configuration directory. The file and each of its keys is optional.
///
/// ```yaml
/// language: zh      # en or zh; otherwise the locale decides
/// mouse: false      # the terminal keeps the mouse
/// colour: false     # no colours, as NO_COLOR does
/// ascii: true       # plain ASCII, whatever the locale says
/// ```
struct Configuration: Sendable {
  var language: Language?
  var isMouseOn = true
  var hasColours = true
  var isASCII = false

  /// `$XDG_CONFIG_HOME/aiinfra-tutor/config.yml`, `~/.config/aiinfra-tutor/config.yml`.
  static func path(environment: [String: String]) -> String {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return folder + "/aiinfra-tutor/config.yml"
    }
    return homeDirectory(environment) + "/.config/aiinfra-tutor/config.yml"
  }

  /// What the file says, and its mistakes; a key with a mistake counts as absent.
  static func read(environment: [String: String]) -> (Configuration, problems: [ContentProblem]) {
    var configuration = Configuration()
    let path = path(environment: environment)
    // Most people have none: nothing else is touched then.
    guard access(path, F_OK) == 0 else { return (configuration, []) }
    let log = ProblemLog(file: path)
    guard let bytes = FileManager.default.contents(atPath: path) else {
      log.report(line: 0, "cannot be read", hint: "check its permissions")
      return (configuration, log.problems)
    }
    guard let map = YAMLMap.parse(String(decoding: bytes, as: UTF8.self), log: log) else {
      return (configuration, log.problems)
    }
    configuration.language = map.optional("language")?.word(of: Language.allCases.map(\.rawValue))
      .flatMap(Language.init(rawValue:))
    configuration.isMouseOn = map.optional("mouse")?.truth() ?? true
    configuration.hasColours = map.optional("colour")?.truth() ?? true
    configuration.isASCII = map.optional("ascii")?.truth() ?? false
    map.finish()
    return (configuration, log.problems)
  }
}
