import Curriculum
import Labs

/// `/` finds projects, lessons, challenges, scenarios and experiments of the labs, words of the
/// glossary and stages.
func searchItems(in state: AppState) -> [SearchItem] {
  let context = state.context
  let index = state.index
  func other(_ text: LocalText) -> String {
    [text.english, text.chinese ?? ""].joined(separator: " ")
  }
  let projects = index.landscape.entries.map { entry in
    SearchItem(
      title: entry.name, alsoKnownAs: [entry.id, entry.category].joined(separator: " "),
      kind: context.say("tutor.kind.project"), detail: context.text(entry.what),
      action: .go(.project(entry.id)))
  }
  let lessons = index.lessons.map { lesson in
    SearchItem(
      title: context.text(lesson.title),
      alsoKnownAs: other(lesson.title) + " " + lesson.id + " "
        + lesson.headings.joined(separator: " "),
      kind: context.say("tutor.kind.lesson"),
      detail: lesson.goals.map { context.text($0) }.joined(separator: " "),
      action: .go(.lesson(lesson.id)))
  }
  let challenges = index.challenges.map { challenge in
    SearchItem(
      title: context.text(challenge.title),
      alsoKnownAs: other(challenge.title) + " " + challenge.id,
      kind: context.say("tutor.kind.challenge"),
      detail: context.say("tutor.difficulty." + challenge.difficulty.rawValue),
      action: .go(.challenge(challenge.id)))
  }
  let terms = index.glossary.terms.map { term in
    SearchItem(
      title: context.text(term.term), alsoKnownAs: other(term.term),
      kind: context.say("tutor.kind.term"), detail: context.text(term.definition),
      action: .go(.term(term.term.english)))
  }
  let stages = index.landscape.stages.map { stage in
    SearchItem(
      title: context.text(stage.title), alsoKnownAs: other(stage.title),
      kind: context.say("tutor.kind.stage"), detail: context.text(stage.summary),
      action: .go(.path(stage: stage.number)))
  }
  let scenarios = (state.scenarios ?? []).map { scenario in
    SearchItem(
      title: context.text(scenario.title),
      alsoKnownAs: [
        other(scenario.title), scenario.name, scenario.lab.rawValue, labName(scenario.lab, context),
        other(scenario.about),
      ].joined(separator: " "),
      kind: context.say("tutor.kind.scenario"), detail: context.text(scenario.about),
      action: .go(.scenario(scenario.lab, scenario.name)))
  }
  return lessons + projects + challenges + experimentItems(in: state) + scenarios + stages + terms
}

/// The labs' experiments, for the search and the palette.
func experimentItems(in state: AppState) -> [SearchItem] {
  allExperiments.map { one in
    SearchItem(
      title: state.say(one.title), alsoKnownAs: one.id,
      kind: state.say("tutor.kind.experiment"), detail: state.say(one.about),
      action: .go(.experiment(one.id)))
  }
}
