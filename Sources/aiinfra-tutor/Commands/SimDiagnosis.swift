import ArgumentParser
import Diagnostics
import Labs
import Learning
import TerminalUI
import Tutor

extension SimCommand {
  /// Without a pick what can be read and what can be picked; with one what it is worth: status 1
  /// when it is wrong.
  func askDiagnosis(
    _ outcome: RunOutcome, _ scenario: LabScenario, _ desk: Desk
  ) throws {
    guard let diagnosis = scenario.diagnosis else {
      throw desk.failure("command.problem.diagnose.none", scenario.title)
    }
    guard format == .text else { throw desk.failure("command.problem.diagnose.text") }
    guard let pick else {
      let print = TutorPrint(
        index: try desk.index(), learner: LearnerState(), now: desk.now,
        language: desk.say.language, glyphs: outputGlyphs, columns: outputColumns)
      var lines = [scenario.heading.title(in: desk.say.language), ""]
      let last = outcome.replay.stepCount
      if case .describe(let all)? = outcome.replay.panel(.describe, at: last) {
        let now = outcome.replay.time(at: last).nanoseconds
        for pod in all.pods {
          let view = print.view(.describe(PodDescriptions(pods: [pod])), now: now)
          // The view is as high as it may need to be.
          lines += view.reversed().drop(while: \.isEmpty).reversed() + [""]
        }
      }
      lines.append(desk.say("command.sim.causes"))
      lines += columnLines(
        diagnosis.causes.map { [$0.rawValue, desk.say($0.title)] }, indent: 2)
      try put(lines: lines)
      return
    }
    let causes = diagnosis.causes.map(\.rawValue)
    guard causes.contains(pick), let cause = RuntimeCause(rawValue: pick),
      let verdict = scenario.judge(cause, outcome)
    else {
      throw desk.failure(
        "command.problem.pick", pick,
        nearestMatch(to: pick, in: causes) ?? causes.joined(separator: ", "))
    }
    var lines = wrapped(desk.say(verdict.explanation.headline))
    lines += verdict.explanation.sentences.flatMap { wrapped(desk.say($0)) }
    for table in verdict.explanation.tables {
      lines += ["", desk.say(table.title)]
      lines += columnLines(
        [table.columns.map { desk.say($0) }] + table.rows.map { $0.map { text($0, desk) } },
        indent: 2)
    }
    try put(lines: lines)
    if !verdict.isRight { throw ExitCode(1) }
  }
}
