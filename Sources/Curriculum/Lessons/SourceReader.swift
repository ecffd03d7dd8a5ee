import AddressedYAML

/// Reads the sources at the end of a lesson's text, Markdown footnotes of one line each:
///
///     [^cri-api]: [kubernetes/cri-api: api.proto](https://github.com/kubernetes/cri-api), checked 2026-11-23.
///
/// A code host shows them as footnotes under the text. They are taken out line by line, before the text is parsed, so that
/// each keeps its place in the file and none is dropped because nothing refers to it.
struct SourceReader {
  let log: ProblemLog
  /// Line of the file before the first line of the text.
  let offset: Int

  private(set) var sources: [Source] = []
  /// The ids as written, those of broken definitions too.
  private(set) var ids: [String] = []

  init(log: ProblemLog, offset: Int) {
    self.log = log
    self.offset = offset
  }

  /// Reads the definitions and returns the text without them, each other line where it was.
  mutating func text(of body: String) -> String {
    var lines = body.split(separator: "\n", omittingEmptySubsequences: false)
    var fence: Fence?
    var hasFound = false
    var hasReported = false
    for at in lines.indices {
      let line = lines[at]
      if let open = fence {
        if open.isClosed(by: line) { fence = nil }
      } else if let definition = Definition(line) {
        read(definition, line: offset + at + 1)
        lines[at] = ""
        hasFound = true
        continue
      } else {
        fence = Fence(line)
      }
      if hasFound, !hasReported, !line.allSatisfy(\.isWhitespace) {
        hasReported = true
        log.report(
          line: offset + at + 1, "text stands after the first source",
          hint: "sources come last, one line each: \(pattern("id"))")
      }
    }
    return hasFound ? lines.joined(separator: "\n") : body
  }

  private mutating func read(_ definition: Definition, line: Int) {
    let id = definition.id
    guard isIdentifier(id) else {
      log.report(
        line: line, "a source cannot be called '\(shortened(id))'",
        hint: "an id has lower-case words, digits and hyphens, such as 'paged-kv-cache'")
      ids.append(id)
      return
    }
    guard !ids.contains(id) else {
      let first = sources.first { $0.id == id }.map { "first in line \($0.line)" } ?? ""
      log.report(line: line, "the source '\(id)' stands here twice", hint: first)
      return
    }
    ids.append(id)
    let paragraph = MarkdownNode.parse(definition.text).document.children
    guard paragraph.count == 1, let pieces = paragraph.first?.children,
      let link = pieces.first, link.kind == .link
    else {
      log.report(
        line: line, "the source '\(id)' does not start with a link", hint: "write \(pattern(id))")
      return
    }
    var markdown = MarkdownReader(log: log, offset: offset)
    let text = plainText(of: markdown.inlines(link.children, line: line))
    let url = checkedLink(link.url, of: id, line: line)
    let checked = date(pieces.dropFirst(), of: id, line: line)
    guard !text.isEmpty else {
      log.report(
        line: line, "the source '\(id)' has no words",
        hint: "say what it is, such as the name of a document: \(pattern(id))")
      return
    }
    guard let url, let checked else { return }
    sources.append(Source(id: id, text: text, url: url, checked: checked, line: line))
  }

  private func checkedLink(_ url: String, of id: String, line: Int) -> String? {
    guard let problem = linkProblem(url) else { return url }
    log.report(
      line: line, "the source '\(id)': \(problem)", hint: "write the full address, https://...")
    return nil
  }

  /// The day at the end of the definition: `, checked 2026-11-23.`
  private func date(_ pieces: some Collection<MarkdownNode>, of id: String, line: Int) -> String? {
    let words = pieces.map { $0.kind == .text ? $0.literal : "\u{0}" }.joined()
    let tail = words.hasSuffix(".") ? words.dropLast() : words[...]
    let lead = ", checked "
    guard tail.hasPrefix(lead) else {
      log.report(
        line: line, "the source '\(id)' has no date",
        hint: "end the line with the day it was checked: \(pattern(id))")
      return nil
    }
    let day = String(tail.dropFirst(lead.count))
    guard isDate(day) else {
      log.report(
        line: line, "the source '\(id)' was checked on '\(shortened(day))', which is no date",
        hint: "write the day as YYYY-MM-DD, such as 2026-11-23")
      return nil
    }
    return day
  }
}

/// How a source is written, for hints.
func pattern(_ id: String) -> String {
  "[^\(id)]: [what it is](https://...), checked YYYY-MM-DD."
}

/// `[^id]: text`, at most three columns from the left: where Markdown sees a footnote.
private struct Definition {
  let id: String
  let text: String

  init?(_ line: Substring) {
    let start = line.drop { $0 == " " }
    guard line.count - start.count <= 3, start.hasPrefix("[^"),
      let end = start.firstRange(of: "]:")
    else { return nil }
    let id = start[..<end.lowerBound].dropFirst(2)
    guard !id.contains(where: { $0 == "]" || $0 == "[" }) else { return nil }
    self.id = String(id)
    text = start[end.upperBound...].trimmingPrefix { $0 == " " }.description
  }
}

/// The opening line of a fenced block.
private struct Fence {
  let mark: Character
  let length: Int

  init?(_ line: Substring) {
    let start = line.drop { $0 == " " }
    guard let mark = start.first, mark == "`" || mark == "~" else { return nil }
    let length = start.prefix { $0 == mark }.count
    guard length >= 3, mark == "~" || !start.dropFirst(length).contains("`") else { return nil }
    self.mark = mark
    self.length = length
  }

  func isClosed(by line: Substring) -> Bool {
    let start = line.drop { $0 == " " }
    let run = start.prefix { $0 == mark }
    return run.count >= length && start.dropFirst(run.count).allSatisfy { $0 == " " }
  }
}
