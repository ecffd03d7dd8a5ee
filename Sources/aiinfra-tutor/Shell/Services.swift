import Curriculum
import Foundation
import Labs
import Learning
import Tutor

/// What the shell does for the tutor: reads content, keeps the record, writes files.
struct Services {
  let content: Content
  private var index = ContentIndex.empty
  let clock: Clock
  var record: Record

  init(content: Content, clock: Clock, record: Record) {
    self.content = content
    self.clock = clock
    self.record = record
  }

  /// Reads the index file; `nil` where there is none that fits the content.
  mutating func loadSavedContent() -> [AppEvent]? {
    guard let index = content.savedIndex() else { return nil }
    self.index = index
    return [.contentLoaded(index, problems: 0)]
  }

  /// Reads the index, or makes it from the files where there is none.
  mutating func loadContent() -> [AppEvent] {
    let (index, problems) = content.index()
    guard let index else { return [.contentMissing(reason: problems)] }
    self.index = index
    return [.contentLoaded(index, problems: 0)]
  }

  mutating func perform(_ effect: Effect) -> [AppEvent] {
    switch effect {
    case .loadLesson(let id): return [loadLesson(id)]
    case .loadChallenge(let id): return [loadChallenge(id)]
    case .loadScenario(let name):
      let parsed = content.scenario(name)
      guard let scenario = parsed.value else {
        return [.loadFailed(what: name, reason: parsed.trouble)]
      }
      return [.loaded(.scenario(name: name, scenario))]
    case .listScenarios: return [.loaded(.scenarios(content.scenarios))]
    case .record(let kind):
      switch record.append([kind], at: clock.now()) {
      case .success(let state): return [.recorded(state)]
      case .failure(let trouble): return [.recordFailed(reason: trouble.reason)]
      }
    case .writeFile(let path, let text): return [write(text, to: path)]
    case .setMouse, .repaint, .quit: return []
    }
  }

  private func loadLesson(_ id: String) -> AppEvent {
    guard let summary = index.lesson(id) else {
      return .loadFailed(what: id, reason: "there is no lesson called \(id)")
    }
    let parsed = content.reader.lesson(at: summary.file)
    guard let lesson = parsed.value else { return .loadFailed(what: id, reason: parsed.trouble) }
    return .loaded(.lesson(lesson))
  }

  private func loadChallenge(_ id: String) -> AppEvent {
    guard let summary = index.challenge(id) else {
      return .loadFailed(what: id, reason: "there is no challenge called \(id)")
    }
    let parsed = content.reader.challenge(at: summary.file)
    guard let challenge = parsed.value else {
      return .loadFailed(what: id, reason: parsed.trouble)
    }
    let scenario = content.scenario(challenge.scenario)
    guard let value = scenario.value else { return .loadFailed(what: id, reason: scenario.trouble) }
    return .loaded(.challenge(challenge, scenario: value))
  }

  /// Never writes over a file that is there.
  private func write(_ text: String, to path: String) -> AppEvent {
    let full = (path as NSString).expandingTildeInPath
    guard !FileManager.default.fileExists(atPath: full) else {
      return .fileFailed(path: path, reason: "\(path) is there already; choose another name")
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: full), options: .withoutOverwriting)
      return .fileWritten(path: full)
    } catch {
      return .fileFailed(path: path, reason: "\(path): \(error.localizedDescription)")
    }
  }
}
