import TerminalUI

extension ReviewScreen {
  public func keys(_ context: Context) -> [KeyBinding<Action>] {
    func bind(
      _ keys: [Key], _ label: String, _ action: ReviewAction, name: String? = nil,
      whyDisabled: String? = nil, hinted: Bool = true
    ) -> KeyBinding<Action> {
      context.binding(
        keys, "tutor.review.key." + label, .review(action), name: name, whyDisabled: whyDisabled,
        hinted: hinted)
    }
    let scroll = [
      context.binding([.down, .character("j")], "tutor.lesson.key.scroll", .down, hinted: false),
      context.binding([.up, .character("k")], "tutor.key.up", .up, hinted: false),
      context.binding(
        [.pageDown, .character(" ")], "tutor.key.pageDown", .pageDown, hinted: false),
      context.binding([.pageUp], "tutor.key.pageUp", .pageUp, hinted: false),
    ]
    guard let card else {
      return [
        context.binding(
          [.enter], "tutor.review.key.done", .open,
          whyDisabled: isFinished ? nil : "tutor.review.why.reading")
      ]
    }
    let done = card.isAnswered ? "tutor.review.why.answered" : nil
    var keys: [KeyBinding<Action>] = []
    for at in 0..<card.question.options.count {
      keys.append(
        bind(
          [.character(Character(UnicodeScalar(UInt8(97 + at))))], "choose", .choose(at),
          name: at == 0 ? "a-\(optionLetter(card.question.options.count - 1))" : nil,
          whyDisabled: done, hinted: at == 0))
    }
    keys += [
      context.binding(
        [.enter], card.isAnswered ? "tutor.review.key.next" : "tutor.lesson.key.answer", .open),
      bind(
        [.character("i")], "hint", .hint,
        whyDisabled: done ?? (card.question.hint == nil ? "tutor.review.why.noHint" : nil)),
      bind([.character("s")], "skip", .skip, whyDisabled: done),
    ]
    return keys + scroll
  }
}
