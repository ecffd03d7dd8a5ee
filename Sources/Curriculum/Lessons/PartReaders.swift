import AddressedYAML

// Readers of what lessons and challenges have in common. Each reads its keys from a map, reports what is wrong, and returns
// `nil` when nothing usable is left.

extension YAMLMap {
  /// Lines of the keys and, for lists of words, of their words: `topics.kv-cache`.
  var places: [String: Int] {
    var places: [String: Int] = [:]
    for entry in entries {
      places[entry.key] = entry.line
      guard case .list(let list) = entry.value.content else { continue }
      for element in list {
        if case .scalar(let word, _) = element.content {
          places["\(entry.key).\(word)"] = element.line
        }
      }
    }
    return places
  }

  /// Whether the key stands there with a list of nothing.
  func isEmptyList(_ key: String) -> Bool {
    entries.contains { $0.key == key && $0.value.content == .list([]) }
  }

  /// The text of `key` with its translation `key_zh`.
  func localText(_ key: String, hint: String = "") -> LocalText? {
    let chinese = optional(key + "_zh")?.text()
    guard let english = required(key, hint: hint)?.text() else { return nil }
    return LocalText(english, chinese: chinese)
  }

  /// Like `localText`, for a key that may be missing.
  func optionalLocalText(_ key: String) -> LocalText? {
    let chinese = optional(key + "_zh")
    guard let english = optional(key) else {
      chinese?.report(
        "'\(chinese?.path ?? key)' stands without '\(key)'", hint: "English comes first")
      return nil
    }
    return english.text().map { LocalText($0, chinese: chinese?.text()) }
  }

  /// A list of texts with a list of translations of the same length beside it.
  func localTexts(_ key: String) -> [LocalText] {
    let english = texts(key)
    guard let value = optional(key + "_zh") else { return english.map { LocalText($0) } }
    let chinese = texts(key + "_zh")
    if chinese.count != english.count {
      value.report(
        "'\(key)' has \(english.count) entries, '\(key)_zh' has \(chinese.count)",
        hint: "translate each entry, in the same order")
    }
    return english.enumerated().map { at, text in
      LocalText(text, chinese: chinese.indices.contains(at) ? chinese[at] : nil)
    }
  }

  /// Knobs and their values: `set: {block_size: 16}`.
  func settings(_ key: String) -> [Setting] {
    guard let map = optional(key)?.map() else { return [] }
    return map.all().compactMap { knob, value in
      guard isSnakeName(knob) else {
        value.report(
          "'\(shortened(knob))' cannot be the name of a knob",
          hint: "knobs are lower snake case, such as 'block_size'")
        return nil
      }
      return value.scalarText().map { Setting(knob: knob, value: $0, line: value.line) }
    }
  }

  /// The lab, scenario, choices, seed and metric of a measurement.
  /// An experiment may stand in place of a scenario where `mayBeExperiment`.
  func measurement(mayBeExperiment: Bool = false) -> LabMeasurement? {
    let lab = required("lab")?.word(of: labNames)
    let experiment = mayBeExperiment ? optional("experiment")?.identifier() : nil
    let scenario =
      experiment == nil
      ? required("scenario", hint: "the name of a file in challenges/scenarios")?.identifier()
      : optional("scenario").map { $0.identifier() } ?? ""
    let settings = settings("set")
    let seed = optional("seed")?.text() ?? standardSeed
    let metric = required("metric", hint: "the id of a metric of the lab")?.snakeName()
    guard let lab, let scenario, let metric else { return nil }
    return LabMeasurement(
      lab: lab, scenario: scenario, experiment: experiment, settings: settings, seed: seed,
      metric: metric, line: line)
  }

  /// `{id, text, url, checked}` for each source; ids are unique.
  func sources(_ key: String) -> [Source] {
    var sources: [Source] = []
    for map in maps(key) {
      let id = map.required("id")?.identifier()
      let text = map.required("text", hint: "what it is, such as the name of a document")?.text()
      let url = map.required("url")?.link()
      let checked = map.required("checked", hint: "the day it was checked, YYYY-MM-DD")?.date()
      map.finish()
      guard let id, let text, let url, let checked else { continue }
      guard !sources.contains(where: { $0.id == id }) else {
        log.report(line: map.line, "the source '\(id)' stands here twice")
        continue
      }
      sources.append(Source(id: id, text: text, url: url, checked: checked, line: map.line))
    }
    return sources
  }

  /// The ids under `sources` as written, those of broken sources too.
  var sourceIDs: [String] {
    guard let entry = entries.first(where: { $0.key == "sources" }),
      case .list(let list) = entry.value.content
    else { return [] }
    return list.compactMap { source in
      guard case .map(let entries) = source.content,
        case .scalar(let id, _)? = entries.first(where: { $0.key == "id" })?.value.content
      else { return nil }
      return id
    }
  }

