import Labs
import TerminalUI

extension LabScreen {
  public func keys(_ context: Context) -> [KeyBinding<Action>] {
    guard id != nil else {
      return context.listKeys() + [
        context.binding(
          [.right, .character("l"), .tab], "tutor.path.key.stage", .lab(.nextStage), name: "←→"),
        context.binding(
          [.left, .character("h"), .backtab], "tutor.path.key.previous", .lab(.previousStage),
          hinted: false),
      ] + experimentKeys(context)
    }
    guard scenario != nil else { return [] }
    let panes = [
      context.binding([.tab], "tutor.challenge.key.nextPane", .nextPane),
      context.binding([.backtab], "tutor.challenge.key.previousPane", .previousPane, hinted: false),
    ]
    switch pane {
    case .setup: return setupKeys(context) + runKeys(context) + panes
    case .result: return pickKeys(context) + runKeys(context) + scrollKeys(context) + panes
    case .replay:
      return (replay?.keys(context, questions: whatIfKeys(context)) ?? []) + runKeys(context)
        + panes
    case .compare: return compareKeys(context) + runKeys(context) + scrollKeys(context) + panes
    case .sweep: return sweepKeys(context) + runKeys(context) + scrollKeys(context) + panes
    }
  }

  private func bind(
    _ keys: [Key], _ label: String, _ action: LabAction, whyDisabled: String? = nil,
    hinted: Bool = true, _ context: Context
  ) -> KeyBinding<Action> {
    context.binding(
      keys, "tutor.lab.key." + label, .lab(action),
      whyDisabled: whyDisabled.map { "tutor.lab.why." + $0 }, hinted: hinted)
  }

  private func setupKeys(_ context: Context) -> [KeyBinding<Action>] {
    let busy = isRunning ? "tutor.lab.why.running" : nil
    return [
      context.binding(
        [.right, .character("l")], "tutor.lab.key.turn", .right, name: "←→", whyDisabled: busy),
      context.binding(
        [.left, .character("h")], "tutor.lesson.key.turnBack", .left, whyDisabled: busy,
        hinted: false),
      context.binding(
        [.down, .character("j")], "tutor.key.down", .down, name: "↑↓", hinted: false),
      context.binding([.up, .character("k")], "tutor.key.up", .up, hinted: false),
      context.binding([.pageDown, .control("f")], "tutor.key.pageDown", .pageDown, hinted: false),
      context.binding([.pageUp, .control("b")], "tutor.key.pageUp", .pageUp, hinted: false),
      context.binding([.home, .character("g")], "tutor.key.first", .first, hinted: false),
      context.binding([.end, .character("G")], "tutor.key.last", .last, hinted: false),
      bind(
        [.enter], "edit", .edit,
        whyDisabled: isRunning ? "running" : row == 0 || isWordKnob ? "walk" : nil, context),
      bind(
        [.character("x")], "standard", .standard, whyDisabled: knob == nil ? "noKnob" : nil,
        hinted: false, context),
      bind([.character("X")], "allStandard", .allStandard, hinted: false, context),
    ] + experimentKeys(context)
  }

  /// To the experiments of this lab, if it has any; in the list of all labs to the first one.
  private func experimentKeys(_ context: Context) -> [KeyBinding<Action>] {
    guard let first = allExperiments.first(where: { id == nil || $0.lab == id }) else { return [] }
    return [
      context.binding(
        [.character("E")], "tutor.lab.key.experiments", .go(.experiment(first.id)),
        hinted: id == nil)
    ]
  }

  private var isWordKnob: Bool {
    if let knob, case .whole = knob.kind { false } else { knob != nil }
  }

  /// The focus walks over the causes that can be picked.
  private func pickKeys(_ context: Context) -> [KeyBinding<Action>] {
    guard scenario?.diagnosis != nil else { return [] }
    return [
      context.binding(
        [.enter], "tutor.lab.key.pick", .open,
        whyDisabled: isRunning
          ? "tutor.lab.why.running" : outcome == nil ? "tutor.lab.why.noRun" : nil)
    ]
  }

  /// Running, keeping, sweeping, saving: the same on every pane.
  private func runKeys(_ context: Context) -> [KeyBinding<Action>] {
    var keys: [KeyBinding<Action>] = []
    // An open answer takes Esc first.
    if isRunning, pane != .replay || replay?.isWhyOpen != true || whatIf != nil {
      keys.append(bind([.escape], "cancel", .cancel, context))
    }
    let busy = isRunning ? "running" : nil
    if scenario?.diagnosis != nil {
      keys.append(bind([.character("d")], "diagnose", .diagnose, whyDisabled: busy, context))
    }
    keys += [
      bind([.character("r")], "run", .run, whyDisabled: busy, context),
      bind(
        [.character("y")], "try", .tryNext,
        whyDisabled: busy ?? (scenario?.heading.claims.isEmpty == false ? nil : "noTries"),
        hinted: pane == .setup || pane == .result, context),
      bind(
        [.character("a")], "keep", .keep,
        whyDisabled: busy ?? (outcome == nil ? "noRun" : nil), context),
      bind(
        [.character("v")], "sweep", .sweep,
        whyDisabled: busy ?? (knob == nil ? "noKnob" : nil), context),
      bind([.character("S")], "save", .save, context),
      bind(
        [.character("e")], "export", .export,
        whyDisabled: pane == .sweep
          ? (sweep?.isRunning == false ? nil : "noSweep") : outcome == nil ? "noRun" : nil,
        context),
    ]
    return keys
  }

  private func whatIfKeys(_ context: Context) -> [KeyBinding<Action>] {
    guard let replay, !replay.outcome.replay.panels.isEmpty else { return [] }
    return [
      bind(
        [.character("i")], "whatIf", .whatIf,
        whyDisabled: isRunning ? "running" : replay.canAskWhatIf ? nil : "served", context)
    ]
  }

  private func compareKeys(_ context: Context) -> [KeyBinding<Action>] {
    [
      bind(
        [.enter], "divergence", .divergence,
        whyDisabled: comparison?.divergence == nil ? "noDivergence" : nil, context)
    ]
  }

  private func sweepKeys(_ context: Context) -> [KeyBinding<Action>] {
    [
      context.binding([.right, .character("l")], "tutor.lab.key.metric", .right, name: "←→"),
      context.binding(
        [.left, .character("h")], "tutor.lab.key.metricBack", .left, hinted: false),
    ]
  }

  private func scrollKeys(_ context: Context) -> [KeyBinding<Action>] {
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
}
