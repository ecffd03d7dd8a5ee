import Curriculum
import TerminalUI

// Scrolling, the focus, folding and finding.

extension LessonScreen {
  mutating func scroll(to line: Int, _ layout: LessonLayout, _ context: Context) {
    place(at: line, in: layout, rows: area(context).rows)
    settleFocus(context)
  }

  /// Keeps the focus on what can be seen: when it left the screen, the first figure or question in sight takes it.
  mutating func settleFocus(_ context: Context) {
    guard let layout = layout(context) else { return }
    let rows = area(context).rows
    let first = first(in: layout, rows: rows)
    func isVisible(_ item: LessonLayout.Item) -> Bool {
      item.first + item.count > first + 1 && item.first < first + rows - 1
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

  /// Tab: the next figure, question or link; headings are folded with `z` or a click.
  mutating func moveFocus(_ step: Int, _ layout: LessonLayout, _ context: Context) {
    let items = layout.items.filter { if case .heading = $0.kind { false } else { true } }
    guard !items.isEmpty else { return }
    let first = first(in: layout, rows: area(context).rows)
    var at: Int
    if let now = focusKind, let index = items.firstIndex(where: { $0.kind == now }) {
      at = index + step
    } else {
      at =
        step > 0
        ? items.firstIndex { $0.first >= first } ?? items.count - 1
        : items.lastIndex { $0.first < first } ?? 0
    }
    at = min(max(0, at), items.count - 1)
    focusKind = items[at].kind
    showFocus(context)
    noteShown(context)
  }

  /// Brings what has the focus in sight: all of it when it fits, its beginning when it does not. A card with the focus
  /// or an answered one is longer than before, so this asks for the layout as it is now.
  mutating func showFocus(_ context: Context) {
    guard let layout = layout(context),
      let item = layout.items.first(where: { $0.kind == focusKind })
    else { return }
    let rows = area(context).rows
    let first = first(in: layout, rows: rows)
    if item.first < first || item.count >= rows {
      place(at: item.first - (item.count < rows ? 1 : 0), in: layout, rows: rows)
    } else if item.first + item.count > first + rows {
      place(at: item.first + item.count - rows, in: layout, rows: rows)
    }
  }

  mutating func noteShown(_ context: Context) {
    if case .question(let id)? = focusKind, questions[id]?.shownAt == nil {
      questions[id]?.shownAt = context.now
    }
  }

  // MARK: Folding

  private func isSection(_ block: Int) -> Bool {
    if case .heading(let level, _)? = lesson?.blocks[block].content { level == 2 } else { false }
  }

  mutating func fold(_ layout: LessonLayout, _ context: Context) {
    // The heading with the focus, else the section that the first line belongs to.
    let first = first(in: layout, rows: area(context).rows)
    var target: Int?
    if case .heading(let at)? = focusKind { target = at }
    if target == nil {
      for item in layout.items {
        if case .heading(let at) = item.kind, item.first <= first + 1 { target = at }
      }
    }
    guard let target else {
      notice = Notice(context.say("tutor.lesson.noSection"), role: .warning)
      return
    }
    folded.formSymmetricDifference([target])
    focusKind = .heading(target)
    showFocus(context)
  }

  mutating func foldAll(_ layout: LessonLayout, _ context: Context) {
    let first = first(in: layout, rows: area(context).rows)
    anchor = layout.anchor(of: first)
    let headings = lesson?.blocks.indices.filter { isSection($0) } ?? []
    folded = folded.isEmpty ? Set(headings) : []
    if let layout = self.layout(context), let anchor {
      scroll(to: folded.isEmpty ? layout.line(of: anchor) : 0, layout, context)
    }
  }

  // MARK: Finding

  /// Goes to the first hit from the place where the reader stands on.
  mutating func find(from offset: Int, _ context: Context) {
    guard !finder.text.isEmpty else { return }
    unfoldForFinding(context)
    guard let layout = layout(context) else { return }
    let start = first(in: layout, rows: area(context).rows) + offset
    let hits = layout.hits(finder.text.lowercased())
    show(hits.firstIndex { $0 >= start } ?? 0, of: hits, layout, context)
  }

  /// `n` and `N`: the hit after or before the one that was shown last, around the ends.
  mutating func findNext(_ step: Int, _ context: Context) {
    guard !finder.text.isEmpty else {
      isFinding = true
      return
    }
    unfoldForFinding(context)
    guard let layout = layout(context) else { return }
    let hits = layout.hits(finder.text.lowercased())
    guard !hits.isEmpty else { return show(0, of: hits, layout, context) }
    let now = lastHit.flatMap { last in hits.firstIndex { layout.anchor(of: $0) == last } }
    let at = now.map { ($0 + step + hits.count) % hits.count } ?? 0
    show(at, of: hits, layout, context)
  }

  /// Folded sections are searched too, so they are opened.
  private mutating func unfoldForFinding(_ context: Context) {
    guard !folded.isEmpty, let layout = layout(context) else { return }
    anchor = layout.anchor(of: first(in: layout, rows: area(context).rows))
    folded = []
  }

  private mutating func show(
    _ at: Int, of hits: [Int], _ layout: LessonLayout, _ context: Context
  ) {
    guard hits.indices.contains(at) else {
      notice = Notice(context.say("tutor.lesson.notFound", finder.text), role: .warning)
      return
    }
    lastHit = layout.anchor(of: hits[at])
    let rows = area(context).rows
    let first = first(in: layout, rows: rows)
    if hits[at] < first || hits[at] >= first + rows - 1 {
      scroll(to: hits[at] - rows / 3, layout, context)
    }
    notice = Notice(
      context.say("tutor.lesson.found", String(at + 1), String(hits.count), finder.text))
  }
}
