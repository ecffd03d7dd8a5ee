import Curriculum
import Labs
import TerminalUI

extension LabScreen {
  /// The labs that exist with their scenarios.
  func listPage(_ context: Context) -> Page { list(context).page }

  /// The line of each lab's heading.
  func stageHeads(_ context: Context) -> [Int] { list(context).heads }

  private func list(_ context: Context) -> (page: Page, heads: [Int]) {
    var heads: [Int] = []
    var page = Page(width: pageArea(context).columns, glyphs: context.glyphs)
    page.text(context.say("tutor.lab.welcome"), role: .muted)
    guard let scenarios else {
      page.text(context.say("tutor.lab.reading"), role: .muted)
      return (page, [])
    }
    for lab in allLabs {
      page.heading(
        context.say("tutor.lab.heading", String(lab.id.stage), labName(lab.id, context)),
        role: .stage(lab.id.stage))
      heads.append(page.lines.count - 1)
      let own = scenarios.filter { $0.lab == lab.id }
      if own.isEmpty { page.text(context.say("tutor.lab.noScenario"), role: .muted, indent: 4) }
      for scenario in own {
        page.item(
          [
            TextSpan(context.text(scenario.title)), TextSpan("  " + scenario.name, role: .muted),
          ], indent: 4, target: .go(.scenario(lab.id, scenario.name)))
      }
      for one in allExperiments where one.lab == lab.id {
        page.item(
          [
            TextSpan(context.say(one.title)),
            TextSpan("  " + context.say("tutor.kind.experiment"), role: .muted),
          ], indent: 4, target: .go(.experiment(one.id)))
      }
      let saved = context.learner.savedScenarios[lab.id.rawValue] ?? []
      if !saved.isEmpty {
        page.text(
          context.say("tutor.lab.saved", saved.joined(separator: ", ")), role: .muted, indent: 4)
      }
    }
    return (page, heads)
  }

  /// The last run's numbers, or how far the present one is.
  func resultPage(_ width: Int, _ context: Context) -> Page {
    var page = Page(width: width - 2, glyphs: context.glyphs)
    page.text(scenarioTitle(context), role: .title)
    if let run {
      page.heading(context.say("tutor.challenge.running", seed))
      page.bar(
        context.say("tutor.lab.progress"), nameWidth: 10, perMille: run.progressPerMille,
        note: "\(run.progressPerMille / 10) %", role: .bar, indent: 0)
      page.text(
        context.say("tutor.challenge.simulated", formatted(run.time.inSeconds, decimals: 1)),
        role: .muted)
      page.text(context.say("tutor.challenge.howToCancel"), role: .muted)
      return page
    }
    if let runTrouble {
      page.heading(
        context.glyphs.fail + " " + context.say("tutor.challenge.cannotRun"), role: .bad)
      page.text(runTrouble)
      return page
    }
    guard let outcome else {
      page.blank()
      page.text(context.say("tutor.lab.noRunYet"))
      // The setup has room for the beginning only in a small window.
      if let about = scenario?.heading.about(in: context.say.language), !about.isEmpty {
        page.blank()
        page.text(oneLine(about), role: .muted)
      }
      addTries(to: &page, context)
      return page
    }
    page.text(
      context.say(
        "tutor.lab.ran", outcome.seed.text, String(outcome.events), outcome.digest), role: .muted)
    if isStale(outcome) { page.text(context.say("tutor.lab.stale"), role: .warning) }
    addDiagnosis(of: outcome, to: &page, context)
    page.blank()
    for line in metricTable(outcome.shownMetrics, width: page.width, context) { page.line(line) }
    addNotes(of: outcome, to: &page, context)
    addAssumptions(of: outcome, to: &page, context)
    addTries(to: &page, context)
    return page
  }

  /// What is wrong, to be picked, and what the last pick was worth.
  private func addDiagnosis(of outcome: RunOutcome, to page: inout Page, _ context: Context) {
    guard let scenario, let diagnosis = scenario.diagnosis, ranName == name,
      !isStale(outcome)
    else { return }
    page.heading(context.say("tutor.lab.diagnosis"))
    page.text(context.say("tutor.lab.diagnosis.how"), role: .muted)
    for cause in diagnosis.causes {
      let verdict = picks.contains(cause) ? scenario.judge(cause, outcome) : nil
      let mark =
        verdict.map { $0.isRight ? context.glyphs.check : context.glyphs.fail }
        ?? context.glyphs.bullet
      page.item(
        [
          TextSpan(
            mark + " ", role: verdict.map { $0.isRight ? .good : .bad } ?? .muted),
          TextSpan(context.say(cause.title)),
        ], indent: 2, target: .lab(.pick(cause)))
    }
    guard let last = picks.last, let verdict = scenario.judge(last, outcome) else { return }
    page.blank()
    page.spans(
      [
        TextSpan(
          context.say(verdict.isRight ? "tutor.lab.diagnosis.right" : "tutor.lab.diagnosis.wrong")
            + " ", role: verdict.isRight ? .good : .bad, attributes: .bold),
        TextSpan(context.say(last.title)),
      ], indent: 0)
    for sentence in verdict.explanation.sentences {
      page.bullet([TextSpan(context.say(sentence))], indent: 0)
    }
  }

  private func addNotes(of outcome: RunOutcome, to page: inout Page, _ context: Context) {
    guard !outcome.notes.isEmpty else { return }
    page.heading(context.say("lab.note.heading"))
    for note in outcome.notes { page.text(context.say(note), indent: 2) }
  }

