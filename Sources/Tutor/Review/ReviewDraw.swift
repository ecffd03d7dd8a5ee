import Learning
import TerminalUI

extension ReviewScreen {
  public func draw(on canvas: inout Canvas, _ context: Context) {
    let area = area(context)
    let page = page(context)
    canvas.page(page, PagePosition(top: top, focus: -1), in: area)
    canvas.cursor = Position(column: area.column, row: area.row)
  }

  /// The question with its place in the queue, or the summary. Options answer to clicks.
  func page(_ context: Context) -> Page {
    var page = Page(width: area(context).columns, glyphs: context.glyphs)
    guard let card, let queue else {
      if isFinished {
        addSummary(to: &page, context)
      } else {
        page.text(context.say("tutor.review.reading"), role: .muted)
      }
      return page
    }
    let done = answered - (card.isAnswered ? 1 : 0) + skipped
    page.spans([
      TextSpan(
        context.say("tutor.review.place", String(done + 1), String(done + queue.count)),
        role: .heading, attributes: .bold),
      TextSpan("  "), TextSpan(source.map { context.text($0) } ?? "", role: .muted),
    ])
    page.line([])
    let lines = card.lines(width: page.width, isFocused: true, context)
    for line in lines {
      if let option = option(of: line), !card.isAnswered {
        page.item(line, indent: 0, target: .review(.choose(option)))
      } else {
        page.line(line)
      }
    }
    if card.isAnswered {
      page.blank()
      page.text(
        context.say(queue.count > 1 ? "tutor.review.goOn" : "tutor.review.toSummary"),
        role: .muted)
    }
    return page
  }

  /// The option whose letter a line of the card begins with.
  private func option(of line: [TextSpan]) -> Int? {
    guard let card, line.count > 1, line[0].text == "  ",
      let letter = line[1].text.unicodeScalars.first, line[1].text.dropFirst().hasPrefix(" "),
      (97..<102).contains(letter.value), Int(letter.value) - 97 < card.question.options.count
    else { return nil }
    return Int(letter.value) - 97
  }

  private func addSummary(to page: inout Page, _ context: Context) {
    page.heading(
      context.say(answered + skipped == 0 ? "tutor.review.nothing" : "tutor.review.done"))
    if answered > 0 {
      page.text(context.say("tutor.review.score", String(right), String(answered)), indent: 2)
    }
    if skipped > 0 {
      page.text(context.say("tutor.review.skipped", String(skipped)), indent: 2)
    }
    if gone > 0 {
      page.text(context.say("tutor.review.gone", String(gone)), role: .muted, indent: 2)
    }
    let left = context.learner.dueReviews(on: context.now.date).map(\.question)
      .count { context.index.questionIDs.contains($0) }
    if left > 0 {
      page.text(context.say("tutor.review.left", String(left)), indent: 2)
    } else if let next = context.learner.nextDue {
      page.text(
        context.say(
          "tutor.today.nextDue", next.description, String(max(0, next - context.now.date))),
        indent: 2)
    } else {
      page.text(context.say("tutor.today.noReviews"), role: .muted, indent: 2)
    }
    page.blank()
    page.text(context.say("tutor.review.leave"), role: .muted)
  }
}
