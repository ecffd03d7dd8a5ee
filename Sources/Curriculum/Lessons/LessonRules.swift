import AddressedYAML
import Diagnostics

/// What must hold inside one lesson file.
struct LessonRules {
  let lesson: Lesson
  /// Whether every figure, prediction and question could be read; if not, what refers to them is not judged.
  let isComplete: Bool
  /// The sources' ids as written, those of broken definitions too.
  let sourceIDs: [String]
  let map: YAMLMap
  let log: ProblemLog

  func check(citations: [(id: String, line: Int)], links: [(url: String, line: Int)]) {
    checkFileName()
    checkLists()
    checkIDs()
    checkPredictions()
    checkSources(citations)
    checkQuotes()
    for link in links { checkLink(link.url, line: link.line, log: log) }
  }

  /// `11-container-lifecycle.md`: tens are the stage, units the order within it.
  private func checkFileName() {
    guard let name = lesson.file.split(separator: "/").last, name.hasSuffix(".md") else { return }
    let number = name.prefix { $0.isNumber }
    let rest = name.dropFirst(number.count)
    if rest != "-\(lesson.id).md" {
      log.report(
        line: map.line(of: "id"), "the id '\(lesson.id)' is not that of the file '\(name)'",
        hint: "call the file \(lesson.stage)N-\(lesson.id).md, N being its place in the stage")
    } else if number.count != 2 || number.first.map(String.init) != String(lesson.stage) {
      log.report(
        line: map.line(of: "stage"), "the file '\(name)' is not one of stage \(lesson.stage)",
        hint:
          "its name starts with \(lesson.stage) and its place in the stage: \(lesson.stage)1-...")
    }
  }

  private func checkLists() {
    if map.isEmptyList("topics") {
      log.report(line: map.line(of: "topics"), "the lesson has no topic")
    }
    if map.isEmptyList("goals") {
      log.report(line: map.line(of: "goals"), "the lesson has no goal")
    }
    if lesson.prerequisites.contains(lesson.id) {
      log.report(line: map.line(of: "prerequisites"), "the lesson asks for itself")
    }
    switch lesson.blocks.first?.content {
    case .paragraph: break
    default:
      log.report(
        line: lesson.blocks.first?.line ?? 1, "the text does not start with a paragraph",
        hint: "two or three sentences that say why this matters")
    }
  }

  private func checkIDs() {
    var figures: [String: Int] = [:]
    for figure in lesson.figures {
      if let first = figures[figure.id] {
        log.report(
          line: figure.line, "the figure '\(figure.id)' stands here twice",
          hint: "first in line \(first)")
      } else {
        figures[figure.id] = figure.line
      }
    }
    // Questions and predictions share the names of the record.
    var names: [String: Int] = [:]
    let asked =
      lesson.predictions.map { ($0.id, $0.line) } + lesson.questions.map { ($0.id, $0.line) }
    for (id, line) in asked.sorted(by: { $0.1 < $1.1 }) {
      if let first = names[id] {
        log.report(
          line: line, "the id '\(id)' is taken",
          hint: "by the question or prediction in line \(first)")
      } else {
        names[id] = line
      }
    }
  }

  private func checkPredictions() {
    for prediction in lesson.predictions {
      guard let id = prediction.figure else { continue }
      guard let figure = lesson.figure(id) else {
        guard isComplete else { continue }
        log.report(
          line: prediction.line, "there is no figure '\(id)' in this lesson",
          hint: suggestion(for: id, in: lesson.figures.map(\.id)))
        continue
      }
      if figure.line < prediction.line {
        log.report(
          line: prediction.line, "the figure '\(id)' stands before its prediction",
          hint: "ask first, then show")
      }
    }
  }

  private func checkSources(_ citations: [(id: String, line: Int)]) {
    // Those in the front matter were reported with the remedy; every citation would only repeat it.
    guard !map.has("sources") else { return }
    for (id, line) in citations + namedSources where !sourceIDs.contains(id) {
      log.report(
        line: line, "there is no source '\(shortened(id))'",
        hint: suggestion(for: id, in: sourceIDs))
    }
    if sourceIDs.isEmpty {
      log.report(
        line: lesson.blocks.first?.line ?? 1, "the lesson has no source",
        hint: "every fact has one; end the file with \(pattern("id"))")
    }
    // A code host drops a footnote that no words refer to, so a figure's source is cited beside the figure.
    for source in lesson.sources where !citations.contains(where: { $0.id == source.id }) {
      log.report(
        line: source.line, "the source '\(source.id)' is never cited",
        hint: "write [^\(source.id)] after the fact that it supports, or remove it")
    }
  }

  /// The sources that questions and figures name, with their lines.
  private var namedSources: [(id: String, line: Int)] {
    lesson.questions.compactMap { question in question.source.map { ($0, question.line) } }
      + lesson.figures.compactMap { figure in
        switch figure.kind {
        case .formula(let formula): formula.source.map { ($0, figure.line) }
        case .table(let table): (table.source, figure.line)
        default: nil
        }
      }
  }

  private func checkQuotes() {
    guard !lesson.numbers.isEmpty else { return }
    let text = lesson.blocks.map(\.plainText).joined(separator: "\n")
    for number in lesson.numbers where !text.contains(number.quote) {
      log.report(
        line: number.line, "the text does not contain '\(shortened(number.quote))'",
        hint: "quote the number exactly as it is written there")
    }
  }
}

/// Reports an address that is neither an https link nor a place inside the content.
func checkLink(_ url: String, line: Int, log: ProblemLog) {
  switch LinkForm(url) {
  case .lesson, .project, .challenge, .lessonFile, .challengeFile: break
  case .web:
    if let problem = linkProblem(url) {
      log.report(line: line, "the link: \(problem)", hint: "remove it or write the full address")
    }
  case .other:
    log.report(
      line: line, "'\(shortened(url))' is not a link that works here",
      hint: "https://..., lesson:ID, project:ID, challenge:ID, or the file of another lesson")
  }
}

/// The known word that looks most like `word`, else (with `isList`) all of them, for a hint.
func suggestion(for word: String, in known: [String], isList: Bool = true) -> String {
  nearestMatch(to: word, in: known).map { "did you mean '\($0)'?" }
    ?? (known.isEmpty || !isList ? "" : "there are: " + known.joined(separator: ", "))
}
