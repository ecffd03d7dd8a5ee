import Curriculum
import Labs
import Learning
import TerminalUI
import Wording

extension Page {
  /// Blocks of the content; their links follow as lines that can be chosen.
  mutating func blocks(
    _ blocks: [Block], sources: [Source], _ context: Context
  ) {
    let still = StillBlocks(
      blocks, width: width, glyphs: glyphs, sourceIDs: sources.map(\.id))
    blank()
    for line in still.lines { self.line(line.spans, indent: line.indent) }
    var seen: Set<Place> = []
    for link in still.links {
      guard let (place, title) = linkedPlace(link.url, context), seen.insert(place).inserted
      else { continue }
      item(
        [
          TextSpan(glyphs.arrowRight + " ", role: .muted), TextSpan(title, role: .link),
        ], indent: 2, target: .go(place))
    }
  }

  mutating func sources(_ sources: [Source], _ context: Context) {
    guard !sources.isEmpty else { return }
    heading(context.say("tutor.lesson.sources"))
    for (at, source) in sources.enumerated() {
      spans([
        TextSpan("[\(at + 1)] ", role: .muted), TextSpan(source.text + "  "),
        TextSpan(source.url, role: .link, link: source.url),
        TextSpan("  " + context.say("tutor.lesson.checked", source.checked), role: .muted),
      ])
    }
  }
}

private func linkedPlace(_ url: String, _ context: Context) -> (place: Place, title: String)? {
  switch context.index.target(of: url) {
  case .lesson(let id): context.index.lesson(id).map { (.lesson(id), context.text($0.title)) }
  case .project(let id): context.index.entry(id).map { (.project(id), $0.name) }
  case .challenge(let id):
    context.index.challenge(id).map { (.challenge(id), context.text($0.title)) }
  case .web, nil: nil
  }
}

extension ChallengeScreen {
  /// What is wanted: situation, goals, prediction, hints.
  func briefPage(_ width: Int, _ context: Context) -> Page {
    var page = Page(width: width - 2, glyphs: context.glyphs)
    guard let challenge else { return page }
    page.spans([
      TextSpan(context.text(challenge.title), role: .stage(challenge.stage), attributes: .bold)
    ])
    page.text(
      context.say(
        "tutor.challenge.kind", context.say("tutor.difficulty." + challenge.difficulty.rawValue),
        String(challenge.minutes), String(challenge.stage)), role: .muted)
    page.blocks(
      challenge.brief.blocks(context.say.language.rawValue), sources: challenge.sources, context)
    page.heading(context.say("tutor.challenge.goals"))
    for objective in challenge.objectives {
      page.bullet(goalSpans(objective, context), indent: 0)
    }
    if challenge.unseenSeeds > 0 {
      page.text(
        context.say("tutor.challenge.unseenRule", String(challenge.unseenSeeds)), role: .muted,
        indent: 2)
    }
    if let prediction {
      page.blank()
      if predictionRun?.hasFailed == true {
        page.text(context.say("tutor.challenge.noAnswer"), role: .muted)
      } else {
        for line in prediction.lines(width: page.width, isFocused: pane == .brief, context) {
          page.line(line)
        }
        if prediction.isNumeric, !prediction.isMade, !isPredicting {
          page.text(context.say("tutor.challenge.howNumber"), role: .muted)
        }
      }
    }
    let lessons = challenge.lessons.compactMap { context.index.lesson($0) }
    if !lessons.isEmpty {
      page.heading(context.say("tutor.challenge.lessons"))
      for lesson in lessons {
        page.item(lessonSpans(lesson, context), indent: 2, target: .go(.lesson(lesson.id)))
      }
    }
    addHints(to: &page, challenge, context)
    return page
  }

  private func addHints(to page: inout Page, _ challenge: Challenge, _ context: Context) {
    guard !challenge.hints.isEmpty else { return }
    let shown = min(hintsShown(context), challenge.hints.count)
    page.heading(
      context.say("tutor.challenge.hints", String(shown), String(challenge.hints.count)))
    for hint in challenge.hints.prefix(shown) {
      page.bullet([TextSpan(context.text(hint), role: .emphasis)], indent: 0)
    }
    if shown < challenge.hints.count {
      page.text(context.say("tutor.challenge.nextHint"), role: .muted)
    }
  }

  private func goalSpans(_ objective: Objective, _ context: Context) -> [TextSpan] {
    let definition = lab?.metric(objective.metric)
    let name = definition.map { context.say($0.title) } ?? objective.metric
    func number(_ value: Double) -> String {
      formatted(value, decimals: definition?.decimals ?? 2)
    }
    let unit = definition.map(\.unit) ?? ""
    let key =
      objective.goal == .atMost ? "tutor.challenge.goal.most" : "tutor.challenge.goal.least"
    let target = withUnit(number(objective.target), unit)
    var spans = [TextSpan(context.say(key, name, target), role: .strong)]
    if Set(objective.stars).count > 1 {
      let steps = objective.stars.enumerated().map { at, value in
        String(repeating: context.glyphs.starFilled, count: at + 1) + " " + number(value)
      }
      spans.append(TextSpan("  " + steps.joined(separator: "  "), role: .warning))
    }
    return spans
  }

  /// What can be learnt from the challenge, and an answer that passes.
  func insightPage(_ width: Int, _ context: Context) -> Page {
    var page = Page(width: width - 2, glyphs: context.glyphs)
    guard let challenge else { return page }
    page.heading(context.say("tutor.challenge.insight"))
    page.blocks(
      challenge.insight.blocks(context.say.language.rawValue), sources: challenge.sources, context)
    page.heading(context.say("tutor.challenge.reference"))
    for setting in challenge.reference.settings {
      let knob = lab?.knob(setting.knob)
      let value = knob.flatMap { knob in
        (try? knob.value(from: setting.value)).map { context.say(knob.title(of: $0)) }
      }
      page.spans(
        [
          TextSpan((knob.map { context.say($0.title) } ?? setting.knob) + ": "),
          TextSpan(value ?? setting.value, role: .strong),
        ], indent: 2)
    }
    page.text(context.text(challenge.reference.why), indent: 2)
    page.sources(challenge.sources, context)
    return page
  }
}
