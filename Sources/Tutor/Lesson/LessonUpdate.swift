import Curriculum
import Labs
import Learning
import TerminalUI

extension LessonScreen {
  public mutating func appear(_ context: Context) -> [Effect] {
    guard lesson == nil, trouble == nil else { return [] }
    return [.loadLesson(id)]
  }

  public mutating func disappear(_ context: Context) -> [Effect] {
    guard let layout = layout(context), let lesson else { return [] }
    let first = first(in: layout, rows: area(context).rows)
    let line = layout.lines.indices.contains(first) ? layout.lines[first].source : 1
    let last = (lesson.blocks.last?.line ?? 1) + 1
    guard line != context.learner.lessons[id]?.line else { return [] }
    return [.record(.lessonPosition(lesson: id, line: line, of: last))]
  }

  public mutating func receive(_ event: ScreenEvent, _ context: Context) -> [Effect] {
    switch event {
    case .loaded(.lesson(let lesson)) where lesson.id == id: return open(lesson, context)
    case .loaded(.scenario(let name, let scenario)):
      for id in figures.keys where figures[id]?.scenarioName == name { figures[id]?.give(scenario) }
      for id in predictions.keys where predictions[id]?.measurement?.scenario == name {
        predictions[id]?.give(scenario)
      }
    case .loadFailed(let what, let reason):
      if what == id { trouble = reason }
      for id in figures.keys where figures[id]?.scenarioName == what { figures[id]?.fail(reason) }
      for id in predictions.keys where predictions[id]?.measurement?.scenario == what {
        predictions[id]?.fail(reason)
      }
    case .slice(let events): advance(events: events, context)
    case .recorded: return recordFinish(context)
    default: break
    }
    return []
  }

  /// One run at a time: the figure with the focus first, since that is where the learner looks, then the numbers that
  /// predictions are judged by, then the other figures in reading order.
  private mutating func advance(events: Int, _ context: Context) {
    if case .figure(let id)? = focusKind, let card = figures[id], card.wantsSlices,
      !isCovered(card)
    {
      figures[id]?.advance(events: events, context.say)
    } else if let next = lesson?.predictions.first(where: {
      predictions[$0.id]?.wantsSlices == true
    }) {
      predictions[next.id]?.advance(events: events, context.say)
    } else if let next = lesson?.figures.first(where: { figure in
      figures[figure.id].map { $0.wantsSlices && !isCovered($0) } ?? false
    }) {
      figures[next.id]?.advance(events: events, context.say)
    }
  }

  private mutating func open(_ lesson: Lesson, _ context: Context) -> [Effect] {
    self.lesson = lesson
    prepare(context)
    for figure in lesson.figures { figures[figure.id] = FigureCard(figure) }
    for prediction in lesson.predictions {
      var card = PredictionCard(prediction, place: lesson.globalID(prediction.id))
      if let record = context.learner.predictions[card.place] { card.restore(record) }
      predictions[prediction.id] = card
    }
    for question in lesson.questions {
      questions[question.id] = QuestionCard(question, lesson: lesson.id)
    }
    if let line = context.learner.lessons[id]?.line, line > 1 {
      anchor = Anchor(source: line, offset: 0)
    }
    settleFocus(context)
    var scenarios: [String] = []
    for name in lesson.figures.compactMap({ figures[$0.id]?.scenarioName })
      + lesson.predictions.compactMap({ predictions[$0.id]?.measurement?.scenario })
    where !scenarios.contains(name) {
      scenarios.append(name)
    }
    return [.record(.lessonOpened(lesson: id))] + scenarios.map(Effect.loadScenario)
  }

