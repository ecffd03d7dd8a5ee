/// How a link in a text is written.
enum LinkForm: Hashable {
  case web
  /// `lesson:ID`, `project:ID`, `challenge:ID`.
  case lesson(String)
  case project(String)
  case challenge(String)
  /// Another lesson's file beside this one (`12-scheduler.md`), so that the link works on a code host too.
  case lessonFile(String)
  /// A challenge's file: `../challenges/01-first.yml`.
  case challengeFile(String)
  case other

  init(_ url: String) {
    let parts = url.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts.first.map(String.init), parts.count) {
    case ("https", 2), ("http", 2): self = .web
    case ("lesson", 2): self = .lesson(String(parts[1]))
    case ("project", 2): self = .project(String(parts[1]))
    case ("challenge", 2): self = .challenge(String(parts[1]))
    case (_, 1) where url.hasSuffix(".md") && !url.contains("/"): self = .lessonFile(url)
    case (_, 1) where url.hasPrefix("../lessons/") && url.hasSuffix(".md"):
      self = .lessonFile(String(url.dropFirst("../lessons/".count)))
    case (_, 1) where url.hasPrefix("../challenges/") && url.hasSuffix(".yml"):
      self = .challengeFile(String(url.dropFirst("../challenges/".count)))
    default: self = .other
    }
  }
}

/// Where a link leads.
public enum LinkTarget: Hashable, Sendable {
  /// An address outside.
  case web(String)
  case lesson(String)
  case project(String)
  case challenge(String)
}

extension ContentIndex {
  /// Where the `url` of an inline link leads; `nil` when nothing of that name exists.
  public func target(of url: String) -> LinkTarget? {
    switch LinkForm(url) {
    case .web: .web(url)
    case .lesson(let id): lesson(id).map { .lesson($0.id) }
    case .project(let id): entry(id).map { .project($0.id) }
    case .challenge(let id): challenge(id).map { .challenge($0.id) }
    case .lessonFile(let name):
      lessons.first { $0.file == "lessons/" + name }.map { .lesson($0.id) }
    case .challengeFile(let name):
      challenges.first { $0.file == "challenges/" + name }.map { .challenge($0.id) }
    case .other: nil
    }
  }
}
