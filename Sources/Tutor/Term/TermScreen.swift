import Curriculum
import TerminalUI

/// A word of the glossary, with the lessons that explain it at length.
public struct TermScreen: PageScreen {
  let term: String
  var position = PagePosition()
  public var wantsPlace: Place?
  public var notice: Notice?

  public init(_ term: String) { self.term = term }

  public var place: Place { .term(term) }

  func page(_ context: Context) -> Page {
    var page = Page(width: pageArea(context).columns, glyphs: context.glyphs)
    guard let found = context.index.glossary.terms.first(where: { $0.term.english == term }) else {
      page.text(context.say("tutor.term.unknown", term), role: .bad)
      return page
    }
    page.line([
      TextSpan(found.term.english, role: .title, attributes: .bold),
      TextSpan(found.term.chinese.map { "  " + $0 } ?? "", role: .muted),
    ])
    page.blank()
    page.text(context.text(found.definition))
    if let topic = context.index.topic(found.topic) {
      page.heading(context.text(topic.title))
      for lesson in context.index.lessons(topic: topic.id) {
        page.item(lessonSpans(lesson, context), indent: 4, target: .go(.lesson(lesson.id)))
      }
      for challenge in context.index.challenges(topic: topic.id) {
        page.item(
          challengeSpans(challenge, context), indent: 4, target: .go(.challenge(challenge.id)))
      }
    }
    let siblings = context.index.glossary.terms.filter {
      $0.topic == found.topic && $0.term.english != term
    }
    if !siblings.isEmpty {
      page.heading(context.say("tutor.term.related"))
      for sibling in siblings {
        page.item(
          [TextSpan(context.text(sibling.term))], indent: 4,
          target: .go(.term(sibling.term.english)))
      }
    }
    return page
  }
}
