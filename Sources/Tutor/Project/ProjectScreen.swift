import Curriculum
import Learning
import TerminalUI

/// A project's page: what it is, what it stands on, what stands on it, where it appears.
public struct ProjectScreen: PageScreen {
  let id: String
  var position = PagePosition()
  public var wantsPlace: Place?
  public var notice: Notice?

  public init(_ id: String) { self.id = id }

  public var place: Place { .project(id) }

  func ownKeys(_ context: Context) -> [KeyBinding<Action>] {
    [context.binding([.character("m")], "tutor.project.key.map", .go(.map(entry: id)))]
  }

  public mutating func appear(_ context: Context) -> [Effect] {
    guard context.index.entry(id) != nil, context.learner.entriesMet[id] == nil else {
      return []
    }
    return [.record(.entryMet(entry: id))]
  }

  func page(_ context: Context) -> Page {
    var page = Page(width: pageArea(context).columns, glyphs: context.glyphs)
    guard let entry = context.index.entry(id) else {
      page.text(context.say("tutor.project.unknown", id), role: .bad)
      return page
    }
    let middot = " \(context.glyphs.middot) "
    page.line([
      TextSpan(entry.name, role: .stage(entry.stage), attributes: .bold),
      TextSpan(
        middot
          + [entry.category, context.say("tutor.map.stage", String(entry.stage))]
          .joined(separator: middot), role: .muted),
    ])
    page.spans([
      TextSpan(entry.repository, role: .link, link: entry.repository)
    ])
    page.blank()
    page.text(context.text(entry.what))
    page.blank()
    var labels = [entry.maturity, entry.language, entry.licence]
    if entry.isEarly { labels.append(context.say("tutor.map.early")) }
    if entry.isAddition { labels.append(context.say("tutor.map.addition")) }
    page.text(labels.filter { !$0.isEmpty }.joined(separator: middot), role: .muted)
    if !entry.concepts.isEmpty {
      page.heading(context.say("tutor.project.concepts"))
      page.text(entry.concepts.joined(separator: middot), indent: 2)
    }
    addRelations(of: entry, to: &page, context)
    addWork(on: entry, to: &page, context)
    if !entry.facts.isEmpty {
      page.heading(context.say("tutor.project.facts"))
      for fact in entry.facts {
        page.bullet([
          TextSpan(context.text(fact.text)),
          TextSpan(
            "  [" + context.say("tutor.project.source", fact.source, fact.checked) + "]",
            role: .muted),
        ])
      }
    }
    if !entry.docs.isEmpty {
      page.heading(context.say("tutor.project.docs"))
      for doc in entry.docs {
        let isLink = doc.hasPrefix("https://")
        page.bullet([TextSpan(doc, role: isLink ? .link : .normal, link: isLink ? doc : nil)])
      }
    }
    return page
  }

  private func addRelations(of entry: LandscapeEntry, to page: inout Page, _ context: Context) {
    let all = context.index.relations(of: entry.id)
    guard !all.isEmpty else { return }
    page.heading(context.say("tutor.project.relations"))
    for kind in Relation.Kind.allCases {
      let relations = all.filter { $0.kind == kind }
      guard !relations.isEmpty else { continue }
      let label = context.say("tutor.relation." + kind.rawValue)
      for relation in relations {
        switch relation.target {
        case .entry(let id):
          let other = context.index.entry(id)
          page.item(
            [
              TextSpan(label + " ", role: .muted),
              TextSpan(other?.name ?? id, role: .link),
            ], indent: 4, target: .go(.project(id)))
        case .text(let text):
          page.line([TextSpan(label + " ", role: .muted), TextSpan(text)], indent: 4)
        }
      }
    }
  }

  private func addWork(on entry: LandscapeEntry, to page: inout Page, _ context: Context) {
    let lessons = context.index.lessons(project: entry.id)
    let challenges = context.index.challenges(project: entry.id)
    if !lessons.isEmpty {
      page.heading(context.say("tutor.project.lessons"))
      for lesson in lessons {
        page.item(lessonSpans(lesson, context), indent: 4, target: .go(.lesson(lesson.id)))
      }
    }
    if !challenges.isEmpty {
      page.heading(context.say("tutor.project.challenges"))
      for challenge in challenges {
        page.item(
          challengeSpans(challenge, context), indent: 4, target: .go(.challenge(challenge.id)))
      }
    }
  }
}
