import Diagnostics
import Foundation
import Labs
import Learning
import Scenarios
import Wording

/// The serving simulator beside measured runs, and its step times beside measured operators.
struct AccuracyExperiment: Experiment {
  private let runs: [RunAccuracy]
  /// `nil` when the user's own runs were asked for.
  private let operators: OperatorAccuracy?

  /// Reads and simulates the runs described in `files`; without files, those that ship, and the
  /// operator tables.
  init(files: [String], _ desk: Desk) throws {
    let folder = try desk.content().place.path + "/challenges/measured/"
    let paths = files.isEmpty ? Self.descriptions(in: folder) : files
    runs = try paths.map { try Self.accuracy(of: $0, desk) }
    operators = files.isEmpty ? OperatorAccuracy(try Self.operators(in: folder, desk)) : nil
  }

  private static func descriptions(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".yml") && !$0.hasPrefix(".") }.sorted().map { folder + $0 }
  }

  private static func accuracy(of path: String, _ desk: Desk) throws -> RunAccuracy {
    var bytes: [UInt8] = []
    try read(path, desk) {
      bytes += $0
      return bytes.count <= mostTextBytes
    }
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let parsed = readMeasuredRun(String(decoding: bytes, as: UTF8.self), file: path) { name, take in
      let isAbsolute = name.hasPrefix("/") || folder.isEmpty
      return readPieces(of: isAbsolute ? name : folder + "/" + name, take) == nil
    }
    guard let run = parsed.value else { throw CommandFailure(message: parsed.trouble) }
    do {
      return try RunAccuracy(run)
    } catch {
      throw CommandFailure(message: path + ": " + desk.say(error.message))
    }
  }

  private static func operators(in folder: String, _ desk: Desk) throws -> [OperatorMeasurement] {
    try OperatorTimesReader.Table.allCases.flatMap { table in
      let path = folder + table.rawValue
      var reader = OperatorTimesReader(table, file: path)
      try read(path, desk) {
        reader.read($0)
        return reader.wantsMore
      }
      reader.finish()
      if let problem = reader.problems.first {
        throw CommandFailure(message: problem.description)
      }
      return reader.measurements
    }
  }

  private static func read(_ path: String, _ desk: Desk, _ take: ([UInt8]) -> Bool) throws {
    guard let error = readPieces(of: path, take) else { return }
    throw desk.failure("command.problem.experiment.read", path, String(cString: strerror(error)))
  }

  func run(format: SimCommand.Format, _ desk: Desk) throws {
    switch format {
    case .text: try put(lines: lines(desk))
    case .json: try put(json: json)
    case .csv: try put(csvText)
    }
  }

  // MARK: Text

  private func lines(_ desk: Desk) -> [String] {
    var lines = wrapped(
      desk.say("command.accuracy.title", formatted(RunAccuracy.tolerance, decimals: 0)))
    for accuracy in runs { lines += [""] + self.lines(of: accuracy, desk) }
    if let operators { lines += [""] + self.lines(of: operators, desk) }
    return lines
  }

  private func heads(_ words: [String], _ desk: Desk) -> [String] {
    words.map { desk.say(Message("command.accuracy." + $0)) }
  }

  private func lines(of accuracy: RunAccuracy, _ desk: Desk) -> [String] {
    let run = accuracy.run
    var lines = wrapped(
      desk.say(
        "command.accuracy.run", run.name, run.engine, run.cost.model.name, run.cost.gpu.name,
        String(run.cost.layout.gpus), String(run.rows.count), String(run.blockCount),
        String(run.settings.blockSize)))
    let tolerance = formatted(RunAccuracy.tolerance, decimals: 0)
    let rows = accuracy.lines.map { line in
      [
        desk.say(line.quantity.message), formatted(line.measured, decimals: 2),
        formatted(line.simulated, decimals: 2), signed(line.error),
        line.quantity.isJudged
          ? desk.say(
            Message(
              line.isWithinTolerance ? "command.accuracy.within" : "command.accuracy.outside",
              arguments: [tolerance]))
          : desk.say(Message("command.accuracy.unjudged")),
      ]
    }
    lines += columnLines(
      [[""] + heads(["measured", "ours", "error", "verdict"], desk)] + rows, numbers: [1, 2, 3],
      indent: 2)
    lines += wrapped(
      desk.say(
        "command.accuracy.after", String(accuracy.steps), String(accuracy.preemptions),
        String(accuracy.finished), String(run.rows.count)), indent: 2)
    let assumed = run.cost.assumedParts.compactMap(\.label).map { label in
      "\(desk.say(label.part)) (\(desk.say(label.reason)), \u{00b1}\(label.expectedError) %)"
    }
    if assumed.isEmpty { return lines }
    return lines
      + wrapped(
        desk.say("command.accuracy.assumedIn", assumed.joined(separator: "; ")), indent: 2)
  }

  private func lines(of operators: OperatorAccuracy, _ desk: Desk) -> [String] {
    let measured = operators.rows.compactMap { row -> [String]? in
      guard let mean = row.meanError, let bias = row.bias, let worst = row.worst else {
        return nil
      }
      return [
        row.gpu.name, desk.say(row.part.message), String(row.rows), formatted(mean, decimals: 1),
        signed(bias), formatted(worst, decimals: 0),
        formatted(row.evidence.fitError ?? row.evidence.expectedError, decimals: 1),
      ]
    }
    var lines = wrapped(desk.say(Message("command.accuracy.operators")))
    lines += columnLines(
      [heads(["gpu", "operator", "rows", "mape", "bias", "worst", "said"], desk)] + measured,
      numbers: [2, 3, 4, 5, 6], indent: 2)
    if operators.skipped > 0 {
      lines += wrapped(desk.say("command.accuracy.skipped", String(operators.skipped)))
    }
    let assumed = operators.rows.compactMap { row -> [String]? in
      guard let label = row.label else { return nil }
      return [
        row.gpu.name, desk.say(label.part), String(label.expectedError), desk.say(label.reason),
      ]
    }
    lines += [""] + wrapped(desk.say(Message("command.accuracy.assumed")))
    return lines
      + columnLines(
        [heads(["gpu", "operator", "expected", "reason"], desk)] + assumed, numbers: [2],
        indent: 2)
  }

  private func signed(_ value: Double) -> String {
    (value >= 0.05 ? "+" : "") + formatted(value, decimals: 1)
  }

  // MARK: For programs

  private var json: JSON {
    .record([
      "experiment": .string(ExperimentArguments.Name.accuracy.rawValue),
      "tolerance_percent": .number(RunAccuracy.tolerance),
      "runs": .array(
        runs.map { accuracy in
          let run = accuracy.run
          return .record([
            "name": .string(run.name), "engine": .string(run.engine),
            "gpu": .string(run.cost.gpu.name), "model": .string(run.cost.model.name),
            "gpus": .integer(run.cost.layout.gpus), "requests": .integer(run.rows.count),
            "kv_blocks": .integer(run.blockCount), "preemptions": .integer(accuracy.preemptions),
            "steps": .integer(accuracy.steps), "finished": .integer(accuracy.finished),
            "within_tolerance": .bool(accuracy.isWithinTolerance),
            "assumed": .array(
              run.cost.assumedParts.map { .string($0.part.rawValue) }),
            "quantities": .array(
              accuracy.lines.map { line in
                .record([
                  "quantity": .string(line.quantity.rawValue),
                  "measured": .number(rounded(line.measured)),
                  "simulated": .number(rounded(line.simulated)),
                  "error_percent": .number(rounded(line.error)),
                  "judged": .bool(line.quantity.isJudged),
                  "within_tolerance": .bool(line.isWithinTolerance),
                ])
              }),
          ])
        }),
      "operators": operators.map { operators in
        .array(
          operators.rows.map { row in
            .record([
              "gpu": .string(row.gpu.name), "operator": .string(row.part.rawValue),
              "rows": .integer(row.rows),
              "mape_percent": .amount(row.meanError.map(rounded)),
              "bias_percent": .amount(row.bias.map(rounded)),
              "worst_percent": .amount(row.worst.map(rounded)),
              "assumed": .bool(row.evidence.isAssumed),
              "assumption": row.assumption.map(JSON.string) ?? .null,
              "expected_error_percent": .amount(row.evidence.expectedError),
            ])
          })
      },
    ])
  }

  /// One line a quantity and an operator; columns that do not apply are empty.
  private var csvText: String {
    csv(
      [
        "kind", "name", "what", "measured", "simulated", "error_percent", "rows", "mape_percent",
        "bias_percent", "worst_percent", "assumption", "expected_error_percent",
      ],
      runs.flatMap { accuracy in
        accuracy.lines.map { line in
          [
            "run", accuracy.run.name, line.quantity.rawValue,
            formatted(line.measured, decimals: 4), formatted(line.simulated, decimals: 4),
            formatted(line.error, decimals: 2), String(accuracy.run.rows.count), "", "", "", "", "",
          ]
        }
      }
        + (operators?.rows ?? []).map { row in
          [
            "operator", row.gpu.name, row.part.rawValue, "", "", "", String(row.rows),
            row.meanError.map { formatted($0, decimals: 2) } ?? "",
            row.bias.map { formatted($0, decimals: 2) } ?? "",
            row.worst.map { formatted($0, decimals: 2) } ?? "", row.assumption ?? "",
            formatted(row.evidence.expectedError, decimals: 1),
          ]
        })
  }

  private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
