import Foundation
import Learning
import TerminalUI

/// Writes text to standard output, whole or, when the reader has gone away, as far as it was
/// wanted.
func put(_ text: String) throws {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR { continue }
      if errno == EPIPE { return }
      throw CommandFailure(
        message: commandWording("command.problem.output", String(cString: strerror(errno))))
    }
    bytes = bytes.dropFirst(count)
  }
}

/// Writes lines for people: nothing of them can steer the terminal, whatever the content holds.
func put(lines: [String]) throws {
  let glyphs = outputGlyphs
  try put(lines.map { Text.clean($0, glyphs: glyphs).trimmedEnd + "\n" }.joined())
}

/// Writes a value for programs: keys sorted, indented, ended by a line break.
func put(json: JSON) throws { try put(json.sorted.pretty + "\n") }

/// Columns for text: `COLUMNS`, else those of the terminal, else 80.
var outputColumns: Int {
  if let text = processEnvironment["COLUMNS"], let columns = Int(text),
    columns > 0
  {
    return min(max(columns, 40), 240)
  }
  var size = winsize()
  guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return min(max(Int(size.ws_col), 40), 240)
}

/// ASCII for a terminal that says it cannot show more; files and pipes get UTF-8.
var outputGlyphs: GlyphSet {
  isatty(STDOUT_FILENO) == 1 && !localeIsUTF8(processEnvironment)
    ? .ascii : .unicode
}

/// Whether the locale's characters are UTF-8: LC_ALL, LC_CTYPE, LANG, the first that is set.
func localeIsUTF8(_ environment: [String: String]) -> Bool {
  let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
    .first { !$0.isEmpty }
  let folded = (name ?? "").lowercased().replacing("-", with: "")
  return folded.contains("utf8")
}

/// Rows in columns: each as wide as its widest cell, the last one not filled up.
///
/// - Parameter numbers: columns whose cells stand at the right edge.
func columnLines(_ rows: [[String]], numbers: Set<Int> = [], indent: Int = 0) -> [String] {
  let count = rows.map(\.count).max() ?? 0
  let widths = (0..<count).map { at in
    rows.map { $0.indices.contains(at) ? Text.width($0[at]) : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { at, cell in
      Text.pad(cell, to: widths[at], alignment: numbers.contains(at) ? .trailing : .leading)
    }
    return (String(repeating: " ", count: indent) + cells.joined(separator: "  ")).trimmedEnd
  }
}

/// Paragraphs as wide as the output, indented.
func wrapped(_ text: String, indent: Int = 0) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
    Text.wrap(String(paragraph), width: max(20, min(outputColumns, 96) - indent)).map {
      String(repeating: " ", count: indent) + $0
    }
  }
}

extension String {
  var trimmedEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
