import AddressedYAML
import Diagnostics

extension Landscape {
  /// Reads `lessons/landscape.yml`.
  public static func parse(_ text: String, file: String) -> Parsed<Landscape> {
    let log = ProblemLog(file: file)
    guard let map = YAMLMap.parse(normalized(text, log: log), log: log) else {
      return Parsed(value: nil, problems: log.problems)
    }
    let version = map.required("version")?.whole(in: 1...Int.max)
    let checked = map.required("checked", hint: "the day, YYYY-MM-DD")?.date()
    let axes = map.required("axes", hint: "{x: {left, right}, y: {bottom, top}}")?.map()
    let xAxis = axes?.required("x")?.map().flatMap { Axis.read($0, low: "left", high: "right") }
    let yAxis = axes?.required("y")?.map().flatMap { Axis.read($0, low: "bottom", high: "top") }
    axes?.finish()
    _ = map.required("stages")
    _ = map.required("entries")
    let stageMaps = map.maps("stages")
    var stages: [(stage: Stage, map: YAMLMap)] = []
    for map in stageMaps { if let stage = Stage.read(map) { stages.append((stage, map)) } }
    stages.sort { $0.stage.number < $1.stage.number }
    let entryMaps = map.maps("entries")
    let ids = Set(entryMaps.compactMap(\.idText))
    var entries: [(entry: LandscapeEntry, map: YAMLMap)] = []
    for map in entryMaps {
      if let entry = LandscapeEntry.read(map, ids: ids) { entries.append((entry, map)) }
    }
    map.finish()
    guard let version, let checked, let xAxis, let yAxis else {
      return Parsed(value: nil, problems: log.problems)
    }
    let landscape = Landscape(
      version: version, checked: checked, xAxis: xAxis, yAxis: yAxis,
      stages: stages.map(\.stage), entries: entries.map(\.entry))
    LandscapeRules(
      landscape: landscape, stages: stages, entries: entries,
      isComplete: entries.count == entryMaps.count && stages.count == stageMaps.count, log: log
    ).check()
    return Parsed(value: landscape, problems: log.problems)
  }
}

extension YAMLMap {
  /// The text of the key `id` as written, before it is judged.
  fileprivate var idText: String? {
    guard case .scalar(let text, _)? = entries.first(where: { $0.key == "id" })?.value.content
    else { return nil }
    return text
  }

  /// The landscape names the Chinese of a title `zh`.
  fileprivate func titled(_ key: String) -> LocalText? {
    let chinese = optional("zh")?.text()
    return required(key)?.text().map { LocalText($0, chinese: chinese) }
  }
}

extension Landscape.Axis {
  fileprivate static func read(_ map: YAMLMap, low: String, high: String) -> Self? {
    let lowText = map.localText(low)
    let highText = map.localText(high)
    map.finish()
    guard let lowText, let highText else { return nil }
    return Self(low: lowText, high: highText)
  }
}

extension Stage {
  fileprivate static func read(_ map: YAMLMap) -> Stage? {
    let id = map.required("id")?.identifier()
    let number = map.required("number")?.whole(in: 1...5)
    let title = map.titled("title")
    let lab = map.required("lab")?.word(of: labNames)
    let summary = map.localText("summary")
    let topics = map.maps("topics").compactMap { map -> Topic? in
      let id = map.required("id")?.identifier()
      let title = map.titled("title")
      map.finish()
      guard let id, let title else { return nil }
      return Topic(id: id, title: title)
    }
    let roadmap = map.maps("roadmap").compactMap(RoadmapItem.read)
    map.finish()
    guard let id, let number, let title, let lab, let summary else { return nil }
    return Stage(
      id: id, number: number, title: title, lab: lab, summary: summary, topics: topics,
      roadmap: roadmap)
  }
}

extension RoadmapItem {
  fileprivate static func read(_ map: YAMLMap) -> RoadmapItem? {
    let title = map.localText("title")
    let url = map.required("url")?.link()
    let entry = map.optional("entry")?.identifier()
    let note = map.localText("note")
    let checked = map.required("checked", hint: "the day, YYYY-MM-DD")?.date()
    map.finish()
    guard let title, let url, let note, let checked else { return nil }
    return RoadmapItem(title: title, url: url, entry: entry, note: note, checked: checked)
  }
}

extension LandscapeEntry {
  fileprivate static func read(_ map: YAMLMap, ids: Set<String>) -> LandscapeEntry? {
    let id = map.required("id")?.identifier()
    let name = map.required("name")?.text()
    let repository = map.required("repository", hint: "the canonical one")?.link()
    let stage = map.required("stage")?.whole(in: 1...5)
    let category = map.required("category")?.text()
    let x = map.required("x", hint: "0 prototype to 100 mature")?.whole(in: 0...100)
    let y = map.required("y", hint: "0 infrastructure to 100 application")?.whole(in: 0...100)
    let isEarly = map.optional("early").map { $0.truth() } ?? false
    let isAddition = map.optional("addition").map { $0.truth() } ?? false
    let what = map.localText("what", hint: "what it is, in two or three sentences")
    let concepts = map.texts("concepts")
    let maturity = map.required("maturity")?.text()
    let language = map.required("language")?.text()
    let licence = map.required("licence")?.text()
    let relations = (map.optional("relations")?.map()).map { readRelations($0, ids: ids) } ?? []
    let facts = map.maps("facts").compactMap(Fact.read)
    let docs = (map.optional("docs")?.list() ?? []).compactMap { $0.link() }
    let topics = map.identifiers("topics").map(\.id)
    map.finish()
    guard let id, let name, let repository, let stage, let category, let x, let y, let isEarly,
      let isAddition, let what, let maturity, let language, let licence
    else { return nil }
    return LandscapeEntry(
      id: id, name: name, repository: repository, stage: stage, category: category, x: x, y: y,
      isEarly: isEarly, isAddition: isAddition, what: what, concepts: concepts, maturity: maturity,
      language: language, licence: licence, relations: relations, facts: facts, docs: docs,
      topics: topics)
  }

  private static func readRelations(_ map: YAMLMap, ids: Set<String>) -> [Relation] {
    var relations: [Relation] = []
    for kind in Relation.Kind.allCases {
      for value in map.optional(kind.rawValue)?.list() ?? [] {
        guard let text = value.text() else { continue }
        let relation = Relation(kind: kind, target: ids.contains(text) ? .entry(text) : .text(text))
        if relations.contains(relation) {
          value.report("'\(text)' stands twice in '\(kind.rawValue)'")
        } else {
          relations.append(relation)
        }
      }
    }
    map.finish()
    return relations
  }
}

extension Fact {
  fileprivate static func read(_ map: YAMLMap) -> Fact? {
    let text = map.localText("text")
    let source = map.required("source", hint: "where it was looked up")?.text()
    let checked = map.required("checked", hint: "the day, YYYY-MM-DD")?.date()
    map.finish()
    guard let text, let source, let checked else { return nil }
    return Fact(text: text, source: source, checked: checked)
  }
}
