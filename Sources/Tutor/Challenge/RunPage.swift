import Curriculum
import Labs
import Learning
import TerminalUI
import Wording

extension ChallengeScreen {
  /// The run: how far it is, or how it was judged, or how to start it; or the attempts side by side.
  func runPage(_ width: Int, _ context: Context) -> Page {
    var page = Page(width: width - 2, glyphs: context.glyphs)
    if isComparing {
      addAttempts(to: &page, context)
    } else if let run {
      addProgress(of: run, to: &page, context)
    } else if let runTrouble {
      page.heading(
        context.glyphs.fail + " " + context.say("tutor.challenge.cannotRun"), role: .bad)
      page.text(runTrouble)
    } else if let result {
      addVerdict(result, to: &page, context)
    } else {
      page.heading(context.say("tutor.challenge.ready"))
      page.text(
        context.say(owesPrediction ? "tutor.challenge.predictFirst" : "tutor.challenge.howToRun"))
      addChoices(to: &page, context)
    }
    return page
  }

  private func addChoices(to page: inout Page, _ context: Context) {
    page.heading(context.say("tutor.challenge.yourChoices"))
    for state in levers {
      page.spans(
        [
          TextSpan(context.say(state.knob.title) + ": "),
          TextSpan(context.say(state.knob.title(of: state.value)), role: .strong),
        ], indent: 2)
    }
  }

  private func addProgress(of run: ChallengeRun, to page: inout Page, _ context: Context) {
    page.heading(
      context.say("tutor.challenge.running", run.jobs.first?.seed ?? ""))
    page.bar(
      context.say("tutor.challenge.allRuns"), nameWidth: 12, perMille: run.progressPerMille,
      note: "\(run.progressPerMille / 10) %", role: .bar, indent: 0)
    page.text(
      context.say(
        "tutor.challenge.simulated", formatted(run.time.inSeconds, decimals: 1)), role: .muted)
    page.blank()
    for (at, job) in run.jobs.enumerated() {
      let name: String =
        switch job.purpose {
        case .own: context.say("tutor.challenge.job.own")
        case .baseline(let title): context.say("tutor.challenge.job.baseline", context.text(title))
        case .unseen(let seed): context.say("tutor.challenge.job.unseen", seed)
        }
      let isDone = at < run.done.count
      let isNow = at == run.done.count
      let mark =
        isDone ? context.glyphs.check : isNow ? context.glyphs.pointer : context.glyphs.radioOff
      page.spans([
        TextSpan(mark + " ", role: isDone ? .good : isNow ? .accent : .muted),
        TextSpan(name, role: isNow ? .strong : .normal),
        TextSpan(isNow ? "  \(run.jobPerMille / 10) %" : "", role: .muted),
      ])
    }
    page.blank()
    page.text(context.say("tutor.challenge.howToCancel"), role: .muted)
  }

  // MARK: Verdict

  private func addVerdict(_ result: Result, to page: inout Page, _ context: Context) {
    let verdict = result.verdict
    let glyphs = context.glyphs
    page.spans([
      TextSpan(
        verdict.isPassed
          ? glyphs.check + " " + context.say("tutor.challenge.passed")
          : glyphs.fail + " " + context.say("tutor.challenge.notPassed"),
        role: verdict.isPassed ? .good : .bad, attributes: .bold),
      TextSpan("  " + starText(verdict.stars, glyphs) + "  ", role: .warning),
      TextSpan(
        context.say("tutor.challenge.stars", String(verdict.stars)) + "  "
          + context.say("tutor.challenge.seed", result.attempt.seed), role: .muted),
    ])
    addSaving(result, to: &page, context)
    page.blank()
    for line in objectiveTable(verdict.objectives, width: page.width, context) { page.line(line) }
    page.blank()
    for reason in verdict.why(context.say) { page.bullet([TextSpan(reason)], indent: 0) }
    if !verdict.baselines.isEmpty {
      page.heading(context.say("tutor.challenge.baselines"))
      let own = ComparedRun(
        name: context.say("tutor.challenge.you"), isPassed: verdict.isPassed,
        objectives: verdict.objectives)
      addComparison([own] + verdict.baselines.map(ComparedRun.init), to: &page, context)
    }
    if !verdict.unseen.isEmpty {
      page.heading(context.say("tutor.challenge.unseen"))
      addComparison(verdict.unseen.map(ComparedRun.init), to: &page, context)
    }
    page.blank()
    page.text(
      context.say(
        hasEarnedInsight(context)
          ? "tutor.challenge.walkWithInsight" : "tutor.challenge.walk"), role: .accent)
    page.heading(context.say("tutor.challenge.allMetrics"))
    for line in metricTable(result.outcome.metrics, width: page.width, context) { page.line(line) }
  }

