/// Everything that Today, Map, Path, Challenges and search need, without the text of lessons and challenges.
///
/// Small enough to be kept beside the content in one file (`encoded`), so that the program opens without reading YAML.
public struct ContentIndex: Hashable, Sendable {
  public let landscape: Landscape
  public let glossary: Glossary
  /// By stage, then file name, but never before a prerequisite.
  public let lessons: [LessonSummary]
  /// By week.
  public let challenges: [ChallengeSummary]

  public init(
    landscape: Landscape, glossary: Glossary, lessons: [LessonSummary],
    challenges: [ChallengeSummary]
  ) {
    self.landscape = landscape
    self.glossary = glossary
    self.lessons = lessons
    self.challenges = challenges
  }

  /// Before anything was read.
  public static let empty = ContentIndex(
    landscape: Landscape(
      version: 1, checked: "", xAxis: .init(low: LocalText(""), high: LocalText("")),
      yAxis: .init(low: LocalText(""), high: LocalText("")), stages: [], entries: []),
    glossary: Glossary(terms: []), lessons: [], challenges: [])

  // MARK: Lookups

  /// `nil` when there is none of that id.
  public func lesson(_ id: String) -> LessonSummary? { lessons.first { $0.id == id } }
  /// `nil` when there is none of that id.
  public func challenge(_ id: String) -> ChallengeSummary? { challenges.first { $0.id == id } }
  /// `nil` when there is none of that id.
  public func entry(_ id: String) -> LandscapeEntry? { landscape.entries.first { $0.id == id } }
  /// The stage with that number, 1 to 5.
  public func stage(_ number: Int) -> Stage? { landscape.stages.first { $0.number == number } }
  /// `nil` when no stage has a topic of that id.
  public func topic(_ id: String) -> Topic? {
    landscape.stages.lazy.flatMap(\.topics).first { $0.id == id }
  }

  /// Lessons in which a project appears, in path order.
  public func lessons(project id: String) -> [LessonSummary] {
    lessons.filter { $0.projects.contains(id) }
  }
  /// Challenges in which a project appears, in calendar order.
  public func challenges(project id: String) -> [ChallengeSummary] {
    challenges.filter { $0.projects.contains(id) }
  }
  /// Lessons on a topic, in path order.
  public func lessons(topic id: String) -> [LessonSummary] {
    lessons.filter { $0.topics.contains(id) }
  }
  /// Challenges on a topic, in calendar order.
  public func challenges(topic id: String) -> [ChallengeSummary] {
    challenges.filter { $0.topics.contains(id) }
  }
  /// Lessons of a stage, in path order.
  public func lessons(stage number: Int) -> [LessonSummary] {
    lessons.filter { $0.stage == number }
  }
  /// Challenges of a stage, in calendar order.
  public func challenges(stage number: Int) -> [ChallengeSummary] {
    challenges.filter { $0.stage == number }
  }
  /// Entries of a stage in file order.
  public func entries(stage number: Int) -> [LandscapeEntry] {
    landscape.entries.filter { $0.stage == number }
  }

  /// Every relation of an entry, its own first, then those that only others name, turned round.
  public func relations(of id: String) -> [Relation] {
    var relations = entry(id)?.relations ?? []
    for other in landscape.entries where other.id != id {
      for relation in other.relations where relation.target == .entry(id) {
        let back = Relation(kind: relation.kind.inverse, target: .entry(other.id))
        if !relations.contains(back) { relations.append(back) }
      }
    }
    return relations
  }
}
