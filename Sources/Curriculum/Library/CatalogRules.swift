import Diagnostics

/// What must hold between content files.
struct CatalogRules {
  let catalog: Catalog
  /// Whether the landscape could be read; topics and projects are not judged otherwise.
  let knowsMap: Bool
  /// Whether every lesson and challenge could be read; references among them are not judged otherwise.
  let isComplete: Bool
  /// Names of the scenario files.
  let scenarios: [String]

  func problems() -> [ContentProblem] {
    var problems = uniqueness() + circles()
    for lesson in catalog.lessons {
      let page = Page(file: lesson.file, stage: lesson.stage, places: lesson.places)
      problems += references(page, topics: lesson.topics, projects: lesson.projects)
      if isComplete {
        problems += unknown(
          lesson.prerequisites, key: "prerequisites", kind: "lesson", in: lessonIDs, page)
      }
      problems += links(lesson.blocks, page)
    }
    for challenge in catalog.challenges {
      let page = Page(file: challenge.file, stage: challenge.stage, places: challenge.places)
      problems += references(page, topics: challenge.topics, projects: challenge.projects)
      if isComplete {
        problems += unknown(challenge.lessons, key: "lessons", kind: "lesson", in: lessonIDs, page)
      }
      for text in [challenge.brief, challenge.insight] {
        problems += links(text.english + (text.chinese ?? []), page)
      }
    }
    return problems + missingScenarios()
  }

  /// A lesson or challenge file.
  private struct Page {
    let file: String
    let stage: Int
    let places: [String: Int]
  }

  private var lessonIDs: [String] { catalog.lessons.map(\.id) }

  private func uniqueness() -> [ContentProblem] {
    var problems: [ContentProblem] = []
    func note(
      _ kind: String, _ name: String, _ file: String, _ line: Int, _ seen: inout [String: String]
    ) {
      if let first = seen[name] {
        problems.append(
          ContentProblem(
            file: file, line: line, message: "the \(kind) '\(name)' is taken", hint: "by \(first)"))
      } else {
        seen[name] = file
      }
    }
    var lessons: [String: String] = [:]
    for lesson in catalog.lessons.sorted(by: { $0.file < $1.file }) {
      note("lesson id", lesson.id, lesson.file, lesson.places["id"] ?? 0, &lessons)
    }
    var challenges: [String: String] = [:]
    var weeks: [String: String] = [:]
    for challenge in catalog.challenges.sorted(by: { $0.file < $1.file }) {
      let places = challenge.places
      note("challenge id", challenge.id, challenge.file, places["id"] ?? 0, &challenges)
      note("week", String(challenge.week), challenge.file, places["week"] ?? 0, &weeks)
    }
    return problems
  }

  private func circles() -> [ContentProblem] {
    inOrder(catalog.lessons).circles.map { lesson, chain in
      ContentProblem(
        file: lesson.file, line: lesson.places["prerequisites"] ?? 0,
        message: "the prerequisites go round in a circle: " + chain.joined(separator: " -> "),
        hint: "remove one of them")
    }
  }

  private func references(_ page: Page, topics: [String], projects: [String]) -> [ContentProblem] {
    guard knowsMap else { return [] }
    let allTopics = catalog.landscape.stages.flatMap(\.topics).map(\.id)
    let entries = catalog.landscape.entries.map(\.id)
    return unknown(topics, key: "topics", kind: "topic", in: allTopics, page)
      + unknown(projects, key: "projects", kind: "project", in: entries, page)
  }

  private func unknown(
    _ ids: [String], key: String, kind: String, in known: [String], _ page: Page
  ) -> [ContentProblem] {
    ids.filter { !known.contains($0) }.map { id in
      ContentProblem(
        file: page.file, line: page.places["\(key).\(id)"] ?? page.places[key] ?? 0,
        message: "there is no \(kind) '\(id)'",
        hint: suggestion(for: id, in: known, isList: known.count <= 24))
    }
  }

  /// Links to lessons, projects and challenges that do not exist.
  private func links(_ blocks: [Block], _ page: Page) -> [ContentProblem] {
    blocks.flatMap(\.links).compactMap { url, line in
      let (kind, id, known): (String, String, [String])
      switch LinkForm(url) {
      case .web, .other: return nil
      case .project(let name):
        guard knowsMap else { return nil }
        (kind, id, known) = ("project", name, catalog.landscape.entries.map(\.id))
      case .lesson(let name): (kind, id, known) = ("lesson", name, lessonIDs)
      case .challenge(let name):
        (kind, id, known) = ("challenge", name, catalog.challenges.map(\.id))
      case .lessonFile(let name):
        (kind, id, known) = ("lesson file", name, catalog.lessons.map { fileName($0.file) })
      case .challengeFile(let name):
        (kind, id, known) = ("challenge file", name, catalog.challenges.map { fileName($0.file) })
      }
      guard !known.contains(id), isComplete || kind == "project" else { return nil }
      return ContentProblem(
        file: page.file, line: line,
        message: "the link leads to the \(kind) '\(id)', which does not exist",
        hint: suggestion(for: id, in: known, isList: known.count <= 24))
    }
  }

  private func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Each missing scenario once for each file that names it.
  private func missingScenarios() -> [ContentProblem] {
    var noted: Set<[String]> = []
    return catalog.labReferences.compactMap { reference in
      guard case .scenario(let name) = reference.subject, !scenarios.contains(name),
        noted.insert([reference.file, name]).inserted
      else { return nil }
      return ContentProblem(
        file: reference.file, line: reference.line,
        message: "there is no scenario 'challenges/scenarios/\(name).yml'",
        hint: suggestion(for: name, in: scenarios, isList: scenarios.count <= 24))
    }
  }
}

extension Block {
  /// The address of every link in the block, with the block's line.
  public var links: [(url: String, line: Int)] {
    switch content {
    case .heading(_, let words), .paragraph(let words): urls(words).map { ($0, line) }
    case .list(let list): list.items.flatMap { $0.flatMap(\.links) }
    case .quote(let blocks): blocks.flatMap(\.links)
    case .table(let table): ([table.heading] + table.rows).joined().flatMap(urls).map { ($0, line) }
    default: []
    }
  }
}

private func urls(_ words: [Inline]) -> [String] {
  words.flatMap { word -> [String] in
    switch word {
    case .link(let inner, let url): [url] + urls(inner)
    case .emphasis(let inner), .strong(let inner), .strike(let inner): urls(inner)
    case .text, .code, .source, .lineBreak: []
    }
  }
}
