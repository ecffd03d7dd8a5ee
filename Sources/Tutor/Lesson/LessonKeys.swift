import TerminalUI

extension LessonScreen {
  public func keys(_ context: Context) -> [KeyBinding<Action>] {
    let question: Bool
    let isAnswerable: Bool
    var hasHint = false
    switch focusKind {
    case .question(let id):
      question = true
      isAnswerable = questions[id].map { !$0.isAnswered } ?? false
      hasHint = questions[id]?.question.hint != nil && isAnswerable
    case .prediction(let id):
      question = true
      isAnswerable = predictions[id].map { !$0.isMade } ?? false
    default:
      question = false
      isAnswerable = false
    }
    var figureStops = 0
    if case .figure(let id)? = focusKind { figureStops = figures[id]?.stops ?? 0 }
    let noQuestion = question && isAnswerable ? nil : "tutor.lesson.why.noQuestion"
    let noFigure = figureStops > 1 ? nil : "tutor.lesson.why.noFigure"
    var keys = [
      context.binding([.down, .character("j")], "tutor.lesson.key.scroll", .down, name: "↑↓"),
      context.binding([.up, .character("k")], "tutor.key.up", .up, hinted: false),
      context.binding(
        [.character(" "), .pageDown, .control("f")], "tutor.key.pageDown", .pageDown),
      context.binding([.pageUp, .control("b")], "tutor.key.pageUp", .pageUp, hinted: false),
      context.binding([.home, .character("g")], "tutor.key.first", .first, hinted: false),
      context.binding([.end, .character("G")], "tutor.key.last", .last, hinted: false),
      context.binding([.tab], "tutor.lesson.key.next", .lesson(.nextItem)),
      context.binding(
        [.backtab], "tutor.lesson.key.previous", .lesson(.previousItem), hinted: false),
      context.binding(
        [.right, .character("l")], "tutor.lesson.key.turn", .right, name: "←→",
        whyDisabled: noFigure),
      context.binding(
        [.left, .character("h")], "tutor.lesson.key.turnBack", .left, whyDisabled: noFigure,
        hinted: false),
    ]
    if isAnswerable {
      for at in 0..<5 {
        keys.append(
          context.binding(
            [.character(Character(UnicodeScalar(UInt8(97 + at))))], "tutor.lesson.key.choose",
            .lesson(.choose(at)), name: at == 0 ? "a-e" : nil, hinted: at == 0))
      }
    }
    keys += [
      context.binding(
        [.enter], question ? "tutor.lesson.key.answer" : "tutor.lesson.key.follow", .open,
        whyDisabled: question ? noQuestion : nil),
      context.binding(
        [.character("i")], "tutor.lesson.key.hint", .lesson(.hint),
        whyDisabled: hasHint ? nil : "tutor.lesson.why.noQuestion"),
      context.binding([.character("f")], "tutor.lesson.key.find", .lesson(.find)),
      context.binding(
        [.character("n")], "tutor.lesson.key.findNext", .lesson(.findNext), hinted: false),
      context.binding(
        [.character("N")], "tutor.lesson.key.findPrevious", .lesson(.findPrevious), hinted: false),
      context.binding([.character("z")], "tutor.lesson.key.fold", .lesson(.fold), hinted: false),
      context.binding(
        [.character("Z")], "tutor.lesson.key.foldAll", .lesson(.foldAll), hinted: false),
    ]
    return keys
  }
}
