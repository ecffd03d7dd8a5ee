import Curriculum
import Foundation
import Labs
import Learning
import ProgressStore
import Wording

/// What a command works with: the words, the clock, and on demand the content and the record.
struct Desk {
  let options: SharedOptions
  let say: Wording
  let now: Moment

  init(_ arguments: SharedArguments) throws {
    options = try arguments.options()
    say = options.wording
    now = options.clock.now()
  }

  /// A text of the content in the learner's language.
  func text(_ text: LocalText) -> String { text.text(say.language.rawValue) }

  func content(at option: String? = nil) throws -> Content {
    do {
      return Content(
        place: try ContentPlace.find(
          option: option ?? options.content, environment: options.environment))
    } catch { throw CommandFailure(message: error.description) }
  }

  func index() throws -> ContentIndex {
    let (index, trouble) = try content().index()
    guard let index else { throw CommandFailure(message: trouble) }
    return index
  }

  var storeDirectory: String {
    Record.directory(option: options.store, environment: options.environment)
  }

  func record() throws -> Record {
    do { return try Record(directory: storeDirectory, say) } catch {
      throw CommandFailure(message: error.reason)
    }
  }

  func learner() throws -> LearnerState { try record().store.state }

  /// Does something with a lab; its problems become sentences.
  func lab<Value>(_ body: () throws(LabProblem) -> Value) throws -> Value {
    do { return try body() } catch { throw CommandFailure(message: say(error.message)) }
  }

  func store<Value>(_ body: () throws(StoreProblem) -> Value) throws -> Value {
    do { return try body() } catch { throw CommandFailure(message: say(error.message)) }
  }

  func failure(_ key: String, _ arguments: String...) -> CommandFailure {
    CommandFailure(message: say(Message(key, arguments: arguments)))
  }
}
