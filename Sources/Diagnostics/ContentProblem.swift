/// A mistake in a file that a person wrote, with its address: where, what is wrong, what would be
/// right.
public struct ContentProblem: Error, Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Path as the author knows it (relative to the content directory where there is one).
  public var file: String
  /// Line number counted from 1; 0 when the problem concerns the file as a whole.
  public var line: Int
  /// What is wrong, in one sentence that quotes the offending text.
  public var message: String
  /// What would be right; empty when the message says it already.
  public var hint: String

  public init(file: String, line: Int, message: String, hint: String = "") {
    self.file = file
    self.line = line
    self.message = message
    self.hint = hint
  }

  /// `file:line: message (hint)`, the form that editors can jump to.
  public var description: String {
    let place = line > 0 ? "\(file):\(line)" : file
    return hint.isEmpty ? "\(place): \(message)" : "\(place): \(message) (\(hint))"
  }

  public static func < (left: ContentProblem, right: ContentProblem) -> Bool {
    (left.file, left.line, left.message) < (right.file, right.line, right.message)
  }
}

/// What a reader understood of a file and everything that was wrong with it.
public struct Parsed<Value: Sendable>: Sendable {
  /// What could be understood; `nil` when nothing usable is left.
  public var value: Value?
  /// All problems found, in file order. A value with problems is usable but not publishable.
  public var problems: [ContentProblem]

  public init(value: Value?, problems: [ContentProblem] = []) {
    self.value = value
    self.problems = problems
  }
}
