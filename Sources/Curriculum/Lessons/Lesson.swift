/// One lesson, read from one Markdown file.
public struct Lesson: Hashable, Sendable, Identifiable {
  public let id: String
  public let version: Int
  public let title: LocalText
  /// 1 to 5.
  public let stage: Int
  /// Topic ids of the landscape.
  public let topics: [String]
  /// Entry ids of the landscape.
  public let projects: [String]
  /// Reading time, 8 to 15.
  public let minutes: Int
  /// Lesson ids.
  public let prerequisites: [String]
  public let goals: [LocalText]
  public let sources: [Source]
  /// Numbers of the text that a simulator produced.
  public let numbers: [QuotedNumber]
  public let blocks: [Block]
  /// Path inside the content directory: `lessons/11-container-lifecycle.md`.
  public let file: String
  /// Lines of the keys of the front matter (`id`) and of the ids in its lists (`topics.kv-cache`).
  public let places: [String: Int]

  /// Figures in reading order.
  public var figures: [Figure] {
    blocks.compactMap { if case .figure(let figure) = $0.content { figure } else { nil } }
  }
  /// Predictions in reading order.
  public var predictions: [Prediction] {
    blocks.compactMap {
      if case .prediction(let prediction) = $0.content { prediction } else { nil }
    }
  }
  /// Questions in reading order.
  public var questions: [Question] {
    blocks.compactMap { if case .question(let question) = $0.content { question } else { nil } }
  }
  /// The source that `[^id]` refers to.
  public func source(_ id: String) -> Source? { sources.first { $0.id == id } }
  /// The figure with that id.
  public func figure(_ id: String) -> Figure? { figures.first { $0.id == id } }
  /// The name under which the record keeps a question or prediction: `LESSON/ID`.
  public func globalID(_ part: String) -> String { "\(id)/\(part)" }

  public init(
    id: String, version: Int, title: LocalText, stage: Int, topics: [String], projects: [String],
    minutes: Int, prerequisites: [String], goals: [LocalText], sources: [Source],
    numbers: [QuotedNumber], blocks: [Block], file: String, places: [String: Int] = [:]
  ) {
    self.id = id
    self.version = version
    self.title = title
    self.stage = stage
    self.topics = topics
    self.projects = projects
    self.minutes = minutes
    self.prerequisites = prerequisites
    self.goals = goals
    self.sources = sources
    self.numbers = numbers
    self.blocks = blocks
    self.file = file
    self.places = places
  }
}

/// Where a fact was looked up, and when.
public struct Source: Hashable, Sendable, Identifiable {
  public let id: String
  public let text: String
  public let url: String
  /// The day on which it was checked, `YYYY-MM-DD`.
  public let checked: String
  public let line: Int

  public init(id: String, text: String, url: String, checked: String, line: Int) {
    self.id = id
    self.text = text
    self.url = url
    self.checked = checked
    self.line = line
  }
}

/// A number in the text of a lesson and the run that gives it.
public struct QuotedNumber: Hashable, Sendable {
  /// The words as they stand in the text: `11.9 %`.
  public let quote: String
  public let measurement: LabMeasurement
  public let line: Int

  public init(quote: String, measurement: LabMeasurement, line: Int) {
    self.quote = quote
    self.measurement = measurement
    self.line = line
  }
}
