import ArgumentParser

/// The program's version, as `--version`, the man page and the changelog name it.
let programVersion = "0.1.0"

/// `aiinfra-tutor`: without a command it opens the full-screen tutor.
struct TutorCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "aiinfra-tutor", abstract: help("command.root.about"),
      discussion: help("command.root.more"), version: programVersion,
      subcommands: [
        TodayCommand.self, MapCommand.self, LessonCommand.self, ChallengeCommand.self,
        SimCommand.self, ScenarioCommand.self, ReportCommand.self, ProgressCommand.self,
        ReviewCommand.self,
        VerifyCommand.self, CheckCommand.self, DoctorCommand.self, IndexCommand.self,
        ManualCommand.self,
      ])
  }

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let status = openTutor(try shared.options())
    if status != 0 { throw ExitCode(status) }
  }
}
