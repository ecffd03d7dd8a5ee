import Curriculum
import Learning
import TerminalUI

extension ReviewScreen {
  public mutating func appear(_ context: Context) -> [Effect] {
    // Before the index is there, no question can be told from one that is gone.
    guard queue == nil || isFinished, !context.index.lessons.isEmpty else { return [] }
    let due = context.learner.dueReviews(on: context.now.date).map(\.question)
    if isFinished, due.isEmpty { return [] }
    self = ReviewScreen()
    let known = context.index.questionIDs
    queue = due.filter(known.contains)
    gone = due.count - (queue?.count ?? 0)
    return show(context)
  }

  public mutating func receive(_ event: ScreenEvent, _ context: Context) -> [Effect] {
    switch event {
    case .loaded(.lesson(let lesson)):
      lessons[lesson.id] = lesson
      return card == nil ? show(context) : []
    case .loadFailed(let what, let reason):
      guard card == nil, let id = queue?.first, lessonID(of: id) == what else { break }
      notice = Notice(reason, role: .bad)
      // All questions of a lesson that cannot be read are passed over at once.
      let left = (queue ?? []).filter { lessonID(of: $0) != what }
      gone += (queue?.count ?? 0) - left.count
      queue = left
      return show(context)
    default: break
    }
    return []
  }

  private func lessonID(of question: String) -> String {
    String(question.prefix { $0 != "/" })
  }

  /// Puts the first question of the queue on the screen; asks for its lesson when it was not read yet.
  private mutating func show(_ context: Context) -> [Effect] {
    card = nil
    top = 0
    while let id = queue?.first {
      guard let lesson = lessons[lessonID(of: id)] else { return [.loadLesson(lessonID(of: id))] }
      if let question = lesson.questions.first(where: { lesson.globalID($0.id) == id }) {
        var fresh = QuestionCard(question, lesson: lesson.id)
        fresh.shownAt = context.now
        card = fresh
        source = lesson.title
        return []
      }
      queue?.removeFirst()
      gone += 1
    }
    return []
  }

  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] {
    switch action {
    case .review(.choose(let option)): card?.choose(option)
    case .review(.hint): return card?.showHint(context) ?? []
    case .review(.skip):
      guard card?.isAnswered == false else { break }
      skipped += 1
      return next(context)
    case .open:
      guard let now = card else {
        if isFinished { wantsPlace = .today }
        break
      }
      if now.isAnswered { return next(context) }
      let effects = card?.answer(context) ?? []
      if effects.isEmpty {
        notice = Notice(context.say("tutor.review.chooseFirst"), role: .warning)
      } else {
        answered += 1
        if now.isRight { right += 1 }
      }
      return effects
    case .down: scroll(1, context)
    case .up: scroll(-1, context)
    case .pageDown: scroll(area(context).rows - 3, context)
    case .pageUp: scroll(3 - area(context).rows, context)
    default: break
    }
    return []
  }

  private mutating func next(_ context: Context) -> [Effect] {
    queue?.removeFirst()
    return show(context)
  }

  private mutating func scroll(_ step: Int, _ context: Context) {
    let area = area(context)
    top = min(max(0, page(context).lines.count - area.rows), max(0, top + step))
  }

  public mutating func type(_ key: Key, _ context: Context) -> [Effect] {
    guard case .mouse(let event) = key else { return [] }
    switch event.kind {
    case .wheelUp: scroll(-3, context)
    case .wheelDown: scroll(3, context)
    case .press:
      let area = area(context)
      let page = page(context)
      var position = PagePosition(top: top, focus: 0)
      if let action = position.click(event.position, in: area, on: page) {
        return perform(action, context)
      }
    default: break
    }
    return []
  }
}
