import Curriculum
import Foundation
import Labs
import Learning
import Scenarios
import TerminalUI
import Testing
import Wording

@testable import Tutor

/// Plays the tutor without a terminal or disk: keys in, screen out. Effects are answered from the fixture at once, as the
/// door would; what was recorded and written can be looked at.
struct Player {
  var state: AppState
  private(set) var recorded: [LearnerEvent.Kind] = []
  private(set) var written: [(path: String, text: String)] = []
  private(set) var quitStatus: Int32?
  /// Why nothing can be recorded; `nil` when it can.
  var recordTrouble: String?
  private var maker = EventMaker(entropy: 1)
  private var learner = LearnerState()
  private let files: ContentFiles

  init(
    columns: Int = 80, rows: Int = 24, language: Language = .english,
    glyphs: GlyphSet = .unicode, at place: Place = .today,
    content: ContentFiles = .inMemory(Fixture.files), index: ContentIndex? = nil,
    after events: [(day: Int, kind: LearnerEvent.Kind)] = []
  ) throws {
    let now = try #require(Moment("2026-11-23T10:00:00+01:00", zone: "Europe/Berlin"))
    files = content
    for (day, kind) in events {
      let moment = Moment(
        milliseconds: now.milliseconds + day * 86_400_000, offsetMinutes: now.offsetMinutes,
        zone: now.zone)
      learner.apply(maker.make(kind, at: moment))
    }
    state = AppState(
      columns: columns, rows: rows, language: language, glyphs: glyphs, now: now,
      learner: learner, start: .today)
    if let index {
      dispatch(.contentLoaded(index, problems: 0))
    } else {
      let catalog = Catalog.load(content)
      #expect(catalog.problems.isEmpty, "\(catalog.problems)")
      dispatch(.contentLoaded(try #require(catalog.value?.index), problems: 0))
    }
    perform(go(to: place, &state))
  }

  var text: String { draw(state).text }

  mutating func press(_ keys: Key...) {
    for key in keys { press(key) }
  }

  mutating func press(_ key: Key) {
    dispatch(
      .clock(
        Moment(
          milliseconds: state.now.milliseconds + 1_000, offsetMinutes: state.now.offsetMinutes,
          zone: state.now.zone)))
    dispatch(.key(key))
  }

  mutating func type(_ text: String) {
    for character in text { press(.character(character)) }
  }

  mutating func resize(_ columns: Int, _ rows: Int) {
    dispatch(.resize(columns: columns, rows: rows))
  }

  mutating func slice(_ events: Int) { dispatch(.slice(events: events)) }

  /// Lets everything run that wants to; a run that never ends fails the test.
  mutating func settle() {
    var slices = 0
    while state.wantsSlices, slices < 20_000 {
      slice(2_000)
      slices += 1
    }
    #expect(slices < 20_000)
  }

  mutating func dispatch(_ event: AppEvent) { perform(update(&state, event)) }

  private mutating func perform(_ effects: [Effect]) {
    for effect in effects {
      for event in answer(effect) { dispatch(event) }
    }
  }

  private mutating func answer(_ effect: Effect) -> [AppEvent] {
    switch effect {
    case .loadLesson(let id):
      guard let file = state.index.lesson(id)?.file,
        let lesson = CurriculumReader(files: files).lesson(at: file).value
      else { return [.loadFailed(what: id, reason: "no lesson \(id)")] }
      return [.loaded(.lesson(lesson))]
    case .loadChallenge(let id):
      guard let file = state.index.challenge(id)?.file,
        let challenge = CurriculumReader(files: files).challenge(at: file).value,
        let scenario = scenario(challenge.scenario)
      else { return [.loadFailed(what: id, reason: "no challenge \(id)")] }
      return [.loaded(.challenge(challenge, scenario: scenario))]
    case .loadScenario(let name):
      guard let scenario = scenario(name) else {
        return [.loadFailed(what: name, reason: "no scenario \(name)")]
      }
      return [.loaded(.scenario(name: name, scenario))]
    case .listScenarios:
      return [
        .loaded(
          .scenarios(
            CurriculumReader(files: files).scenarioNames.compactMap { name in
              scenario(name).map {
                ScenarioSummary(name: name, lab: $0.lab, heading: $0.heading)
              }
            }))
      ]
    case .record(let kind):
      if let recordTrouble { return [.recordFailed(reason: recordTrouble)] }
      recorded.append(kind)
      learner.apply(maker.make(kind, at: state.now))
      return [.recorded(learner)]
    case .writeFile(let path, let text):
      written.append((path, text))
      return [.fileWritten(path: path)]
    case .quit(let status):
      quitStatus = status
      return []
    case .setMouse, .repaint: return []
    }
  }

  private func scenario(_ name: String) -> LabScenario? {
    guard let bytes = files.read("challenges/scenarios/\(name).yml") else { return nil }
    let parsed = readScenario(String(decoding: bytes, as: UTF8.self), file: name) { trace in
      files.read("challenges/traces/" + trace).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(parsed.problems.isEmpty, "\(parsed.problems)")
    return parsed.value
  }
}

/// Compares a screen with the one kept in Tests/Goldens/screens; `AIINFRA_RENEW=1` keeps the present one.
func expectScreen(
  _ player: Player, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Goldens/screens")
  let file = folder.appendingPathComponent(name + ".txt")
  let text = player.text + "\n"
  if ProcessInfo.processInfo.environment["AIINFRA_RENEW"] == "1" {
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
  let kept = try String(contentsOf: file, encoding: .utf8)
  #expect(text == kept, "\(name) differs from its golden file", sourceLocation: sourceLocation)
}

/// The sizes at which every screen is looked at.
let screenSizes = [(80, 24), (120, 40), (60, 15)]
