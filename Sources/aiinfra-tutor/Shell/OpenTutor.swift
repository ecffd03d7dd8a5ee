import Foundation
import Learning
import NcursesDriver
import Tutor
import Wording

/// The environment variables, read once: Foundation makes a new dictionary each time it is asked.
let processEnvironment = ProcessInfo.processInfo.environment

/// What every command understands.
struct SharedOptions: Sendable {
  var store: String?
  var content: String?
  var now: Moment?
  var language: Language?

  var environment: [String: String] { processEnvironment }

  /// `--lang`, else the configuration, else the locale: LC_ALL, LC_MESSAGES, LANG, the first that is set.
  var wording: Wording { wording(Configuration.read(environment: environment).0) }

  /// As `wording`, with a configuration that was read already.
  func wording(_ configuration: Configuration) -> Wording {
    if let language = language ?? configuration.language { return Wording(language) }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    return Wording(Language(locale: locale ?? ""))
  }

  var clock: Clock { now.map(Clock.fixed) ?? .live }
}

/// Opens the full-screen tutor.
///
/// - Returns: the exit status.
func openTutor(_ options: SharedOptions, at start: Place = .today) -> Int32 {
  let environment = options.environment
  let (configuration, problems) = Configuration.read(environment: environment)
  let say = options.wording(configuration)
  let place: ContentPlace
  do {
    place = try ContentPlace.find(option: options.content, environment: environment)
  } catch {
    return fail(error.description)
  }
  let record: Record
  do {
    record = try Record(
      directory: Record.directory(option: options.store, environment: environment), say)
  } catch {
    return fail(error.reason)
  }
  var terminalOptions = TerminalOptions(environment: environment)
  terminalOptions.mouse = configuration.isMouseOn
  terminalOptions.ascii = configuration.isASCII
  if !configuration.hasColours { terminalOptions.colours = false }
  do {
    let terminal = try Terminal(terminalOptions)
    // Chinese cannot be written in ASCII; English can.
    let language = terminal.glyphs.isASCII ? .english : say.language
    let state = AppState(
      columns: terminal.columns, rows: terminal.rows, language: language,
      glyphs: terminal.glyphs, now: options.clock.now(), learner: record.store.state, start: start,
      isMouseOn: configuration.isMouseOn,
      notices: record.notices + problems.map(\.description))
    let services = Services(content: Content(place: place), clock: options.clock, record: record)
    return TutorShell(terminal: terminal, state: state, services: services).run()
  } catch {
    return fail(
      "\(error); the full screen needs a terminal. Use a command instead: aiinfra-tutor today, map, lesson, challenge, sim, report (--help lists them)."
    )
  }
}

/// One clear line on standard error, status 2.
func fail(_ message: String) -> Int32 {
  var bytes = Array("aiinfra-tutor: \(message)\n".utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    // Nobody can be told that nobody can be told; the status still says it.
    if count <= 0 { break }
    bytes = bytes.dropFirst(count)
  }
  return 2
}
