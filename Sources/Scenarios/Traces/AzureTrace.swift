import Diagnostics
import Simulation
import Traffic

/// Reads the Azure LLM inference traces of 2023 as CSV with the columns `arrived_s,context_tokens,generated_tokens`.
public enum AzureTrace {
  static let header = "arrived_s,context_tokens,generated_tokens"

  /// The rows that could be read, and a problem for each line that could not. Empty lines are skipped.
  public static func read(_ text: String, file: String) -> Parsed<[RecordedRequest]> {
    var lines = textLines(text)[...]
    guard let first = lines.popFirst(), first.text == header else {
      return Parsed(
        value: nil,
        problems: [
          ContentProblem(
            file: file, line: 1, message: "the column names are not those of this trace",
            hint: header)
        ])
    }
    var rows: [RecordedRequest] = []
    var problems: [ContentProblem] = []
    for (number, line) in lines {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      if fields.count == 3, let arrival = seconds(fields[0]),
        let context = tokens(fields[1], atLeast: 1),
        let generated = tokens(fields[2], atLeast: 0)
      {
        rows.append(
          RecordedRequest(arrival: arrival, promptTokens: context, outputTokens: generated))
      } else {
        problems.append(
          ContentProblem(
            file: file, line: number, message: "no row of this trace: \(line.prefix(60))",
            hint: "seconds with at most 9 decimals, then two whole numbers, the first at least 1"))
      }
    }
    return Parsed(value: rows.isEmpty ? nil : rows, problems: problems)
  }

  private static func tokens(_ text: Substring, atLeast least: Int) -> Int? {
    Int(text).flatMap { (least...(1 << 30)).contains($0) ? $0 : nil }
  }

  /// Decimal seconds to whole ns, without a Double on the way.
  private static func seconds(_ text: Substring) -> SimTime? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = digits(parts[0]), whole < 1 << 32 else {
      return nil
    }
    guard parts.count == 2 else { return SimTime(nanoseconds: whole * 1_000_000_000) }
    guard parts[1].utf8.count <= 9, var fraction = digits(parts[1]) else { return nil }
    for _ in parts[1].utf8.count..<9 { fraction *= 10 }
    return SimTime(nanoseconds: whole * 1_000_000_000 + fraction)
  }

  private static func digits(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }
}

/// Lines with their numbers from 1, without empty ones; both line ends are understood.
func textLines(_ text: String) -> [(number: Int, text: Substring)] {
  text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
    .compactMap { $1.allSatisfy(\.isWhitespace) ? nil : (number: $0 + 1, text: $1) }
}
