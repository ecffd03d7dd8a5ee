import AddressedYAML
import Diagnostics

extension Challenge {
  /// Reads a challenge file. `file` is its path inside the content directory.
  public static func parse(_ text: String, file: String) -> Parsed<Challenge> {
    let log = ProblemLog(file: file)
    guard let map = YAMLMap.parse(normalized(text, log: log), log: log) else {
      return Parsed(value: nil, problems: log.problems)
    }
    let challenge = read(map, file: file)
    if let challenge { ChallengeRules(challenge: challenge, map: map, log: log).check() }
    return Parsed(value: challenge, problems: log.problems)
  }

  private static func read(_ map: YAMLMap, file: String) -> Challenge? {
    let id = map.required("id")?.identifier()
    let version = map.required("version", hint: "1, then one more with each change of the task")?
      .whole(in: 1...Int.max)
    let week = map.required("week", hint: "its place in the calendar")?.whole(in: 1...52)
    let title = map.localText("title")
    let lab = map.required("lab")?.word(of: labNames)
    let stage = map.required("stage")?.whole(in: 1...5)
    let topics = map.identifiers("topics").map(\.id)
    let projects = map.identifiers("projects").map(\.id)
    let difficulty = map.required("difficulty")?.word(Difficulty.self)
    let minutes = map.required("minutes")?.whole(in: 1...120, unit: "minutes")
    let lessons = map.identifiers("lessons").map(\.id)
    let brief = map.localBlocks("brief", isRequired: true)
    let scenario = map.required("scenario", hint: "the name of a file in challenges/scenarios")?
      .identifier()
    let fixed = map.settings("fixed")
    let levers = map.required("levers", hint: "a list of {knob, start, values}")?.list()?
      .compactMap { $0.map() }.compactMap(Lever.read)
    let prediction = map.optional("predict")?.map().flatMap {
      Prediction.read($0, fixedID: "predict")
    }
    let objectives = map.required("objectives", hint: "a list of {metric, goal, target, stars}")?
      .list()?.compactMap { $0.map() }.compactMap(Objective.read)
    let baselines = map.maps("baselines").compactMap(Baseline.read)
    let reference = map.required("reference", hint: "{set, why}: an answer that passes")?.map()
      .flatMap(ReferenceAnswer.read)
    let unseenSeeds = map.optional("unseen_seeds").map { $0.whole(in: 0...20) } ?? 0
    let hints = map.localTexts("hints")
    let insight = map.localBlocks("insight", isRequired: true)
    let quotes = map.maps("numbers").compactMap(Quote.read)
    let sources = map.sources("sources")
    map.finish()
    guard let id, let version, let week, let title, let lab, let stage, let difficulty,
      let minutes, let brief, let scenario, let levers, let objectives, let reference,
      let unseenSeeds, let insight
    else { return nil }
    let start = fixed + levers.map { Setting(knob: $0.knob, value: $0.start, line: $0.line) }
    return Challenge(
      id: id, version: version, week: week, title: title, lab: lab, stage: stage, topics: topics,
      projects: projects, difficulty: difficulty, minutes: minutes, lessons: lessons, brief: brief,
      scenario: scenario, fixed: fixed, levers: levers, prediction: prediction,
      objectives: objectives, baselines: baselines, reference: reference,
      unseenSeeds: unseenSeeds, hints: hints, insight: insight,
      numbers: quotes.map { $0.number(lab: lab, scenario: scenario, start: start) },
      sources: sources, file: file, places: map.places)
  }
}

extension YAMLMap {
  /// A Markdown text with its translation; links in it are checked.
  fileprivate func localBlocks(_ key: String, isRequired: Bool) -> LocalBlocks? {
    let chinese = optional(key + "_zh").flatMap(markdown)
    let value = isRequired ? required(key, hint: "Markdown, after '\(key): |'") : optional(key)
    return value.flatMap(markdown).map { LocalBlocks($0, chinese: chinese) }
  }

