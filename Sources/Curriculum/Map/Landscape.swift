/// The map of projects and the five stages of the path.
public struct Landscape: Hashable, Sendable {
  public let version: Int
  /// The day on which it was checked as a whole, `YYYY-MM-DD`.
  public let checked: String
  /// Left to right: how mature a project is.
  public let xAxis: Axis
  /// Bottom to top: how close to the application it is.
  public let yAxis: Axis
  /// In stage order, 1 to 5.
  public let stages: [Stage]
  /// In file order.
  public let entries: [LandscapeEntry]

  public init(
    version: Int, checked: String, xAxis: Axis, yAxis: Axis, stages: [Stage],
    entries: [LandscapeEntry]
  ) {
    self.version = version
    self.checked = checked
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.stages = stages
    self.entries = entries
  }

  /// The words at the two ends of an axis.
  public struct Axis: Hashable, Sendable {
    /// At 0: left or bottom.
    public let low: LocalText
    /// At 100: right or top.
    public let high: LocalText

    public init(low: LocalText, high: LocalText) {
      self.low = low
      self.high = high
    }
  }
}

/// One of the five stages of the path, and band of the map.
public struct Stage: Hashable, Sendable, Identifiable {
  public let id: String
  /// 1 to 5.
  public let number: Int
  public let title: LocalText
  /// Lab id.
  public let lab: String
  public let summary: LocalText
  public let topics: [Topic]
  public let roadmap: [RoadmapItem]

  public init(
    id: String, number: Int, title: LocalText, lab: String, summary: LocalText, topics: [Topic],
    roadmap: [RoadmapItem]
  ) {
    self.id = id
    self.number = number
    self.title = title
    self.lab = lab
    self.summary = summary
    self.topics = topics
    self.roadmap = roadmap
  }
}

/// A subject of a stage.
public struct Topic: Hashable, Sendable, Identifiable {
  public let id: String
  public let title: LocalText

  public init(id: String, title: LocalText) {
    self.id = id
    self.title = title
  }
}

/// An ongoing proposal.
public struct RoadmapItem: Hashable, Sendable {
  public let title: LocalText
  public let url: String
  /// Entry id, `nil` when it is not on the map.
  public let entry: String?
  public let note: LocalText
  /// `YYYY-MM-DD`.
  public let checked: String

  public init(title: LocalText, url: String, entry: String?, note: LocalText, checked: String) {
    self.title = title
    self.url = url
    self.entry = entry
    self.note = note
    self.checked = checked
  }
}

/// A project, interface or proposal on the map.
public struct LandscapeEntry: Hashable, Sendable, Identifiable {
  public let id: String
  public let name: String
  public let repository: String
  /// 1 to 5.
  public let stage: Int
  public let category: String
  /// 0 (prototype) to 100 (mature).
  public let x: Int
  /// 0 (infrastructure) to 100 (application); orders entries inside the band of their stage.
  public let y: Int
  /// Early stage or under exploration: drawn with a dashed outline.
  public let isEarly: Bool
  /// Not part of the landscape proper; a learner can switch additions on.
  public let isAddition: Bool
  public let what: LocalText
  public let concepts: [String]
  public let maturity: String
  public let language: String
  public let licence: String
  public let relations: [Relation]
  public let facts: [Fact]
  /// Addresses of documentation.
  public let docs: [String]
  /// Topic ids.
  public let topics: [String]

  public init(
    id: String, name: String, repository: String, stage: Int, category: String, x: Int, y: Int,
    isEarly: Bool, isAddition: Bool, what: LocalText, concepts: [String], maturity: String,
    language: String, licence: String, relations: [Relation], facts: [Fact], docs: [String],
    topics: [String]
  ) {
    self.id = id
    self.name = name
    self.repository = repository
    self.stage = stage
    self.category = category
    self.x = x
    self.y = y
    self.isEarly = isEarly
    self.isAddition = isAddition
    self.what = what
    self.concepts = concepts
    self.maturity = maturity
    self.language = language
    self.licence = licence
    self.relations = relations
    self.facts = facts
    self.docs = docs
    self.topics = topics
  }
}

/// How one project stands to another.
public struct Relation: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case buildsOn = "builds_on"
    case basisOf = "basis_of"
    case extends
    case extendedBy = "extended_by"
    case uses
    case usedBy = "used_by"
    case implements
    case implementedBy = "implemented_by"
    case partOf = "part_of"
    case includes
    case succeeds
    case succeededBy = "succeeded_by"
    case integratesWith = "integrates_with"
    case alternativeTo = "alternative_to"

    /// The same relation seen from the other end.
    public var inverse: Kind {
      switch self {
      case .buildsOn: .basisOf
      case .basisOf: .buildsOn
      case .extends: .extendedBy
      case .extendedBy: .extends
      case .uses: .usedBy
      case .usedBy: .uses
      case .implements: .implementedBy
      case .implementedBy: .implements
      case .partOf: .includes
      case .includes: .partOf
      case .succeeds: .succeededBy
      case .succeededBy: .succeeds
      case .integratesWith: .integratesWith
      case .alternativeTo: .alternativeTo
      }
    }
  }

  public enum Target: Hashable, Sendable {
    /// Id of an entry: one can jump there.
    case entry(String)
    /// Something that is not on the map.
    case text(String)
  }

  public let kind: Kind
  public let target: Target

  public init(kind: Kind, target: Target) {
    self.kind = kind
    self.target = target
  }
}

/// A checked statement.
public struct Fact: Hashable, Sendable {
  public let text: LocalText
  public let source: String
  /// `YYYY-MM-DD`.
  public let checked: String

  public init(text: LocalText, source: String, checked: String) {
    self.text = text
    self.source = source
    self.checked = checked
  }
}
