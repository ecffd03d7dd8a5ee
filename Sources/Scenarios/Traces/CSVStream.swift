import Diagnostics

/// Takes a comma-separated file apart while its bytes come in, in bounded memory.
///
/// The first line names the columns, in any order and with others between them. Fields are not
/// quoted; none of the traces here does that. Both line ends are understood, empty lines and a byte
/// order mark are skipped. Problems name the line and the column; only the first few are kept.
public struct CSVStream: Sendable {
  /// Longer lines are no rows, where a reader does not say otherwise.
  public static let longestLine = 16_384
  /// Problems kept; further ones are only counted.
  public static let mostProblems = 20

  /// Path as the user knows it.
  public let file: String
  /// The columns that a reader wants, in its own order.
  public let columns: [String]
  /// In file order, a last one with the number of those left out.
  public var problems: [ContentProblem] {
    guard omittedProblems > 0 else { return kept }
    return kept + [
      ContentProblem(file: file, line: 0, message: "\(omittedProblems) more problems like these")
    ]
  }
  /// Whether no further row can be read: the first line is not what it must be, or a line has no
  /// end.
  public private(set) var isUnreadable = false
  /// Whether nothing was wrong so far.
  public var isGood: Bool { kept.isEmpty && !isUnreadable }

  private var kept: [ContentProblem] = []
  private var omittedProblems = 0
  private var lines: LineStream
  private let longestLine: Int
  /// Wanted columns that may be missing.
  private let optional: Set<String>
  /// Columns of which there must be exactly one.
  private let alternatives: [String]
  /// Position in a row of each wanted column, -1 when it is missing; `nil` until the first line was
  /// read.
  private var positions: [Int]?
  private var fieldsInHeader = 0

  /// Rows with these columns. Those of `alternatives` and then of `optional` follow them in the
  /// reader's order: exactly one of the former is there, each of the latter may be.
  public init(
    file: String, columns: [String], alternatives: [String] = [], optional: [String] = [],
    longestLine: Int = Self.longestLine
  ) {
    self.file = file
    self.columns = columns + alternatives + optional
    self.alternatives = alternatives
    self.optional = Set(alternatives + optional)
    self.longestLine = longestLine
    lines = LineStream(longest: longestLine)
  }

  /// Takes the next bytes; `row` is called for each row that they complete.
  public mutating func read(_ bytes: [UInt8], row: (inout CSVRow) -> Void) {
    // Taken out while it calls back, so that the callback may change the rest.
    var lines = self.lines
    self.lines = LineStream(longest: 0)
    lines.read(bytes) { take($0, row) }
    self.lines = lines
  }

  /// The file has ended.
  public mutating func finish(row: (inout CSVRow) -> Void) {
    var lines = self.lines
    lines.finish { take($0, row) }
    if positions == nil && !isUnreadable {
      report(
        line: 0, "there is nothing in it",
        hint: "the first line names the columns: " + columns.joined(separator: ","))
      isUnreadable = true
    }
  }

  private mutating func take(_ line: LineStream.Line, _ row: (inout CSVRow) -> Void) {
    if isUnreadable || line.isBlank { return }
    if line.isTooLong {
      report(
        line: line.number, "the line is longer than \(longestLine) bytes",
        hint: "a row of numbers and short names")
      isUnreadable = true
      return
    }
    guard let positions else { return readHeader(line) }
    let fields = line.bytes.split(separator: 44, omittingEmptySubsequences: false)
    guard fields.count == fieldsInHeader else {
      let cut =
        line.isUnfinished && fields.count < fieldsInHeader ? "; the file ends inside this row" : ""
      return report(
        line: line.number, "\(count(fields.count, "field"))\(cut)",
        hint: "\(fieldsInHeader), as the first line has")
    }
    var taken = CSVRow(
      line: line.number, fields: positions.map { $0 < 0 ? [] : fields[$0] },
      columnNumbers: positions.map { $0 + 1 }, names: columns)
    row(&taken)
    for problem in taken.problems {
      report(line: line.number, problem.message, hint: problem.hint)
    }
  }