  /// What nobody measured of the hardware: a number that rests on it must say so.
  private func addAssumptions(of outcome: RunOutcome, to page: inout Page, _ context: Context) {
    guard !outcome.assumptions.isEmpty else { return }
    page.heading(context.say("lab.assumed.heading"))
    for item in outcome.assumptions {
      page.text(
        context.say(
          "lab.assumed", context.say(item.part), context.say(item.reason),
          String(item.expectedError)), role: .muted, indent: 2)
    }
  }

  /// What the scenario says is worth trying, and what it then shows; the one whose knobs are set is
  /// marked.
  private func addTries(to page: inout Page, _ context: Context) {
    guard let tries = scenario?.heading.claims, !tries.isEmpty else { return }
    page.heading(context.say("tutor.lab.tries"))
    for (number, item) in tries.enumerated() {
      let isSet = item.choices == choices
      page.bullet(
        [
          TextSpan(
            "\(number + 1) ", role: isSet ? .accent : .muted, attributes: isSet ? .bold : []),
          TextSpan(
            context.say.language == .chinese && !item.textChinese.isEmpty
              ? item.textChinese : item.text),
        ], indent: 0)
      let knobs = item.choices.sorted.compactMap { id, value -> String? in
        guard let knob = lab?.knob(id) else { return nil }
        return context.say(knob.title) + " " + context.say(knob.title(of: value))
      }
      if !knobs.isEmpty {
        page.text(knobs.joined(separator: ", "), role: .muted, indent: 4)
      }
    }
    page.text(context.say("tutor.lab.howToTry"), role: .muted)
  }

  /// Whether the knobs were turned since that run.
  func isStale(_ outcome: RunOutcome) -> Bool {
    outcome.seed.text != seed || complete.map { $0 != outcome.choices } ?? false
  }

  /// A against B: what was chosen, what came out, where they part.
  func comparePage(_ width: Int, _ context: Context) -> Page {
    var page = Page(width: width - 2, glyphs: context.glyphs)
    guard let comparison else {
      page.text(context.say(kept == nil ? "tutor.lab.noKept" : "tutor.lab.noSecond"))
      return page
    }
    addChanges(comparison, to: &page, context)
    addDivergence(comparison, to: &page, context)
    page.heading(context.say("tutor.lab.metrics"))
    let glyphs = context.glyphs
    let rows = comparison.shownRows.map { row -> [TextSpan] in
      let winner: TextSpan =
        switch row.winner {
        case .a: TextSpan("A " + context.say("tutor.lab.better"), role: .accent)
        case .b: TextSpan("B " + context.say("tutor.lab.better"), role: .good)
        case .neither: TextSpan("")
        }
      let decimals = row.a.definition.decimals
      let delta = row.delta.map { ($0 > 0 ? "+" : "") + formatted($0, decimals: decimals) }
      let percent = row.deltaPercent.map { ($0 > 0 ? "+" : "") + formatted($0, decimals: 1) + " %" }
      let unit = context.say(unitName(row.a.definition.unit))
      return [
        TextSpan(context.say(row.a.definition.title) + (unit.isEmpty ? "" : " (\(unit))")),
        TextSpan(row.a.text), TextSpan(row.b.text), TextSpan(delta ?? "–", role: .strong),
        TextSpan(percent ?? ""), winner,
      ]
    }
    for line in tableLines(
      heading: [
        context.say("tutor.challenge.column.metric"), "A", "B", "B - A", "%", "",
      ], rows, trailing: [1, 2, 3, 4], width: page.width, glyphs: glyphs)
    {
      page.line(line)
    }
    return page
  }

  private func addChanges(_ comparison: Comparison, to page: inout Page, _ context: Context) {
    page.heading(context.say("tutor.lab.changes"))
    for change in comparison.changes {
      let knob = lab?.knob(change.knob)
      func say(_ value: KnobValue) -> String {
        knob.map { context.say($0.title(of: value)) } ?? value.description
      }
      page.spans(
        [
          TextSpan((knob.map { context.say($0.title) } ?? change.knob) + ": "),
          TextSpan("A " + say(change.a), role: .strong),
          TextSpan(" " + context.glyphs.arrowRight + " "),
          TextSpan("B " + say(change.b), role: .strong),
        ], indent: 2)
    }
    if comparison.a.seed != comparison.b.seed {
      page.text(
        context.say("tutor.lab.seeds", comparison.a.seed.text, comparison.b.seed.text), indent: 2)
    }
    if comparison.changes.isEmpty, comparison.a.seed == comparison.b.seed {
      page.text(context.say("tutor.lab.nothingChanged"), role: .muted, indent: 2)
    }
  }

  private func addDivergence(_ comparison: Comparison, to page: inout Page, _ context: Context) {
    guard let divergence = comparison.divergence else {
      page.text(context.say("tutor.lab.alike"), role: .muted)
      return
    }
    page.heading(context.say("tutor.lab.divergence", String(divergence.step)))
    for (name, decision) in [("A", divergence.a), ("B", divergence.b)] {
      let sentence =
        decision.map { decision in
          formatted(decision.time.inSeconds, decimals: 3) + " s: " + context.say(decision.sentence)
        } ?? context.say("tutor.lab.ended")
      page.bullet([TextSpan(name + "  ", role: .strong), TextSpan(sentence)], indent: 0)
    }
    page.text(context.say("tutor.lab.jump"), role: .muted, indent: 2)
  }
}

/// The name of a lab as people say it.
func labName(_ id: LabID, _ context: Context) -> String {
  switch id {
  case .runtime: context.say("tutor.lab.name.runtime")
  case .scheduling: context.say("tutor.lab.name.scheduling")
  case .serving: context.say("tutor.lab.name.serving")
  case .autoscaling: context.say("tutor.lab.name.autoscaling")
  case .gateway: context.say("tutor.lab.name.gateway")
  }
}
