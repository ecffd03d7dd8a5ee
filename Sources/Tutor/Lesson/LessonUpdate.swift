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
    let line = layout.lines.indices.contains(top) ? layout.lines[top].source : 1
    let last = (lesson.blocks.last?.line ?? 1) + 1
    guard line != context.learner.lessons[id]?.line else { return [] }
    return [.record(.lessonPosition(lesson: id, line: line, of: last))]
  }

  public mutating func receive(_ event: ScreenEvent, _ context: Context) -> [Effect] {
    switch event {
    case .loaded(.lesson(let lesson)) where lesson.id == id: return open(lesson, context)
    case .loaded(.scenario(let name, let scenario)):
      for (id, card) in figures {
        if case .lab(let live) = card.figure.kind, live.scenario == name {
          figures[id]?.give(scenario)
        }
      }
    case .loadFailed(let what, let reason):
      if what == id { trouble = reason }
      for (id, card) in figures {
        if case .lab(let live) = card.figure.kind, live.scenario == what {
          figures[id]?.fail(reason)
        }
      }
    case .slice(let events):
      // The figure with the focus first: that is where the learner looks.
      var waiting = figures.filter { $0.value.wantsSlices && !isCovered($0.value) }.keys.sorted()
      if case .figure(let id)? = focusKind, waiting.contains(id) { waiting = [id] }
      if let id = waiting.first { figures[id]?.advance(events: events, context.say) }
    case .recorded: return recordFinish(context)
    default: break
    }
    return []
  }

  private mutating func open(_ lesson: Lesson, _ context: Context) -> [Effect] {
    self.lesson = lesson
    for figure in lesson.figures { figures[figure.id] = FigureCard(figure) }
    for prediction in lesson.predictions {
      predictions[prediction.id] = PredictionCard(prediction, place: lesson.globalID(prediction.id))
    }
    for question in lesson.questions {
      questions[question.id] = QuestionCard(question, lesson: lesson.id)
    }
    if let line = context.learner.lessons[id]?.line, line > 0, let layout = layout(context) {
      top = min(
        layout.lines.firstIndex { $0.source >= line } ?? 0,
        max(0, layout.lines.count - area(context).rows))
    }
    settleFocus(context)
    let scenarios = Set(
      lesson.figures.compactMap { figure in
        if case .lab(let live) = figure.kind { live.scenario } else { nil }
      }
    ).sorted()
    return [.record(.lessonOpened(lesson: id))] + scenarios.map(Effect.loadScenario)
  }

  /// A lesson is finished when its end was read and every question was answered once.
  mutating func recordFinish(_ context: Context) -> [Effect] {
    guard !hasRecordedFinish, let layout = layout(context),
      !context.learner.hasFinished(lesson: id), unanswered(context).isEmpty,
      top + area(context).rows >= layout.lines.count - (lesson?.sources.count ?? 0) - 6
    else { return [] }
    hasRecordedFinish = true
    notice = Notice(context.say("tutor.lesson.finished"), role: .good)
    return [.record(.lessonFinished(lesson: id))]
  }

  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] {
    guard let layout = layout(context) else { return [] }
    let rows = area(context).rows
    switch action {
    case .down: scroll(to: top + 1, layout, rows, context)
    case .up: scroll(to: top - 1, layout, rows, context)
    case .pageDown: scroll(to: top + rows - 2, layout, rows, context)
    case .pageUp: scroll(to: top - rows + 2, layout, rows, context)
    case .first: scroll(to: 0, layout, rows, context)
    case .last: scroll(to: layout.lines.count, layout, rows, context)
    case .left, .right:
      if case .figure(let id)? = focusKind, let card = figures[id], !isCovered(card) {
        figures[id]?.turn(action == .right ? 1 : -1)
      }
    case .open: return follow(context)
    case .lesson(let action): return perform(action, layout, context)
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
    case .choose(let option):
      if case .question(let id)? = focusKind { questions[id]?.choose(option) }
      if case .prediction(let id)? = focusKind { predictions[id]?.choose(option) }
    case .hint:
      if case .question(let id)? = focusKind { return questions[id]?.showHint(context) ?? [] }
    case .fold: fold(layout, context)
    case .foldAll:
      let headings = lesson?.blocks.indices.filter { isSection($0) } ?? []
      folded = folded.isEmpty ? Set(headings) : []
      scroll(to: 0, self.layout(context) ?? layout, area(context).rows, context)
    case .find: isFinding = true
    case .findNext: find(1, from: top + 1, layout, context)
    case .findPrevious: find(-1, from: top - 1, layout, context)
    }
    return []
  }

  private func isSection(_ block: Int) -> Bool {
    if case .heading(let level, _)? = lesson?.blocks[block].content { level == 2 } else { false }
  }

  private mutating func fold(_ layout: LessonLayout, _ context: Context) {
    // The heading with the focus, else the section that the first line belongs to.
    var target: Int?
    if case .heading(let at)? = focusKind { target = at }
    if target == nil {
      for item in layout.items {
        if case .heading(let at) = item.kind, item.first <= top + 1 { target = at }
      }
    }
    guard let target else { return }
    folded.formSymmetricDifference([target])
    focusKind = .heading(target)
    if let now = self.layout(context),
      let item = now.items.first(where: { $0.kind == .heading(target) })
    {
      if item.first < top || item.first >= top + area(context).rows { top = item.first }
      top = min(top, max(0, now.lines.count - area(context).rows))
    }
  }

  /// Enter: answers, settles a prediction, follows a link, folds a section.
  private mutating func follow(_ context: Context) -> [Effect] {
    switch focusKind {
    case .question(let id):
      let effects = questions[id]?.answer(context) ?? []
      showFocus(context)
      return effects
    case .prediction(let id):
      let effects = predictions[id]?.make() ?? []
      showFocus(context)
      return effects
    case .link(let url):
      switch context.index.target(of: url) {
      case .lesson(let id): wantsPlace = .lesson(id)
      case .project(let id): wantsPlace = .project(id)
      case .challenge(let id): wantsPlace = .challenge(id)
      case .web, nil: notice = Notice(context.say("tutor.lesson.openLink", url))
      }
    case .place(let place): wantsPlace = place
    case .heading: return perform(.lesson(.fold), context)
    case .figure, nil: break
    }
    return []
  }

  // MARK: Moving

  mutating func scroll(to line: Int, _ layout: LessonLayout, _ rows: Int, _ context: Context) {
    top = min(max(0, line), max(0, layout.lines.count - rows))
    settleFocus(context)
  }

  /// Keeps the focus on what can be seen: when it left the screen, the first figure or question in sight takes it.
  mutating func settleFocus(_ context: Context) {
    guard let layout = layout(context) else { return }
    let rows = area(context).rows
    func isVisible(_ item: LessonLayout.Item) -> Bool {
      item.first + item.count > top + 1 && item.first < top + rows - 1
    }
    if let now = focusKind, layout.items.contains(where: { $0.kind == now && isVisible($0) }) {
      return
    }
    focusKind =
      layout.items.first { item in
        switch item.kind {
        case .figure, .prediction, .question: isVisible(item)
        default: false
        }
      }?.kind
    noteShown(context)
  }

  private mutating func moveFocus(_ step: Int, _ layout: LessonLayout, _ context: Context) {
    guard !layout.items.isEmpty else { return }
    let rows = area(context).rows
    var at: Int
    if let now = focusKind, let index = layout.items.firstIndex(where: { $0.kind == now }) {
      at = index + step
    } else {
      at =
        step > 0
        ? layout.items.firstIndex { $0.first >= top } ?? 0
        : layout.items.lastIndex { $0.first < top } ?? layout.items.count - 1
    }
    at = min(max(0, at), layout.items.count - 1)
    let item = layout.items[at]
    focusKind = item.kind
    show(item, layout, context)
    noteShown(context)
  }

  /// All of it in sight when it fits, its beginning when it does not.
  private mutating func show(
    _ item: LessonLayout.Item, _ layout: LessonLayout, _ context: Context
  ) {
    let rows = area(context).rows
    if item.first < top || item.count >= rows {
      top = max(0, item.first - 1)
    } else if item.first + item.count > top + rows {
      top = item.first + item.count - rows
    }
    top = min(top, max(0, layout.lines.count - rows))
  }

  /// An answered card is longer than before: its verdict comes in sight too.
  private mutating func showFocus(_ context: Context) {
    guard let layout = layout(context),
      let item = layout.items.first(where: { $0.kind == focusKind })
    else { return }
    show(item, layout, context)
  }

  private mutating func noteShown(_ context: Context) {
    if case .question(let id)? = focusKind, questions[id]?.shownAt == nil {
      questions[id]?.shownAt = context.now
    }
  }

  // MARK: Typing

  public mutating func type(_ key: Key, _ context: Context) -> [Effect] {
    if case .mouse(let event) = key { return click(event, context) }
    if isFinding {
      switch key {
      case .escape: isFinding = false
      case .enter:
        isFinding = false
        if let layout = layout(context) { find(1, from: top, layout, context) }
      default: _ = finder.handle(key)
      }
      return []
    }
    guard case .prediction(let id)? = focusKind else { return [] }
    switch key {
    case .enter: return follow(context)
    case .tab: return perform(.lesson(.nextItem), context)
    case .backtab: return perform(.lesson(.previousItem), context)
    case .up: return perform(.up, context)
    case .down: return perform(.down, context)
    case .pageDown: return perform(.pageDown, context)
    case .pageUp: return perform(.pageUp, context)
    case .escape: wantsPlace = .path(stage: lesson?.stage)
    case .character("q"): focusKind = nil
    default: _ = predictions[id]?.editor.handle(key)
    }
    return []
  }

  private mutating func click(_ event: MouseEvent, _ context: Context) -> [Effect] {
    guard let layout = layout(context) else { return [] }
    let area = area(context)
    switch event.kind {
    case .wheelUp: scroll(to: top - 3, layout, area.rows, context)
    case .wheelDown: scroll(to: top + 3, layout, area.rows, context)
    case .press:
      let line = top + event.position.row - area.row
      guard let item = layout.items.last(where: { $0.first <= line && line < $0.first + $0.count })
      else { break }
      let wasFocused = focusKind == item.kind
      focusKind = item.kind
      noteShown(context)
      switch item.kind {
      case .link, .place: return follow(context)
      case .heading where wasFocused: return follow(context)
      default: break
      }
    default: break
    }
    return recordFinish(context)
  }

  // MARK: Finding

  private mutating func find(
    _ step: Int, from start: Int, _ layout: LessonLayout, _ context: Context
  ) {
    let needle = finder.text.lowercased()
    guard !needle.isEmpty else { return }
    let hits = layout.lines.indices.filter { layout.text($0).lowercased().contains(needle) }
    guard !hits.isEmpty else {
      notice = Notice(context.say("tutor.lesson.notFound", finder.text), role: .warning)
      return
    }
    let at =
      step > 0
      ? hits.firstIndex { $0 >= start } ?? 0 : hits.lastIndex { $0 <= start } ?? hits.count - 1
    scroll(to: hits[at], layout, area(context).rows, context)
    notice = Notice(
      context.say("tutor.lesson.found", String(at + 1), String(hits.count), finder.text))
  }
}
