import Diagnostics
import Labs
import Simulation

/// An imported scenario as the text of a file.
public struct ImportedFile: Sendable {
  public let text: String
  /// What only the whole shows, a gang that no state of the cluster holds; each at the object that
  /// it concerns.
  public let problems: [ContentProblem]
  /// What scenario files cannot say.
  public let notes: [ContentProblem]
}

extension ManifestImport {
  /// The scenario written and read back; `nil` when nothing could be read.
  public func written() -> ImportedFile? {
    guard let scenario else { return nil }
    let text = writeScenario(.scheduling(scenario))
    let again = readScenario(text, file: file, trace: { _ in nil })
    let items = again.problems.isEmpty ? [] : listItems(of: text)
    let problems = again.problems.map { problem -> ContentProblem in
      let item = items.last { $0.line <= problem.line }
      // The line of a section is before all of its items.
      guard let item, problem.line < item.end, let place = places[item.key] else {
        return ContentProblem(
          file: file, line: 0, message: problem.message, hint: problem.hint)
      }
      return ContentProblem(
        file: place.file, line: place.line, message: problem.message, hint: problem.hint)
    }
    return ImportedFile(text: text, problems: problems, notes: timeNotes(scenario))
  }

  /// Files have whole milliseconds.
  private func timeNotes(_ scenario: SchedulingScenario) -> [ContentProblem] {
    func isFine(_ duration: SimDuration?) -> Bool {
      (duration?.nanoseconds ?? 0) % 1_000_000 != 0
    }
    let counts = [
      ("its arrival is", scenario.jobs.count { isFine($0.arrivals.start - .zero) }),
      ("the gap between its pods is", scenario.jobs.count { isFine($0.podGap) }),
      ("its checkpoint interval is", scenario.jobs.count { isFine($0.checkpoint) }),
    ]
    return counts.filter { $0.1 > 0 }.map { what, count in
      ContentProblem(
        file: file, line: 0,
        message: "\(count) \(count == 1 ? "job" : "jobs"): \(what) cut to whole milliseconds")
    }
  }
}

/// The named items of a written scenario's lists: `SECTION/NAME`, their first line and the one after
/// their last.
private func listItems(of text: String) -> [(key: String, line: Int, end: Int)] {
  var items: [(key: String, line: Int, end: Int)] = []
  var section = ""
  var number = 0
  let lead = "  - name: "
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    number += 1
    if !line.hasPrefix(" "), !line.isEmpty { section = String(line.prefix { $0 != ":" }) }
    if line.hasPrefix(lead) {
      items.append((section + "/" + line.dropFirst(lead.count), number, number + 1))
    } else if line.hasPrefix("  "), let last = items.indices.last {
      items[last].end = number + 1
    }
  }
  return items
}
