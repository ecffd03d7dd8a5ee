import Foundation
import Learning
import ProgressStore
import Wording

/// The learner's record as the door keeps it: events get their identifiers and moments here, and are on the disk before
/// anyone hears of them.
struct Record: Sendable {
  /// Why something could not be saved or read, in the learner's language.
  struct Trouble: Error { let reason: String }

  private(set) var store: ProgressStore
  private var maker = EventMaker(entropy: UInt64.random(in: 0...UInt64.max))
  private let say: Wording
  /// Events that could not be saved yet; they go with the next ones.
  private var waiting: [LearnerEvent] = []

  init(directory: String, _ say: Wording) throws(Trouble) {
    self.say = say
    do {
      store = try ProgressStore(directory: directory)
    } catch {
      throw Trouble(reason: say(error.message))
    }
  }

  /// What the store found and dealt with since it was opened.
  var notices: [String] { store.notices.map { say($0.message) } }

  /// Saves events of these kinds, and those that could not be saved before.
  ///
  /// The answer holds every event on disk that this copy did not know: its own, and those of other running copies.
  mutating func append(_ kinds: [LearnerEvent.Kind], at now: Moment) -> Result<
    LearnerState, Trouble
  > {
    waiting += kinds.map { maker.make($0, at: now) }
    do {
      try store.append(waiting)
      waiting = []
      return .success(store.state)
    } catch {
      return .failure(Trouble(reason: say(error.message)))
    }
  }

  /// Saves a snapshot for the next start when the log has grown much; losing it costs time and nothing else.
  mutating func rest() { try? store.saveSnapshot(growth: 1) }

  /// `--store`, `$XDG_DATA_HOME/aiinfra-tutor`, `~/.local/share/aiinfra-tutor`.
  static func directory(option: String?, environment: [String: String]) -> String {
    if let option { return (option as NSString).expandingTildeInPath }
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return data + "/aiinfra-tutor"
    }
    return homeDirectory(environment) + "/.local/share/aiinfra-tutor"
  }
}
