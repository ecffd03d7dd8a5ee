import Labs

/// Where one can be in the tutor: what history, search and links name.
public enum Place: Hashable, Sendable {
  case today
  /// The landscape, with this entry selected when it is named.
  case map(entry: String?)
  case project(String)
  case path(stage: Int?)
  case lesson(String)
  case review
  case challenges
  case challenge(String)
  case lab(LabID?)
  /// A lab with one of its scenarios open.
  case scenario(LabID, String)
  /// An experiment of a lab.
  case experiment(String)
  case progress
  case term(String)

  /// The tab under which the place stands.
  public var tab: Tab {
    switch self {
    case .today, .review: .today
    case .map, .project, .term: .map
    case .path, .lesson: .path
    case .challenges, .challenge: .challenges
    case .lab, .scenario, .experiment: .lab
    case .progress: .progress
    }
  }

  /// Whether it is the first screen of its tab.
  public var isTabRoot: Bool {
    switch self {
    case .today, .map, .path, .challenges, .progress: true
    case .lab(let id): id == nil
    default: false
    }
  }
}

/// The six tabs of the top row, reached with the keys 1 to 6.
public enum Tab: Int, CaseIterable, Hashable, Sendable {
  case today = 1
  case map, path, challenges, lab, progress

  /// Entry of the string table.
  public var titleKey: String {
    switch self {
    case .today: "tutor.tab.today"
    case .map: "tutor.tab.map"
    case .path: "tutor.tab.path"
    case .challenges: "tutor.tab.challenges"
    case .lab: "tutor.tab.lab"
    case .progress: "tutor.tab.progress"
    }
  }

  public var root: Place {
    switch self {
    case .today: .today
    case .map: .map(entry: nil)
    case .path: .path(stage: nil)
    case .challenges: .challenges
    case .lab: .lab(nil)
    case .progress: .progress
    }
  }
}
