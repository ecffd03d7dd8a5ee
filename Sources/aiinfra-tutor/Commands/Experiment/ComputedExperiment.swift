import Labs
import Learning
import Tutor
import Wording

/// An experiment of a lab, worked out and shown.
struct ComputedExperiment: Experiment {
  let experiment: any LabExperiment
  let result: ExperimentResult
  /// Title of the scenario; `nil` without one.
  let scenario: String?
  let seed: String

  func run(format: SimCommand.Format, _ desk: Desk) throws {
    switch format {
    case .text: try put(lines: lines(desk))
    case .json: try put(json: json(desk))
    case .csv: try put(csvText(desk))
    }
  }

  // MARK: Text

  private func lines(_ desk: Desk) throws -> [String] {
    var lines = [desk.say(experiment.title)]
    lines += wrapped(desk.say(experiment.about)) + [""]
    lines += columnLines(
      result.metrics.map {
        [desk.say($0.definition.title), $0.text, $0.definition.unit, $0.definition.id]
      }, numbers: [1], indent: 2)
    lines += ["", desk.say("command.sim.choices")]
    lines += columnLines(
      result.choices.sorted.map { [$0.id, $0.value.description] }, indent: 2)
    let print = TutorPrint(
      index: try desk.index(), learner: LearnerState(), now: desk.now,
      language: desk.say.language, glyphs: outputGlyphs, columns: min(outputColumns, 96))
    lines += [""] + print.chart(result.chart)
    for table in result.tables { lines += ["", desk.say(table.title)] + rows(table, desk) }
    lines += ["", desk.say("lab.experiment.sums")]
    lines += result.sums.flatMap { wrapped(desk.say($0), indent: 2) }
    lines += ["", desk.say("lab.experiment.reasons")]
    return lines + result.reasons.flatMap { wrapped(desk.say($0), indent: 2) }
  }

  private func rows(_ table: ExperimentTable, _ desk: Desk) -> [String] {
    let numbers = Set(table.columns.indices.filter { table.columns[$0].decimals != nil })
    let rows = table.rows.enumerated().map { at, row in
      [at == table.chosen ? ">" : ""]
        + row.enumerated().map { table.text($1, column: $0, desk.say) }
    }
    return columnLines(
      [[""] + table.columns.map { desk.say($0.title) }] + rows,
      numbers: Set(numbers.map { $0 + 1 }), indent: 1)
  }

  // MARK: For programs

  private func json(_ desk: Desk) -> JSON {
    func texts(_ messages: [Message]) -> JSON {
      .array(
        messages.map { message in
          .record([
            "code": .string(String(message.key.dropFirst("lab.experiment.".count))),
            "values": .strings(message.arguments), "text": .string(desk.say(message)),
          ])
        })
    }
    return .record([
      "experiment": .string(experiment.id), "lab": .string(experiment.lab.rawValue),
      "seed": .string(seed), "scenario": scenario.map(JSON.string) ?? .null,
      "choices": .choices(result.choices), "metrics": .metrics(result.metrics),
      "tables": .object(
        result.tables.map { table in
          JSON.Member(table.id, .array(table.rows.map { row in json(row, table, desk) }))
        }),
      "sums": texts(result.sums), "reasons": texts(result.reasons),
    ])
  }

  private func json(_ row: [ExperimentTable.Cell], _ table: ExperimentTable, _ desk: Desk) -> JSON {
    .object(
      zip(table.columns, row).map { column, cell in
        let value: JSON =
          switch cell {
          // As many digits as are shown.
          case .number(let number):
            .amount(Double(formatted(number, decimals: column.decimals ?? 0)))
          case .word(let word): .string(word)
          case .message(let message): .string(desk.say(message))
          case .none: .null
          }
        return JSON.Member(column.id, value)
      })
  }

  /// The first table and those with the same columns, each row with the name of its table.
  private func csvText(_ desk: Desk) -> String {
    guard let first = result.tables.first else { return "" }
    return csv(
      ["table"] + first.columns.map(\.id),
      result.tables.filter { $0.columns == first.columns }.flatMap { table in
        table.rows.map { row in
          [table.id]
            + row.enumerated().map { at, cell in
              cell == .none ? "" : table.text(cell, column: at, desk.say)
            }
        }
      })
  }
}
