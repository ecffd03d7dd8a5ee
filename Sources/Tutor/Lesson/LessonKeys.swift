import TerminalUI

extension LessonScreen {
  public func keys(_ context: Context) -> [KeyBinding<Action>] {
    let (question, isAnswerable, hasHint, options, isNumeric) = asked
    let card: FigureCard? =
      if case .figure(let id)? = focusKind, let card = figures[id], !isCovered(card) { card } else {
        nil
      }
    let isWide = (card?.drawingWidth ?? 0) > Self.drawingRoom(width: area(context).columns)
    let noQuestion = question && isAnswerable ? nil : "tutor.lesson.why.noQuestion"
    let noFigure = (card?.stops ?? 0) > 1 ? nil : "tutor.lesson.why.noFigure"
    // What the focus offers first: the bottom row shows as many keys as fit.
    var keys: [KeyBinding<Action>] = []
    for at in 0..<options {
      keys.append(
        context.binding(
          [.character(Character(optionLetter(at)))], "tutor.lesson.key.choose",
          .lesson(.choose(at)), name: at == 0 ? "a-\(optionLetter(options - 1))" : nil,
          hinted: at == 0))
    }
    if isNumeric {
      for digit in "0123456789.-" {
        keys.append(
          context.binding(
            digit == "." ? [.character("."), .character(",")] : [.character(digit)],
            "tutor.lesson.key.number", .lesson(.number(digit)), name: digit == "0" ? "0-9" : nil,
            hinted: digit == "0"))
      }
      keys.append(
        context.binding(
          [.backspace], "tutor.lesson.key.numberBack", .lesson(.number(nil)), hinted: false))
    }
    keys += [
      context.binding(
        [.enter], question ? "tutor.lesson.key.answer" : "tutor.lesson.key.follow", .open,
        whyDisabled: question ? noQuestion : nil, hinted: question || followable),
      context.binding(
        [.character("i")], "tutor.lesson.key.hint", .lesson(.hint),
        whyDisabled: hasHint ? nil : "tutor.lesson.why.noQuestion"),
      context.binding(
        [.right, .character("l")], "tutor.lesson.key.turn", .right, name: "←→",
        whyDisabled: noFigure),
      context.binding(
        [.left, .character("h")], "tutor.lesson.key.turnBack", .left, whyDisabled: noFigure,
        hinted: false),
    ]
    if isWide {
      keys += [
        context.binding(
          [.character("L")], "tutor.lesson.key.slideRight", .lesson(.slideRight), name: "H L"),
        context.binding(
          [.character("H")], "tutor.lesson.key.slideLeft", .lesson(.slideLeft), hinted: false),
      ]
    }
    return keys + movingKeys(context)
  }

  private func movingKeys(_ context: Context) -> [KeyBinding<Action>] {
    [
      context.binding([.tab], "tutor.lesson.key.next", .lesson(.nextItem)),
      context.binding(
        [.backtab], "tutor.lesson.key.previous", .lesson(.previousItem), hinted: false),
      context.binding([.down, .character("j")], "tutor.lesson.key.scroll", .down, name: "↑↓"),
      context.binding([.up, .character("k")], "tutor.key.up", .up, hinted: false),
      context.binding(
        [.character(" "), .pageDown, .control("f")], "tutor.key.pageDown", .pageDown),
      context.binding([.pageUp, .control("b")], "tutor.key.pageUp", .pageUp, hinted: false),
      context.binding([.home, .character("g")], "tutor.key.first", .first, hinted: false),
      context.binding([.end, .character("G")], "tutor.key.last", .last, hinted: false),
      context.binding([.character("f")], "tutor.lesson.key.find", .lesson(.find)),
      context.binding(
        [.character("n")], "tutor.lesson.key.findNext", .lesson(.findNext), hinted: false),
      context.binding(
        [.character("N")], "tutor.lesson.key.findPrevious", .lesson(.findPrevious), hinted: false),
      context.binding([.character("z")], "tutor.lesson.key.fold", .lesson(.fold), hinted: false),
      context.binding(
        [.character("Z")], "tutor.lesson.key.foldAll", .lesson(.foldAll), hinted: false),
    ]
  }

  /// Whether Enter leads somewhere from what has the focus.
  private var followable: Bool {
    switch focusKind {
    case .link, .place: true
    case .figure(let id): figures[id].map(isCovered) ?? false
    default: false
    }
  }

  /// What the focus is on, as far as the keys care.
  private var asked:
    (question: Bool, isAnswerable: Bool, hasHint: Bool, options: Int, isNumeric: Bool)
  {
    switch focusKind {
    case .question(let id):
      guard let card = questions[id], !card.isAnswered else {
        return (true, false, false, 0, false)
      }
      return (true, true, card.question.hint != nil, card.question.options.count, false)
    case .prediction(let id):
      guard let card = predictions[id], !card.isMade else { return (true, false, false, 0, false) }
      return (true, true, false, card.options.count, card.isNumeric)
    default: return (false, false, false, 0, false)
    }
  }
}