  /// The options of a question or prediction.
  func options(count: ClosedRange<Int>, mayHaveSeveralRight: Bool) -> [Option]? {
    guard let list = required("options", hint: "a list of {text, right, why}") else { return nil }
    guard let maps = list.list()?.map({ $0.map() }) else { return nil }
    var options: [Option] = []
    var isWhole = true
    for map in maps {
      guard let map else {
        isWhole = false
        continue
      }
      let text = map.localText("text")
      let isRight = map.has("right") ? map.optional("right")?.truth() : false
      let why = map.localText("why", hint: "every option says why it is right or wrong")
      map.finish()
      guard let text, let isRight, let why else {
        isWhole = false
        continue
      }
      if options.contains(where: { $0.text.english == text.english }) {
        log.report(line: map.line, "the option '\(shortened(text.english))' stands here twice")
      }
      options.append(Option(text: text, isRight: isRight, why: why))
    }
    guard isWhole else { return nil }
    return check(options, line: list.line, count: count, mayHaveSeveralRight: mayHaveSeveralRight)
      ? options : nil
  }

  private func check(
    _ options: [Option], line: Int, count: ClosedRange<Int>, mayHaveSeveralRight: Bool
  ) -> Bool {
    guard count.contains(options.count) else {
      log.report(
        line: line, "there are \(options.count) options",
        hint: "write \(count.lowerBound) to \(count.upperBound)")
      return false
    }
    let right = options.count { $0.isRight }
    if mayHaveSeveralRight {
      guard right >= 1 else {
        log.report(line: line, "no option is right", hint: "mark the right ones with 'right: true'")
        return false
      }
    } else if right != 1 {
      log.report(
        line: line, right == 0 ? "no option is right" : "\(right) options are right",
        hint: right == 0
          ? "mark the right one with 'right: true'"
          : "exactly one may be, unless a question has 'kind: multiple'")
      return false
    }
    return true
  }
}

/// The labs of the five stages, by name; the labs themselves are none of this room's business.
let labNames = ["runtime", "scheduling", "serving", "autoscaling", "gateway"]
/// The seed of figures and quoted numbers that name none.
let standardSeed = "lesson"

extension Question {
  static func read(_ map: YAMLMap) -> Question? {
    let id = map.required("id")?.identifier()
    let kind = map.optional("kind").map { $0.word(Kind.self) } ?? .single
    let ask = map.localText("ask")
    let options = map.options(count: 3...5, mayHaveSeveralRight: kind == .multiple)
    let hint = map.optionalLocalText("hint")
    let source = map.optional("source")?.identifier()
    map.finish()
    guard let id, let kind, let ask, let options else { return nil }
    return Question(
      id: id, kind: kind, ask: ask, options: options, hint: hint, source: source, line: map.line)
  }
}

extension Prediction {
  /// A prediction of a lesson with its own id, or, with `fixedID`, of a challenge.
  static func read(_ map: YAMLMap, fixedID: String? = nil) -> Prediction? {
    let id = fixedID ?? map.required("id")?.identifier()
    let figure = fixedID == nil ? map.optional("figure")?.identifier() : nil
    let ask = map.localText("ask")
    let answer = readAnswer(map)
    map.finish()
    guard let id, let ask, let answer else { return nil }
    return Prediction(id: id, figure: figure, ask: ask, answer: answer, line: map.line)
  }

  private static func readAnswer(_ map: YAMLMap) -> Answer? {
    let ways = ["options", "answer", "answer_from"].filter { map.optional($0) != nil }
    guard ways.count == 1 else {
      map.log.report(
        line: map.line,
        ways.isEmpty
          ? "the prediction has no answer"
          : "the prediction has both " + ways.map { "'\($0)'" }.joined(separator: " and "),
        hint: "write either options, answer or answer_from")
      for key in ["unit", "within_percent", "why", "why_zh"] { _ = map.optional(key) }
      return nil
    }
    if ways == ["options"] {
      return map.options(count: 2...5, mayHaveSeveralRight: false).map(Answer.options)
    }
    return readNumber(map).map(Answer.number)
  }

  private static func readNumber(_ map: YAMLMap) -> NumericAnswer? {
    let unit = map.optional("unit")?.text() ?? ""
    let within = map.required(
      "within_percent", hint: "how far off an estimate may be, in percent")?.decimal(in: 0...100)
    let why = map.localText("why", hint: "what makes the number what it is")
    var value: NumericAnswer.Value?
    if let from = map.optional("answer_from")?.map() {
      value = from.measurement().map(NumericAnswer.Value.measured)
      from.finish()
    } else {
      value = map.optional("answer")?.decimal().map(NumericAnswer.Value.fixed)
    }
    guard let value, let within, let why else { return nil }
    return NumericAnswer(value: value, unit: unit, withinPercent: within, why: why)
  }
}