  private func markdown(_ value: YAMLValue) -> [Block]? {
    guard let text = value.text() else { return nil }
    // A text after `key: |` starts in the next line, a text on the key's own line in that one.
    let offset = text.contains("\n") ? value.line : value.line - 1
    var reader = MarkdownReader(log: log, offset: offset)
    let blocks = reader.blocks(of: text)
    for link in reader.links { checkLink(link.url, line: link.line, log: log) }
    let known = sourceIDs
    for (id, line) in reader.citations where !known.contains(id) {
      log.report(
        line: line, "there is no source '\(shortened(id))'", hint: suggestion(for: id, in: known))
    }
    return blocks.isEmpty ? nil : blocks
  }
}

/// `{quote, set, seed, metric}`: a number of the text and the run of this challenge that gives it.
private struct Quote {
  let text: String
  /// Laid over the starting choices.
  let settings: [Setting]
  let seed: String
  let metric: String
  let line: Int

  static func read(_ map: YAMLMap) -> Quote? {
    let text = map.required("quote", hint: "the number as it stands in the text")?.text()
    let settings = map.settings("set")
    let seed = map.required("seed", hint: "that of a week, such as 2026-W48")?.text()
    let metric = map.required("metric", hint: "the id of a metric of the lab")?.snakeName()
    map.finish()
    guard let text, let seed, let metric else { return nil }
    return Quote(text: text, settings: settings, seed: seed, metric: metric, line: map.line)
  }

  func number(lab: String, scenario: String, start: [Setting]) -> QuotedNumber {
    let kept = start.filter { one in !settings.contains { $0.knob == one.knob } }
    return QuotedNumber(
      quote: text,
      measurement: LabMeasurement(
        lab: lab, scenario: scenario, settings: kept + settings, seed: seed, metric: metric,
        line: line),
      line: line)
  }
}

extension Lever {
  fileprivate static func read(_ map: YAMLMap) -> Lever? {
    let knob = map.required("knob")?.snakeName()
    let startValue = map.required("start", hint: "where the lever stands at first")
    let start = startValue?.scalarText()
    let values = (map.optional("values")?.list() ?? []).compactMap { $0.scalarText() }
    map.finish()
    guard let knob, let start else { return nil }
    if map.has("values") {
      if values.count < 2 {
        map.log.report(
          line: map.line(of: "values"), "the lever '\(knob)' needs two values at least")
      } else if !values.contains(start) {
        startValue?.report(
          "the lever '\(knob)' starts at '\(start)', which is not one of its values",
          hint: "values: " + values.joined(separator: ", "))
      }
    }
    return Lever(knob: knob, start: start, values: values, line: map.line)
  }
}

extension Objective {
  fileprivate static func read(_ map: YAMLMap) -> Objective? {
    let metric = map.required("metric")?.snakeName()
    let goal = map.required("goal", hint: "at_most or at_least")?.word(Goal.self)
    let targetValue = map.required("target")
    let target = targetValue?.decimal()
    let starsValue = map.optional("stars")
    let stars = starsValue?.list()?.compactMap { $0.decimal() }
    map.finish()
    guard let metric, let goal, let target else { return nil }
    if let starsValue, let stars {
      let isRising = zip(stars, stars.dropFirst()).allSatisfy { one, two in
        goal == .atMost ? one >= two : one <= two
      }
      if stars.count != 3 {
        starsValue.report(
          "'\(starsValue.path)' has \(stars.count) values", hint: "one for each star: three")
      } else if stars[0] != target {
        starsValue.report(
          "the first star is not the target", hint: "reaching the target gives one star")
      } else if !isRising {
        starsValue.report(
          "the stars of '\(metric)' do not get harder",
          hint: goal == .atMost ? "each at most the one before" : "each at least the one before")
      }
    }
    let isUsable = stars?.count == 3 && stars?.first == target
    return Objective(
      metric: metric, goal: goal, target: target,
      stars: isUsable ? stars ?? [] : [target, target, target], line: map.line)
  }
}

extension Baseline {
  fileprivate static func read(_ map: YAMLMap) -> Baseline? {
    let name = map.localText("name")
    let settings = map.settings("set")
    map.finish()
    return name.map { Baseline(name: $0, settings: settings) }
  }
}

extension ReferenceAnswer {
  fileprivate static func read(_ map: YAMLMap) -> ReferenceAnswer? {
    let settings = map.settings("set")
    let why = map.localText("why", hint: "what makes this answer good")
    _ = map.required("set", hint: "the levers of the answer")
    map.finish()
    return why.map { ReferenceAnswer(settings: settings, why: $0) }
  }
}
