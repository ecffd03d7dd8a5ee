import Curriculum
import Labs
import Learning
import TerminalUI

/// What only the path does.
public enum PathAction: Hashable, Sendable {
  case nextStage, previousStage
  /// Mark the focused lesson as known already, or take that back.
  case toggleKnown
}

/// The five stages: topics, lessons in their recommended order, projects, roadmap, lab and challenges. Nothing is locked.
public struct PathScreen: PageScreen {
  var stage: Int
  var position = PagePosition()
  public var wantsPlace: Place?
  public var notice: Notice?

  public init(stage: Int?) { self.stage = stage ?? 1 }

  public var place: Place { .path(stage: stage) }

  func ownKeys(_ context: Context) -> [KeyBinding<Action>] {
    [
      context.binding(
        [.right, .character("l"), .tab], "tutor.path.key.stage", .path(.nextStage), name: "←→"),
      context.binding(
        [.left, .character("h"), .backtab], "tutor.path.key.previous", .path(.previousStage),
        hinted: false),
      context.binding(
        [.character("x")], "tutor.path.key.known", .path(.toggleKnown),
        whyDisabled: focusedLesson(context) == nil ? "tutor.path.why.noLesson" : nil),
    ]
  }

  private func focusedLesson(_ context: Context) -> String? {
    if case .go(.lesson(let id))? = position.target(on: page(context)) { id } else { nil }
  }

  mutating func performOwn(_ action: Action, _ context: Context) -> [Effect] {
    switch action {
    case .path(.nextStage): turn(to: stage % 5 + 1)
    case .path(.previousStage): turn(to: (stage + 3) % 5 + 1)
    case .path(.toggleKnown):
      guard let lesson = focusedLesson(context) else { break }
      let isKnown = context.learner.lessons[lesson]?.isKnown ?? false
      return [.record(.markedKnown(.lesson(lesson), isKnown: !isKnown))]
    default: break
    }
    return []
  }

  private mutating func turn(to stage: Int) {
    self.stage = stage
    position = PagePosition()
  }

  func page(_ context: Context) -> Page {
    var page = Page(width: pageArea(context).columns, glyphs: context.glyphs)
    addStageRow(to: &page, context)
    guard let stage = context.index.stage(self.stage) else {
      page.text(context.say("tutor.content.reading"), role: .muted)
      return page
    }
    let chinese = context.say.language == .chinese
    page.line([
      TextSpan(context.text(stage.title), role: .stage(stage.number), attributes: .bold),
      TextSpan(
        "  " + (chinese ? stage.title.english : stage.title.chinese ?? ""), role: .muted),
    ])
    page.text(context.text(stage.summary), indent: 2)
    addLessons(to: &page, stage, context)
    addTopics(to: &page, stage, context)
    addChallenges(to: &page, stage, context)
    if let id = LabID(rawValue: stage.lab) {
      page.heading(context.say("tutor.path.lab"))
      page.item(
        [TextSpan(context.say("lab.name.\(id.rawValue)"))], indent: 4, target: .go(.lab(id)))
    }
    addProjects(to: &page, stage, context)
    addRoadmap(to: &page, stage, context)
    return page
  }

  private func addStageRow(to page: inout Page, _ context: Context) {
    var spans: [TextSpan] = []
    for number in 1...5 {
      let isHere = number == stage
      spans.append(
        TextSpan(
          isHere ? "[\(number)]" : " \(number) ", role: isHere ? .activeTab : .muted,
          attributes: isHere ? [.bold] : []))
    }
    page.line(spans)
  }

  private func addLessons(to page: inout Page, _ stage: Stage, _ context: Context) {
    let lessons = context.index.lessons(stage: stage.number)
    guard !lessons.isEmpty else { return }
    page.heading(context.say("tutor.path.lessons"))
    for lesson in lessons {
      page.item(lessonSpans(lesson, context), indent: 4, target: .go(.lesson(lesson.id)))
      let before = lesson.prerequisites.compactMap { context.index.lesson($0) }
        .filter { !context.learner.hasFinished(lesson: $0.id) }
      if !before.isEmpty {
        let titles = before.map { context.text($0.title) }.joined(
          separator: context.say("common.comma"))
        page.text(context.say("tutor.path.after", titles), role: .muted, indent: 6)
      }
    }
  }

  private func addTopics(to page: inout Page, _ stage: Stage, _ context: Context) {
    page.heading(context.say("tutor.path.topics"))
    for topic in stage.topics {
      let mastery = context.learner.mastery(
        of: context.index.material(topic: topic.id), on: context.now.date)
      let note =
        mastery.percent.map { context.say("tutor.path.mastery", String($0)) }
        ?? context.say("tutor.path.noMaterial")
      page.bullet([
        TextSpan(context.text(topic.title)), TextSpan("  " + note, role: .muted),
      ])
    }
  }

  private func addChallenges(to page: inout Page, _ stage: Stage, _ context: Context) {
    let challenges = context.index.challenges(stage: stage.number)
    guard !challenges.isEmpty else { return }
    page.heading(context.say("tutor.path.challenges"))
    for challenge in challenges {
      page.item(
        challengeSpans(challenge, context), indent: 4, target: .go(.challenge(challenge.id)))
    }
  }

  private func addProjects(to page: inout Page, _ stage: Stage, _ context: Context) {
    page.heading(context.say("tutor.path.projects"))
    for entry in context.index.entries(stage: stage.number) where !entry.isAddition {
      let isMet = context.learner.entriesMet[entry.id] != nil
      page.item(
        [
          TextSpan(
            (isMet ? context.glyphs.check : context.glyphs.radioOff) + " ",
            role: isMet ? .good : .muted),
          TextSpan(entry.name),
          TextSpan("  " + entry.category, role: .muted),
          TextSpan(entry.isEarly ? ", " + context.say("tutor.map.early") : "", role: .muted),
        ], indent: 4, target: .go(.project(entry.id)))
    }
  }

  private func addRoadmap(to page: inout Page, _ stage: Stage, _ context: Context) {
    guard !stage.roadmap.isEmpty else { return }
    page.heading(context.say("tutor.path.roadmap"))
    for item in stage.roadmap {
      if let entry = item.entry {
        page.item([TextSpan(context.text(item.title))], indent: 4, target: .go(.project(entry)))
      } else {
        page.text(context.text(item.title), indent: 4)
      }
      page.text(
        context.text(item.note) + " (" + context.say("tutor.path.checked", item.checked) + ")",
        role: .muted, indent: 6)
      page.spans([TextSpan(item.url, role: .link, link: item.url)], indent: 6)
    }
  }
}