  /// A lesson is finished when its end was read and every question was answered once.
  mutating func recordFinish(_ context: Context) -> [Effect] {
    guard !hasRecordedFinish, let layout = layout(context) else { return [] }
    let rows = area(context).rows
    if first(in: layout, rows: rows) + rows >= layout.end { hasSeenEnd = true }
    guard hasSeenEnd, !context.learner.hasFinished(lesson: id), unanswered(context).isEmpty
    else { return [] }
    hasRecordedFinish = true
    notice = Notice(context.say("tutor.lesson.finished"), role: .good)
    return [.record(.lessonFinished(lesson: id))]
  }

  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] {
    prepare(context)
    guard let layout = layout(context) else { return [] }
    let rows = area(context).rows
    let first = first(in: layout, rows: rows)
    switch action {
    case .down: scroll(to: first + 1, layout, context)
    case .up: scroll(to: first - 1, layout, context)
    case .pageDown: scroll(to: first + max(1, rows - 2), layout, context)
    case .pageUp: scroll(to: first - max(1, rows - 2), layout, context)
    case .first: scroll(to: 0, layout, context)
    case .last: scroll(to: layout.lines.count, layout, context)
    case .left, .right:
      if case .figure(let id)? = focusKind, let card = figures[id], !isCovered(card) {
        figures[id]?.turn(action == .right ? 1 : -1)
      }
    case .open: return follow(context) + recordFinish(context)
    case .interrupt:
      for id in figures.keys { figures[id]?.cancel() }
      for id in predictions.keys { predictions[id]?.cancel(context.say("tutor.figure.stopped")) }
    case .lesson(let action): return perform(action, layout, context) + recordFinish(context)
    default: break
    }
    return recordFinish(context)
  }

  private mutating func perform(_ action: LessonAction, _ layout: LessonLayout, _ context: Context)
    -> [Effect]
  {
    switch action {
    case .nextItem: moveFocus(1, layout, context)
    case .previousItem: moveFocus(-1, layout, context)
    case .choose(let option): choose(option)
    case .number(let digit):
      guard case .prediction(let id)? = focusKind, predictions[id]?.isMade == false else { break }
      _ = predictions[id]?.editor.handle(digit.map(Key.character) ?? .backspace)
    case .hint:
      if case .question(let id)? = focusKind {
        let effects = questions[id]?.showHint(context) ?? []
        showFocus(context)
        return effects
      }
    case .slideLeft, .slideRight:
      guard case .figure(let id)? = focusKind else { break }
      let room = Self.drawingRoom(width: area(context).columns)
      figures[id]?.slide(action == .slideRight ? 8 : -8, room: room)
    case .fold: fold(layout, context)
    case .foldAll: foldAll(layout, context)
    case .find: isFinding = true
    case .findNext, .findPrevious: findNext(action == .findNext ? 1 : -1, context)
    }
    return []
  }

  mutating func choose(_ option: Int) {
    if case .question(let id)? = focusKind { questions[id]?.choose(option) }
    if case .prediction(let id)? = focusKind { predictions[id]?.choose(option) }
  }

  /// Enter: answers, settles a prediction, uncovers a figure, follows a link, folds a section.
  mutating func follow(_ context: Context) -> [Effect] {
    var effects: [Effect] = []
    switch focusKind {
    case .question(let id):
      guard let card = questions[id], !card.isAnswered else { break }
      guard !card.chosen.isEmpty else { return refuse("tutor.predict.chooseFirst", context) }
      effects = questions[id]?.answer(context) ?? []
      showFocus(context)
    case .prediction(let id):
      guard let card = predictions[id], !card.isMade else { break }
      if let obstacle = card.obstacle { return refuse(obstacle, context) }
      effects = predictions[id]?.make() ?? []
      showFocus(context)
    case .figure(let id):
      guard let card = figures[id] else { break }
      if isCovered(card) {
        uncovered.insert(id)
        showFocus(context)
      } else {
        figures[id]?.restart()
      }
    case .link(let url, _): follow(link: url, context)
    case .place(let place): wantsPlace = place
    case .heading:
      if let layout = layout(context) { fold(layout, context) }
    case nil: break
    }
    return effects
  }

  private mutating func refuse(_ key: String, _ context: Context) -> [Effect] {
    notice = Notice(context.say(key), role: .warning)
    return []
  }

  private mutating func follow(link url: String, _ context: Context) {
    switch context.index.target(of: url) {
    case .lesson(let id): wantsPlace = .lesson(id)
    case .project(let id): wantsPlace = .project(id)
    case .challenge(let id): wantsPlace = .challenge(id)
    case .web, nil: notice = Notice(context.say("tutor.lesson.openLink", url))
    }
  }

  // MARK: Typing

  public mutating func type(_ key: Key, _ context: Context) -> [Effect] {
    if case .mouse(let event) = key { return click(event, context) }
    guard isFinding else { return [] }
    switch key {
    case .escape:
      isFinding = false
      finder = LineEditor(limit: 60)
    case .enter:
      isFinding = false
      find(from: 0, context)
    default: _ = finder.handle(key)
    }
    return []
  }

  private mutating func click(_ event: MouseEvent, _ context: Context) -> [Effect] {
    prepare(context)
    guard let layout = layout(context) else { return [] }
    let area = area(context)
    let first = first(in: layout, rows: area.rows)
    switch event.kind {
    case .wheelUp: scroll(to: first - 3, layout, context)
    case .wheelDown: scroll(to: first + 3, layout, context)
    case .press:
      let line = first + event.position.row - area.row
      guard let item = layout.items.last(where: { $0.first <= line && line < $0.first + $0.count })
      else { break }
      let wasFocused = focusKind == item.kind
      focusKind = item.kind
      noteShown(context)
      switch item.kind {
      case .place: return follow(context)
      // A paragraph with a link is mostly words: the first click only shows which link is meant.
      case .link where wasFocused, .heading where wasFocused: return follow(context)
      case .question, .prediction:
        if let option = layout.options[line] { choose(option) }
      default: break
      }
    default: break
    }
    return recordFinish(context)
  }
}