  private func addSaving(_ result: Result, to page: inout Page, _ context: Context) {
    switch result.saving {
    case .pending: page.text(context.say("tutor.challenge.saving"), role: .muted)
    case .saved:
      page.text(context.say("tutor.challenge.saved", String(result.number)), role: .muted)
    case .failed(let reason): page.text(context.say("tutor.challenge.notSaved", reason), role: .bad)
    }
  }

  private func objectiveTable(
    _ results: [Verdict.Result], width: Int, _ context: Context
  ) -> [[TextSpan]] {
    let rows = results.map { result -> [TextSpan] in
      let glyphs = context.glyphs
      let unit = result.unit
      let sign = result.wanted.goal == .atMost ? "≤ " : "≥ "
      return [
        TextSpan(
          result.isMet
            ? glyphs.check + " " + context.say("tutor.challenge.met")
            : glyphs.fail + " " + context.say("tutor.challenge.missed"),
          role: result.isMet ? .good : .bad),
        TextSpan(result.definition.map { context.say($0.title) } ?? result.wanted.metric),
        TextSpan(withUnit(result.valueText, unit), role: .strong),
        TextSpan(sign + withUnit(result.targetText, unit)),
        TextSpan(starText(result.stars, glyphs), role: .warning),
      ]
    }
    return tableLines(
      heading: ["", "goal", "value", "target", "stars"].map {
        $0.isEmpty ? "" : context.say("tutor.challenge.column." + $0)
      }, rows, trailing: [2, 3], width: width, glyphs: context.glyphs)
  }

  /// Several runs against the same objectives.
  private func addComparison(
    _ comparisons: [ComparedRun], to page: inout Page, _ context: Context
  ) {
    let glyphs = context.glyphs
    let objectives = comparisons.first?.objectives ?? []
    let rows = comparisons.map { comparison -> [TextSpan] in
      [
        TextSpan(comparison.name),
        TextSpan(
          (comparison.isPassed ? glyphs.check : glyphs.fail) + " "
            + context.say(
              comparison.isPassed ? "tutor.challenge.met" : "tutor.challenge.missed"),
          role: comparison.isPassed ? .good : .bad),
      ]
        + comparison.objectives.map {
          TextSpan($0.valueText + ($0.isMet ? "" : " " + glyphs.fail))
        }
    }
    let heading =
      [context.say("tutor.challenge.column.run"), context.say("tutor.challenge.column.goals")]
      + objectives.map { result in
        (result.definition.map { context.say($0.title) } ?? result.wanted.metric)
          + (result.unit.isEmpty ? "" : " (\(result.unit))")
      }
    for line in tableLines(
      heading: heading, rows, trailing: Set(2..<max(2, heading.count)), width: page.width,
      glyphs: glyphs)
    {
      page.line(line)
    }
  }

  // MARK: Attempts

