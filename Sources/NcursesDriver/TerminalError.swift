/// Why the terminal cannot show the tutor; `description` says what to do.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  case inputIsNotATerminal
  case outputIsNotATerminal
  case termIsUnset
  case termIsUnknown(String)
  case termIsUnable(String)
  case outOfMemory
  case alreadyOpen

  public var description: String {
    switch self {
    case .inputIsNotATerminal: "standard input is not a terminal"
    case .outputIsNotATerminal: "standard output is not a terminal"
    case .termIsUnset: "TERM is not set; try TERM=xterm-256color"
    case .termIsUnknown(let name):
      "the terminal type '\(name)' is not in this machine's terminfo; try TERM=xterm-256color"
    case .termIsUnable(let name): "a terminal of type '\(name)' cannot place its cursor"
    case .outOfMemory: "there is no memory or file descriptor left for the screen"
    case .alreadyOpen: "the terminal is already in use by this program"
    }
  }
}
