import ArgumentParser
import Diagnostics
import Foundation
import TerminalUI

/// Why a command cannot do what was asked: one clear sentence, and the exit status.
struct CommandFailure: Error {
  let message: String
  /// 2: bad arguments or bad input; 1: what was asked does not hold.
  var status: Int32 = 2
}

/// Reads the arguments and does what they ask.
///
/// - Returns: the exit status: 0 done, 1 what was asked does not hold, 2 bad arguments or bad
/// input.
func runCommand(_ arguments: [String]) -> Int32 {
  do {
    if let unknown = unknownCommand(arguments) { throw unknown }
    var command = try TutorCommand.parseAsRoot(commandFirst(arguments))
    try command.run()
    return 0
  } catch let failure as CommandFailure {
    _ = fail(Text.clean(failure.message))
    return failure.status
  } catch let status as ExitCode {
    return status.rawValue
  } catch {
    // Help, the version and completion scripts travel as errors too.
    guard TutorCommand.exitCode(for: error) != .success else {
      try? put(TutorCommand.fullMessage(for: error) + "\n")
      return 0
    }
    let reason = TutorCommand.message(for: error).replacing("\n", with: " ")
    return fail(Text.clean(commandWording("command.problem.arguments", reason)))
  }
}

/// The first word when it should be a command and is none, with the command that it looks like.
private func unknownCommand(_ arguments: [String]) -> CommandFailure? {
  let words = commandFirst(arguments)
  guard let word = words.first, !word.hasPrefix("-"), word != "help" else { return nil }
  let all = TutorCommand.configuration.subcommands.map { $0.configuration }
  guard !all.contains(where: { $0.commandName == word }) else { return nil }
  let commands = all.filter { $0.shouldDisplay }.compactMap { $0.commandName }
  let near = nearestMatch(to: word, in: commands)
  return CommandFailure(
    message: near.map { commandWording("command.problem.command.near", word, $0) }
      ?? commandWording("command.problem.command", word, commands.joined(separator: ", ")))
}

/// Options that stand before the command work as if they stood behind it.
private func commandFirst(_ arguments: [String]) -> [String] {
  let valued = ["--store", "--content", "--now", "--lang"]
  var leading: [String] = []
  var rest = arguments[...]
  while let first = rest.first, valued.contains(String(first.prefix { $0 != "=" })) {
    leading.append(rest.removeFirst())
    if !first.contains("="), let value = rest.first {
      leading.append(value)
      rest = rest.dropFirst()
    }
  }
  guard !leading.isEmpty, !rest.isEmpty else { return arguments }
  let end = rest.firstIndex(of: "--") ?? rest.endIndex
  return Array(rest[..<end]) + leading + Array(rest[end...])
}
