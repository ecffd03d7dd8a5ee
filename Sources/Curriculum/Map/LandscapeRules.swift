import AddressedYAML
import Diagnostics

/// What must hold inside the landscape file.
struct LandscapeRules {
  let landscape: Landscape
  let stages: [(stage: Stage, map: YAMLMap)]
  let entries: [(entry: LandscapeEntry, map: YAMLMap)]
  /// Whether everything could be read; if not, what refers to something else is not judged.
  let isComplete: Bool
  let log: ProblemLog

  func check() {
    checkStages()
    var lines: [String: Int] = [:]
    for (entry, map) in entries {
      if let first = lines[entry.id] {
        log.report(
          line: map.line, "the entry '\(entry.id)' stands here twice",
          hint: "first in line \(first)")
      } else {
        lines[entry.id] = map.line
      }
    }
    for (entry, map) in entries { check(entry, map) }
  }

  private func checkStages() {
    guard isComplete else { return }
    let numbers = landscape.stages.map(\.number)
    if numbers != [1, 2, 3, 4, 5] {
      log.report(
        line: stages.first?.map.line ?? 0,
        "the stages are numbered \(numbers.map(String.init).joined(separator: ", "))",
        hint: "there are five: 1, 2, 3, 4, 5")
    }
    var topics: [String] = []
    var ids: [String] = []
    for (stage, map) in stages {
      if ids.contains(stage.id) {
        log.report(line: map.line, "the stage '\(stage.id)' stands here twice")
      }
      ids.append(stage.id)
      for topic in stage.topics {
        if topics.contains(topic.id) {
          log.report(line: map.line, "the topic '\(topic.id)' stands here twice")
        }
        topics.append(topic.id)
      }
      for item in stage.roadmap {
        guard let id = item.entry, !landscape.entries.contains(where: { $0.id == id }) else {
          continue
        }
        log.report(
          line: map.line(of: "roadmap"),
          "the roadmap names the entry '\(id)', which is not on the map",
          hint: suggestion(for: id, in: landscape.entries.map(\.id), isList: false))
      }
    }
  }

  private func check(_ entry: LandscapeEntry, _ map: YAMLMap) {
    guard isComplete else { return }
    let topics = landscape.stages.flatMap(\.topics).map(\.id)
    for topic in entry.topics where !topics.contains(topic) {
      log.report(
        line: map.line(of: "topics"), "there is no topic '\(topic)'",
        hint: suggestion(for: topic, in: topics))
    }
    for relation in entry.relations {
      switch relation.target {
      case .entry(let id): checkRelation(entry, relation, to: id, map)
      case .text(let text):
        if let other = landscape.entries.first(where: { isSame(text, $0) }) {
          log.report(
            line: map.line(of: "relations"),
            "'\(entry.id)' names '\(text)' as a text, but it is on the map",
            hint: "write its id: \(other.id)")
        }
      }
    }
  }

  private func checkRelation(
    _ entry: LandscapeEntry, _ relation: Relation, to id: String, _ map: YAMLMap
  ) {
    let line = map.line(of: "relations")
    if id == entry.id {
      log.report(line: line, "'\(id)' has a relation to itself")
      return
    }
    guard let other = landscape.entries.first(where: { $0.id == id }) else { return }
    let back = Relation(kind: relation.kind.inverse, target: .entry(entry.id))
    if !other.relations.contains(back) {
      log.report(
        line: line,
        "'\(entry.id)' has '\(relation.kind.rawValue): \(id)', but '\(id)' does not say the same",
        hint: "add '\(back.kind.rawValue): [\(entry.id)]' to '\(id)'")
    }
  }

  private func isSame(_ text: String, _ entry: LandscapeEntry) -> Bool {
    let word = text.lowercased()
    return word == entry.id || word == entry.name.lowercased()
      || word.replacing(" ", with: "-") == entry.id
  }
}
