import TerminalUI

extension ChallengeScreen {
  public func keys(_ context: Context) -> [KeyBinding<Action>] {
    guard challenge != nil else { return [] }
    if isComparing { return comparingKeys(context) + paneKeys(context) }
    switch pane {
    case .brief: return briefKeys(context) + runKeys(context) + paneKeys(context)
    case .levers: return leverKeys(context) + runKeys(context) + paneKeys(context)
    case .run: return runKeys(context) + pageKeys(context) + paneKeys(context)
    case .debrief: return debriefKeys(context) + paneKeys(context)
    }
  }

  private func bind(
    _ keys: [Key], _ label: String, _ action: ChallengeAction, name: String? = nil,
    whyDisabled: String? = nil, hinted: Bool = true, _ context: Context
  ) -> KeyBinding<Action> {
    context.binding(
      keys, "tutor.challenge.key." + label, .challenge(action), name: name,
      whyDisabled: whyDisabled.map { "tutor.challenge.why." + $0 }, hinted: hinted)
  }

  private func paneKeys(_ context: Context) -> [KeyBinding<Action>] {
    [
      context.binding([.tab], "tutor.challenge.key.nextPane", .nextPane),
      context.binding([.backtab], "tutor.challenge.key.previousPane", .previousPane, hinted: false),
    ]
  }

  private func pageKeys(_ context: Context) -> [KeyBinding<Action>] {
    [
      context.binding([.down, .character("j")], "tutor.lesson.key.scroll", .down, name: "↑↓"),
      context.binding([.up, .character("k")], "tutor.key.up", .up, hinted: false),
      context.binding(
        [.pageDown, .control("f"), .character(" ")], "tutor.key.pageDown", .pageDown, hinted: false),
      context.binding([.pageUp, .control("b")], "tutor.key.pageUp", .pageUp, hinted: false),
      context.binding([.home, .character("g")], "tutor.key.first", .first, hinted: false),
      context.binding([.end, .character("G")], "tutor.key.last", .last, hinted: false),
    ]
  }

  /// Running, comparing, hints: the same on every pane but the debrief.
  private func runKeys(_ context: Context) -> [KeyBinding<Action>] {
    let attempts = record(context)?.attempts.count ?? 0
    var keys: [KeyBinding<Action>] = []
    // An open answer or insight takes Esc first.
    if run != nil, pane != .debrief || !(isInsightOpen || replay?.isWhyOpen == true) {
      keys.append(bind([.escape], "cancel", .cancel, context))
    }
    let whyNot = run != nil ? "running" : owesPrediction ? "predict" : nil
    let enter: [Key] = pane == .levers || pane == .run ? [.enter] : []
    keys += [
      bind([.character("r")] + enter, "run", .run, whyDisabled: whyNot, context),
      bind(
        [.character("i")], "hint", .hint, whyDisabled: hasFurtherHint(context) ? nil : "noHint",
        context),
      bind(
        [.character("c")], "compare", .compare, whyDisabled: attempts > 0 ? nil : "noAttempt",
        hinted: attempts > 0, context),
    ]
    return keys
  }

  private func briefKeys(_ context: Context) -> [KeyBinding<Action>] {
    var keys: [KeyBinding<Action>] = []
    if let prediction, owesPrediction {
      if prediction.isNumeric {
        keys.append(
          bind(
            [.character("p")], "predictNumber", .predict,
            whyDisabled: prediction.rightNumber == nil ? "measuring" : nil, context))
      } else {
        for at in prediction.options.indices {
          keys.append(
            bind(
              [.character(Character(UnicodeScalar(UInt8(97 + at))))], "choose", .choose(at),
              name: at == 0 ? "a-\(optionLetter(prediction.options.count - 1))" : nil,
              hinted: at == 0, context))
        }
        keys.append(
          bind(
            [.enter], "predict", .predict, whyDisabled: prediction.chosen == nil ? "choose" : nil,
            context))
      }
    }
    if !owesPrediction {
      keys.append(context.binding([.enter], "tutor.lesson.key.follow", .open, hinted: false))
    }
    return keys + pageKeys(context)
  }

  private func leverKeys(_ context: Context) -> [KeyBinding<Action>] {
    let whyNot = run == nil ? nil : "tutor.challenge.why.running"
    return [
      context.binding(
        [.right, .character("l")], "tutor.challenge.key.turn", .right, name: "←→",
        whyDisabled: whyNot),
      context.binding(
        [.left, .character("h")], "tutor.lesson.key.turnBack", .left, whyDisabled: whyNot,
        hinted: false),
      context.binding([.down, .character("j")], "tutor.challenge.key.lever", .down, name: "↑↓"),
      context.binding([.up, .character("k")], "tutor.key.up", .up, hinted: false),
      context.binding([.home, .character("g")], "tutor.key.first", .first, hinted: false),
      context.binding([.end, .character("G")], "tutor.key.last", .last, hinted: false),
      bind(
        [.character("x")], "startingChoices", .startingChoices,
        whyDisabled: run == nil ? nil : "running", hinted: false, context),
    ]
  }

  private func debriefKeys(_ context: Context) -> [KeyBinding<Action>] {
    let insight = bind(
      [.character("e")], isInsightOpen ? "closeInsight" : "insight", .insight,
      whyDisabled: hasEarnedInsight(context) ? nil : "noInsight", context)
    if isInsightOpen {
      return [
        bind([.escape], "closeInsight", .insight, hinted: false, context), insight,
        context.binding([.enter], "tutor.lesson.key.follow", .open, hinted: false),
      ] + pageKeys(context) + runKeys(context)
    }
    guard let replay else { return runKeys(context) + [insight] }
    return replay.keys(context) + [insight] + runKeys(context)
  }

  private func comparingKeys(_ context: Context) -> [KeyBinding<Action>] {
    [
      bind([.character("c"), .escape, .enter], "closeCompare", .compare, context),
      context.binding(
        [.right, .character("l")], "tutor.challenge.key.laterAttempts", .right, name: "→"),
      context.binding(
        [.left, .character("h")], "tutor.challenge.key.earlierAttempts", .left, name: "←"),
    ] + pageKeys(context)
  }

  /// Hints read so far; the record knows the ones of earlier days.
  func hintsShown(_ context: Context) -> Int { max(hintsRead, record(context)?.hintsShown ?? 0) }

  func hasFurtherHint(_ context: Context) -> Bool {
    hintsShown(context) < challenge?.hints.count ?? 0
  }
}
