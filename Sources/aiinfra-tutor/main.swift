import Foundation
import Learning
import NcursesDriver
import Tutor
import Wording

let environment = ProcessInfo.processInfo.environment
let place = try ContentPlace.find(option: nil, environment: environment)
let clock = Clock.live
let services = Services(content: Content(place: place), clock: clock, record: Record())
let terminal = try Terminal(TerminalOptions(environment: environment))
let state = AppState(
  columns: terminal.columns, rows: terminal.rows,
  language: Language(locale: environment["LC_ALL"] ?? environment["LANG"] ?? ""), glyphs: terminal.glyphs,
  now: clock.now(), learner: LearnerState())
let shell = TutorShell(terminal: terminal, state: state, services: services)
exit(shell.run())
