import Foundation

/// Opens the tutor when nothing was asked; everything else is a command.
@main
enum EntryPoint {
  static func main() {
    // The most common start does not pay for reading arguments.
    if CommandLine.arguments.count == 1 { exit(openTutor(SharedOptions())) }
    // A reader that goes away early (`| head`) is no reason to die in the middle of a write.
    signal(SIGPIPE, SIG_IGN)
    exit(runCommand(Array(CommandLine.arguments.dropFirst())))
  }
}
