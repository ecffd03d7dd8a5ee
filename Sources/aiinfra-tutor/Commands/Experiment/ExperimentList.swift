import Labs
import Learning
import Wording

/// The experiments of a lab and what each takes.
struct ExperimentList: Experiment {
  let items: [(name: String, title: Message, options: [String])]

  func run(format: SimCommand.Format, _ desk: Desk) throws {
    switch format {
    case .text:
      try put(
        lines: columnLines(items.map { [$0.name, desk.say($0.title)] })
          + [""]
          + items.flatMap { item in
            wrapped(item.name + ": " + (item.options + ["--format"]).joined(separator: ", "))
          })
    case .json:
      try put(
        json: .array(
          items.map { item in
            .record([
              "name": .string(item.name), "title": .string(desk.say(item.title)),
              "options": .strings(item.options + ["--format"]),
            ])
          }))
    case .csv:
      try put(csv(["name", "title"], items.map { [$0.name, desk.say($0.title)] }))
    }
  }
}
