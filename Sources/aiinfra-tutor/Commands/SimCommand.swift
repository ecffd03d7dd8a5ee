import ArgumentParser
import Diagnostics
import Foundation
import Labs
import Learning
import Scenarios
import Simulation
import TerminalUI
import Tutor
import Wording

/// `aiinfra-tutor sim LAB`: one run, a sweep, or a comparison, on a scenario.
struct SimCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, csv }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "sim", abstract: help("command.sim.about"), discussion: help("command.sim.more"))
  }

  @Argument(help: ArgumentHelp(help("command.sim.lab"), valueName: "lab"))
  var lab: String

  @Option(help: ArgumentHelp(help("command.sim.scenario"), valueName: "file|name"))
  var scenario: String?

  @Option(help: ArgumentHelp(help("command.sim.set"), valueName: "knob=value"))
  var set: [String] = []

  @Option(help: ArgumentHelp(help("command.sim.sweep"), valueName: "knob[=v1,v2]"))
  var sweep: [String] = []

  @Option(help: ArgumentHelp(help("command.sim.compare"), valueName: "knob=value,..."))
  var compare: String?

  @Option(help: ArgumentHelp(help("command.sim.why"), valueName: "subject"))
  var why: String?

  @Option(
    name: .customLong("what-if"),
    help: ArgumentHelp(help("command.sim.whatif"), valueName: "subject"))
  var whatIf: String?

  @Option(
    help: ArgumentHelp(
      help("command.sim.view"), valueName: PanelKind.allCases.map(\.rawValue).joined(separator: "|")
    ))
  var view: String?

  // A negative number is a step that there is not, rather than another option.
  @Option(
    parsing: .unconditional, help: ArgumentHelp(help("command.sim.at"), valueName: "step"))
  var at: Int?

  @Option(help: ArgumentHelp(help("command.sim.diagnose"), valueName: "file|name"))
  var diagnose: String?

  @Option(
    help: ArgumentHelp(
      help("command.sim.pick"),
      valueName: RuntimeCause.allCases.map(\.rawValue).joined(separator: "|")
    ))
  var pick: String?

  @Flag(help: ArgumentHelp(help("command.sim.trace")))
  var trace = false

  @Option(help: ArgumentHelp(help("command.sim.seed"), valueName: "text"))
  var seed = "lesson"

  @Option(help: ArgumentHelp(help("command.option.format"), valueName: "text|json|csv"))
  var format = Format.text

  @OptionGroup var experimenting: ExperimentArguments

  @OptionGroup var shared: SharedArguments

  func run() throws {
    let desk = try Desk(shared)
    let experiment = try experimenting.experiment(lab: lab, others: givenOptions, desk) {
      try computed($0, desk)
    }
    if let experiment { return try experiment.run(format: format, desk) }
    let questions = ["--sweep", "--compare", "--why", "--what-if", "--view", "--diagnose"]
      .filter(givenOptions.contains)
    guard questions.count <= 1 else {
      throw desk.failure("command.problem.sim.one", questions.joined(separator: ", "))
    }
    if at != nil, why == nil, whatIf == nil, view == nil {
      throw desk.failure("command.problem.sim.at")
    }
    if pick != nil, diagnose == nil { throw desk.failure("command.problem.sim.pick") }
    if diagnose != nil, scenario != nil { throw desk.failure("command.problem.sim.diagnose") }
    let lab = try chosenLab(desk)
    let input = try readScenario(lab, desk)
    let choices = try desk.lab { () throws(LabProblem) in try lab.choices(from: set) }
    tellIdle(lab, input, desk)
    if !sweep.isEmpty { return try runSweep(lab, input, choices, desk) }
    let outcome = try desk.lab { () throws(LabProblem) in
      try lab.run(input, choices: choices, seed: Seed(seed))
    }
    if let compare {
      let other = try desk.lab { () throws(LabProblem) in
        try lab.run(
          input,
          choices: try lab.choices(from: compare.split(separator: ",").map(String.init))
            .over(choices), seed: Seed(seed))
      }
      return try show(Comparison(outcome, other), desk)
    }
    if diagnose != nil { return try askDiagnosis(outcome, input, desk) }
    if let why { return try explain(why, outcome, desk) }
    if let whatIf { return try show(whatIf, outcome, input, lab, desk) }
    if let view { return try show(view: view, outcome, desk) }
    try show(outcome, input, desk)
  }

  /// An experiment with the knobs, scenario and seed of this command.
  private func computed(_ experiment: any LabExperiment, _ desk: Desk) throws -> any Experiment {
    let input = scenario == nil ? nil : try readScenario(chosenLab(desk), desk)
    let result = try desk.lab { () throws(LabProblem) in
      try experiment.result(experiment.choices(from: set), scenario: input, seed: Seed(seed))
    }
    return ComputedExperiment(
      experiment: experiment, result: result, scenario: input?.title, seed: seed)
  }

  // MARK: Input

  /// The options for a run on a scenario that were given.
  private var givenOptions: [String] {
    [
      ("--scenario", scenario != nil), ("--set", !set.isEmpty), ("--sweep", !sweep.isEmpty),
      ("--compare", compare != nil), ("--why", why != nil), ("--what-if", whatIf != nil),
      ("--view", view != nil), ("--at", at != nil), ("--diagnose", diagnose != nil),
      ("--pick", pick != nil),
      ("--trace", trace),
    ].filter { $0.1 }.map { $0.0 }
  }

  private func chosenLab(_ desk: Desk) throws -> any Lab {
    guard let id = LabID(rawValue: lab) else {
      let known = LabID.allCases.map(\.rawValue)
      throw desk.failure(
        "command.problem.lab", lab,
        nearestMatch(to: lab, in: known) ?? allLabs.map(\.id.rawValue).joined(separator: ", "))
    }
    return Labs.lab(id)
  }

  private func readScenario(_ lab: any Lab, _ desk: Desk) throws -> LabScenario {
    guard let scenario = scenario ?? diagnose else {
      throw desk.failure(
        "command.problem.scenario", try names(lab, desk).joined(separator: ", "))
    }
    let isFile = scenario.contains("/") || scenario.hasSuffix(".yml") || scenario.hasSuffix(".yaml")
    let content = try desk.content()
    if !isFile, !content.reader.scenarioNames.contains(scenario) {
      let names = try names(lab, desk)
      throw desk.failure(
        "command.problem.scenario.name", scenario,
        nearestMatch(to: scenario, in: names) ?? names.joined(separator: ", "))
    }
    let here = FileManager.default.currentDirectoryPath
    let parsed =
      isFile
      ? content.scenario(path: scenario.hasPrefix("/") ? scenario : here + "/" + scenario)
      : content.scenario(scenario)
    guard let value = parsed.value else { throw CommandFailure(message: parsed.trouble) }
    return value
  }

  /// Names of the scenarios of a lab.
  private func names(_ lab: any Lab, _ desk: Desk) throws -> [String] {
    let content = try desk.content()
    return content.reader.scenarioNames.filter { content.scenario($0).value?.lab == lab.id }
  }

  // MARK: One run

  private func show(_ outcome: RunOutcome, _ scenario: LabScenario, _ desk: Desk) throws {
    switch format {
    case .text:
      var lines = [
        desk.say(
          "command.sim.head",
          scenario.heading.title(in: desk.say.language), outcome.lab.rawValue,
          outcome.seed.text), "",
      ]
      lines += columnLines(
        outcome.shownMetrics.map {
          [desk.say($0.definition.title), $0.text, $0.definition.unit, $0.definition.id]
        }, numbers: [1], indent: 2)
      lines += ["", desk.say("command.sim.choices")]
      let own = Set(Labs.lab(outcome.lab).knobs(for: scenario).map(\.id))
      lines += columnLines(
        outcome.choices.sorted.filter { own.contains($0.id) }
          .map { [$0.id, $0.value.description] }, indent: 2)
      lines += [
        "",
        desk.say(
          "command.sim.events", String(outcome.events), String(outcome.replay.stepCount)),
        desk.say("command.run.digest", outcome.digest),
      ]
      lines += noteLines(of: outcome, desk)
      if !outcome.assumptions.isEmpty {
        lines += ["", desk.say("lab.assumed.heading")]
        lines += outcome.assumptions.flatMap {
          wrapped(
            desk.say(
              "lab.assumed", desk.say($0.part), desk.say($0.reason), String($0.expectedError)),
            indent: 2)
        }
      }
      if trace { lines += [""] + traceLines(outcome, desk) }
      try put(lines: lines)
    case .json:
      var members = runJSON(outcome).members ?? []
      members.append(.init("scenario", .string(scenario.title)))
      members.append(.init("notes", .array(outcome.notes.map { .string(desk.say($0)) })))
      members.append(.init("assumed", .array(outcome.assumptions.map { assumed($0, desk) })))
      if trace { members += try traceJSON(outcome, desk) }
      try put(json: .object(members))
    case .csv:
      let export = RunExport(outcome, wording: desk.say)
      try put(trace ? export.decisionsCSV : export.metricsCSV)
    }
  }

  private func runJSON(_ outcome: RunOutcome) -> JSON {
    .record([
      "lab": .string(outcome.lab.rawValue), "seed": .string(outcome.seed.text),
      "choices": .choices(outcome.choices), "metrics": .metrics(outcome.metrics),
      "events": .integer(outcome.events), "digest": .string(outcome.digest),
    ])
  }

  private func assumed(_ item: AssumedPart, _ desk: Desk) -> JSON {
    .record([
      "part": .string(desk.say(item.part)), "reason": .string(desk.say(item.reason)),
      "expected_error_percent": .integer(item.expectedError),
    ])
  }

  private func traceLines(_ outcome: RunOutcome, _ desk: Desk) -> [String] {
    guard outcome.replay.stepCount >= 1 else { return [] }
    return (1...outcome.replay.stepCount).compactMap { step in
      outcome.replay.decision(at: step).map {
        "\(step)  \(seconds($0.time))  \(desk.say($0.sentence))"
      }
    }
  }

  private func traceJSON(_ outcome: RunOutcome, _ desk: Desk) throws -> [JSON.Member] {
    // The lab's own export knows every decision and curve; its text is read back as a value.
    let full = try? JSON(bytes: Array(RunExport(outcome, wording: desk.say).json.utf8))
    return ["decisions", "series"].compactMap { key in
      full?[key].map { JSON.Member(key, $0) }
    }
  }

  private func seconds(_ time: SimTime) -> String {
    formatted(Double(time.nanoseconds) / 1e9, decimals: 3) + " s"
  }

  // MARK: Sweep

  private func runSweep(
    _ lab: any Lab, _ scenario: LabScenario, _ choices: Choices, _ desk: Desk
  ) throws {
    let sweep = try desk.lab { () throws(LabProblem) in
      var axes: [Sweep.Axis] = []
      for text in self.sweep { axes.append(try Sweep.axis(from: text, of: lab)) }
      var sweep = try Sweep(lab, scenario, choices: choices, seed: Seed(seed), axes: axes)
      while sweep.advance(events: 100_000) {}
      return sweep
    }
    switch format {
    case .text: try put(lines: table(sweep, desk))
    case .json:
      try put(
        json: .record([
          "lab": .string(lab.id.rawValue), "seed": .string(seed),
          "axes": .array(
            sweep.axes.map {
              .record([
                "knob": .string($0.knob), "values": .strings($0.values.map(\.description)),
              ])
            }),
          "rows": .array(
            sweep.rows.map { row in
              .record([
                "set": .object(
                  zip(sweep.axes, row.values).map {
                    JSON.Member($0.knob, .string($1.description))
                  }),
                "metrics": .metrics(row.metrics), "digest": .string(row.digest),
              ])
            }),
        ]))
    case .csv: try put(sweep.csvText)
    }
  }

  /// Metrics down, combinations across: as many side by side as fit, the others below.
  private func table(_ sweep: Sweep, _ desk: Desk) -> [String] {
    let metrics = sweep.shownMetrics
    var labels = sweep.axes.map(\.knob) + metrics.map { desk.say($0.title) }
    var units = sweep.axes.map { _ in "" } + metrics.map(\.unit)
    let columns = sweep.rows.map { row -> [String] in
      row.values.map(\.description) + metrics.map { row.metric($0.id)?.text ?? "" }
    }
    labels.insert("", at: sweep.axes.count)
    units.insert("", at: sweep.axes.count)
    let width = columns.flatMap { $0 }.map { Text.width($0) }.max() ?? 1
    let head = (labels + units).map { Text.width($0) }.max() ?? 1
    let share = max(1, (outputColumns - head - 14) / (width + 2))
    return stride(from: 0, to: columns.count, by: share).flatMap { first -> [String] in
      let part = columns[first..<min(columns.count, first + share)]
      let rows = labels.indices.map { at -> [String] in
        // An empty line stands between the knobs and the metrics.
        if at == sweep.axes.count { return [""] }
        let cell = at < sweep.axes.count ? at : at - 1
        return [labels[at]] + part.map { $0[cell] } + [units[at]]
      }
      return columnLines(rows, numbers: Set(1...part.count)) + [""]
    }.dropLast()
  }

  // MARK: Comparison

  private func show(_ comparison: Comparison, _ desk: Desk) throws {
    switch format {
    case .text:
      var lines = comparison.changes.map { "\($0.knob): A \($0.a)  B \($0.b)" } + [""]
      var rows = [["", "A", "B", desk.say("command.sim.delta"), ""]]
      rows += comparison.shownRows.map { row in
        let definition = row.a.definition
        let delta = row.delta.map { formatted($0, decimals: definition.decimals) } ?? ""
        let better =
          switch row.winner {
          case .a: desk.say("command.sim.better", "A")
          case .b: desk.say("command.sim.better", "B")
          case .neither: ""
          }
        return [
          desk.say(definition.title), row.a.textWithUnit, row.b.textWithUnit,
          (row.delta ?? 0) > 0 ? "+" + delta : delta, better,
        ]
      }
      lines += columnLines(rows, numbers: [1, 2, 3], indent: 2)
      for (name, run) in [("A", comparison.a), ("B", comparison.b)] where run.isStalled {
        lines += [""] + wrapped(desk.say("command.sim.stalled", name))
      }
      if let divergence = comparison.divergence {
        lines += ["", desk.say("command.sim.divergence", String(divergence.step))]
        lines += divergence.a.map { ["  A  " + desk.say($0.sentence)] } ?? []
        lines += divergence.b.map { ["  B  " + desk.say($0.sentence)] } ?? []
      }
      try put(lines: lines)
    case .json:
      try put(
        json: .record([
          "a": runJSON(comparison.a), "b": runJSON(comparison.b),
          "divergence": comparison.divergence.map {
            .record([
              "step": .integer($0.step),
              "a": $0.a.map { .string(desk.say($0.sentence)) } ?? .null,
              "b": $0.b.map { .string(desk.say($0.sentence)) } ?? .null,
            ])
          } ?? .null,
        ]))
    case .csv:
      try put(
        csv(
          ["metric", "unit", "a", "b"],
          comparison.rows.map {
            // No value is an empty field, as for a run.
            [$0.a.definition.id, $0.a.definition.unit]
              + [$0.a, $0.b].map { $0.value == nil ? "" : $0.text }
          }))
    }
  }

  // MARK: Why

  /// The step asked about, the last one by itself.
  private func chosenStep(_ outcome: RunOutcome, _ desk: Desk) throws -> Int {
    let last = outcome.replay.stepCount
    let step = at ?? last
    guard (0...last).contains(step) else {
      throw desk.failure("command.problem.step", String(step), String(last))
    }
    return step
  }

  private func chosenSubject(
    _ name: String, _ outcome: RunOutcome, _ step: Int, _ desk: Desk
  ) throws -> Subject {
    if let found = outcome.replay.subject(name, at: step) { return found }
    let subjects = outcome.replay.subjects(at: step)
    guard !subjects.isEmpty else {
      throw desk.failure(
        "command.problem.subject.none", String(step), String(outcome.replay.stepCount))
    }
    throw desk.failure(
      "command.problem.subject", name, String(step),
      nearestMatch(to: name, in: subjects.map(\.id))
        ?? subjects.prefix(12).map(\.id).joined(separator: ", "))
  }

  private func show(
    _ subject: String, _ outcome: RunOutcome, _ scenario: LabScenario, _ lab: any Lab, _ desk: Desk
  ) throws {
    let step = try chosenStep(outcome, desk)
    let found = try chosenSubject(subject, outcome, step, desk)
    guard let isServed = outcome.replay.isServed(found.id, at: step) else {
      throw desk.failure("command.problem.whatif.kind", found.id)
    }
    guard !isServed else {
      throw desk.failure("command.problem.whatif.served", found.id, String(step))
    }
    let search = try desk.lab { () throws(LabProblem) in
      var search = try WhatIf(
        lab, scenario, choices: outcome.choices, seed: outcome.seed, subject: found.id,
        moment: outcome.replay.time(at: step))
      while search.advance(events: 100_000) {}
      return search
    }
    try tell(search.answer, of: found, at: step, outcome, desk)
  }

  private func show(view: String, _ outcome: RunOutcome, _ desk: Desk) throws {
    let step = try chosenStep(outcome, desk)
    let panels = outcome.replay.panels
    guard let kind = PanelKind(rawValue: view), panels.contains(kind) else {
      throw desk.failure(
        "command.problem.view", view, panels.map(\.rawValue).joined(separator: ", "))
    }
    guard format == .text else { throw desk.failure("command.problem.view.text") }
    let print = TutorPrint(
      index: try desk.index(), learner: LearnerState(), now: desk.now,
      language: desk.say.language, glyphs: outputGlyphs, columns: outputColumns)
    try put(lines: print.panel(kind, of: outcome.replay, at: step))
  }

  private func explain(_ subject: String, _ outcome: RunOutcome, _ desk: Desk) throws {
    let step = try chosenStep(outcome, desk)
    let found = try chosenSubject(subject, outcome, step, desk)
    try tell(outcome.replay.why(found, at: step), of: found, at: step, outcome, desk)
  }

  private func tell(
    _ answer: Explanation, of found: Subject, at step: Int, _ outcome: RunOutcome, _ desk: Desk
  ) throws {
    switch format {
    case .text:
      var lines = [
        desk.say(
          "command.sim.whyHead", found.id, String(step), seconds(outcome.replay.time(at: step)),
          desk.say(found.state)), "",
      ]
      lines += wrapped(desk.say(answer.headline))
      lines += answer.sentences.flatMap { wrapped(desk.say($0)) }
      for table in answer.tables {
        lines += ["", desk.say(table.title)]
        lines += columnLines(
          [table.columns.map { desk.say($0) }] + table.rows.map { $0.map { text($0, desk) } },
          indent: 2)
      }
      try put(lines: lines)
    case .json:
      try put(
        json: .record([
          "subject": .string(found.id), "step": .integer(step),
          "time_ns": .integer(outcome.replay.time(at: step).nanoseconds),
          "state": .string(desk.say(found.state)), "headline": .string(desk.say(answer.headline)),
          "sentences": .strings(answer.sentences.map { desk.say($0) }),
          "tables": .array(
            answer.tables.map { table in
              .record([
                "title": .string(desk.say(table.title)),
                "columns": .strings(table.columns.map { desk.say($0) }),
                "rows": .array(table.rows.map { .strings($0.map { text($0, desk) }) }),
              ])
            }),
        ]))
    case .csv: throw desk.failure("command.problem.why.csv")
    }
  }

  func text(_ value: Explanation.Value, _ desk: Desk) -> String {
    switch value {
    case .plain(let text): text
    case .number(let n): String(n)
    case .message(let message): desk.say(message)
    }
  }
}
