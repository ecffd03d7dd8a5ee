import Diagnostics
import Yams

extension YAMLNode {
  /// Reads one YAML document. `firstLine` is the line of the file in which `text` starts (a fenced
  /// block starts in the middle of a Markdown file). `nil` after a syntax error or when there is no
  /// document; the log says why.
  ///
  /// Anchors and aliases are understood, but a document that grows beyond `nodeLimit` nodes through
  /// them is refused; the limit of a large text is larger, as it is counted in its bytes.
  ///
  /// `isForeign`: the text of another program, of which only a part is asked for. What characters it
  /// holds is then checked where a text is taken (`YAMLValue.anyText`).
  public static func parse(
    _ text: String, log: ProblemLog, firstLine: Int = 1, isForeign: Bool = false
  ) -> YAMLNode? {
    do {
      // The basic resolver leaves every plain scalar a text: what it means is decided by who asks,
      // once.
      // Editors of Windows begin a file with a byte order mark; it is no part of the text.
      let body =
        text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
      guard let root = try Parser(yaml: body, resolver: .basic).singleRoot() else {
        log.report(line: firstLine, "nothing is written here", hint: "expected keys and values")
        return nil
      }
      var converter = Converter(log: log, offset: firstLine - 1)
      converter.isCleaning = !isForeign
      // No text of people or programs has more values than a quarter of its bytes.
      converter.limit = max(nodeLimit, text.utf8.count / 4)
      return converter.convert(root)
    } catch let error as YamlError {
      report(error, text: text, log: log, offset: firstLine - 1)
    } catch {
      log.report(line: firstLine, "not YAML: \(error)")
    }
    return nil
  }

  /// More than any hand-written file has; a chain of aliases reaches it quickly.
  public static var nodeLimit: Int { 200_000 }
}

private struct Converter {
  let log: ProblemLog
  let offset: Int
  var isCleaning = true
  var limit = YAMLNode.nodeLimit
  var count = 0

  mutating func convert(_ node: Node) -> YAMLNode? {
    count += 1
    let line = (node.mark?.line ?? 1) + offset
    guard count <= limit else {
      if count == limit + 1 {
        log.report(
          line: line, "more than \(limit) values",
          hint: "write it without anchors and aliases")
      }
      return nil
    }
    switch node {
    case .scalar(let scalar):
      // Quoted text may spell control characters (`"\e[2J"`) that are not visible in the file.
      let text = cleaned(scalar.string, line: line)
      return YAMLNode(.scalar(text, isPlain: scalar.style == .plain), line: line)
    case .sequence(let sequence):
      var list: [YAMLNode] = []
      for element in sequence {
        guard let value = convert(element) else { return nil }
        list.append(value)
      }
      return YAMLNode(.list(list), line: line)
    case .mapping(let mapping):
      return convert(mapping, line: line)
    case .alias:
      log.report(line: line, "an alias without its anchor")
      return nil
    }
  }

  private func cleaned(_ text: String, line: Int) -> String {
    guard isCleaning, let found = ForbiddenCharacter.first(in: text) else { return text }
    log.report(line: line, found.message, hint: found.hint)
    return ForbiddenCharacter.removed(from: text)
  }

  private mutating func convert(_ mapping: Node.Mapping, line: Int) -> YAMLNode? {
    var entries: [YAMLEntry] = []
    for (key, value) in mapping {
      let keyLine = (key.mark?.line ?? line - offset) + offset
      guard let converted = convert(value) else { return nil }
      guard case .scalar(let scalar) = key else {
        log.report(line: keyLine, "a key must be a word, not a list or a map")
        continue
      }
      entries.append(YAMLEntry(key: scalar.string, line: keyLine, value: converted))
    }
    return YAMLNode(.map(entries), line: line)
  }
}

private func report(_ error: YamlError, text: String, log: ProblemLog, offset: Int) {
  switch error {
  case .scanner(let context, let problem, let mark, _),
    .parser(let context, let problem, let mark, _),
    .composer(let context, let problem, let mark, _):
    let started = context.map { " (\($0.text) that starts in line \($0.mark.line + offset))" } ?? ""
    // The parser's own words name a setting of its library.
    let isTooDeep = problem.contains("nesting level")
    log.report(
      line: mark.line + offset,
      "not YAML: \(isTooDeep ? "lists and maps too deep in each other" : problem + started)",
      hint: isTooDeep ? "close the brackets, and write it with fewer levels" : remedy(for: problem))
  case .duplicatedKeysInMapping(let keys, let context):
    let key = keys.min() ?? ""
    let first = context.mark.line
    let second = secondLine(of: key, after: first, column: context.mark.column, in: text)
    log.report(
      line: (second ?? first) + offset, "the key '\(shortened(key))' stands here twice",
      hint: second == nil ? "" : "first in line \(first + offset)")
  case .reader(let problem, let byteOffset, _, _):
    let bytes = text.utf8.prefix(byteOffset ?? 0)
    let line = 1 + bytes.count { $0 == UInt8(ascii: "\n") }
    log.report(
      line: line + offset, "not YAML: \(problem)",
      hint: "remove the control character; only line breaks and tabs are text")
  default:
    log.report(line: 1 + offset, "not YAML: \(shortened("\(error)"))")
  }
}

private func remedy(for problem: String) -> String {
  if problem.contains("mapping values are not allowed") {
    return "put a text that contains ': ' in quotes"
  }
  if problem.contains("tab character") || problem.contains("cannot start any token") {
    return "indent with spaces, and put a text that starts with a special character in quotes"
  }
  if problem.contains("did not find expected key") || problem.contains("could not find expected") {
    return "check indentation and the quotes of the lines before"
  }
  if problem.contains("block sequence entries") {
    return "begin a list below its key, each entry on a line of its own"
  }
  if problem.contains("did not find expected ',' or") {
    return "close the list or map, and put texts with commas or quotes inside { } in quotes"
  }
  return ""
}

/// Line of the next key of that name in the same column, `nil` when it cannot be told.
private func secondLine(of key: String, after first: Int, column: Int, in text: String) -> Int? {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  guard first < lines.count else { return nil }
  for number in first..<lines.count {
    let line = lines[number]
    let rest = line.dropFirst(max(0, column - 1))
    let lead = line.prefix(max(0, column - 1))
    guard lead.allSatisfy({ $0 == " " || $0 == "-" }) else { continue }
    if rest.hasPrefix(key + ":") { return number + 1 }
  }
  return nil
}
