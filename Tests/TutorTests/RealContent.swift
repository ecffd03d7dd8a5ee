import Curriculum
import Foundation
import Learning
import TerminalUI
import Wording

@testable import Tutor

/// The content of this repository, read once for all tests of the screens.
enum RealContent {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let files = ContentFiles(
    list: { try? FileManager.default.contentsOfDirectory(atPath: root + "/" + $0) },
    read: { FileManager.default.contents(atPath: root + "/" + $0).map(Array.init) })

  static let index: ContentIndex = Catalog.load(files).value?.index ?? .empty
}

/// A Monday morning in week 48 of 2026.
let monday =
  Moment("2026-11-23T10:00:00+01:00", zone: "Europe/Berlin")
  ?? Moment(milliseconds: 0, offsetMinutes: 0, zone: "UTC")

/// The tutor as it stands after its content was read.
func opened(
  columns: Int = 80, rows: Int = 24, language: Language = .english, glyphs: GlyphSet = .unicode,
  learner: LearnerState = LearnerState(), at start: Place = .today
) -> AppState {
  var state = AppState(
    columns: columns, rows: rows, language: language, glyphs: glyphs, now: monday,
    learner: learner, start: start)
  _ = update(&state, .contentLoaded(RealContent.index, problems: 0))
  return state
}

/// Keys in, effects out.
@discardableResult
func press(_ keys: [Key], in state: inout AppState) -> [Effect] {
  keys.flatMap { update(&state, .key($0)) }
}
