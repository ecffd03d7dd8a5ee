import AddressedYAML
import Diagnostics

extension Glossary {
  /// Reads `lessons/glossary.yml`. `topics` are those of the landscape; `nil` when they are not known.
  public static func parse(_ text: String, file: String, topics: [String]? = nil) -> Parsed<
    Glossary
  > {
    let log = ProblemLog(file: file)
    guard let map = YAMLMap.parse(normalized(text, log: log), log: log) else {
      return Parsed(value: nil, problems: log.problems)
    }
    _ = map.required("version")?.whole(in: 1...Int.max)
    _ = map.required("checked", hint: "the day, YYYY-MM-DD")?.date()
    _ = map.required("terms", hint: "a list of {term, zh, topic, definition}")
    var terms: [GlossaryTerm] = []
    var lines: [String: Int] = [:]
    for map in map.maps("terms") {
      let chinese = map.optional("zh")?.text()
      let term = map.required("term")?.text()
      let definition = map.localText("definition")
      let topic = map.required("topic", hint: "the id of a topic")?.identifier()
      map.finish()
      guard let term, let definition, let topic else { continue }
      if let first = lines[term.lowercased()] {
        log.report(
          line: map.line, "the term '\(shortened(term))' stands here twice",
          hint: "first in line \(first)")
      } else {
        lines[term.lowercased()] = map.line
      }
      if let topics, !topics.contains(topic) {
        log.report(
          line: map.line(of: "topic"), "there is no topic '\(topic)'",
          hint: suggestion(for: topic, in: topics))
      }
      terms.append(
        GlossaryTerm(
          term: LocalText(term, chinese: chinese), definition: definition, topic: topic))
    }
    map.finish()
    return Parsed(value: Glossary(terms: terms), problems: log.problems)
  }
}
