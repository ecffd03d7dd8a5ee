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
      do { try put(TutorCommand.fullMessage(for: error) + "\n") } catch {
        return fail(Text.clean((error as? CommandFailure)?.message ?? "\(error)"))
      }
      return 0
    }
    let reason = TutorCommand.message(for: error).replacing("\n", with: " ")
    return fail(Text.clean(commandWording("command.problem.arguments", reason)))
  }
}

/// The first word when it should be a command and is none, with the command that it looks like.
private func unknownCommand(_ arguments: [String]) -> CommandFailure? {
  let words = commandFirst(arguments)
  let named = words.first == "help" ? words.dropFirst().first : words.first
  guard let word = named, !word.hasPrefix("-"), word != "help" else { return nil }
  let all = TutorCommand.configuration.subcommands.map { $0.configuration }
  guard !all.contains(where: { $0.commandName == word }) else { return nil }
  let commands = all.filter { $0.shouldDisplay }.compactMap { $0.commandName }
  let near = nearestMatch(to: word, in: commands)
  return CommandFailure(
    message: near.map { commandWording("command.problem.command.near", word, $0) }
      ?? commandWording("command.problem.command", word, commands.joined(separator: ", ")))
}

/// Options that stand before the command, or before what it does (`progress --store DIR undo`),
/// work as if they stood behind it; `--seed=` is the empty seed, and other empty values are empty
/// too.
private func commandFirst(_ arguments: [String]) -> [String] {
  let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
  var words: [String] = []
  for word in arguments[..<end] {
    if word.hasPrefix("--"), word.hasSuffix("=") {
      words.append(String(word.dropLast()))
      words.append("")
    } else {
      words.append(word)
    }
  }
  var rest = ArraySlice(words)
  var moved: [String] = []
  takeOptions(&rest, into: &moved)
  guard let command = rest.popFirst() else { return arguments }
  var commands: [String] = [command]
  let within = commandNames(within: command)
  if !within.isEmpty {
    takeOptions(&rest, into: &moved)
    // What the group does when nothing is named stays unnamed.
    if let word = rest.first, within.contains(word) { commands.append(rest.removeFirst()) }
  }
  return commands + moved + Array(rest) + Array(arguments[end...])
}

/// The commands of a group such as `progress`; none for anything else.
private func commandNames(within group: String) -> [String] {
  for command in TutorCommand.configuration.subcommands {
    let configuration = command.configuration
    guard configuration.commandName == group else { continue }
    return configuration.subcommands.compactMap { $0.configuration.commandName }
  }
  return []
}

/// Takes the options with a value that stand first.
private func takeOptions(_ rest: inout ArraySlice<String>, into moved: inout [String]) {
  let valued = ["--store", "--content", "--now", "--lang", "--seed", "--format"]
  while let first = rest.first, valued.contains(String(first.prefix { $0 != "=" })) {
    moved.append(rest.removeFirst())
    if !first.contains("="), let value = rest.first {
      moved.append(value)
      rest = rest.dropFirst()
    }
  }
}
