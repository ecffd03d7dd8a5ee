import Diagnostics

/// All content, read in full: what `check` looks at and what the index is made from.
public struct Catalog: Hashable, Sendable {
  public let landscape: Landscape
  public let glossary: Glossary
  /// By stage, then file name, but never before a prerequisite.
  public let lessons: [Lesson]
  /// By week.
  public let challenges: [Challenge]
  /// Metadata and lookups.
  public let index: ContentIndex

  /// Orders what was read. Prerequisites in a circle are ignored where they close it (the rules report them).
  public init(
    landscape: Landscape, glossary: Glossary, lessons: [Lesson], challenges: [Challenge]
  ) {
    self.landscape = landscape
    self.glossary = glossary
    self.lessons = inOrder(lessons).lessons
    self.challenges = challenges.sorted { ($0.week, $0.file) < ($1.week, $1.file) }
    index = ContentIndex(
      landscape: landscape, glossary: glossary, lessons: self.lessons.map(LessonSummary.init),
      challenges: self.challenges.map(ChallengeSummary.init))
  }

  /// `nil` when there is none of that id.
  public func lesson(_ id: String) -> Lesson? { lessons.first { $0.id == id } }
  /// `nil` when there is none of that id.
  public func challenge(_ id: String) -> Challenge? { challenges.first { $0.id == id } }

  /// Reads everything. What could not be read is left out of the value and stands among the problems; problems are
  /// sorted by file and line.
  public static func load(_ files: ContentFiles) -> Parsed<Catalog> {
    let reader = CurriculumReader(files: files)
    var problems: [ContentProblem] = []
    func usable<Value>(_ parsed: Parsed<Value>) -> Value? {
      problems += parsed.problems
      return parsed.value
    }
    let landscape = usable(reader.landscape())
    let topics = landscape?.stages.flatMap(\.topics).map(\.id)
    let glossary = usable(reader.glossary(topics: topics))
    let lessons = reader.lessonPaths.compactMap { usable(reader.lesson(at: $0)) }
    let challenges = reader.challengePaths.compactMap { usable(reader.challenge(at: $0)) }
    if reader.lessonPaths.isEmpty {
      problems.append(
        ContentProblem(
          file: "lessons", line: 0, message: "there is no lesson here",
          hint: "a content directory holds lessons/ and challenges/"))
    }
    let catalog = Catalog(
      landscape: landscape ?? .empty, glossary: glossary ?? Glossary(terms: []), lessons: lessons,
      challenges: challenges)
    problems += CatalogRules(
      catalog: catalog, knowsMap: landscape != nil,
      isComplete: lessons.count == reader.lessonPaths.count
        && challenges.count == reader.challengePaths.count,
      scenarios: reader.scenarioNames
    ).problems()
    return Parsed(value: catalog, problems: problems.sorted())
  }
}

extension Landscape {
  /// No stage and no entry.
  static var empty: Landscape {
    let axis = Axis(low: LocalText(""), high: LocalText(""))
    return Landscape(
      version: 1, checked: "", xAxis: axis, yAxis: axis, stages: [], entries: [])
  }
}

/// By stage, then file, prerequisites first. `circles` are the lessons at which a chain of prerequisites returns to
/// itself, each with the chain.
func inOrder(_ lessons: [Lesson]) -> (
  lessons: [Lesson], circles: [(lesson: Lesson, chain: [String])]
) {
  let sorted = lessons.sorted { ($0.stage, $0.file) < ($1.stage, $1.file) }
  let byID = Dictionary(sorted.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  var ordered: [Lesson] = []
  var finished: Set<String> = []
  var circles: [(lesson: Lesson, chain: [String])] = []
  func visit(_ lesson: Lesson, chain: [String]) {
    guard !finished.contains(lesson.file) else { return }
    for id in lesson.prerequisites {
      guard let before = byID[id], id != lesson.id else { continue }
      if let at = chain.firstIndex(of: id) {
        circles.append((lesson, chain[at...] + [lesson.id, id]))
      } else {
        visit(before, chain: chain + [lesson.id])
      }
    }
    if finished.insert(lesson.file).inserted { ordered.append(lesson) }
  }
  for lesson in sorted { visit(lesson, chain: []) }
  return (ordered, circles)
}
