import AddressedYAML
import Diagnostics

extension Lesson {
  /// Reads a lesson file. `file` is its path inside the content directory.
  public static func parse(_ text: String, file: String) -> Parsed<Lesson> {
    let log = ProblemLog(file: file)
    let text = normalized(text, log: log)
    guard let (front, body, bodyLine) = split(text, log: log) else {
      return Parsed(value: nil, problems: log.problems)
    }
    guard let map = YAMLMap.parse(front, log: log, firstLine: 2) else {
      return Parsed(value: nil, problems: log.problems)
    }
    var isComplete = true
    var markdown = MarkdownReader(log: log, offset: bodyLine - 1) { kind, text, line in
      let content = interactiveContent(kind, text, line: line, log: log)
      if content == nil { isComplete = false }
      return content
    }
    var sources = SourceReader(log: log, offset: bodyLine - 1)
    let blocks = markdown.blocks(of: sources.text(of: body))
    let lesson = read(map, blocks: blocks, sources: sources.sources, file: file)
    if let lesson {
      LessonRules(
        lesson: lesson, isComplete: isComplete, sourceIDs: sources.ids, map: map, log: log
      ).check(citations: markdown.citations, links: markdown.links)
    }
    return Parsed(value: lesson, problems: log.problems)
  }

  private static func interactiveContent(
    _ kind: MarkdownReader.InteractiveKind, _ text: String, line: Int, log: ProblemLog
  ) -> Block.Content? {
    guard let map = YAMLMap.parse(text, log: log, firstLine: line) else { return nil }
    return switch kind {
    case .figure: Figure.read(map).map(Block.Content.figure)
    case .predict: Prediction.read(map).map(Block.Content.prediction)
    case .question: Question.read(map).map(Block.Content.question)
    }
  }

  private static func read(
    _ map: YAMLMap, blocks: [Block], sources: [Source], file: String
  ) -> Lesson? {
    let id = map.required("id")?.identifier()
    let version = map.required("version", hint: "1, then one more with each change of questions")?
      .whole(in: 1...Int.max)
    let title = map.localText("title")
    let stage = map.required("stage")?.whole(in: 1...5)
    let topics = map.identifiers("topics").map(\.id)
    let projects = map.identifiers("projects").map(\.id)
    let minutes = map.required("minutes")?.whole(in: 8...15, unit: "minutes")
    let prerequisites = map.identifiers("prerequisites").map(\.id)
    let goals = map.localTexts("goals")
    let numbers = map.maps("numbers").compactMap(QuotedNumber.read)
    for key in ["topics", "goals"] { _ = map.required(key, hint: "a list") }
    if map.has("sources") {
      _ = map.optional("sources")
      map.log.report(
        line: map.line(of: "sources"), "sources do not stand in the front matter",
        hint: "end the file with one line for each: \(pattern("id"))")
    }
    map.finish()
    guard let id, let version, let title, let stage, let minutes else { return nil }
    return Lesson(
      id: id, version: version, title: title, stage: stage, topics: topics, projects: projects,
      minutes: minutes, prerequisites: prerequisites, goals: goals, sources: sources,
      numbers: numbers, blocks: blocks, file: file, places: map.places)
  }
}

extension QuotedNumber {
  fileprivate static func read(_ map: YAMLMap) -> QuotedNumber? {
    let quote = map.required("quote", hint: "the number as it stands in the text")?.text()
    let measurement = map.measurement(mayBeExperiment: true)
    map.finish()
    guard let quote, let measurement else { return nil }
    return QuotedNumber(quote: quote, measurement: measurement, line: map.line)
  }
}

/// Front matter and body, and the line of the file in which the body starts.
private func split(_ text: String, log: ProblemLog) -> (front: String, body: String, line: Int)? {
  let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  guard let first = lines.first, isFence(first) else {
    log.report(
      line: 1, "the file does not start with front matter",
      hint: "the first line is '---', then keys such as 'id: my-lesson', then '---' again")
    return nil
  }
  guard let end = lines.dropFirst().firstIndex(where: isFence) else {
    log.report(line: 1, "the front matter has no end", hint: "close it with a line '---'")
    return nil
  }
  // Both fences end in a line feed that is part of neither side, except at the end of the file.
  let front = text[lines[1].startIndex..<lines[end].startIndex]
  let body = end + 1 < lines.count ? text[lines[end + 1].startIndex...] : ""
  return (String(front), String(body), end + 2)
}

/// Whether a line is `---`, perhaps with spaces behind it.
private func isFence(_ line: Substring.UTF8View) -> Bool {
  line.starts(with: "---".utf8) && line.dropFirst(3).allSatisfy { $0 == UInt8(ascii: " ") }
}

/// Line feeds only, no byte order mark, no characters that a terminal would obey.
func normalized(_ text: String, log: ProblemLog) -> String {
  log.cleaned(withLineFeeds(text), firstLine: 1)
}

private func withLineFeeds(_ text: String) -> String {
  guard text.unicodeScalars.first == "\u{FEFF}" || text.utf8.contains(UInt8(ascii: "\r")) else {
    return text
  }
  var scalars = String.UnicodeScalarView()
  var previous: Unicode.Scalar?
  for scalar in text.unicodeScalars {
    if scalar == "\r" {
      scalars.append("\n")
    } else if !(scalar == "\n" && previous == "\r") {
      scalars.append(scalar)
    }
    previous = scalar
  }
  if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
  return String(scalars)
}