  private mutating func readHeader(_ line: LineStream.Line) {
    let names = line.bytes.split(separator: 44, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    fieldsInHeader = names.count
    var found: [Int] = []
    for column in columns {
      let places = names.indices.filter { names[$0] == column }
      if places.count == 1 || places.isEmpty && optional.contains(column) {
        found.append(places.first ?? -1)
        continue
      }
      isUnreadable = true
      let near = nearestMatch(to: column, in: names.filter { !columns.contains($0) })
      report(
        line: line.number,
        places.isEmpty
          ? "there is no column '\(column)'"
          : "the column '\(column)' is there \(places.count) times",
        hint: near.map { "is '\(visible($0))' meant?" }
          ?? "the first line names the columns: " + columns.joined(separator: ","))
    }
    let given = alternatives.count { names.contains($0) }
    if !alternatives.isEmpty, given != 1, !isUnreadable {
      isUnreadable = true
      report(
        line: line.number,
        "\(given == 0 ? "none" : "\(given)") of the columns \(alternatives.joined(separator: ", "))",
        hint: "exactly one of them")
    }
    positions = isUnreadable ? nil : found
  }

  private mutating func report(line: Int, _ message: String, hint: String) {
    if kept.count < Self.mostProblems {
      kept.append(ContentProblem(file: file, line: line, message: message, hint: hint))
    } else {
      omittedProblems += 1
    }
  }
}

/// One row of a `CSVStream`, with readers that report what a field cannot be.
public struct CSVRow {
  /// From 1.
  public let line: Int
  private let fields: [ArraySlice<UInt8>]
  private let columnNumbers: [Int]
  private let names: [String]
  fileprivate private(set) var problems: [(message: String, hint: String)] = []

  fileprivate init(
    line: Int, fields: [ArraySlice<UInt8>], columnNumbers: [Int], names: [String]
  ) {
    self.line = line
    self.fields = fields
    self.columnNumbers = columnNumbers
    self.names = names
  }

  /// Whether every field read so far was good.
  public var isGood: Bool { problems.isEmpty }

  /// Whether the file has this optional column.
  public func has(_ column: Int) -> Bool { columnNumbers[column] > 0 }

  public func isEmpty(_ column: Int) -> Bool { fields[column].isEmpty }

  /// A whole number in a range, written with digits alone; `nil` after reporting.
  public mutating func whole(_ column: Int, in range: ClosedRange<Int>) -> Int? {
    var value = 0
    var isNumber = !fields[column].isEmpty
    for byte in fields[column] {
      guard (48...57).contains(byte) else {
        isNumber = false
        break
      }
      let (times, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = times.addingReportingOverflow(Int(byte) - 48)
      value = overflow || carry ? .max : sum
      if value == .max { break }
    }
    if isNumber && range.contains(value) { return value }
    report(column, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  /// A number with digits and at most `places` decimals, in units of the last place; `nil` after
  /// reporting. No `Double` is on the way.
  public mutating func decimal(_ column: Int, places: Int, most: Int) -> Int? {
    let parts = fields[column].split(separator: 46, omittingEmptySubsequences: false)
    var value = 0
    var isNumber = (1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty }
    if isNumber, parts.count == 2, parts[1].count > places { isNumber = false }
    var digits = parts.first.map(Array.init) ?? []
    let fraction = parts.count == 2 ? Array(parts[1]) : []
    digits += fraction + Array(repeating: 48, count: max(0, places - fraction.count))
    for byte in digits {
      guard isNumber, (48...57).contains(byte) else {
        isNumber = false
        break
      }
      let (times, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = times.addingReportingOverflow(Int(byte) - 48)
      if overflow || carry {
        isNumber = false
        break
      }
      value = sum
    }
    if isNumber && value <= most { return value }
    report(column, "digits with at most \(places) decimals")
    return nil
  }

  /// A short text without control characters, in UTF-8; `nil` after reporting.
  public mutating func text(_ column: Int, longest: Int = 253) -> String? {
    let field = fields[column]
    if field.count <= longest, let text = String(validating: field, as: UTF8.self),
      text.unicodeScalars.allSatisfy(isPlain)
    {
      return text
    }
    report(column, "at most \(longest) bytes of UTF-8 without control characters")
    return nil
  }

  /// One of some words, or one of none when empty.
  public mutating func word(_ column: Int, of words: [String]) -> String? {
    let text = String(decoding: fields[column], as: UTF8.self)
    if words.contains(text) { return text }
    report(column, "one of: " + words.joined(separator: ", "))
    return nil
  }

  /// Says what is wrong with a field; it is quoted so that nothing of it can steer a terminal.
  public mutating func report(_ column: Int, _ hint: String) {
    let quoted = visible(String(decoding: fields[column].prefix(80), as: UTF8.self))
    problems.append(
      ("column \(columnNumbers[column]) (\(names[column])) is '\(quoted)'", hint))
  }
}

/// Control and formatting characters shown as dots, and at most 40 characters.
func visible(_ text: String) -> String {
  let shown = String(String.UnicodeScalarView(text.unicodeScalars.map { isPlain($0) ? $0 : "." }))
  return shown.count <= 40 ? shown : shown.prefix(37) + "..."
}

private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
    .paragraphSeparator:
    false
  default: true
  }
}

private func count(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}
