import TerminalUI

extension ReplayView {
  /// The keys of a replay; while the answer to "why" is open the vertical ones scroll it.
  /// `questions` are those that the screen asks beside "why".
  func keys(_ context: Context, questions: [KeyBinding<Action>] = []) -> [KeyBinding<Action>] {
    func bind(
      _ keys: [Key], _ label: String, _ action: ReplayAction, name: String? = nil,
      whyDisabled: String? = nil, hinted: Bool = true
    ) -> KeyBinding<Action> {
      context.binding(
        keys, "tutor.replay.key." + label, .replay(action), name: name, whyDisabled: whyDisabled,
        hinted: hinted)
    }
    let atStart = step == 0 ? "tutor.replay.why.start" : nil
    let atEnd = step == stepCount ? "tutor.replay.why.end" : nil
    let noSetback = hasInterest ? nil : "tutor.replay.why.noSetback"
    var keys: [KeyBinding<Action>] = []
    if isWhyOpen {
      keys += [
        context.binding([.escape], "tutor.replay.key.closeWhy", .replay(.why)),
        context.binding([.down, .character("j")], "tutor.lesson.key.scroll", .down, name: "↑↓"),
        context.binding([.up, .character("k")], "tutor.key.up", .up, hinted: false),
        context.binding([.pageDown, .control("f")], "tutor.key.pageDown", .pageDown),
        context.binding([.pageUp, .control("b")], "tutor.key.pageUp", .pageUp, hinted: false),
      ]
    }
    keys += [
      bind(
        [.right, .character("l")], "next", .next, name: atStart == nil ? "←→" : "→",
        whyDisabled: atEnd),
      bind(
        [.left, .character("h")], "previous", .previous, name: atEnd == nil ? nil : "←",
        whyDisabled: atStart, hinted: atEnd != nil),
      bind([.character("n")], "nextOfInterest", .nextOfInterest, whyDisabled: noSetback ?? atEnd),
      bind(
        [.character("N")], "previousOfInterest", .previousOfInterest,
        whyDisabled: noSetback ?? atStart, hinted: false),
      bind(
        [.character("w"), .enter], isWhyOpen ? "closeWhy" : "why", .why,
        whyDisabled: chosenSubject == nil ? "tutor.replay.why.nobody" : nil, hinted: !isWhyOpen),
    ]
    // In a narrow window the bottom row ends early: what the lab is for comes first.
    keys += questions + (isWhyOpen ? [] : subjectKeys(context))
    keys += [
      bind([.character(" ")], isPlaying ? "pause" : "play", .play),
      bind(
        [.character("t")], "chart", .nextChart,
        whyDisabled: series.isEmpty ? "tutor.replay.why.noChart" : nil),
      bind(
        [.character("p")], "panel", .nextPanel,
        whyDisabled: outcome.replay.panels.isEmpty ? "tutor.replay.why.noPanel" : nil,
        hinted: !outcome.replay.panels.isEmpty),
      bind([.home, .character("g")], "first", .first, whyDisabled: atStart, hinted: false),
      bind([.end, .character("G")], "last", .last, whyDisabled: atEnd, hinted: false),
      bind(
        isWhyOpen ? [.character("]")] : [.character("]"), .pageDown], "forward", .forward,
        whyDisabled: atEnd, hinted: false),
      bind(
        isWhyOpen ? [.character("[")] : [.character("["), .pageUp], "backward", .backward,
        whyDisabled: atStart, hinted: false),
      bind(
        [.character("J")], "pictureDown", .pictureDown,
        name: rowsOfView > 8 ? "J K" : nil, hinted: rowsOfView > 8),
      bind([.character("K")], "pictureUp", .pictureUp, hinted: false),
    ]
    return keys
  }

  private func subjectKeys(_ context: Context) -> [KeyBinding<Action>] {
    let whyNot = subjects.count > 1 ? nil : "tutor.replay.why.nobody"
    return [
      context.binding(
        [.down, .character("j")], "tutor.replay.key.nextSubject", .replay(.nextSubject), name: "↑↓",
        whyDisabled: whyNot),
      context.binding(
        [.up, .character("k")], "tutor.replay.key.previousSubject", .replay(.previousSubject),
        whyDisabled: whyNot, hinted: false),
    ]
  }

  /// Scrolls the answer to "why" in a place of that size.
  mutating func scrollWhy(by lines: Int, width: Int, rows: Int, _ context: Context) {
    guard let explanation else { return }
    let count = explanationLines(explanation, width: width - 2, context).count
    whyTop = min(max(0, count - rows), max(0, whyTop + lines))
  }
}
