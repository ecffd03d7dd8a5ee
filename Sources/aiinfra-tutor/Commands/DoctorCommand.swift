import ArgumentParser
import Curriculum
import Foundation
import Learning
import TerminalUI

import struct ArgumentParser.Option

/// `aiinfra-tutor doctor`: what works here, what does not, and what to do. Status 1 when something
/// does not work.
struct DoctorCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "doctor", abstract: help("command.doctor.about"))
  }

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json"))
  var format = TextOrJSON.text

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let findings = Examination(desk: desk).findings()
    switch format {
    case .text:
      let glyphs = outputGlyphs
      let mark: [Finding.Grade: String] = [
        .good: glyphs.check, .note: glyphs.middot, .bad: glyphs.fail,
      ]
      var lines: [String] = []
      let width = findings.map { Text.width($0.name) }.max() ?? 0
      for finding in findings {
        let name = Text.pad(finding.name, to: width)
        lines.append("\(mark[finding.grade] ?? " ") \(name)  \(finding.found)")
        if !finding.remedy.isEmpty {
          lines += wrapped(glyphs.arrowRight + " " + finding.remedy, indent: width + 4)
        }
      }
      let bad = findings.count { $0.grade == .bad }
      lines += [
        "",
        bad == 0 ? desk.say("command.doctor.good") : desk.say("command.doctor.bad", String(bad)),
      ]
      try put(lines: lines)
    case .json:
      try put(
        json: .record([
          "version": .string(programVersion),
          "findings": .array(
            findings.map {
              .record([
                "name": .string($0.id), "grade": .string($0.grade.rawValue),
                "found": .string($0.found), "remedy": .string($0.remedy),
              ])
            }),
        ]))
    }
    if findings.contains(where: { $0.grade == .bad }) { throw ExitCode(1) }
  }
}

/// One thing that was looked at.
struct Finding {
  enum Grade: String {
    case good, note, bad
  }
  let id: String
  let name: String
  let grade: Grade
  let found: String
  /// What to do; empty when nothing is to be done.
  var remedy = ""
}