  /// Choices and results of the attempts that the record keeps, the newest first.
  private func addAttempts(to page: inout Page, _ context: Context) {
    guard let record = record(context) else { return }
    page.heading(context.say("tutor.challenge.compareTitle", String(record.attemptCount)))
    var kept = Array(record.attempts.reversed())
    if let best = record.best, !kept.contains(where: { $0.event == best.event }) {
      kept.append(best)
    }
    let fitting = max(1, (page.width - 20) / 15)
    let first = min(firstAttempt, max(0, kept.count - fitting))
    let shown = kept.dropFirst(first).prefix(fitting)
    if kept.count > shown.count {
      page.text(
        context.say(
          "tutor.challenge.compareSome", String(first + 1), String(first + shown.count),
          String(kept.count)), role: .muted)
    }
    var rows: [[TextSpan]] = []
    func row(_ name: String, _ cell: (ChallengeRecord.Dated) -> TextSpan) {
      rows.append([TextSpan(name, role: .muted)] + shown.map(cell))
    }
    row("") { dated in
      // Several attempts of one day are told apart by their number.
      let number = record.attempts.firstIndex { $0.event == dated.event }
        .map { record.attemptCount - record.attempts.count + $0 + 1 }
      return TextSpan(number.map { "#\($0)" } ?? "", role: .muted)
    }
    row(context.say("tutor.challenge.column.stars")) { dated in
      TextSpan(starText(dated.attempt.stars, context.glyphs), role: .warning)
    }
    row("") { dated in
      TextSpan(
        dated.event == record.best?.event ? context.say("tutor.challenge.best") : "", role: .accent)
    }
    row(context.say("tutor.challenge.column.seed")) { TextSpan($0.attempt.seed) }
    for knob in knobsOfAttempts(shown) {
      row(lab?.knob(knob).map { context.say($0.title) } ?? knob) { dated in
        TextSpan(choiceText(dated.attempt, knob, context), role: .strong)
      }
    }
    for objective in challenge?.objectives ?? [] {
      let definition = lab?.metric(objective.metric)
      row(definition.map { context.say($0.title) } ?? objective.metric) { dated in
        guard
          let measured = dated.attempt.objectives.first(where: { $0.metric == objective.metric })
        else { return TextSpan("–") }
        let number = measured.value.map { formatted($0, decimals: definition?.decimals ?? 2) }
        let mark = measured.isMet ? context.glyphs.check : context.glyphs.fail
        return TextSpan("\(number ?? "–") \(mark)", role: measured.isMet ? .good : .bad)
      }
    }
    row(context.say("tutor.challenge.column.unseen")) { dated in
      let passed = dated.attempt.unseen.count(where: \.isPassed)
      return TextSpan("\(passed)/\(dated.attempt.unseen.count)")
    }
    let heading =
      [context.say("tutor.challenge.column.attempt")]
      + shown.map { $0.moment.date.description }
    for line in tableLines(heading: heading, rows, width: page.width, glyphs: context.glyphs) {
      page.line(line)
    }
  }

  private func knobsOfAttempts(_ shown: ArraySlice<ChallengeRecord.Dated>) -> [String] {
    var knobs = levers.map(\.knob.id)
    for dated in shown {
      for choice in dated.attempt.choices where !knobs.contains(choice.knob) {
        knobs.append(choice.knob)
      }
    }
    return knobs
  }

  private func choiceText(_ attempt: Attempt, _ knob: String, _ context: Context) -> String {
    guard let choice = attempt.choices.first(where: { $0.knob == knob }) else { return "–" }
    guard let knob = lab?.knob(knob), let value = try? knob.value(from: choice.value) else {
      return choice.value
    }
    return context.say(knob.title(of: value))
  }
}

/// A line of a comparison: the learner's run, a baseline, an unseen seed.
private struct ComparedRun {
  let name: String
  let isPassed: Bool
  let objectives: [Verdict.Result]

  init(name: String, isPassed: Bool, objectives: [Verdict.Result]) {
    self.name = name
    self.isPassed = isPassed
    self.objectives = objectives
  }
  init(_ comparison: Verdict.Comparison) {
    self.init(
      name: comparison.name, isPassed: comparison.isPassed, objectives: comparison.objectives)
  }
}

/// Every metric of a run with its value and unit.
func metricTable(_ metrics: [Metric], width: Int, _ context: Context) -> [[TextSpan]] {
  tableLines(
    heading: [
      context.say("tutor.challenge.column.metric"), context.say("tutor.challenge.column.value"), "",
    ],
    metrics.map { metric in
      [
        TextSpan(context.say(metric.definition.title)), TextSpan(metric.text, role: .strong),
        TextSpan(context.say(unitName(metric.definition.unit)), role: .muted),
      ]
    }, trailing: [1], width: width, glyphs: context.glyphs)
}
