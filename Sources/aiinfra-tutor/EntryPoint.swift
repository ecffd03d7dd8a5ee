import Foundation

/// Opens the tutor when nothing was asked; everything else is a command.
@main
enum EntryPoint {
  static func main() {
    // The most common start does not pay for reading arguments.
    if CommandLine.arguments.count == 1 { exit(openTutor(SharedOptions())) }
    exit(openTutor(SharedOptions()))
  }
}
