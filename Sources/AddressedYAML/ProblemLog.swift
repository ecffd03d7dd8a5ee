import Diagnostics

/// Collects the problems of one file while it is read. Lives as long as one reading; what leaves
/// the reader is the list.
public final class ProblemLog {
  /// The file that problems are reported for.
  public let file: String
  private var collected: [ContentProblem] = []

  public init(file: String) { self.file = file }

  /// Notes a problem. `line` counts from 1 in the file; 0 concerns the file as a whole.
  public func report(line: Int, _ message: String, hint: String = "") {
    collected.append(ContentProblem(file: file, line: line, message: message, hint: hint))
  }

  /// All problems so far, in line order; those of one line in the order of their discovery.
  public var problems: [ContentProblem] {
    collected.enumerated()
      .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
      .map(\.element)
  }

  /// Whether nothing was wrong so far.
  public var isEmpty: Bool { collected.isEmpty }
  /// How many problems there are so far; compare before and after a step to learn whether it went
  /// well.
  public var count: Int { collected.count }
}
