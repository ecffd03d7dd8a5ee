import Curriculum
import Labs
import Learning
import TerminalUI

/// Everything that can happen to the tutor from outside.
public enum AppEvent: Sendable {
  case key(Key)
  case resize(columns: Int, rows: Int)
  /// The moment at which the next event happens; the shell sends it before each key, never while idle.
  case clock(Moment)
  /// Time to advance a run: the shell sends it while `AppState.wantsSlices` and no key waits.
  case slice(events: Int)
  /// No key came for a moment: the shell sends it once while `AppState.wantsRest`.
  case rest
  /// The content index was read (or made from the files).
  case contentLoaded(ContentIndex, problems: Int)
  case contentMissing(reason: String)
  /// A lesson, challenge or scenario that an effect asked for.
  case loaded(Loaded)
  /// It cannot be had; `reason` names file, line and remedy.
  case loadFailed(what: String, reason: String)
  /// What was to be recorded is on disk now; the state also holds what other running copies recorded.
  case recorded(LearnerState)
  /// They are not; the reason is for people.
  case recordFailed(reason: String)
  case fileWritten(path: String)
  case fileFailed(path: String, reason: String)
}

/// What a load effect brings.
public enum Loaded: Sendable {
  case lesson(Lesson)
  case challenge(Challenge, scenario: LabScenario)
  /// A named scenario, for a figure or the lab.
  case scenario(name: String, LabScenario)
  /// Every scenario of the content that can be read, by name.
  case scenarios([ScenarioSummary])
}

/// What lists and the search need to know of a scenario; the rest is read when it is opened.
public struct ScenarioSummary: Hashable, Sendable {
  /// Name of the file without `.yml`.
  public let name: String
  public let lab: LabID
  public let title: LocalText
  /// What it shows; empty where it does not say.
  public let about: LocalText

  public init(name: String, lab: LabID, heading: ScenarioHeading) {
    self.name = name
    self.lab = lab
    title = heading.localTitle
    about = heading.localAbout
  }
}

extension ScenarioHeading {
  fileprivate var localTitle: LocalText {
    LocalText(title, chinese: titleChinese.isEmpty ? nil : titleChinese)
  }
  fileprivate var localAbout: LocalText {
    LocalText(oneLine(about), chinese: aboutChinese.isEmpty ? nil : oneLine(aboutChinese))
  }
}

/// A text of several lines as one: an English line break is a space, between Chinese characters it
/// is nothing.
func oneLine(_ text: String) -> String {
  text.split(separator: "\n").reduce(into: "") { result, line in
    let isTight = [result.unicodeScalars.last, line.unicodeScalars.first]
      .allSatisfy { $0.map { $0.value >= 0x2E80 } ?? false }
    if !result.isEmpty, !isTight { result += " " }
    result += line
  }
}

/// Everything that the tutor asks of the outside.
public enum Effect: Sendable {
  case loadLesson(String)
  case loadChallenge(String)
  case loadScenario(String)
  /// Names and titles of all scenarios; answered by `loaded(.scenarios)`.
  case listScenarios
  /// Append to the record: answered by `recorded` once it is on disk, or `recordFailed`.
  case record(LearnerEvent.Kind)
  /// Write a text to a file that does not exist yet; answered by `fileWritten` or `fileFailed`.
  case writeFile(path: String, text: String)
  case setMouse(Bool)
  /// Send every cell again.
  case repaint
  case quit(status: Int32)
}
