import ArgumentParser
import Foundation

/// `aiinfra-tutor manual`: the man page, made from the same declarations as the help. Installers
/// call it.
struct ManualCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "manual", abstract: help("command.manual.about"), shouldDisplay: false)
  }

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let data = Data(TutorCommand._dumpHelp().utf8)
    let info = try JSONDecoder().decode(ToolInfo.self, from: data)
    try put(manualPage(info.command))
  }
}

/// What `--experimental-dump-help` says of the commands, as far as a page needs it.
private struct ToolInfo: Decodable {
  let command: CommandInfo
}
private struct CommandInfo: Decodable {
  let commandName: String
  let shouldDisplay: Bool
  let superCommands: [String]?
  let abstract: String?
  let discussion: String?
  let subcommands: [CommandInfo]?
  let arguments: [ArgumentInfo]?
}
private struct ArgumentInfo: Decodable {
  enum Kind: String, Decodable { case positional, option, flag }
  struct Name: Decodable {
    enum Kind: String, Decodable { case long, short, longWithSingleDash }
    let kind: Kind
    let name: String
  }
  let kind: Kind
  let shouldDisplay: Bool
  let isOptional: Bool
  let isRepeating: Bool
  let names: [Name]?
  let valueName: String?
  let abstract: String?
}

/// A page for man(1), section 1.
private func manualPage(_ root: CommandInfo) -> String {
  let name = root.commandName
  var out = ".TH \"\(name.uppercased())\" 1 \"\" \"\(name) \(programVersion)\"\n"
  out += section("command.manual.name") + "\(roff(name)) \\- \(roff(root.abstract ?? ""))\n"
  out += section("command.manual.synopsis")
  out += ".B \(roff(name))\n.RI [ options ]\n.br\n.B \(roff(name))\n.I command\n.RI [ options ]\n"
  out += section("command.manual.description") + paragraphs(root.discussion ?? "")
  out += section("command.manual.commands")
  for command in visible(root) where command.commandName != "help" {
    out += describe(command, path: name + " " + command.commandName)
  }
  out += section("command.manual.options") + options(root)
  out += section("command.manual.status") + paragraphs(help("command.manual.statusText"))
  out += section("command.manual.environment") + paragraphs(help("command.manual.environmentText"))
  out += section("command.manual.files") + paragraphs(help("command.manual.filesText"))
  out += section("command.manual.examples") + paragraphs(help("command.manual.examplesText"))
  return out
}

private func section(_ key: String) -> String { ".SH \"\(roff(help(key)))\"\n" }

private func visible(_ command: CommandInfo) -> [CommandInfo] {
  (command.subcommands ?? []).filter(\.shouldDisplay)
}

private func describe(_ command: CommandInfo, path: String) -> String {
  var out = ".SS \"\(roff(path + usage(command)))\"\n\(paragraphs(command.abstract ?? ""))"
  if let discussion = command.discussion, !discussion.isEmpty {
    out += ".PP\n" + paragraphs(discussion)
  }
  out += options(command)
  for inner in visible(command) where inner.commandName != "help" {
    out += describe(inner, path: path + " " + inner.commandName)
  }
  return out
}

private func usage(_ command: CommandInfo) -> String {
  (command.arguments ?? []).filter { $0.kind == .positional && $0.shouldDisplay }.map {
    let name = ($0.valueName ?? "").uppercased() + ($0.isRepeating ? "..." : "")
    return $0.isOptional ? " [\(name)]" : " \(name)"
  }.joined()
}

/// Options that all commands share are described once, with the program itself.
private let sharedNames: Set<String> = ["store", "content", "now", "lang", "help", "version"]

private func options(_ command: CommandInfo) -> String {
  let isRoot = (command.superCommands ?? []).isEmpty
  return (command.arguments ?? []).filter(\.shouldDisplay).map { argument -> String in
    let names = (argument.names ?? []).map { ($0.kind == .long ? "--" : "-") + $0.name }
    let isShared = (argument.names ?? []).contains { sharedNames.contains($0.name) }
    guard isRoot || !isShared else { return "" }
    var head = names.map { "\\fB\(roff($0))\\fR" }.joined(separator: ", ")
    if argument.kind == .positional {
      head = "\\fI\(roff((argument.valueName ?? "").uppercased()))\\fR"
    }
    if argument.kind == .option { head += " \\fI\(roff(argument.valueName ?? ""))\\fR" }
    return ".TP\n\(head)\n\(paragraphs(argument.abstract ?? ""))"
  }.joined()
}

private func paragraphs(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    line.isEmpty
      ? ".PP\n"
      : line.hasPrefix("  ")
        ? ".br\n" + roff(String(line)) + "\n"
        : roff(String(line)) + "\n"
  }.joined()
}

/// Text that roff shows as it is.
private func roff(_ text: String) -> String {
  var text = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
  if text.hasPrefix(".") || text.hasPrefix("'") { text = "\\&" + text }
  return text
}
